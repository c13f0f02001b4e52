"""How commands speak: results on standard output, all else on standard error, bars on a terminal only."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console

Align = Literal["left", "right"]
_UNBOUNDED = 10_000
"""Columns of a line that nobody has to wrap, as in a pipe."""


@dataclass(frozen=True)
class Column:
    """A table's column: its heading, how numbers are written, and whether it may be cut on a narrow terminal."""

    title: str
    form: str = ""
    align: Align = "left"
    cut: bool = False


def number(title: str, form: str = ",") -> Column:
    """A column of numbers."""
    return Column(title, form, "right")


def text(title: str, *, cut: bool = False) -> Column:
    """A column of words."""
    return Column(title, cut=cut)


@dataclass(frozen=True)
class Output:
    """What the options ``--json`` and ``--quiet`` ask for; every command prints through it."""

    as_json: bool = False
    quiet: bool = False

    def table(self, columns: Sequence[Column], rows: Iterable[Sequence[Any]], title: str = "") -> None:
        """A table for people; nothing where JSON is asked for."""
        if self.as_json:
            return
        from rich import box
        from rich.table import Table
        from rich.text import Text

        console = out_console()
        drawn = Table(box=box.SIMPLE_HEAD if console.is_terminal else None, pad_edge=False)
        for column in columns:
            drawn.add_column(Text(column.title), justify=column.align, no_wrap=True,
                             overflow="ellipsis" if column.cut else "fold", ratio=None,
                             min_width=12 if column.cut else None)  # fmt: skip
        for row in rows:
            # Text, not str: a title such as "[REC] (2007)" is no markup.
            drawn.add_row(*(Text(cell(value, column.form)) for value, column in zip(row, columns, strict=True)))
        if title:
            console.print(Text(title, "bold"))
        if console.is_terminal:
            console.print(drawn)
            return
        with console.capture() as lines:
            console.print(drawn)
        for line in lines.get().splitlines():
            self.line(line.rstrip())

    def line(self, words: str = "") -> None:
        """A line of the result for people; nothing where JSON is asked for."""
        if not self.as_json:
            print(words)  # noqa: T201 - this is what print is for

    def json(self, values: Any) -> None:
        """The result for programs, where JSON is asked for. NaN becomes null, paths become text."""
        if self.as_json:
            # Pipes of some systems are not UTF-8; escapes can be read by every program.
            escape = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
            print(json.dumps(plain(values), indent=2, ensure_ascii=escape))  # noqa: T201

    def note(self, words: str) -> None:
        """A remark on what is going on, on standard error; nothing where quiet is asked for."""
        if not self.quiet:
            print(words, file=sys.stderr)  # noqa: T201


def cell(value: Any, form: str = "") -> str:
    """A value as it stands in a table: numbers by their format, ``-`` for what is missing."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if form and not isinstance(value, str):
        return f"{value:{form}}"
    return str(value)


def rows_of(frame: pd.DataFrame, columns: Sequence[str]) -> list[tuple[Any, ...]]:
    """The rows of some columns of a pandas table as plain values, None where one is missing."""
    chosen = frame[list(columns)].astype(object)
    return list(chosen.where(chosen.notna(), None).itertuples(index=False, name=None))


def plain(value: Any) -> Any:
    """A value as JSON knows it: NaN and infinity as null, arrays as lists, records by their fields."""
    if isinstance(value, Mapping):
        return {str(key): plain(entry) for key, entry in value.items()}
    if hasattr(value, "tolist"):
        return plain(value.tolist())
    if isinstance(value, (list, tuple)):
        return [plain(entry) for entry in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, Path):
        return str(value)
    return value


def out_console() -> Console:
    """Standard output, as wide as the terminal, or as wide as needed where it is no terminal."""
    from rich.console import Console

    console = Console(file=sys.stdout, highlight=False, soft_wrap=False)
    if not console.is_terminal:
        console = Console(file=sys.stdout, highlight=False, width=_UNBOUNDED)
    return console


def error_console() -> Console:
    """Standard error, where progress and remarks go."""
    from rich.console import Console

    return Console(file=sys.stderr, highlight=False)
