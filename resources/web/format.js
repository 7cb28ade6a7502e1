// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers and moments as the console says them (widgets/common/format.h). Nothing to show is NONE, never 0.

export const NONE = "–";
const MINUS = "−", GROUP = "\u202f", HOLD = "\u00a0", TO = "–";
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const known = value => typeof value === "number" && Number.isFinite(value);
const joined = (figure, unit) => figure + HOLD + unit;

function grouped(value, decimals) {
    const [whole, part] = Math.abs(value).toFixed(decimals).split(".");
    const text = whole.replace(/\B(?=(\d{3})+$)/g, GROUP) + (part ? "." + part : "");
    return value < 0 ? MINUS + text : text;
}

const isShown = (value, decimals) => Math.abs(value) >= 0.5 * 10 ** -decimals;

function signed(value, decimals) {
    if (!isShown(value, decimals))
        return "±" + grouped(0, 0);
    return (value > 0 ? "+" : "") + grouped(value, decimals);
}

function numberDecimals(value) {
    const size = Math.abs(value);
    if (size === 0 || size >= 99.95)
        return 0;
    if (size >= 0.995)
        return 1;
    let decimals = 1 - Math.floor(Math.log10(size));
    if (Math.round(size * 10 ** decimals) >= 100)
        --decimals;
    return Math.min(decimals, 6);
}

/** All digits of a whole number: "48 210". */
export const countText = value => grouped(value, 0);
/** Two or three significant digits: "1 240", "83.2", "0.062". */
export const numberText = value => known(value) ? grouped(value, numberDecimals(value)) : NONE;
export const fixedText = (value, decimals) => known(value) ? grouped(isShown(value, decimals) ? value : 0, decimals) : NONE;
export function numberIntervalText([low, high]) {
    const decimals = numberDecimals(high);
    return fixedText(low, decimals) + TO + fixedText(high, decimals);
}

/** The units of durations, of so many hours each. */
export const UNITS = {
    seconds: {sign: "s", word: "seconds", hours: 1 / 3600, coarse: true},
    minutes: {sign: "min", word: "minutes", hours: 1 / 60, coarse: true},
    hours: {sign: "h", word: "hours", hours: 1},
    days: {sign: "d", word: "days", hours: 24},
};

export function inUnit(hours, unit) {
    return unit === UNITS.days ? hours / 24 : unit === UNITS.hours ? hours : unit === UNITS.minutes ? hours * 60 : hours * 3600;
}

/** The unit for one duration: days from 24 h on, hours from 1 h, minutes from 1 min, otherwise seconds. */
export function unitFor(hours) {
    const size = Math.abs(hours);
    if (size >= 24)
        return UNITS.days;
    if (size >= 1)
        return UNITS.hours;
    return size >= 1 / 60 ? UNITS.minutes : UNITS.seconds;
}

/** The one unit of a column or plot: that of the (upper) median of what is above zero; hours when there is nothing. */
export function unitForAll(list) {
    const shown = list.filter(value => known(value) && value > 0).sort((a, b) => a - b);
    return shown.length ? unitFor(shown[Math.floor(shown.length / 2)]) : UNITS.hours;
}

function durationDecimals(value, unit) {
    const size = Math.abs(value);
    if (size >= 99.95)
        return 0;
    return unit.coarse && size >= 9.95 ? 0 : 1;
}

/** "2.1": a duration without its unit; below a tenth it says "< 0.1". */
export function durationFigure(hours, unit) {
    if (!known(hours))
        return NONE;
    const value = inUnit(hours, unit);
    if (value === 0)
        return grouped(0, 0);
    const decimals = durationDecimals(value, unit);
    return isShown(value, decimals) ? grouped(value, decimals) : "<" + HOLD + grouped(0.1, 1);
}

export const durationText = (hours, unit = unitFor(hours ?? 0)) =>
    known(hours) ? joined(durationFigure(hours, unit), unit.sign) : NONE;
export const durationIntervalText = ([low, high], unit) =>
    joined(durationFigure(low, unit) + TO + durationFigure(high, unit), unit.sign);

/** "9.6": a share 0..1 in percent, without the sign; "0" and "100" only when they are meant. */
export function percentFigure(share) {
    if (!known(share))
        return NONE;
    const noise = 1e-9; // the ends of an interval come with that of its arithmetic
    const percent = Math.abs(share) < noise ? 0 : share * 100;
    if (share < 1 - noise && percent >= 99.95)
        return ">" + HOLD + grouped(99.9, 1);
    const size = Math.abs(percent);
    const decimals = size >= 99.95 || size === 0 ? 0 : size < 0.095 ? 2 : 1;
    return percent !== 0 && !isShown(percent, decimals) ? "<" + HOLD + grouped(0.01, 2) : grouped(percent, decimals);
}
export const percentText = share => known(share) ? joined(percentFigure(share), "%") : NONE;
export const percentIntervalText = ([low, high]) => joined(percentFigure(low) + TO + percentFigure(high), "%");

/** Changes; empty when either side is missing. */
export function relativeChangeText(now, before) {
    if (!known(now) || !known(before) || before === 0 || !Number.isFinite(now / before))
        return "";
    const percent = (now / before - 1) * 100;
    return joined(signed(percent, Math.abs(percent) < 9.95 ? 1 : 0), "%");
}
export const pointsChangeText = (now, before) =>
    known(now) && known(before) ? joined(signed((now - before) * 100, 1), "pp") : "";
export function durationChangeText(now, before) {
    if (!known(now) || !known(before))
        return "";
    const unit = unitFor(now);
    const value = inUnit(now - before, unit);
    return joined(signed(value, durationDecimals(value, unit)), unit.sign);
}

const two = number => String(number).padStart(2, "0");
const dayText = (date, withYear) =>
    `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}${withYear ? " " + date.getUTCFullYear() : ""}`;

/** "25 Nov", "25 Nov 2025": with the year where it is not that of `now`. Moments are Dates, days are UTC's. */
export const dateText = (moment, now) => dayText(moment, moment.getUTCFullYear() !== now.getUTCFullYear());
/** "25 Nov 09:12". */
export const momentText = (moment, now) => `${dateText(moment, now)} ${two(moment.getUTCHours())}:${two(moment.getUTCMinutes())}`;
export const longDateText = date => dayText(date, true);
export const monthText = (date, withYear) => MONTHS[date.getUTCMonth()] + (withYear ? " " + date.getUTCFullYear() : "");
/** "1 Jun – 30 Jun 2026": from the first day to the last. */
export function daysText(first, last) {
    if (dayText(first, true) === dayText(last, true))
        return dayText(first, true);
    return `${dayText(first, first.getUTCFullYear() !== last.getUTCFullYear())} – ${dayText(last, true)}`;
}

/** "17–23 Nov", "25 Nov", "Nov 2025": the days of a bucket, whose end is the first moment that is not in it. */
export function bucketText(start, end, bucket, now) {
    if (bucket === "month")
        return monthText(start, true);
    const last = new Date(Math.max(start.getTime(), end.getTime() - 1));
    const withYear = last.getUTCFullYear() !== now.getUTCFullYear();
    if (start.toISOString().slice(0, 10) === last.toISOString().slice(0, 10))
        return dayText(start, withYear);
    const sameYear = start.getUTCFullYear() === last.getUTCFullYear();
    if (sameYear && start.getUTCMonth() === last.getUTCMonth())
        return start.getUTCDate() + TO + dayText(last, withYear);
    return `${dayText(start, !sameYear)} – ${dayText(last, withYear)}`;
}

/** "just now", "2 min ago", "3 h ago", "5 d ago". */
export function ageText(ms) {
    const minutes = ms / 60000;
    if (minutes < 1)
        return "just now";
    if (minutes < 60)
        return joined(countText(Math.floor(minutes)), "min") + " ago";
    if (minutes < 2880)
        return joined(countText(Math.floor(minutes / 60)), "h") + " ago";
    return joined(countText(Math.floor(minutes / 1440)), "d") + " ago";
}

/** "1 deployment", "83 deployments". */
export const plural = (count, word) => `${countText(count)} ${word}${count === 1 ? "" : "s"}`;
