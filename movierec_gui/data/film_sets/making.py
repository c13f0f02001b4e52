"""Ways to a set of movies: a filter, a list in a file, and sets combined. All are movie indices of one dataset."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from movierec_gui.data.dataset import NO_YEAR, Dataset, Int64Array
from movierec_gui.data.people.finding import MovieFinder
from movierec_gui.data.people.person import Film
from movierec_gui.data.search_text import folded
from movierec_gui.data.table_export import original_cell
from movierec_gui.errors import UserError, unknown_name

UNION, WITHOUT, BOTH = "union", "without", "both"
WAYS = (UNION, WITHOUT, BOTH)
"""Ways to combine sets: movies of either, of the first and not of the second, of both."""
_MOST_LINES = 1_000_000
_IMDB = re.compile(r"tt\d{1,18}")
_TITLED = re.compile(r"(?P<title>.+?)\s*\((?P<year>\d{4})\)")
_COLUMNS = {"movieid": "id", "movie_id": "id", "id": "id", "imdb": "imdb", "imdbid": "imdb", "imdb_id": "imdb",
            "const": "imdb", "tmdb": "tmdb", "tmdbid": "tmdb", "tmdb_id": "tmdb", "title": "title", "name": "title",
            "year": "year"}  # fmt: skip


@dataclass(frozen=True)
class Filter:
    """What the movies of a set have in common; what is not asked for is None or empty."""

    genres: tuple[str, ...] = ()
    """All of them."""
    first_year: int | None = None
    last_year: int | None = None
    low: float | None = None
    """Least mean rating."""
    high: float | None = None
    least_ratings: int = 0
    words: str = ""
    """Every one of them is part of the title."""
    tag: str = ""

    @property
    def says_something(self) -> bool:
        return self != Filter()

    @property
    def description(self) -> str:
        """As in ``genre Drama, 1990 to 1999, mean from 4``."""
        parts = [f"genre {genre}" for genre in self.genres]
        parts += [_span(self.first_year, self.last_year)] if (self.first_year, self.last_year) != (None, None) else []
        parts += [f"mean {_span(self.low, self.high)}"] if (self.low, self.high) != (None, None) else []
        parts += [f"at least {self.least_ratings:,} ratings"] if self.least_ratings else []
        parts += [f"“{self.words}” in the title"] if self.words else []
        parts += [f"tag “{self.tag}”"] if self.tag else []
        return ", ".join(parts)


def filtered(dataset: Dataset, asked: Filter) -> Int64Array:
    """The movies that a filter lets pass, ascending. Raises UserError at an unknown genre or an empty span."""
    kept = dataset.movie_counts >= asked.least_ratings
    for genre in asked.genres:
        kept &= dataset.movies.genres[:, _genre(dataset, genre)]
    years = dataset.movies.years
    if asked.first_year is not None or asked.last_year is not None:
        _check_span("years", asked.first_year, asked.last_year)
        kept &= years != NO_YEAR
        kept &= (years >= (asked.first_year or 0)) & (years <= (9999 if asked.last_year is None else asked.last_year))
    if asked.low is not None or asked.high is not None:
        _check_span("mean ratings", asked.low, asked.high)
        low, high = (-np.inf if asked.low is None else asked.low), (np.inf if asked.high is None else asked.high)
        kept &= (dataset.movie_means >= low) & (dataset.movie_means <= high)
    for word in folded(asked.words).split():
        kept &= np.fromiter((word in folded(title) for title in dataset.movies.titles), np.bool_, dataset.n_movies)
    if asked.tag:
        kept &= _tagged(dataset, asked.tag)
    return np.flatnonzero(kept).astype(np.int64)


def combined(way: str, sets: Iterable[Iterable[int]]) -> Int64Array:
    """Sets of movies, combined from the first to the last. Raises UserError at an unknown way."""
    if way not in WAYS:
        raise unknown_name("way to combine sets", way, WAYS)
    first, *others = (np.unique(np.fromiter(movies, np.int64)) for movies in sets)
    for other in others:
        if way == UNION:
            first = np.union1d(first, other)
        else:
            first = np.setdiff1d(first, other) if way == WITHOUT else np.intersect1d(first, other)
    return first


def inverted(dataset: Dataset, movies: Iterable[int]) -> Int64Array:
    """All movies of the catalogue but these."""
    return np.setdiff1d(np.arange(dataset.n_movies), np.fromiter(movies, np.int64)).astype(np.int64)


def read_list(path: Path, finder: MovieFinder) -> tuple[Int64Array, tuple[Film, ...]]:
    """The movies of a list in a file, and the films in it that are not in the dataset for sure.

    A table with a column movieId, imdbId, tmdbId or title (with year); or a line per film: a movie id, an IMDb id, or
    a title with its year in brackets. Raises UserError where the file cannot be read or holds no film.
    """
    films = _films(path, finder.family)
    found: set[int] = set()
    missing: list[Film] = []
    for film in films:
        movie = finder.find(film).movie
        missing.append(film) if movie is None else found.add(movie)
    if not films:
        raise UserError(
            f"{path.name} names no film", "", "Put a movie id, an IMDb id or a title with its year on a line"
        )
    return np.array(sorted(found), np.int64), tuple(missing)


def _films(path: Path, family: str) -> list[Film]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = [
                [*map(original_cell, row)]
                for row, _ in zip(csv.reader(file), range(_MOST_LINES), strict=False)
                if any(row)
            ]
    except OSError as error:
        raise UserError(f"{path} cannot be read", error.strerror or "", "Check the path") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise UserError(f"{path.name} is no text of films", str(error), "Save it as UTF-8 text or CSV") from error
    if not rows:
        return []
    heads = [_COLUMNS.get(cell.strip().lower().replace(" ", "")) for cell in rows[0]]
    if any(head in ("id", "imdb", "tmdb", "title") for head in heads):
        return [film for row in rows[1:] if (film := _of_row(heads, row, family)) is not None]
    return [film for row in rows if (film := _of_line(", ".join(cell.strip() for cell in row), family)) is not None]


def _of_row(heads: list[str | None], row: list[str], family: str) -> Film | None:
    values = {head: cell.strip() for head, cell in zip(heads, row, strict=False) if head and cell.strip()}
    titled = _TITLED.fullmatch(values.get("title", ""))
    title, year = (titled["title"], titled["year"]) if titled else (values.get("title", ""), values.get("year", ""))
    imdb, movie, tmdb = (values.get(name, "") for name in ("imdb", "id", "tmdb"))
    if imdb.isdecimal():
        imdb = f"tt{int(imdb):07d}"
    film = Film(
        title=title,
        year=int(year) if year.isdecimal() else NO_YEAR,
        imdb_id=imdb if _IMDB.fullmatch(imdb) else "",
        tmdb_id=tmdb if tmdb.isdecimal() else "",
        movie_id=int(movie) if movie.isdecimal() else None,
        family=family if movie.isdecimal() else "",
    )
    return film if film.keys else None


def _of_line(line: str, family: str) -> Film | None:
    if line.isdecimal():
        return Film(movie_id=int(line), family=family)
    if _IMDB.fullmatch(line):
        return Film(imdb_id=line)
    titled = _TITLED.fullmatch(line)
    if titled:
        return Film(title=titled["title"], year=int(titled["year"]))
    return Film(title=line) if line else None


def _genre(dataset: Dataset, name: str) -> int:
    names = dataset.movies.genre_names
    for place, known in enumerate(names):
        if known.casefold() == name.strip().casefold():
            return place
    raise unknown_name("genre", name, names)


def _tagged(dataset: Dataset, tag: str) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    wanted = folded(tag).strip()
    borne = np.fromiter((folded(text).strip() == wanted for text in dataset.tags.texts), np.bool_, len(dataset.tags))
    marked = np.zeros(dataset.n_movies, np.bool_)
    marked[dataset.tags.movies[borne]] = True
    return marked


def _check_span(what: str, low: float | None, high: float | None) -> None:
    if low is not None and high is not None and low > high:
        raise UserError(f"No {what} lie from {low:g} to {high:g}", "", "Give the lower one first")


def _span(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return f"from {low:g}" if high is None else f"to {high:g}"
    return f"{low:g}" if low == high else f"{low:g} to {high:g}"
