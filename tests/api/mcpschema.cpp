// SPDX-License-Identifier: GPL-3.0-or-later
#include "mcpschema.h"

#include "jsonschema.h"

#include <QFile>
#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>

namespace atalaya::test {

namespace {

QString pathOf(const QString& revision)
{
    return qEnvironmentVariable("ATALAYA_MCP_SCHEMAS", QStringLiteral("/work/shared/data/mcp")) +
           QStringLiteral("/schema-%1.json").arg(revision);
}

constexpr char kAnything[] = "AnyValueOfTheTest";

QJsonObject anyValue()
{
    const QJsonObject itself{{QStringLiteral("$ref"), QString(QStringLiteral("#/$defs/") + QLatin1String(kAnything))}};
    QJsonArray types;
    for (const char* type : {"object", "array", "string", "number", "boolean", "null"})
        types.append(QLatin1String(type));
    return {{QStringLiteral("type"), types},
            {QStringLiteral("items"), itself},
            {QStringLiteral("additionalProperties"), itself}};
}

// In the words that breach() knows.
QJsonValue translated(const QJsonValue& value)
{
    if (value.isArray()) {
        QJsonArray array;
        for (const QJsonValue& item : value.toArray())
            array.append(translated(item));
        return array;
    }
    if (!value.isObject())
        return value;
    const QJsonObject given = value.toObject();
    static const QJsonObject anything{
        {QStringLiteral("$ref"), QString(QStringLiteral("#/$defs/") + QLatin1String(kAnything))}};
    if (given.isEmpty() || given.keys() == QStringList{QStringLiteral("description")})
        return anything;
    QJsonObject object;
    for (auto it = given.begin(); it != given.end(); ++it) {
        if (it.key() == QLatin1String("$schema"))
            continue;
        if (it.key() == QLatin1String("additionalProperties") && it.value() == QJsonValue(true)) {
            object.insert(it.key(), anything);
            continue;
        }
        if (it.key() == QLatin1String("const") && !it.value().isObject())
            object.insert(QStringLiteral("enum"), QJsonArray{it.value()});
        else if (it.key() == QLatin1String("$ref"))
            object.insert(it.key(),
                          it.value().toString().replace(QLatin1String("#/definitions/"), QLatin1String("#/$defs/")));
        else
            object.insert(it.key() == QLatin1String("definitions") ? QStringLiteral("$defs") : it.key(),
                          translated(it.value()));
    }
    // A schema of a tool may have any keyword.
    for (const char* name : {"inputSchema", "outputSchema"}) {
        QJsonObject inner = object.value(QLatin1String(name)).toObject();
        if (inner.value(QStringLiteral("type")) != QLatin1String("object"))
            continue;
        inner.insert(QStringLiteral("additionalProperties"), anything);
        object.insert(QLatin1String(name), inner);
    }
    // An object of which nothing is said may hold anything.
    if (object.value(QStringLiteral("type")) == QLatin1String("object") &&
        !object.contains(QStringLiteral("properties")) && !object.contains(QStringLiteral("additionalProperties")))
        object.insert(QStringLiteral("additionalProperties"), anything);
    return object;
}

} // namespace

bool hasMcpSchemas()
{
    return QFile::exists(pathOf(QStringLiteral("2026-07-28")));
}

QString mcpBreach(const QJsonValue& value, const QString& revision, const QString& definition)
{
    static QHash<QString, QJsonObject> documents;
    QJsonObject& document = documents[revision];
    if (document.isEmpty()) {
        QFile file(pathOf(revision));
        if (!file.open(QIODevice::ReadOnly))
            return QStringLiteral("no schema of revision ") + revision;
        document = translated(QJsonDocument::fromJson(file.readAll()).object()).toObject();
        QJsonObject definitions = document.value(QStringLiteral("$defs")).toObject();
        definitions.insert(QLatin1String(kAnything), anyValue());
        document.insert(QStringLiteral("$defs"), definitions);
    }
    const QJsonObject schema = document.value(QStringLiteral("$defs")).toObject().value(definition).toObject();
    return schema.isEmpty() ? QString(QStringLiteral("no definition ") + definition) : breach(value, schema, document);
}

} // namespace atalaya::test
