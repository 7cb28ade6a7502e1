#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The conformance suite of the Model Context Protocol against the real program.

    python3 tests/api/conformance.py ATALAYA FOLDER

installs the suite and the Node that it needs into FOLDER (once), starts `ATALAYA serve --mcp-conformance` on a free port
with a data folder of its own, and runs the scenarios that each revision requires. Prints what each says; exits 0 when all
pass without a warning, 1 when one does not, 77 when the suite cannot be had.
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile

import clients

SUITE = "@modelcontextprotocol/conformance"
VERSION = "0.2.0-alpha.12"
REQUIRED = {"2025-11-25": 30, "2026-07-28": 37}


def install(folder):
    """The commands before the arguments of the suite; installs it unless it is there."""
    node, package = clients.npm_package(folder, SUITE, VERSION, "the conformance suite")
    return [str(node), str(package / "dist" / "index.js")]


def required(folder, revision):
    """The server scenarios that a revision requires, in the suite's own words."""
    text = (folder / "node_modules" / SUITE / "requirements" / f"{revision}.yaml").read_text()
    section = re.search(r"^server:\n((?:  - .*\n|\n)+)", text, re.MULTILINE).group(1)
    return [line.strip()[2:] for line in section.splitlines() if line.strip()]


def outcome(results, scenario):
    """Whether a scenario passed, and what it said otherwise."""
    named = re.compile(rf"server-{re.escape(scenario)}-\d{{4}}-\d\d-\d\dT")
    files = [path / "checks.json" for path in results.iterdir() if named.match(path.name)]
    if len(files) != 1 or not files[0].exists():
        return False, ["it was not run"]
    checks = json.loads(files[0].read_text())
    bad = [f"{check['id']}: {check.get('errorMessage', '')}" for check in checks if check["status"] in ("FAILURE", "WARNING")]
    good = any(check["status"] == "SUCCESS" for check in checks)
    return good and not bad, bad or ([] if good else ["nothing was checked"])


def run(suite, folder, url, revision, results):
    command = suite + ["server", "--url", url, "--requirements", revision, "-o", str(results)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)
    if not results.exists():
        print(done.stdout[-4000:], done.stderr[-4000:])
        return False
    scenarios = required(folder, revision)
    passed = 0
    for scenario in scenarios:
        good, said = outcome(results, scenario)
        passed += good
        print(f"{'pass' if good else 'FAIL'}  {revision}  {scenario}")
        for line in said:
            print(f"        {line}")
    print(f"{revision}: {passed} of {len(scenarios)} required scenarios pass\n")
    return passed == REQUIRED[revision] == len(scenarios)


def main(binary, folder):
    folder = pathlib.Path(folder).resolve()
    suite = install(folder)
    with tempfile.TemporaryDirectory(prefix="atalaya-conformance-") as temporary:
        place = pathlib.Path(temporary)
        command = [binary, "--data-dir", str(place / "data"), "serve", "--listen", "127.0.0.1:0", "--mcp-conformance"]
        with open(place / "stderr", "wb") as errors, \
                subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True) as server:
            try:
                line = server.stdout.readline()
                if not line.startswith("listening on "):
                    print(f"The server does not start: {line}{(place / 'stderr').read_text()}")
                    return 1
                url = line.split()[-1].rstrip("/") + "/mcp"
                good = [run(suite, folder, url, revision, place / revision) for revision in REQUIRED]
            finally:
                server.terminate()
        return 0 if all(good) and server.returncode == 0 else 1


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
