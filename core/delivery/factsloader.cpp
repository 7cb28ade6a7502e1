// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/factsloader.h"

#include "delivery/factsbuilder.h"
#include "delivery/parallel.h"
#include "store/deploymentrepository.h"
#include "store/factreader.h"

#include <QCoreApplication>

#include <algorithm>
#include <atomic>
#include <system_error>
#include <thread>

namespace atalaya::delivery {

namespace {

using store::Connection;
using store::FactReader;
using store::ServiceState;
using SharedService = std::shared_ptr<const ServiceFacts>;

/// What is to be done about one service.
struct Task {
    ServiceState state;
    SharedService before; ///< null: read it from its first row

    bool isUnchanged() const { return before && before->version == state.version; }
    /// The sequences after which there is something to read.
    qint64 lastDeployment() const { return before ? before->lastDeployment : 0; }
    qint64 lastChange() const { return before ? before->lastChange : 0; }
};

Task taskOf(const ServiceState& state, const Facts* before, const Rules& rules)
{
    if (!before || before->rules != rules)
        return {state, nullptr};
    const auto found = std::lower_bound(before->services.begin(), before->services.end(), state.name,
                                        [](const auto& facts, const QString& name) { return facts->name < name; });
    const bool holds = found != before->services.end() && (*found)->name == state.name &&
                       (*found)->version <= state.version && state.rewritten <= (*found)->version;
    return {state, holds ? *found : nullptr};
}

/// The tasks of one loading, for the threads that share them: each takes the next one until none is left.
class Loading
{
public:
    Loading(std::vector<Task> tasks, qint64 rows, const Rules& rules, const VersionPattern& versions, const StopToken& stop)
        : m_tasks(std::move(tasks)), m_rows(rows), m_rules(rules), m_versions(versions), m_stop(stop), m_services(m_tasks.size())
    {}

    /// How many threads it is worth: services that only grew are built again from all their rows.
    size_t threads() const
    {
        size_t services = 0, rows = size_t(m_rows);
        for (const Task& task : m_tasks) {
            if (task.isUnchanged())
                continue;
            ++services;
            rows += task.before ? task.before->size() : 0;
        }
        return threadsFor(services, rows);
    }

    /// Only one thread reports.
    Status work(Connection& connection, const Progress& progress)
    {
        say(progress);
        ATALAYA_TRY(FactReader reader, FactReader::of(connection));
        for (size_t i = m_next++; i < m_tasks.size(); i = m_next++) {
            if (m_stop.stop_requested())
                return Cancelled{};
            const Task& task = m_tasks[i];
            if (task.isUnchanged()) {
                m_services[i] = task.before;
            } else {
                ATALAYA_TRY(m_services[i], load(reader, task, progress));
            }
        }
        say(progress);
        return ok();
    }

    /// Once no thread is at work: whether every task was done.
    bool isComplete() const { return std::all_of(m_services.begin(), m_services.end(), [](const auto& facts) { return facts != nullptr; }); }
    std::vector<SharedService> takeServices() { return std::move(m_services); }

private:
    static constexpr qint64 kReportEvery = 10'000;

    void say(const Progress& progress) const
    {
        report(progress, QCoreApplication::translate("Delivery", "Reading deployments"), m_done, m_rows);
    }

    Result<SharedService> load(FactReader& reader, const Task& task, const Progress& progress)
    {
        const QString& name = task.state.name;
        FactsBuilder builder = task.before ? FactsBuilder(*task.before) : FactsBuilder(name);
        builder.setLeftOut(task.state.leftOut);
        ATALAYA_CHECK(reader.deployments(name, task.lastDeployment(), [&](const store::DeploymentFact& row) {
            builder.addDeployment(row);
            if (++m_done % kReportEvery == 0)
                say(progress);
        }));
        ATALAYA_CHECK(reader.shippedChanges(name, task.lastChange(), [&](const store::ChangeFact& change) {
            builder.addChange(change.deployment, change.authored, change.sequence);
        }));
        ATALAYA_TRY(const QList<model::Incident> incidents, reader.incidents(name));
        for (const model::Incident& incident : incidents)
            builder.addIncident(incident);
        ATALAYA_TRY(const QList<store::ShippedRevert> reverts, reader.reverts(name));
        for (const store::ShippedRevert& revert : reverts)
            builder.addRevert(revert.fix, revert.cause, revert.reverted);
        return std::move(builder).build(m_rules, m_versions, task.state.version, task.state.rewritten);
    }

    const std::vector<Task> m_tasks;
    const qint64 m_rows; ///< to be read
    const Rules& m_rules;
    const VersionPattern& m_versions;
    const StopToken& m_stop;
    std::vector<SharedService> m_services; ///< by place of the task
    std::atomic<size_t> m_next = 0;
    std::atomic<qint64> m_done = 0; ///< rows
};

/// Works over this thread's connection, and over those of helpers as far as they see the same state of the store.
Status workTogether(Loading& loading, Connection& connection, const Progress& progress, store::Database* database, qint64 dataVersion,
                    const StopToken& stop)
{
    const size_t helpers = database ? loading.threads() - 1 : 0;
    std::vector<Status> outcomes(helpers, ok());
    const auto help = [&](size_t i) {
        outcomes[i] = database->read(
            [&](Connection& own) -> Status {
                ATALAYA_TRY(const qint64 seen, database->dataVersion());
                return seen == dataVersion ? loading.work(own, {}) : ok();
            },
            stop);
    };
    std::vector<std::jthread> threads;
    threads.reserve(helpers);
    try {
        for (size_t i = 0; i < helpers; ++i)
            threads.emplace_back(help, i);
    } catch (const std::system_error&) {
        // No more threads to be had: those that there are do it.
    }
    const Status outcome = loading.work(connection, progress);
    threads.clear(); // joins
    ATALAYA_CHECK(outcome);
    if (loading.isComplete()) // a helper that got no connection was not needed
        return ok();
    const auto failed = std::find_if(outcomes.begin(), outcomes.end(), [](const Status& other) { return !other.isOk(); });
    return failed == outcomes.end() ? Status(Cancelled{}) : *failed;
}

} // namespace

Result<std::shared_ptr<const Facts>> loadFacts(Connection& connection, const std::shared_ptr<const Facts>& before, const Rules& rules,
                                               qint64 dataVersion, const StopToken& stop, const Progress& progress,
                                               store::Database* database)
{
    ATALAYA_TRY(const VersionPattern versions, VersionPattern::compile(rules.tagPattern));
    ATALAYA_TRY(const QList<ServiceState> states, store::DeploymentRepository(connection).services());
    ATALAYA_TRY(FactReader reader, FactReader::of(connection));
    ATALAYA_TRY(QList<UnfinishedImport> unfinished, unfinishedImports(connection));
    ATALAYA_TRY(QStringList shallow, shallowServices(connection));
    std::vector<Task> tasks;
    qint64 rows = 0;
    for (const ServiceState& state : states) {
        tasks.push_back(taskOf(state, before.get(), rules));
        if (const Task& task = tasks.back(); !task.isUnchanged()) {
            ATALAYA_TRY(const qint64 more, reader.countDeployments(state.name, task.lastDeployment()));
            rows += more;
        }
    }
    Loading loading(std::move(tasks), rows, rules, versions, stop);
    ATALAYA_CHECK(workTogether(loading, connection, progress, database, dataVersion, stop));
    if (stop.stop_requested())
        return Cancelled{};
    return Facts::of(loading.takeServices(), dataVersion, rules, std::move(unfinished), std::move(shallow));
}

Result<bool> areCurrent(const Facts& facts, Connection& connection)
{
    ATALAYA_TRY(const QList<ServiceState> states, store::DeploymentRepository(connection).services());
    const bool changed = std::any_of(states.begin(), states.end(),
                                     [&facts](const ServiceState& state) { return state.version > facts.dataVersion; });
    return !changed && size_t(states.size()) == facts.services.size();
}

} // namespace atalaya::delivery
