// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/versionpattern.h"

#include <QCoreApplication>
#include <QHash>

namespace atalaya::delivery {

std::optional<ParsedVersion> ParsedVersion::patchedFrom() const
{
    if (count < 3 || numbers[size_t(count - 1)] == 0)
        return std::nullopt;
    ParsedVersion before = *this;
    --before.numbers[size_t(count - 1)];
    return before;
}

size_t qHash(const ParsedVersion& version, size_t seed) noexcept
{
    return qHashMulti(seed, version.prefix, version.count, version.numbers[0], version.numbers[1], version.numbers[2],
                      version.numbers[3]);
}

Result<VersionPattern> VersionPattern::compile(const QString& pattern)
{
    QRegularExpression expression(pattern);
    if (!expression.isValid())
        return Error{ErrorCode::InvalidInput,
                     QCoreApplication::translate("Delivery", "the version pattern is no regular expression: %1 at position %2")
                         .arg(expression.errorString())
                         .arg(expression.patternErrorOffset())};
    if (expression.captureCount() < 2)
        return Error{ErrorCode::InvalidInput,
                     QCoreApplication::translate("Delivery", "the version pattern needs two groups: the prefix of the release "
                                                             "line, and the dotted number")};
    return VersionPattern(std::move(expression));
}

std::optional<ParsedVersion> VersionPattern::parse(const QString& text) const
{
    if (text.isEmpty() || text.contains(u'\n')) // before which $ would match
        return std::nullopt;
    const QRegularExpressionMatch match = m_expression.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    ParsedVersion version;
    version.prefix = match.captured(1);
    for (const QStringView part : match.capturedView(2).tokenize(u'.')) {
        bool valid = false;
        const quint64 number = part.toULongLong(&valid);
        if (!valid || version.count == 4)
            return std::nullopt;
        version.numbers[size_t(version.count++)] = number;
    }
    if (version.count == 0)
        return std::nullopt;
    return version;
}

} // namespace atalaya::delivery
