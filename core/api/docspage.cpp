// SPDX-License-Identifier: GPL-3.0-or-later
#include "docspage.h"

#include "api/schemahtml.h"
#include "api/webassets.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QMap>
#include <QUrl>

namespace atalaya::api {

namespace {

using html::escaped;
using html::prose;

constexpr char kExampleHost[] = "http://127.0.0.1:8787"; // the page's script puts in its own

QString tr(const char* text)
{
    return QCoreApplication::translate("DocsPage", text);
}

/// One operation of a path.
struct Operation
{
    QString method, path;
    QJsonObject object;

    QString id() const { return object.value(QLatin1String("operationId")).toString(); }
    QString tag() const { return object.value(QLatin1String("tags")).toArray().first().toString(); }
};

/// What heads a group of routes; a tag that is not here is its own heading.
QString groupTitle(const QString& tag)
{
    const QMap<QString, QString> titles{{QStringLiteral("delivery"), tr("Delivery metrics")},
                                        {QStringLiteral("dora"), tr("IACT family")},
                                        {QStringLiteral("catalogue"), tr("Data catalogue")},
                                        {QStringLiteral("mcp"), tr("Model Context Protocol")},
                                        {QStringLiteral("server"), tr("Server and discovery")},
                                        {QStringLiteral("pages"), tr("Pages")}};
    return titles.value(tag, tag);
}

/// What the document says, resolved: parameters and replies stand in components.
class Document
{
public:
    explicit Document(const QJsonObject& openApi) : m_openApi(openApi) {}

    QJsonObject info() const { return m_openApi.value(QLatin1String("info")).toObject(); }
    QJsonObject component(const char* area) const
    {
        return m_openApi.value(QLatin1String("components")).toObject().value(QLatin1String(area)).toObject();
    }
    QJsonObject resolved(const QJsonObject& object) const
    {
        const QStringList parts = object.value(QLatin1String("$ref")).toString().split(u'/');
        return parts.size() < 4 ? object : component(parts[2].toLatin1().constData()).value(parts[3]).toObject();
    }
    /// By tag, in the order of their paths; without the deprecated ones.
    QMap<QString, QList<Operation>> groups() const
    {
        QMap<QString, QList<Operation>> all;
        const QJsonObject paths = m_openApi.value(QLatin1String("paths")).toObject();
        for (auto path = paths.begin(); path != paths.end(); ++path) {
            const QJsonObject item = path.value().toObject();
            for (auto method = item.begin(); method != item.end(); ++method) {
                const Operation operation{method.key(), path.key(), method.value().toObject()};
                if (!operation.object.value(QLatin1String("deprecated")).toBool())
                    all[operation.tag()].append(operation);
            }
        }
        return all;
    }

private:
    const QJsonObject m_openApi;
};

class Writer
{
public:
    explicit Writer(const QJsonObject& openApi) : m_document(openApi) {}

    QByteArray page()
    {
        for (const QString& tag : order())
            addGroup(tag);
        addSchemas();
        const QJsonObject info = m_document.info();
        return webPage(QStringLiteral("docs.html"),
                       {{QStringLiteral("version"), escaped(info.value(QLatin1String("version")).toString())},
                        {QStringLiteral("about"), prose(info.value(QLatin1String("description")).toString())},
                        {QStringLiteral("navigation"), m_navigation},
                        {QStringLiteral("content"), m_content}});
    }

private:
    QStringList order()
    {
        m_groups = m_document.groups();
        QStringList tags{QStringLiteral("delivery"), QStringLiteral("dora"), QStringLiteral("catalogue")};
        for (const QString& tag : m_groups.keys()) {
            if (!tags.contains(tag))
                tags.append(tag);
        }
        tags.removeIf([this](const QString& tag) { return !m_groups.contains(tag); });
        return tags;
    }

    void addGroup(const QString& tag)
    {
        const QString anchor = escaped(QString(QLatin1String("group-") + tag));
        const QString title = escaped(groupTitle(tag));
        m_navigation += QStringLiteral("<section><h2><a href=\"#%1\">%2</a></h2><ul>\n").arg(anchor, title);
        m_content += QStringLiteral("<section class=\"group\" id=\"%1\"><h2>%2</h2>\n").arg(anchor, title);
        for (const Operation& operation : m_groups.value(tag))
            addOperation(operation);
        m_navigation += QLatin1String("</ul></section>\n");
        m_content += QLatin1String("</section>\n");
    }

    void addOperation(const Operation& operation)
    {
        const QString id = escaped(operation.id());
        const QString method = escaped(operation.method.toUpper());
        const QString path = escaped(operation.path);
        m_navigation += QStringLiteral("<li data-find=\"%1\"><a href=\"#%2\"><span class=\"method %3\">%4</span> %1</a></li>\n")
                            .arg(path, id, escaped(operation.method), method);
        const QString role = operation.object.value(QLatin1String("x-role")).toString();
        m_content += QStringLiteral("<article class=\"card operation\" id=\"%1\" data-method=\"%2\" data-path=\"%3\">\n"
                                    "<h3><a href=\"#%1\"><span class=\"method %4\">%2</span> <code>%3</code></a></h3>\n<p>%5</p>\n")
                         .arg(id, method, path, escaped(operation.method),
                              prose(operation.object.value(QLatin1String("summary")).toString()));
        m_content += QLatin1String("<p class=\"role\">") +
                     (role.isEmpty() ? tr("No token needed.") : tr("Role %1 or higher.").arg(QLatin1String("<b>") + escaped(role) + QLatin1String("</b>"))) +
                     QLatin1String("</p>\n");
        addParameters(operation);
        addBody(operation);
        addReplies(operation);
        addExample(operation);
        m_content += QLatin1String("</article>\n");
    }

    QList<QJsonObject> parametersOf(const Operation& operation) const
    {
        QList<QJsonObject> parameters;
        for (const QJsonValue& value : operation.object.value(QLatin1String("parameters")).toArray())
            parameters.append(m_document.resolved(value.toObject()));
        return parameters;
    }

    void addParameters(const Operation& operation)
    {
        const QList<QJsonObject> parameters = parametersOf(operation);
        if (parameters.isEmpty())
            return;
        m_content += QStringLiteral("<h4>%1</h4><div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"%1\"><table class=\"parameters\">"
                                    "<thead><tr><th scope=\"col\">%2</th><th scope=\"col\">%3</th><th scope=\"col\">%4</th></tr></thead><tbody>\n")
                         .arg(tr("Parameters"), tr("Name"), tr("Type"), tr("Meaning"));
        for (const QJsonObject& parameter : parameters) {
            const QString place = parameter.value(QLatin1String("in")).toString();
            const QJsonObject schema = parameter.value(QLatin1String("schema")).toObject();
            QString about = prose(parameter.value(QLatin1String("description")).toString());
            if (const QString bounds = html::boundsOf(schema); !bounds.isEmpty())
                about += QLatin1String(" <span class=\"bounds\">") + bounds + QLatin1String("</span>");
            const QString note = parameter.value(QLatin1String("required")).toBool() ? tr("required")
                                 : place == QLatin1String("query")                    ? QString()
                                                                                      : place;
            m_content += QStringLiteral("<tr data-name=\"%1\" data-in=\"%2\" data-example=\"%3\"><th scope=\"row\"><code>%1</code>")
                             .arg(escaped(parameter.value(QLatin1String("name")).toString()), escaped(place), escaped(exampleOf(parameter)));
            if (!note.isEmpty())
                m_content += QLatin1String(" <small>") + escaped(note) + QLatin1String("</small>");
            m_content += QLatin1String("</th><td>") + html::typeOf(schema) + QLatin1String("</td><td>") + about + QLatin1String("</td></tr>\n");
        }
        m_content += QLatin1String("</tbody></table></div>\n");
    }

    void addBody(const Operation& operation)
    {
        const QJsonObject body = operation.object.value(QLatin1String("requestBody")).toObject();
        const QJsonObject content = body.value(QLatin1String("content")).toObject();
        for (auto type = content.begin(); type != content.end(); ++type) {
            const QJsonObject schema = type.value().toObject().value(QLatin1String("schema")).toObject();
            m_content += QStringLiteral("<h4>%1 <small>%2</small></h4><p>%3</p>\n").arg(tr("Body"), escaped(type.key()), html::typeOf(schema));
            m_content += html::memberTable(schema);
        }
    }

    void addReplies(const Operation& operation)
    {
        m_content += QStringLiteral("<h4>%1</h4><dl class=\"replies\">\n").arg(tr("Answers"));
        const QJsonObject replies = operation.object.value(QLatin1String("responses")).toObject();
        QString rest; // what every route may answer, in one line
        for (auto reply = replies.begin(); reply != replies.end(); ++reply) {
            const QJsonObject object = m_document.resolved(reply.value().toObject());
            const QString about = object.value(QLatin1String("description")).toString();
            if (reply.value().toObject().contains(QLatin1String("$ref"))) {
                rest += QStringLiteral("<li><b>%1</b> %2</li>").arg(escaped(reply.key()), prose(about));
                continue;
            }
            m_content += QStringLiteral("<dt><b>%1</b></dt><dd>%2\n").arg(escaped(reply.key()), prose(about));
            const QJsonObject content = object.value(QLatin1String("content")).toObject();
            for (auto type = content.begin(); type != content.end(); ++type) {
                const QJsonObject schema = type.value().toObject().value(QLatin1String("schema")).toObject();
                m_content += QStringLiteral("<p><small>%1</small> %2</p>\n").arg(escaped(type.key()), html::typeOf(schema));
                m_content += html::memberTable(schema);
            }
            m_content += QLatin1String("</dd>\n");
        }
        m_content += QLatin1String("</dl>\n");
        if (!rest.isEmpty())
            m_content += QStringLiteral("<details><summary>%1</summary><ul class=\"errors\">%2</ul></details>\n").arg(tr("Other answers"), rest);
    }

    QString exampleOf(const QJsonObject& parameter) const
    {
        const QJsonObject schema = parameter.value(QLatin1String("schema")).toObject();
        QJsonValue value = parameter.value(QLatin1String("example"));
        if (value.isArray())
            value = value.toArray().first();
        if (value.isUndefined() || value.isNull())
            value = schema.value(QLatin1String("enum")).toArray().first();
        return value.isDouble() ? QString::number(value.toDouble()) : value.toString();
    }

    void addExample(const Operation& operation)
    {
        QString target = operation.path;
        QStringList query;
        for (const QJsonObject& parameter : parametersOf(operation)) {
            const QString name = parameter.value(QLatin1String("name")).toString();
            const QString example = QString::fromLatin1(QUrl::toPercentEncoding(exampleOf(parameter)));
            const QString place = parameter.value(QLatin1String("in")).toString();
            if (place == QLatin1String("path"))
                target.replace(QString(u'{' + name + u'}'), example.isEmpty() ? QString(u'{' + name + u'}') : example);
            else if (place == QLatin1String("query") && parameter.value(QLatin1String("required")).toBool())
                query.append(name + u'=' + example);
        }
        if (!query.isEmpty())
            target += u'?' + query.join(u'&');
        QStringList words{QStringLiteral("curl")};
        if (operation.object.contains(QLatin1String("x-role")))
            words.append(QStringLiteral("-H \"Authorization: Bearer $TOKEN\""));
        if (operation.object.contains(QLatin1String("requestBody"))) {
            const QString body = bodyExample(operation);
            words.append(QStringLiteral("-H 'Content-Type: application/json' -d '%1'").arg(body));
        }
        words.append(QStringLiteral("'%1%2'").arg(QLatin1String(kExampleHost), target));
        m_content += QStringLiteral("<h4>%1</h4><pre class=\"example\"><code>%2</code></pre>\n").arg(tr("Example"), escaped(words.join(QLatin1String(" "))));
    }

    QString bodyExample(const Operation& operation) const
    {
        const QJsonObject content = operation.object.value(QLatin1String("requestBody")).toObject().value(QLatin1String("content")).toObject();
        QJsonObject schema = content.value(QLatin1String("application/json")).toObject().value(QLatin1String("schema")).toObject();
        const QJsonArray parts = schema.value(QLatin1String("oneOf")).toArray() + schema.value(QLatin1String("anyOf")).toArray();
        if (!parts.isEmpty())
            schema = parts.first().toObject();
        const QJsonValue example = m_document.resolved(schema).value(QLatin1String("examples")).toArray().first();
        return example.isObject() ? QString::fromUtf8(QJsonDocument(example.toObject()).toJson(QJsonDocument::Compact)).replace(u'\'', QLatin1String("'\\''"))
                                  : QStringLiteral("@body.json");
    }

    void addSchemas()
    {
        const QJsonObject schemas = m_document.component("schemas");
        m_navigation += QStringLiteral("<section><h2><a href=\"#schemas\">%1</a></h2><ul>\n").arg(tr("Schemas"));
        m_content += QStringLiteral("<section class=\"group\" id=\"schemas\"><h2>%1</h2>\n").arg(tr("Schemas"));
        for (auto schema = schemas.begin(); schema != schemas.end(); ++schema) {
            const QString name = escaped(schema.key());
            const QJsonObject object = schema.value().toObject();
            m_navigation += QStringLiteral("<li data-find=\"%1\"><a href=\"#schema-%1\">%1</a></li>\n").arg(name);
            m_content += QStringLiteral("<article class=\"card\" id=\"schema-%1\"><h3><a href=\"#schema-%1\"><code>%1</code></a></h3><p>%2</p>\n%3</article>\n")
                             .arg(name, prose(object.value(QLatin1String("description")).toString()), html::memberTable(object));
        }
        m_navigation += QLatin1String("</ul></section>\n");
        m_content += QLatin1String("</section>\n");
    }

    const Document m_document;
    QMap<QString, QList<Operation>> m_groups;
    QString m_navigation, m_content;
};

} // namespace

QByteArray docsPage(const QJsonObject& openApi)
{
    return Writer(openApi).page();
}

} // namespace atalaya::api
