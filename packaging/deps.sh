#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs what is missing of packaging/deps, for Debian 12, Debian 13 and Ubuntu 24.04:
#     bash packaging/deps.sh [SECTION…]      sections: build, run, test, develop; without one: build and run
# Does nothing, not even a look at the network, when nothing is missing.
set -euo pipefail
cd "$(dirname "$0")"

[ $# -gt 0 ] || set -- build run
sections=$(sed -n 's/^\[\(.*\)\]$/\1/p' deps)
wanted=()
for section in "$@"; do
    grep -qx "$section" <<<"$sections" || {
        echo "deps.sh: no section \"$section\" in packaging/deps; there are: ${sections//$'\n'/, }" >&2
        exit 2
    }
    mapfile -t -O "${#wanted[@]}" wanted < <(
        awk -v section="[$section]" '/^\[/ { inside = ($0 == section); next } inside && NF && !/^#/ { print $1 }' deps)
done

missing=()
optional=()
for package in "${wanted[@]}"; do
    if [[ $package == *\? ]]; then
        package=${package%\?}
        command -v "$package" >/dev/null && continue # from elsewhere than the distribution
        optional+=("$package")
    fi
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || {
        echo "deps.sh: become root and run: apt-get install ${missing[*]}" >&2
        exit 1
    }
    as_root=(sudo)
fi
echo "Installing ${#missing[@]} packages: ${missing[*]}" >&2
apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=120)
"${apt[@]}" update >&2
for package in "${optional[@]}"; do
    apt-cache show "$package" >/dev/null 2>&1 && continue
    echo "deps.sh: this distribution has no $package: what needs it is skipped" >&2
    mapfile -t missing < <(printf '%s\n' "${missing[@]}" | grep -vxF "$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0
"${apt[@]}" install -y --no-install-recommends "${missing[@]}" >&2
