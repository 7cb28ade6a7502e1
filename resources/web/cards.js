// SPDX-License-Identifier: GPL-3.0-or-later
// The cards of the five delivery metrics and their plots, from the answers of /api/v1/delivery/.

import {el, svg} from "./dom.js";
import * as f from "./format.js";
import {Plot} from "./plots.js";
import {cutOff, scaleEnd} from "./scale.js";
import {METRICS, cellText, intervalText, metricWords, missingWords, plotWords, plotted, valueText} from "./words.js";

const COURSE = {width: 120, height: 32};

/** A small line without axes; gaps are gaps. */
function sparkline(metric, series) {
    const {width, height} = COURSE;
    const points = series.buckets;
    const end = scaleEnd(metric, points) || 1;
    const x = at => points.length > 1 ? 2 + (width - 4) * at / (points.length - 1) : width / 2;
    const y = value => height - 2 - (height - 4) * Math.min(1, value / end);
    let path = "";
    const dots = [];
    points.forEach((point, at) => {
        if (point.value === null)
            return;
        const goesOn = at > 0 && points[at - 1].value !== null;
        path += `${goesOn ? "L" : "M"}${x(at).toFixed(1)} ${y(point.value).toFixed(1)}`;
        if (!goesOn && points[at + 1]?.value == null)
            dots.push(svg("circle", {cx: x(at), cy: y(point.value), r: 1.5}));
    });
    return svg("svg", {class: `course ${metric.color}`, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true"},
               svg("path", {d: path || "M0 0"}), dots);
}

function fillCard(card, metric, words, series) {
    const verdict = words.better === undefined ? "muted" : words.better ? "good" : "bad";
    card.replaceChildren(
        el("h3", {}, metric.title, words.score ? el("span", {class: "pill", title: "Benchmark score, 0 to 10"}, words.score) : ""),
        el("p", {class: "figure"}, el("b", {class: words.figure === f.NONE ? "muted" : null}, words.figure),
           words.unit ? el("span", {}, words.unit) : ""),
        el("p", {class: "lines"}, [words.interval, words.detail, words.sure].filter(line => line).map(line => el("span", {}, line))),
        el("div", {class: "foot"}, series ? sparkline(metric, series) : "",
           el("p", {class: `change ${verdict}`}, el("b", {}, words.change), el("span", {}, words.verdict))));
    card.setAttribute("aria-label", words.sentence);
}

/** The cards of `host`, made once: an object with show(). */
export function makeCards(host) {
    const cards = METRICS.map(metric => el("article", {class: "card metric", id: `card-${metric.name}`}, el("h3", {}, metric.title)));
    host.replaceChildren(...cards);
    return {
        /** Returns the words that were shown, by metric. */
        show(current, previous, series) {
            return Object.fromEntries(METRICS.map((metric, at) => {
                const words = metricWords(metric, current, previous);
                fillCard(cards[at], metric, words, series?.[metric.name]);
                return [metric.name, words];
            }));
        },
    };
}

function columnsOf(metric, unit) {
    if (metric.name === "deployment_frequency")
        return ["Period", "Deployments"];
    const sign = metric.rate ? "%" : unit.sign;
    return metric.rate ? ["Period", "n", `Share, ${sign}`, `Low, ${sign}`, `High, ${sign}`]
                       : ["Period", "n", `Median, ${sign}`, `p25, ${sign}`, `p90, ${sign}`];
}

function pointOf(metric, series, bucket, unit, now) {
    const start = new Date(bucket.start);
    const period = f.bucketText(start, new Date(bucket.end), series.bucket, now) + (bucket.partial ? ", partial" : "");
    const counts = metric.name === "deployment_frequency";
    const value = valueText(metric, unit, bucket.value);
    const words = counts ? [period, `${value} deployment${bucket.value === 1 ? "" : "s"}`]
                         : [period, value, `n ${f.countText(bucket.n)}`, intervalText(metric, unit, bucket.interval)];
    const number = given => cellText(metric, unit, given ?? null);
    const drawn = given => given === null || given === undefined ? null : plotted(metric, unit, given);
    return {
        start, partial: bucket.partial, words: words.filter(word => word),
        value: drawn(bucket.value), low: drawn(bucket.interval?.[0]), high: drawn(bucket.interval?.[1]),
        cells: counts ? [period, number(bucket.value)]
                      : [period, f.countText(bucket.n), number(bucket.value), number(bucket.interval?.[0]), number(bucket.interval?.[1])],
    };
}

/** The plots of `host`, made once: an object with show() and redraw(). */
export function makePlots(host) {
    const plots = METRICS.map(metric => new Plot(`plot-${metric.name}`));
    host.replaceChildren(...plots.map(plot => plot.element));
    return {
        redraw: () => plots.forEach(plot => plot.draw()),
        show(current, series, words) {
            const now = new Date(current.window.as_of);
            METRICS.forEach((metric, at) => {
                const own = series[metric.name];
                const end = scaleEnd(metric, own.buckets);
                const said = plotWords(metric, own, words[metric.name].durations, cutOff(own.buckets, end));
                plots[at].set({
                    title: said.title, subtitle: said.subtitle, color: metric.color, bucket: own.bucket,
                    bars: metric.name === "deployment_frequency", whole: metric.name === "deployment_frequency",
                    missing: missingWords(metric, current), end: plotted(metric, said.unit, end), columns: columnsOf(metric, said.unit),
                    points: own.buckets.map(bucket => pointOf(metric, own, bucket, said.unit, now)),
                });
            });
        },
    };
}
