"""The layout of HetRec 2011's MovieLens set: tables with tabs and heads, the genres in one of their own."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace

from movierec_gui.data.archives import FileTree
from movierec_gui.data.assemble import Parts
from movierec_gui.data.choices import TableChoice
from movierec_gui.data.formats.layout import own_file, read_rating_table, read_with_tables, shape_of, table_files
from movierec_gui.data.identifiers import Identify
from movierec_gui.data.side_tables import read_records
from movierec_gui.data.sniffing import guess_columns
from movierec_gui.data.validation import IssueLog
from movierec_gui.progress import Progress

DESCRIPTION = "HetRec 2011: user_ratedmovies-timestamps.dat, with movies.dat and movie_genres.dat"

_TIMED, _DATED, _GENRES = "user_ratedmovies-timestamps.dat", "user_ratedmovies.dat", "movie_genres.dat"


def matches(tree: FileTree) -> bool:
    """Either of the two tables of ratings; the one with times in one column counts."""
    shape = shape_of(tree, own_file(tree, _TIMED, _DATED))
    return shape is not None and bool(shape.header) and guess_columns(shape) is not None


def files(tree: FileTree) -> tuple[str, ...]:
    """Ratings, movies and genres."""
    genres = tree.find(_GENRES)
    return (*table_files(tree, own_file(tree, _TIMED, _DATED)), *((genres,) if genres else ()))


def load(tree: FileTree, log: IssueLog, choice: TableChoice) -> Generator[Progress, None, Parts]:
    """The ratings with titles, years, IMDb ids and genres."""
    file = own_file(tree, _TIMED, _DATED) or ""
    ratings = yield from read_rating_table(tree, file, choice, log)
    parts = yield from read_with_tables(tree, ratings, log)
    genres = _genres(tree, log, ratings.movie_number)
    movies = tuple(entry._replace(genres=genres.get(entry.id, entry.genres)) for entry in parts.catalogue.movies)
    return replace(parts, catalogue=replace(parts.catalogue, movies=movies))


def _genres(tree: FileTree, log: IssueLog, identify: Identify) -> dict[int, tuple[str, ...]]:
    """Movie to its genres, one of which stands on each row."""
    file = tree.find(_GENRES)
    genres: dict[int, tuple[str, ...]] = {}
    for record in read_records(tree, file, log)[1] if file else ():
        movie = identify(record.fields[0]) if record.fields and len(record.fields) > 1 else None
        if record.fields and movie is not None:
            genres[movie] = (*genres.get(movie, ()), record.fields[1].strip())
    return genres
