// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "base/stoptoken.h"
#include "catalog/dataset.h"
#include "catalog/querytext.h"
#include "store/datasetrepository.h"

#include <QJsonArray>

#include <chrono>
#include <mutex>

namespace atalaya::services {

/// Where the figures of an answer come from.
struct Provenance {
    QString dataset;
    QString schemaVersion;
    qint64 dataVersion = 0; ///< of the store, when the answer was read
    Instant asOf;
    qint64 rowsScanned = 0; ///< rows that the filter kept, from which the answer was made
    double elapsedMs = 0;
};

/// A page of a query's answer. It says itself whether it is all.
struct QueryAnswer {
    QList<model::DataColumn> columns;
    QList<QJsonArray> rows;
    qint64 total = 0;       ///< rows of the whole answer, all pages
    bool isTruncated = false; ///< there is more: nextCursor leads to it
    bool isCutByBytes = false; ///< fewer than the limit: more would have been over kMaxBytes
    QString nextCursor;     ///< empty at the end
    Provenance provenance;
    std::optional<store::DatasetRepository::Plan> plan; ///< when it was asked for
    QStringList warnings;   ///< what the reader should know: an empty filter, values that do not occur
};

/// The catalogue: which data there are, what they mean, and any question about them. Any thread but the GUI's.
class CatalogService
{
public:
    static constexpr int kMaxRows = 10'000;
    static constexpr qint64 kMaxBytes = 8 << 20;
    static constexpr std::chrono::seconds kTimeLimit{5};

    /// `timeLimit` is kTimeLimit but in tests.
    CatalogService(store::Database& database, const Clock& clock, std::chrono::milliseconds timeLimit = kTimeLimit);
    ~CatalogService();
    Q_DISABLE_COPY_MOVE(CatalogService)

    /// catalog::parseQuery(), as of now or, with a cursor, as of when its first page was asked for: "now-30d" stays what it was.
    std::variant<catalog::QueryRequest, catalog::QueryProblem> read(const QJsonObject& body) const;
    /// When the first page of a cursor was asked for; now when there is none, or it cannot be read.
    Instant momentOf(const QString& cursor) const;
    /// InvalidInput for a cursor that is not of this query or was tampered with; Conflict for one whose rows have changed since (a
    /// cursor of rows of an append-only dataset goes on while rows arrive, and does not see them; any other is good for one data version);
    /// Unavailable when it took longer than kTimeLimit: the statement was interrupted.
    Result<QueryAnswer> query(const catalog::QueryRequest& request, StopToken stop = {});

    using Size = store::DatasetRepository::Size;
    /// Of every dataset, by id; remembered until the data version rises (which it does not for performance_metrics).
    Result<QMap<QString, Size>> sizes(StopToken stop = {});

    Result<qint64> dataVersion();
    /// When the data last changed, if that is known.
    Result<std::optional<Instant>> dataChanged();
    Instant now() const { return m_clock.now(); }

private:
    struct Place;
    Instant believed(Instant moment) const;
    Result<QueryAnswer> answer(const catalog::QueryRequest& request, const Place& place, const QByteArray& scope, StopToken stop);

    store::Database& m_database;
    const Clock& m_clock;
    const std::chrono::milliseconds m_timeLimit;
    std::mutex m_mutex;
    QMap<QString, Size> m_sizes;
    qint64 m_sizesVersion = 0;
};

} // namespace atalaya::services
