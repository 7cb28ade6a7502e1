// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/catalogservice.h"

#include "base/cursor.h"
#include "base/json.h"
#include "services/patience.h"
#include "services/querywarnings.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QElapsedTimer>
#include <QJsonDocument>

namespace atalaya::services {

using catalog::QueryRequest;
using store::Connection;
using store::DatasetRepository;

namespace {

constexpr qsizetype kCursorFields = 4;
constexpr QChar kMomentMark(u'.'); ///< between a position and the moment of its first page

QString withMoment(const QString& position, Instant now)
{
    return position + kMomentMark + QString::number(toMs(now), 36);
}

QString tr(const char* text)
{
    return QCoreApplication::translate("CatalogService", text);
}

/// Whether what arrives after the first page is not seen by the others.
bool isBounded(const model::DatasetQuery& query)
{
    return catalog::findDataset(query.dataset)->shape.isAppendOnly;
}

/// Whether pages stay pages of one answer while rows arrive. Not those of groups: of what was projected from a repository some rows may go.
bool pagesWhileRowsArrive(const model::DatasetQuery& query)
{
    return isBounded(query) && !query.isGrouped();
}

/// Everything that decides which rows the answer has, and their order.
QByteArray scopeOf(const QueryRequest& request, Instant moment, const QString& storeId)
{
    QJsonObject question = catalog::toJson(request);
    for (const char* name : {"limit", "explain", "format"})
        question.remove(QLatin1String(name));
    question.insert(QStringLiteral("store"), storeId);
    question.insert(QStringLiteral("now"), toMs(moment));
    question.insert(QStringLiteral("schema"), catalog::findDataset(request.query.dataset)->version());
    return QCryptographicHash::hash(compactJson(question), QCryptographicHash::Sha256);
}

} // namespace

/// Where a page begins, and what its first page saw.
struct CatalogService::Place
{
    Instant moment; ///< in the cursor of the next page
    std::optional<QJsonArray> after = {};
    qint64 dataVersion = 0; ///< of the first page
    qint64 upTo = 0;        ///< key of the last row that the first page saw; 0: not append-only
    std::optional<qint64> total = {};
};

CatalogService::CatalogService(store::Database& database, const Clock& clock, std::chrono::milliseconds timeLimit)
    : m_database(database), m_clock(clock), m_timeLimit(timeLimit)
{
}

CatalogService::~CatalogService() = default;

Instant CatalogService::momentOf(const QString& cursor) const
{
    bool isNumber = false;
    const qint64 ms = cursor.section(kMomentMark, 1).toLongLong(&isNumber, 36);
    return isNumber ? believed(instantFromMs(ms)) : m_clock.now();
}

// It is not checked yet: one that no cursor has must not be the reason why a time is out of range.
Instant CatalogService::believed(Instant moment) const
{
    constexpr auto kOldest = std::chrono::days(3653);
    const Instant now = m_clock.now();
    return moment <= now && moment >= now - kOldest ? moment : now;
}

std::variant<QueryRequest, catalog::QueryProblem> CatalogService::read(const QJsonObject& body) const
{
    return catalog::parseQuery(body, momentOf(body.value(QLatin1String("cursor")).toString()));
}

Result<QueryAnswer> CatalogService::query(const QueryRequest& request, StopToken stop)
{
    // Of a query without relative times it does not matter when it was read; of the others the times show it.
    const Instant moment = request.cursor.isEmpty() ? believed(request.now) : momentOf(request.cursor);
    const QByteArray scope = scopeOf(request, moment, m_database.storeId());
    const QString position = request.cursor.section(kMomentMark, 0, 0);
    const bool isWhole = request.cursor.isEmpty() || (!position.isEmpty() && request.cursor == withMoment(position, moment));
    ATALAYA_TRY(const std::optional<QStringList> fields,
                decodeCursor(scope, isWhole ? position : QStringLiteral("?"), kCursorFields));
    Place place{.moment = moment};
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
            if (place.after && !pagesWhileRowsArrive(query) && place.dataVersion != version)
                return Error{ErrorCode::Conflict, tr("The data have changed since the first page, so that its pages would no longer be those of "
                                                     "one answer; begin again without the cursor.")};
            if (!place.after) {
                seen.dataVersion = version;
                if (isBounded(query)) {
                    ATALAYA_TRY(seen.upTo, rows.lastKey(query.dataset));
                }
            }
            if (isBounded(query))
                query.upTo = seen.upTo;

            QueryAnswer answer;
            ATALAYA_TRY(DatasetRepository::Rows page, rows.rows(query, kMaxBytes));
            answer.columns = page.columns;
            for (model::DataColumn& column : answer.columns)
                column.unit = catalog::unitOf(query, column.name);
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
                answer.nextCursor =
                    withMoment(encodeCursor(scope, {QString::fromUtf8(QJsonDocument(page.last).toJson(QJsonDocument::Compact)),
                                                    QString::number(seen.dataVersion), QString::number(seen.upTo),
                                                    QString::number(answer.total)}),
                               place.moment);
            if (request.wantsPlan) {
                ATALAYA_TRY(answer.plan, rows.plan(query));
            }
            answer.provenance = {.dataset = query.dataset,
                                 .schemaVersion = catalog::findDataset(query.dataset)->version(),
                                 .dataVersion = version,
                                 .asOf = m_clock.now(),
                                 .rowsScanned = scanned,
                                 .elapsedMs = double(timer.nsecsElapsed() / 1000) / 1000};
            answer.warnings = queryWarnings(answer, query);
            if (scanned == 0)
                answer.warnings += emptinessWarnings(rows, query);
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
