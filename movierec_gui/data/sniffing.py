"""Which table a file holds, told from its first bytes: delimiter, header, line ends, encoding, columns."""

from __future__ import annotations

import codecs
import csv
import re
from collections import Counter
from dataclasses import dataclass, replace

DELIMITERS = ("::", "\t", ";", ",", "|")
"""What may stand between columns, the least ambiguous first."""

HEAD = 1 << 16
"""Bytes from which a file's layout is told."""

_MOST_ROWS = 200
_CERTAIN_HEADER = 2
"""A first row with as many known names is a header, whatever the rows below look like."""

_ALIASES = {
    "user": ("userid", "user", "uid", "reviewerid", "customerid", "accountid"),
    "movie": (
        "movieid",
        "movie",
        "itemid",
        "item",
        "filmid",
        "film",
        "bookid",
        "book",
        "productid",
        "asin",
        "isbn",
        "mid",
        "iid",
    ),
    "rating": ("rating", "ratings", "score", "stars", "value", "bookrating", "overall", "myrating", "yourrating"),
    "timestamp": ("timestamp", "time", "date", "unixtime", "unixreviewtime", "ratedat", "daterated", "createdat", "ts"),
    "title": ("title", "movietitle", "name", "primarytitle", "booktitle", "itemtitle"),
    "year": ("year", "releaseyear"),
}


@dataclass(frozen=True)
class TableShape:
    """How a delimited text file is laid out."""

    delimiter: str
    header: tuple[str, ...]
    """Column names; empty where the first line is already data."""
    width: int
    """Columns of a usual row."""
    newline: bytes
    start: int
    """Bytes before the first row: byte-order mark, blank lines and header."""
    first_line: int
    """Line number of the first row."""
    encoding: str


@dataclass(frozen=True)
class ColumnChoice:
    """Which column (from 0) holds what; None where the table has no such column."""

    user: int
    movie: int
    rating: int
    timestamp: int | None = None
    title: int | None = None
    """A movie's title on each rating row, where the table has no separate list of movies."""
    text_users: bool = False
    """Whether users are named by text: each gets a number in the order of appearance."""
    text_movies: bool = False


def sniff(head: bytes) -> TableShape | None:
    """The layout of the table that starts with these bytes, or None where this is no text table."""
    encoding = encoding_of(head)
    if encoding is None:
        return None
    start = len(codecs.BOM_UTF8) if head.startswith(codecs.BOM_UTF8) else 0
    newline = _newline(head)
    lines = head[start:HEAD].split(newline)
    if len(head) >= HEAD and len(lines) > 1:
        lines.pop()
    blank = next((number for number, line in enumerate(lines) if line.strip()), len(lines))
    rows = [line.decode(encoding, "replace") for line in lines[:_MOST_ROWS] if line.strip()]
    delimiter = _delimiter(rows)
    if delimiter is None:
        return None
    table = [split_fields(row, delimiter) or [] for row in rows]
    header = tuple(field.strip() for field in table[0]) if _is_header(table) else ()
    widths = [len(row) for row in (table[1:] if header else table) if len(row) >= len(header)] or [len(header)]
    before = blank + 1 if header else blank
    start = min(start + sum(len(line) + len(newline) for line in lines[:before]), len(head))
    return TableShape(delimiter, header, Counter(widths).most_common(1)[0][0], newline, start, before + 1, encoding)


def encoding_of(data: bytes) -> str | None:
    """``utf-8`` (a byte-order mark or not) or ``latin-1``; None for what is no text in either."""
    if b"\0" in data[:4096]:
        return None
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data)
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8"


def split_fields(line: str, delimiter: str) -> list[str] | None:
    """The fields of one line; None where its quotes do not close. Only comma and semicolon tables use quotes."""
    if delimiter not in (",", ";") or '"' not in line:
        return line.split(delimiter)
    try:
        return next(csv.reader([line], delimiter=delimiter, strict=True), [])
    except csv.Error:
        return None


def guess_columns(shape: TableShape) -> ColumnChoice | None:
    """Users, movies and ratings by the header's names, or by MovieLens' order where there is no header."""
    if not shape.header:
        return ColumnChoice(0, 1, 2, 3 if shape.width > 3 else None) if shape.width in (3, 4) else None
    found = {role: column_of(shape.header, role) for role in _ALIASES}
    user, movie, rating = found["user"], found["movie"], found["rating"]
    if user is None or movie is None or rating is None:
        return None
    return ColumnChoice(user, movie, rating, found["timestamp"], found["title"])


def column_of(header: tuple[str, ...], role: str) -> int | None:
    """The column whose name means ``role`` (user, movie, rating, timestamp, title, year), or None."""
    names = [_normal(name) for name in header]
    return next((names.index(alias) for alias in _ALIASES[role] if alias in names), None)


def first_rows(head: bytes, shape: TableShape, most: int = 200) -> list[list[str]]:
    """The fields of a table's first rows that are not blank, of at most ``most`` whole lines of its first bytes."""
    lines = head[shape.start :].split(shape.newline)
    if len(head) == HEAD and len(lines) > 1:
        lines.pop()
    texts = (line.decode(shape.encoding, "replace") for line in lines[:most])
    return [split_fields(text, shape.delimiter) or [text] for text in texts if text.strip()]


def with_text_ids(columns: ColumnChoice, rows: list[list[str]]) -> ColumnChoice:
    """The choice with users and movies marked as text where most rows name them so."""

    def mostly_text(column: int) -> bool:
        return sum(column >= len(row) or not row[column].strip().isdigit() for row in rows) > len(rows) / 2

    return replace(columns, text_users=mostly_text(columns.user), text_movies=mostly_text(columns.movie))


def is_number(text: str) -> bool:
    """Whether a field reads as a number."""
    try:
        float(text)
    except ValueError:
        return False
    return True


def _normal(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _newline(head: bytes) -> bytes:
    head = head[:HEAD]
    if b"\r\n" in head:
        return b"\r\n"
    return b"\n" if b"\n" in head or b"\r" not in head else b"\r"


def _delimiter(rows: list[str]) -> str | None:
    """What stands between the columns: what makes the first row a header, or else fits most rows."""
    for delimiter in DELIMITERS:
        if rows and _roles(split_fields(rows[0], delimiter) or []) >= _CERTAIN_HEADER:
            return delimiter
    shares = {delimiter: _share_of_usual_width(rows, delimiter) for delimiter in DELIMITERS}
    best = max(DELIMITERS, key=lambda delimiter: shares[delimiter])
    return best if shares[best] > 0 else None


def _share_of_usual_width(rows: list[str], delimiter: str) -> float:
    """The share of rows with the usual number of fields; 0 where that is one."""
    widths = Counter(len(split_fields(row, delimiter) or ()) for row in rows)
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
    return count / len(rows) if width > 1 else 0.0


def _roles(fields: list[str]) -> int:
    """How many of the fields are names of columns that mean something here."""
    return sum(column_of(tuple(fields), role) is not None for role in _ALIASES)


def _is_header(table: list[list[str]]) -> bool:
    if _roles(table[0]) >= _CERTAIN_HEADER:
        return True
    if any(is_number(field) for field in table[0]):
        return False
    return any(is_number(field) for row in table[1:] for field in row)
