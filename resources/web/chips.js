// SPDX-License-Identifier: GPL-3.0-or-later
// The filters at the top: native choices that look like the console's chips.

import {el} from "./dom.js";
import {RANGES, rangeText} from "./filters.js";
import {countText} from "./format.js";

function options(select, choices, value) {
    select.replaceChildren(...choices.map(([key, text]) => el("option", {value: key, selected: key === value}, text)));
    select.value = value;
    select.closest(".chip").classList.toggle("chosen", value !== choices[0][0]);
}

const named = (first, names, value) => [first, ...[...new Set([...names, ...(value ? [value] : [])])].map(name => [name, name])];

/** Wires the chips of `form`; `changed(filters)` gets what a person chose. */
export function makeChips(form, changed) {
    const select = name => form.elements.namedItem(name);
    const dates = form.querySelector("#dates");
    let filters = null;

    const choose = change => changed({...filters, ...change});
    for (const name of ["project", "team", "environment"])
        select(name).addEventListener("change", event => choose({[name]: event.target.value}));
    select("range").addEventListener("change", event => {
        if (event.target.value !== "dates")
            return choose({days: Number(event.target.value), start: "", end: ""});
        dates.hidden = false;
        select("start_date").focus();
    });
    form.addEventListener("submit", event => {
        event.preventDefault();
        const start = select("start_date"), end = select("end_date");
        end.setCustomValidity(start.value && end.value && end.value < start.value ? "The last day is before the first." : "");
        if (form.reportValidity() && start.value)
            choose({days: null, start: start.value, end: end.value});
    });
    for (const name of ["start_date", "end_date"])
        select(name).addEventListener("input", () => select("end_date").setCustomValidity(""));

    return {
        /** `facts` is {services, count, teams, environments}, as far as known; count is of all services. */
        show(next, facts, now) {
            filters = next;
            options(select("project"), named(["", facts.count ? `all ${countText(facts.count)}` : "all"], facts.services, filters.project),
                    filters.project);
            options(select("team"), named(["", "any"], facts.teams, filters.team), filters.team);
            // Without a choice the delivery figures are of production.
            const others = facts.environments.filter(name => name !== "production");
            options(select("environment"), [["", "production"], ["any", "any"],
                                            ...named(["", ""], others, ["any", "production"].includes(filters.environment) ? "" : filters.environment).slice(1)],
                    filters.environment === "production" ? "" : filters.environment);
            const presets = [...new Set([...RANGES, ...(filters.days ? [filters.days] : [])])].sort((a, b) => a - b);
            const range = presets.map(days => [String(days), rangeText({days}, now)]);
            range.push(["dates", filters.days ? "dates…" : rangeText(filters, now)]);
            options(select("range"), range, filters.days ? String(filters.days) : "dates");
            select("range").closest(".chip").classList.toggle("chosen", filters.days !== 30);
            dates.hidden = Boolean(filters.days);
            select("start_date").value = filters.start;
            select("end_date").value = filters.end;
        },
    };
}
