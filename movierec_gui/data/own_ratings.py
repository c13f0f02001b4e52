"""One person's own ratings from a table: movies by id or by title, matched to a dataset's catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from movierec_gui.data.careful_rows import decimal_number, whole_number
from movierec_gui.data.dataset import Dataset, Float32Array, Int64Array
from movierec_gui.data.sniffing import column_of, sniff, split_fields
from movierec_gui.data.validation import DUPLICATE, NOT_A_NUMBER, OUT_OF_SCALE, IssueLog, ValidationReport
from movierec_gui.errors import UserError

NOT_IN_CATALOGUE = "movie that the dataset does not have"
AMBIGUOUS = "title of several movies"


@dataclass(frozen=True, eq=False)
class OwnRatings:
    """Ratings of movie indices, each movie once, and what could not be used."""

    movies: Int64Array
    values: Float32Array
    report: ValidationReport


def read_own_ratings(path: Path, dataset: Dataset) -> OwnRatings:
    """Ratings from a table with a heading that names movies (ids or titles) and ratings.

    Of a movie rated twice the later rating counts; rows that cannot be used are in the report. Raises UserError where
    the file is no such table or none of its rows can be used.
    """
    log, catalogue = IssueLog(), _TitleIndex(dataset)
    rated: dict[int, float] = {}
    read = 0
    for line, movie, rating in _rows(path):
        read += 1
        value = decimal_number(rating, comma=False)
        if value is None or not dataset.scale[0] <= value <= dataset.scale[1]:
            log.add(path.name, line, NOT_A_NUMBER if value is None else OUT_OF_SCALE, repr(rating))
            continue
        found = catalogue.find(movie)
        if len(found) != 1:
            log.add(path.name, line, AMBIGUOUS if found else NOT_IN_CATALOGUE, repr(movie))
            continue
        if found[0] in rated:
            log.add(path.name, line, DUPLICATE, "in place of the earlier one", kept=True)
        rated[found[0]] = value
    report = log.report(read, len(rated))
    if not rated:
        raise UserError(f"No row of {path.name} can be used", report.summary(), "Take ids or titles of this dataset")
    return OwnRatings(np.array(list(rated), np.int64), np.array(list(rated.values()), np.float32), report)


def _rows(path: Path) -> Iterator[tuple[int, str, str]]:
    """Line number, movie (id or title) and rating of every row, as they are written."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UserError(f"{path} cannot be read", error.strerror or "", "Choose another file") from error
    shape = sniff(content)
    header = shape.header if shape else ()
    movies = [column for role in ("movie", "title") if (column := column_of(header, role)) is not None]
    ratings = column_of(header, "rating")
    if shape is None or not movies or ratings is None:
        found = f"Its heading is: {', '.join(header)}" if header else "It has no heading"
        raise UserError(f"{path.name} is no table of ratings", found, "Name its columns movieId or title, and rating")
    lines = content[shape.start :].decode(shape.encoding, "replace").splitlines()
    for line, text in enumerate(lines, shape.first_line):
        if text.strip():
            fields = [*(split_fields(text, shape.delimiter) or [text]), *[""] * shape.width]
            yield line, next((fields[m].strip() for m in movies if fields[m].strip()), ""), fields[ratings].strip()


class _TitleIndex:
    """Movie indices by id, or by title with or without the year, whatever the case."""

    def __init__(self, dataset: Dataset) -> None:
        self._by_id = {int(movie_id): index for index, movie_id in enumerate(dataset.movies.ids)}
        self._by_title: dict[str, list[int]] = {}
        for movie, title in enumerate(dataset.movies.titles):
            for name in {title.casefold(), dataset.movies.label(movie).casefold()}:
                self._by_title.setdefault(name, []).append(movie)

    def find(self, name: str) -> list[int]:
        """The movies that fit: one, none, or several of the same title. A number is an id before it is a title."""
        index = self._by_id.get(number) if (number := whole_number(name)) is not None else None
        return self._by_title.get(name.casefold(), []) if index is None else [index]
