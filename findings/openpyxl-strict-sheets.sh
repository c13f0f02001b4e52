#!/usr/bin/env bash
# openpyxl: a workbook saved as "Strict Open XML Spreadsheet" loses all its sheets, without an error.
set -eu

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet "openpyxl==3.1.5" "python-calamine==0.9.1"

cat <<'TEXT'
Package:  openpyxl 3.1.5, load_workbook; beside it python-calamine 0.9.1
Expected: ISO/IEC 29500 has two forms of the same file, Transitional and Strict, which differ in the names of their
          namespaces. Excel has offered both under "Save as" since 2013, with the same ending. A reader takes both, or
          says that it does not know one.
Happens:  of a Strict workbook load_workbook() returns a workbook without sheets. A warning, which names neither the
          form nor the sheet, says that "an invalid specification" is removed; nothing is raised. The same rows in the
          Transitional form are there, and calamine reads both.
Matters:  a table of ratings looks empty. Code that goes over all sheets and collects their rows ends well with none
          of them; pandas' read_excel, which openpyxl serves, says that sheet 0 of 0 is invalid.
Source:   https://www.loc.gov/preservation/digital/formats/fdd/fdd000401.shtml (the Strict form, and who writes it);
          openpyxl/reader/workbook.py, find_sheets and its warning; openpyxl/xml/constants.py has one set of namespaces
TEXT

cd "$work"
venv/bin/python - <<'PYTHON'
import sys
import warnings
import zipfile

import openpyxl
from python_calamine import CalamineWorkbook

ROWS = [["title", "rating"], ["Heat", 4.5], ["Casino", 4.0]]
TRANSITIONAL = ("http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                "http://schemas.openxmlformats.org/officeDocument/2006/relationships", "")  # fmt: skip
STRICT = ("http://purl.oclc.org/ooxml/spreadsheetml/main",
          "http://purl.oclc.org/ooxml/officeDocument/relationships", ' conformance="strict"')  # fmt: skip
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def cell(value: str | float) -> str:
    return f'<c t="inlineStr"><is><t>{value}</t></is></c>' if isinstance(value, str) else f"<c><v>{value}</v></c>"


def write(name: str, form: tuple[str, str, str]) -> str:
    main, linked, conformance = form
    rows = "".join(f"<row>{''.join(map(cell, row))}</row>" for row in ROWS)
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{KIND}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{linked}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{linked}"{conformance}>'
        '<sheets><sheet name="ratings" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{linked}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>',
    }
    with zipfile.ZipFile(name, "w") as archive:
        for part, text in parts.items():
            archive.writestr(part, f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{text}')
    return name


def by_openpyxl(name: str) -> tuple[list[list[object]], list[str]]:
    """All rows of all sheets, and what was warned of."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        book = openpyxl.load_workbook(name)
    rows = [list(row) for sheet in book.worksheets for row in sheet.iter_rows(values_only=True)]
    return rows, [str(one.message) for one in caught]


def by_calamine(name: str) -> list[list[object]]:
    book = CalamineWorkbook.from_path(name)
    return [row for sheet in book.sheet_names for row in book.get_sheet_by_name(sheet).to_python()]


print("\nSeen, rows of a sheet of three:")
seen = {}
for form, names in (("transitional", TRANSITIONAL), ("strict", STRICT)):
    path = write(f"{form}.xlsx", names)
    rows, said = by_openpyxl(path)
    seen[form] = (rows, by_calamine(path))
    print(f"  {form:12s}  openpyxl {len(rows)}, calamine {len(seen[form][1])}; warned: {said or 'nothing'}")
stands = seen["transitional"] == (ROWS, ROWS) and seen["strict"] == ([], ROWS)
print("The surprise stands." if stands else "CHANGED: the two forms are now read alike, or none is.")
sys.exit(0 if stands else 1)
PYTHON
