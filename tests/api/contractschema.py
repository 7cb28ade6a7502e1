#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The catalogue as a data contract against the schema of the Open Data Contract Standard.

    python3 tests/api/contractschema.py ATALAYA FOLDER SCHEMA

FOLDER holds the packages that fuzzapi.py installs. Exits 0 when catalogue and each dataset fit, 77 when the schema or packages lack.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import urllib.request

import fuzzapi


def main(atalaya, folder, schema):
    if not pathlib.Path(schema).exists():
        fuzzapi.skip(f"{schema} is not there, so the data contracts were not checked")
    programs = fuzzapi.install(pathlib.Path(folder).absolute())
    with tempfile.TemporaryDirectory() as temporary:
        data = ["--data-dir", os.path.join(temporary, "data")]
        environment = dict(os.environ, QT_QPA_PLATFORM="offscreen")
        subprocess.run([atalaya, *data, "demo", "--days", "20"], check=True, capture_output=True, env=environment)
        token = subprocess.run([atalaya, *data, "token", "create", "--name", "contract", "--role", "viewer", "--rate", "unlimited"],
                               check=True, capture_output=True, text=True, env=environment).stdout.strip()
        with subprocess.Popen([atalaya, *data, "serve", "--listen", "127.0.0.1:0"], stdout=subprocess.PIPE, text=True,
                              env=environment) as server:
            try:
                base = server.stdout.readline().split()[-1] + "/api/v1/dora/data-catalog/"

                def get(path):
                    request = urllib.request.Request(base + path, headers={"Authorization": f"Bearer {token}"})
                    with urllib.request.urlopen(request) as answer:
                        return json.load(answer)

                ids = [dataset["dataset_id"] for dataset in get("")["datasets"]]
                contracts = {"": get("?format=odcs")} | {name: get(f"datasets/{name}/?format=odcs") for name in ids}
            finally:
                server.terminate()
        written = pathlib.Path(temporary, "contracts.json")
        written.write_text(json.dumps(contracts))
        check = ("import json, sys, jsonschema; schema = json.load(open(sys.argv[1])); "
                 "check = jsonschema.validators.validator_for(schema)(schema); "
                 "faults = [(n, list(e.absolute_path), e.message) for n, c in json.load(open(sys.argv[2])).items() for e in check.iter_errors(c)]; "
                 "print(*faults, sep='\\n'); sys.exit(1 if faults else 0)")
        done = subprocess.run([programs / "python", "-c", check, schema, written], check=False)
        print(f"{len(contracts)} contracts")
        return done.returncode


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
