// SPDX-License-Identifier: GPL-3.0-or-later
#include "parameter.h"

#include "api/schema.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QStringDecoder>

#include <algorithm>

namespace atalaya::api {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Parameter", text);
}

// What is wrong with a text, or an empty text after it was put into the value.
QString readInto(Arguments::Value& value, const Parameter& parameter, const QString& text)
{
    using Type = Parameter::Type;
    switch (parameter.type) {
    case Type::Text:
    case Type::Texts:
        if (text.size() > parameter.maximum)
            return tr("is longer than %1 characters").arg(parameter.maximum);
        value.texts.append(text);
        return {};
    case Type::Integer: {
        bool valid = false;
        value.integer = text.toLongLong(&valid);
        if (!valid || text.trimmed() != text || value.integer < parameter.minimum || value.integer > parameter.maximum)
            return tr("must be a whole number from %1 to %2").arg(parameter.minimum).arg(parameter.maximum);
        break;
    }
    case Type::Time:
        value.instant = parseInstant(text);
        if (!value.instant)
            return tr("must be a date or a time from 1970-01-01 to 9999-12-31, such as 2026-01-31 or "
                      "2026-01-31T08:15:00Z (write + as %2B)");
        break;
    case Type::Date:
        value.instant = text.size() == 10 ? parseInstant(text) : std::nullopt;
        if (!value.instant)
            return tr("must be a date from 1970-01-01 to 9999-12-31, such as 2026-01-31");
        break;
    case Type::TimeZone:
        if (text.size() > 64 || !QTimeZone::isTimeZoneIdAvailable(text.toUtf8()))
            return tr("is not a time zone; use a name like Europe/Madrid");
        break;
    case Type::Choice:
    case Type::Choices: {
        const QStringList parts = parameter.type == Type::Choice ? QStringList{text} : text.split(u',');
        for (const QString& part : parts) {
            if (!parameter.choices.contains(part)) {
                const QString near = nearest(part, parameter.choices);
                const QString list = parameter.choices.join(QLatin1String(", "));
                return near.isEmpty() ? tr("must be one of %1").arg(list)
                                      : tr("must be one of %1; did you mean '%2'?").arg(list, near);
            }
        }
        value.texts += parts;
        return {};
    }
    }
    value.texts.append(text);
    return {};
}

bool isRepeatable(const Parameter& parameter)
{
    return parameter.type == Parameter::Type::Texts || parameter.type == Parameter::Type::Choices;
}

// Name and value of each part of a query; a part that cannot be decoded is reported.
QList<std::pair<QString, QString>> splitQuery(const QByteArray& query, QList<model::FieldError>& errors)
{
    QList<std::pair<QString, QString>> pairs;
    for (const QByteArray& part : query.split('&')) {
        if (part.isEmpty())
            continue;
        const qsizetype mark = part.indexOf('=');
        const std::optional<QString> name = decodeComponent(mark < 0 ? part : part.first(mark), true);
        const std::optional<QString> text = decodeComponent(mark < 0 ? QByteArray() : part.mid(mark + 1), true);
        if (name && text)
            pairs.append({*name, *text});
        else
            errors.append(
                {QLatin1Char('/') + name.value_or(QString()).left(64), tr("is not UTF-8 or holds control characters")});
    }
    return pairs;
}

QStringList namesOf(const QList<Parameter>& parameters)
{
    QStringList names;
    for (const Parameter& parameter : parameters) {
        if (!parameter.isInPath)
            names.append(parameter.name);
    }
    return names;
}

Problem problemOf(const QList<model::FieldError>& errors, bool hasUnknown, const QList<Parameter>& parameters)
{
    const model::FieldError& first = errors.first();
    Problem problem{400,
                    parameterSentence(first.pointer.mid(1), first.detail),
                    errors,
                    {},
                    hasUnknown ? QStringLiteral("unknown-parameter") : QStringLiteral("invalid-parameter")};
    if (hasUnknown)
        problem.allowed = namesOf(parameters);
    return problem;
}

} // namespace

QJsonObject Parameter::schema() const
{
    QJsonObject object{
        {QStringLiteral("type"), type == Type::Integer ? QStringLiteral("integer") : QStringLiteral("string")}};
    switch (type) {
    case Type::Text:
    case Type::Texts:
        object = api::schema::text(api::schema::kLinePattern);
        object.insert(QStringLiteral("maxLength"), maximum);
        break;
    case Type::Integer:
        object.insert(QStringLiteral("minimum"), minimum);
        object.insert(QStringLiteral("maximum"), maximum);
        break;
    case Type::Date:
        object = api::schema::text(api::schema::kDatePattern);
        object.insert(QStringLiteral("format"), QStringLiteral("date"));
        break;
    case Type::Choice:
    case Type::Choices:
        object.insert(QStringLiteral("enum"), QJsonArray::fromStringList(choices));
        break;
    case Type::Time: // a date alone is accepted too, so format date-time would not be true
        object = api::schema::text(api::schema::kTimePattern);
        break;
    case Type::TimeZone:
        object = api::schema::text(api::schema::kLinePattern);
        break;
    }
    if (type == Type::Texts || type == Type::Choices) {
        QJsonObject list{{QStringLiteral("type"), QStringLiteral("array")}, {QStringLiteral("items"), object}};
        if (type == Type::Choices)
            list.insert(QStringLiteral("minItems"), 1); // "kinds=" names none
        return list;
    }
    if (!fallback.isEmpty())
        object.insert(QStringLiteral("default"),
                      type == Type::Integer ? QJsonValue(fallback.toLongLong()) : QJsonValue(fallback));
    return object;
}

const Arguments::Value& Arguments::at(QLatin1String name) const
{
    const auto found =
        std::find_if(m_values.begin(), m_values.end(), [name](const Value& value) { return value.name == name; });
    Q_ASSERT(found != m_values.end());
    return *found;
}

std::optional<QString> decodeComponent(QByteArray text, bool plusIsSpace)
{
    if (plusIsSpace)
        text.replace('+', ' ');
    QStringDecoder decoder(QStringDecoder::Utf8);
    const QString decoded = decoder(QByteArray::fromPercentEncoding(text));
    const bool hasControl =
        std::any_of(decoded.begin(), decoded.end(), [](QChar c) { return c < u' ' || c == QChar(0x7F); });
    if (decoder.hasError() || hasControl)
        return std::nullopt;
    return decoded;
}

std::variant<Arguments, Problem> readArguments(const QList<Parameter>& parameters, const QStringList& pathValues,
                                               const QByteArray& query)
{
    Arguments arguments;
    QList<model::FieldError> errors;
    bool hasUnknown = false;
    qsizetype pathIndex = 0;
    for (const Parameter& parameter : parameters) {
        arguments.m_values.push_back({parameter.name});
        if (!parameter.isInPath)
            continue;
        Arguments::Value& value = arguments.m_values.back();
        value.isGiven = true;
        if (const QString wrong = readInto(value, parameter, pathValues.value(pathIndex++)); !wrong.isEmpty())
            errors.append({QLatin1Char('/') + parameter.name, wrong});
    }
    for (const auto& [name, text] : splitQuery(query, errors)) {
        const auto found =
            std::find_if(parameters.begin(), parameters.end(), [&name = name](const Parameter& parameter) {
                return parameter.name == name && !parameter.isInPath;
            });
        if (found == parameters.end()) {
            const QString near = nearest(name, namesOf(parameters));
            errors.append({QLatin1Char('/') + name.left(64),
                           near.isEmpty() ? tr("is not a parameter here")
                                          : tr("is not a parameter here; did you mean '%1'?").arg(near)});
            hasUnknown = true;
            continue;
        }
        Arguments::Value& value = arguments.m_values[size_t(found - parameters.begin())];
        QString wrong;
        if (value.isGiven && !isRepeatable(*found))
            wrong = tr("stands twice");
        else
            wrong = readInto(value, *found, text);
        value.isGiven = true;
        if (!wrong.isEmpty())
            errors.append({QLatin1Char('/') + name, wrong});
    }
    for (qsizetype i = 0; i < parameters.size(); ++i) {
        Arguments::Value& value = arguments.m_values[size_t(i)];
        if (value.isGiven)
            continue;
        if (parameters[i].isRequired)
            errors.append({QLatin1Char('/') + parameters[i].name, tr("is required")});
        else if (!parameters[i].fallback.isEmpty())
            readInto(value, parameters[i], parameters[i].fallback);
    }
    if (!errors.isEmpty())
        return problemOf(errors, hasUnknown, parameters);
    return arguments;
}

} // namespace atalaya::api
