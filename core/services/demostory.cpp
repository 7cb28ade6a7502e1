// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/demostory.h"

#include "services/demoplan.h"
#include "services/demorandom.h"

#include <QCryptographicHash>

#include <algorithm>
#include <vector>

namespace atalaya::services {

using model::Decision;
using model::Phase;
using model::PhaseEvent;

namespace {

constexpr double kLeadSpread = 0.9, kRecoverySpread = 0.7;
constexpr int kMinorsPerMajor = 40;
constexpr double kFailedRuns = 0.02, kRollbacks = 0.5, kHotfixes = 0.35, kStrayIncidentsPerWeek = 0.06;

double secondsOf(Milliseconds duration)
{
    return double(std::chrono::floor<std::chrono::seconds>(duration).count());
}

/// A release: one cycle, one version, one commit.
struct Release
{
    QString cycle, feature, version, sha;
};

class Story
{
public:
    Story(const DemoProject& project, qint64 endDay, int days, quint64 seed)
        : m_project(project), m_plan{startOfUtcDay(endDay - days), startOfUtcDay(endDay), days}, m_random(seed)
    {
    }

    QList<PhaseEvent> tell()
    {
        const std::vector<Instant> plan = m_plan.releases(m_project.deploymentsPerWeek, m_random);
        for (size_t place = 0; place < plan.size(); ++place)
            deploy(plan[place], place + 1 < plan.size() ? plan[place + 1] : m_plan.end);
        strayIncidents();
        return std::move(m_events);
    }

private:
    Release newRelease(int patch)
    {
        const int number = m_cycles++;
        if (patch == 0)
            ++m_minors;
        Release release;
        release.cycle = QStringLiteral("%1-%2").arg(m_project.name).arg(number + 1, 4, 10, QLatin1Char('0'));
        release.feature = QStringLiteral("%1-%2").arg(m_project.featurePrefix).arg(100 + number / 2);
        release.version =
            QStringLiteral("%1.%2.%3").arg(1 + m_minors / kMinorsPerMajor).arg(m_minors % kMinorsPerMajor).arg(patch);
        const QString origin = m_project.name + QLatin1Char('@') + release.version;
        release.sha = QString::fromLatin1(QCryptographicHash::hash(origin.toUtf8(), QCryptographicHash::Sha1).toHex());
        return release;
    }

    void deploy(Instant at, Instant next)
    {
        const Release release = newRelease(0);
        const Milliseconds lead =
            hoursOf(std::clamp(m_random.logNormal(m_project.leadHours.at(m_plan.progressAt(at)), kLeadSpread), 0.3, 2000.0));
        prepare(release, at, lead);
        QJsonObject fixes = std::exchange(m_fixForward, {});
        if (m_random.chance(kFailedRuns)) { // never went live; the second attempt does
            say(release, Phase::Deployment, Decision::Failed, at - std::chrono::minutes(25), secondsOf(lead) - 1500,
                {{QStringLiteral("version"), release.version}});
        }
        const bool fails = m_random.chance(m_project.failShare.at(m_plan.progressAt(at)));
        const double way = m_random.uniform();
        const Milliseconds repair =
            hoursOf(std::clamp(m_random.logNormal(m_project.recoveryHours, kRecoverySpread), 0.1, 240.0));
        const bool quick = at + repair + std::chrono::minutes(15) < next;
        const bool rolledBack = fails && way < kRollbacks && fixes.isEmpty(); // that would only take the older one back
        deployed(release, rolledBack ? Decision::Rollback : Decision::Success, at, secondsOf(lead), fixes);
        if (!fails) {
            say(release, Phase::Monitoring, Decision::Success, at + std::chrono::hours(1), 3600);
            m_live = release;
        } else if (rolledBack) {
            rollBack(release, at, repair, quick);
        } else if (way < kRollbacks + kHotfixes && quick) {
            hotfix(release, at, repair);
        } else {
            // Nobody was called: the next release takes it back.
            m_fixForward = {{QStringLiteral("fixes"), release.version}, {QStringLiteral("reverts"), release.sha}};
            m_live = release;
        }
    }

    /// From the idea to the tested commit, and through staging where there is one.
    void prepare(const Release& release, Instant at, Milliseconds lead)
    {
        const auto share = [&](double part) { return at - Milliseconds(qint64(double(lead.count()) * (1 - part))); };
        const double seconds = secondsOf(lead);
        say(release, Phase::Planning, Decision::Go, share(0), m_random.between(4, 60) * 3600);
        say(release, Phase::Development, Decision::Success, share(0.55), seconds * 0.55);
        if (m_random.chance(0.08))
            say(release, Phase::Review, Decision::Rejected, share(0.65), seconds * 0.1);
        say(release, Phase::Review, Decision::Approved, share(0.8), seconds * 0.15);
        say(release, Phase::Testing, m_random.chance(0.05) ? Decision::Pending : Decision::Success, share(0.9),
            seconds * 0.1);
        if (m_project.staging) {
            QJsonObject metadata{{QStringLiteral("version"), release.version}, {QStringLiteral("sha"), release.sha}};
            say(release, Phase::Deployment, Decision::Success, share(0.92), seconds * 0.92, metadata,
                QStringLiteral("staging"));
        }
    }

    void deployed(const Release& release, Decision decision, Instant at, double leadSeconds, QJsonObject metadata)
    {
        metadata.insert(QStringLiteral("version"), release.version);
        metadata.insert(QStringLiteral("sha"), release.sha);
        say(release, Phase::Deployment, decision, at, leadSeconds, metadata);
    }

    void rollBack(const Release& release, Instant at, Milliseconds repair, bool quick)
    {
        say(release, Phase::Recovery, Decision::Resolved, at + repair, secondsOf(repair));
        if (!quick || m_live.version.isEmpty())
            return;
        // The version that was there before goes live again, by a commit that says so.
        Release back = m_live;
        back.cycle = release.cycle + QLatin1String("-back");
        say(back, Phase::Deployment, Decision::Success, at + repair, m_random.between(300, 1500),
            {{QStringLiteral("version"), back.version}});
    }

    void hotfix(const Release& release, Instant at, Milliseconds repair)
    {
        const Milliseconds noticed(qint64(double(repair.count()) * m_random.between(0.15, 0.5)));
        say(release, Phase::Incident, Decision::Pending, at + noticed, 0,
            {{QStringLiteral("severity"), QStringLiteral("P2")}});
        const Release fix = newRelease(1);
        const Instant fixed = at + repair;
        const double worked = secondsOf(repair - noticed) * 0.8;
        say(fix, Phase::Development, Decision::Success, fixed - std::chrono::minutes(3), worked);
        deployed(fix, Decision::Success, fixed, worked, {{QStringLiteral("fixes"), release.version}});
        say(release, Phase::Recovery, Decision::Fixed, fixed, secondsOf(repair));
        m_live = fix;
    }

    /// Trouble that no deployment made: a provider, a certificate, a full disk.
    void strayIncidents()
    {
        const int count = m_random.poisson(kStrayIncidentsPerWeek * m_plan.days / 7);
        for (int number = 0; number < count; ++number) {
            const Instant at = m_plan.begin + hoursOf(m_random.between(0, m_plan.days * 24.0));
            const Milliseconds repair = hoursOf(m_random.logNormal(2, kRecoverySpread));
            Release trouble;
            trouble.cycle = QStringLiteral("%1-incident-%2").arg(m_project.name).arg(number + 1);
            trouble.feature = QStringLiteral("operations");
            say(trouble, Phase::Incident, Decision::Pending, at, 0,
                {{QStringLiteral("severity"), QStringLiteral("P3")}});
            say(trouble, Phase::Maintenance, Decision::Resolved, at + repair, secondsOf(repair));
        }
    }

    /// What would lie after the end has not happened yet.
    void say(const Release& release, Phase phase, Decision decision, Instant at, double seconds,
             QJsonObject metadata = {}, const QString& environment = QStringLiteral("production"))
    {
        if (at >= m_plan.end || toMs(at) < 0)
            return;
        metadata.insert(QStringLiteral("demo"), true);
        PhaseEvent event;
        event.cycleId = release.cycle;
        event.featureId = release.feature;
        event.phase = phase;
        event.decision = decision;
        event.durationSeconds = std::max(0.0, std::floor(seconds));
        event.metadata = metadata;
        event.createdAt = std::chrono::floor<std::chrono::seconds>(at);
        event.project = m_project.name;
        event.team = m_project.team;
        event.environment = environment;
        event.dedupKey = model::eventKey(event);
        m_events.append(event);
    }

    const DemoProject& m_project;
    const DemoPlan m_plan;
    DemoRandom m_random;
    int m_cycles = 0, m_minors = 0;
    Release m_live;           ///< what is in production and works, or is thought to
    QJsonObject m_fixForward; ///< what the next release says it repairs
    QList<PhaseEvent> m_events;
};

} // namespace

QList<PhaseEvent> demoStory(const DemoProject& project, qint64 endDay, int days, quint64 seed)
{
    return Story(project, endDay, days, seed).tell();
}

} // namespace atalaya::services
