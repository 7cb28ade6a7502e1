// SPDX-License-Identifier: GPL-3.0-or-later
// The four IACT figures and their days, from the answers of /api/v1/dora/.

import {el} from "./dom.js";
import * as f from "./format.js";
import {Plot} from "./plots.js";

const SCALE = "IACT scale: three or more figures elite, Elite; two high, High; two medium, Medium; otherwise Low. It is not DORA's.";
const FIGURES = [
    {key: "deployment_frequency", chart: "deployment-frequency", title: "Deployments", unit: "", per: "Deployments per day", color: "series-1"},
    {key: "lead_time_hours", chart: "lead-time-trends", title: "Lead time", unit: "h mean", per: "Lead time per day, hours", color: "series-2"},
    {key: "change_failure_rate", chart: "change-failure-rate", title: "Change failure rate", unit: "%", per: "Change failure rate per day, %",
     color: "series-4"},
    {key: "mttr_hours", chart: "mttr", title: "Time to restore", unit: "h mean", per: "Time to restore (MTTR) per day, hours", color: "series-5"},
];
export const IACT_CHARTS = FIGURES.map(figure => figure.chart);

const figureText = (figure, value) => figure.key === "deployment_frequency" ? f.countText(value) : f.fixedText(value, 2);

function levelClass(word) {
    return {Elite: "good", High: "good", Medium: "warning", Low: "bad"}[word] ?? "muted";
}

function plotOf(figure, answer, cut) {
    const days = answer.labels.map(label => new Date(`${label}T00:00:00Z`));
    const now = days[days.length - 1] ?? new Date(0);
    const empty = new Set(answer.empty);
    const points = answer.data.map((value, at) => {
        const isEmpty = empty.has(answer.labels[at]);
        // A window of so many days begins and ends in the middle of one.
        const partial = cut && (at === 0 || at === answer.data.length - 1);
        const day = f.dateText(days[at], now) + (partial ? ", partial" : "");
        const said = isEmpty ? f.NONE : figureText(figure, value);
        return {start: days[at], partial, value: isEmpty ? null : value, low: null, high: null, cells: [day, said],
                words: [day, isEmpty ? "nothing to average" : `${said} ${figure.unit}`.trim()]};
    });
    const bars = figure.key === "deployment_frequency";
    const values = points.map(point => point.value ?? 0);
    return {
        title: figure.per, subtitle: bars && cut ? "pale bars are partial" : "", color: figure.color, bucket: "day", bars, whole: bars,
        end: Math.max(0, ...values), points, columns: ["Day", figure.unit ? `${figure.title}, ${figure.unit.split(" ")[0]}` : figure.title],
        missing: points.some(point => point.value) || points.some(point => point.value === 0 && !bars) ? "" : "Nothing in this range",
    };
}

/** The API says 0 where there is nothing to average, and which days those are: when it is all of them, so is the figure. */
function fillCard(card, figure, summary, chart) {
    const isEmpty = chart.labels.length > 0 && chart.empty.length === chart.labels.length;
    const words = isEmpty ? f.NONE : figureText(figure, summary[figure.key]);
    const unit = isEmpty ? "nothing to average" : figure.unit;
    card.replaceChildren(el("h3", {}, figure.title), el("p", {class: "figure"}, el("b", {class: isEmpty ? "muted" : null}, words),
                                                        unit ? el("span", {}, unit) : ""));
    card.setAttribute("aria-label", `${figure.title}: ${words} ${unit}`.trim());
}

/** The section's cards and plots, made once. */
export function makeIact(cardHost, plotHost, levelHost) {
    const cards = FIGURES.map(figure => el("article", {class: "card metric", id: `iact-${figure.key}`}, el("h3", {}, figure.title)));
    const plots = FIGURES.map(figure => new Plot(`iact-plot-${figure.chart}`));
    cardHost.replaceChildren(...cards);
    plotHost.replaceChildren(...plots.map(plot => plot.element));
    return {
        redraw: () => plots.forEach(plot => plot.draw()),
        /** `charts` by name; `cut` when the window's ends are no midnights. */
        show(summary, charts, cut) {
            FIGURES.forEach((figure, at) => {
                fillCard(cards[at], figure, summary, charts[figure.chart]);
                plots[at].set(plotOf(figure, charts[figure.chart], cut));
            });
            levelHost.replaceChildren(el("span", {class: `level ${levelClass(summary.dora_classification)}`, title: SCALE},
                                         summary.dora_classification),
                                      el("span", {class: "muted"}, ` of ${f.plural(summary.total_cycles, "cycle")}`));
        },
    };
}
