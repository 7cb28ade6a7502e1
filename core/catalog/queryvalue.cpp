// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/queryvalue.h"

#include "base/nearest.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <cmath>

namespace atalaya::catalog {

using model::Comparison;
using model::FieldShape;
using model::FieldType;

namespace {

using Checked = std::variant<QJsonValue, ValueProblem>;

QString tr(const char* text)
{
    return QCoreApplication::translate("Catalog", text);
}

Checked fault(const QString& detail)
{
    return ValueProblem{detail};
}

bool looksForPart(Comparison comparison)
{
    return comparison == Comparison::Contains || comparison == Comparison::StartsWith;
}

// "now", "now-7d".
std::optional<Instant> relativeTime(const QString& text, Instant now)
{
    static const QRegularExpression form(QStringLiteral("^now(?:([+-])(\\d{1,6})([mhdw]))?\\z"), QRegularExpression::CaseInsensitiveOption);
    const QRegularExpressionMatch match = form.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    const qint64 count = match.captured(2).toLongLong();
    const QString unit = match.captured(3).toLower();
    const qint64 minutes = unit == u'm' ? 1 : unit == u'h' ? 60 : unit == u'd' ? 24 * 60 : 7 * 24 * 60;
    const Milliseconds shift = std::chrono::minutes(count * minutes);
    const Instant moment = match.captured(1) == u'-' ? now - shift : now + shift;
    const bool isInRange = moment >= instantFromMs(0) && moment < *parseInstant(u"9999-12-31");
    return isInRange ? std::optional(moment) : std::nullopt;
}

Checked text(const FieldShape& field, Comparison comparison, const QJsonValue& value)
{
    if (!value.isString())
        return fault(tr("must be a string"));
    const QString word = value.toString();
    if (word.size() > kLongestText)
        return fault(tr("is longer than %1 characters").arg(kLongestText));
    if (word.contains(QChar(u'\0')) || !word.isValidUtf16())
        return fault(tr("must not contain a NUL character or half of a surrogate pair"));
    if (looksForPart(comparison) && word.isEmpty())
        return fault(tr("must not be empty"));
    if (field.choices.isEmpty() || looksForPart(comparison) || field.choices.contains(word))
        return value;
    const QString near = nearest(word, field.choices);
    const QString list = field.choices.join(QLatin1String(", "));
    return ValueProblem{near.isEmpty() ? tr("must be one of %1").arg(list) : tr("must be one of %1; did you mean '%2'?").arg(list, near),
                        field.choices, near};
}

Checked number(const QJsonValue& value, bool isWord)
{
    if (isWord) {
        bool isNumber = false;
        const QString word = value.toString();
        if (const qint64 whole = word.toLongLong(&isNumber); isNumber)
            return QJsonValue(whole);
        if (const double real = word.toDouble(&isNumber); isNumber && std::isfinite(real))
            return QJsonValue(real);
        return fault(tr("must be a number"));
    }
    return value.isDouble() ? Checked(value) : fault(tr("must be a number"));
}

Checked boolean(const QJsonValue& value, bool isWord)
{
    if (!isWord)
        return value.isBool() ? Checked(value) : fault(tr("must be true or false"));
    const QString word = value.toString().toLower();
    if (word == QLatin1String("true") || word == QLatin1String("false"))
        return QJsonValue(word == QLatin1String("true"));
    return ValueProblem{tr("must be true or false"), {QStringLiteral("true"), QStringLiteral("false")}};
}

Checked time(const QJsonValue& value, Instant now)
{
    if (value.isString()) {
        std::optional<Instant> moment = parseInstant(value.toString());
        if (!moment)
            moment = relativeTime(value.toString(), now);
        if (moment)
            return QJsonValue(toIso(*moment));
    }
    return fault(tr("must be a time such as 2026-01-31, 2026-01-31T08:15:00Z or now-7d"));
}

Checked id(const QJsonValue& value)
{
    static const QRegularExpression form(QStringLiteral("^[0-9a-fA-F]{16}\\z"));
    return value.isString() && form.match(value.toString()).hasMatch() ? Checked(value)
                                                                      : fault(tr("must be an id of 16 hexadecimal digits"));
}

} // namespace

Checked checkedValue(const FieldShape& field, Comparison comparison, const QJsonValue& value, bool isWord, Instant now)
{
    switch (field.type) {
    case FieldType::Text:
        return text(field, comparison, value);
    case FieldType::Integer:
    case FieldType::Number:
        return number(value, isWord);
    case FieldType::Boolean:
        return boolean(value, isWord);
    case FieldType::Time:
        return time(value, now);
    case FieldType::Id:
        return id(value);
    case FieldType::Object:
        return fault(tr("cannot be compared"));
    }
    Q_UNREACHABLE();
}

QString comparisonProblem(const FieldShape& field, Comparison comparison)
{
    if (comparison == Comparison::IsNull || comparison == Comparison::IsNotNull)
        return {};
    if (field.type == FieldType::Object)
        return tr("'%1' is an object and cannot be compared").arg(field.name);
    const bool isPart = looksForPart(comparison);
    if (isPart && field.type != FieldType::Text)
        return tr("'%1' is no text; only texts can be searched for a part").arg(field.name);
    const bool isOrder = comparison == Comparison::Lt || comparison == Comparison::Le || comparison == Comparison::Gt ||
                         comparison == Comparison::Ge;
    if (isOrder && (field.type == FieldType::Boolean || field.type == FieldType::Id))
        return tr("'%1' has no order; compare it with eq, ne, in or not_in").arg(field.name);
    return {};
}

} // namespace atalaya::catalog
