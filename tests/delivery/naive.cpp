// SPDX-License-Identifier: GPL-3.0-or-later
#include "naive.h"

#include "model/rollback.h"

#include <QRegularExpression>

#include <algorithm>
#include <cmath>

namespace atalaya::delivery {

namespace {

using model::Deployment;
using model::EdgeKind;
using Rows = QList<const Deployment*>;

bool isProduction(const QString& environment)
{
    return QStringList{QStringLiteral("production"), QStringLiteral("prod"), QStringLiteral("live")}.contains(environment.toLower());
}

bool sameEnvironment(const QString& left, const QString& right)
{
    return left.toLower() == right.toLower() || (isProduction(left) && isProduction(right));
}

bool asked(const Query& query, const QString& environment)
{
    return query.environment.isEmpty() || (query.environment == u"production" && isProduction(environment)) ||
           (query.environment != u"production" && query.environment.toLower() == environment.toLower());
}

/// "prefix|1|4|2", or nothing when the text is no version.
QStringList versionOf(const QString& text)
{
    static const QRegularExpression shape(QStringLiteral(R"(^((?:[A-Za-z][A-Za-z0-9]*[-_/])?)v?(\d+(?:\.\d+){1,3})$)"));
    const QRegularExpressionMatch match = shape.match(text);
    return match.hasMatch() ? QStringList{match.captured(1)} + match.captured(2).split(u'.') : QStringList();
}

/// Successful deployments of the environment of `deployment` that stand before it.
Rows earlier(const Rows& rows, const Deployment& deployment)
{
    Rows found;
    for (const Deployment* row : rows) {
        if (row == &deployment)
            break;
        if (row->status == model::DeploymentStatus::Success && sameEnvironment(row->environment, deployment.environment))
            found.append(row);
    }
    return found;
}

template<class Condition>
const Deployment* latest(const Rows& rows, Condition condition)
{
    for (auto row = rows.crbegin(); row != rows.crend(); ++row) {
        if (condition(**row))
            return *row;
    }
    return nullptr;
}

const Deployment* byId(const Rows& rows, model::DeploymentId id)
{
    return latest(rows, [id](const Deployment& row) { return row.id == id; });
}

/// What each rollback took back, where its source says so: something else, of the same environment and not later.
using TakenBack = QHash<const Deployment*, const Deployment*>;

TakenBack takenBackIn(const Rows& rows)
{
    TakenBack found;
    for (const Deployment* rollback : rows) {
        for (const Deployment* row : rows) {
            const bool both = row->status == model::DeploymentStatus::Success && rollback->status == row->status &&
                              sameEnvironment(row->environment, rollback->environment);
            if (both && row != rollback && rollback->fixes == model::rollbackOf(row->id) && row->finished <= rollback->finished)
                found.insert(rollback, row);
        }
    }
    return found;
}

/// What a row put live: never what it took back, whatever it is called.
struct Artifact {
    QString version, sha;
    bool isUnknown() const { return versionOf(version).isEmpty() && sha.isEmpty(); }
};

Artifact artifactOf(const TakenBack& takenBack, const Deployment& row)
{
    const Deployment* other = takenBack.value(&row);
    return {other && other->version == row.version ? QString() : row.version, other && other->sha == row.sha ? QString() : row.sha};
}

const Deployment* statedCause(const TakenBack& takenBack, const Rows& before, const QString& fixes)
{
    if (fixes.isEmpty())
        return nullptr;
    if (const auto* row = latest(before, [&](const Deployment& d) { return d.id.text() == fixes; }))
        return row;
    if (const auto* row = latest(before, [&](const Deployment& d) { return artifactOf(takenBack, d).version == fixes; }))
        return row;
    return fixes.size() < 7 ? nullptr
                            : latest(before, [&](const Deployment& d) { return artifactOf(takenBack, d).sha.startsWith(fixes); });
}

bool same(const Artifact& left, const Artifact& right)
{
    return (!left.sha.isEmpty() && left.sha == right.sha) || (left.version == right.version && !versionOf(left.version).isEmpty());
}

/// Where the artifact of the row at `place` first stood in the line.
qsizetype firstPlace(const TakenBack& takenBack, const Rows& line, qsizetype place)
{
    const Artifact artifact = artifactOf(takenBack, *line[place]);
    if (artifact.isUnknown() && takenBack.contains(line[place])) {
        // What was live before what it took back.
        const qsizetype taken = line.indexOf(takenBack.value(line[place]));
        const qsizetype after = taken < 0 ? place : std::min(taken, place);
        return after == 0 ? 0 : firstPlace(takenBack, line, after - 1);
    }
    qsizetype first = place;
    for (qsizetype i = 0; i < place; ++i) {
        if (same(artifactOf(takenBack, *line[i]), artifact))
            first = std::min(first, firstPlace(takenBack, line, i));
    }
    return first;
}

const Deployment* rollbackCause(const TakenBack& takenBack, const Rows& before, const Deployment& deployment, const Rules& rules)
{
    if (takenBack.contains(&deployment))
        return takenBack.value(&deployment);
    const Rows line = before + Rows{&deployment};
    const auto isSame = [&](const Deployment& row) { return same(artifactOf(takenBack, row), artifactOf(takenBack, deployment)); };
    for (qsizetype target = before.size() - 2; target >= 0; --target) {
        if (!isSame(*line[target]))
            continue;
        if (isSame(*before.last()))
            return nullptr; // it is live already
        const bool older = firstPlace(takenBack, line, before.size()) < firstPlace(takenBack, line, before.size() - 1);
        if (!older)
            return nullptr;
        return rules.rollbackBlamesLast ? before.last() : line[target + 1];
    }
    return nullptr;
}

const Deployment* hotfixCause(const TakenBack& takenBack, const Rows& before, const Deployment& deployment, const Rules& rules)
{
    QStringList version = versionOf(artifactOf(takenBack, deployment).version);
    const auto is = [&](const Deployment& row) { return versionOf(artifactOf(takenBack, row).version) == version; };
    if (version.size() < 4 || latest(before, is) || version.last().toInt() == 0)
        return nullptr;
    version.last() = QString::number(version.last().toInt() - 1);
    const Deployment* patched = latest(before, is);
    return patched && deployment.finished - patched->finished <= rules.hotfixWindow ? patched : nullptr;
}

double hours(Milliseconds duration) { return double(duration.count()) / 3'600'000; }

std::optional<double> share(qint64 part, qint64 whole)
{
    return whole == 0 ? std::nullopt : std::optional(double(part) / double(whole));
}

QDate bucketDate(Bucket bucket, QDate day)
{
    if (bucket == Bucket::Week)
        return day.addDays(1 - day.dayOfWeek());
    return bucket == Bucket::Month ? QDate(day.year(), day.month(), 1) : day;
}

QDate localDate(Instant moment, const Query& query)
{
    return QDateTime::fromMSecsSinceEpoch(toMs(moment), query.timeZone).date();
}

Instant startOf(QDate day, const Query& query) { return instantFromMs(day.startOfDay(query.timeZone).toMSecsSinceEpoch()); }

} // namespace

Naive::Naive(const QList<History>& histories, const Rules& rules) : m_rules(rules)
{
    for (const History& history : histories) {
        Service service{&history, {}, {}};
        for (const Deployment& deployment : history.deployments)
            service.rows.append(&deployment);
        std::sort(service.rows.begin(), service.rows.end(), [](const Deployment* left, const Deployment* right) {
            return std::tuple(left->finished, left->version.toUtf8(), left->id) <
                   std::tuple(right->finished, right->version.toUtf8(), right->id);
        });
        const TakenBack takenBack = takenBackIn(service.rows);
        for (const Deployment* row : std::as_const(service.rows)) {
            if (row->status != model::DeploymentStatus::Success)
                continue;
            const Rows before = earlier(service.rows, *row);
            const auto add = [&](const Deployment* cause, EdgeKind kind, bool accepted) {
                if (cause)
                    service.edges.append({cause, row, nullptr, kind, accepted, row->finished});
            };
            add(statedCause(takenBack, before, row->fixes), EdgeKind::Manual, true);
            add(rollbackCause(takenBack, before, *row, m_rules), EdgeKind::Rollback, true);
            add(hotfixCause(takenBack, before, *row, m_rules), EdgeKind::Hotfix, false);
            for (const History::Revert& revert : history.reverts) {
                if (revert.fix == row->id)
                    add(byId(before, revert.cause), EdgeKind::Revert, true);
            }
        }
        Rows successful;
        std::copy_if(service.rows.begin(), service.rows.end(), std::back_inserter(successful),
                     [](const Deployment* row) { return row->status == model::DeploymentStatus::Success; });
        for (const model::Incident& incident : history.incidents) {
            const Deployment* stated = byId(successful, incident.statedCause);
            const Deployment* cause = stated ? stated : latest(successful, [&](const Deployment& row) {
                return sameEnvironment(row.environment, incident.environment) && row.finished <= incident.detected;
            });
            if (cause && (stated || incident.detected <= cause->finished + m_rules.incidentWindow))
                service.edges.append(
                    {cause, nullptr, &incident, EdgeKind::Incident, stated != nullptr, std::max(knownOf(incident), cause->finished)});
        }
        m_services.append(service);
    }
}

std::optional<double> Naive::quantile(QList<double> values, double share)
{
    if (values.isEmpty())
        return std::nullopt;
    std::sort(values.begin(), values.end());
    const double h = double(values.size() - 1) * share;
    const qsizetype low = qsizetype(h);
    const qsizetype high = qsizetype(std::ceil(h));
    return values[low] + (h - double(low)) * (values[high] - values[low]);
}

Naive::Population Naive::populationOf(const Query& query) const
{
    Population population;
    population.to = query.to ? std::min(*query.to, query.asOf) : query.asOf;
    population.from = query.from;
    for (const Service& service : m_services) {
        if (!query.services.isEmpty() && !query.services.contains(service.history->service))
            continue;
        for (const Deployment* row : service.rows) {
            const bool counts = row->status == model::DeploymentStatus::Success && asked(query, row->environment) &&
                                (query.team.isEmpty() || query.team == row->team) && row->finished <= query.asOf &&
                                (!query.from || row->finished >= *query.from) && (!query.to || row->finished < *query.to);
            if (!counts)
                continue;
            population.rows.append(row);
            population.serviceOf.append(&service);
            if (!query.from)
                population.from = std::min(population.from.value_or(row->finished), row->finished);
        }
    }
    if (query.from)
        population.from = std::min(*query.from, population.to);
    return population;
}

QList<Naive::Edge> Naive::edgesOf(const Service& service, const Query& query) const
{
    QList<Edge> edges;
    for (const Edge& edge : service.edges) {
        if (query.kinds.testFlag(edge.kind) && edge.known <= query.asOf)
            edges.append(edge);
    }
    return edges;
}

bool Naive::isBaseline(const Service& service, const Deployment& deployment) const
{
    return earlier(service.rows, deployment).isEmpty();
}

void Naive::addRates(Figures& figures, const Population& population, const Query& query) const
{
    qint64 judgeable = 0, failed = 0, accepted = 0, rework = 0, reworkAccepted = 0, open = 0, openAccepted = 0, skewed = 0, baselines = 0, baselineChanges = 0, futures = 0;
    QMap<EdgeKind, qint64> byKind;
    QList<double> recoveries, recoveriesAccepted, leads;
    for (qsizetype i = 0; i < population.rows.size(); ++i) {
        const Deployment& row = *population.rows[i];
        const Service& service = *population.serviceOf[i];
        QList<Edge> blaming;
        bool repairs = false, repairsForSure = false;
        for (const Edge& edge : edgesOf(service, query)) {
            if (edge.cause == &row)
                blaming.append(edge);
            repairs |= edge.fix == &row;
            repairsForSure |= edge.fix == &row && edge.accepted;
        }
        rework += repairs;
        reworkAccepted += repairsForSure;
        const bool isJudgeable = query.asOf - row.finished >= m_rules.observation;
        judgeable += isJudgeable;
        if (!blaming.isEmpty()) {
            std::optional<Instant> recovered, recoveredForSure;
            EdgeKind kind = EdgeKind::Incident;
            bool certain = false;
            for (const Edge& edge : blaming) {
                kind = std::min(kind, edge.kind);
                certain |= edge.accepted;
                std::optional<Instant> end = edge.fix ? edge.fix->finished : edge.incident->resolved;
                if (end && *end <= query.asOf)
                    recovered = std::min(recovered.value_or(*end), *end);
                if (edge.accepted && end && *end <= query.asOf)
                    recoveredForSure = std::min(recoveredForSure.value_or(*end), *end);
            }
            openAccepted += certain && !recoveredForSure;
            if (recoveredForSure && *recoveredForSure >= row.finished)
                recoveriesAccepted.append(hours(*recoveredForSure - row.finished));
            failed += isJudgeable;
            accepted += isJudgeable && certain;
            byKind[kind] += isJudgeable;
            if (!recovered)
                ++open;
            else if (*recovered < row.finished)
                ++skewed;
            else
                recoveries.append(hours(*recovered - row.finished));
        }
        const bool baseline = isBaseline(service, row);
        baselines += baseline;
        for (const model::Change& change : service.history->changes) {
            if (change.deployment != row.id)
                continue;
            if (baseline)
                ++baselineChanges;
            else if (change.authored > row.finished)
                ++futures;
            else
                leads.append(hours(row.finished - change.authored));
        }
    }
    const double count = double(population.rows.size());
    figures.insert({{QStringLiteral("deployments"), count},
                    {QStringLiteral("baselines"), double(baselines)},
                    {QStringLiteral("failed"), double(failed)},
                    {QStringLiteral("judgeable"), double(judgeable)},
                    {QStringLiteral("unjudged"), count - double(judgeable)},
                    {QStringLiteral("fail_rate"), share(failed, judgeable)},
                    {QStringLiteral("accepted"), double(accepted)},
                    {QStringLiteral("rework"), double(rework)},
                    {QStringLiteral("rework_rate"), share(rework, population.rows.size())},
                    {QStringLiteral("rework_accepted"), double(reworkAccepted)},
                    {QStringLiteral("open"), double(open)},
                    {QStringLiteral("open_accepted"), double(openAccepted)},
                    {QStringLiteral("recovery_accepted_n"), double(recoveriesAccepted.size())},
                    {QStringLiteral("recovery_accepted_p50"), quantile(recoveriesAccepted, 0.5)},
                    {QStringLiteral("recovery_accepted_p90"), quantile(recoveriesAccepted, 0.9)},
                    {QStringLiteral("recovery_skew"), double(skewed)},
                    {QStringLiteral("baseline_changes"), double(baselineChanges)},
                    {QStringLiteral("clock_skew"), double(futures)},
                    {QStringLiteral("lead_n"), double(leads.size())},
                    {QStringLiteral("recovery_n"), double(recoveries.size())}});
    for (const int percent : {25, 50, 75, 90, 95}) {
        figures.insert(QStringLiteral("lead_p%1").arg(percent), quantile(leads, percent / 100.0));
        figures.insert(QStringLiteral("recovery_p%1").arg(percent), quantile(recoveries, percent / 100.0));
    }
    for (const EdgeKind kind : model::kEdgeKinds)
        figures.insert(QStringLiteral("failed_") + model::edgeKindName(kind), double(byKind.value(kind)));
}

void Naive::addFrequency(Figures& figures, const Population& population, const Query& query) const
{
    QList<double> gaps;
    QSet<QDate> days;
    for (qsizetype i = 0; i < population.rows.size(); ++i) {
        days.insert(localDate(population.rows[i]->finished, query));
        if (i > 0 && population.serviceOf[i] == population.serviceOf[i - 1])
            gaps.append(hours(population.rows[i]->finished - population.rows[i - 1]->finished));
    }
    QList<double> perWeek;
    std::optional<double> frequency;
    if (population.from) {
        for (QDate monday = bucketDate(Bucket::Week, localDate(*population.from, query));
             startOf(monday.addDays(7), query) <= population.to; monday = monday.addDays(7)) {
            if (startOf(monday, query) < *population.from)
                continue;
            double count = 0;
            for (int day = 0; day < 7; ++day)
                count += days.contains(monday.addDays(day));
            perWeek.append(count);
        }
        const double length = hours(population.to - *population.from) / 24;
        if (length >= 1)
            frequency = double(population.rows.size()) / (length / 7);
    }
    figures.insert({{QStringLiteral("per_week"), frequency},
                    {QStringLiteral("median_gap"), quantile(gaps, 0.5)},
                    {QStringLiteral("days_per_week"), quantile(perWeek, 0.5)}});
}

void Naive::addIncidents(Figures& figures, const Query& query) const
{
    qint64 count = 0, unattributed = 0;
    QList<double> restore, detect;
    for (const Service& service : m_services) {
        if (!query.services.isEmpty() && !query.services.contains(service.history->service))
            continue;
        for (const model::Incident& incident : service.history->incidents) {
            const Deployment* live = latest(service.rows, [&](const Deployment& row) {
                return row.status == model::DeploymentStatus::Success && row.finished <= incident.detected &&
                       sameEnvironment(row.environment, incident.environment);
            });
            const QString team = live ? live->team : QString();
            const bool taken = asked(query, incident.environment) && (query.team.isEmpty() || team == query.team) &&
                               knownOf(incident) <= query.asOf && (!query.from || incident.detected >= *query.from) &&
                               (!query.to || incident.detected < *query.to);
            if (!taken)
                continue;
            ++count;
            if (incident.resolved && *incident.resolved <= query.asOf && *incident.resolved >= incident.detected)
                restore.append(hours(*incident.resolved - incident.detected));
            const auto edge = std::find_if(service.edges.begin(), service.edges.end(), [&](const Edge& candidate) {
                return candidate.incident == &incident && candidate.known <= query.asOf;
            });
            if (edge == service.edges.end())
                ++unattributed;
            else if (edge->cause->finished <= incident.detected)
                detect.append(hours(incident.detected - edge->cause->finished));
        }
    }
    figures.insert({{QStringLiteral("incidents"), double(count)},
                    {QStringLiteral("unattributed"), double(unattributed)},
                    {QStringLiteral("restore_n"), double(restore.size())},
                    {QStringLiteral("restore_p50"), quantile(restore, 0.5)},
                    {QStringLiteral("detect_n"), double(detect.size())},
                    {QStringLiteral("detect_p90"), quantile(detect, 0.9)}});
}

Naive::Figures Naive::metrics(const Query& query) const
{
    Figures figures;
    const Population population = populationOf(query);
    addRates(figures, population, query);
    addFrequency(figures, population, query);
    addIncidents(figures, query);
    return figures;
}

QMap<Instant, std::tuple<std::optional<double>, qint64, bool>> Naive::series(const Query& query, Metric metric, Bucket bucket) const
{
    QMap<Instant, std::tuple<std::optional<double>, qint64, bool>> points;
    const Population whole = populationOf(query);
    if (!whole.from)
        return points;
    const Instant last = std::max(whole.to, *whole.from + Milliseconds(1)) - Milliseconds(1);
    QDate next;
    for (QDate day = bucketDate(bucket, localDate(*whole.from, query)); day <= localDate(last, query); day = next) {
        next = bucket == Bucket::Day ? day.addDays(1) : bucket == Bucket::Week ? day.addDays(7) : day.addMonths(1);
        // What finished at the very end of the window, when that is asOf, belongs to the last bucket.
        const bool isLast = next > localDate(last, query);
        Population part;
        part.from = startOf(day, query);
        part.to = startOf(next, query);
        for (qsizetype i = 0; i < whole.rows.size(); ++i) {
            if (whole.rows[i]->finished >= *part.from && (whole.rows[i]->finished < part.to || isLast)) {
                part.rows.append(whole.rows[i]);
                part.serviceOf.append(whole.serviceOf[i]);
            }
        }
        Figures figures;
        addRates(figures, part, query);
        const auto figure = [&](const char* name) { return figures.value(QLatin1String(name)); };
        std::optional<double> value, n;
        switch (metric) {
        case Metric::DeploymentFrequency:
            value = n = figure("deployments");
            break;
        case Metric::ChangeLeadTime:
            value = figure("lead_p50");
            n = figure("lead_n");
            break;
        case Metric::ChangeFailRate:
            value = figure("fail_rate");
            n = figure("judgeable");
            break;
        case Metric::FailedDeploymentRecoveryTime:
            value = figure("recovery_p50");
            n = figure("recovery_n");
            break;
        case Metric::DeploymentReworkRate:
            value = figure("rework_rate");
            n = figure("deployments");
            break;
        }
        points.insert(*part.from, {value, qint64(n.value_or(-1)), *part.from < *whole.from || part.to > whole.to});
    }
    return points;
}

Naive::Figures figuresOf(const Metrics& metrics)
{
    Naive::Figures figures{{QStringLiteral("deployments"), double(metrics.deployments)},
                           {QStringLiteral("baselines"), double(metrics.baseline.size())},
                           {QStringLiteral("failed"), double(metrics.failRate.rate.numerator)},
                           {QStringLiteral("judgeable"), double(metrics.failRate.rate.denominator)},
                           {QStringLiteral("unjudged"), double(metrics.failRate.unjudged)},
                           {QStringLiteral("fail_rate"), metrics.failRate.rate.value()},
                           {QStringLiteral("accepted"), double(metrics.failRate.withoutProposed.numerator)},
                           {QStringLiteral("rework"), double(metrics.rework.rate.numerator)},
                           {QStringLiteral("rework_rate"), metrics.rework.rate.value()},
                           {QStringLiteral("rework_accepted"), double(metrics.rework.withoutProposed.numerator)},
                           {QStringLiteral("open"), double(metrics.recovery.open)},
                           {QStringLiteral("open_accepted"), double(metrics.recovery.withoutProposed.open)},
                           {QStringLiteral("recovery_accepted_n"), double(metrics.recovery.withoutProposed.hours.n)},
                           {QStringLiteral("recovery_accepted_p50"), metrics.recovery.withoutProposed.hours.p50},
                           {QStringLiteral("recovery_accepted_p90"), metrics.recovery.withoutProposed.hours.p90},
                           {QStringLiteral("recovery_skew"), double(metrics.recovery.excludedClockSkew)},
                           {QStringLiteral("baseline_changes"), double(metrics.leadTime.excludedBaseline)},
                           {QStringLiteral("clock_skew"), double(metrics.leadTime.excludedClockSkew)},
                           {QStringLiteral("lead_n"), double(metrics.leadTime.hours.n)},
                           {QStringLiteral("recovery_n"), double(metrics.recovery.hours.n)},
                           {QStringLiteral("per_week"), metrics.frequency.perWeek},
                           {QStringLiteral("median_gap"), metrics.frequency.medianGapHours},
                           {QStringLiteral("days_per_week"), metrics.frequency.deploymentDaysPerWeek},
                           {QStringLiteral("incidents"), double(metrics.incidents)},
                           {QStringLiteral("unattributed"), double(metrics.unattributedIncidents)},
                           {QStringLiteral("restore_n"), double(metrics.timeToRestoreHours.n)},
                           {QStringLiteral("restore_p50"), metrics.timeToRestoreHours.p50},
                           {QStringLiteral("detect_n"), double(metrics.timeToDetectHours.n)},
                           {QStringLiteral("detect_p90"), metrics.timeToDetectHours.p90}};
    const auto percentiles = [&figures](const QString& name, const Percentiles& hours) {
        figures.insert(name + QStringLiteral("_p25"), hours.p25);
        figures.insert(name + QStringLiteral("_p50"), hours.p50);
        figures.insert(name + QStringLiteral("_p75"), hours.p75);
        figures.insert(name + QStringLiteral("_p90"), hours.p90);
        figures.insert(name + QStringLiteral("_p95"), hours.p95);
    };
    percentiles(QStringLiteral("lead"), metrics.leadTime.hours);
    percentiles(QStringLiteral("recovery"), metrics.recovery.hours);
    for (const EdgeKind kind : model::kEdgeKinds)
        figures.insert(QStringLiteral("failed_") + model::edgeKindName(kind), double(metrics.failRate.failedByKind.value(kind)));
    return figures;
}

} // namespace atalaya::delivery
