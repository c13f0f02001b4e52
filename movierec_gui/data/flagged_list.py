"""MovieLens 100K's ``u.item``: a movie list with a flag per genre, whose names stand in ``u.genre``."""

from __future__ import annotations

from itertools import compress

from movierec_gui.data.archives import FileTree
from movierec_gui.data.careful_rows import whole_number
from movierec_gui.data.catalogue import Catalogue, MovieEntry, split_title, text_lines, unique_movies
from movierec_gui.data.identifiers import Identify
from movierec_gui.data.validation import MALFORMED, UNKNOWN_GENRE, IssueLog

FLAGGED, GENRE_FILE = "u.item", "u.genre"
UNKNOWN = "unknown"
"""The flag of movies whose genres nobody knew: no genre at all."""
GENRES = (
    UNKNOWN, "Action", "Adventure", "Animation", "Children's", "Comedy", "Crime", "Documentary", "Drama", "Fantasy",
    "Film-Noir", "Horror", "Musical", "Mystery", "Romance", "Sci-Fi", "Thriller", "War", "Western",
)  # fmt: skip
"""The release's flags in their order, for a copy without ``u.genre``."""
_FIRST_FLAG = 5
"""Before the flags: id, title, release date, video release date, URL."""


def read_flagged(tree: FileTree, log: IssueLog, identify: Identify = whole_number) -> Catalogue:
    """The list with its genres in the release's order; an empty one where there is none.

    ``identify`` gives the number that stands for an identifier, None where the row is of no use.
    """
    file = tree.find(FLAGGED)
    if file is None:
        return Catalogue()
    genres = _read_genres(tree, log)
    _, lines = text_lines(tree, file, log)
    entries = (_item(file, number, line, genres, identify, log) for number, line in lines)
    movies = unique_movies(file, entries, log)
    return Catalogue(file, movies, tuple(genre for genre in genres if genre != UNKNOWN))


def _read_genres(tree: FileTree, log: IssueLog) -> tuple[str, ...]:
    """The names of the flags in their order."""
    file = tree.find(GENRE_FILE)
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


def _item(
    file: str, number: int, line: str, genres: tuple[str, ...], identify: Identify, log: IssueLog
) -> tuple[int, MovieEntry] | None:
    fields = line.split("|")
    movie = identify(fields[0])
    if movie is None or len(fields) < 2:
        log.add(file, number, MALFORMED, repr(line[:60]))
        return None
    flags = [flag.strip() == "1" for flag in fields[_FIRST_FLAG:]]
    if len(flags) != len(genres):
        log.add(file, number, UNKNOWN_GENRE, f"{len(flags)} genre flags instead of {len(genres)}", kept=True)
    title, year = split_title(fields[1])
    named = tuple(genre for genre in compress(genres, flags) if genre != UNKNOWN)
    return number, MovieEntry(movie, title or f"Movie {movie}", year, named)
