// SPDX-License-Identifier: GPL-3.0-or-later
// A plot on a card, drawn by Chart.js, with its table and its keys. Chart.js is the system's and stands in window.Chart.

import {announce, el} from "./dom.js";
import {fixedText} from "./format.js";
import {niceScale, timeLabels} from "./scale.js";

const BAND = 0.14, PALE = 0.4;

/** The colour of a role, as the theme has it now. */
export const colorOf = role => getComputedStyle(document.documentElement).getPropertyValue(`--${role}`).trim();

function withAlpha(color, alpha) {
    const [red, green, blue] = [1, 3, 5].map(at => parseInt(color.slice(at, at + 2), 16));
    return `rgba(${red}, ${green}, ${blue}, ${alpha})`;
}

const rem = () => parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;

/** Of lines: the stroke of an interval that has no neighbour, and a triangle where a value lies beyond the axis. */
const marks = {
    id: "marks",
    afterDatasetsDraw(chart, _, options) {
        const {points = [], top, color} = options;
        const {ctx, scales: {x, y}, chartArea} = chart;
        ctx.save();
        points.forEach((point, at) => {
            if (point.value === null)
                return;
            const place = x.getPixelForValue(at);
            const isAlone = points[at - 1]?.value == null && points[at + 1]?.value == null;
            if (isAlone && point.low !== null) {
                ctx.fillStyle = withAlpha(color, BAND);
                const high = y.getPixelForValue(Math.min(point.high, top));
                ctx.fillRect(place - 3, high, 6, y.getPixelForValue(Math.min(point.low, top)) - high);
            }
            if (point.value > top * (1 + 1e-9)) {
                ctx.fillStyle = color;
                ctx.beginPath();
                ctx.moveTo(place, chartArea.top - 1);
                ctx.lineTo(place - 4, chartArea.top + 6);
                ctx.lineTo(place + 4, chartArea.top + 6);
                ctx.fill();
            }
        });
        ctx.restore();
    },
};

function lineDatasets(plot, color) {
    const {points} = plot;
    const alone = points.map((_, at) => points[at - 1]?.value == null && points[at + 1]?.value == null);
    const isPale = at => points[at]?.partial;
    const sets = [];
    if (points.some(point => point.low !== null)) {
        const edge = {borderWidth: 0, pointRadius: 0, pointHitRadius: 0, pointHoverRadius: 0};
        sets.push({...edge, data: points.map(point => point.low), fill: false},
                  {...edge, data: points.map(point => point.high), fill: "-1", backgroundColor: withAlpha(color, BAND)});
    }
    sets.push({
        data: points.map(point => point.value), borderColor: color, borderWidth: 2 * rem(), borderJoinStyle: "round", fill: false,
        clip: {left: 8, top: 4, right: 8, bottom: 4},
        pointRadius: points.map((point, at) => alone[at] ? 3 * rem() : 0), pointHoverRadius: 4 * rem(), pointBorderWidth: 0,
        pointBackgroundColor: points.map(point => point.partial ? withAlpha(color, PALE) : color), pointHitRadius: 8,
        segment: {borderColor: at => isPale(at.p0DataIndex) || isPale(at.p1DataIndex) ? withAlpha(color, PALE) : color},
    });
    return sets;
}

function barDatasets(plot, color) {
    return [{data: plot.points.map(point => point.value),
             backgroundColor: plot.points.map(point => point.partial ? withAlpha(color, PALE) : color),
             hoverBackgroundColor: color, borderRadius: 2, barPercentage: 0.72, categoryPercentage: 1, minBarLength: 0}];
}

/**
 * One plot. `plot` is {title, subtitle, bars, whole, color, bucket, missing, end, points, columns}; of a point
 * {start (a Date), value, low, high (numbers or null, as drawn), partial, words (what is read out), cells (its row)}.
 */
export class Plot {
    constructor(id) {
        this.canvas = el("canvas", {"aria-hidden": "true"});
        this.empty = el("p", {class: "nothing", hidden: true});
        this.box = el("div", {class: "plot", tabindex: "0", role: "img"}, this.canvas, this.empty);
        this.table = el("div", {class: "twin", hidden: true, tabindex: "0", role: "region"});
        this.title = el("h3", {id: `${id}-title`});
        this.subtitle = el("span", {class: "muted"});
        this.toggle = el("button", {type: "button", class: "small", "aria-pressed": "false", onclick: () => this.showTable(this.table.hidden)},
                         "Table");
        this.element = el("figure", {class: "card chart", id, "aria-labelledby": `${id}-title`},
                          el("figcaption", {}, el("div", {}, this.title, " ", this.subtitle), this.toggle), this.box, this.table);
        this.box.addEventListener("keydown", event => this.key(event));
        this.box.addEventListener("blur", () => this.select(null));
        this.at = null;
    }

    showTable(shown) {
        this.table.hidden = !shown;
        this.box.hidden = shown;
        this.toggle.textContent = shown ? "Plot" : "Table";
        this.toggle.setAttribute("aria-pressed", String(shown));
        if (!shown)
            this.draw();
    }

    set(plot) {
        this.plot = plot;
        this.title.textContent = plot.title;
        this.subtitle.textContent = plot.subtitle;
        this.subtitle.title = plot.subtitle;
        this.toggle.setAttribute("aria-label", `Show as a table: ${plot.title}`);
        this.box.setAttribute("aria-label", plot.missing ? `${plot.title}: ${plot.missing}`
                                                         : `Plot: ${plot.title}. Left and right arrow keys read the points.`);
        this.empty.textContent = plot.missing;
        this.empty.hidden = !plot.missing;
        this.canvas.hidden = Boolean(plot.missing);
        this.fillTable();
        this.draw();
    }

    fillTable() {
        const {title, columns, points} = this.plot;
        this.table.setAttribute("aria-label", `Table: ${title}`);
        const head = columns.map((name, at) => el("th", {scope: "col", class: at ? "number" : null}, name));
        const rows = points.map(point => el("tr", {}, point.cells.map((cell, at) =>
            at ? el("td", {class: "number"}, cell) : el("th", {scope: "row"}, cell))));
        this.table.replaceChildren(el("table", {}, el("caption", {class: "hidden"}, title), el("thead", {}, el("tr", {}, head)),
                                      el("tbody", {}, rows)));
    }

    draw() {
        this.chart?.destroy();
        this.chart = null;
        if (!this.plot || this.plot.missing || this.box.hidden)
            return;
        this.chart = new window.Chart(this.canvas, this.config());
    }

    config() {
        const {plot} = this;
        const color = colorOf(plot.color);
        const scale = niceScale(plot.end, 4, plot.whole);
        const size = 11 * rem();
        const font = {family: getComputedStyle(document.body).fontFamily, size};
        const most = Math.max(2, Math.floor(this.box.clientWidth / (62 * rem())));
        const labels = timeLabels(plot.points.map(point => point.start), plot.bucket, most);
        const ticks = {color: colorOf("muted"), font};
        return {
            type: plot.bars ? "bar" : "line",
            data: {labels: plot.points.map(point => point.words[0]),
                   datasets: plot.bars ? barDatasets(plot, color) : lineDatasets(plot, color)},
            plugins: [marks],
            options: {
                animation: false, responsive: true, maintainAspectRatio: false, normalized: true,
                interaction: {mode: "index", intersect: false},
                layout: {padding: {top: 8 * rem(), right: 14 * rem()}},
                scales: {
                    x: {offset: true, grid: {display: false, drawBorder: false}, border: {display: false},
                        ticks: {...ticks, autoSkip: false, maxRotation: 0, callback: (_, at) => labels.get(at) ?? ""}},
                    y: {min: 0, max: scale.top, grid: {color: colorOf("grid"), drawBorder: false, drawTicks: false},
                        border: {display: false},
                        ticks: {...ticks, padding: 6 * rem(), stepSize: scale.step,
                                callback: value => fixedText(value, scale.decimals)}},
                },
                plugins: {
                    legend: {display: false},
                    marks: plot.bars ? {} : {points: plot.points, top: scale.top, color},
                    tooltip: {
                        backgroundColor: colorOf("raised"), borderColor: colorOf("line"), borderWidth: 1, titleColor: colorOf("text"),
                        bodyColor: colorOf("muted"), titleFont: {...font, size: 12 * rem(), weight: 600}, bodyFont: font,
                        displayColors: false, padding: 8 * rem(), caretSize: 0, cornerRadius: 6,
                        filter: (item, index) => index === 0,
                        callbacks: {title: items => plot.points[items[0]?.dataIndex]?.words[0] ?? "",
                                    label: item => plot.points[item.dataIndex].words.slice(1)},
                    },
                },
            },
        };
    }

    key(event) {
        const step = {ArrowLeft: -1, ArrowRight: 1}[event.key];
        if (event.key === "Escape")
            this.select(null);
        if (!step || !this.chart)
            return;
        event.preventDefault();
        const last = this.plot.points.length - 1;
        this.select(this.at === null ? (step > 0 ? 0 : last) : Math.min(last, Math.max(0, this.at + step)));
    }

    select(at) {
        this.at = at;
        if (!this.chart)
            return;
        const set = this.chart.data.datasets.length - 1;
        const active = at === null ? [] : [{datasetIndex: set, index: at}];
        this.chart.setActiveElements(active);
        const meta = at === null ? null : this.chart.getDatasetMeta(set).data[at];
        this.chart.tooltip.setActiveElements(active, {x: meta?.x ?? 0, y: meta?.y ?? 0});
        this.chart.update("none");
        if (at !== null)
            announce(this.plot.points[at].words.join(", "));
    }
}
