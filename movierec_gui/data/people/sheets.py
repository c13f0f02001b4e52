"""A table of any spreadsheet or site as rows of cells: encoding, delimiter and quotes as RFC 4180 has them.

Self-contained on the standard ``csv`` module over the whole text, since a quoted field may hold line breaks.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from movierec_gui.data.old_encodings import WESTERN_CODEC, is_cyrillic, old_encoding
from movierec_gui.data.people.columns import KNOWN_COLUMNS, RATING, YEAR
from movierec_gui.data.people.titles import words_of

_DELIMITERS = (",", ";", "\t", "|")
_SEPARATOR_LINE = re.compile(r"\s*\"?sep=(.)\"?\s*$", re.IGNORECASE)
_MOST_BANNER_LINES = 12
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_OLDER = ("cp1252", "cp1251", "cp1250", "gb18030", "shift_jis", "euc_kr")
_FOREIGN = re.compile(r"[^\x00-\x7f]")
_LETTERS_SHOW = 1 << 16
"""Bytes in which letters of an older encoding show."""
_LONGEST_CELL = 4_000_000
# A review may be longer than the 131,072 letters that the module takes for a mistake.
csv.field_size_limit(max(csv.field_size_limit(), _LONGEST_CELL))
BAD_QUOTES = "a quotation mark without its pair"


@dataclass(frozen=True)
class Row:
    """A row by its line (from 1) in the file; ``problem`` says why it cannot be trusted."""

    line: int
    cells: tuple[str, ...]
    problem: str = ""
    is_mended: bool = False
    """Whether its quotes are against the rules, though they pair."""


@dataclass(frozen=True)
class Sheet:
    """A table with a heading; columns are found by their names in any case, blanks and marks set aside."""

    name: str
    """The file's name, with its folder inside a zip."""
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    remark: str = ""
    """How a table without a heading was understood; empty for one that has its own."""
    _columns: dict[str, int] = field(default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        for place, name in enumerate(self.header):
            self._columns.setdefault(column_name(name), place)

    def column(self, *names: str) -> int | None:
        """The place of the first of these columns that is there."""
        return next((self._columns[name] for name in map(column_name, names) if name in self._columns), None)

    def has(self, *names: str) -> bool:
        """Whether all of these columns are there."""
        return all(column_name(name) in self._columns for name in names)

    def get(self, row: Row, *names: str) -> str:
        """The cell in the first of these columns that is there and not empty, without blanks around it."""
        for name in map(column_name, names):
            place = self._columns.get(name)
            if place is not None and (text := cell(row, place)):
                return text
        return ""


def cell(row: Row, place: int | None) -> str:
    """A row's cell without blanks around it; empty where the row is too short or the column is not there."""
    return row.cells[place].strip() if place is not None and place < len(row.cells) else ""


def column_name(name: str) -> str:
    """A column's name to compare by: ``Your Rating`` and ``your_rating`` are the same."""
    return "".join(words_of(name)).replace("_", "")


def decoded(data: bytes) -> str:
    """The text of a file: UTF-8, UTF-16 (by its mark or its NULs), else an older encoding, which its letters show."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    head = data[:400]
    if head.count(0) > len(head) // 4:
        return data.decode("utf-16-be" if head[:1] == b"\0" else "utf-16-le", "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _in_older_encoding(data)


def _in_older_encoding(data: bytes) -> str:
    """Western Windows-1252, unless known headings show another, letters do, or words have no plain letter."""
    western = data.decode("cp1252", "replace")
    first = data.split(b"\n", 1)[0]
    for encoding in _OLDER:
        try:
            cells = re.split(r"[,;\t|]", first.decode(encoding))
        except UnicodeDecodeError:
            continue
        if any(_FOREIGN.search(cell) and column_name(cell.strip(' "\r')) in _headings() for cell in cells):
            return data.decode(encoding, "replace")
    found = old_encoding(data[: data.rfind(b"\n", 0, _LETTERS_SHOW) + 1] or data[:_LETTERS_SHOW])
    if found not in ("", WESTERN_CODEC):
        return data.decode(found, "replace")
    return data.decode("cp1251", "replace") if is_cyrillic(western) else western


@lru_cache(maxsize=1)
def _telling() -> frozenset[str]:
    return frozenset(map(column_name, (*YEAR, *RATING)))


@lru_cache(maxsize=1)
def _headings() -> frozenset[str]:
    return frozenset(map(column_name, KNOWN_COLUMNS))


def read_sheet(name: str, data: bytes, known: Sequence[str]) -> Sheet | None:
    """The table in a file, None where there is none; ``known`` are column names by which the delimiter is found.

    Lines above the heading (``sep=;``, the banner of a Letterboxd list) are passed over.
    """
    lines = _lines(decoded(data).replace("\0", ""))
    start, chosen = _beginning(lines)
    names = frozenset(map(column_name, known))
    best: tuple[int, int, int, str] | None = None
    for at in range(start, min(start + _MOST_BANNER_LINES, len(lines))):
        for delimiter in (chosen,) if chosen else _DELIMITERS:
            header = next(_rows(lines, at, delimiter), Row(0, ())).cells
            # A heading of films names their years or ratings; above it may stand that of the list itself.
            hits = sum((column_name(title) in names) + (column_name(title) in _telling()) for title in header)
            if hits and (best is None or hits > best[0]):
                best = (hits, at, len(header), delimiter)
    if best is None:
        best = _widest(lines, start, chosen)
        if best is None:
            return None
    rows = _rows(lines, best[1], best[3])
    header = next(rows).cells
    filled = (row for row in rows if any(text.strip() for text in row.cells))
    return Sheet(name, header, tuple(_trusted(filled, len(header))))


def _trusted(rows: Iterable[Row], width: int) -> Iterator[Row]:
    """The rows; after one with a bad quote, those of another width are marked too: they may be the rest of a text."""
    in_doubt = False
    for row in rows:
        in_doubt = bool(row.problem) or (in_doubt and len(row.cells) != width)
        yield replace(row, problem=BAD_QUOTES) if in_doubt else row
        in_doubt |= row.is_mended


def _lines(text: str) -> list[str]:
    """The text's lines with their ends; only line feeds and carriage returns end one."""
    return re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z", text)


def _beginning(lines: list[str]) -> tuple[int, str]:
    """Number of lines before the table, and the delimiter where a ``sep=`` line names it."""
    match = _SEPARATOR_LINE.match(lines[0].rstrip("\r\n")) if lines else None
    return (1, match[1]) if match else (0, "")


def _widest(lines: list[str], start: int, chosen: str) -> tuple[int, int, int, str] | None:
    """The first line with more than one cell under the delimiter that gives most, where no name is known."""
    for at in range(start, len(lines)):
        if lines[at].strip():
            width, delimiter = max(
                (len(next(_rows(lines, at, delimiter)).cells), delimiter)
                for delimiter in ((chosen,) if chosen else _DELIMITERS)
            )
            return (0, at, width, delimiter) if width > 1 else None
    return None


def _rows(lines: list[str], at: int, delimiter: str) -> Iterator[Row]:
    """Rows from line ``at`` on; a row whose quotes do not pair costs its first line only and is marked."""
    while at < len(lines):
        rest = (lines[number] for number in range(at, len(lines)))
        reader = csv.reader(rest, delimiter=delimiter, skipinitialspace=True, strict=True)
        begun = 0
        try:
            for cells in reader:
                yield Row(at + begun + 1, tuple(cells))
                begun = reader.line_num
            return
        except csv.Error:
            at += begun
            yield _mended(lines[at], at + 1, delimiter)
            at += 1


def _mended(line: str, number: int, delimiter: str) -> Row:
    """A line that strict rules refuse: read leniently where its quotes pair, else cut at every delimiter and marked."""
    if line.count('"') % 2 == 0 and len(line) < csv.field_size_limit():
        cells = next(csv.reader([line], delimiter=delimiter, skipinitialspace=True), [])
        return Row(number, tuple(cells), is_mended=True)
    return Row(number, tuple(line.rstrip("\r\n").split(delimiter)), BAD_QUOTES)
