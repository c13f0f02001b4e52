"""Tables of any length, searched, filtered and sorted by row numbers: nothing is copied for a person to scroll."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from movierec_gui.data.row_order import stable_order
from movierec_gui.data.search_text import folded
from movierec_gui.errors import unknown_name
from movierec_gui.progress import Progress

if TYPE_CHECKING:
    import pandas as pd

RowArray = npt.NDArray[np.int32]
BoolArray = npt.NDArray[np.bool_]
_EXACT_IN_FLOAT32 = 1 << 24


@dataclass(frozen=True, eq=False)
class Column:
    """One value per row: ``values[row]``, or ``values[codes[row]]`` where values repeat (titles)."""

    values: npt.NDArray[Any]
    codes: npt.NDArray[np.integer] | None = None

    def __len__(self) -> int:
        return len(self.values if self.codes is None else self.codes)

    def at(self, row: int) -> Any:
        """The value of one row as a plain Python value; None where it is missing (NaN)."""
        value = self.values[row if self.codes is None else self.codes[row]]
        plain = value.item() if isinstance(value, np.generic) else value
        return None if plain is None or plain != plain else plain

    def spread(self, of_values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Expands facts of each distinct value [len(values)] to facts of each row [rows]."""
        return of_values if self.codes is None else of_values[self.codes]


@dataclass(frozen=True, eq=False)
class Table:
    """Named columns of equal length."""

    columns: Mapping[str, Column]

    def __len__(self) -> int:
        return len(next(iter(self.columns.values()))) if self.columns else 0

    @cached_property
    def rows(self) -> RowArray:
        """All row numbers in order, [rows]; of 32 million they take a tenth of a second to make."""
        numbers = np.arange(len(self), dtype=np.int32)
        numbers.flags.writeable = False  # whoever shows the table shares them
        return numbers

    def column(self, name: str) -> Column:
        """The column of that name. Raises UserError, with the nearest name, where there is none."""
        if name not in self.columns:
            raise unknown_name("column", name, self.columns)
        return self.columns[name]

    @staticmethod
    def from_frame(frame: pd.DataFrame) -> Table:
        """The columns of a pandas table; missing numbers become NaN."""
        return Table({str(name): Column(_plain_array(frame[name])) for name in frame.columns})


@dataclass(frozen=True)
class RowQuery:
    """Which rows to show, and in which order. An empty query shows all of them as they come."""

    text: str = ""
    """Every word of it must occur in one of ``text_columns``, whatever the case."""
    text_columns: tuple[str, ...] = ()
    parts: Mapping[str, str] = field(default_factory=dict)
    """Column -> a part that its ``|``-joined text must have (genres)."""
    low: Mapping[str, float] = field(default_factory=dict)
    """Column -> its least value, inclusive; missing values never pass."""
    high: Mapping[str, float] = field(default_factory=dict)
    flags: tuple[str, ...] = ()
    """Columns that must be true."""
    best: tuple[str, int] | None = None
    """Column and number: of the rows that pass, only so many, those with the largest values of that column."""
    sort_by: str = ""
    descending: bool = False
    """Missing values come last either way, and equal rows keep their order."""


def select_rows(table: Table, query: RowQuery) -> Generator[Progress, None, RowArray]:
    """The row numbers that a query asks for, in its order. Raises UserError where it names an unknown column."""
    tests = _row_tests(table, query)
    kept: BoolArray | None = None
    for number, test in enumerate(tests):
        yield Progress("Filtering", number, len(tests))
        kept = test() if kept is None else kept & test()
    rows = table.rows if kept is None else np.flatnonzero(kept).astype(np.int32)
    if query.best is not None:
        yield Progress("Looking for the best")
        name, count = query.best
        keys = _sort_keys(table.column(name))[rows]
        order = (yield from stable_order(keys, descending=True))[:count]
        rows = np.sort(rows[order[~np.isnan(keys[order])]])
    if query.sort_by:
        yield Progress("Sorting")
        keys = _sort_keys(table.column(query.sort_by))[rows]
        rows = rows[(yield from stable_order(keys, query.descending))]
    return rows


def _row_tests(table: Table, query: RowQuery) -> list[Callable[[], BoolArray]]:
    """Functions without arguments, each of which tells for every row whether it passes."""
    searched = [table.column(name) for name in query.text_columns]
    tests: list[Callable[[], BoolArray]] = [partial(_has_word, searched, word) for word in folded(query.text).split()]
    tests += [partial(_has_part, table.column(name), part) for name, part in query.parts.items()]
    tests += [partial(_within, table.column(name), low, np.inf) for name, low in query.low.items()]
    tests += [partial(_within, table.column(name), -np.inf, high) for name, high in query.high.items()]
    tests += [partial(_is_true, table.column(name)) for name in query.flags]
    return tests


def _has_word(columns: list[Column], word: str) -> BoolArray:
    """Texts hold the word, numbers (ids) equal it; one of the columns is enough."""
    found = [column.spread(_matches(column.values, word)) for column in columns]
    return np.asarray(np.logical_or.reduce(found), np.bool_)


def _matches(values: npt.NDArray[Any], word: str) -> BoolArray:
    if values.dtype == object:
        return np.fromiter((word in folded(str(value)) for value in values), np.bool_, len(values))
    try:
        return np.asarray(values == float(word), np.bool_)
    except ValueError:
        return np.zeros(len(values), np.bool_)


def _has_part(column: Column, part: str) -> BoolArray:
    has = np.fromiter((part in str(value).split("|") for value in column.values), np.bool_, len(column.values))
    return column.spread(has)


def _within(column: Column, low: float, high: float) -> BoolArray:
    return column.spread((column.values >= low) & (column.values <= high))


def _is_true(column: Column) -> BoolArray:
    return column.spread(column.values.astype(np.bool_))


def _sort_keys(column: Column) -> npt.NDArray[Any]:
    """Numbers [rows] that sort as the column does; NaN where a value is missing."""
    values = column.values
    if values.dtype == object:
        ranks = np.unique([str(value).casefold() for value in values], return_inverse=True)[1]
        missing = np.fromiter((value is None or value != value for value in values), np.bool_, len(values))
        values = np.where(missing, np.nan, ranks).astype(np.float32 if len(ranks) < _EXACT_IN_FLOAT32 else np.float64)
    return column.spread(values)


def _plain_array(series: pd.Series[Any]) -> npt.NDArray[Any]:
    if series.dtype.kind == "b" and not series.hasnans:
        return series.to_numpy(np.bool_)
    if series.dtype.kind in "iuf":
        return series.to_numpy(np.float64, na_value=np.nan) if series.hasnans else series.to_numpy()
    return series.astype(object).to_numpy()
