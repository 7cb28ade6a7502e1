// SPDX-License-Identifier: GPL-3.0-or-later
// Axes with labels at round values and dates (widgets/charts/chartscale.h, plotrange.h).

import {dateText, longDateText, monthText} from "./format.js";

/** A value axis from 0: {top, step, decimals}; at most `steps` of them, none below 1 when `whole`. */
export function niceScale(largest, steps, whole) {
    if (!(largest > 0) || !Number.isFinite(largest))
        return {top: 1, step: 1, decimals: 0};
    const wanted = largest / Math.max(1, steps);
    const power = 10 ** Math.floor(Math.log10(wanted));
    let factor = [1, 2, 2.5, 3, 4, 5].find(it => !(it === 2.5 && whole) && it * power >= wanted * (1 - 1e-9)) ?? 10;
    let step = factor * power;
    if (whole && step < 1)
        step = factor = 1;
    const decimals = Math.max(0, (factor === 2.5 ? 1 : 0) - Math.floor(Math.log10(step) + 1e-9));
    return {top: step * Math.ceil(largest / step - 1e-9), step, decimals};
}

const ENOUGH = 5;  // with fewer, a value is the luck of one and its interval spans nearly everything
const TALLEST = 4; // a band of durations, times the largest median

function largestOfAll(points) {
    return points.reduce((most, point) => point.value === null ? most : Math.max(most, point.value, point.interval?.[1] ?? 0), 0);
}

/** Where the axis of a series should end, in the series' own unit. */
export function scaleEnd(metric, points) {
    if (metric.name === "deployment_frequency")
        return largestOfAll(points);
    const shown = points.filter(point => point.value !== null);
    const enough = shown.filter(point => point.n >= ENOUGH);
    const few = enough.length > 0 && 2 * enough.length >= shown.length;
    let value = 0, high = 0;
    for (const point of shown) {
        const has = point.n >= ENOUGH;
        if (has || !few)
            value = Math.max(value, point.value);
        if (has || (!few && metric.duration))
            high = Math.max(high, point.interval?.[1] ?? 0);
    }
    if (metric.duration && value > 0)
        high = Math.min(high, TALLEST * value);
    const end = Math.max(value, high);
    return end > 0 ? end : largestOfAll(points);
}

/** What lies beyond the axis, the weightiest: "", "interval" or "value". */
export function cutOff(points, end) {
    const top = end * (1 + 1e-9);
    if (points.some(point => (point.value ?? 0) > top))
        return "value";
    return largestOfAll(points) > top ? "interval" : "";
}

const LEVELS = [{days: 1}, {days: 7}, ...[1, 2, 3, 6, 12, 24, 60, 120].map(months => ({months}))];
const MONDAY = Date.UTC(1970, 0, 5);
const monthNumber = date => date.getUTCFullYear() * 12 + date.getUTCMonth();
const weekStep = (date, days) => Math.floor((date.getTime() - MONDAY) / 86400000 / days);

function isLabelled(starts, at, level) {
    const date = starts[at];
    if (level.days)
        return at === 0 ? (date.getTime() - MONDAY) / 86400000 % level.days === 0
                        : weekStep(date, level.days) !== weekStep(starts[at - 1], level.days);
    if (at === 0)
        return date.getUTCDate() <= 7 && monthNumber(date) % level.months === 0;
    return Math.floor(monthNumber(date) / level.months) !== Math.floor(monthNumber(starts[at - 1]) / level.months);
}

/** A new year is said where it begins; where none does, the first label says which one it is. */
function labelled(starts, places, sayDay) {
    const year = index => starts[places[index]].getUTCFullYear();
    const isNewYear = index => index > 0 && year(index) !== year(index - 1);
    const yearIsSaid = places.some((at, index) => sayDay ? isNewYear(index) : starts[at].getUTCMonth() === 0);
    return new Map(places.map((at, index) => {
        const date = starts[at];
        const sayYear = index === 0 ? !yearIsSaid : sayDay && isNewYear(index);
        if (sayDay)
            return [at, sayYear ? longDateText(date) : dateText(date, date)];
        return [at, date.getUTCMonth() === 0 ? String(date.getUTCFullYear()) : monthText(date, sayYear)];
    }));
}

/** Which of the buckets that begin at `starts` (Dates) carry a label, and which: a Map of index to text, at most `most`. */
export function timeLabels(starts, bucket, most) {
    if (!starts.length)
        return new Map();
    for (const level of LEVELS) {
        if (level.days && bucket === "month")
            continue;
        const places = starts.map((_, at) => at).filter(at => isLabelled(starts, at, level));
        if (!places.length)
            break;
        if (places.length <= most)
            return labelled(starts, places, Boolean(level.days));
    }
    return labelled(starts, [0], bucket !== "month");
}

/** The finest bucket of which a window has at most about 60, coarser where they would hold fewer than 3 deployments each. */
export function bucketFor(days, deployments) {
    const lengths = [["day", 1], ["week", 7], ["month", 365.2425 / 12]];
    let at = 0;
    while (at < 2 && days / lengths[at][1] > 60)
        ++at;
    while (at < 2 && deployments < 3 * days / lengths[at][1] && days / lengths[at + 1][1] >= 6)
        ++at;
    return lengths[at][0];
}
