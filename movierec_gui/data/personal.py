"""A person's own ratings, from a CSV of MovieLens, IMDb, Letterboxd or a like site, as one more user of a dataset."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from movierec_gui.data.archives import open_trees
from movierec_gui.data.careful_rows import decimal_number, read_time, whole_number
from movierec_gui.data.catalogue import split_title, text_lines
from movierec_gui.data.dataset import NO_YEAR, Dataset, Ratings
from movierec_gui.data.sniffing import TableShape, column_of, split_fields
from movierec_gui.data.validation import (
    DUPLICATE,
    HALVED,
    MALFORMED,
    NOT_A_NUMBER,
    OUT_OF_SCALE,
    UNKNOWN_MOVIE,
    IssueLog,
    ValidationReport,
)
from movierec_gui.errors import UserError

_BRACKETS = re.compile(r"\(([^()]*)\)")
_ALSO_KNOWN_AS = re.compile(r"^\s*a\.?k\.?a\.?\s+", re.IGNORECASE)
_ARTICLES = "the|an|a|le|la|les|l'|il|lo|gli|el|los|las|der|die|das|den|det|o|os"
_ARTICLE_LAST = re.compile(f"(.*), ({_ARTICLES})", re.IGNORECASE)


@dataclass(frozen=True, eq=False)
class PersonalRatings:
    """A dataset with one more user, whose ratings are its last rows."""

    dataset: Dataset
    user: int
    """The new user's index."""
    report: ValidationReport
    """Of the personal file alone."""


@dataclass(frozen=True)
class _Columns:
    """Where a personal file holds what; None where it does not."""

    rating: int
    movie: int | None
    imdb: int | None
    tmdb: int | None
    title: int | None
    year: int | None
    timestamp: int | None
    out_of_ten: bool
    """Whether the file is IMDb's, where a 5 is half of what can be given."""

    @property
    def width(self) -> int:
        """Columns that a row must have."""
        used = (self.rating, self.movie, self.imdb, self.tmdb, self.title, self.year)
        return 1 + max(column for column in used if column is not None)


def add_personal_ratings(dataset: Dataset, path: Path) -> PersonalRatings:
    """The dataset with the ratings of a CSV as a new user; its own ratings, splits' rows and folds stay as they are.

    Movies are told by MovieLens id, else by IMDb or TMDB id, else by title and year. Ratings on a scale twice as wide
    as the dataset's (IMDb's 1 to 10) are halved. Rows that match no movie are reported. Raises UserError where no row
    is usable.
    """
    log = IssueLog()
    with open_trees(path, siblings=_alone) as trees:
        if len(trees) != 1 or len(trees[0].sizes) != 1:
            raise UserError(f"{path.name} is not one table", "A folder or several files", "Choose one CSV file")
        file = next(iter(trees[0].sizes))
        shape, numbered = text_lines(trees[0], file, log)
        lines = list(numbered)
    if shape is None or not shape.header:
        raise UserError(f"{path.name} has no header line", "", "Name its columns: movieId or title, and rating")
    columns = _columns(shape.header, path)
    rows = _rows(lines, shape, columns, file, log)
    rows = _on_scale(rows, columns, dataset.scale, file, log)
    found = _matched(rows, _Matcher(dataset), columns, file, log)
    if not found:
        first = log.report(0, 0).issues
        where = str(first[0]) if first else "The file has no rows"
        raise UserError(
            f"{path.name} holds no rating of a movie in {dataset.name}", where, "Check its columns and titles"
        )
    return PersonalRatings(_with_user(dataset, found, path.stem), dataset.n_users, log.report(len(lines), len(found)))


@dataclass(frozen=True)
class _Row:
    line: int
    fields: Sequence[str]
    value: float
    timestamp: int


def _alone(_name: str) -> bool:
    return False


def _columns(header: tuple[str, ...], path: Path) -> _Columns:
    names = [re.sub(r"[^a-z0-9]", "", name.lower()) for name in header]

    def first(*wanted: str) -> int | None:
        return next((names.index(name) for name in wanted if name in names), None)

    # "Your Rating" before "Rating": IMDb's file holds the public's as well.
    rating = first("yourrating", "myrating", "rating", "stars", "score")
    columns = _Columns(
        rating=-1 if rating is None else rating,
        movie=first("movieid", "movielensid", "itemid"),
        imdb=first("imdbid", "const", "tconst"),
        tmdb=first("tmdbid"),
        title=first("title", "name", "movietitle", "originaltitle"),
        year=first("year", "releaseyear"),
        timestamp=column_of(header, "timestamp"),
        out_of_ten="const" in names,
    )
    if rating is None or (columns.movie, columns.imdb, columns.tmdb, columns.title) == (None,) * 4:
        raise UserError(
            f"{path.name} does not say which movies are rated how",
            f"Its columns: {', '.join(header)}",
            "Name one column rating, and one movieId, imdbId, tmdbId or title",
        )
    return columns


def _rows(lines: list[tuple[int, str]], shape: TableShape, columns: _Columns, file: str, log: IssueLog) -> list[_Row]:
    rows: list[_Row] = []
    for number, line in lines:
        fields = split_fields(line, shape.delimiter)
        if fields is None or len(fields) < columns.width:
            log.add(file, number, MALFORMED, repr(line[:60]))
            continue
        value = decimal_number(fields[columns.rating], comma=shape.delimiter != ",")
        if value is None:
            log.add(file, number, NOT_A_NUMBER, repr(fields[columns.rating]))
            continue
        stamp = columns.timestamp
        time = read_time(fields[stamp].strip()) if stamp is not None and stamp < len(fields) else None
        rows.append(_Row(number, fields, value, time or 0))
    return rows


def _on_scale(rows: list[_Row], columns: _Columns, scale: tuple[float, float], file: str, log: IssueLog) -> list[_Row]:
    """Rows whose ratings fit the dataset's scale, all of them halved first where the file's scale is twice as wide."""
    low, high = scale
    highest = max((row.value for row in rows), default=0.0)
    if high < highest <= 2 * high or (columns.out_of_ten and high <= 5):
        log.add(file, 0, HALVED, f"from a scale of 10 or so to {high:g}", kept=True)
        rows = [replace(row, value=row.value / 2) for row in rows]
    kept = [row for row in rows if min(low, 0.5) <= row.value <= high]
    fitting = {row.line for row in kept}
    for row in rows:
        if row.line not in fitting:
            log.add(file, row.line, OUT_OF_SCALE, f"{row.value:g}, the dataset's scale is {low:g} to {high:g}")
    return kept


def _matched(rows: list[_Row], matcher: _Matcher, columns: _Columns, file: str, log: IssueLog) -> dict[int, _Row]:
    """Movie index to the rating that counts: the last one of the file."""
    found: dict[int, _Row] = {}
    for row in rows:
        movie = matcher.movie(row.fields, columns)
        if movie is None:
            log.add(file, row.line, UNKNOWN_MOVIE, repr(", ".join(row.fields)[:60]))
            continue
        if movie in found:
            log.add(file, found[movie].line, DUPLICATE, "a later line rates the same movie")
            del found[movie]
        found[movie] = row
    return found


class _Matcher:
    """Finds the movie of a dataset that a row means."""

    def __init__(self, dataset: Dataset) -> None:
        movies = dataset.movies
        self._years = movies.years
        self._by_id = {int(identifier): index for index, identifier in enumerate(movies.ids)}
        self._by_imdb = _numbered(movies.imdb_ids)
        self._by_tmdb = _numbered(movies.tmdb_ids)
        self._by_title: dict[str, list[int]] = {}
        for index, title in enumerate(movies.titles):
            for name in _spellings(title):
                self._by_title.setdefault(name, []).append(index)

    def movie(self, fields: Sequence[str], columns: _Columns) -> int | None:
        """The index of the movie, or None where nothing or nothing unmistakable fits."""
        known_ids = ((columns.movie, self._by_id), (columns.imdb, self._by_imdb), (columns.tmdb, self._by_tmdb))
        for column, known in known_ids:
            number = None if column is None else whole_number(fields[column].strip().removeprefix("tt"))
            if number is not None and number in known:
                return known[number]
        return self._titled(fields, columns)

    def _titled(self, fields: Sequence[str], columns: _Columns) -> int | None:
        if columns.title is None:
            return None
        title, year = split_title(fields[columns.title])
        if columns.year is not None:
            year = whole_number(fields[columns.year].strip()) or year
        for name in _spellings(title):
            fitting = [movie for movie in self._by_title.get(name, []) if year in (NO_YEAR, int(self._years[movie]))]
            if len(fitting) == 1:
                return fitting[0]
        return None


def _numbered(ids: Sequence[str]) -> Mapping[int, int]:
    """IMDb or TMDB number to movie index; leading zeros and ``tt`` do not count."""
    numbers = ((whole_number(text.removeprefix("tt")), index) for index, text in enumerate(ids))
    return {number: index for number, index in numbers if number is not None}


def _spellings(title: str) -> tuple[str, ...]:
    """A title in the forms people write it: ``Matrix, The`` as "the matrix", and names in brackets by themselves."""
    outside = _BRACKETS.sub(" ", title)
    inside = (_ALSO_KNOWN_AS.sub("", name) for name in _BRACKETS.findall(title))
    plain = (_plain(name) for name in (title, outside, *inside))
    return tuple(dict.fromkeys(name for name in plain if name))


def _plain(title: str) -> str:
    """Lower case, the article first, words only."""
    title = title.strip()
    if match := _ARTICLE_LAST.fullmatch(title):
        title = f"{match[2]} {match[1]}"
    return " ".join(re.findall(r"\w+", title.casefold().replace("&", " and ").replace("'", "")))


def _with_user(dataset: Dataset, found: Mapping[int, _Row], name: str) -> Dataset:
    """The dataset with one more user at the end."""
    old = dataset.ratings
    rows = list(found.values())
    ratings = Ratings(
        users=np.concatenate([old.users, np.full(len(rows), dataset.n_users, np.int32)]),
        movies=np.concatenate([old.movies, np.array(list(found), np.int32)]),
        values=np.concatenate([old.values, np.array([row.value for row in rows], np.float32)]),
        timestamps=np.concatenate([old.timestamps, np.array([row.timestamp for row in rows], np.int64)]),
    )
    new_id = int(dataset.user_ids.max()) + 1
    return replace(
        dataset,
        name=f"{dataset.name} + {name}",
        ratings=ratings,
        user_ids=np.append(dataset.user_ids, new_id),
        user_names=(*dataset.user_names, name) if dataset.user_names else (),
    )
