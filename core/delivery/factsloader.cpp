// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/factsloader.h"

#include "delivery/factsbuilder.h"
#include "delivery/parallel.h"

#include <QCoreApplication>

#include <algorithm>

namespace atalaya::delivery {

namespace {

using store::DeploymentRepository;
using store::ServiceState;

/// What is to be done about one service.
struct Task {
    const ServiceState* state = nullptr;
    std::shared_ptr<const ServiceFacts> before; ///< null: read it from its first row

    bool isUnchanged() const { return before && before->version == state->version; }
};

Task taskOf(const ServiceState& state, const Facts* before, const Rules& rules)
{
    if (!before || before->rules != rules)
        return {&state, nullptr};
    const auto found = std::lower_bound(before->services.begin(), before->services.end(), state.name,
                                        [](const auto& facts, const QString& name) { return facts->name < name; });
    const bool holds = found != before->services.end() && (*found)->name == state.name &&
                       (*found)->version <= state.version && state.rewritten <= (*found)->version;
    return {&state, holds ? *found : nullptr};
}

/// Reads what the tasks need into a builder each, and builds.
class Loader
{
public:
    Loader(DeploymentRepository& repository, std::vector<Task> tasks, const StopToken& stop, const Progress& progress)
        : m_repository(repository), m_tasks(std::move(tasks)), m_builders(m_tasks.size()), m_stop(stop), m_progress(progress)
    {
        for (size_t i = 0; i < m_tasks.size(); ++i) {
            const Task& task = m_tasks[i];
            m_places.insert(task.state->name, i);
            if (!task.isUnchanged())
                m_builders[i] = task.before ? std::make_unique<FactsBuilder>(*task.before)
                                            : std::make_unique<FactsBuilder>(task.state->name);
        }
    }

    void expect(qint64 rows) { m_total = rows; }
    void say() const { report(m_progress, QCoreApplication::translate("Delivery", "Reading deployments"), m_done, m_total); }

    Status read()
    {
        // Asking for one service costs the store a look at all of them, so many are read in one go.
        const bool fresh = std::none_of(m_tasks.begin(), m_tasks.end(), [](const Task& task) { return task.before != nullptr; });
        if (fresh && !m_tasks.empty())
            return readOf(QString(), 0, 0);
        for (size_t i = 0; i < m_tasks.size(); ++i) {
            if (m_stop.stop_requested())
                return Cancelled{};
            const Task& task = m_tasks[i];
            if (m_builders[i])
                ATALAYA_CHECK(readOf(task.state->name, task.before ? task.before->lastDeployment : 0,
                                     task.before ? task.before->lastChange : 0));
        }
        return ok();
    }

    std::vector<std::shared_ptr<const ServiceFacts>> build(const Rules& rules, const VersionPattern& versions)
    {
        using Services = std::vector<std::shared_ptr<const ServiceFacts>>;
        const auto work = [&](Services& services, size_t begin, size_t end) {
            for (size_t i = begin; i < end && !m_stop.stop_requested(); ++i) {
                const Task& task = m_tasks[i];
                services.push_back(m_builders[i] ? std::move(*m_builders[i]).build(rules, versions, task.state->version,
                                                                                   task.state->rewritten)
                                                 : task.before);
                m_builders[i].reset();
            }
        };
        Services all;
        for (Services& part : inParts(m_tasks.size(), size_t(m_done), Services(), work))
            all.insert(all.end(), part.begin(), part.end());
        return all;
    }

private:
    static constexpr qint64 kReportEvery = 10'000;

    /// Of one service, or of all for a null name.
    Status readOf(const QString& name, qint64 lastDeployment, qint64 lastChange)
    {
        ATALAYA_CHECK(m_repository.forEachDeployment(name, lastDeployment, [&](DeploymentRepository::Row&& row) {
            if (FactsBuilder* builder = of(row.deployment.service))
                builder->addDeployment(row.deployment, row.sequence);
            if (++m_done % kReportEvery == 0)
                say();
        }));
        ATALAYA_CHECK(m_repository.forEachShippedChange(name, lastChange, [&](DeploymentRepository::ShippedChange&& change) {
            if (FactsBuilder* builder = of(change.service))
                builder->addChange(change.deployment, change.authored, change.sequence);
        }));
        ATALAYA_TRY(const QList<model::Incident> incidents, m_repository.incidents(name));
        for (const model::Incident& incident : incidents) {
            if (FactsBuilder* builder = of(incident.service))
                builder->addIncident(incident);
        }
        ATALAYA_TRY(const QList<DeploymentRepository::ShippedRevert> reverts, m_repository.shippedReverts(name));
        for (const DeploymentRepository::ShippedRevert& revert : reverts) {
            if (FactsBuilder* builder = of(revert.service))
                builder->addRevert(revert.fix, revert.cause, revert.reverted);
        }
        return m_stop.stop_requested() ? Status(Cancelled{}) : ok();
    }

    /// Rows come service by service, so the last answer is mostly the next.
    FactsBuilder* of(const QString& service)
    {
        if (service != m_lastName || !m_lastBuilder) {
            const auto place = m_places.constFind(service);
            m_lastBuilder = place == m_places.constEnd() ? nullptr : m_builders[*place].get();
            m_lastName = service;
        }
        return m_lastBuilder;
    }

    DeploymentRepository& m_repository;
    const std::vector<Task> m_tasks;
    std::vector<std::unique_ptr<FactsBuilder>> m_builders; ///< null where nothing changed
    QHash<QString, size_t> m_places;
    QString m_lastName;
    FactsBuilder* m_lastBuilder = nullptr;
    const StopToken& m_stop;
    const Progress& m_progress;
    qint64 m_done = 0;
    qint64 m_total = 0;
};

} // namespace

Result<std::shared_ptr<const Facts>> loadFacts(store::Connection& connection, const std::shared_ptr<const Facts>& before,
                                               const Rules& rules, qint64 dataVersion, const StopToken& stop,
                                               const Progress& progress)
{
    DeploymentRepository repository(connection);
    ATALAYA_TRY(const VersionPattern versions, VersionPattern::compile(rules.tagPattern));
    ATALAYA_TRY(const QList<ServiceState> states, repository.services());
    ATALAYA_TRY(const qint64 rows, repository.countDeployments());

    std::vector<Task> tasks;
    qint64 held = 0;
    for (const ServiceState& state : states) {
        tasks.push_back(taskOf(state, before.get(), rules));
        held += tasks.back().before ? tasks.back().before->size() : 0;
    }
    Loader loader(repository, std::move(tasks), stop, progress);
    loader.expect(std::max<qint64>(0, rows - held));
    loader.say();
    ATALAYA_CHECK(loader.read());
    auto services = loader.build(rules, versions);
    if (stop.stop_requested())
        return Cancelled{};
    loader.say();
    return Facts::of(std::move(services), dataVersion, rules);
}

Result<bool> areCurrent(const Facts& facts, store::Connection& connection)
{
    ATALAYA_TRY(const QList<ServiceState> states, DeploymentRepository(connection).services());
    const bool changed = std::any_of(states.begin(), states.end(),
                                     [&facts](const ServiceState& state) { return state.version > facts.dataVersion; });
    return !changed && size_t(states.size()) == facts.services.size();
}

} // namespace atalaya::delivery
