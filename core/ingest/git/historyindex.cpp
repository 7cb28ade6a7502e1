// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/git/historyindex.h"

#include <algorithm>
#include <numeric>
#include <queue>

namespace atalaya::ingest {

using model::GitCommit;
using model::GitOid;

HistoryIndex::HistoryIndex(const QList<GitCommit>& commits)
{
    m_commits.reserve(size_t(commits.size()));
    for (const GitCommit& commit : commits)
        m_commits.push_back(&commit);
    const auto order = [](const GitCommit* commit) { return std::tie(commit->committed, commit->oid); };
    const auto before = [&order](const GitCommit* left, const GitCommit* right) { return order(left) < order(right); };
    if (!std::is_sorted(m_commits.begin(), m_commits.end(), before)) // the store gives them sorted
        std::sort(m_commits.begin(), m_commits.end(), before);
    const auto same = [](const GitCommit* left, const GitCommit* right) { return left->oid == right->oid; };
    m_commits.erase(std::unique(m_commits.begin(), m_commits.end(), same), m_commits.end());
    link();
}

HistoryIndex HistoryIndex::only(const std::vector<bool>& places) const
{
    HistoryIndex part;
    for (int place = 0; place < size(); ++place) {
        if (places[size_t(place)])
            part.m_commits.push_back(&at(place));
    }
    part.link();
    return part;
}

void HistoryIndex::link()
{
    m_places.reserve(qsizetype(m_commits.size()));
    for (size_t place = 0; place < m_commits.size(); ++place)
        m_places[m_commits[place]->oid] = int(place);
    m_byOid.resize(m_commits.size());
    std::iota(m_byOid.begin(), m_byOid.end(), 0);
    std::sort(m_byOid.begin(), m_byOid.end(), [this](int left, int right) { return at(left).oid < at(right).oid; });
    m_parentStart.reserve(m_commits.size() + 1);
    for (const GitCommit* commit : m_commits) {
        m_parentStart.push_back(m_parents.size());
        for (const GitOid& parent : commit->parents) {
            if (const auto place = find(parent))
                m_parents.push_back(*place);
        }
    }
    m_parentStart.push_back(m_parents.size());
}

std::optional<int> HistoryIndex::find(const GitOid& oid) const
{
    const auto found = m_places.constFind(oid);
    return found == m_places.constEnd() ? std::nullopt : std::optional(*found);
}

std::optional<int> HistoryIndex::findPrefix(const QString& hex) const
{
    constexpr qsizetype kShortest = 7, kFull = 40;
    if (hex.size() < kShortest || hex.size() > kFull)
        return std::nullopt;
    const GitOid first = GitOid::fromBytes(QByteArray::fromHex(hex.leftJustified(kFull, u'0').toLatin1()));
    const GitOid last = GitOid::fromBytes(QByteArray::fromHex(hex.leftJustified(kFull, u'f').toLatin1()));
    const auto begin = std::lower_bound(m_byOid.begin(), m_byOid.end(), first,
                                        [this](int place, const GitOid& oid) { return at(place).oid < oid; });
    if (begin == m_byOid.end() || at(*begin).oid > last)
        return std::nullopt;
    const auto second = std::next(begin);
    if (second != m_byOid.end() && at(*second).oid <= last)
        return std::nullopt;
    return *begin;
}

std::optional<int> HistoryIndex::firstParent(int place) const
{
    const QList<GitOid>& parents = at(place).parents;
    return parents.isEmpty() ? std::nullopt : find(parents.first());
}

const std::vector<int>& HistoryIndex::levels() const
{
    if (!m_levels.empty())
        return m_levels;
    constexpr int kUnknown = 0, kUnderWay = -1;
    m_levels.assign(m_commits.size(), kUnknown);
    std::vector<int> stack;
    for (int start = 0; start < size(); ++start) {
        stack.push_back(start);
        while (!stack.empty()) {
            const int place = stack.back();
            int& level = m_levels[size_t(place)];
            if (level > 0) {
                stack.pop_back();
            } else if (level == kUnknown) {
                level = kUnderWay; // its parents come first
                for (const int parent : parents(place)) {
                    if (m_levels[size_t(parent)] == kUnknown)
                        stack.push_back(parent);
                }
            } else {
                level = 1;
                for (const int parent : parents(place))
                    level = std::max(level, m_levels[size_t(parent)] + 1);
                stack.pop_back();
            }
        }
    }
    return m_levels;
}

std::vector<int> HistoryIndex::onlyIn(int tip, std::optional<int> base) const
{
    const std::vector<int>& level = levels();
    std::priority_queue<std::pair<int, int>> next; // the highest first, so that all who lead to a commit come before it
    QHash<int, bool> isOfBase;
    int others = 0; // in the queue that are not of the base
    const auto come = [&](int place, bool ofBase) {
        const auto known = isOfBase.find(place);
        if (known == isOfBase.end()) {
            isOfBase.insert(place, ofBase);
            next.emplace(level[size_t(place)], place);
            others += ofBase ? 0 : 1;
        } else if (ofBase && !*known) {
            *known = true;
            --others;
        }
    };
    come(tip, false);
    if (base)
        come(*base, true);
    std::vector<int> found;
    while (others > 0) {
        const int place = next.top().second;
        next.pop();
        const bool ofBase = isOfBase.value(place);
        if (!ofBase) {
            --others;
            found.push_back(place);
        }
        for (const int parent : parents(place))
            come(parent, ofBase);
    }
    return found;
}

Backports::Backports(const HistoryIndex& history) : m_history(history), m_roots(size_t(history.size()))
{
    std::iota(m_roots.begin(), m_roots.end(), 0);
    for (int place = 0; place < history.size(); ++place) {
        for (const QString& original : history.at(place).pickedFrom) {
            if (const auto known = history.findPrefix(original))
                join(*known, place);
            else
                m_fromUnknown.emplace_back(original, place);
        }
    }
    std::sort(m_fromUnknown.begin(), m_fromUnknown.end());
    // Picks of one original that is itself not here belong together.
    for (size_t next = 1; next < m_fromUnknown.size(); ++next) {
        if (m_fromUnknown[next].first.startsWith(m_fromUnknown[next - 1].first))
            join(m_fromUnknown[next - 1].second, m_fromUnknown[next].second);
    }
    m_members.resize(m_roots.size());
    for (int place = 0; place < history.size(); ++place) {
        if (const int root = rootOf(place); root != place) {
            if (m_members[size_t(root)].empty())
                m_members[size_t(root)].push_back(root);
            m_members[size_t(root)].push_back(place);
        }
    }
}

std::vector<int> Backports::sameAs(const QString& hex) const
{
    std::optional<int> start = m_history.findPrefix(hex);
    if (!start) {
        const auto found = std::lower_bound(m_fromUnknown.begin(), m_fromUnknown.end(), hex,
                                            [](const auto& entry, const QString& name) { return entry.first < name; });
        if (found == m_fromUnknown.end() || !found->first.startsWith(hex))
            return {};
        start = found->second;
    }
    const std::vector<int>& members = m_members[size_t(rootOf(*start))];
    return members.empty() ? std::vector<int>{*start} : members;
}

int Backports::rootOf(int place) const
{
    while (m_roots[size_t(place)] != place) {
        m_roots[size_t(place)] = m_roots[size_t(m_roots[size_t(place)])]; // halves the path
        place = m_roots[size_t(place)];
    }
    return place;
}

void Backports::join(int left, int right)
{
    const auto [low, high] = std::minmax({rootOf(left), rootOf(right)}); // as values
    m_roots[size_t(high)] = low; // the earliest stands for all, so the order of joining does not matter
}

} // namespace atalaya::ingest
