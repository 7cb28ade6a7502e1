// SPDX-License-Identifier: GPL-3.0-or-later
// After signing in, back to where the person wanted to go. The server looks at `next` again.

import {copy, el} from "./dom.js";

const form = document.querySelector("form");
if (location.pathname !== "/session") // the server does not see what stands behind the #
    form.elements.namedItem("next").value = location.pathname + location.search + location.hash;
const pre = document.querySelector("pre");
const button = el("button", {type: "button", class: "small", onclick: () => copy(pre.querySelector("code").textContent, button)}, "Copy");
pre.prepend(button);
