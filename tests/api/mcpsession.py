#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A session of real calls by the Model Context Protocol's own client library against the real program.

    python3 tests/api/mcpsession.py ATALAYA FOLDER

installs the library and the Node that it needs into FOLDER (once), makes a store with `ATALAYA demo`, starts
`ATALAYA serve` on a free port, and lets mcpsession.mjs ask it over HTTP, and `ATALAYA mcp` over stdio. Exits 0 when all is as
it should be, 1 when not, 77 when the library cannot be had.
"""

import os
import pathlib
import subprocess
import sys
import tempfile

import clients

LIBRARY = "@modelcontextprotocol/sdk"
VERSION = "1.32.2"


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout


def main(binary, folder):
    folder = pathlib.Path(folder).resolve()
    node, _ = clients.npm_package(folder, LIBRARY, VERSION, "the session by the SDK")
    with tempfile.TemporaryDirectory(prefix="atalaya-session-") as temporary:
        place = pathlib.Path(temporary)
        data = str(place / "data")
        run(binary, "--data-dir", data, "demo", "--days", "120", "--projects", "4")
        tokens = {role: run(binary, "--data-dir", data, "token", "create", "--name", role, "--role", role,
                            "--rate", "unlimited").split()[-1] for role in ("viewer", "operator")}
        command = [binary, "--data-dir", data, "serve", "--listen", "127.0.0.1:0"]
        with open(place / "stderr", "wb") as errors, \
                subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True) as server:
            try:
                line = server.stdout.readline()
                if not line.startswith("listening on "):
                    print(f"The server does not start: {line}{(place / 'stderr').read_text()}")
                    return 1
                environment = dict(os.environ, ATALAYA_URL=line.split()[-1].rstrip("/") + "/mcp", ATALAYA_BINARY=binary,
                                   ATALAYA_DATA=data, ATALAYA_VIEWER=tokens["viewer"], ATALAYA_OPERATOR=tokens["operator"],
                                   ATALAYA_CLIENTS=str(folder))
                session = pathlib.Path(__file__).with_name("mcpsession.mjs")
                asked = subprocess.run([str(node), str(session)], env=environment, timeout=300, check=False)
            finally:
                server.terminate()
        return 0 if asked.returncode == 0 and server.returncode == 0 else 1


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
