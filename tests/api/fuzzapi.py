#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Schemathesis and openapi-spec-validator against the real program.

    python3 tests/api/fuzzapi.py ATALAYA FOLDER [EXAMPLES]

installs both into FOLDER (once), starts `ATALAYA serve` on a free port with a demo store of its own, validates /openapi.json, and
asks every route with all checks and EXAMPLES (default 200) examples. Exits 0 without a failure, 1 with one, 77 when they cannot be had.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import urllib.request

PACKAGES = ["schemathesis==4.32.5", "openapi-spec-validator==0.9.0"]
SKIPPED = 77
METHODS = {"get", "put", "post", "delete", "patch"}

# JSON Schema cannot say which values of these are good, so that a request that fits the schema may be refused: with a 400 that names
# the parameter, or 410 for a cursor whose rows have changed. Nothing else is allowed for, and nothing of any other parameter.
UNSAYABLE = {
    "cursor": "only what the server itself gave",
    "start_date": "not after end_date",
    "end_date": "not before start_date, nor before 1970 with the days before it",
    "from": "before to, and not after as_of",
    "tz": "the names of time zones",
    "metric": "or id instead of it",
    "id": "or metric instead of it",
    "filter": "a language of its own",
    "select": "names of fields of the dataset",
    "order_by": "names of fields of the dataset",
}
# The same of bodies: the names in a query depend on its dataset, and a JSON-RPC message has a method or answers one.
UNSAYABLE_BODIES = {"catalogQuery", "mcp"}


def skip(reason):
    print("=" * 78, f"SKIPPED: the API was not fuzzed: {reason}", "=" * 78, sep="\n")
    sys.exit(SKIPPED)


def install(folder):
    programs = folder / "bin"
    marker = folder / "packages.txt"
    if marker.exists() and marker.read_text().split() == PACKAGES:
        return programs
    try:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True, capture_output=True, timeout=120)
        subprocess.run([programs / "pip", "install", "--quiet", *PACKAGES], check=True, capture_output=True, timeout=400)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired, OSError) as error:
        skip(f"{' and '.join(PACKAGES)} cannot be installed: {getattr(error, 'stderr', b'') or error}")
    marker.write_text("\n".join(PACKAGES))
    return programs


def resolve(document, item):
    while "$ref" in item:
        target = document
        for part in item["$ref"].lstrip("#/").split("/"):
            target = target[part]
        item = target
    return item


def settings(document):
    """The file of settings: for each operation that needs it the statuses that a good request may get."""
    lines = []
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if method not in METHODS:
                continue
            name = operation["operationId"]
            names = {resolve(document, parameter)["name"] for parameter in operation.get("parameters", [])}
            reasons = [f"{name}: {UNSAYABLE[name]}" for name in sorted(names & UNSAYABLE.keys())]
            if name.removesuffix("Deprecated") in UNSAYABLE_BODIES:
                reasons.append("names in the body")
            if not reasons:
                continue
            lines += [f"# {'; '.join(reasons)}", "[[operations]]", f'include-operation-id = "{name}"',
                      "checks.positive_data_acceptance.expected-statuses = "
                      '["2xx", "3xx", "400", "401", "403", "404", "409", "410", "429"]', ""]
    return "\n".join(lines)


def main(atalaya, folder, examples):
    programs = install(pathlib.Path(folder).absolute())
    with tempfile.TemporaryDirectory() as temporary:
        data = ["--data-dir", os.path.join(temporary, "data")]
        environment = dict(os.environ, QT_QPA_PLATFORM="offscreen")
        subprocess.run([atalaya, *data, "demo", "--days", "60"], check=True, capture_output=True, env=environment)
        token = subprocess.run([atalaya, *data, "token", "create", "--name", "fuzz", "--role", "admin", "--rate", "unlimited"],
                               check=True, capture_output=True, text=True, env=environment).stdout.strip()
        with subprocess.Popen([atalaya, *data, "serve", "--listen", "127.0.0.1:0", "--rate", "unlimited"], stdout=subprocess.PIPE, text=True,
                              env=environment) as server:
            try:
                url = server.stdout.readline().split()[-1]
                request = urllib.request.Request(url + "/openapi.json", headers={"Authorization": f"Bearer {token}"})
                with urllib.request.urlopen(request) as answer:
                    document = json.load(answer)
                description = pathlib.Path(temporary, "openapi.json")
                description.write_text(json.dumps(document))
                valid = subprocess.run([programs / "openapi-spec-validator", description], check=False)
                config = pathlib.Path(temporary, "schemathesis.toml")
                config.write_text(settings(document))
                fuzzed = subprocess.run(
                    [programs / "schemathesis", "--config-file", config, "run", url + "/openapi.json", "-H", f"Authorization: Bearer {token}",
                     "--checks", "all", "--max-examples", examples, "--workers", "1", "--seed", "1", "--no-color"],
                    check=False, cwd=temporary)
                alive = server.poll() is None
            finally:
                server.terminate()
        if not alive:
            print("The server ended.")
        return 0 if valid.returncode == 0 and fuzzed.returncode == 0 and alive and server.returncode == 0 else 1


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3] if len(sys.argv) == 4 else "200"))
