"""One number for every movie under a title: what maps and tables can be coloured by."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from movierec_gui.data.tables import Column, Table

FloatArray = npt.NDArray[np.float64]
_EDGE = 0.02
"""Share of the values at either end that get the end's shade: a few extremes would leave all others with one."""


@dataclass(frozen=True, eq=False)
class MovieColumn:
    """Values of a dataset's movies."""

    title: str
    """As in ``Node 7 of LSTM``."""
    values: FloatArray
    """[movies], NaN where there is none."""
    digits: int = 2
    """Decimals to show."""


def movies_of_rows(table: Table) -> npt.NDArray[np.integer]:
    """The movie index of each row of a table of films or ratings.

    A column ``movie`` says it, else the codes of ``title``; otherwise row r is movie r.
    """
    if "movie" in table.columns:
        return table.column("movie").values
    codes = table.column("title").codes if "title" in table.columns else None
    return np.arange(len(table)) if codes is None else codes


def movie_column(table: Table, name: str, title: str, n_movies: int, digits: int = 2) -> MovieColumn:
    """A column of numbers of a table with a row per movie, by movie; of several rows the last one counts."""
    column = table.column(name)
    values = np.full(n_movies, np.nan)
    values[movies_of_rows(table)] = column.spread(column.values.astype(np.float64))
    return MovieColumn(title, values, digits)


def shades(column: Column) -> FloatArray:
    """Each distinct value's place from the lowest (0) to the highest (1), parallel to ``column.values``; NaN stays."""
    values = column.values.astype(np.float64)
    known = values[np.isfinite(values)]
    if not len(known):
        return np.full(len(values), np.nan)
    low, high = np.quantile(known, [_EDGE, 1.0 - _EDGE])
    if high <= low:
        low, high = known.min(), known.max()
    places: FloatArray = np.clip((values - low) / max(high - low, np.finfo(np.float64).tiny), 0.0, 1.0)
    return places
