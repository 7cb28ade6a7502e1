// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/factsloader.h"

#include "delivery/factsbuilder.h"

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

class Loader
{
public:
    Loader(DeploymentRepository& repository, const Rules& rules, VersionPattern versions, const StopToken& stop,
           const Progress& progress)
        : m_repository(repository), m_rules(rules), m_versions(std::move(versions)), m_stop(stop), m_progress(progress)
    {}

    void expect(qint64 rows) { m_total = rows; }
    void say() const { report(m_progress, QCoreApplication::translate("Delivery", "Reading deployments"), m_done, m_total); }

    Result<std::shared_ptr<const ServiceFacts>> run(const Task& task)
    {
        if (task.isUnchanged())
            return task.before;
        if (m_stop.stop_requested())
            return Cancelled{};
        const QString& name = task.state->name;
        FactsBuilder builder = task.before ? FactsBuilder(*task.before) : FactsBuilder(name);
        const qint64 lastDeployment = task.before ? task.before->lastDeployment : 0;
        const qint64 lastChange = task.before ? task.before->lastChange : 0;
        ATALAYA_CHECK(m_repository.forEachDeployment(name, lastDeployment, [&](DeploymentRepository::Row&& row) {
            builder.addDeployment(row.deployment, row.sequence);
            if (++m_done % kReportEvery == 0)
                say();
        }));
        ATALAYA_CHECK(m_repository.forEachShippedChange(name, lastChange, [&](DeploymentRepository::ShippedChange&& change) {
            builder.addChange(change.deployment, change.authored, change.sequence);
        }));
        ATALAYA_TRY(const QList<model::Incident> incidents, m_repository.incidents(name));
        for (const model::Incident& incident : incidents)
            builder.addIncident(incident);
        ATALAYA_TRY(const QList<DeploymentRepository::ShippedRevert> reverts, m_repository.shippedReverts(name));
        for (const DeploymentRepository::ShippedRevert& revert : reverts)
            builder.addRevert(revert.fix, revert.cause, revert.reverted);
        return std::move(builder).build(m_rules, m_versions, task.state->version, task.state->rewritten);
    }

private:
    static constexpr qint64 kReportEvery = 10'000;

    DeploymentRepository& m_repository;
    const Rules& m_rules;
    const VersionPattern m_versions;
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
    ATALAYA_TRY(VersionPattern versions, VersionPattern::compile(rules.tagPattern));
    ATALAYA_TRY(const QList<ServiceState> states, repository.services());
    ATALAYA_TRY(const qint64 rows, repository.countDeployments());

    std::vector<Task> tasks;
    qint64 held = 0;
    for (const ServiceState& state : states) {
        tasks.push_back(taskOf(state, before.get(), rules));
        held += tasks.back().before ? tasks.back().before->size() : 0;
    }
    Loader loader(repository, rules, std::move(versions), stop, progress);
    loader.expect(std::max<qint64>(0, rows - held));
    loader.say();
    std::vector<std::shared_ptr<const ServiceFacts>> services;
    services.reserve(tasks.size());
    for (const Task& task : tasks) {
        ATALAYA_TRY(auto service, loader.run(task));
        services.push_back(std::move(service));
    }
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
