// SPDX-License-Identifier: GPL-3.0-or-later
// Before anything is painted: the theme that the person chose, otherwise the system's. Not a module, so that it does not wait.
(function () {
    "use strict";
    const root = document.documentElement;
    const dark = window.matchMedia("(prefers-color-scheme: dark)");
    let chosen = null;
    try {
        chosen = localStorage.getItem("atalaya-theme");
    } catch { /* storage may be refused: then the system's */ }
    if (chosen === "light" || chosen === "dark")
        root.dataset.theme = chosen;
    const isDark = () => root.dataset.theme ? root.dataset.theme === "dark" : dark.matches;
    const changed = () => {
        for (const button of document.querySelectorAll("[data-theme-toggle]")) {
            button.setAttribute("aria-label", isDark() ? "Use the light theme" : "Use the dark theme");
            button.title = button.getAttribute("aria-label");
        }
        document.dispatchEvent(new CustomEvent("themechange"));
    };
    dark.addEventListener("change", changed);
    // Paper is white.
    let onScreen;
    window.addEventListener("beforeprint", () => {
        onScreen = root.dataset.theme;
        root.dataset.theme = "light";
        changed();
    });
    window.addEventListener("afterprint", () => {
        if (onScreen)
            root.dataset.theme = onScreen;
        else
            delete root.dataset.theme;
        changed();
    });
    document.addEventListener("DOMContentLoaded", changed);
    document.addEventListener("click", event => {
        if (!event.target.closest?.("[data-theme-toggle]"))
            return;
        root.dataset.theme = isDark() ? "light" : "dark";
        try {
            localStorage.setItem("atalaya-theme", root.dataset.theme);
        } catch { /* then it holds for this page */ }
        changed();
    });
})();
