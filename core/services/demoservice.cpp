// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/demoservice.h"

#include "base/strongid.h"
#include "delivery/query.h"
#include "ingest/git/gitprojection.h"
#include "ingest/intake.h"
#include "services/demohistory.h"
#include "services/demostory.h"
#include "store/deploymentrepository.h"
#include "store/eventrepository.h"

#include <QCoreApplication>

namespace atalaya::services {

namespace {

constexpr int kMaxDays = 3650, kMaxProjects = 1000;

QString tr(const char* text)
{
    return QCoreApplication::translate("DemoService", text);
}

Status validate(const DemoOptions& options)
{
    if (options.days < 1 || options.days > kMaxDays)
        return Error{ErrorCode::InvalidInput, tr("The demo covers 1 to %1 days.").arg(kMaxDays)};
    if (options.projects < 1 || options.projects > kMaxProjects)
        return Error{ErrorCode::InvalidInput, tr("The demo has 1 to %1 projects.").arg(kMaxProjects)};
    return ok();
}

Status ensureEmpty(store::Transaction& transaction)
{
    ATALAYA_TRY(const qint64 newestEvent, store::EventRepository(transaction).maxId());
    ATALAYA_TRY(const QList<store::ServiceState> services, store::DeploymentRepository(transaction).services());
    if (newestEvent > 0 || !services.isEmpty())
        return Error{ErrorCode::Conflict,
                     tr("The store already holds data; the demo fills only an empty one. Choose another data folder.")};
    return ok();
}

/// How many records came of it.
Result<qint64> tell(store::Transaction& transaction, const QList<model::PhaseEvent>& story)
{
    ATALAYA_TRY(const store::EventRepository::Inserted inserted, ingest::takeIn(transaction, story));
    return qint64(inserted.newIndexes.size());
}

/// As an import would have left it.
Result<qint64> keep(store::Transaction& transaction, const QString& service, const DemoHistory& history, const StopToken& stop)
{
    const ingest::GitFoldOptions options{delivery::Rules().tagPattern, {}, {}};
    const store::GitSource source{service, QStringLiteral("demo:") + service, ingest::toText(options)};
    ATALAYA_CHECK(store::GitRepository::putSource(transaction, source));
    ATALAYA_CHECK(store::GitRepository::addCommits(transaction, service, history.commits));
    ATALAYA_CHECK(store::GitRepository::replaceRefs(transaction, service, history.refs));
    ATALAYA_TRY(const ingest::GitProjected projected, ingest::projectGit(transaction, source, stop));
    return projected.deployments;
}

} // namespace

Result<qint64> fillWithDemo(store::Database& database, const Clock& clock, const DemoOptions& options, StopToken stop,
                            const Progress& progress)
{
    ATALAYA_CHECK(validate(options));
    const qint64 today = utcDay(clock.now());
    const QList<DemoProject> projects = demoProjects(options.projects);
    return database.write(
        [&](store::Transaction& transaction) -> Result<qint64> {
            ATALAYA_CHECK(ensureEmpty(transaction));
            qint64 created = 0;
            for (qsizetype place = 0; place < projects.size(); ++place) {
                if (stop.stop_requested())
                    return Cancelled{};
                report(progress, tr("Filling the store with demo data"), place, projects.size());
                const DemoProject& project = projects[place];
                // Of the project's name, so that one project more changes nothing in the others.
                const quint64 seed = contentId({u"demo", project.name, QString::number(options.seed)});
                ATALAYA_TRY(const qint64 records,
                            project.tagged
                                ? keep(transaction, project.name, demoHistory(project, today, options.days, seed), stop)
                                : tell(transaction, demoStory(project, today, options.days, seed)));
                created += records;
            }
            report(progress, tr("Filling the store with demo data"), projects.size(), projects.size());
            return created;
        },
        stop);
}

} // namespace atalaya::services
