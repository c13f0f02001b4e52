"""Delimited text as RFC 4180 has it: fields in quotes may hold delimiters, quotes and line breaks."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import repeat
from typing import NamedTuple

LONGEST_RECORD = 1 << 20
"""Characters that one row may have: quotes that do not close would otherwise take the rest of the file."""
_BLANK = " "
_FEWEST = 2
"""Fields of a row that is no blank line."""
_WHITE = " \t\r\n\v\f"
"""The characters of a blank line; some control characters that Python calls spaces are not among it."""


class Record(NamedTuple):
    """One row of a table."""

    line: int
    """Its first line, from 1."""
    lines: int
    """How many lines it takes; more than one where a quoted field holds line breaks."""
    text: str
    """As it stands there, without the end of the line."""
    fields: list[str] | None
    """None where its quotes do not close or stand in the wrong place."""


class RecordCutter:
    """Cuts blocks of whole lines into rows, and keeps what a block leaves unfinished for the next one."""

    def __init__(self, delimiter: str, quoted: bool, first_line: int, width: int = 0) -> None:
        """``width``: fields of a usual row; rows of several lines with more are taken apart again; 0 for any."""
        self.line = first_line
        """Number of the next line."""
        self._delimiter = delimiter
        self._quoted = quoted
        self._width = width
        self._held: list[str] = []

    @property
    def holds(self) -> bool:
        """Whether the last block ended inside a row."""
        return bool(self._held)

    def plain(self, block: bytes) -> list[list[str]] | None:
        """The fields of a block of rows that are one line of usual width each, beyond doubt; else None.

        ``line`` stays where it is.
        """
        return None if self._held else self._plain_rows(_text_lines(block), block)

    def cut(self, block: bytes, *, last: bool = False) -> Iterator[Record]:
        """The rows of a block in which every line ends with a newline, blank ones left out.

        ``last`` says that no further block comes: quotes that are still open then do not close.
        """
        lines = self._held + (_text_lines(block) if block else [])
        rows = None if self._held else self._plain_rows(lines, block)
        self._held = []
        if rows is not None:
            first, self.line = self.line, self.line + len(lines)
            yield from map(Record, range(first, self.line), repeat(1), lines, rows)
            return
        delimiter, simple, at = self._delimiter, self._delimiter != _BLANK, 0
        while at < len(lines):
            text = lines[at]
            if simple and ('"' not in text or not self._quoted):
                if text and (not text.isspace() or text.strip(_WHITE)):
                    yield Record(self.line, 1, text, text.split(delimiter))
                self.line += 1
                at += 1
                continue
            count, text, fields = self._record(lines, at, last)
            if count == 0:
                self._held = lines[at:]
                return
            if fields is None or text.strip(_WHITE):
                yield Record(self.line, count, text, fields)
            self.line += count
            at += count

    def _plain_rows(self, lines: list[str], block: bytes) -> list[list[str]] | None:
        """The fields of lines that are a row of usual width each, beyond doubt; None where any may be otherwise."""
        if self._delimiter == _BLANK or len(self._delimiter) > 1 or self._width < _FEWEST:
            return None
        if "" in lines or block.count(self._delimiter.encode()) < len(lines) * (self._width - 1):
            return None  # blank lines take no memory for fields
        if self._delimiter.isspace() and any(map(str.isspace, lines)):
            return None
        if not self._quoted or b'"' not in block:
            rows = [text.split(self._delimiter) for text in lines]
        elif b'\\"' in block:
            return None
        else:
            try:
                rows = list(csv.reader(lines, delimiter=self._delimiter, strict=True))
            except csv.Error:
                return None
        return rows if len(rows) == len(lines) and set(map(len, rows)) == {self._width} else None

    def _record(self, lines: list[str], at: int, last: bool) -> tuple[int, str, list[str] | None]:
        """Lines, text and fields of the row that begins at a line; 0 lines where the next block has its end."""
        text = lines[at]
        fields = split_fields(text, self._delimiter, quoted=self._quoted)
        escaped = fields is not None and self._quoted and '\\"' in text
        doubtful = escaped and _split_plain(text, self._delimiter) is None
        if (fields is not None and not doubtful) or not self._is_open(text):
            return 1, text, fields
        # A backslash before a quote may also be a letter like others: if the row makes sense to its end as RFC 4180
        # has it, that is meant.
        end, whole = self._closing_line(lines, at)
        if end is None:
            return (1, text, fields) if last or not whole else (0, text, None)
        joined = "\n".join(lines[at : end + 1])
        plain = _split_plain(joined, self._delimiter)
        if plain is None and not doubtful:
            plain = split_fields(joined, self._delimiter, quoted=True)
        width = self._width or (len(fields) if fields is not None else 0)
        if plain is None or (width and len(plain) != width):
            return 1, text, fields
        return end + 1 - at, joined, plain

    def _is_open(self, text: str) -> bool:
        """Whether a line that cannot be split ends inside quotes, rather than having a quote in the wrong place."""
        return split_fields(text + '"', self._delimiter, quoted=True) is not None

    @staticmethod
    def _closing_line(lines: list[str], at: int) -> tuple[int | None, bool]:
        """The line that closes the quotes that are open at the end of another; and whether all were looked at."""
        size = len(lines[at])
        is_open = True
        for number in range(at + 1, len(lines)):
            is_open ^= bool(lines[number].count('"') % 2)
            size += len(lines[number])
            if not is_open:
                return number, True
            if size > LONGEST_RECORD:
                return None, False
        return None, True


def _text_lines(block: bytes) -> list[str]:
    """The lines of a block without their ends; one that is no UTF-8 does not make the others Latin-1."""
    try:
        text = block.decode("utf-8")
    except UnicodeDecodeError:
        return [decoded(line).rstrip("\r") for line in block[:-1].split(b"\n")]
    if "\r" in text:
        return [line.rstrip("\r") for line in text[:-1].split("\n")]
    return text[:-1].split("\n")


def split_fields(line: str, delimiter: str, *, quoted: bool | None = None) -> list[str] | None:
    """The fields of one row; None where its quotes do not close.

    ``quoted`` says whether fields may stand in quotes; without it, they do in tables with commas and semicolons. A
    blank as delimiter stands for any number of them.
    """
    if quoted is None:
        quoted = delimiter in (",", ";")
    if not quoted or '"' not in line:
        return line.split() if delimiter == _BLANK else line.split(delimiter)
    plain = _split_plain(line, delimiter)
    return _split_escaped(line, delimiter) if plain is None and '\\"' in line else plain


def _split_plain(line: str, delimiter: str) -> list[str] | None:
    """The fields of a row that writes a quote inside quotes twice (RFC 4180)."""
    try:
        return next(csv.reader([line], delimiter=delimiter, strict=True, skipinitialspace=delimiter == _BLANK), [])
    except csv.Error:
        return None


def _split_escaped(line: str, delimiter: str) -> list[str] | None:
    """The fields of a row that writes a quote inside quotes with a backslash, as Book-Crossing does."""
    try:
        return next(csv.reader([line], delimiter=delimiter, strict=True, doublequote=False, escapechar="\\"), [])
    except csv.Error:
        return None


def decoded(raw: bytes) -> str:
    """Text as UTF-8, or as Windows' Latin-1 where it is not: the first accent may come long after the beginning."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return _western(raw)


def _western(raw: bytes) -> str:
    """Text as Windows-1252, which is Latin-1 with quotes, dashes and the euro sign among its control characters."""
    try:
        return raw.decode("cp1252")
    except UnicodeDecodeError:
        return raw.decode("latin-1")
