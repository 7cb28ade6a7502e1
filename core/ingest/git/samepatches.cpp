// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/git/samepatches.h"

#include <algorithm>
#include <map>
#include <set>

namespace atalaya::ingest {

using model::GitOid;

namespace {

/// As much of a name as the part is; empty when it is not known.
QByteArray partOf(const QByteArray& name, PatchPart part)
{
    const qsizetype size = part == PatchPart::Files ? kFilesName : kPatchName;
    return name.size() >= size ? name.first(size) : QByteArray();
}

} // namespace

SamePatches::SamePatches(const HistoryIndex& history, const std::vector<int>& shippedIn,
                         const std::vector<RevertedUnshipped>& reverted)
    : m_history(history), m_shippedIn(shippedIn)
{
    std::map<std::pair<int, int>, Group> bySize;
    for (const RevertedUnshipped& one : reverted) {
        const model::GitCommit& commit = history.at(one.original);
        if (commit.files > 0)
            bySize[{commit.lines, commit.files}].reverted.push_back(one);
    }
    for (int place = 0; place < history.size() && !bySize.empty(); ++place) {
        if (history.isMerge(place) || shippedIn[size_t(place)] == kNotShipped)
            continue;
        if (const auto group = bySize.find({history.at(place).lines, history.at(place).files}); group != bySize.end())
            group->second.candidates.push_back(place);
    }
    for (auto& [size, group] : bySize) {
        std::sort(group.reverted.begin(), group.reverted.end(),
                  [](const auto& left, const auto& right) { return left.original < right.original; });
        if (leaveOnlyNear(group))
            m_groups.push_back(std::move(group));
    }
}

/// Whether candidates are left. Places are in order of time, so what lies within 30 days moves along with the candidates.
bool SamePatches::leaveOnlyNear(Group& group) const
{
    std::map<Instant, int> lastFix; // by when the original was authored
    for (const RevertedUnshipped& one : group.reverted) {
        int& last = lastFix.try_emplace(m_history.at(one.original).authored, kNotShipped).first->second;
        last = std::max(last, one.fix);
    }
    std::multiset<int> fixes; // of the originals within reach
    auto entering = group.reverted.begin(), leaving = entering;
    const auto committed = [this](int place) { return m_history.at(place).committed; };
    std::erase_if(group.candidates, [&](int place) {
        const model::GitCommit& candidate = m_history.at(place);
        while (entering != group.reverted.end() && committed(entering->original) <= candidate.committed + kPortedWithin)
            fixes.insert((entering++)->fix);
        while (leaving != entering && committed(leaving->original) < candidate.committed - kPortedWithin)
            fixes.erase(fixes.find((leaving++)->fix));
        const auto sameTime = lastFix.find(candidate.authored);
        const int last = std::max(fixes.empty() ? kNotShipped : *fixes.rbegin(),
                                  sameTime == lastFix.end() ? kNotShipped : sameTime->second);
        return m_shippedIn[size_t(place)] >= last;
    });
    return !group.candidates.empty();
}

QList<GitOid> SamePatches::unread(PatchPart part, const PatchNames& names) const
{
    std::vector<int> places;
    for (const Group& group : m_groups) {
        places.insert(places.end(), group.candidates.begin(), group.candidates.end());
        for (const RevertedUnshipped& one : group.reverted)
            places.push_back(one.original);
    }
    std::sort(places.begin(), places.end());
    places.erase(std::unique(places.begin(), places.end()), places.end());
    QList<GitOid> commits;
    for (const int place : places) {
        if (partOf(names.value(m_history.at(place).oid), part).isEmpty())
            commits.append(m_history.at(place).oid);
    }
    return commits;
}

void SamePatches::splitBy(PatchPart part, const PatchNames& names)
{
    std::vector<Group> split;
    for (const Group& group : m_groups) {
        std::map<QByteArray, Group> byName;
        for (const RevertedUnshipped& one : group.reverted) {
            const QByteArray name = partOf(names.value(m_history.at(one.original).oid), part);
            if (!name.isEmpty())
                byName[name].reverted.push_back(one);
        }
        for (const int place : group.candidates) {
            const auto same = byName.find(partOf(names.value(m_history.at(place).oid), part));
            if (same != byName.end())
                same->second.candidates.push_back(place);
        }
        for (auto& [name, same] : byName) {
            if (leaveOnlyNear(same))
                split.push_back(std::move(same));
        }
    }
    m_groups = std::move(split);
}

std::vector<std::pair<int, int>> SamePatches::found() const
{
    std::vector<std::pair<int, int>> copies;
    for (const Group& group : m_groups)
        addCopies(group, copies);
    std::sort(copies.begin(), copies.end());
    copies.erase(std::unique(copies.begin(), copies.end()), copies.end());
    return copies;
}

void SamePatches::addCopies(const Group& group, std::vector<std::pair<int, int>>& copies) const
{
    std::multimap<Instant, int> byAuthored;
    for (const int place : group.candidates)
        byAuthored.emplace(m_history.at(place).authored, place);
    for (const RevertedUnshipped& one : group.reverted) {
        const model::GitCommit& original = m_history.at(one.original);
        const auto add = [&](int place) {
            if (place != one.original && m_shippedIn[size_t(place)] < one.fix)
                copies.emplace_back(one.revert, place);
        };
        const auto [first, last] = byAuthored.equal_range(original.authored);
        std::for_each(first, last, [&](const auto& entry) { add(entry.second); });
        auto near = std::lower_bound(group.candidates.begin(), group.candidates.end(), original.committed - kPortedWithin,
                                     [this](int place, Instant time) { return m_history.at(place).committed < time; });
        for (; near != group.candidates.end() && m_history.at(*near).committed <= original.committed + kPortedWithin; ++near)
            add(*near);
    }
}

} // namespace atalaya::ingest
