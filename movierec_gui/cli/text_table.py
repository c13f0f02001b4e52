"""Tables as lines of text, laid out by rich: long texts are cut where the terminal is narrow, and nothing in a pipe."""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import JustifyMethod
    from rich.text import Text as RichText

_GAP = 2
_UNLIMITED = 1_000_000
_NARROWEST = 12
"""Letters that a column keeps when it is cut."""


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
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, _GAP, 0, 0))
    lines = [[_one_line(column.title) for column in columns]]
    lines += [[_one_line(cell(value, column.form)) for value, column in zip(row, columns, strict=True)] for row in rows]
    narrowest = 0
    for index, column in enumerate(columns):
        widest = max(words[index].cell_len for words in lines)
        least = min(widest, _NARROWEST) if column.cut else widest
        justify: JustifyMethod = "right" if column.right else "left"
        table.add_column(lines[0][index], justify=justify, no_wrap=not column.cut, min_width=least)
        narrowest += least + _GAP
    for words in lines[1:]:
        table.add_row(*words)
    # Nothing of this is printed by rich: a pipe gets whole lines without colours or blanks at their ends.
    room = max(width, narrowest - _GAP) if width else _UNLIMITED
    console = Console(width=room, color_system=None, file=io.StringIO(), legacy_windows=False)
    with console.capture() as captured:
        console.print(table, crop=False)
    return [line.rstrip() for line in captured.get().splitlines()]


def cell(value: Any, form: str = "") -> str:
    """A value as it stands in a table: numbers by their format, ``-`` for what is missing."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if form and not isinstance(value, str):
        return f"{value:{form}}"
    return str(value)


def _one_line(words: str) -> RichText:
    from rich.text import Text

    return Text(" ".join(words.splitlines()), no_wrap=True, overflow="ellipsis")
