// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/attribution.h"

#include "model/rollback.h"

#include <QHash>

#include <algorithm>
#include <map>

namespace atalaya::delivery {

namespace {

using model::EdgeKind;
using model::EdgeState;

constexpr float kCertain = 1.0F;
constexpr float kRevertConfidence = 0.98F;
constexpr float kRollbackConfidence = 0.9F;
constexpr float kIncidentWindowConfidence = 0.7F;
constexpr float kHotfixConfidence = 0.5F;

/// The successful deployments of one group of environments, oldest first, and the rules that read them in order.
class Line
{
public:
    Line(std::span<const HistoryRow> rows, const Rules& rules, const VersionPattern& versions)
        : m_rows(rows), m_rules(rules), m_versions(versions)
    {}

    void add(quint32 row) { m_line.push_back(row); }

    /// A deployment whose source calls it a rollback. First of the rules: the others know then what it cannot have deployed.
    void addStatedRollbacks(std::vector<EdgeFact>& edges)
    {
        QHash<quint64, quint32> byId;
        for (const quint32 fix : m_line) {
            const std::optional<model::DeploymentId> named = model::takenBackBy(m_rows[fix].fixes);
            if (!named)
                continue;
            if (byId.isEmpty()) {
                for (const quint32 row : m_line)
                    byId.insert(m_rows[row].id, row);
            }
            const quint32 cause = byId.value(named->value, kNone);
            if (cause == kNone || cause == fix || m_rows[cause].finished > m_rows[fix].finished)
                continue;
            m_takenBack.insert(fix, cause);
            edges.push_back(edge(cause, fix, EdgeKind::Rollback, EdgeState::Accepted, kCertain));
            edges.back().stated = true;
        }
    }

    void addManual(std::vector<EdgeFact>& edges) const
    {
        // Later rows replace earlier ones, so that each name leads to the latest deployment before the one that fixes.
        QHash<QByteArrayView, quint32> byVersion;
        std::map<QByteArrayView, quint32, decltype(&Line::before)> bySha(&Line::before);
        QHash<quint64, quint32> byId;
        const bool wanted =
            std::any_of(m_line.begin(), m_line.end(), [this](quint32 row) { return !m_rows[row].fixes.isEmpty(); });
        if (!wanted)
            return;
        for (const quint32 row : m_line) {
            const HistoryRow& fix = m_rows[row];
            if (!fix.fixes.isEmpty()) {
                quint32 cause = byId.value(idOf(fix.fixes), kNone);
                if (cause == kNone)
                    cause = byVersion.value(fix.fixes, kNone);
                if (cause == kNone)
                    cause = latestOfSha(bySha, fix.fixes);
                if (cause != kNone)
                    edges.push_back(edge(cause, row, EdgeKind::Manual, EdgeState::Accepted, kCertain));
            }
            byId.insert(fix.id, row);
            if (const QByteArrayView version = versionOf(row); !version.isEmpty())
                byVersion.insert(version, row);
            if (const QByteArrayView sha = shaOf(row); !sha.isEmpty())
                bySha[sha] = row;
        }
    }

    /// An older artifact (the same sha, or the same version of the pattern) goes live again over a newer one. Older means:
    /// it was first here earlier. Where the source says what was rolled back there is nothing to find out.
    void addRollbacks(std::vector<EdgeFact>& edges) const
    {
        struct Seen {
            size_t first = 0, last = 0;
        };
        QHash<QByteArrayView, Seen> byVersion, bySha;
        byVersion.reserve(qsizetype(m_line.size())); // growing would hash every name again
        bySha.reserve(qsizetype(m_line.size()));
        std::vector<size_t> firstOf(m_line.size());
        for (size_t place = 0; place < m_line.size(); ++place) {
            const quint32 row = m_line[place];
            const QByteArrayView version = versionOf(row), sha = shaOf(row);
            const bool versioned = !version.isEmpty() && m_versions.parse(QString::fromUtf8(version));
            std::optional<Seen> seen;
            const auto join = [&seen](const QHash<QByteArrayView, Seen>& known, QByteArrayView name) {
                const auto found = known.constFind(name);
                if (found == known.constEnd())
                    return;
                seen = seen ? Seen{std::min(seen->first, found->first), std::max(seen->last, found->last)} : *found;
            };
            if (versioned)
                join(byVersion, version);
            if (!sha.isEmpty())
                join(bySha, sha);

            const quint32 takenBack = m_takenBack.value(row, kNone);
            firstOf[place] = seen ? seen->first : place;
            if (takenBack != kNone && !versioned && sha.isEmpty()) {
                // It does not say what it went back to: to what was live before.
                const auto taken = size_t(std::lower_bound(m_line.begin(), m_line.end(), takenBack) - m_line.begin());
                const size_t after = std::min(taken, place); // at the same moment it may stand behind
                firstOf[place] = after == 0 ? 0 : firstOf[after - 1];
            }
            if (takenBack == kNone && seen && seen->last + 1 < place && seen->first < firstOf[place - 1]) {
                const size_t culprit = m_rules.rollbackBlamesLast ? place - 1 : seen->last + 1;
                edges.push_back(edge(m_line[culprit], row, EdgeKind::Rollback, EdgeState::Accepted, kRollbackConfidence));
            }
            const Seen now{firstOf[place], place};
            if (versioned)
                byVersion.insert(version, now);
            if (!sha.isEmpty())
                bySha.insert(sha, now);
        }
    }

    /// The next patch version, soon after. Only its first deployment: going back to it later is a rollback.
    void addHotfixes(std::vector<EdgeFact>& edges) const
    {
        QHash<ParsedVersion, quint32> latest;
        for (const quint32 row : m_line) {
            const std::optional<ParsedVersion> version = m_versions.parse(QString::fromUtf8(versionOf(row)));
            if (!version)
                continue;
            const std::optional<ParsedVersion> before = version->patchedFrom();
            if (before && !latest.contains(*version)) {
                const quint32 cause = latest.value(*before, kNone);
                if (cause != kNone && m_rows[row].finished - m_rows[cause].finished <= m_rules.hotfixWindow.count())
                    edges.push_back(edge(cause, row, EdgeKind::Hotfix, EdgeState::Proposed, kHotfixConfidence));
            }
            latest.insert(*version, row);
        }
    }

    /// The latest deployment that had finished by `moment`, unless that was too long before.
    quint32 latestBefore(qint64 moment) const
    {
        const auto after = std::upper_bound(m_line.begin(), m_line.end(), moment,
                                            [this](qint64 time, quint32 row) { return time < m_rows[row].finished; });
        if (after == m_line.begin())
            return kNone;
        const quint32 row = *std::prev(after);
        return moment - m_rows[row].finished <= m_rules.incidentWindow.count() ? row : kNone;
    }

private:
    /// What the row put live, as far as it is known. A rollback did not put live what it took back, though its source may call
    /// both by the name of their cycle.
    QByteArrayView versionOf(quint32 row) const { return unlessTakenBack(row, &HistoryRow::version); }
    QByteArrayView shaOf(quint32 row) const { return unlessTakenBack(row, &HistoryRow::sha); }
    QByteArrayView unlessTakenBack(quint32 row, QByteArrayView HistoryRow::*name) const
    {
        const QByteArrayView own = m_rows[row].*name;
        const quint32 takenBack = m_takenBack.isEmpty() ? kNone : m_takenBack.value(row, kNone);
        return takenBack != kNone && m_rows[takenBack].*name == own ? QByteArrayView() : own;
    }

    static bool before(const QByteArrayView& left, const QByteArrayView& right)
    {
        return std::string_view(left.data(), size_t(left.size())) < std::string_view(right.data(), size_t(right.size()));
    }

    static quint64 idOf(QByteArrayView text)
    {
        const auto id = model::DeploymentId::fromText(QString::fromUtf8(text));
        return id ? id->value : 0;
    }

    static quint32 latestOfSha(const std::map<QByteArrayView, quint32, decltype(&Line::before)>& bySha, QByteArrayView prefix)
    {
        constexpr qsizetype kShortest = 7;
        quint32 latest = kNone;
        if (prefix.size() < kShortest)
            return latest;
        for (auto it = bySha.lower_bound(prefix); it != bySha.end() && it->first.startsWith(prefix); ++it)
            latest = latest == kNone ? it->second : std::max(latest, it->second);
        return latest;
    }

    EdgeFact edge(quint32 cause, quint32 fix, EdgeKind kind, EdgeState state, float confidence) const
    {
        return {.cause = cause, .fix = fix, .kind = kind, .state = state, .confidence = confidence, .known = m_rows[fix].finished};
    }

    std::span<const HistoryRow> m_rows;
    const Rules& m_rules;
    const VersionPattern& m_versions;
    std::vector<quint32> m_line;
    QHash<quint32, quint32> m_takenBack; ///< by the rollback that says so
};

void addReverts(std::vector<EdgeFact>& edges, std::span<const HistoryRow> rows, std::vector<HistoryRevert> reverts)
{
    std::sort(reverts.begin(), reverts.end(), [](const HistoryRevert& left, const HistoryRevert& right) {
        return std::tie(left.cause, left.fix, left.reverted) < std::tie(right.cause, right.fix, right.reverted);
    });
    const HistoryRevert* previous = nullptr;
    for (const HistoryRevert& revert : reverts) {
        // Shipped before it was reverted, in one line of deployments; anything else repaired nothing.
        const bool real = revert.cause < revert.fix && revert.fix < rows.size() && rows[revert.cause].succeeded &&
                          rows[revert.fix].succeeded && rows[revert.cause].group == rows[revert.fix].group;
        if (!real)
            continue;
        if (previous && previous->cause == revert.cause && previous->fix == revert.fix) {
            if (previous->reverted != revert.reverted)
                ++edges.back().more;
        } else {
            EdgeFact edge{.cause = revert.cause,
                          .fix = revert.fix,
                          .kind = EdgeKind::Revert,
                          .state = EdgeState::Accepted,
                          .confidence = kRevertConfidence,
                          .known = rows[revert.fix].finished};
            std::copy_n(revert.reverted.constBegin(), std::min<qsizetype>(7, revert.reverted.size()), edge.reverted.begin());
            edges.push_back(edge);
        }
        previous = &revert;
    }
}

} // namespace

std::vector<EdgeFact> attribute(std::span<const HistoryRow> rows, std::vector<HistoryRevert> reverts,
                                std::span<const HistoryIncident> incidents, const Rules& rules, const VersionPattern& versions)
{
    std::map<quint32, Line> lines;
    for (quint32 row = 0; row < rows.size(); ++row) {
        if (rows[row].succeeded)
            lines.try_emplace(rows[row].group, rows, rules, versions).first->second.add(row);
    }

    std::vector<EdgeFact> edges;
    for (auto& [group, line] : lines) {
        line.addStatedRollbacks(edges);
        line.addManual(edges);
        line.addRollbacks(edges);
        line.addHotfixes(edges);
    }
    addReverts(edges, rows, std::move(reverts));
    for (quint32 place = 0; place < incidents.size(); ++place) {
        const HistoryIncident& incident = incidents[place];
        EdgeFact edge{.incident = place, .kind = EdgeKind::Incident};
        if (incident.statedCause != kNone && rows[incident.statedCause].succeeded) {
            edge.cause = incident.statedCause;
            edge.stated = true;
        } else if (const auto line = lines.find(incident.group); line != lines.end()) {
            edge.cause = line->second.latestBefore(incident.detected);
        }
        if (edge.cause == kNone)
            continue; // stays unattributed, and is counted as such
        edge.state = edge.stated ? EdgeState::Accepted : EdgeState::Proposed;
        edge.confidence = edge.stated ? kCertain : kIncidentWindowConfidence;
        edge.known = std::max({incident.detected, incident.known, rows[edge.cause].finished});
        edges.push_back(edge);
    }
    std::sort(edges.begin(), edges.end(), [](const EdgeFact& left, const EdgeFact& right) {
        return std::tie(left.cause, left.kind, left.fix, left.incident) <
               std::tie(right.cause, right.kind, right.fix, right.incident);
    });
    return edges;
}

} // namespace atalaya::delivery
