// SPDX-License-Identifier: GPL-3.0-or-later
#include "argumentcheck.h"

#include "api/problem.h"
#include "base/json.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QRegularExpression>

#include <cmath>

namespace atalaya::api::mcp {

namespace {

constexpr qsizetype kMost = 5;
constexpr int kDeepest = 40; // a $ref may lead to itself

QString tr(const char* text)
{
    return QCoreApplication::translate("Mcp", text);
}

QJsonValue keyword(const QJsonObject& schema, const char* name)
{
    return schema.value(QLatin1String(name));
}

QString shown(const QJsonValue& value)
{
    if (value.isString())
        return value.toString();
    const QByteArray json = compactJson({{QStringLiteral("v"), value}});
    return QString::fromUtf8(json.sliced(5, json.size() - 6));
}

bool isOfType(const QJsonValue& value, const QString& type)
{
    if (type == QLatin1String("integer"))
        return value.isDouble() && std::floor(value.toDouble()) == value.toDouble();
    return (type == QLatin1String("string") && value.isString()) ||
           (type == QLatin1String("number") && value.isDouble()) ||
           (type == QLatin1String("boolean") && value.isBool()) || (type == QLatin1String("null") && value.isNull()) ||
           (type == QLatin1String("array") && value.isArray()) || (type == QLatin1String("object") && value.isObject());
}

QString typeText(const QString& type)
{
    if (type == QLatin1String("string"))
        return tr("a text");
    if (type == QLatin1String("integer"))
        return tr("a whole number");
    if (type == QLatin1String("number"))
        return tr("a number");
    if (type == QLatin1String("boolean"))
        return tr("true or false");
    if (type == QLatin1String("array"))
        return tr("a list");
    return type == QLatin1String("object") ? tr("an object") : type;
}

/// One look at a value and what it contains.
class Check
{
public:
    explicit Check(const QJsonObject& document) : m_document(document) {}

    QStringList breaches(const QJsonValue& value, const QJsonObject& schema, const QString& place, int depth = 0);

private:
    void note(const QString& sentence) { m_found.append(sentence); }
    void look(const QJsonValue& value, const QJsonObject& schema, const QString& place, int depth);
    bool lookAtType(const QJsonValue& value, const QJsonObject& schema, const QString& place);
    void lookAtChoice(const QJsonValue& value, const QJsonObject& schema, const QString& place);
    void lookAtNumber(double value, const QJsonObject& schema, const QString& place);
    void lookAtText(const QString& value, const QJsonObject& schema, const QString& place);
    void lookAtList(const QJsonArray& list, const QJsonObject& schema, const QString& place, int depth);
    void lookAtObject(const QJsonObject& object, const QJsonObject& schema, const QString& place, int depth);
    void lookAtParts(const QJsonValue& value, const QJsonObject& schema, const QString& place, int depth);
    bool fits(const QJsonValue& value, const QJsonObject& schema, const QString& place, int depth) const
    {
        return Check(m_document).breaches(value, schema, place, depth).isEmpty();
    }

    const QJsonObject& m_document;
    QStringList m_found;
};

QStringList Check::breaches(const QJsonValue& value, const QJsonObject& schema, const QString& place, int depth)
{
    look(value, schema, place, depth);
    return m_found.first(qMin(m_found.size(), kMost));
}

QJsonObject resolved(const QString& reference, const QJsonObject& document)
{
    QJsonValue found = document;
    for (const QString& step : reference.mid(2).split(u'/', Qt::SkipEmptyParts))
        found = found.toObject().value(step);
    return found.toObject();
}

void Check::look(const QJsonValue& value, const QJsonObject& schema, const QString& place, int depth)
{
    if (m_found.size() >= kMost || depth > kDeepest)
        return;
    if (const QString reference = keyword(schema, "$ref").toString(); reference.startsWith(QLatin1String("#/")))
        look(value, resolved(reference, m_document), place, depth + 1);
    if (!lookAtType(value, schema, place))
        return; // what follows would only say it again
    lookAtChoice(value, schema, place);
    if (value.isDouble())
        lookAtNumber(value.toDouble(), schema, place);
    else if (value.isString())
        lookAtText(value.toString(), schema, place);
    else if (value.isArray())
        lookAtList(value.toArray(), schema, place, depth);
    else if (value.isObject())
        lookAtObject(value.toObject(), schema, place, depth);
    lookAtParts(value, schema, place, depth);
}

bool Check::lookAtType(const QJsonValue& value, const QJsonObject& schema, const QString& place)
{
    const QJsonValue type = keyword(schema, "type");
    if (type.isUndefined())
        return true;
    QStringList wanted;
    for (const QJsonValue& one : type.isArray() ? type.toArray() : QJsonArray{type}) {
        if (isOfType(value, one.toString()))
            return true;
        wanted.append(typeText(one.toString()));
    }
    note(tr("'%1' must be %2.").arg(place, wanted.join(tr(" or "))));
    return false;
}

void Check::lookAtChoice(const QJsonValue& value, const QJsonObject& schema, const QString& place)
{
    if (schema.contains(QLatin1String("const")) && keyword(schema, "const") != value)
        note(tr("'%1' must be %2.").arg(place, shown(keyword(schema, "const"))));
    const QJsonArray choices = keyword(schema, "enum").toArray();
    if (choices.isEmpty() || choices.contains(value))
        return;
    QStringList words;
    for (const QJsonValue& choice : choices)
        words.append(shown(choice));
    const QString near = value.isString() ? nearest(value.toString(), words) : QString();
    const QString sentence = tr("'%1' must be one of %2.").arg(place, words.join(QLatin1String(", ")));
    note(near.isEmpty() ? sentence : QString(sentence + u' ' + tr("Did you mean '%1'?").arg(near)));
}

void Check::lookAtNumber(double value, const QJsonObject& schema, const QString& place)
{
    const auto limit = [&schema](const char* name) { return keyword(schema, name); };
    const auto text = [](const QJsonValue& number) { return QString::number(number.toDouble(), 'g', 15); };
    if (limit("minimum").isDouble() && value < limit("minimum").toDouble())
        note(tr("'%1' must be at least %2.").arg(place, text(limit("minimum"))));
    if (limit("maximum").isDouble() && value > limit("maximum").toDouble())
        note(tr("'%1' must be at most %2.").arg(place, text(limit("maximum"))));
    if (limit("exclusiveMinimum").isDouble() && value <= limit("exclusiveMinimum").toDouble())
        note(tr("'%1' must be more than %2.").arg(place, text(limit("exclusiveMinimum"))));
    if (limit("exclusiveMaximum").isDouble() && value >= limit("exclusiveMaximum").toDouble())
        note(tr("'%1' must be less than %2.").arg(place, text(limit("exclusiveMaximum"))));
}

void Check::lookAtText(const QString& value, const QJsonObject& schema, const QString& place)
{
    const qsizetype length = value.toUcs4().size(); // JSON Schema counts characters, not UTF-16 units
    if (keyword(schema, "minLength").isDouble() && length < keyword(schema, "minLength").toInt())
        note(length == 0
                 ? tr("'%1' must not be empty.").arg(place)
                 : tr("'%1' is shorter than %2 characters.").arg(place).arg(keyword(schema, "minLength").toInt()));
    if (keyword(schema, "maxLength").isDouble() && length > keyword(schema, "maxLength").toInt())
        note(tr("'%1' is longer than %2 characters.").arg(place).arg(keyword(schema, "maxLength").toInt()));
    const QString pattern = keyword(schema, "pattern").toString();
    if (!pattern.isEmpty() && !QRegularExpression(pattern).match(value).hasMatch())
        note(tr("'%1' does not have the form that is asked for: %2").arg(place, pattern));
}

void Check::lookAtList(const QJsonArray& list, const QJsonObject& schema, const QString& place, int depth)
{
    if (keyword(schema, "minItems").isDouble() && list.size() < keyword(schema, "minItems").toInt())
        note(tr("'%1' must have at least %2 items.").arg(place).arg(keyword(schema, "minItems").toInt()));
    if (keyword(schema, "maxItems").isDouble() && list.size() > keyword(schema, "maxItems").toInt())
        note(tr("'%1' must have at most %2 items.").arg(place).arg(keyword(schema, "maxItems").toInt()));
    if (!keyword(schema, "items").isObject())
        return;
    const QJsonObject items = keyword(schema, "items").toObject();
    for (qsizetype i = 0; i < list.size() && m_found.size() < kMost; ++i)
        look(list[i], items, QStringLiteral("%1[%2]").arg(place).arg(i), depth + 1);
}

void Check::lookAtObject(const QJsonObject& object, const QJsonObject& schema, const QString& place, int depth)
{
    const QString before = place.isEmpty() ? QString() : QString(place + u'.');
    const QJsonObject properties = keyword(schema, "properties").toObject();
    const QJsonValue others = keyword(schema, "additionalProperties");
    for (auto it = object.begin(); it != object.end(); ++it) {
        const auto known = properties.find(it.key());
        if (known != properties.end()) {
            look(it.value(), known.value().toObject(), before + it.key(), depth + 1);
        } else if (others.isObject()) {
            look(it.value(), others.toObject(), before + it.key(), depth + 1);
        } else if (others == QJsonValue(false)) {
            const QString near = nearest(it.key(), properties.keys());
            QString sentence = tr("There is no argument '%1'.").arg(before + it.key());
            if (!near.isEmpty())
                sentence += u' ' + tr("Did you mean '%1'?").arg(before + near);
            else if (properties.isEmpty())
                sentence += u' ' + tr("It takes none.");
            else
                sentence += u' ' + tr("There are: %1.").arg(properties.keys().join(QLatin1String(", ")));
            note(sentence);
        }
    }
    for (const QJsonValue& name : keyword(schema, "required").toArray()) {
        if (!object.contains(name.toString()))
            note(tr("The argument '%1' is missing.").arg(before + name.toString()));
    }
}

void Check::lookAtParts(const QJsonValue& value, const QJsonObject& schema, const QString& place, int depth)
{
    for (const QJsonValue& part : keyword(schema, "allOf").toArray())
        look(value, part.toObject(), place, depth + 1);
    for (const char* name : {"anyOf", "oneOf"}) {
        const QJsonArray parts = keyword(schema, name).toArray();
        if (parts.isEmpty())
            continue;
        qsizetype fitting = 0;
        QStringList nearestMiss;
        for (const QJsonValue& part : parts) {
            const QStringList wrong = Check(m_document).breaches(value, part.toObject(), place, depth + 1);
            fitting += wrong.isEmpty();
            if (!wrong.isEmpty() && (nearestMiss.isEmpty() || wrong.size() < nearestMiss.size()))
                nearestMiss = wrong;
        }
        if (fitting == 0)
            m_found += nearestMiss;
        else if (fitting > 1 && QByteArray(name) == "oneOf")
            note(tr("'%1' fits more than one of the forms that it may have.").arg(place));
    }
    if (schema.contains(QLatin1String("if"))) {
        const bool holds = fits(value, keyword(schema, "if").toObject(), place, depth + 1);
        look(value, keyword(schema, holds ? "then" : "else").toObject(), place, depth + 1);
    }
}

} // namespace

QStringList argumentBreaches(const QJsonObject& arguments, const QJsonObject& schema)
{
    return Check(schema).breaches(arguments, schema, {});
}

} // namespace atalaya::api::mcp
