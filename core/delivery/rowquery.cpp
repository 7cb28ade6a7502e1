// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/rowquery.h"

#include "delivery/parallel.h"
#include "delivery/quantiles.h"
#include "delivery/selection.h"

#include <algorithm>
#include <cstring>
#include <iterator>
#include <queue>
#include <tuple>

namespace atalaya::delivery {

namespace {

/// The rows of one service that a list takes, oldest first.
struct Taken {
    const ServiceFacts* facts = nullptr;
    std::vector<quint32> rows;
};

/// Rows whose version or sha contains `needle` (case-folded UTF-8): searches the whole text at once.
class TextMatches
{
public:
    TextMatches(const ServiceFacts& facts, const QByteArray& needle) : m_facts(facts), m_needle(needle) {}

    /// Whether the row matches; rows are asked in ascending order.
    bool contains(quint32 row)
    {
        const size_t start = m_facts.textStart[row];
        const size_t end = m_facts.textStart[row + 1];
        if (!m_searched || m_next < start)
            m_next = find(start);
        m_searched = true;
        return m_next < end;
    }

private:
    size_t find(size_t from) const
    {
        const char* text = m_facts.folded.constData();
        const size_t size = size_t(m_facts.folded.size());
        const void* found = memmem(text + from, size - from, m_needle.constData(), size_t(m_needle.size()));
        return found ? size_t(static_cast<const char*>(found) - text) : size;
    }

    const ServiceFacts& m_facts;
    const QByteArray& m_needle;
    size_t m_next = 0; ///< where the match begins that was found last
    bool m_searched = false;
};

/// RowPosition::order; does not change when later rows arrive.
quint32 orderOf(const ServiceFacts& facts, quint32 row)
{
    if (facts.arrivalOf(row) == 0)
        return 0;
    quint32 first = row;
    while (first > 0 && facts.finished[first - 1] == facts.finished[row] && facts.arrivalOf(first - 1) != 0)
        --first;
    return row - first + 1;
}

bool containsFolded(const QString& text, const QString& needle) { return text.toCaseFolded().contains(needle); }

Outcome outcomeOf(const Judge& judge, const ServiceFacts& facts, quint32 row)
{
    if (!facts.succeeded(row))
        return Outcome::NotSuccessful;
    if (judge.verdict(facts, row).failed)
        return Outcome::Failed;
    return judge.isJudgeable(facts.finished[row]) ? Outcome::Healthy : Outcome::TooNew;
}

std::vector<quint32> deploymentsWithText(const Slice& slice, const QString& needle)
{
    const ServiceFacts& facts = *slice.facts;
    std::vector<quint32> rows;
    if (needle.isEmpty() || containsFolded(facts.name, needle)) {
        rows.reserve(slice.end - slice.begin);
        for (quint32 row = slice.begin; row < slice.end; ++row) {
            if (slice.takes(row))
                rows.push_back(row);
        }
        return rows;
    }
    std::vector<bool> teamMatches;
    for (const QString& team : facts.teams)
        teamMatches.push_back(containsFolded(team, needle));
    const QByteArray utf8 = needle.toUtf8();
    TextMatches matches(facts, utf8);
    for (quint32 row = slice.begin; row < slice.end; ++row) {
        if (slice.takes(row) && (matches.contains(row) || teamMatches[facts.team[row]]))
            rows.push_back(row);
    }
    return rows;
}

std::vector<quint32> deploymentsOf(const Slice& slice, const QString& needle, const Judge& judge, std::optional<Outcome> outcome)
{
    std::vector<quint32> rows = deploymentsWithText(slice, needle);
    if (outcome)
        std::erase_if(rows, [&](quint32 row) { return outcomeOf(judge, *slice.facts, row) != *outcome; });
    return rows;
}

/// The newest `limit` rows of all services that are older than `after`. `positionOf(facts, row)` is a row's place.
template<class PositionOf>
RowPage newest(const std::vector<Taken>& services, int limit, std::optional<RowPosition> after, PositionOf positionOf)
{
    struct Head {
        RowPosition position;
        size_t service = 0;
        size_t left = 0; ///< rows of the service not yet given, this one included
        bool operator<(const Head& other) const { return position < other.position; }
    };
    RowPage page;
    std::priority_queue<Head> heads;
    const auto push = [&](size_t service, size_t left) {
        const Taken& taken = services[service];
        if (left > 0)
            heads.push({positionOf(*taken.facts, taken.rows[left - 1]), service, left});
    };
    for (size_t service = 0; service < services.size(); ++service) {
        const Taken& taken = services[service];
        page.total += qint64(taken.rows.size());
        const auto older =
            after ? std::partition_point(taken.rows.begin(), taken.rows.end(),
                                         [&](quint32 row) { return positionOf(*taken.facts, row) < *after; })
                  : taken.rows.end();
        push(service, size_t(older - taken.rows.begin()));
    }
    RowPosition last;
    while (!heads.empty() && page.rows.size() < size_t(limit)) {
        const Head head = heads.top();
        heads.pop();
        page.rows.push_back({services[head.service].facts, services[head.service].rows[head.left - 1]});
        last = head.position;
        push(head.service, head.left - 1);
    }
    if (!heads.empty() && !page.rows.empty())
        page.next = last;
    return page;
}

} // namespace

bool RowPosition::operator<(const RowPosition& other) const
{
    if (moment != other.moment)
        return moment < other.moment;
    const int names = name.compare(other.name);
    return names != 0 ? names < 0 : std::tie(order, id) < std::tie(other.order, other.id);
}

RowPage deploymentPage(const Facts& facts, const Query& query, const DeploymentFilter& filter, int limit,
                       std::optional<RowPosition> after, const StopToken& stop)
{
    const Selection selection(facts, query);
    const Judge judge(query, facts.rules);
    const QString needle = filter.text.trimmed().toCaseFolded();
    const std::vector<Slice>& slices = selection.slices();
    using Services = std::vector<Taken>;
    const auto take = [&](Services& part, size_t begin, size_t end) {
        for (size_t i = begin; i < end && !stop.stop_requested(); ++i)
            part.push_back({slices[i].facts, deploymentsOf(slices[i], needle, judge, filter.outcome)});
    };
    Services services;
    for (Services& part : inParts(slices.size(), selection.rows(), Services(), take))
        std::move(part.begin(), part.end(), std::back_inserter(services));
    return newest(services, limit, after, [](const ServiceFacts& service, quint32 row) {
        return RowPosition{service.finished[row], service.versionOf(row).toByteArray(), service.id[row], orderOf(service, row)};
    });
}

RowPage incidentPage(const Facts& facts, const Query& query, int limit, std::optional<RowPosition> after)
{
    const Selection selection(facts, query);
    std::vector<Taken> services;
    for (const Slice& slice : selection.slices()) {
        Taken taken{slice.facts, {}};
        const auto& incidents = slice.facts->incidents;
        for (quint32 place = 0; place < incidents.size(); ++place) {
            const IncidentFact& incident = incidents[place];
            if (incident.detected >= selection.from() && incident.detected < selection.end() &&
                incident.known <= selection.asOf() && slice.environmentTaken[incident.environment] &&
                slice.teamTaken[incident.team])
                taken.rows.push_back(place);
        }
        services.push_back(std::move(taken));
    }
    return newest(services, limit, after, [](const ServiceFacts& service, quint32 place) {
        return RowPosition{service.incidents[place].detected, {}, service.incidents[place].id, 0};
    });
}

DeploymentRow rowOf(const Facts& facts, const Query& query, const RowRef& ref)
{
    const ServiceFacts& service = *ref.facts;
    const Judge judge(query, facts.rules);
    DeploymentRow row;
    const qint64 finished = service.finished[ref.row];
    const Verdict verdict = judge.verdict(service, ref.row);
    row.outcome = outcomeOf(judge, service, ref.row);
    row.baseline = (service.flags[ref.row] & ServiceFacts::Baseline) != 0;

    const std::span leads(service.lead.begin() + service.changeStart[ref.row],
                          service.lead.begin() + service.changeStart[ref.row + 1]);
    row.changes = qint64(leads.size());
    if (!row.baseline && service.succeeded(ref.row)) {
        const auto sane = std::find_if(leads.begin(), leads.end(), [](qint64 lead) { return lead >= 0; });
        if (const auto median = quantileOfSorted(std::span(sane, leads.end()), 0.5))
            row.leadTimeP50Hours = *median / 3'600'000.0;
    }
    if (verdict.failed && verdict.recovered != kNever && verdict.recovered >= finished)
        row.recoveryHours = hoursOf(Milliseconds(verdict.recovered - finished));
    for (const EdgeFact* edge : judge.blaming(service, ref.row))
        row.blamedBy.append(edgeOf(service, *edge));
    for (const EdgeFact* edge : judge.repairing(service, ref.row))
        row.repairs.append(edgeOf(service, *edge));
    return row;
}

std::optional<RowRef> findDeployment(const Facts& facts, model::DeploymentId id)
{
    for (const auto& service : facts.services) {
        if (const quint32 row = service->find(id.value); row != kNone)
            return RowRef{service.get(), row};
    }
    return std::nullopt;
}

std::optional<RowRef> findDeployment(const Facts& facts, const Query& query, const QString& name)
{
    const qint64 asOf = toMs(query.asOf);
    if (const auto id = model::DeploymentId::fromText(name)) {
        if (const auto ref = findDeployment(facts, *id))
            return ref->facts->finished[ref->row] <= asOf ? ref : std::nullopt;
    }
    // Both a service's name and a version may hold slashes.
    for (qsizetype slash = name.indexOf(u'/'); slash >= 0; slash = name.indexOf(u'/', slash + 1)) {
        const ServiceFacts* service = facts.find(name.left(slash));
        const QByteArray version = name.sliced(slash + 1).toUtf8();
        if (!service || version.isEmpty())
            continue;
        std::optional<RowRef> elsewhere;
        for (quint32 row = service->size(); row-- > 0;) {
            if (service->finished[row] > asOf || service->versionOf(row) != version)
                continue;
            if (takesEnvironment(query, service->environments[service->environment[row]]))
                return RowRef{service, row};
            if (!elsewhere)
                elsewhere = RowRef{service, row};
        }
        if (elsewhere)
            return elsewhere;
    }
    return std::nullopt;
}

ServiceRow serviceRowOf(const ServiceFacts& facts, const Query& query)
{
    ServiceRow row;
    row.name = facts.name;
    std::vector<bool> taken, teams(size_t(facts.teams.size())), environments(size_t(facts.environments.size()));
    for (const QString& environment : facts.environments)
        taken.push_back(takesEnvironment(query, environment));
    for (quint32 i = 0; i < facts.size() && facts.finished[i] <= toMs(query.asOf); ++i) {
        teams[facts.team[i]] = true;
        environments[facts.environment[i]] = true;
        if (!facts.succeeded(i) || !taken[facts.environment[i]])
            continue;
        ++row.deployments;
        row.lastDeployment = instantFromMs(facts.finished[i]);
    }
    for (size_t i = 0; i < teams.size(); ++i) {
        if (teams[i] && !facts.teams[qsizetype(i)].isEmpty())
            row.teams.append(facts.teams[qsizetype(i)]);
    }
    for (size_t i = 0; i < environments.size(); ++i) {
        if (environments[i])
            row.environments.append(facts.environments[qsizetype(i)]);
    }
    row.teams.sort();
    row.environments.sort();
    return row;
}

std::vector<const ServiceFacts*> servicesOf(const Facts& facts, const Query& query)
{
    std::vector<const ServiceFacts*> services;
    for (const auto& service : facts.services) {
        const bool asked = query.services.isEmpty() || query.services.contains(service->name);
        if (asked && (query.team.isEmpty() || service->teams.contains(query.team)))
            services.push_back(service.get());
    }
    return services;
}

} // namespace atalaya::delivery
