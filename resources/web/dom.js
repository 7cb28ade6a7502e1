// SPDX-License-Identifier: GPL-3.0-or-later
// Elements made by script. Text is always set as text, so nothing that the server sends becomes markup.

const SVG = "http://www.w3.org/2000/svg";

function fill(node, attributes, children) {
    for (const [name, value] of Object.entries(attributes ?? {})) {
        if (name.startsWith("on"))
            node.addEventListener(name.slice(2), value);
        else if (value !== null && value !== undefined && value !== false)
            node.setAttribute(name, value === true ? "" : value);
    }
    node.append(...children.flat().filter(child => child !== null && child !== undefined && child !== ""));
    return node;
}

export const el = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);
export const svg = (tag, attributes, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);
export const byId = id => document.getElementById(id);

/** Says it to who listens to the page; the region is in the page's HTML. */
export function announce(text) {
    byId("said").textContent = text;
}

/** Copies, and says so on the button for a moment. */
export async function copy(text, button) {
    const before = button.textContent;
    try {
        await navigator.clipboard.writeText(text);
        button.textContent = "Copied";
    } catch {
        button.textContent = "Select and copy";
    }
    setTimeout(() => { button.textContent = before; }, 2000);
}

/** A button beside words in a monospace face, for commands. */
export function command(text) {
    const button = el("button", {type: "button", class: "small", onclick: () => copy(text, button)}, "Copy");
    return el("span", {class: "command"}, el("code", {}, text), button);
}
