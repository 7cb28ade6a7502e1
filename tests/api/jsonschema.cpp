// SPDX-License-Identifier: GPL-3.0-or-later
#include "jsonschema.h"

#include "base/instant.h"

#include <QJsonArray>
#include <QSet>
#include <QStringList>

#include <cmath>

namespace atalaya::test {

namespace {

QString member(const char* name)
{
    return QString::fromLatin1(name);
}

bool isOfType(const QJsonValue& value, const QString& type)
{
    if (type == QLatin1String("null"))
        return value.isNull();
    if (type == QLatin1String("string"))
        return value.isString();
    if (type == QLatin1String("number"))
        return value.isDouble();
    if (type == QLatin1String("integer"))
        return value.isDouble() && std::floor(value.toDouble()) == value.toDouble();
    if (type == QLatin1String("boolean"))
        return value.isBool();
    if (type == QLatin1String("array"))
        return value.isArray();
    return type == QLatin1String("object") && value.isObject();
}

QJsonObject resolved(const QString& reference, const QJsonObject& document)
{
    QJsonValue found = document;
    for (const QString& step : reference.mid(2).split(u'/'))
        found = found.toObject().value(step);
    return found.toObject();
}

// Whether members that are not described are a breach. Of an allOf each part describes some of them only.
enum class Others { Refused, Taken };

QString breachOf(const QJsonValue& value, const QJsonObject& schema, const QJsonObject& document, const QString& place,
                 Others others);

QString objectBreach(const QJsonObject& object, const QJsonObject& schema, const QJsonObject& document,
                     const QString& place, Others others)
{
    for (const QJsonValue& name : schema.value(member("required")).toArray()) {
        if (!object.contains(name.toString()))
            return place + QLatin1String(": lacks ") + name.toString();
    }
    const QJsonObject properties = schema.value(member("properties")).toObject();
    for (auto it = object.begin(); it != object.end(); ++it) {
        const QString here = place + u'/' + it.key();
        if (properties.contains(it.key())) {
            if (const QString wrong = breach(it.value(), properties.value(it.key()).toObject(), document, here);
                !wrong.isEmpty())
                return wrong;
        } else if (schema.value(member("additionalProperties")).isObject()) {
            if (const QString wrong =
                    breach(it.value(), schema.value(member("additionalProperties")).toObject(), document, here);
                !wrong.isEmpty())
                return wrong;
        } else if (schema.value(member("additionalProperties")) == QJsonValue(false) ||
                   (others == Others::Refused && !properties.isEmpty())) {
            return here + QLatin1String(": is not described");
        }
    }
    return {};
}

QString combinedBreach(const QJsonValue& value, const QJsonObject& schema, const QJsonObject& document,
                       const QString& place)
{
    for (const char* keyword : {"oneOf", "anyOf", "allOf"}) {
        if (!schema.contains(member(keyword)))
            continue;
        const QJsonArray parts = schema.value(member(keyword)).toArray();
        QString wrong;
        qsizetype fitting = 0;
        for (const QJsonValue& part : parts) {
            const QString here = breachOf(value, part.toObject(), document, place,
                                          QByteArray(keyword) == "allOf" ? Others::Taken : Others::Refused);
            fitting += here.isEmpty() ? 1 : 0;
            wrong = here.isEmpty() ? wrong : here;
        }
        const QByteArray name(keyword);
        const bool isGood = name == "allOf" ? fitting == parts.size() : name == "oneOf" ? fitting == 1 : fitting > 0;
        if (!isGood)
            return place + QLatin1String(": fits ") + QString::number(fitting) + QLatin1String(" parts of ") +
                   member(keyword) + QLatin1String("; ") + wrong;
    }
    return {};
}

QString breachOf(const QJsonValue& value, const QJsonObject& schema, const QJsonObject& document, const QString& place,
                 Others others)
{
    static const QSet<QString> known{
        member("type"),     member("properties"),  member("required"),  member("additionalProperties"),
        member("items"),    member("enum"),        member("$ref"),      member("oneOf"),
        member("anyOf"),    member("allOf"),       member("minimum"),   member("maximum"),
        member("format"),   member("minLength"),   member("maxLength"), member("minItems"),
        member("maxItems"), member("description"), member("examples")};
    for (const QString& keyword : schema.keys()) {
        if (!known.contains(keyword))
            return place + QLatin1String(": unknown keyword ") + keyword;
    }
    if (schema.isEmpty())
        return place + QLatin1String(": has no schema");
    if (schema.contains(member("$ref")))
        return breachOf(value, resolved(schema.value(member("$ref")).toString(), document), document, place, others);
    if (const QString wrong = combinedBreach(value, schema, document, place); !wrong.isEmpty())
        return wrong;
    const QJsonValue type = schema.value(member("type"));
    QStringList types;
    for (const QJsonValue& one : type.isArray() ? type.toArray() : QJsonArray{type})
        types.append(one.toString());
    if (!type.isUndefined() &&
        std::none_of(types.begin(), types.end(), [&value](const QString& name) { return isOfType(value, name); }))
        return place + QLatin1String(": is no ") + types.join(QLatin1String(" or "));
    if (schema.contains(member("enum")) && !value.isNull() && !schema.value(member("enum")).toArray().contains(value))
        return place + QLatin1String(": is not one of the words");
    if (schema.value(member("format")).toString() == QLatin1String("date-time") && value.isString() &&
        (!parseInstant(value.toString()) || !value.toString().endsWith(u'Z')))
        return place + QLatin1String(": is no time");
    if (value.isDouble() && schema.contains(member("minimum")) &&
        value.toDouble() < schema.value(member("minimum")).toDouble())
        return place + QLatin1String(": is too small");
    if (value.isDouble() && schema.contains(member("maximum")) &&
        value.toDouble() > schema.value(member("maximum")).toDouble())
        return place + QLatin1String(": is too large");
    if (value.isArray() && schema.contains(member("minItems")) &&
        value.toArray().size() < schema.value(member("minItems")).toInt())
        return place + QLatin1String(": has too few items");
    if (value.isArray() && schema.contains(member("maxItems")) &&
        value.toArray().size() > schema.value(member("maxItems")).toInt())
        return place + QLatin1String(": has too many items");
    if (value.isObject())
        return objectBreach(value.toObject(), schema, document, place, others);
    if (value.isArray()) {
        qsizetype index = 0;
        for (const QJsonValue& item : value.toArray()) {
            const QString wrong = breach(item, schema.value(member("items")).toObject(), document,
                                         QString(place + u'/' + QString::number(index++)));
            if (!wrong.isEmpty())
                return wrong;
        }
    }
    return {};
}

} // namespace

QString breach(const QJsonValue& value, const QJsonObject& schema, const QJsonObject& document, const QString& place)
{
    return breachOf(value, schema, document, place, Others::Refused);
}

} // namespace atalaya::test
