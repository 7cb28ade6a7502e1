// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/schema.h"
#include "componentschemas.h"
#include "openapi.h"

#include <QCoreApplication>

namespace atalaya::api {

namespace {

using namespace schema;

QString tr(const char* text)
{
    return QCoreApplication::translate("Schemas", text);
}

QJsonObject problem()
{
    const QJsonObject field =
        object({{"pointer", about(text(), tr("JSON pointer into the body, or / and the parameter's name."))},
                {"detail", about(text(), tr("What is wrong with it."))}});
    return withOptional(
        object({{"type", about(text(), tr("A URI that names the kind of problem."))},
                {"title", text()},
                {"status", integer()},
                {"detail", about(text(), tr("What is wrong and what to do, for people."))},
                {"error", about(text(), tr("The detail again, for clients that look there."))},
                {"instance", about(text(), tr("The path that was asked for, or a URN with the request's id."))}}),
        {{"errors", about(array(field), tr("Every field or parameter that does not fit."))},
         {"allowed", about(array(text()), tr("What would have been accepted."))},
         {"restart", about(text(), tr("With 410: where the list begins again."))}});
}

} // namespace

QJsonObject sharedSchemas()
{
    QJsonObject schemas{{QStringLiteral("Problem"), problem()}};
    for (const QJsonObject& area : {deliverySchemas(), deliveryRowSchemas(), objectSchemas(), iactSchemas(), catalogSchemas()}) {
        for (auto it = area.begin(); it != area.end(); ++it)
            schemas.insert(it.key(), it.value());
    }
    return schemas;
}

} // namespace atalaya::api
