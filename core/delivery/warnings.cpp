// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/warnings.h"

#include "delivery/words.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace atalaya::delivery {

namespace {

/// The longest time without a deployment of the selection, whichever the services: between two, or after the last.
struct Gap {
    Instant begin, end;    ///< when the deployments on both sides finished; the end may be that of the window
    qint64 before = 0;     ///< deployments up to its begin
    Milliseconds length() const { return end - begin; }
};

/// The days from one with a deployment to the next, where most lie between: [first, second).
std::pair<size_t, size_t> longestPause(const std::vector<bool>& daysWithDeployment)
{
    std::pair<size_t, size_t> longest(0, 0);
    size_t last = daysWithDeployment.size();
    for (size_t day = 0; day < daysWithDeployment.size(); ++day) {
        if (!daysWithDeployment[day])
            continue;
        if (last < day && day - last > longest.second - longest.first)
            longest = {last, day};
        last = day;
    }
    return longest;
}

/// The gap between the deployments of two days, where `later` is the begin of the second; after the last one when nothing is later.
Gap gapBefore(qint64 later, const Selection& selection, const Tally& tally)
{
    Gap gap{*tally.window.from, tally.window.to, 0};
    for (const Slice& slice : selection.slices()) {
        for (quint32 row = slice.begin; row < slice.end; ++row) {
            if (!slice.counts(row))
                continue;
            const Instant finished = instantFromMs(slice.facts->finished[row]);
            if (toMs(finished) >= later) {
                gap.end = std::min(gap.end, finished);
                break; // the rest is later still
            }
            gap.begin = std::max(gap.begin, finished);
            ++gap.before;
        }
    }
    return gap;
}

/// The gap that is longer than a year and more than half of the window, so there is one at most: hardly anything is really deployed
/// like that, but one wrong date makes it, and so does a window that goes on after the last deployment.
std::optional<Gap> dominatingGap(const Selection& selection, const Tally& tally)
{
    static constexpr Milliseconds kYear = std::chrono::days(365);
    const auto& days = tally.daysWithDeployment;
    if (!tally.window.from || std::find(days.begin(), days.end(), true) == days.end())
        return std::nullopt;
    const auto dominates = [&tally](const Gap& gap) {
        return gap.length() > kYear && gap.length() * 2 > tally.window.to - *tally.window.from;
    };
    if (const auto [first, second] = longestPause(days); first != second) {
        const Gap between = gapBefore(tally.days.start(second), selection, tally);
        if (dominates(between))
            return between;
    }
    const Gap afterwards = gapBefore(kNever, selection, tally);
    return dominates(afterwards) ? std::optional(afterwards) : std::nullopt;
}

/// "72 % of the window", which says neither 99 % nor 100 % of what is 99.97 %.
QString shareOfWindow(const Gap& gap, const Metrics& metrics)
{
    constexpr double kNearlyAll = 99;
    const double percent = hoursOf(gap.length()) / (metrics.window.days() * 24) * 100;
    if (percent >= kNearlyAll)
        return QCoreApplication::translate("Delivery", "nearly all of the window");
    return QCoreApplication::translate("Delivery", "%1 % of the window").arg(countWords(std::llround(percent)));
}

/// Names the dates in UTC; a window does not hold the day before which it ends.
QString sentenceOf(const Gap& gap, const Metrics& metrics)
{
    const QString share = shareOfWindow(gap, metrics);
    const QString dayAfter = utcDateText(gap.begin + std::chrono::days(1));
    const qint64 after = metrics.deployments - gap.before;
    if (after == 0)
        return QCoreApplication::translate("Delivery", "Nothing was deployed after %1, which is %2 and lowers the rate per week. A window "
                                                       "that ends before %3 leaves that time out.")
            .arg(utcDateText(gap.begin), share, dayAfter);
    const QString said = QCoreApplication::translate("Delivery", "Nothing was deployed between %1 and %2, which is %3.")
                             .arg(utcDateText(gap.begin), utcDateText(gap.end), share);
    if (gap.before <= after)
        return said + u' ' +
               QCoreApplication::translate("Delivery", "If a date is wrong, or what lies before does not matter (deployments: %1 of %2, the "
                                                       "last on %3), a window that begins on %4 leaves it out.")
                   .arg(countWords(gap.before), countWords(metrics.deployments), utcDateText(gap.begin), utcDateText(gap.end));
    return said + u' ' +
           QCoreApplication::translate("Delivery", "If a date is wrong, or what lies after does not matter (deployments: %1 of %2, the first "
                                                   "on %3), a window that ends before %4 leaves it out.")
               .arg(countWords(after), countWords(metrics.deployments), utcDateText(gap.end), dayAfter);
}

/// What the query names and the store does not know. Nothing may have reached production yet; any other name is a slip, or not
/// imported.
void addUnknownNames(const Selection& selection, QStringList& warnings)
{
    for (const QString& name : selection.unknownServices())
        warnings.append(QCoreApplication::translate("Delivery", "No service is called %1.").arg(name));
    const Query& query = selection.query();
    const QStringList& environments = selection.facts().environments;
    const auto isTaken = [&query](const QString& name) { return takesEnvironment(query, name); };
    const bool isUsual = query.environment.trimmed().compare(Query().environment, Qt::CaseInsensitive) == 0;
    if (!isUsual && std::none_of(environments.begin(), environments.end(), isTaken) && !query.environment.trimmed().isEmpty())
        warnings.append(
            QCoreApplication::translate("Delivery", "No deployment is in an environment called %1.").arg(query.environment));
    if (!query.team.isEmpty() && !selection.facts().teams.contains(query.team))
        warnings.append(QCoreApplication::translate("Delivery", "No deployment is of a team called %1.").arg(query.team));
}

QString standInsSentence(const Tally& tally, const Metrics& metrics)
{
    if (tally.standIns == 0)
        return {};
    if (tally.standIns == metrics.deployments)
        return QCoreApplication::translate("Delivery", "All deployments are stand-ins: the repository has no release tags, so merges or "
                                                       "commits of its default branch were taken.");
    return QCoreApplication::translate("Delivery", "Some deployments are stand-ins: the repository has no release tags, so merges or "
                                                   "commits of its default branch were taken.");
}

QString windowSentence(const Metrics& metrics)
{
    constexpr double kWeekDays = 7;
    if (!metrics.window.from || metrics.window.days() >= kWeekDays)
        return {};
    const QString length = durationWords(metrics.window.days() * 24);
    if (!metrics.window.hasRate())
        return QCoreApplication::translate("Delivery", "The window is only %1: a rate per week needs at least one day.").arg(length);
    if (metrics.deployments == 0)
        return {};
    return QCoreApplication::translate("Delivery", "The window is only %1: the rate per week is extrapolated.").arg(length);
}

} // namespace

QStringList warningsOf(const Selection& selection, const Tally& tally, const Metrics& metrics)
{
    QStringList warnings;
    const auto say = [&warnings](const QString& text) {
        if (!text.isEmpty())
            warnings.append(text);
    };
    addUnknownNames(selection, warnings);
    const QStringList& asked = selection.query().services;
    for (const UnfinishedImport& import : selection.facts().unfinished) {
        if (asked.isEmpty() || asked.contains(import.service))
            say(sentenceOf(import));
    }
    for (const QString& service : selection.facts().shallow) {
        if (asked.isEmpty() || asked.contains(service))
            say(shallowSentence(service));
    }
    say(windowSentence(metrics));
    if (const std::optional<Gap> gap = dominatingGap(selection, tally))
        say(sentenceOf(*gap, metrics));
    say(standInsSentence(tally, metrics));
    say(commitLeadTimeSentence(tally));
    if (metrics.leadTime.excludedClockSkew > 0)
        say(QCoreApplication::translate("Delivery", "%n change(s) were authored after they were deployed and are left out of "
                                                    "the lead time.",
                                        nullptr, int(metrics.leadTime.excludedClockSkew)));
    if (metrics.recovery.excludedClockSkew > 0)
        say(QCoreApplication::translate("Delivery", "%n failure(s) were resolved before they were deployed and are left out of "
                                                    "the recovery time.",
                                        nullptr, int(metrics.recovery.excludedClockSkew)));
    say(upperBoundSentence(metrics));
    if (metrics.services.size() > 1 && metrics.deployments > 0)
        say(QCoreApplication::translate("Delivery", "Several services are pooled; figures mean most for one service at a time."));
    return warnings;
}

QString commitLeadTimeSentence(const Tally& tally)
{
    if (tally.commitStandIns == 0)
        return {};
    return QCoreApplication::translate("Delivery", "Where a commit stands in for a deployment, lead time only runs from author date "
                                                   "to commit date.");
}

QString upperBoundSentence(const Metrics& metrics)
{
    if (metrics.recovery.upperBounds == 0)
        return {};
    return QCoreApplication::translate("Delivery", "A recovery time that ends with a tag or commit in git is an upper bound, as the repair "
                                                   "may have been live before: %1 of %2.")
        .arg(countWords(metrics.recovery.upperBounds), countWords(metrics.recovery.hours.n));
}

QString futureSentence(const Facts& facts, const Query& query, Instant now)
{
    Query later = query;
    later.asOf = instantFromMs(kNever - 1);
    const Selection selection(facts, later);
    const qint64 seen = std::max(toMs(now), toMs(query.asOf));
    qint64 count = 0, first = kNever;
    const auto take = [&](qint64 moment) {
        ++count;
        first = std::min(first, moment);
    };
    for (const Slice& slice : selection.slices()) {
        for (quint32 row = slice.end; row > slice.begin && slice.facts->finished[row - 1] > seen; --row) {
            if (slice.takes(row - 1))
                take(slice.facts->finished[row - 1]);
        }
        const auto& incidents = slice.facts->incidents;
        for (auto incident = incidents.rbegin(); incident != incidents.rend() && incident->detected > seen; ++incident) {
            if (incident->detected >= selection.from() && incident->detected < selection.end() &&
                slice.environmentTaken[incident->environment] && slice.teamTaken[incident->team])
                take(incident->detected);
        }
    }
    if (count == 0)
        return {};
    return QCoreApplication::translate("Delivery", "Deployments and incidents that are dated in the future are not counted yet: %1, the "
                                                   "first on %2.")
        .arg(countWords(count), utcDateText(instantFromMs(first)));
}

} // namespace atalaya::delivery
