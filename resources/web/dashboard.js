// SPDX-License-Identifier: GPL-3.0-or-later
// The dashboard: asks the API what the address says, and shows the answers. All requests of a page are of one moment.

import {address, get} from "./api.js";
import {makeCards, makePlots} from "./cards.js";
import {makeChips} from "./chips.js";
import {announce, byId, command, el} from "./dom.js";
import * as filter from "./filters.js";
import * as f from "./format.js";
import {IACT_CHARTS, makeIact} from "./iact.js";
import {showRows} from "./rows.js";
import {bucketFor} from "./scale.js";
import {METRICS} from "./words.js";

const DELIVERY = "/api/v1/delivery/", IACT = "/api/v1/dora/";
const SAY_AFTER = 300, LOOK_EVERY = 60000;

const started = {page: performance.now(), server: Date.parse(document.documentElement.dataset.now)};
/** The server's clock, whatever this machine's says. */
const now = () => new Date(started.server + performance.now() - started.page);

const facts = {services: [], count: 0, teams: [], environments: []};
const shown = {version: null, at: null, day: ""};
let filters = filter.readFilters(location.search);
let running = null;
/** The answers as of one moment, so that going back to other filters asks nothing again. */
const answers = {asOf: "", byAddress: new Map()};

const cards = makeCards(byId("cards"));
const plots = makePlots(byId("plots"));
const iact = makeIact(byId("iact-cards"), byId("iact-plots"), byId("iact-level"));
const chips = makeChips(byId("filters"), changed => go(changed));

/** One part of the page and its four states: what it says instead of its content, or beside it. */
class Section {
    constructor(id) {
        this.host = byId(id);
        this.state = this.host.querySelector(".state");
        this.content = this.host.querySelector(".content");
        this.isReady = false;
    }
    loading(words) {
        this.host.setAttribute("aria-busy", "true");
        clearTimeout(this.timer);
        this.timer = setTimeout(() => { if (!this.isReady) this.say("loading", el("p", {}, words)); }, SAY_AFTER);
    }
    settle() {
        clearTimeout(this.timer);
        this.host.removeAttribute("aria-busy");
    }
    ready() {
        this.settle();
        this.isReady = true;
        this.say("ready");
    }
    empty(...words) {
        this.settle();
        this.isReady = false;
        this.say("empty", ...words);
    }
    /** What was shown stays, and is said to be old. */
    failed(error) {
        this.settle();
        const retry = el("button", {type: "button", onclick: refresh}, "Try again");
        const details = error.requestId ? el("small", {}, `Request ${error.requestId}`) : "";
        if (error.status === 401)
            return this.say("error", el("p", {}, "You are not signed in any more. Nothing was changed."), signInLink());
        const age = this.isReady && shown.at ? ` These figures are those of ${f.ageText(performance.now() - shown.at)}.` : " Nothing was changed.";
        this.say(this.isReady ? "stale" : "error", el("p", {}, `${error.message}${age}`), retry, details);
    }
    say(state, ...words) {
        this.host.dataset.state = state;
        this.state.replaceChildren(...words);
        this.state.hidden = words.length === 0;
        this.content.classList.toggle("away", state === "empty" || state === "error");
        if (words.length)
            announce(this.state.querySelector("p")?.textContent ?? "");
    }
}

const signInLink = () => el("a", {class: "button", href: location.pathname + location.search}, "Sign in again");
const parts = {delivery: new Section("delivery"), iact: new Section("iact"), deployments: new Section("deployments")};

/** Shows the figures for other filters; they become the page's address. */
function go(next, how = "pushState") {
    filters = next;
    history[how](null, "", filter.searchOf(filters));
    load();
}

function asker(signal) {
    const onWait = seconds => { byId("age").textContent = `Asked too often; goes on in ${f.countText(seconds)} s`; };
    return async (path, parameters) => {
        const url = address(path, parameters);
        if (!answers.byAddress.has(url))
            answers.byAddress.set(url, await get(url, {signal, onWait}));
        return answers.byAddress.get(url);
    };
}

/** The five metrics and what is before them; everything else of the page is asked as of the same moment. */
async function loadDelivery(ask) {
    const selection = filter.selectionOf(filters);
    const window_ = filter.windowOf(filters, now());
    const current = await ask(`${DELIVERY}metrics`, {...selection, ...window_, as_of: answers.asOf});
    const asOf = answers.asOf = current.window.as_of;
    const before = filter.windowBefore(window_, new Date(asOf));
    const days = (Date.parse(current.window.to) - Date.parse(current.window.from)) / 86400000;
    const bucket = bucketFor(days, current.population.deployments);
    const [ever, previous, ...series] = await Promise.all([
        ask(`${DELIVERY}metrics`, {...selection, as_of: asOf}),
        before ? ask(`${DELIVERY}metrics`, {...selection, ...before, as_of: asOf}) : null,
        ...METRICS.map(metric => ask(`${DELIVERY}series`, {...selection, ...window_, as_of: asOf, metric: metric.name, bucket}))]);
    // Changes are against a period that the data hold the whole of.
    const covers = previous && ever.window.from && Date.parse(ever.window.from) <= Date.parse(previous.window.from);
    return {current, previous: covers ? previous : null, ever, asked: previous,
            series: Object.fromEntries(METRICS.map((metric, at) => [metric.name, series[at]]))};
}

const lastDay = window_ => new Date(Math.max(Date.parse(window_.from), Date.parse(window_.to) - 1));
const daysOf = window_ => f.daysText(new Date(window_.from), lastDay(window_));

function againstText({previous, asked, ever}) {
    if (!asked)
        return "no period before to compare with";
    if (!previous)
        return ever.window.from ? `the data begin on ${f.longDateText(new Date(ever.window.from))}, so there is no full period before`
                                : "no period before to compare with";
    return `changes are against ${daysOf(previous.window)}`;
}

function showDelivery(answer) {
    const {current, previous, series} = answer;
    byId("period").textContent = `${daysOf(current.window)}, UTC · ${againstText(answer)}`;
    byId("notes").replaceChildren(...current.warnings.map(warning => el("li", {}, warning)));
    byId("notes-card").hidden = current.warnings.length === 0;
    if (current.population.deployments === 0) {
        showNoDeployments(answer);
        return null;
    }
    const words = cards.show(current, previous, series);
    parts.delivery.ready();
    plots.show(current, series, words);
    return words;
}

const everywhere = () => go({...filters, project: "", team: "", environment: "any"});
const reset = () => go({project: "", team: "", environment: "", start: "", end: "", days: 30});
const longest = () => go({...filters, days: 365, start: "", end: ""});

function showNoDeployments({current, ever}) {
    const button = (words, act) => el("button", {type: "button", onclick: act}, words);
    const hasAny = ever.population.deployments > 0 || ever.population.not_successful > 0;
    if (!hasAny && facts.services.length === 0)
        return parts.delivery.empty(el("p", {}, "No deployments yet. Import a git repository: its release tags become deployments."),
                                    command("atalaya import git PATH"), el("p", {class: "muted"}, "Or look around with invented data:"),
                                    command("atalaya demo"));
    const words = current.population.not_successful > 0 ? "None of the deployments that match succeeded."
                                                        : `No deployment matches: ${filter.narrowing(filters, now()).join(", ")}.`;
    return parts.delivery.empty(el("p", {}, words), hasAny && filters.days !== 365 ? button("Last 365 days", longest) : "",
                                filters.environment === "any" ? "" : button("Show all environments", everywhere),
                                filter.isNarrowed(filters) || filters.days !== 30 ? button("Reset the filters", reset) : "");
}

async function loadIact(ask) {
    const parameters = filter.iactParameters(filters);
    const [summary, ...charts] = await Promise.all([ask(`${IACT}summary/`, parameters),
                                                    ...IACT_CHARTS.map(name => ask(`${IACT}charts/${name}/`, parameters))]);
    return {summary, charts: Object.fromEntries(IACT_CHARTS.map((name, at) => [name, charts[at]]))};
}

function showIact({summary, charts}) {
    const {project, team, environment} = filter.iactParameters(filters);
    const start = new Date(summary.period.start), end = new Date(summary.period.end);
    const moments = filters.days ? `${f.momentText(start, now())} – ${f.momentText(end, now())}` : f.daysText(start, end);
    byId("iact-scope").textContent = [moments + ", UTC", project || "all projects", team ? `team ${team}` : "", environment || "all environments"]
        .filter(part => part).join(" · ");
    byId("iact-level").hidden = summary.total_cycles === 0;
    if (summary.total_cycles === 0)
        parts.iact.empty(el("p", {}, "No phase events in this range. Send some, or import a file:"), command("atalaya import csv FILE"));
    else
        parts.iact.ready();
    iact.show(summary, charts, Boolean(filters.days));
    for (const link of document.querySelectorAll("[data-export]"))
        link.href = address(`${IACT}export/${link.dataset.export}/`, filter.iactParameters(filters));
}

/** The choices of the chips; the page works without them. */
async function loadFacts(ask) {
    const [services, teams] = await Promise.all([ask(`${DELIVERY}services`, {environment: "any", limit: 1000}),
                                                 ask(`${DELIVERY}teams`, {environment: "any", limit: 1000})]);
    facts.services = services.services.map(service => service.name);
    facts.count = services.total;
    facts.teams = teams.teams;
    facts.environments = [...new Set(services.services.flatMap(service => service.environments))].sort();
    chips.show(filters, facts, now());
}

async function part(section, words, signal, job) {
    section.loading(words);
    try {
        return await job();
    } catch (error) {
        if (!signal.aborted)
            section.failed(error);
        return null;
    }
}

function showAge() {
    if (shown.at !== null)
        byId("age").textContent = `Data version ${f.countText(shown.version)} · ${f.ageText(performance.now() - shown.at)}`;
}

function refresh() {
    answers.asOf = "";
    answers.byAddress.clear();
    load();
}

async function load() {
    running?.abort();
    const {signal} = running = new AbortController();
    const ask = asker(signal);
    const isNew = answers.asOf === "";
    chips.show(filters, facts, now());
    document.documentElement.dataset.settled = "false";
    const readFacts = loadFacts(ask).catch(() => {});
    const delivery = part(parts.delivery, "Computing the five metrics…", signal, async () => {
        const answer = await loadDelivery(ask);
        await readFacts; // whether the store is empty
        if (signal.aborted)
            return null;
        if (isNew)
            Object.assign(shown, {version: answer.current.data_version, at: performance.now(), day: now().toISOString().slice(0, 10)});
        return {answer, words: showDelivery(answer)};
    });
    const rows = part(parts.deployments, "Reading the deployments…", signal, async () => {
        const known = await delivery;
        if (signal.aborted)
            return;
        const asOf = known?.answer.current.window.as_of;
        const answer = await ask(`${DELIVERY}deployments`, {...filter.selectionOf(filters), ...filter.windowOf(filters, now()), as_of: asOf, limit: 50});
        if (signal.aborted)
            return;
        if (answer.total === 0)
            parts.deployments.empty(el("p", {}, "No deployments in this range."));
        else
            parts.deployments.ready();
        showRows(byId("rows"), byId("rows-count"), answer, known?.words?.change_lead_time.durations, now());
    });
    const iactShown = part(parts.iact, "Computing the IACT figures…", signal, async () => {
        const answer = await loadIact(ask);
        if (!signal.aborted)
            showIact(answer);
    });
    await Promise.all([delivery, rows, iactShown, readFacts]);
    if (signal.aborted)
        return;
    showAge();
    document.documentElement.dataset.settled = "true";
}

/** Cheap enough to ask each minute: only when the store has changed, or a day is over, the figures are asked again. */
async function look() {
    showAge();
    if (document.hidden || shown.version === null)
        return;
    try {
        const {data_version: version} = await get("/readyz");
        if (version !== shown.version || now().toISOString().slice(0, 10) !== shown.day)
            refresh();
    } catch { /* the next look may do better, and the age is said */ }
}

window.addEventListener("popstate", () => {
    filters = filter.readFilters(location.search);
    load();
});
document.addEventListener("themechange", () => { plots.redraw(); iact.redraw(); });
document.addEventListener("click", event => {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
        if (!menu.contains(event.target))
            menu.open = false;
    }
});
document.addEventListener("keydown", event => {
    const menu = event.key === "Escape" && document.querySelector("details.menu[open]");
    if (menu) {
        menu.open = false;
        menu.querySelector("summary").focus();
    }
});
byId("refresh").addEventListener("click", refresh);
setInterval(look, LOOK_EVERY);
for (const item of document.querySelectorAll("[data-export]"))
    item.closest("li").hidden = !document.documentElement.dataset.exports.split(" ").includes(item.dataset.export);
load();
