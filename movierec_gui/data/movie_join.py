"""A movie list joined to ratings of another source: which of its columns holds the ratings' ids is found by content."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np

from movierec_gui.data.archives import FileTree, open_trees
from movierec_gui.data.beside import bare_id, find_beside
from movierec_gui.data.catalogue import ListColumns, MovieEntry, list_columns, read_links, read_list, split_title
from movierec_gui.data.column_names import column_of
from movierec_gui.data.dataset import NO_YEAR, Dataset, Movies
from movierec_gui.data.flagged_list import FLAGGED, read_flagged
from movierec_gui.data.identifiers import Identify, TextIds
from movierec_gui.data.preparation import ListJoin
from movierec_gui.data.side_tables import read_records
from movierec_gui.data.sniffing import TableShape, sniff
from movierec_gui.data.validation import IssueLog
from movierec_gui.errors import UserError
from movierec_gui.progress import Progress

_LEAST_SHARE = 0.05
"""A list that knows fewer of the rated movies is of something else: small numbers agree by chance."""
_MOST_REPEATED = 2
"""Rows per distinct id that a column of ids may have; a column of years has more."""
_EXAMPLES = 5
_MOST_LOOKED_INTO = 50


@dataclass(frozen=True)
class _Test:
    """A column that may hold the ids of the ratings' movies."""

    column: int
    form: Callable[[str], str]
    """How the column's texts and the movies' ids are compared."""
    known: Mapping[str, int]
    """A movie's id in that form to its index."""
    words: str
    """Which column it is."""

    def identify(self, text: str) -> int | None:
        """The index of the movie that a text of the column names."""
        return self.known.get(self.form(text))


@dataclass(frozen=True)
class _Way:
    """One way in which a list may be joined."""

    movies: frozenset[int]
    """Indices of the movies that it knows."""
    words: str
    """Which column fits."""
    entries: Callable[[], tuple[MovieEntry, ...]]
    """Reads the list with indices of movies for ids."""


def join_movies(dataset: Dataset, path: Path) -> Generator[Progress, None, tuple[Movies, ListJoin]]:
    """The dataset's movies with titles, years, genres and links of the list at ``path``, and how well that fits.

    ``path`` is a list of movies, or a folder or zip that holds one; links beside it are used as well. Movies that the
    list does not know stay as they are. Raises UserError where there is no list, or it knows next to none of the
    rated movies.
    """
    stage = f"Joining {path.name}"
    yield Progress(stage)
    rated = frozenset(np.flatnonzero(dataset.movie_counts > 0).tolist())
    best: tuple[_Way, str] | None = None
    with open_trees(path, siblings=lambda _name: True) as trees:
        for tree, file in _lists(trees):
            for way in _ways(tree, file, dataset.movies):
                yield Progress(stage)
                if best is None or len(way.movies & rated) > len(best[0].movies & rated):
                    best = way, file
        if best is None:
            raise UserError(
                f"{path.name} holds no list of movies", "No table with a column of titles", "Choose another movie list"
            )
        way, file = best
        fitting = len(way.movies & rated)
        if fitting < max(1, _LEAST_SHARE * len(rated)):
            raise _does_not_fit(dataset, len(rated), way, file, fitting)
        entries = way.entries()
    movies = _with_entries(dataset.movies, entries)
    known = [entry.id for entry in entries if entry.id in rated]
    shown = sorted(known, key=lambda movie: -dataset.movie_counts[movie])[:_EXAMPLES]
    examples = tuple((_written(dataset.movies, movie), movies.label(movie)) for movie in shown)
    return movies, ListJoin(file, way.words, fitting, len(rated), examples)


def _lists(trees: tuple[FileTree, ...]) -> Iterator[tuple[FileTree, str]]:
    """The lists of movies that may be meant: the chosen file, or those of a folder."""
    for tree in trees:
        if tree.chosen:
            yield tree, tree.chosen
            continue
        usual = find_beside(tree, "").lists
        yield from ((tree, file) for file in usual)
        for file in [file for file in tree.sizes if file not in usual][:_MOST_LOOKED_INTO]:
            shape = sniff(tree.head(file))
            if shape is not None and column_of(shape.header, "title") is not None:
                yield tree, file


def _ways(tree: FileTree, file: str, movies: Movies) -> Iterator[_Way]:
    """How a list may be joined: by any column with the ratings' ids, by links, by IMDb or TMDB ids, by titles."""
    if file.lower() == FLAGGED:
        yield from _of_flagged(tree, movies)
        return
    shape = sniff(tree.head(file))
    title = None if shape is None else column_of(shape.header, "title") if shape.header else 1
    if shape is None or title is None or title >= shape.width:
        return
    columns = replace(list_columns(shape, title) or ListColumns(title, title), title=title, foreign=True)
    tests = list(_tests(shape, title, movies))
    by_links = _by_links(tree, file, movies)
    if by_links is not None:
        tests.append(_Test(columns.id, str.strip, *by_links))
    for test, found in zip(tests, _found(tree, file, tests), strict=True):
        chosen = replace(columns, id=test.column)
        # Links are of the list's own ids, and no others.
        with_links = test.column == columns.id
        yield _Way(found, test.words, partial(_read, tree, file, chosen, test.identify, with_links=with_links))


def _tests(shape: TableShape, title: int, movies: Movies) -> Iterator[_Test]:
    """The columns in the order in which they count where several fit equally well."""
    own = {_written(movies, movie): movie for movie in range(len(movies))}
    columns = range(shape.width) if shape.header else (0,)
    for column in columns:
        yield _Test(column, str.strip, own, _name_of(shape, column))
    bare = {bare_id(text): movie for text, movie in own.items()}
    # Ids that differ in nothing but zeros or a tt are others.
    for column in columns if len(bare) == len(own) else ():
        yield _Test(column, bare_id, bare, _name_of(shape, column))
    for role, ids in (("imdb", movies.imdb_ids), ("tmdb", movies.tmdb_ids)):
        at = column_of(shape.header, role)
        if at is not None and ids:
            linked = {bare_id(text): movie for movie, text in enumerate(ids) if text}
            yield _Test(at, bare_id, linked, f"{_name_of(shape, at)} and the links of the ratings")
    if movies.text_ids:
        titles = {_title_form(text): movie for text, movie in own.items()}
        yield _Test(title, _title_form, titles, f"{_name_of(shape, title)}, since the ids are titles")


def _found(tree: FileTree, file: str, tests: Sequence[_Test]) -> list[frozenset[int]]:
    """For each test the movies that stand in its column; none where it repeats them as a column of ids would not."""
    _, records = read_records(tree, file, IssueLog())
    hits: list[set[int]] = [set() for _ in tests]
    rows = [0] * len(tests)
    for record in records:
        fields = record.fields or []
        for number, test in enumerate(tests):
            movie = test.identify(fields[test.column]) if test.column < len(fields) else None
            if movie is not None:
                hits[number].add(movie)
                rows[number] += 1
    return [
        frozenset(found if count <= _MOST_REPEATED * len(found) else ())
        for found, count in zip(hits, rows, strict=True)
    ]


def _by_links(tree: FileTree, file: str, movies: Movies) -> tuple[dict[str, int], str] | None:
    """Ids of the list to indices of movies whose ids in the ratings are IMDb's or TMDB's, by the links beside it."""
    links_file = find_beside(tree, file).links
    if links_file is None:
        return None
    numbers = TextIds()
    links = read_links(tree, links_file, IssueLog(), numbers.number)
    names = numbers.names()
    bare = {bare_id(_written(movies, movie)): movie for movie in range(len(movies))}
    ways = []
    for place, site in enumerate(("IMDb", "TMDB")):
        pairs = ((names[own], bare.get(bare_id(ids[place]))) for own, ids in links.items() if ids[place])
        ways.append(({own: movie for own, movie in pairs if movie is not None}, f"the {site} ids of {links_file}"))
    return max(ways, key=lambda way: len(way[0]))


def _of_flagged(tree: FileTree, movies: Movies) -> Iterator[_Way]:
    """100K's list, whose genres are columns."""
    own = {_written(movies, movie): movie for movie in range(len(movies))}
    entries = read_flagged(tree, IssueLog(), lambda text: own.get(text.strip())).movies
    yield _Way(frozenset(entry.id for entry in entries), "column 1", lambda: entries)


def _read(
    tree: FileTree, file: str, columns: ListColumns, identify: Identify, *, with_links: bool
) -> tuple[MovieEntry, ...]:
    """The list's movies, with the links beside it where those are of the same ids."""
    entries = read_list(tree, file, IssueLog(), identify, columns)
    links = read_links(tree, find_beside(tree, file).links if with_links else None, IssueLog(), identify)
    linked = ((entry, links.get(entry.id, ("", ""))) for entry in entries)
    return tuple(entry._replace(imdb=imdb or entry.imdb, tmdb=tmdb or entry.tmdb) for entry, (imdb, tmdb) in linked)


def _with_entries(movies: Movies, entries: Sequence[MovieEntry]) -> Movies:
    """The movies with what the list says of those that it knows; its genres where it names any."""
    named = {entry.id: entry for entry in entries}
    genres = [named[movie].genres if movie in named and named[movie].genres else movies.genres_of(movie)
              for movie in range(len(movies))]  # fmt: skip
    genre_names = tuple(sorted({genre for row in genres for genre in row}))
    places = {genre: column for column, genre in enumerate(genre_names)}
    flags = np.zeros((len(movies), len(genre_names)), np.bool_)
    for movie, row in enumerate(genres):
        flags[movie, [places[genre] for genre in row]] = True
    years = movies.years.copy()
    for movie, entry in named.items():
        years[movie] = entry.year if entry.year != NO_YEAR else years[movie]
    return replace(
        movies,
        titles=tuple(named[movie].title if movie in named else title for movie, title in enumerate(movies.titles)),
        years=years,
        genre_names=genre_names,
        genres=flags,
        imdb_ids=_linked(movies.imdb_ids, {movie: entry.imdb for movie, entry in named.items()}, len(movies)),
        tmdb_ids=_linked(movies.tmdb_ids, {movie: entry.tmdb for movie, entry in named.items()}, len(movies)),
    )


def _linked(before: tuple[str, ...], found: Mapping[int, str], n: int) -> tuple[str, ...]:
    """Another site's ids [movies] with those of the list where it has some; none where nobody names any."""
    ids = [found.get(movie) or (before[movie] if before else "") for movie in range(n)]
    return tuple(ids) if any(ids) else ()


def _written(movies: Movies, movie: int) -> str:
    """A movie's id as the ratings write it."""
    return movies.text_ids[movie] if movies.text_ids else str(movies.ids[movie])


def _title_form(text: str) -> str:
    title, year = split_title(text)
    return f"{title.casefold()} ({year})"


def _name_of(shape: TableShape, column: int) -> str:
    name = shape.header[column] if column < len(shape.header) else ""
    return f"the column {name}" if name else f"column {column + 1}"


def _does_not_fit(dataset: Dataset, n_rated: int, way: _Way, file: str, fitting: int) -> UserError:
    first = ", ".join(_written(dataset.movies, movie) for movie in range(min(3, dataset.n_movies)))
    where = f"At best {way.words} names {fitting:,} of {n_rated:,} rated movies" if fitting else "No column holds them"
    return UserError(
        f"{file} does not fit the movies of {dataset.name}", f"{where}; ids of the ratings: {first}",
        "Choose a list with these ids in one of its columns, or with links beside it",
    )  # fmt: skip
