// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/progress.h"
#include "base/result.h"
#include "base/stoptoken.h"
#include "delivery/objectexplanation.h"
#include "delivery/rows.h"
#include "delivery/series.h"

#include <memory>

namespace atalaya::store {
class Database;
}

namespace atalaya::services {

class FactsCache;

/// Everything the overview shows, computed from one state of the store.
struct Overview {
    delivery::Metrics current;
    /// The window just before: of as many whole days when the query begins with a day of its time zone, otherwise of the same
    /// length; without when the query has no start.
    std::optional<delivery::Metrics> previous;
    /// When the first deployment of the selection finished, whatever the window; nothing without one. A period before that is
    /// not covered by the data cannot be compared by its count.
    std::optional<Instant> first;
    /// When the oldest of the deployments that are too new to judge will have been observed for long enough; nothing without one.
    std::optional<Instant> nextJudged;
    QMap<delivery::Metric, delivery::Series> series;
    QStringList services; ///< all that the store knows, for the filter
    QStringList teams;
    QStringList environments;
    qint64 totalDeployments = 0; ///< in the whole store, any filter; 0 means nothing was imported yet
};

/// A page of an explanation's lists.
struct ExplanationPage {
    delivery::Explanation explanation;
    QString nextCursor; ///< empty when every list has ended
};

/// The five delivery metrics and what they are made of. Every function may be called from any thread, blocks the caller
/// (never call one on the GUI thread: use a JobRunner) and answers from one state of the store.
class DeliveryService
{
public:
    DeliveryService(store::Database& database, const Clock& clock);
    ~DeliveryService();
    Q_DISABLE_COPY_MOVE(DeliveryService)

    /// Reads what the store holds, with progress, so that the next answer only has to be computed.
    Status prepare(StopToken stop = {}, const Progress& progress = {});
    Result<delivery::Metrics> metrics(const delivery::Query& query, StopToken stop = {});
    /// At most `limit` ids of each list.
    Result<delivery::Explanation> explain(const delivery::Query& query, delivery::Metric metric, int limit, StopToken stop = {});
    /// `page.limit` entries of each list, then the next ones: all pages together hold every id. A cursor keeps the first page's
    /// asOf, which explanation.metrics.query tells, whatever query.asOf is, and is good as long as the lists are the same as of
    /// that moment, whatever else arrives: otherwise Conflict, as the pages would no longer be those of one figure.
    Result<ExplanationPage> explain(const delivery::Query& query, delivery::Metric metric, const delivery::PageRequest& page,
                                    StopToken stop = {});
    /// How one object counts: a deployment by its id or "service/version", a change by "service@sha" (7 digits may do), an
    /// incident by its id. NotFound when nothing is called so, or not yet at query.asOf.
    Result<delivery::ObjectExplanation> explainObject(const delivery::Query& query, const QString& id, StopToken stop = {});
    Result<delivery::Series> series(const delivery::Query& query, delivery::Metric metric, delivery::Bucket bucket,
                                    StopToken stop = {});
    /// Series in buckets of one length that suits the window: delivery::bucketFor().
    Result<Overview> overview(const delivery::Query& query, StopToken stop = {}, const Progress& progress = {});

    /// Newest first. Every deployment of the selection that the filter takes, successful or not.
    Result<delivery::Page<delivery::DeploymentRow>> deployments(const delivery::Query& query, const delivery::PageRequest& page,
                                                                const delivery::DeploymentFilter& filter = {},
                                                                StopToken stop = {});
    /// By its id, or "service/version".
    Result<delivery::DeploymentDetail> deployment(const QString& id, const delivery::Query& query, StopToken stop = {});
    /// Newest author date first; of one deployment, or of the selection's services (shipped or not).
    Result<delivery::Page<model::Change>> changes(const delivery::Query& query, std::optional<model::DeploymentId> deployment,
                                                  const delivery::PageRequest& page, StopToken stop = {});
    /// Newest first.
    Result<delivery::Page<model::Incident>> incidents(const delivery::Query& query, const delivery::PageRequest& page,
                                                      StopToken stop = {});
    Result<delivery::Page<delivery::ServiceRow>> services(const delivery::Query& query, const delivery::PageRequest& page,
                                                          StopToken stop = {});
    /// The teams of the query's deployments, successful or not, by name.
    Result<delivery::Page<QString>> teams(const delivery::Query& query, const delivery::PageRequest& page, StopToken stop = {});
    /// All that the store knows.
    Result<QStringList> teams(StopToken stop = {});
    Result<QStringList> environments(StopToken stop = {});

    Result<qint64> dataVersion();
    /// As it was read at most `age` ago, or nothing; waits for nothing (store::Database).
    std::optional<qint64> recentDataVersion(std::chrono::milliseconds age) const;
    /// When the data last changed; nothing when that is not known, and while there are none.
    Result<std::optional<Instant>> dataChanged();
    /// Names the store, for as long as it exists.
    QString storeId() const;
    Instant now() const { return m_clock.now(); }

private:
    store::Database& m_database;
    const Clock& m_clock;
    std::unique_ptr<FactsCache> m_facts;
};

} // namespace atalaya::services
