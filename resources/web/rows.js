// SPDX-License-Identifier: GPL-3.0-or-later
// The latest deployments as a table, from the answer of /api/v1/delivery/deployments.

import {el} from "./dom.js";
import * as f from "./format.js";

const FEW = 10;
const REPAIRS = {manual: "repairs", revert: "revert of", rollback: "rollback of", hotfix: "hotfix of", incident: "incident of"};
const FAILED = {manual: "repaired in", revert: "reverted in", rollback: "rolled back by", hotfix: "hotfix", incident: "incident, fixed in"};
const OUTCOMES = {
    healthy: {sign: "✓", look: "good", word: "healthy"},
    failed: {sign: "✕", look: "bad", word: "failed"},
    "too-new": {sign: "?", look: "warning", word: "too new to judge"},
    "not-successful": {sign: "!", look: "muted", word: "did not succeed"},
};

const nameOf = row => row.version ?? row.sha?.slice(0, 7) ?? row.id.slice(0, 8);

/** Names of the page's own rows: most neighbours are among them. A kind alone is said where the other end is not. */
function fixesText(row, names) {
    const edge = row.repairs[0];
    if (!edge)
        return "";
    const cause = names.get(edge.cause);
    return cause ? `${REPAIRS[edge.kind]} ${cause}` : REPAIRS[edge.kind].replace(/ of$/, "");
}

function outcomeText(row, names) {
    const edge = row.blamed_by[0];
    if (row.outcome === "failed" && edge) {
        const fix = names.get(edge.fix);
        return fix ? `failed: ${FAILED[edge.kind]} ${fix}` : edge.kind === "incident" ? "failed: incident" : "failed";
    }
    if (row.outcome === "not-successful")
        return {cancelled: "run cancelled", pending: "still running"}[row.status] ?? "run failed";
    return OUTCOMES[row.outcome]?.word ?? row.outcome;
}

function rowOf(row, names, unit, now, sayEnvironment) {
    const outcome = OUTCOMES[row.outcome] ?? OUTCOMES.healthy;
    const cell = (name, look, ...content) => el("td", {"data-name": name, class: look}, content);
    return el("tr", {},
              el("th", {scope: "row", class: "version"}, el("code", {}, nameOf(row))),
              cell("Service", "service", row.service),
              sayEnvironment ? cell("Environment", "environment", row.environment) : "",
              cell("Finished", "finished", el("time", {datetime: row.finished}, f.momentText(new Date(row.finished), now))),
              cell("Changes", "number changes", f.countText(row.changes)),
              cell("Lead time", "number lead", f.durationFigure(row.lead_time_p50_hours, unit)),
              cell("Fixes", "fixes", fixesText(row, names)),
              cell("Outcome", `outcome ${outcome.look}`, el("span", {"aria-hidden": "true"}, outcome.sign), ` ${outcomeText(row, names)}`));
}

/** Fills `host`; a button shows the rest of the answer. The lead times are in `wanted`, if given. */
export function showRows(host, subtitle, answer, wanted, now) {
    const rows = answer.deployments;
    const names = new Map(rows.map(row => [row.id, nameOf(row)]));
    const unit = wanted ?? f.unitForAll(rows.map(row => row.lead_time_p50_hours));
    const sayEnvironment = new Set(rows.map(row => row.environment)).size > 1;
    subtitle.textContent = answer.total > 0 ? `${f.countText(Math.min(FEW, rows.length))} of ${f.countText(answer.total)}, newest first` : "none";
    const column = (name, look) => el("th", {scope: "col", class: look}, name);
    const body = el("tbody", {}, rows.slice(0, FEW).map(row => rowOf(row, names, unit, now, sayEnvironment)));
    const more = rows.length > FEW ? el("button", {type: "button", onclick: () => {
        body.append(...rows.slice(FEW).map(row => rowOf(row, names, unit, now, sayEnvironment)));
        subtitle.textContent = `${f.countText(rows.length)} of ${f.countText(answer.total)}, newest first`;
        more.remove();
    }}, `Show ${f.countText(rows.length)}`) : "";
    const head = el("tr", {}, column("Version"), column("Service"), sayEnvironment ? column("Environment") : "", column("Finished"),
                    column("Changes", "number"), column(`Lead time, ${unit.sign}`, "number"), column("Fixes", "fixes"), column("Outcome"));
    host.replaceChildren(el("table", {class: "deployments"}, el("caption", {class: "hidden"}, "Latest deployments"), el("thead", {}, head), body),
                         more);
}
