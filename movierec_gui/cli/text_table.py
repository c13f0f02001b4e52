"""Tables as lines of text: every column as wide as it needs, long texts cut where the terminal is narrow."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

_GAP = "  "
_NARROWEST = 12
"""Letters that a column keeps when it is cut."""
_CUT = "..."


@dataclass(frozen=True)
class Column:
    """A table's column: its heading, how numbers are written, its side, and whether it may be cut."""

    title: str
    form: str = ""
    right: bool = False
    cut: bool = False


def number(title: str, form: str = ",") -> Column:
    """A column of numbers."""
    return Column(title, form, right=True)


def text(title: str, *, cut: bool = False) -> Column:
    """A column of words."""
    return Column(title, cut=cut)


def table_lines(columns: Sequence[Column], rows: Iterable[Sequence[Any]], width: int | None = None) -> list[str]:
    """The heading and a line per row, at most ``width`` letters wide where the columns that may be cut allow it."""
    from rich.cells import cell_len, set_cell_size

    cells = [[column.title for column in columns]]
    cells += [[cell(value, column.form) for value, column in zip(row, columns, strict=True)] for row in rows]
    widths = [max(cell_len(row[index]) for row in cells) for index in range(len(columns))]
    if width is not None:
        widths = _narrowed(columns, widths, width)

    def fitted(words: str, column: Column, size: int) -> str:
        if cell_len(words) > size:
            return set_cell_size(words, size - len(_CUT)).rstrip() + _CUT
        blank = " " * (size - cell_len(words))
        return blank + words if column.right else words + blank

    return [
        _GAP.join(
            fitted(words, column, size) for words, column, size in zip(row, columns, widths, strict=True)
        ).rstrip()
        for row in cells
    ]


def cell(value: Any, form: str = "") -> str:
    """A value as it stands in a table: numbers by their format, ``-`` for what is missing."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if form and not isinstance(value, str):
        return f"{value:{form}}"
    return str(value)


def _narrowed(columns: Sequence[Column], widths: Sequence[int], width: int) -> list[int]:
    """Widths that fit, if they can: the widest column that may be cut gives way first."""
    narrowed = list(widths)
    excess = sum(widths) + len(_GAP) * (len(widths) - 1) - width
    while excess > 0:
        index = max(range(len(columns)), key=lambda i: narrowed[i] if columns[i].cut else 0)
        if not columns[index].cut or narrowed[index] <= _NARROWEST:
            break
        narrowed[index] -= 1
        excess -= 1
    return narrowed
