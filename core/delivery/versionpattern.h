// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QRegularExpression>
#include <QString>

#include <array>
#include <optional>

namespace atalaya::delivery {

/// A dotted version of a release line: "app-1.4.2" is line "app-", numbers 1, 4, 2.
struct ParsedVersion {
    QString prefix;
    std::array<quint64, 4> numbers{};
    int count = 0; ///< 1..4

    bool operator==(const ParsedVersion&) const = default;
    /// The version whose next patch this one is (1.4.2 → 1.4.1, 1.4.2.3 → 1.4.2.2); nothing for one that ends in 0 or
    /// has fewer than three numbers.
    std::optional<ParsedVersion> patchedFrom() const;
};

size_t qHash(const ParsedVersion& version, size_t seed = 0) noexcept;

/// Which texts are versions, as the rules say (Rules::tagPattern).
class VersionPattern
{
public:
    /// InvalidInput when it is no regular expression or lacks the two groups.
    static Result<VersionPattern> compile(const QString& pattern);

    std::optional<ParsedVersion> parse(const QString& text) const;

private:
    explicit VersionPattern(QRegularExpression expression) : m_expression(std::move(expression)) {}
    QRegularExpression m_expression;
};

} // namespace atalaya::delivery
