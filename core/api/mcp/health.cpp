// SPDX-License-Identifier: GPL-3.0-or-later
#include "health.h"

#include "api/mcp/tools/toolparts.h"
#include "base/json.h"
#include "catalog/querytext.h"
#include "delivery/unfinishedimport.h"
#include "services/activity.h"
#include "services/catalogservice.h"
#include "services/deliveryservice.h"

#include <QCoreApplication>

namespace atalaya::api::mcp {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Mcp", text);
}

struct Repositories
{
    qint64 count = 0, shallow = 0;
    QJsonArray unfinished; ///< a sentence each, that says what to do
};

Result<Repositories> repositories(const Services& services, StopToken stop)
{
    const QJsonObject body{
        {QStringLiteral("dataset"), QStringLiteral("git_sources")},
        {QStringLiteral("select"), QJsonArray{QStringLiteral("service"), QStringLiteral("path"),
                                              QStringLiteral("shallow"), QStringLiteral("unfinished")}},
        {QStringLiteral("limit"), services::CatalogService::kMaxRows}};
    const auto parsed = catalog::parseQuery(body, services.catalog.now());
    if (const auto* problem = std::get_if<catalog::QueryProblem>(&parsed))
        return Error{ErrorCode::InvalidInput, problem->detail};
    ATALAYA_TRY(const services::QueryAnswer answer,
                services.catalog.query(std::get<catalog::QueryRequest>(parsed), stop));
    Repositories found;
    found.count = answer.total;
    for (const QJsonArray& row : answer.rows) {
        found.shallow += row[2].toBool() ? 1 : 0;
        if (row[3].toBool())
            found.unfinished.append(
                delivery::sentenceOf(delivery::UnfinishedImport{row[0].toString(), row[1].toString()}));
    }
    return found;
}

QJsonObject apiJson(const services::Activity& activity)
{
    qint64 refused = 0, limited = 0, failed = 0;
    const QList<services::ClientActivity> clients = activity.clients();
    for (const services::ClientActivity& client : clients) {
        refused += client.refused;
        limited += client.limited;
        failed += client.failed;
    }
    return {{QStringLiteral("version"), QStringLiteral(ATALAYA_VERSION)},
            {QStringLiteral("requests"), activity.total()},
            {QStringLiteral("clients"), clients.size()},
            {QStringLiteral("refused"), refused},
            {QStringLiteral("limited"), limited},
            {QStringLiteral("failed"), failed}};
}

QString statusOf(qint64 records, bool isUnfinished)
{
    if (records == 0)
        return QStringLiteral("empty");
    return isUnfinished ? QStringLiteral("incomplete") : QStringLiteral("ok");
}

} // namespace

DraftOrError healthDraft(const Services& services, StopToken stop)
{
    const auto version = services.catalog.dataVersion();
    if (!version.isOk())
        return errorResult(version.failure());
    const auto changed = services.catalog.dataChanged();
    if (!changed.isOk())
        return errorResult(changed.failure());
    const auto sizes = services.catalog.sizes(stop);
    if (!sizes.isOk())
        return errorResult(sizes.failure());
    const auto imported = repositories(services, stop);
    if (!imported.isOk())
        return errorResult(imported.failure());
    Draft draft;
    qint64 records = 0;
    for (const catalog::Dataset& dataset : catalog::datasets()) {
        const services::CatalogService::Size size = sizes.value().value(dataset.id());
        if (size.records == 0)
            continue;
        records += size.records;
        draft.rows.append(QJsonObject{{QStringLiteral("dataset"), dataset.id()},
                                      {QStringLiteral("records"), size.records},
                                      {QStringLiteral("first"), jsonOf(size.first)},
                                      {QStringLiteral("last"), jsonOf(size.last)}});
    }
    const Instant now = services.catalog.now();
    const std::optional<Instant> when = changed.value();
    draft.head = {{QStringLiteral("status"), statusOf(records, !imported.value().unfinished.isEmpty())},
                  {QStringLiteral("now"), toIso(now)},
                  {QStringLiteral("data_version"), version.value()},
                  {QStringLiteral("data_changed"), jsonOf(when)},
                  {QStringLiteral("data_age_hours"), when ? QJsonValue(hoursOf(now - *when)) : QJsonValue()}};
    draft.parts = {{QStringLiteral("unfinished_imports"), imported.value().unfinished},
                   {QStringLiteral("repositories"), QJsonObject{{QStringLiteral("imported"), imported.value().count},
                                                                {QStringLiteral("shallow"), imported.value().shallow}}},
                   {QStringLiteral("api"), apiJson(services.activity)}};
    if (records == 0)
        draft.parts.prepend(
            {QStringLiteral("hint"),
             tr("The store is empty. Import a repository (atalaya import git FOLDER) or events, or record "
                "some with record_event.")});
    draft.rowsName = QStringLiteral("imported");
    draft.total = draft.rows.size();
    return draft;
}

} // namespace atalaya::api::mcp
