"""Writes tables as CSV: the one place where the program does.

A spreadsheet runs a text that begins with ``=``, ``+``, ``-``, ``@``, a tab or a line's end as a formula. Titles, tags
and names come from anybody, so such a text gets an apostrophe in front, which a spreadsheet takes as "this is text".
Numbers, and texts that are numbers, stay as they are. ``original_cell`` takes the apostrophe off again.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Generator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

from movierec_gui.atomic_files import replacing, share
from movierec_gui.progress import Progress

if TYPE_CHECKING:
    import pandas as pd
    from pandas._typing import WriteBuffer

    from movierec_gui.data.tables import RowArray, Table

_ROWS_PER_STEP = 20_000
_ROW_END = "\r\n"
_NUMERIC = "biufcmM"
"""Kinds of columns, as numpy names them, that hold no text."""
_FORMULA = re.compile(r"'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
"""The last four are the wide forms of the first, which spreadsheets of East Asia take as them."""
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)


class _Lines:
    """Rows with the end that makes the ``csv`` module put quotes around a carriage return too, each as a plain line."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file

    def write(self, row: str) -> int:
        """Write a row."""
        return self._file.write(row.removesuffix(_ROW_END) + "\n")


def safe_cell(value: Any) -> Any:
    """The value, a text that a spreadsheet would run as a formula with an apostrophe in front of it."""
    if isinstance(value, str) and _FORMULA.match(value) and not _NUMBER.fullmatch(value):
        return f"'{value}"
    return value


def original_cell(text: str) -> str:
    """The text that ``safe_cell`` was given."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def safe_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """The table with every heading and text in it as ``safe_cell`` has them."""
    safe = frame.copy(deep=False)
    for name, column in frame.items():
        if column.dtype.kind not in _NUMERIC:
            safe[name] = column.map(safe_cell)
    return safe.rename(columns=safe_cell)


def write_frame(frame: pd.DataFrame, path: Path, float_format: str | None = None) -> None:
    """Write a table with a heading; the file appears when it is complete. Raises UserError where it cannot be."""
    with replacing(path) as partial, partial.open("w", newline="", encoding="utf-8") as file:
        lines = cast("WriteBuffer[str]", _Lines(file))
        safe_frame(frame).to_csv(lines, index=False, lineterminator=_ROW_END, float_format=float_format)
    share(path)


def write_csv(table: Table, rows: RowArray, path: Path) -> Generator[Progress, None, Path]:
    """The rows in the order given, all columns, UTF-8; the file appears when it is complete.

    Raises UserError where it cannot be written.
    """
    with replacing(path) as partial, partial.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(_Lines(file), lineterminator=_ROW_END)
        writer.writerow(map(safe_cell, table.columns))
        columns = tuple(table.columns.values())
        for start in range(0, len(rows), _ROWS_PER_STEP):
            yield Progress(f"Writing {path.name}", start, len(rows))
            part = rows[start : start + _ROWS_PER_STEP]
            writer.writerows([safe_cell(column.at(row)) for column in columns] for row in part)
    share(path)
    return path
