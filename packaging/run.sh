#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# From a checkout to the console:   bash packaging/run.sh [--once] [REPO]
# Installs what is missing, builds, imports the git repository REPO (default: this checkout) and opens the console on it.
# Without a display: prints the five metrics, starts the API and prints its URL and a token for it.
# --once ends after the figures. Can be run as often as one likes; the next time only what is new is built and read.
set -euo pipefail

once=
repo=
for argument in "$@"; do
    case $argument in
        --once) once=yes ;;
        -h | --help)
            sed -n '3,6s/^# //p' "$0"
            exit 0
            ;;
        -*)
            echo "run.sh: unknown option $argument; there is --once" >&2
            exit 2
            ;;
        *)
            [ -z "$repo" ] || {
                echo "run.sh: one REPO, please" >&2
                exit 2
            }
            repo=$argument
            ;;
    esac
done

root=$(cd "$(dirname "$0")/.." && pwd)
repo=${repo:-$root}
[ -d "$repo" ] || {
    echo "run.sh: there is no folder $repo" >&2
    exit 2
}
repo=$(cd "$repo" && pwd)

bash "$root/packaging/deps.sh" build run
log=$(mktemp)
trap 'rm -f "$log"' EXIT
echo "Building (the first time takes some minutes) …" >&2
(cd "$root" && cmake --preset release && cmake --build --preset release) >"$log" 2>&1 || {
    tail -n 40 "$log" >&2
    echo "run.sh: the build failed" >&2
    exit 1
}
atalaya=$root/build/release/bin/atalaya

if [ -z "$once" ] && [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    rm -f "$log"
    exec "$atalaya" "$repo" # it imports, and shows this repository's figures
fi

# "name: 12 new commits of 345, 6 deployments"; the store may hold other services, and figures are of one at a time.
imported=$("$atalaya" import git "$repo")
echo "$imported"
service=${imported%%: *}
if [ -n "$once" ]; then
    "$atalaya" delivery --service "$service"
    exit 0
fi
rm -f "$log"
"$atalaya" delivery --service "$service"
# A token is shown only once, so that of an earlier run is replaced.
"$atalaya" token revoke run.sh >/dev/null 2>&1 || true
token=$("$atalaya" token create --name run.sh --role viewer 2>/dev/null)
port=8787
if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
    port=0 # taken: any free one
fi
echo
echo "token $token"
echo "The API, until Ctrl-C; try: curl -H 'Authorization: Bearer TOKEN' URL/api/v1/delivery/metrics"
exec "$atalaya" serve --listen "127.0.0.1:$port"
