"""Movie lists as files give them: identifiers, titles with the year in brackets, genres."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

import numpy as np

from movierec_gui.data.archives import FileTree
from movierec_gui.data.careful_rows import whole_number, whole_numbers
from movierec_gui.data.column_names import LISTED_IDS, NAMES, column_of, first_named
from movierec_gui.data.dataset import FIRST_YEAR, LAST_YEAR, NO_YEAR, Int64Array
from movierec_gui.data.delimited import Record
from movierec_gui.data.identifiers import Identify
from movierec_gui.data.side_tables import read_records
from movierec_gui.data.sniffing import TableShape
from movierec_gui.data.validation import DUPLICATE_MOVIE, MALFORMED, NO_TABLE, TOO_MUCH, IssueLog

NO_GENRES = ("(no genres listed)", "\\N")
"""The marks of MovieLens and of IMDb for a movie without genres."""

# A year in brackets, or the first of a span, perhaps followed by further brackets such as 100K's "(V)" for video.
_YEAR = re.compile(r"\((?P<year>\d{4})(?:\s?[-–—]\s?(?:\d{4})?)?\)")
_REST = re.compile(r"(?:\s*\([^()]*\))*")
_LONGEST_TITLE = 2_000
"""Characters of a title in which a year is looked for."""
MOST_MOVIES = 3_000_000
"""Entries of a movie list that are read; IMDb lists some 700,000 films."""


Links = dict[int, tuple[str, str]]
_NAMED = re.compile(r"""['"]name['"]\s*:\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")""")
_LISTED = re.compile(r"""['"]([^'"]+)['"]""")
_BETWEEN_GENRES = ("|", ";", ",")
_SITE_ID = re.compile(r"(?:tt)?\d*(?:\.0)?")
_IN_YEAR = re.compile(r"(\d{4})(?:\.0+|\d{4}|[-/].*)?$")
_AT_END = re.compile(r"\b(\d{4})$")


class MovieEntry(NamedTuple):
    """One movie of a list."""

    id: int
    title: str
    """Without the year."""
    year: int = NO_YEAR
    genres: tuple[str, ...] = ()
    imdb: str = ""
    """IMDb and TMDB id, where the list itself names them."""
    tmdb: str = ""


@dataclass(frozen=True)
class Catalogue:
    """A movie list; empty where a source has none."""

    file: str = ""
    movies: tuple[MovieEntry, ...] = ()
    genre_names: tuple[str, ...] = ()
    """Where the source fixes the genres and their order; otherwise those that occur, sorted."""
    links: Links = field(default_factory=dict)
    """Movie id to (IMDb id, TMDB id) as written."""

    @property
    def ids(self) -> Int64Array:
        """The movies' identifiers [movies]."""
        return np.array([movie.id for movie in self.movies], np.int64)


def split_title(text: str) -> tuple[str, int]:
    """Title and year of ``Toy Story (1995)``; of a span of years the first; ``NO_YEAR`` where there is none.

    ``Matrix, The (1999)`` keeps its article behind the comma, as users of MovieLens search for it.
    """
    text = text.strip()
    if text[-6:-5] == "(" and text[-1] == ")" and text[-5:-1].isdecimal() and text[-5:-1].isascii():
        year = int(text[-5:-1])
        known = FIRST_YEAR <= year <= LAST_YEAR
        return (text[:-6].strip() or text, year) if known else (text, NO_YEAR)
    # The last brackets with a year; only further brackets may follow them, so that one look from the end is enough.
    found = list(_YEAR.finditer(text[-_LONGEST_TITLE:]))
    match = found[-1] if found else None
    if match is None or not FIRST_YEAR <= int(match["year"]) <= LAST_YEAR:
        return text, NO_YEAR
    before = max(0, len(text) - _LONGEST_TITLE)
    rest = text[before + match.end() :]
    if _REST.fullmatch(rest) is None:
        return text, NO_YEAR
    title = " ".join(part for part in (text[: before + match.start()].strip(), rest.strip()) if part)
    return (title or text), int(match["year"])


@cache
def split_genres(text: str) -> tuple[str, ...]:
    """The genres of ``Comedy|Romance`` or ``Comedy,Romance``, each once; none for ``(no genres listed)``.

    The Movies Dataset's ``[{'id': 16, 'name': 'Animation'}]`` gives the names.
    """
    text = text.strip()
    if text.startswith("["):
        names = [first or second for first, second in _NAMED.findall(text)] or _LISTED.findall(text)
    else:
        names = text.split(next((mark for mark in _BETWEEN_GENRES if mark in text), "|"))
    stripped = (name.strip() for name in names)
    return tuple(dict.fromkeys(name for name in stripped if name and name not in NO_GENRES))


def text_lines(tree: FileTree, file: str, log: IssueLog) -> tuple[TableShape | None, Iterator[tuple[int, str]]]:
    """A small table's layout and its rows that are not blank, with their line numbers; the header is left out.

    None and no rows (noted in the log where there was something) for what is no table.
    """
    shape, records = read_records(tree, file, log)
    return shape, ((record.line, record.text) for record in records)


@dataclass(frozen=True)
class ListColumns:
    """Which column (from 0) of a movie list holds what; None where there is none."""

    id: int
    title: int | None
    genres: int | None = None
    year: int | None = None
    imdb: int | None = None
    tmdb: int | None = None
    blanks: bool = False
    """Whether blanks stand between genres, as RecBole writes them."""
    foreign: bool = False
    """Whether ``id`` is another site's: rows of movies that are not known by it are of no use, and no mistake."""


def list_columns(shape: TableShape, own_id: int | None = None) -> ListColumns | None:
    """A movie list's columns by the names in its head, or id, title and genres in this order where it has none.

    ``own_id`` is the column of ids where its name does not say so.
    """
    if not shape.header:
        return ListColumns(0, 1 if shape.width > 1 else None, 2 if shape.width > 2 else None)
    header = shape.header
    ids = (*NAMES["movie"], *LISTED_IDS, *NAMES["imdb"], *NAMES["tmdb"])
    movie, title = first_named(header, ids), column_of(header, "title")
    movie = own_id if movie is None else movie
    if movie is None:
        return None
    genres, year = column_of(header, "genres"), column_of(header, "year")
    typed = genres is not None and header[genres].strip().endswith(":token_seq")
    return ListColumns(movie, title, genres, year, column_of(header, "imdb"), column_of(header, "tmdb"), blanks=typed)


def read_movie_list(tree: FileTree, file: str, log: IssueLog) -> tuple[MovieEntry, ...]:
    """A list of movies whose identifiers are numbers, by the names in its head."""
    return read_list(tree, file, log, whole_number)


def read_list(
    tree: FileTree, file: str, log: IssueLog, identify: Identify, columns: ListColumns | None = None
) -> tuple[MovieEntry, ...]:
    """A list of movies by the names in its head; without one, of id, title and genres in this order.

    ``identify`` gives the number that stands for an identifier, None where the row is of no use. ``columns`` may say
    what the head does not.
    """

    def take(plain: list[list[str]]) -> bool:
        return reader.take(plain)

    shape, records = read_records(tree, file, log, take)
    if shape is None:
        return ()
    columns = columns or list_columns(shape)
    if columns is None or columns.title is None:
        log.add(file, 1, NO_TABLE, f"no column of ids and titles among {', '.join(shape.header)}")
        return ()
    found: dict[int, MovieEntry] = {}
    reader = _EntryReader(file, shape, columns, identify, log, found)
    entries = unique_movies(file, map(reader.read, records), log, found)
    numbers = all(len(entry.genres) == 1 and entry.genres[0].isdigit() for entry in entries)
    # Without a head, a last column of numbers counts something.
    return tuple(entry._replace(genres=()) for entry in entries) if numbers and not shape.header else entries


def read_links(tree: FileTree, file: str | None, log: IssueLog, identify: Identify = whole_number) -> Links:
    """Movie id to IMDb and TMDB id as written, either of which may be empty; nothing where there is no such file."""
    if file is None:
        return {}
    reader = _LinkReader(file, log, identify)
    shape, records = read_records(tree, file, log, reader.take)
    places = _link_places(shape) if shape else None
    if shape is not None and places is None:
        log.add(file, 1, NO_TABLE, f"no column of movie ids among {', '.join(shape.header)}")
        return {}
    reader.places = places or reader.places
    for record in records:
        if reader.rows >= MOST_MOVIES:
            log.add(file, record.line, TOO_MUCH, f"only the first {MOST_MOVIES:,} rows", kept=True)
            break
        reader.read(record)
    return reader.links


def unique_movies(
    file: str,
    entries: Iterable[tuple[int, MovieEntry] | None],
    log: IssueLog,
    found: dict[int, MovieEntry] | None = None,
) -> tuple[MovieEntry, ...]:
    """The first entry of each identifier, of at most ``MOST_MOVIES`` rows; a later one is noted and skipped.

    ``found`` has those that are known otherwise, by identifier; the others are added to them.
    """
    found = {} if found is None else found
    for number, numbered in enumerate(entries):
        if number >= MOST_MOVIES or len(found) >= MOST_MOVIES:
            log.add(file, 0, TOO_MUCH, f"only the first {MOST_MOVIES:,} rows", kept=True)
            break
        if numbered is None:
            continue
        line, entry = numbered
        if entry.id in found:
            log.add(file, line, DUPLICATE_MOVIE, f"movie {entry.id}")
        else:
            found[entry.id] = entry
    return tuple(found.values())


def _link_places(shape: TableShape) -> tuple[int, int | None, int | None] | None:
    if not shape.header:
        return 0, 1, 2
    movie = first_named(shape.header, (*NAMES["movie"], *LISTED_IDS))
    return None if movie is None else (movie, column_of(shape.header, "imdb"), column_of(shape.header, "tmdb"))


class _LinkReader:
    """Gathers the links of one table."""

    def __init__(self, file: str, log: IssueLog, identify: Identify) -> None:
        self._file, self._log, self._identify = file, log, identify
        self.places: tuple[int, int | None, int | None] = (0, 1, 2)
        """Columns of the movie's id and of both sites', where there are such."""
        self.links: Links = {}
        self.rows = 0
        """Rows that were looked at."""

    def take(self, plain: list[list[str]]) -> bool:
        """Add rows of usual width all at once; False where any of their ids is in doubt."""
        movie, *sites = self.places
        if self._identify is not whole_number or len(plain[0]) < self._needed or self.rows + len(plain) > MOST_MOVIES:
            return False
        movies = whole_numbers([fields[movie] for fields in plain])
        if movies is None:
            return False
        nothing = [""] * len(plain)
        columns = (nothing if site is None else [fields[site].strip() for fields in plain] for site in sites)
        self.links.update(zip(movies, zip(*columns, strict=True), strict=True))
        self.rows += len(plain)
        return True

    def read(self, record: Record) -> None:
        """Add one row, or note what is wrong with it."""
        self.rows += 1
        (movie, *sites), fields = self.places, record.fields
        found = self._identify(fields[movie]) if fields and len(fields) >= self._needed else None
        if fields is None or found is None:
            self._log.add(self._file, record.line, MALFORMED, repr(record.text[:60]))
            return
        imdb, tmdb = (_field(fields, site) for site in sites)
        self.links[found] = imdb, tmdb

    @property
    def _needed(self) -> int:
        return 1 + max(place or 0 for place in self.places)


class _EntryReader:
    """Makes movies of the rows of one list."""

    def __init__(
        self,
        file: str,
        shape: TableShape,
        columns: ListColumns,
        identify: Identify,
        log: IssueLog,
        found: dict[int, MovieEntry],
    ) -> None:
        self._found = found
        self._file, self._shape, self._columns, self._identify, self._log = file, shape, columns, identify, log
        self._id, self._title = columns.id, columns.title or 0
        self._needed = 1 + max(self._id, self._title)
        self._may_hold_marks = bool(shape.header) and not shape.quotes
        self._with_links = columns.imdb is not None or columns.tmdb is not None

    def take(self, plain: list[list[str]]) -> bool:
        """Add rows of usual width all at once; False where any of them is in doubt, or says more than the usual."""
        columns, genre, found = self._columns, self._columns.genres, self._found
        more = self._with_links or columns.year is not None or columns.blanks or not self._shape.header
        if more or genre is None or self._identify is not whole_number or len(plain[0]) < self._needed:
            return False
        ids = whole_numbers([fields[self._id] for fields in plain])
        if ids is None or len(found) + len(ids) > MOST_MOVIES:
            return False
        named = [split_title(fields[self._title]) for fields in plain]
        genres = [split_genres(fields[genre]) for fields in plain]
        added = {
            movie: MovieEntry(movie, title or f"Movie {movie}", year, kinds)
            for movie, (title, year), kinds in zip(ids, named, genres, strict=True)
        }
        if len(added) < len(ids) or not found.keys().isdisjoint(added):
            return False
        found |= added
        return True

    def read(self, record: Record) -> tuple[int, MovieEntry] | None:
        """The line and the movie of a row; None, noted in the log, where it has none."""
        fields = record.fields if self._shape.header else _three_fields(record, self._shape.delimiter)
        movie = self._identify(fields[self._id]) if fields and len(fields) >= self._needed else None
        if fields is None or movie is None:
            self._refuse(record, fields)
            return None
        columns = self._columns
        if self._may_hold_marks and len(fields) > self._shape.width:
            fields = _rejoined(fields, self._shape, columns)
        title, year = split_title(fields[self._title])
        if year == NO_YEAR and columns.year is not None:
            year = _year_of(_field(fields, columns.year))
        genres = _field(fields, columns.genres)
        named = split_genres(genres.replace(" ", "|") if columns.blanks else genres)
        title = title or f"Movie {movie}"
        if not self._with_links:
            return record.line, MovieEntry(movie, title, year, named)
        imdb, tmdb = _field(fields, columns.imdb), _field(fields, columns.tmdb)
        return record.line, MovieEntry(movie, title, year, named, imdb, tmdb)

    def _refuse(self, record: Record, fields: list[str] | None) -> None:
        other = self._columns.foreign and fields is not None and len(fields) == self._shape.width
        if not (other and _SITE_ID.fullmatch(_field(fields or [], self._id))):
            self._log.add(self._file, record.line, MALFORMED, repr(record.text[:60]))


def _field(fields: list[str], column: int | None) -> str:
    return fields[column].strip() if column is not None and column < len(fields) else ""


def _rejoined(fields: list[str], shape: TableShape, columns: ListColumns) -> list[str]:
    """The fields of a row whose title holds the delimiter, where the file knows no quotes."""
    surplus, title = len(fields) - shape.width, columns.title or 0
    whole = shape.delimiter.join(fields[title : title + surplus + 1])
    return [*fields[:title], whole, *fields[title + surplus + 1 :]]


def _year_of(text: str) -> int:
    """The year of ``1995``, ``1995.0``, ``1995-10-30``, ``19951030`` or ``30-Oct-1995``; ``NO_YEAR`` otherwise."""
    match = _IN_YEAR.match(text) or _AT_END.search(text)
    year = int(match[1]) if match else 0
    return year if FIRST_YEAR <= year <= LAST_YEAR else NO_YEAR


def _three_fields(record: Record, delimiter: str) -> list[str] | None:
    """Id, title, genres; a title may hold the delimiter where the file knows no quotes."""
    fields = record.fields
    if fields is None or len(fields) < 2:
        return None
    if len(fields) == 2:
        return [fields[0], fields[1], ""]
    return [fields[0], delimiter.join(fields[1:-1]), fields[-1]]
