// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/catalogservice.h"

#include "base/cursor.h"
#include "base/json.h"
#include "services/patience.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QElapsedTimer>
#include <QJsonDocument>

#include <algorithm>

namespace atalaya::services {

using catalog::QueryRequest;
using store::Connection;
using store::DatasetRepository;

namespace {

constexpr qsizetype kCursorFields = 4;

QString tr(const char* text)
{
    return QCoreApplication::translate("CatalogService", text);
}

/// Whether pages stay pages of one answer while rows arrive.
bool isSnapshot(const model::DatasetQuery& query)
{
    return !query.isGrouped() && catalog::findDataset(query.dataset)->shape.isAppendOnly;
}

/// Everything that decides which rows the answer has, and their order.
QByteArray scopeOf(const QueryRequest& request, const QString& storeId)
{
    QJsonObject question = catalog::toJson(request);
    for (const char* name : {"limit", "explain", "format"})
        question.remove(QLatin1String(name));
    question.insert(QStringLiteral("store"), storeId);
    question.insert(QStringLiteral("schema"), catalog::findDataset(request.query.dataset)->version());
    return QCryptographicHash::hash(compactJson(question), QCryptographicHash::Sha256);
}

QStringList warningsOf(const QueryAnswer& answer, const QueryRequest& request)
{
    QStringList warnings;
    if (answer.provenance.rowsScanned == 0)
        warnings.append(tr("No row fits the filter."));
    constexpr qint64 kFew = 20;
    const bool hasPercentile = std::any_of(request.query.aggregates.begin(), request.query.aggregates.end(), [](const model::Aggregate& it) {
        return it.function >= model::AggregateFunction::P50 && it.function <= model::AggregateFunction::P99;
    });
    if (hasPercentile && answer.total > 0 && answer.provenance.rowsScanned / answer.total < kFew)
        warnings.append(tr("Percentiles are of few values: %1 rows make %2 groups.").arg(answer.provenance.rowsScanned).arg(answer.total));
    return warnings;
}

} // namespace

/// Where a page begins, and what its first page saw.
struct CatalogService::Place
{
    std::optional<QJsonArray> after;
    qint64 dataVersion = 0; ///< of the first page
    qint64 upTo = 0;        ///< key of the last row that the first page saw; 0: not append-only
    std::optional<qint64> total;
};

CatalogService::CatalogService(store::Database& database, const Clock& clock, std::chrono::milliseconds timeLimit)
    : m_database(database), m_clock(clock), m_timeLimit(timeLimit)
{
}

CatalogService::~CatalogService() = default;

Result<QueryAnswer> CatalogService::query(const QueryRequest& request, StopToken stop)
{
    const QByteArray scope = scopeOf(request, m_database.storeId());
    ATALAYA_TRY(const std::optional<QStringList> fields, decodeCursor(scope, request.cursor, kCursorFields));
    Place place;
    if (fields) {
        place.after = QJsonDocument::fromJson(fields->at(0).toUtf8()).array();
        place.dataVersion = fields->at(1).toLongLong();
        place.upTo = fields->at(2).toLongLong();
        place.total = fields->at(3).toLongLong();
    }
    const Patience patience({.stop = stop, .until = std::chrono::steady_clock::now() + m_timeLimit});
    auto result = answer(request, place, scope, patience.token());
    if (result.isCancelled() && patience.ranOut())
        return Error{ErrorCode::Unavailable, tr("The query took longer than %1 s and was stopped; narrow its filter, or ask for fewer groups.")
                                                 .arg(double(m_timeLimit.count()) / 1000)};
    return result;
}

Result<QueryAnswer> CatalogService::answer(const QueryRequest& request, const Place& place, const QByteArray& scope, StopToken stop)
{
    QElapsedTimer timer;
    timer.start();
    return m_database.read(
        [&](Connection& connection) -> Result<QueryAnswer> {
            DatasetRepository rows(connection);
            ATALAYA_TRY(const qint64 version, m_database.dataVersion()); // a read within a read sees the same state
            Place seen = place;
            model::DatasetQuery query = request.query;
            query.after = place.after;
            const bool pagesWhileRowsArrive = isSnapshot(query);
            if (place.after && !pagesWhileRowsArrive && place.dataVersion != version)
                return Error{ErrorCode::Conflict, tr("The data have changed since the first page, so that its pages would no longer be those of "
                                                     "one answer; begin again without the cursor.")};
            if (!place.after) {
                seen.dataVersion = version;
                if (pagesWhileRowsArrive) {
                    ATALAYA_TRY(seen.upTo, rows.lastKey(query.dataset));
                }
            }
            if (pagesWhileRowsArrive)
                query.upTo = seen.upTo;

            QueryAnswer answer;
            ATALAYA_TRY(DatasetRepository::Rows page, rows.rows(query, kMaxBytes));
            answer.columns = page.columns;
            answer.isCutByBytes = page.isCutByBytes;
            answer.isTruncated = page.hasMore;
            if (seen.total) {
                answer.total = *seen.total;
            } else if (!page.hasMore) { // the first page is all
                answer.total = page.rows.size();
            } else {
                ATALAYA_TRY(answer.total, rows.total(query));
            }
            qint64 scanned = answer.total;
            if (query.isGrouped()) {
                ATALAYA_TRY(scanned, rows.matching(query));
            }
            answer.rows = std::move(page.rows);
            if (page.hasMore)
                answer.nextCursor = encodeCursor(scope, {QString::fromUtf8(QJsonDocument(page.last).toJson(QJsonDocument::Compact)),
                                                         QString::number(seen.dataVersion), QString::number(seen.upTo),
                                                         QString::number(answer.total)});
            if (request.wantsPlan) {
                ATALAYA_TRY(answer.plan, rows.plan(query));
            }
            answer.provenance = {.dataset = query.dataset,
                                 .schemaVersion = catalog::findDataset(query.dataset)->version(),
                                 .dataVersion = version,
                                 .asOf = m_clock.now(),
                                 .rowsScanned = scanned,
                                 .elapsedMs = double(timer.nsecsElapsed() / 1000) / 1000};
            answer.warnings = warningsOf(answer, request);
            return answer;
        },
        stop);
}

Result<QMap<QString, CatalogService::Size>> CatalogService::sizes(StopToken stop)
{
    ATALAYA_TRY(const qint64 version, m_database.dataVersion());
    {
        const std::lock_guard lock(m_mutex);
        if (m_sizesVersion == version)
            return m_sizes;
    }
    ATALAYA_TRY(auto sizes, m_database.read(
                                [](Connection& connection) -> Result<QMap<QString, Size>> {
                                    QMap<QString, Size> all;
                                    for (const model::DatasetShape& shape : DatasetRepository::shapes()) {
                                        ATALAYA_TRY(all[shape.id], DatasetRepository(connection).size(shape.id));
                                    }
                                    return all;
                                },
                                stop));
    const std::lock_guard lock(m_mutex);
    m_sizes = sizes;
    m_sizesVersion = version;
    return sizes;
}

Result<qint64> CatalogService::dataVersion()
{
    return m_database.dataVersion();
}

Result<std::optional<Instant>> CatalogService::dataChanged()
{
    return m_database.dataChanged();
}

} // namespace atalaya::services
