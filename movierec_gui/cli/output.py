"""How commands speak: results on standard output, all else on standard error, bars on a terminal only."""

from __future__ import annotations

import json
import math
import os
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from movierec_gui.cli.text_table import Column, cell, table_lines

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console


@dataclass(frozen=True)
class Output:
    """Output as ``--json`` and ``--quiet`` ask for; every command prints through it."""

    as_json: bool = False
    quiet: bool = False

    def table(self, columns: Sequence[Column], rows: Iterable[Sequence[Any]], title: str = "") -> None:
        """A table for people, cut to the terminal's width; nothing where JSON is asked for."""
        if self.as_json:
            return
        on_terminal = sys.stdout.isatty()
        lines = table_lines(columns, rows, shutil.get_terminal_size().columns if on_terminal else None)
        for words in [title, lines[0]] if title else lines[:1]:
            click.secho(words, bold=True, color=colors_wanted())
        for words in lines[1:]:
            click.echo(words)

    def facts(self, values: Mapping[str, Any]) -> None:
        """Names and values, a line each; nothing where JSON is asked for."""
        width = max(map(len, values), default=0)
        for name, value in values.items():
            self.line(f"{name:<{width}}  {cell(value)}")

    def line(self, words: str = "") -> None:
        """A line of the result for people; nothing where JSON is asked for."""
        if not self.as_json:
            click.echo(words)

    def json(self, values: Any) -> None:
        """The result for programs, where JSON is asked for. NaN becomes null, paths become text."""
        if self.as_json:
            # Pipes of some systems are not UTF-8; escapes can be read by every program.
            escape = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
            click.echo(json.dumps(plain(values), indent=2, ensure_ascii=escape))

    def note(self, words: str) -> None:
        """A remark on what is going on, on standard error; nothing where quiet is asked for."""
        if not self.quiet:
            click.echo(words, err=True)


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


def error_console() -> Console:
    """Standard error, where progress and remarks go."""
    from rich.console import Console

    return Console(file=sys.stderr, highlight=False)


def colors_wanted() -> bool | None:
    """For click's functions: no colours where NO_COLOR asks for none, else as the terminal can."""
    return False if os.environ.get("NO_COLOR") else None
