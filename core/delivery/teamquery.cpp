// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/teamquery.h"

#include "delivery/selection.h"

#include <QSet>

#include <algorithm>

namespace atalaya::delivery {

namespace {

void addTeams(const Slice& slice, QSet<QString>& teams)
{
    const ServiceFacts& facts = *slice.facts;
    std::vector<bool> isWanted; // by place of the team; a team is looked for only until it is found
    qsizetype wanted = 0;
    for (qsizetype team = 0; team < facts.teams.size(); ++team) {
        const QString& name = facts.teams[team];
        isWanted.push_back(slice.teamTaken[size_t(team)] && !name.isEmpty() && !teams.contains(name));
        wanted += isWanted.back() ? 1 : 0;
    }
    for (quint32 row = slice.begin; row < slice.end && wanted > 0; ++row) {
        const quint32 team = facts.team[row];
        if (!isWanted[team] || !slice.environmentTaken[facts.environment[row]])
            continue;
        teams.insert(facts.teams[team]);
        isWanted[team] = false;
        --wanted;
    }
}

} // namespace

QStringList teamsOf(const Facts& facts, const Query& query, const StopToken& stop)
{
    const Selection selection(facts, query);
    QSet<QString> teams;
    for (const Slice& slice : selection.slices()) {
        if (stop.stop_requested())
            break;
        addTeams(slice, teams);
    }
    QStringList names(teams.cbegin(), teams.cend());
    names.sort();
    return names;
}

} // namespace atalaya::delivery
