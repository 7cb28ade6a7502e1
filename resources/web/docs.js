// SPDX-License-Identifier: GPL-3.0-or-later
// What the page of the API can do beyond being read: search, copy, and ask a route with the session.

import {byId, copy, el} from "./dom.js";
import {countText, plural} from "./format.js";

const HOST = "http://127.0.0.1:8787"; // as the server writes the examples
const MOST_SHOWN = 200000;

function makeExamples() {
    for (const example of document.querySelectorAll("pre.example")) {
        const code = example.querySelector("code");
        code.textContent = code.textContent.replace(HOST, location.origin);
        const button = el("button", {type: "button", class: "small", onclick: () => copy(code.textContent, button)}, "Copy");
        example.append(button);
    }
}

function makeSearch() {
    const field = byId("search");
    const found = byId("found");
    const articles = [...document.querySelectorAll("article")].map(node => ({node, text: node.textContent.toLowerCase()}));
    const search = () => {
        const words = field.value.toLowerCase().split(/\s+/).filter(word => word);
        let count = 0;
        for (const {node, text} of articles) {
            node.hidden = !words.every(word => text.includes(word));
            count += node.hidden ? 0 : 1;
            const item = document.querySelector(`nav a[href="#${CSS.escape(node.id)}"]`)?.closest("li");
            if (item)
                item.hidden = node.hidden;
        }
        for (const group of document.querySelectorAll(".group, nav section"))
            group.hidden = words.length > 0 && !group.querySelector("article:not([hidden]), li:not([hidden])");
        found.hidden = words.length === 0;
        found.textContent = count === 0 ? `Nothing here has “${field.value.trim()}”.` : `${plural(count, "entry").replace("entrys", "entries")} with “${field.value.trim()}”`;
    };
    field.closest("label").hidden = false;
    field.addEventListener("input", search);
    document.addEventListener("keydown", event => {
        if (event.key === "/" && !event.target.closest("input, select, textarea")) {
            event.preventDefault();
            field.focus();
        }
    });
}

function fieldOf(row) {
    const name = row.dataset.name;
    const choices = [...row.querySelectorAll(".bounds code")].map(code => code.textContent);
    const isChoice = row.querySelector(".bounds")?.textContent.startsWith("one of") && row.dataset.in === "query";
    const isRequired = row.querySelector("small")?.textContent === "required";
    const field = isChoice && !/array/.test(row.children[1].textContent)
        ? el("select", {name}, isRequired ? "" : el("option", {value: ""}, "–"), [...new Set(choices)].map(choice => el("option", {}, choice)))
        : el("input", {name, value: isRequired || row.dataset.in === "path" ? row.dataset.example : "", placeholder: row.dataset.example,
                       autocomplete: "off", spellcheck: "false"});
    field.dataset.in = row.dataset.in;
    return el("label", {}, name, field);
}

function targetOf(article, fields) {
    let path = article.dataset.path;
    const query = new URLSearchParams();
    for (const field of fields) {
        const value = field.value.trim();
        if (field.dataset.in === "path")
            path = path.replace(`{${field.name}}`, encodeURIComponent(value));
        else if (value)
            query.append(field.name, value);
    }
    const text = query.toString();
    return text ? `${path}?${text}` : path;
}

async function send(article, form, status, output) {
    const target = targetOf(article, form.querySelectorAll("input, select"));
    status.textContent = "Asking…";
    const begun = performance.now();
    try {
        const response = await fetch(target, {credentials: "same-origin", headers: {Accept: "application/json, */*;q=0.5"}});
        const type = response.headers.get("Content-Type") ?? "";
        const isText = /json|text|javascript|xml/.test(type);
        const body = isText ? await response.text() : "";
        const size = isText ? body.length : (await response.arrayBuffer()).byteLength;
        let shown = isText ? body : `${countText(size)} bytes of ${type}`;
        if (/json/.test(type)) {
            try {
                shown = JSON.stringify(JSON.parse(body), null, 2);
            } catch { /* as it came */ }
        }
        status.textContent = `${response.status} · ${countText(Math.round(performance.now() - begun))} ms · ${countText(size)} characters · ${target}`;
        output.hidden = false;
        output.textContent = shown.length > MOST_SHOWN ? `${shown.slice(0, MOST_SHOWN)}\n… ${countText(shown.length - MOST_SHOWN)} more` : shown;
    } catch {
        status.textContent = "The server does not answer. Nothing was changed.";
    }
}

function makeTries() {
    for (const article of document.querySelectorAll('article.operation[data-method="GET"]')) {
        if (article.textContent.includes("text/event-stream"))
            continue; // it would never end
        const rows = [...article.querySelectorAll("table.parameters tbody tr")].filter(row => row.dataset.in !== "header");
        const status = el("span", {class: "muted", role: "status"});
        const output = el("pre", {hidden: true, tabindex: "0", "aria-label": "Answer"});
        const form = el("form", {class: "try", onsubmit: event => {
            event.preventDefault();
            send(article, form, status, output);
        }}, el("div", {class: "fields"}, rows.map(fieldOf)), el("div", {class: "send"}, el("button", {type: "submit"}, "Send"), status), output);
        article.append(el("details", {}, el("summary", {}, "Try it"), form));
    }
}

if (window.matchMedia("(max-width: 52rem)").matches)
    document.querySelector("nav details").open = false;
makeExamples();
makeSearch();
makeTries();
if (location.hash)
    document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
