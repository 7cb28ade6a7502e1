// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/demohistory.h"

#include "services/demoplan.h"
#include "services/demorandom.h"

#include <QCryptographicHash>

#include <algorithm>
#include <array>
#include <optional>

namespace atalaya::services {

using model::GitCommit;
using model::GitOid;
using model::GitRef;

namespace {

constexpr double kLeadSpread = 0.7, kRepairSpread = 0.8, kPatchReleases = 0.6;
constexpr double kChangesPerRelease = 4;
constexpr int kMostLines = 600;
constexpr std::array kVerbs{"Add", "Speed up", "Simplify", "Rename", "Test", "Document", "Validate", "Cache"};
constexpr std::array kThings{"the monthly report",     "currency rounding", "the CSV export",     "report filters",
                             "the subscription page",  "date ranges",       "the query planner",  "chart colours",
                             "scheduled deliveries",   "access checks",     "the totals row",     "time zones"};

class Writer
{
public:
    Writer(const DemoProject& project, qint64 endDay, int days, quint64 seed)
        : m_project(project), m_plan{startOfUtcDay(endDay - days), startOfUtcDay(endDay), days}, m_random(seed)
    {
    }

    DemoHistory write()
    {
        m_tip = commit(m_plan.begin - std::chrono::hours(48), QStringLiteral("Begin the %1 service").arg(m_project.name), {});
        const std::vector<Instant> releases = m_plan.releases(m_project.deploymentsPerWeek, m_random);
        for (size_t place = 0; place < releases.size(); ++place) {
            const Instant next = place + 1 < releases.size() ? releases[place + 1] : m_plan.end;
            release(releases[place], next);
        }
        m_history.refs.append({QStringLiteral("main"), m_tip, false, true, m_history.commits.last().committed});
        return std::move(m_history);
    }

private:
    void release(Instant at, Instant next)
    {
        const double progress = m_plan.progressAt(at);
        const std::vector<GitOid> shipped = branch(at, m_project.leadHours.at(progress));
        m_reverted.reset();
        ++m_minor;
        m_patch = 0;
        tag(at);
        if (!m_random.chance(m_project.failShare.at(progress)))
            return;
        const Instant repaired =
            at + hoursOf(std::clamp(m_random.logNormal(m_project.recoveryHours, kRepairSpread), 0.5, 6.5 * 24));
        if (m_random.chance(kPatchReleases) && repaired < next) {
            m_tip = commit(repaired - std::chrono::minutes(20), QStringLiteral("Fix %1").arg(thing()), {m_tip});
            ++m_patch;
            tag(repaired);
        } else {
            m_reverted = shipped[size_t(m_random.uniform() * double(shipped.size()))];
        }
    }

    /// The changes of a release on a branch of their own, and its merge.
    std::vector<GitOid> branch(Instant at, double leadHours)
    {
        const int count = 1 + m_random.poisson(kChangesPerRelease);
        std::vector<Instant> times;
        for (int number = 0; number < count; ++number)
            times.push_back(at - std::chrono::minutes(30) -
                            hoursOf(std::clamp(m_random.logNormal(leadHours, kLeadSpread), 0.3, 2000.0)));
        std::sort(times.begin(), times.end());
        std::vector<GitOid> shipped;
        GitOid tip = m_tip;
        for (const Instant time : times) {
            const QString subject = QStringLiteral("%1 %2").arg(any(kVerbs), thing());
            tip = commit(time, subject, {tip});
            shipped.push_back(tip);
        }
        if (m_reverted)
            tip = revert(*m_reverted, times.back() + std::chrono::minutes(10), tip);
        m_tip = commit(at - std::chrono::minutes(10), QStringLiteral("Merge release %1.%2").arg(kMajor).arg(m_minor + 1),
                       {m_tip, tip});
        return shipped;
    }

    GitOid revert(const GitOid& oid, Instant at, const GitOid& parent)
    {
        const auto reverted = std::find_if(m_history.commits.cbegin(), m_history.commits.cend(),
                                           [&oid](const GitCommit& commit) { return commit.oid == oid; });
        const GitOid done = commit(at, QStringLiteral("Revert \"%1\"").arg(reverted->subject), {parent});
        m_history.commits.last().reverts = {oid.hex()};
        return done;
    }

    GitOid commit(Instant at, const QString& subject, const QList<GitOid>& parents)
    {
        GitCommit commit;
        const QString name = QStringLiteral("%1 commit %2").arg(m_project.name).arg(m_history.commits.size());
        commit.oid = GitOid::fromBytes(QCryptographicHash::hash(name.toUtf8(), QCryptographicHash::Sha1));
        commit.parents = parents;
        commit.authored = std::chrono::floor<std::chrono::seconds>(at);
        commit.committed = commit.authored;
        commit.subject = subject;
        if (parents.size() < 2) {
            commit.lines = std::min(int(m_random.logNormal(40, 1)) + 1, kMostLines);
            commit.files = 1 + m_random.poisson(2);
        }
        m_history.commits.append(commit);
        return commit.oid;
    }

    void tag(Instant at)
    {
        const QString name = QStringLiteral("v%1.%2.%3").arg(kMajor).arg(m_minor).arg(m_patch);
        m_history.refs.append({name, m_tip, true, false, std::chrono::floor<std::chrono::seconds>(at)});
    }

    template<size_t Size>
    QString any(const std::array<const char*, Size>& words)
    {
        return QString::fromLatin1(words[size_t(m_random.uniform() * double(Size))]);
    }
    QString thing() { return any(kThings); }

    static constexpr int kMajor = 3;

    const DemoProject& m_project;
    const DemoPlan m_plan;
    DemoRandom m_random;
    DemoHistory m_history;
    GitOid m_tip;
    int m_minor = 0, m_patch = 0;
    std::optional<GitOid> m_reverted; ///< what the next release takes back
};

} // namespace

DemoHistory demoHistory(const DemoProject& project, qint64 endDay, int days, quint64 seed)
{
    return Writer(project, endDay, days, seed).write();
}

} // namespace atalaya::services
