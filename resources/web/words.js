// SPDX-License-Identifier: GPL-3.0-or-later
// What a card and a plot say of a metric, from the answers of the API, word for word as the console says it
// (widgets/charts/metricwords.h).

import * as f from "./format.js";

/** Names, places in the answers, and the colour that each has wherever it is drawn. */
export const METRICS = [
    {name: "deployment_frequency", title: "Deployment frequency", color: "series-1"},
    {name: "change_lead_time", title: "Change lead time", short: "Lead time", color: "series-2", duration: true},
    {name: "change_fail_rate", title: "Change fail rate", color: "series-4", rate: true},
    {name: "failed_deployment_recovery_time", title: "Failed deployment recovery", short: "Recovery", color: "series-5",
     duration: true},
    {name: "deployment_rework_rate", title: "Deployment rework rate", short: "Rework rate", color: "series-3", rate: true},
];

const ENOUGH = 6; // from here on a median has a 95 % interval
const parted = parts => parts.filter(part => part).join(" · ");
const nText = n => `n ${f.countText(n)}`;

/** The figure by which the metric is known: deployments a week, the median in hours, or the share. */
export function headline(metric, answer) {
    const part = answer[metric.name];
    return metric.rate ? part.value : metric.duration ? part.p50_hours : part.per_week;
}

export function interval95(metric, answer) {
    const part = answer[metric.name];
    return metric.rate ? part.wilson95 : metric.duration ? part.median95 : part.per_week95;
}

function endsText(metric, interval, answer) {
    if (metric.rate)
        return f.percentIntervalText(interval);
    if (metric.duration)
        return f.durationIntervalText(interval, f.unitFor(headline(metric, answer) ?? 0));
    return f.numberIntervalText(interval);
}

const missingText = n => n > 0 && n < ENOUGH ? `${f.countText(ENOUGH - n)} more for an interval` : "";
const ofText = (part, whole) => `${f.countText(part)} of ${f.countText(whole)}`;

function frequencyWords(answer) {
    const part = answer.deployment_frequency;
    const count = answer.population.deployments;
    if (part.per_week === null) {
        const hours = (Date.parse(answer.window.to) - Date.parse(answer.window.from ?? answer.window.to)) / 3600000;
        return {detail: count === 0 ? "no deployments" : `${f.countText(count)} in ${f.durationText(hours)}, too short for a rate`};
    }
    // Between the deployments of several services a gap is nobody's.
    const gap = part.median_gap_hours !== null && answer.services.length <= 1
        ? `median gap ${f.durationText(part.median_gap_hours)}` : "";
    return {figure: f.numberText(part.per_week), unit: "/ week", detail: parted([f.plural(count, "deployment"), gap])};
}

function durationWords(part, open) {
    const unit = f.unitFor(part.p50_hours);
    return {figure: f.durationFigure(part.p50_hours, unit), unit: `${unit.sign} p50`, durations: unit,
            interval: missingText(part.n),
            detail: parted([nText(part.n), open, part.p90_hours !== null ? `p90 ${f.durationText(part.p90_hours)}` : ""])};
}

function leadTimeWords(answer) {
    const part = answer.change_lead_time;
    if (part.p50_hours !== null)
        return durationWords(part, "");
    return {detail: answer.population.deployments === 0 ? "no deployments"
                    : part.excluded.baseline > 0        ? "only the first deployment, its changes have no lead time"
                                                        : "no changes were shipped"};
}

const rateWords = (value, part, whole) => ({figure: f.percentFigure(value), unit: "%", detail: ofText(part, whole)});

function failRateWords(answer) {
    const part = answer.change_fail_rate;
    const unjudged = f.countText(part.unjudged);
    if (part.value === null)
        return {detail: part.unjudged > 0 ? `${unjudged} too new to judge` : "no deployments"};
    const words = rateWords(part.value, part.failed, part.judgeable);
    if (part.unjudged > 0)
        words.detail += `, ${unjudged} not judged`;
    return words;
}

function recoveryWords(answer) {
    const part = answer.failed_deployment_recovery_time;
    if (part.p50_hours !== null)
        return durationWords(part, part.open > 0 ? `${f.countText(part.open)} open` : "");
    return {detail: part.open > 0                       ? `${f.countText(part.open)} open, none recovered`
                    : answer.population.deployments === 0 ? "no deployments"
                                                          : "no failed deployments"};
}

function reworkWords(answer) {
    const part = answer.deployment_rework_rate;
    return part.value === null ? {detail: "no deployments"} : rateWords(part.value, part.rework, part.n);
}

/** The figure without what is only proposed; null where that changes nothing. */
function sureFigure(metric, answer) {
    const part = answer[metric.name];
    const sure = part.without_proposed;
    if (metric.rate) {
        const [count, whole, of] = metric.name === "change_fail_rate"
            ? [sure.failed, part.failed, sure.value] : [sure.rework, part.rework, sure.value];
        return of === null || count === whole ? null : f.percentText(of);
    }
    if (metric.name !== "failed_deployment_recovery_time")
        return null;
    if (sure.n === part.n && sure.p50_hours === part.p50_hours && sure.open === part.open)
        return null;
    return sure.p50_hours === null ? "none" : f.durationText(sure.p50_hours, f.unitFor(part.p50_hours ?? sure.p50_hours));
}

function changeText(metric, now, before) {
    if (metric.rate)
        return f.pointsChangeText(now, before);
    return metric.name === "failed_deployment_recovery_time" ? f.durationChangeText(now, before) : f.relativeChangeText(now, before);
}

/** Whether a change is more than chance: where the intervals of both periods overlap, nothing is called better or worse. */
function changeWords(metric, current, previous) {
    const now = headline(metric, current), before = headline(metric, previous);
    if (now === null)
        return {};
    const change = changeText(metric, now, before);
    if (!change)
        return {change, verdict: "none before"};
    const interval = interval95(metric, current), earlier = interval95(metric, previous);
    if (!interval || !earlier)
        return {change, verdict: "too few to tell"};
    if (interval[0] <= earlier[1] && interval[1] >= earlier[0])
        return {change, verdict: "within the noise"};
    const better = (now < before) === (metric.name !== "deployment_frequency");
    return {change, verdict: better ? "better" : "worse", better};
}

const DESCRIBE = {
    deployment_frequency: frequencyWords,
    change_lead_time: leadTimeWords,
    change_fail_rate: failRateWords,
    failed_deployment_recovery_time: recoveryWords,
    deployment_rework_rate: reworkWords,
};

/** All that a card says. `previous` is the answer for the period before, or null when there is none to compare with. */
export function metricWords(metric, current, previous) {
    const words = {figure: f.NONE, unit: "", interval: "", detail: "", sure: "", score: "", change: "", verdict: "",
                   ...DESCRIBE[metric.name](current)};
    const score = current.benchmark.scores[metric.name];
    if (score !== null)
        words.score = f.fixedText(score, 1);
    const interval = interval95(metric, current);
    if (interval && words.figure !== f.NONE)
        words.interval = `95 %: ${endsText(metric, interval, current)}`;
    const sure = sureFigure(metric, current);
    if (sure !== null && words.figure !== f.NONE)
        words.sure = `${sure} without guesses`;
    if (previous)
        Object.assign(words, changeWords(metric, current, previous));
    words.sentence = spoken(metric, words);
    return words;
}

function spoken(metric, words) {
    const facts = [words.unit ? `${words.figure} ${words.unit}` : words.figure, words.interval, words.detail, words.sure];
    if (words.score)
        facts.push(`score ${words.score} of 10`);
    if (words.change)
        facts.push(`${words.change} against the period before, ${words.verdict}`);
    return `${metric.title}: ${facts.filter(fact => fact).join("; ")}`;
}

/** Why there is no course to draw; empty when there is one. */
export function missingWords(metric, answer) {
    const part = answer[metric.name];
    if (answer.population.deployments === 0)
        return "No deployments in this range";
    if (headline(metric, answer) !== null)
        return "";
    if (metric.name === "change_lead_time") {
        const {baseline, clock_skew: skewed} = part.excluded;
        const none = "No change with a lead time in this range";
        if (baseline > 0)
            return `${none}; left out: ${f.countText(baseline)} in a first deployment`;
        return skewed > 0 ? `${none}; left out: ${f.countText(skewed)} authored after the deployment` : none;
    }
    if (metric.name === "change_fail_rate")
        return `${f.plural(part.unjudged, "deployment")} too new to judge`;
    if (metric.name === "failed_deployment_recovery_time") {
        if (part.open > 0)
            return `${f.plural(part.open, "failed deployment")}, none recovered yet`;
        return part.excluded.clock_skew > 0 ? "No failed deployment with a recovery time in this range"
                                            : "No failed deployment in this range";
    }
    return "";
}

/** How a series is plotted: unit (of durations), title, subtitle. `cut` says what lies beyond the axis: "", "interval", "value". */
export function plotWords(metric, series, wantedUnit, cut) {
    if (metric.name === "deployment_frequency") {
        const points = series.buckets;
        const last = points.length > 0 && points[points.length - 1].partial;
        const first = points.length > 1 && points[0].partial;
        return {title: `Deployments per ${series.bucket}`,
                subtitle: first && last ? "pale bars are partial" : last ? "last bar is partial" : first ? "first bar is partial" : ""};
    }
    const name = metric.short ?? metric.title;
    if (metric.rate)
        return {title: `${name}, %`, subtitle: cut === "value" ? "95 % interval, a value cut off"
                                               : cut           ? "share, 95 % interval, cut off"
                                                               : "share, 95 % interval"};
    const unit = wantedUnit ?? f.unitForAll(series.buckets.map(point => point.value));
    return {unit, title: `${name}, ${unit.word}`, subtitle: cut === "value" ? "p25–p90 band, a value cut off"
                                                            : cut           ? "median, p25–p90 cut off"
                                                                            : "median, p25–p90 band"};
}

/** A value of the series in the unit of its plot. */
export function plotted(metric, unit, value) {
    return metric.rate ? value * 100 : metric.duration ? f.inUnit(value, unit) : value;
}
/** "2.1 d", "9.6 %", "6". */
export function valueText(metric, unit, value) {
    if (metric.rate)
        return f.percentText(value);
    return metric.duration ? f.durationText(value, unit) : value === null ? f.NONE : f.countText(Math.round(value));
}
export function intervalText(metric, unit, interval) {
    if (!interval)
        return "";
    return metric.rate ? f.percentIntervalText(interval) : metric.duration ? f.durationIntervalText(interval, unit) : "";
}
/** As valueText(), without the unit, which stands in the column's head. */
export function cellText(metric, unit, value) {
    return metric.rate ? f.percentFigure(value) : metric.duration ? f.durationFigure(value, unit) : valueText(metric, unit, value);
}
