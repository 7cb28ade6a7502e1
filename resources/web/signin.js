// SPDX-License-Identifier: GPL-3.0-or-later
// After signing in, back to where the person wanted to go. The server looks at `next` again.

import {byId, copy, el} from "./dom.js";

const form = document.querySelector("form");
const query = new URLSearchParams(location.search);
if (location.pathname !== "/session")
    form.elements.namedItem("next").value = location.pathname + location.search + location.hash;
else if (query.has("next"))
    form.elements.namedItem("next").value = query.get("next");
byId("refused").hidden = location.pathname !== "/session" && !query.has("refused");
const pre = document.querySelector("pre");
const button = el("button", {type: "button", class: "small", onclick: () => copy(pre.querySelector("code").textContent, button)}, "Copy");
pre.prepend(button);
