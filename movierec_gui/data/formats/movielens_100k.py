"""The layout of 100K: ``u.data`` with tabs, ``u.item`` in Latin-1 with a flag per genre, and official folds."""

from __future__ import annotations

from collections.abc import Generator
from itertools import compress

from movierec_gui.data.archives import FileTree
from movierec_gui.data.assemble import Parts, RawFold
from movierec_gui.data.careful_rows import whole_number
from movierec_gui.data.catalogue import Catalogue, MovieEntry, split_title, text_lines, unique_movies
from movierec_gui.data.formats.layout import read_movielens_ratings, shape_of
from movierec_gui.data.sniffing import guess_columns
from movierec_gui.data.validation import MALFORMED, UNKNOWN_GENRE, IssueLog
from movierec_gui.progress import Progress

DESCRIPTION = "MovieLens 100K: u.data with tabs, with u.item, u.genre and the folds u1 to u5, ua and ub"

FOLDS = ("u1", "u2", "u3", "u4", "u5", "ua", "ub")
UNKNOWN = "unknown"
"""The flag of movies whose genres nobody knew: no genre at all."""
GENRES = (
    UNKNOWN, "Action", "Adventure", "Animation", "Children's", "Comedy", "Crime", "Documentary", "Drama", "Fantasy",
    "Film-Noir", "Horror", "Musical", "Mystery", "Romance", "Sci-Fi", "Thriller", "War", "Western",
)  # fmt: skip
"""The release's flags in their order, for a copy without ``u.genre``."""

_RATINGS, _MOVIES, _GENRES = "u.data", "u.item", "u.genre"
_FIRST_FLAG = 5
"""Before the flags: id, title, release date, video release date, URL."""


def matches(tree: FileTree) -> bool:
    """A ``u.data`` with users, movies and ratings."""
    shape = shape_of(tree, tree.find(_RATINGS))
    return shape is not None and guess_columns(shape) is not None


def files(tree: FileTree) -> tuple[str, ...]:
    """Ratings, movies, genres and the folds' test parts, as far as they are there."""
    names = (_RATINGS, _MOVIES, _GENRES, *(f"{fold}.test" for fold in FOLDS))
    return tuple(file for name in names if (file := tree.find(name)))


def load(tree: FileTree, log: IssueLog) -> Generator[Progress, None, Parts]:
    """Everything in the folder."""
    file = tree.find(_RATINGS) or _RATINGS
    ratings = yield from read_movielens_ratings(tree, file, log)
    folds: list[RawFold] = []
    for name in FOLDS:
        test = tree.find(f"{name}.test")
        if test:
            rows = yield from read_movielens_ratings(tree, test, log)
            folds.append(RawFold(name, rows))
    yield Progress("Reading the movie list")
    return Parts(ratings, _read_items(tree, log), folds=tuple(folds))


def _read_items(tree: FileTree, log: IssueLog) -> Catalogue:
    file = tree.find(_MOVIES)
    if file is None:
        return Catalogue()
    genres = _read_genres(tree, log)
    _, lines = text_lines(tree, file, log)
    movies = unique_movies(file, (_item(file, number, line, genres, log) for number, line in lines), log)
    return Catalogue(file, movies, tuple(genre for genre in genres if genre != UNKNOWN))


def _read_genres(tree: FileTree, log: IssueLog) -> tuple[str, ...]:
    """The names of the flags in their order."""
    file = tree.find(_GENRES)
    if file is None:
        return GENRES
    names: dict[int, str] = {}
    for _, line in text_lines(tree, file, log)[1]:
        name, _, number = line.strip().rpartition("|")
        position = whole_number(number)
        if name and position is not None:
            names[position] = name
    complete = bool(names) and sorted(names) == list(range(len(names)))
    return tuple(names[position] for position in sorted(names)) if complete else GENRES


def _item(file: str, number: int, line: str, genres: tuple[str, ...], log: IssueLog) -> tuple[int, MovieEntry] | None:
    fields = line.split("|")
    movie = whole_number(fields[0])
    if movie is None or len(fields) < 2:
        log.add(file, number, MALFORMED, repr(line[:60]))
        return None
    flags = [flag.strip() == "1" for flag in fields[_FIRST_FLAG:]]
    if len(flags) != len(genres):
        log.add(file, number, UNKNOWN_GENRE, f"{len(flags)} genre flags instead of {len(genres)}", kept=True)
    title, year = split_title(fields[1])
    named = tuple(genre for genre in compress(genres, flags) if genre != UNKNOWN)
    return number, MovieEntry(movie, title or f"Movie {movie}", year, named)
