// SPDX-License-Identifier: GPL-3.0-or-later
// What the page is asked of. It lives in the address, with the names that the API has for it.

import {daysText} from "./format.js";

export const RANGES = [7, 30, 90, 365];
const DAY = 86400000;
const dateOf = moment => moment.toISOString().slice(0, 10);
const midnight = text => new Date(`${text}T00:00:00Z`);

/** {project, team, environment, days, start, end}; texts, empty when nothing was chosen; days is a number, or null with dates. */
export function readFilters(search) {
    const query = new URLSearchParams(search);
    const text = name => query.get(name) ?? "";
    const start = text("start_date"), end = text("end_date");
    const hasDates = Boolean(start || end);
    return {project: text("project"), team: text("team"), environment: text("environment"), start, end,
            days: hasDates ? null : Number(text("days")) || 30};
}

/** The address of the page with these filters. */
export function searchOf(filters) {
    const query = new URLSearchParams();
    const range = filters.days ? {days: filters.days === 30 ? "" : filters.days} : {start_date: filters.start, end_date: filters.end};
    for (const [name, value] of Object.entries({...range, project: filters.project, team: filters.team, environment: filters.environment})) {
        if (value)
            query.set(name, value);
    }
    const text = query.toString();
    return text ? `?${text}` : location.pathname;
}

export const isNarrowed = filters => Boolean(filters.project || filters.team || filters.environment);

/** "last 30 days", "1 Jun – 30 Jun 2026". */
export function rangeText(filters, now) {
    if (filters.days)
        return filters.days === 1 ? "last day" : `last ${filters.days} days`;
    const [first, last] = datesOf(filters, now);
    return daysText(first, last);
}

/** First and last day, as the console's ranges: so many days are today and those before it. */
function datesOf(filters, now) {
    const today = midnight(dateOf(now));
    if (filters.days)
        return [new Date(today.getTime() - (filters.days - 1) * DAY), today];
    const last = filters.end ? midnight(filters.end) : today;
    return [filters.start ? midnight(filters.start) : new Date(last.getTime() - 29 * DAY), last];
}

/** The parameters of the delivery routes but the window: what is chosen, whatever the days. */
export function selectionOf(filters) {
    return {service: filters.project, team: filters.team, environment: filters.environment};
}

/** The window as the delivery routes take it: whole days. */
export function windowOf(filters, now) {
    const [first, last] = datesOf(filters, now);
    return {from: dateOf(first), to: dateOf(new Date(last.getTime() + DAY))};
}

/** The window before, of as many whole days as `window` has begun by `asOf`. */
export function windowBefore(window, asOf) {
    const first = midnight(window.from);
    const end = Math.min(midnight(window.to).getTime(), asOf.getTime());
    const days = Math.floor((end - 1 - first.getTime()) / DAY) + 1;
    return days > 0 ? {from: dateOf(new Date(first.getTime() - days * DAY)), to: window.from} : null;
}

/** The parameters of the IACT routes. Without a choice they take every environment, as their clients always had it. */
export function iactParameters(filters) {
    const environment = filters.environment === "any" ? "" : filters.environment;
    const range = filters.days ? {days: filters.days} : {start_date: filters.start, end_date: filters.end};
    return {...range, project: filters.project, team: filters.team, environment};
}

/** What narrows, in words: for "nothing matches". */
export function narrowing(filters, now) {
    const words = [];
    if (filters.project)
        words.push(`service ${filters.project}`);
    if (filters.team)
        words.push(`team ${filters.team}`);
    if (filters.environment !== "any")
        words.push(`environment ${filters.environment || "production"}`);
    return [...words, rangeText(filters, now)];
}
