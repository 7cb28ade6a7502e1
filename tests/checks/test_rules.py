# SPDX-License-Identifier: GPL-3.0-or-later
"""Every rule finds a small bad example, and nothing in a good one."""

import pathlib
import tempfile
import unittest

import rules

TOP = f"// {rules.SPDX}\n"
DEPS = "[build]\nbuild-essential\nlibsqlite3-dev\nqt6-base-dev\nlibgit2-dev\n\n[develop]\nlibexpected-dev\n"

BAD = [  # name, file, its text below the SPDX line, what is said
    ("core sees widgets", "core/services/a.cpp", '#include "widgets/shell/mainwindow.h"\n', "services may not see widgets"),
    ("core sees the app", "core/base/a.cpp", '#include "app/cli/command.h"\n', "base may not see app"),
    ("model sees store", "core/model/a.h", '#include "store/database.h"\n', "model may not see store"),
    ("delivery sees services", "core/delivery/a.h", '#include "services/deliveryservice.h"\n', "delivery may not see services"),
    ("api sees store", "core/api/a.cpp", '#include "store/database.h"\n', "api may not see store"),
    ("api sees widgets", "core/api/a.cpp", '#include "widgets/common/iactpdf.h"\n', "api may not see widgets"),
    ("widgets see store", "widgets/shell/a.cpp", '#include "store/database.h"\n', "widgets may not see store"),
    ("widgets see api", "widgets/shell/a.cpp", '  #  include "api/server.h"\n', "widgets may not see api"),
    ("widgets see SQL", "widgets/models/a.cpp", "#include <QSqlQuery>\n", "belongs into core/store"),
    ("services see sqlite", "core/services/a.cpp", "#include <sqlite3.h>\n", "belongs into core/store"),
    ("the command line sees store", "app/cli/a.cpp", '#include "store/database.h"\n', "app may not see store"),
    ("a view sees another", "widgets/views/overview/a.cpp", '#include "widgets/views/deployments/b.h"\n',
     "the view overview may not see the view deployments"),
    ("select", "core/services/a.cpp", 'auto sql = "SELECT id FROM deployment";\n', "SQL outside core/store"),
    ("lower case", "widgets/shell/a.cpp", 'run(u"update token set name = 1");\n', "SQL outside core/store"),
    ("raw text", "core/api/a.cpp", 'auto sql = R"(DELETE FROM event)"; auto more = "delete from event";\n', "SQL outside core/store"),
    ("lower-case select", "core/api/a.cpp", 'auto sql = "select id from event";\n', "SQL outside core/store"),
    ("behind a URL", "core/api/a.cpp", 'get("http://a"); auto sql = "DROP TABLE event"; // "x"\n', "SQL outside core/store"),
    ("singleton", "core/services/a.h", "    static Engine& instance();\n", "a singleton"),
    ("pointer singleton", "widgets/theme/a.h", "static const Theme* self();\n", "a singleton"),
    ("long source", "core/base/a.cpp", "int a;\n" * 800, "801 lines, at most 800"),
    ("long header", "tests/base/a.h", "int a;\n" * 300, "301 lines, at most 300"),
    ("unknown package", "core/CMakeLists.txt", "find_package(Armadillo REQUIRED)\n", "does not know its Debian package"),
    ("missing package", "core/CMakeLists.txt", "pkg_check_modules(S REQUIRED IMPORTED_TARGET libsodium)\n",
     "packaging/deps lacks libsodium-dev"),
    ("missing Qt module", "CMakeLists.txt", "find_package(Qt6 6.4 REQUIRED COMPONENTS Core Charts)\n",
     "packaging/deps lacks qt6-charts-dev"),
    ("missing program", "tests/CMakeLists.txt", "find_program(CURL curl)\n", "packaging/deps lacks curl"),
    ("package of another section", "core/base/a.h", "#include <tl/expected.hpp>\n", "packaging/deps lacks libexpected-dev"),
]

GOOD = {
    "core/store/a.cpp": '#include "model/token.h"\n#include <QSqlQuery>\nauto sql = "SELECT id FROM token";\n',
    "core/api/a.cpp": '#include "delivery/query.h"\n#include "services/deliveryservice.h"\n// never "SELECT a FROM b" here\n',
    "app/wiring/a.cpp": '#include "store/database.h"\n#include "api/server.h"\n',
    "app/cli/a.cpp": '#include "app/wiring/engine.h"\ntr("Select a day from the list, then delete it");\n',
    "widgets/views/overview/a.cpp": '#include "widgets/views/overview/b.h"\n#include "widgets/common/card.h"\n',
    "widgets/shell/a.cpp": '#include "widgets/views/overview/b.h"\nstatic const QString& name();\n',
    "tests/store/a.cpp": '#include "store/database.h"\nauto sql = "SELECT id FROM token";\n',
    "core/base/a.h": "int a;\n" * 298,
    "core/CMakeLists.txt": "find_package(Qt6 6.4 REQUIRED COMPONENTS Core Sql)\npkg_check_modules(G REQUIRED libgit2)\n",
}


class RulesTest(unittest.TestCase):
    def faults_of(self, files, top=TOP):
        """Of a tree with these files, which begin with `top`."""
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for name, text in {"packaging/deps": DEPS, **{name: top + text for name, text in files.items()}}.items():
                path = root / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            return list(rules.faults(root))

    def test_each_bad_example_is_found(self):
        for title, name, text, why in BAD:
            with self.subTest(title):
                faults = self.faults_of({name: text})
                self.assertEqual(len(faults), 1, faults)
                self.assertTrue(faults[0].startswith(name + ":"), faults[0])
                self.assertIn(why, faults[0])

    def test_a_good_tree_has_no_fault(self):
        self.assertEqual(self.faults_of(GOOD), [])

    def test_a_missing_licence_line_is_found(self):
        for name in ("core/base/a.h", "packaging/a.sh", "tests/a.py", "resources/migrations/sqlite/1.sql", ".ci/run"):
            with self.subTest(name):
                self.assertEqual(self.faults_of({name: TOP}, top="\n\n"), [f"{name}:1: no line '{rules.SPDX}' on top"])

    def test_the_line_of_a_fault_is_named(self):
        faults = self.faults_of({"core/api/a.cpp": '\n\n#include "store/database.h"\n'})
        self.assertEqual([fault.split(":")[1] for fault in faults], ["4"])

    def test_a_translation_that_drops_a_place_is_found(self):
        def form(text):
            source = "<source>Half of %1 took %2.</source>\n"
            return {"translations/a.ts": f"{source}<numerusform>{text}</numerusform>\n"}
        self.assertEqual(self.faults_of(form("%1 took %2."), top=""), [])
        self.assertEqual(self.faults_of(form("It took %2."), top=""),
                         ["translations/a.ts:2: not the places of the source: It took %2."])

    def test_build_folders_are_not_looked_at(self):
        self.assertEqual(self.faults_of({"build/dev/core/a.cpp": "int a;\n", ".git/hooks/a.sh": "x\n"}, top=""), [])


if __name__ == "__main__":
    unittest.main()
