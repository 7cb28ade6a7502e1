// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema.h"

namespace atalaya::api::schema {

namespace {

QJsonObject ofType(const char* type)
{
    return {{QStringLiteral("type"), QString::fromLatin1(type)}};
}

} // namespace

QJsonObject text()
{
    return ofType("string");
}

QJsonObject text(QLatin1String pattern)
{
    QJsonObject schema = text();
    schema.insert(QStringLiteral("pattern"), QString(pattern));
    return schema;
}

QJsonObject time()
{
    QJsonObject schema = text();
    schema.insert(QStringLiteral("format"), QStringLiteral("date-time"));
    return schema;
}

QJsonObject number()
{
    return ofType("number");
}
QJsonObject integer()
{
    return ofType("integer");
}
QJsonObject boolean()
{
    return ofType("boolean");
}
QJsonObject anyObject()
{
    return ofType("object");
}

QJsonObject oneOf(const QStringList& words)
{
    QJsonObject schema = text();
    schema.insert(QStringLiteral("enum"), QJsonArray::fromStringList(words));
    return schema;
}

QJsonObject array(const QJsonObject& items)
{
    QJsonObject schema = ofType("array");
    schema.insert(QStringLiteral("items"), items);
    return schema;
}

QJsonObject nullable(QJsonObject schema)
{
    if (const QJsonValue type = schema.value(QLatin1String("type")); type.isString()) {
        schema.insert(QStringLiteral("type"), QJsonArray{type, QStringLiteral("null")});
        if (QJsonArray words = schema.value(QLatin1String("enum")).toArray(); !words.isEmpty()) {
            words.append(QJsonValue::Null);
            schema.insert(QStringLiteral("enum"), words);
        }
        return schema;
    }
    return {{QStringLiteral("anyOf"), QJsonArray{schema, ofType("null")}}};
}

QJsonObject object(std::initializer_list<std::pair<const char*, QJsonObject>> members)
{
    QJsonObject properties;
    QJsonArray required;
    for (const auto& [name, schema] : members) {
        properties.insert(QString::fromLatin1(name), schema);
        required.append(QString::fromLatin1(name));
    }
    return {{QStringLiteral("type"), QStringLiteral("object")},
            {QStringLiteral("properties"), properties},
            {QStringLiteral("required"), required}};
}

QJsonObject objectOf(const QStringList& names, const QJsonObject& member)
{
    QJsonObject properties;
    for (const QString& name : names)
        properties.insert(name, member);
    return {{QStringLiteral("type"), QStringLiteral("object")},
            {QStringLiteral("properties"), properties},
            {QStringLiteral("required"), QJsonArray::fromStringList(names)}};
}

QJsonObject withRequired(QJsonObject schema, const QJsonObject& other)
{
    QJsonObject properties = schema.value(QLatin1String("properties")).toObject();
    QJsonArray required = schema.value(QLatin1String("required")).toArray();
    const QJsonObject more = other.value(QLatin1String("properties")).toObject();
    for (auto it = more.begin(); it != more.end(); ++it)
        properties.insert(it.key(), it.value());
    for (const QJsonValue& name : other.value(QLatin1String("required")).toArray())
        required.append(name);
    schema.insert(QStringLiteral("properties"), properties);
    schema.insert(QStringLiteral("required"), required);
    return schema;
}

QJsonObject about(QJsonObject schema, const QString& description)
{
    if (!description.isEmpty())
        schema.insert(QStringLiteral("description"), description);
    return schema;
}

QJsonObject withOptional(QJsonObject schema, std::initializer_list<std::pair<const char*, QJsonObject>> members)
{
    QJsonObject properties = schema.value(QLatin1String("properties")).toObject();
    for (const auto& [name, member] : members)
        properties.insert(QString::fromLatin1(name), member);
    schema.insert(QStringLiteral("properties"), properties);
    return schema;
}

QJsonObject ref(const char* name)
{
    return {{QStringLiteral("$ref"), QString(QLatin1String("#/components/schemas/") + QLatin1String(name))}};
}

QJsonObject either(const QList<QJsonObject>& schemas)
{
    QJsonArray list;
    for (const QJsonObject& schema : schemas)
        list.append(schema);
    return {{QStringLiteral("oneOf"), list}};
}

} // namespace atalaya::api::schema
