# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads a workbook with nothing but Python's own library and prints what is in it as JSON, for the tests."""
import json
import sys
import xml.etree.ElementTree as ET
import zipfile

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

with zipfile.ZipFile(sys.argv[1]) as book:
    damaged = book.testzip()
    if damaged:
        sys.exit("damaged: " + damaged)

    def xml(path):
        return ET.fromstring(book.read(path))

    strings = ["".join(t.text or "" for t in si.iter(MAIN + "t")) for si in xml("xl/sharedStrings.xml")]
    styles = xml("xl/styles.xml")
    formats = {f.get("numFmtId"): f.get("formatCode") for f in styles.iter(MAIN + "numFmt")}
    builtin = {"0": "General", "2": "0.00", "3": "#,##0", "4": "#,##0.00"}
    bold = [f.find(MAIN + "b") is not None for f in styles.find(MAIN + "fonts")]
    cells = [(formats.get(x.get("numFmtId"), builtin.get(x.get("numFmtId"))), bold[int(x.get("fontId"))])
             for x in styles.find(MAIN + "cellXfs")]
    targets = {r.get("Id"): r.get("Target") for r in xml("xl/_rels/workbook.xml.rels")}
    result = {}
    for sheet in xml("xl/workbook.xml").find(MAIN + "sheets"):
        page = xml("xl/" + targets[sheet.get(REL)])
        rows = []
        for row in page.find(MAIN + "sheetData"):
            for c in row:
                value = c.find(MAIN + "v")
                kind = c.get("t", "n")
                text = None if value is None else value.text
                style = cells[int(c.get("s", "0"))]
                rows.append({"cell": c.get("r"), "kind": "text" if kind == "s" else "number",
                             "value": strings[int(text)] if kind == "s" else float(text),
                             "format": style[0], "bold": style[1], "formula": c.find(MAIN + "f") is not None})
        panes = [p for p in page.iter(MAIN + "pane") if p.get("state") == "frozen"]
        result[sheet.get("name")] = {"cells": rows, "frozen": panes[0].get("topLeftCell") if panes else None}
    print(json.dumps(result))
