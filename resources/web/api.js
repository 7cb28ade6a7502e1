// SPDX-License-Identifier: GPL-3.0-or-later
// The one way to the server: same origin, with the session's cookie.

const MOST_WAITS = 3;

/** What went wrong, in words; `status` is 0 when there was no answer. */
export class ApiError extends Error {
    constructor(status, detail, requestId) {
        super(detail);
        this.status = status;
        this.requestId = requestId;
    }
}

const pause = (ms, signal) => new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener("abort", () => { clearTimeout(timer); reject(signal.reason); }, {once: true});
});

export function address(path, parameters = {}) {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(parameters)) {
        if (value !== "" && value !== null && value !== undefined)
            query.append(name, value);
    }
    const text = query.toString();
    return text ? `${path}?${text}` : path;
}

/** The object of the answer. A 429 is waited for as it asks, `onWait(seconds)` tells so; any other problem is an ApiError. */
export async function get(url, {signal, onWait} = {}) {
    for (let wait = 0;; ++wait) {
        let response;
        try {
            response = await fetch(url, {signal, credentials: "same-origin", headers: {Accept: "application/json"}});
        } catch (error) {
            if (signal?.aborted)
                throw error;
            throw new ApiError(0, "The server does not answer.", "");
        }
        const requestId = response.headers.get("X-Request-Id") ?? "";
        if (response.status === 429 && wait < MOST_WAITS) {
            const seconds = Number(response.headers.get("Retry-After")) || 5;
            onWait?.(seconds);
            await pause(seconds * 1000, signal);
            continue;
        }
        let body = null;
        try {
            body = await response.json();
        } catch (error) {
            if (signal?.aborted)
                throw error;
        }
        if (!response.ok || body === null)
            throw new ApiError(response.status, body?.detail ?? `The server answered ${response.status}.`, requestId);
        return body;
    }
}
