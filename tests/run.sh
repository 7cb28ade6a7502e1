#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The whole suite:   bash tests/run.sh [--all]
# Installs what is missing, builds everything with warnings as errors, runs every test, and builds the engine without Qt
# Gui and Widgets. --all adds the tests under the address and undefined-behaviour sanitizers, those of core under the
# thread sanitizer, and those of the engine alone. The last line is "N passed, N failed".
set -uo pipefail
cd "$(dirname "$0")/.."

all=
case "$*" in
    "") ;;
    --all) all=yes ;;
    *)
        echo "run.sh: usage: bash tests/run.sh [--all]" >&2
        exit 2
        ;;
esac

export CTEST_PARALLEL_LEVEL=${CTEST_PARALLEL_LEVEL:-$(nproc)}
# Build folders share what they compile alike: paths below the checkout count as relative ones.
export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1
passed=0
failed=0

finish() {
    echo "$passed passed, $failed failed"
    [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
    exit
}

# step NAME COMMAND…: one thing that must work.
step() {
    echo "== $1"
    if "${@:2}"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: $1" >&2
        return 1
    fi
}

# suite PRESET: the tests of a build, each counted.
suite() {
    local log total bad
    log=$(mktemp)
    echo "== tests, $1"
    ctest --preset "$1" --no-tests=error 2>&1 | tee "$log"
    bad=$(sed -n 's/.*% tests passed, \([0-9]*\) tests failed out of \([0-9]*\)$/\1/p' "$log")
    total=$(sed -n 's/.*% tests passed, \([0-9]*\) tests failed out of \([0-9]*\)$/\2/p' "$log")
    rm -f "$log"
    if [ -z "$total" ]; then
        failed=$((failed + 1))
        return
    fi
    passed=$((passed + total - bad))
    failed=$((failed + bad))
}

build() {
    cmake --preset "$1" && cmake --build --preset "$1" "${@:2}"
}

step "packages" bash packaging/deps.sh build run test || finish
step "build, dev" build dev || finish
suite dev
step "build, core-only" build core-only --target atalaya_api
if [ -n "$all" ]; then
    if step "build, core-only with tests" build core-only; then suite core-only; fi
    if step "build, asan" build asan; then suite asan; fi
    if step "build, tsan" build tsan; then suite tsan; fi
fi
finish
