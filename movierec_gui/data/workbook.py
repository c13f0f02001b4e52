"""Sheets of workbooks (.xlsx of Excel, .ods of LibreOffice) seen as CSV, so that every reader understands them.

The cells come from the XML of ECMA-376 (SpreadsheetML, Strict as well as Transitional) and of OpenDocument 1.2, row by
row. Nothing is computed: a formula has the value that was kept with it.

Read here, since openpyxl 3.1 drops every sheet of a Strict workbook (findings/openpyxl-strict-sheets.sh), and calamine
0.9 takes memory for the whole rectangle that a stray cell far below spans.
"""

from __future__ import annotations

import csv
import io
import lzma
import posixpath
import re
import zipfile
import zlib
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from typing import IO, cast
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element

from movierec_gui.data.inner_tables import FileNames
from movierec_gui.data.made_stream import MadeStream
from movierec_gui.data.xml_declarations import has_document_type
from movierec_gui.errors import UserError

_BOOK, _STRINGS, _STYLES, _LINKS = (
    "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels",
)  # fmt: skip
_OPEN_DOCUMENT, _CONTENT, _TYPE = "application/vnd.oasis.opendocument.spreadsheet", "content.xml", "mimetype"
_MOST_BYTES, _MOST_OF_TEXTS = 1 << 30, 1 << 28
"""Bytes of one part, unpacked, and of the one with the texts, which is kept."""
_MOST_REPEATED = 1_024
"""Equal or blank cells or rows behind each other that a file counts instead of writing; more are the empty rest."""
_MOST_COLUMNS, _MOST_ROWS = 1 << 14, 1 << 24
"""As many as any spreadsheet program has."""
_DAMAGED = (
    ET.ParseError, KeyError, ValueError, IndexError, OverflowError,
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, RuntimeError,
)  # fmt: skip
"""What is wrong in a sheet or in the zip around it. RuntimeError: it is encrypted, or packed otherwise."""
_PIECE = 2_000
_DATES = frozenset({*range(14, 23), *range(27, 37), 45, 46, 47, *range(50, 59)})
"""Numbers of the formats of dates and times that come with Excel."""
_NOT_LETTERS = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
_PLACE = re.compile(r"([A-Z]+)\d+")
_FIRST_DAY, _FIRST_DAY_OF_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001 - a cell has no zone
_FEWEST_DAYS = 1
"""A number below it is a time of day without a date."""


def is_workbook(archive: zipfile.ZipFile) -> bool:
    """Whether a zip is a workbook. Raises UserError where what says so is damaged."""
    with _damage_named(archive):
        return _BOOK in archive.namelist() or _is_open_document(archive)


def sheets_of(archive: zipfile.ZipFile) -> dict[str, int]:
    """The sheets of a workbook as files, in its order, with about their bytes as text.

    Raises UserError where the workbook is damaged.
    """
    with _damage_named(archive):
        if _is_open_document(archive):
            return dict.fromkeys(_open_document_sheets(archive), archive.getinfo(_CONTENT).file_size)
        return {name: archive.getinfo(part).file_size for name, part in _parts(archive).items()}


def sheet_as_csv(archive: zipfile.ZipFile, sheet: str) -> IO[bytes]:
    """One of ``sheets_of`` as CSV text in UTF-8; dates stand as ISO 8601, formulas as their values, blanks empty.

    Raises UserError, also while reading, where the workbook is damaged.
    """
    with _damage_named(archive):
        rows = _open_document_rows(archive, sheet) if _is_open_document(archive) else _excel_rows(archive, sheet)
    pieces = _guarded(_lines(rows), archive)
    return cast(IO[bytes], MadeStream(pieces, pieces.close))


def _guarded(pieces: Iterator[bytes], archive: zipfile.ZipFile) -> Generator[bytes]:
    with _damage_named(archive):
        yield from pieces


@contextmanager
def _damage_named(archive: zipfile.ZipFile) -> Iterator[None]:
    try:
        yield
    except _DAMAGED as error:
        raise _damaged(archive, str(error)) from error


def _damaged(archive: zipfile.ZipFile, why: str) -> UserError:
    name = posixpath.basename((archive.filename or "").replace("\\", "/"))
    return UserError(
        f"{name} is a damaged workbook", why, "Open it in a spreadsheet program and save it anew, or as CSV"
    )


def _lines(rows: Generator[list[str]]) -> Iterator[bytes]:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    width = 0
    # What stops here keeps the rows, and with them the file, for as long as somebody looks at the error.
    with closing(rows):
        for number, row in enumerate(rows, 1):
            if number > _MOST_ROWS:
                raise ValueError(f"A sheet has more than {_MOST_ROWS:,} rows")
            width = max(width, len(row))
            writer.writerow(row + [""] * (width - len(row)) if any(row) else [])
            if number % _PIECE == 0:
                yield _taken(text)
    yield _taken(text)


def _taken(text: io.StringIO) -> bytes:
    data = text.getvalue().encode("utf-8", "replace")
    text.seek(0)
    text.truncate()
    return data


def _elements(archive: zipfile.ZipFile, part: str, wanted: str, most: int = _MOST_BYTES) -> Iterator[Element]:
    """The elements of a name (without its namespace) in a part, each forgotten behind it."""
    return (element for element, _ in _elements_in(archive, part, wanted, "", most))


def _elements_in(
    archive: zipfile.ZipFile, part: str, wanted: str, outer: str, most: int = _MOST_BYTES
) -> Iterator[tuple[Element, Element | None]]:
    """Such elements, each with the element named ``outer`` around it, of which nothing but its attributes is there."""
    if archive.getinfo(part).file_size > most:
        raise _damaged(archive, f"{part} has more than {most >> 20} MB")
    with archive.open(part) as beginning:
        if has_document_type(beginning):
            raise _damaged(archive, f"{part} declares entities, which no spreadsheet program does")
    with archive.open(part) as stream:
        above: list[Element] = []
        around: list[Element] = []
        for event, element in ET.iterparse(stream, ("start", "end")):  # noqa: S314 - no entities
            if event == "start":
                above.append(element)
                if _name(element) == outer:
                    around.append(element)
                continue
            above.pop()
            if around and around[-1] is element:
                around.pop()
            if _name(element) == wanted:
                yield element, around[-1] if around else None
                if above:
                    above[-1].remove(element)


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _attribute(element: Element, name: str) -> str:
    """An attribute's value, whatever its namespace; empty where there is none."""
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def _inner_text(element: Element, name: str) -> str:
    return "".join(part.text or "" for part in element.iter() if _name(part) == name)


# Excel


def _parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """The sheets, as files, and the parts that hold them."""
    present = set(archive.namelist())
    links: dict[str, str] = {}
    if _LINKS in present:
        for link in _elements(archive, _LINKS, "Relationship"):
            links[link.get("Id", "")] = posixpath.normpath(posixpath.join("xl", link.get("Target", "")).lstrip("/"))
    found: dict[str, str] = {}
    files = FileNames()
    for number, sheet in enumerate(_elements(archive, _BOOK, "sheet"), 1):
        key = next((value for name, value in sheet.attrib.items() if name.endswith("}id")), "")
        part = links.get(key, f"xl/worksheets/sheet{number}.xml")
        if part in present and "worksheets" in part:
            found[files.of(sheet.get("name") or f"Sheet{number}")] = part
    return found


def _excel_rows(archive: zipfile.ZipFile, sheet: str) -> Generator[list[str]]:
    part = _parts(archive)[sheet]
    present = archive.namelist()
    kept = _elements(archive, _STRINGS, "si", _MOST_OF_TEXTS) if _STRINGS in present else ()
    strings = [_shared(item) for item in kept]
    dated = _dated_styles(archive) if _STYLES in present else frozenset()
    first = _first_day(archive)
    written = 0
    for row in _elements(archive, part, "row"):
        written += 1
        # Blank rows are often left out; with them a line's number is the row's.
        gap = int(row.get("r", written)) - written
        yield from [[]] * (gap if 0 < gap <= _MOST_REPEATED else 0)
        written += max(0, gap)
        cells: list[str] = []
        for cell in row:
            place = _column(cell.get("r", ""))
            _pad(cells, len(cells) if place is None else place, "")
            cells.append(_excel_text(cell, strings, dated, first))
        yield cells


def _first_day(archive: zipfile.ZipFile) -> datetime:
    properties = next(_elements(archive, _BOOK, "workbookPr"), None)
    from_1904 = properties is not None and properties.get("date1904") in ("1", "true")
    return _FIRST_DAY_OF_1904 if from_1904 else _FIRST_DAY


def _pad(cells: list[str], width: int, text: str) -> None:
    """Make a row so wide. Raises ValueError where no sheet is."""
    if width > _MOST_COLUMNS:
        raise ValueError(f"A row has more than {_MOST_COLUMNS:,} columns")
    cells += [text] * (width - len(cells))


def _column(reference: str) -> int | None:
    """The place of a cell called ``B3``, from 0."""
    match = _PLACE.fullmatch(reference)
    if match is None:
        return None
    place = 0
    for letter in match[1]:
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1


def _shared(item: Element) -> str:
    """A text, of one or several runs; readings of Asian scripts beside it are none of it."""
    spoken = {id(part) for phonetic in item.iter() if _name(phonetic) == "rPh" for part in phonetic.iter()}
    return "".join(part.text or "" for part in item.iter() if _name(part) == "t" and id(part) not in spoken)


def _excel_text(cell: Element, strings: list[str], dated: frozenset[int], first: datetime) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return _shared(cell)
    value = next((part.text or "" for part in cell if _name(part) == "v"), "")
    if kind == "s":
        return strings[int(value)]
    if kind == "e":
        return ""
    if kind == "b":
        return "true" if value == "1" else "false"
    if kind == "d":  # Strict workbooks have dates as they are
        return value.removesuffix(".000").removesuffix("T00:00:00").replace("T", " ")
    if kind != "n" or not value:
        return value
    if int(cell.get("s", 0)) in dated:
        return _date(float(value), first)
    return _number(value)


def _number(text: str) -> str:
    """A number as it is shown: 4.1 for 4.0999999999999996, and whole ones without a point."""
    return text if text.lstrip("-").isdigit() else f"{float(text):.15g}"


def _date(days: float, first: datetime) -> str:
    if days < _FEWEST_DAYS and first == _FIRST_DAY:
        return f"{days:.15g}"
    moment = first + timedelta(seconds=round(days * 86_400))
    return moment.date().isoformat() if days == int(days) else moment.isoformat(sep=" ")


def _dated_styles(archive: zipfile.ZipFile) -> frozenset[int]:
    """The numbers of the styles of cells that show a date."""
    codes: dict[int, str] = {}
    styles: list[int] = []
    for kind in _elements(archive, _STYLES, "numFmts"):
        codes.update({int(code.get("numFmtId", 0)): code.get("formatCode", "") for code in kind})
    for formats in _elements(archive, _STYLES, "cellXfs"):
        styles = [int(style.get("numFmtId", 0)) for style in formats]
    return frozenset(at for at, number in enumerate(styles) if _shows_date(number, codes))


def _shows_date(number: int, codes: Mapping[int, str]) -> bool:
    if number in codes:
        letters = _NOT_LETTERS.sub("", codes[number]).lower()
        return "y" in letters or "d" in letters
    return number in _DATES


# OpenDocument


def _is_open_document(archive: zipfile.ZipFile) -> bool:
    return _TYPE in archive.namelist() and archive.read(_TYPE)[:100].decode("latin-1").startswith(_OPEN_DOCUMENT)


def _open_document_sheets(archive: zipfile.ZipFile) -> list[str]:
    tables = (table for _, table in _elements_in(archive, _CONTENT, "table-row", "table") if table is not None)
    files = FileNames()
    return list(dict.fromkeys(files.of(_attribute(table, "name")) for table in tables))


def _open_document_rows(archive: zipfile.ZipFile, sheet: str) -> Generator[list[str]]:
    files = FileNames()
    for row, table in _elements_in(archive, _CONTENT, "table-row", "table"):
        if table is not None and files.of(_attribute(table, "name")) == sheet:
            cells = _open_document_cells(row)
            repeated = int(_attribute(row, "number-rows-repeated") or 1)
            yield from [cells] * (repeated if repeated <= _MOST_REPEATED else 1)


def _open_document_cells(row: Element) -> list[str]:
    cells: list[str] = []
    for cell in row:
        if _name(cell) in ("table-cell", "covered-table-cell"):
            repeated = int(_attribute(cell, "number-columns-repeated") or 1)
            _pad(cells, len(cells) + (repeated if repeated <= _MOST_REPEATED else 1), _open_document_text(cell))
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _open_document_text(cell: Element) -> str:
    kind = _attribute(cell, "value-type")
    if kind in ("float", "percentage", "currency"):
        return _number(_attribute(cell, "value"))
    if kind == "date":
        return _attribute(cell, "date-value").replace("T", " ")
    if kind == "boolean":
        return _attribute(cell, "boolean-value")
    return "\n".join("".join(part.itertext()) for part in cell if _name(part) == "p")
