# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules of ARCHITECTURE.md that a compiler does not see, checked on the source tree.

    python3 tests/checks/rules.py [ROOT]

prints one line for each place that breaks a rule ("path:line: why") and exits 1 when there is one.
"""

import pathlib
import re
import sys

CPP_LINES = 800
HEADER_LINES = 300

# Which rooms a room may include. What is not here as a key is not a room (tests, packaging).
BASE = {"base"}
MODEL = BASE | {"model"}
STORE = MODEL | {"store"}
FACES = MODEL | {"delivery", "catalog", "logs", "operations", "services"}
MAY_SEE = {
    "base": BASE,
    "analytics": BASE | {"analytics"},
    "model": MODEL,
    "store": STORE,
    "ingest": STORE | {"ingest"},
    "delivery": STORE | {"delivery"},
    "catalog": STORE | {"catalog"},
    "logs": STORE | {"logs"},
    "operations": STORE | {"logs", "operations"},
    "services": STORE | {"ingest", "delivery", "catalog", "logs", "operations", "services"},
    "api": FACES | {"api"},
    "widgets": FACES | {"widgets"},
}
ROOMS = set(MAY_SEE) | {"app"}
# The only part of app that makes connections and services; the command line asks the engine.
APP_MAY_SEE = {"wiring": ROOMS, "cli": ROOMS - {"store", "ingest"}, "": {"app"}}

# In capitals or in small letters: "Select a day from the list" is a sentence.
SQL_WORDS = (r"SELECT\s+.+\bFROM\b|INSERT\s+(?:OR\s+\w+\s+)?INTO\b|REPLACE\s+INTO\b|UPDATE\s+\w+\s+SET\b|DELETE\s+FROM\b|"
             r"(?:CREATE|DROP|ALTER)\s+(?:TABLE|INDEX|VIEW|TRIGGER|DATABASE)\b|PRAGMA\s+\w+")
SQL_TEXT = re.compile(rf'"\(?\s*(?:{SQL_WORDS}|{SQL_WORDS.lower()})')
SQL_HEADER = re.compile(r"<(QSql\w*|QtSql(/\w+)?|sqlite3\.h|mysql(/[\w.]+)?|mariadb/[\w./]+)>")
SINGLETON = re.compile(r"\bstatic\s+(?:const\s+)?[\w:]+(?:<[^>]*>)?\s*[&*]\s*(?:instance|self|singleton|theOne|sharedInstance)\s*\(")
INCLUDE = re.compile(r'^\s*#\s*include\s+(?:"([^"]+)"|(<[^>]+>))')
PLACE = re.compile(r"%\d")
SPDX = "SPDX-License-Identifier: GPL-3.0-or-later"

# Where Debian keeps what CMake finds and what the sources include.
QT_PACKAGES = {"Charts": "qt6-charts-dev", "HttpServer": "qt6-httpserver-dev", "WebSockets": "qt6-websockets-dev",
               "LinguistTools": "qt6-tools-dev"}
QT_BASE = {"Core", "Network", "Sql", "Concurrent", "Gui", "Widgets", "Test", "DBus", "Xml", "PrintSupport"}
FOUND_IN = {
    "PkgConfig": "pkg-config", "Boost": "libboost-dev", "CLI11": "libcli11-dev", "ZLIB": "zlib1g-dev", "Threads": "build-essential",
    "Python3": "python3", "libgit2": "libgit2-dev", "sqlite3": "libsqlite3-dev", "libsodium": "libsodium-dev",
    "xlsxwriter": "libxlsxwriter-dev", "benchmark": "libbenchmark-dev", "ccache": "ccache", "git": "git",
    "mariadbd": "mariadb-server", "mysqld": "mariadb-server", "curl": "curl",
}
HEADER_IN = {"boost/": "libboost-dev", "tl/": "libexpected-dev", "CLI/": "libcli11-dev", "git2": "libgit2-dev", "sodium": "libsodium-dev",
             "xlsxwriter": "libxlsxwriter-dev", "sqlite3": "libsqlite3-dev", "zlib": "zlib1g-dev"}
BUILD_SECTIONS = {"build", "test", "run"}


def source_files(root):
    """Every file of ours: no build folders, nothing hidden but .ci."""
    for path in sorted(root.rglob("*")):
        parts = path.relative_to(root).parts
        hidden = any(part.startswith(".") and part != ".ci" for part in parts[:-1])
        if path.is_file() and not hidden and not parts[0].startswith("build") and "__pycache__" not in parts:
            yield path, "/".join(parts)


def room_of(name):
    """(room, place within it) of a source file; (None, "") outside the rooms."""
    parts = name.split("/")
    if parts[0] == "core" and len(parts) > 2:
        return parts[1], parts[2]
    if parts[0] in ("widgets", "app") and len(parts) > 1:
        return parts[0], parts[1] if len(parts) > 2 else ""
    return None, ""


def without_comment(line):
    """The line up to a // that stands in no text."""
    at = line.find("//")
    while at >= 0 and line.count('"', 0, at) % 2:
        at = line.find("//", at + 2)
    return line if at < 0 else line[:at]


def view_of(path):
    match = re.match(r"widgets/views/([^/]+)/", path)
    return match.group(1) if match else None


def include_faults(name, included):
    """Why this include is not allowed in this file; None when it is."""
    room, place = room_of(name)
    if room is None:
        return None
    if room != "store" and SQL_HEADER.match(included):
        return f"{included} belongs into core/store"
    target = included.split("/")[0]
    if target not in ROOMS or "/" not in included:
        return None
    allowed = APP_MAY_SEE.get(place, ROOMS) | {"app"} if room == "app" else MAY_SEE.get(room, ROOMS)
    if target not in allowed:
        return f"{room} may not see {target} ({included})"
    own, other = view_of(name), view_of(included)
    if own and other and own != other:
        return f"the view {own} may not see the view {other}"
    return None


def check_code(name, lines):
    room, _ = room_of(name)
    for number, line in enumerate(lines, 1):
        include = INCLUDE.match(line)
        if include:
            fault = include_faults(name, include.group(1) or include.group(2))
            if fault:
                yield number, fault
            continue
        code = without_comment(line)
        if room and room != "store" and SQL_TEXT.search(code):
            yield number, "SQL outside core/store"
        if room and SINGLETON.search(code):
            yield number, "a singleton; hand the object out in app/wiring instead"


def check_size(name, lines):
    limit = CPP_LINES if name.endswith(".cpp") else HEADER_LINES
    if len(lines) > limit:
        yield limit, f"{len(lines)} lines, at most {limit}"


def check_spdx(lines):
    if not any(SPDX in line for line in lines[:2]):
        yield 1, f"no line '{SPDX}' on top"


def packages_of(text):
    """Section name -> its packages."""
    sections, current = {}, None
    for line in text.splitlines():
        line = line.split("#")[0].strip()
        if line.startswith("["):
            current = sections.setdefault(line.strip("[]"), set())
        elif line and current is not None:
            current.add(line)
    return sections


def found_by_cmake(text):
    """What a CMake file looks for, as Debian packages; None for what this script cannot name."""
    text = re.sub(r"#.*", "", text)
    for match in re.finditer(r"find_package\(\s*(\w+)([^)]*)\)", text):
        if match.group(1) != "Qt6":
            yield match.group(1), FOUND_IN.get(match.group(1))
            continue
        for component in match.group(2).partition("COMPONENTS")[2].split():
            if component not in ("REQUIRED", "OPTIONAL_COMPONENTS"):
                yield f"Qt6{component}", "qt6-base-dev" if component in QT_BASE else QT_PACKAGES.get(component)
    for match in re.finditer(r"pkg_check_modules\(\s*\w+([^)]*)\)", text):
        for module in match.group(1).split():
            if module not in ("REQUIRED", "IMPORTED_TARGET", "QUIET"):
                yield module, FOUND_IN.get(re.split("[<>=]", module)[0])
    for match in re.finditer(r"find_program\(\s*\w+\s+([\w.-]+)", text):
        yield match.group(1), FOUND_IN.get(match.group(1))


def check_packages(wanted, listed):
    for what, package in wanted:
        if package is None:
            yield f"{what} is looked for, but tests/checks/rules.py does not know its Debian package"
        elif package not in listed:
            yield f"{what} is looked for, but packaging/deps lacks {package}"


def included_packages(lines):
    for line in lines:
        include = INCLUDE.match(line)
        header = include.group(2) if include else None
        for prefix, package in HEADER_IN.items():
            if header and header.startswith("<" + prefix):
                yield header, package


def check_translation(text):
    """Qt gives arguments to the places there are: a form that drops %1 would show it in %2."""
    source = ""
    for number, line in enumerate(text.splitlines(), 1):
        source = (re.findall(r"<source>(.*)</source>", line) or [source])[0]
        for form in re.findall(r"<numerusform>(.*)</numerusform>", line):
            if set(PLACE.findall(form)) != set(PLACE.findall(source)):
                yield number, f"not the places of the source: {form}"


def faults(root):
    """Every "path:line: why" of the tree."""
    deps = root / "packaging" / "deps"
    sections = packages_of(deps.read_text(encoding="utf-8")) if deps.exists() else {}
    listed = set().union(*(sections.get(section, set()) for section in BUILD_SECTIONS))
    for path, name in source_files(root):
        if name.endswith(".ts"):
            for number, why in check_translation(path.read_text(encoding="utf-8")):
                yield f"{name}:{number}: {why}"
            continue
        is_code = name.endswith((".cpp", ".h"))
        is_cmake = name.endswith((".cmake", "CMakeLists.txt"))
        if not (is_code or is_cmake or name.endswith((".py", ".sh", ".sql")) or name.startswith(".ci/")):
            continue
        text = path.read_text(encoding="utf-8")
        lines = text.splitlines()
        found = list(check_spdx(lines))
        if is_code:
            found += list(check_code(name, lines)) + list(check_size(name, lines))
            found += [(1, why) for why in check_packages(included_packages(lines), listed)]
        if is_cmake:
            found += [(1, why) for why in check_packages(found_by_cmake(text), listed)]
        for number, why in found:
            yield f"{name}:{number}: {why}"


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parents[2]).resolve()
    count = 0
    for fault in faults(root):
        print(fault)
        count += 1
    print(f"{count} faults")
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main())
