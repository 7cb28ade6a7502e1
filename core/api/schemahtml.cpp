// SPDX-License-Identifier: GPL-3.0-or-later
#include "schemahtml.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLocale>

namespace atalaya::api::html {

namespace {

constexpr int kDeepest = 6; // no schema of ours is deeper, and one that refers to itself does so by name

QString tr(const char* text)
{
    return QCoreApplication::translate("DocsPage", text);
}

QString code(const QString& text)
{
    return QLatin1String("<code>") + escaped(text) + QLatin1String("</code>");
}

QString plainJson(const QJsonValue& value)
{
    if (value.isString())
        return value.toString();
    if (value.isDouble())
        return QString::number(value.toDouble(), 'g', QLocale::FloatingPointShortest);
    if (value.isBool())
        return value.toBool() ? QStringLiteral("true") : QStringLiteral("false");
    if (value.isNull())
        return QStringLiteral("null");
    const QJsonDocument document = value.isArray() ? QJsonDocument(value.toArray()) : QJsonDocument(value.toObject());
    return QString::fromUtf8(document.toJson(QJsonDocument::Compact));
}

QString linkToSchema(const QString& reference)
{
    const QString name = escaped(reference.section(u'/', -1));
    return QStringLiteral("<a href=\"#schema-%1\">%1</a>").arg(name);
}

/// The parts of oneOf or anyOf.
QJsonArray partsOf(const QJsonObject& schema)
{
    const QJsonArray one = schema.value(QLatin1String("oneOf")).toArray();
    return one.isEmpty() ? schema.value(QLatin1String("anyOf")).toArray() : one;
}

QStringList typeNames(const QJsonObject& schema)
{
    const QJsonValue type = schema.value(QLatin1String("type"));
    if (type.isString())
        return {type.toString()};
    QStringList names;
    for (const QJsonValue& name : type.toArray())
        names.append(name.toString());
    return names;
}

/// What stands in the place of the schema's own members: an array's items.
QJsonObject innermost(QJsonObject schema)
{
    while (schema.contains(QLatin1String("items")))
        schema = schema.value(QLatin1String("items")).toObject();
    return schema;
}

void addMembers(QString& rows, const QJsonObject& schema, int depth)
{
    const QJsonObject members = schema.value(QLatin1String("properties")).toObject();
    const QJsonArray required = schema.value(QLatin1String("required")).toArray();
    for (auto member = members.begin(); member != members.end(); ++member) {
        const QJsonObject inner = member.value().toObject();
        QString about = prose(inner.value(QLatin1String("description")).toString());
        if (const QString bounds = boundsOf(inner); !bounds.isEmpty())
            about += QLatin1String(" <span class=\"bounds\">") + bounds + QLatin1String("</span>");
        const QString mark =
            required.contains(member.key()) ? QString() : QString(QLatin1String(" <small>") + tr("may be missing") + QLatin1String("</small>"));
        rows += QStringLiteral("<tr><th scope=\"row\" class=\"depth%1\">").arg(depth) + code(member.key()) + mark +
                QLatin1String("</th><td>") + typeOf(inner) + QLatin1String("</td><td>") + about + QLatin1String("</td></tr>\n");
        if (depth < kDeepest)
            addMembers(rows, innermost(inner), depth + 1);
    }
}

} // namespace

QString escaped(const QString& text)
{
    return text.toHtmlEscaped();
}

QString prose(const QString& text)
{
    QString html;
    const QStringList parts = text.split(u'`');
    for (qsizetype at = 0; at < parts.size(); ++at)
        html += at % 2 == 1 && at + 1 < parts.size() ? code(parts[at]) : escaped(parts[at]);
    return html;
}

QString typeOf(const QJsonObject& schema)
{
    if (const QString reference = schema.value(QLatin1String("$ref")).toString(); !reference.isEmpty())
        return linkToSchema(reference);
    QStringList words;
    for (const QJsonValue& part : partsOf(schema))
        words.append(typeOf(part.toObject()));
    for (const QString& name : typeNames(schema)) {
        if (name == QLatin1String("array"))
            words.append(tr("array of %1").arg(typeOf(schema.value(QLatin1String("items")).toObject())));
        else if (const QString format = schema.value(QLatin1String("format")).toString(); name == QLatin1String("string") && !format.isEmpty())
            words.append(escaped(format));
        else
            words.append(escaped(name));
    }
    if (words.isEmpty() && schema.contains(QLatin1String("enum")))
        words.append(QStringLiteral("string"));
    return words.isEmpty() ? tr("anything") : words.join(QLatin1Char(' ') + tr("or") + QLatin1Char(' '));
}

QString boundsOf(const QJsonObject& schema)
{
    QStringList words;
    QStringList choices;
    for (const QJsonValue& value : innermost(schema).value(QLatin1String("enum")).toArray())
        choices.append(code(plainJson(value)));
    if (!choices.isEmpty())
        words.append(tr("one of %1").arg(choices.join(QLatin1String(", "))));
    const QJsonValue least = schema.value(QLatin1String("minimum"));
    const QJsonValue most = schema.value(QLatin1String("maximum"));
    if (!least.isUndefined() && !most.isUndefined())
        words.append(tr("%1 to %2").arg(escaped(plainJson(least)), escaped(plainJson(most))));
    else if (!least.isUndefined())
        words.append(tr("%1 or more").arg(escaped(plainJson(least))));
    else if (!most.isUndefined())
        words.append(tr("at most %1").arg(escaped(plainJson(most))));
    if (const QJsonValue length = schema.value(QLatin1String("maxLength")); !length.isUndefined())
        words.append(tr("at most %1 characters").arg(escaped(plainJson(length))));
    if (const QJsonValue items = schema.value(QLatin1String("maxItems")); !items.isUndefined())
        words.append(tr("at most %1 entries").arg(escaped(plainJson(items))));
    if (const QJsonValue fallback = schema.value(QLatin1String("default")); !fallback.isUndefined())
        words.append(tr("default %1").arg(code(plainJson(fallback))));
    return words.join(QLatin1String("; "));
}

QString memberTable(const QJsonObject& schema)
{
    QString rows;
    addMembers(rows, innermost(schema), 0);
    if (rows.isEmpty())
        return {};
    return QStringLiteral("<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"%4\"><table><thead><tr><th scope=\"col\">%1</th>"
                          "<th scope=\"col\">%2</th><th scope=\"col\">%3</th></tr></thead><tbody>\n")
               .arg(tr("Member"), tr("Type"), tr("Meaning"), tr("Members")) +
           rows + QLatin1String("</tbody></table></div>\n");
}

} // namespace atalaya::api::html
