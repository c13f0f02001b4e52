"""Movie lists as files give them: identifiers, titles with the year in brackets, genres."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from movierec_gui.data.archives import FileTree
from movierec_gui.data.careful_rows import whole_number
from movierec_gui.data.dataset import NO_YEAR
from movierec_gui.data.sniffing import TableShape, sniff, split_fields
from movierec_gui.data.validation import DUPLICATE_MOVIE, MALFORMED, NO_TABLE, IssueLog

NO_GENRES = "(no genres listed)"
"""What MovieLens writes where a movie has no genres."""

# A year in brackets, or the first of a span, perhaps followed by further brackets such as 100K's "(V)" for video.
_TITLE = re.compile(
    r"(?P<title>.*)\((?P<year>\d{4})(?:\s?[-–—]\s?(?:\d{4})?)?\)(?P<rest>(?:\s*\([^()]*\))*)", re.DOTALL
)
_FIRST_YEAR, _LAST_YEAR = 1870, 2100


class MovieEntry(NamedTuple):
    """One movie of a list."""

    id: int
    title: str
    """Without the year."""
    year: int = NO_YEAR
    genres: tuple[str, ...] = ()


@dataclass(frozen=True)
class Catalogue:
    """A movie list; empty where a source has none."""

    file: str = ""
    movies: tuple[MovieEntry, ...] = ()
    genre_names: tuple[str, ...] = ()
    """Where the source fixes the genres and their order; otherwise those that occur, sorted."""
    links: dict[int, tuple[str, str]] = field(default_factory=dict)
    """Movie id to (IMDb id, TMDB id) as written."""


def split_title(text: str) -> tuple[str, int]:
    """Title and year of ``Toy Story (1995)``; of a span of years the first; ``NO_YEAR`` where there is none.

    ``Matrix, The (1999)`` keeps its article behind the comma, as users of MovieLens search for it.
    """
    text = text.strip()
    match = _TITLE.fullmatch(text)
    if match is None or not _FIRST_YEAR <= int(match["year"]) <= _LAST_YEAR:
        return text, NO_YEAR
    title = " ".join(part for part in (match["title"].strip(), match["rest"].strip()) if part)
    return (title or text), int(match["year"])


@cache
def split_genres(text: str) -> tuple[str, ...]:
    """The genres of ``Comedy|Romance``, each once; none for ``(no genres listed)``."""
    names = (name.strip() for name in text.strip().split("|"))
    return tuple(dict.fromkeys(name for name in names if name and name != NO_GENRES))


def text_lines(tree: FileTree, file: str, log: IssueLog) -> tuple[TableShape | None, Iterator[tuple[int, str]]]:
    """A small table's layout and its rows that are not blank, with their line numbers; the header is left out.

    None and no rows (noted in the log where there was something) for what is no table.
    The encoding is told from the whole file, since the first accent may come late.
    """
    with tree.open(file) as stream:
        data = stream.read()
    shape = sniff(data)
    if shape is None:
        if data.strip():
            log.add(file, 0, NO_TABLE)
        return None, iter(())
    body = data[shape.start :].decode(shape.encoding, "replace")
    # Not splitlines(), which also breaks at characters that may stand in a title.
    lines = body.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return shape, ((number, line) for number, line in enumerate(lines, start=shape.first_line) if line.strip())


def read_movie_list(tree: FileTree, file: str, log: IssueLog) -> tuple[MovieEntry, ...]:
    """A list of id, title and genres, with commas and quotes (``movies.csv``) or ``::`` (``movies.dat``)."""
    shape, lines = text_lines(tree, file, log)
    delimiter = shape.delimiter if shape else ","
    return unique_movies(file, (_movie(file, number, line, delimiter, log) for number, line in lines), log)


def read_links(tree: FileTree, file: str | None, log: IssueLog) -> dict[int, tuple[str, str]]:
    """Movie id to IMDb and TMDB id as written, either of which may be empty; nothing where there is no such file."""
    if file is None:
        return {}
    shape, lines = text_lines(tree, file, log)
    links: dict[int, tuple[str, str]] = {}
    for number, line in lines:
        fields = split_fields(line, shape.delimiter if shape else ",")
        movie = whole_number(fields[0]) if fields and len(fields) >= 3 else None
        if fields is None or movie is None:
            log.add(file, number, MALFORMED, repr(line[:60]))
        else:
            links[movie] = (fields[1].strip(), fields[2].strip())
    return links


def unique_movies(file: str, entries: Iterable[tuple[int, MovieEntry] | None], log: IssueLog) -> tuple[MovieEntry, ...]:
    """The first entry of each identifier; a later one is noted and skipped."""
    found: dict[int, MovieEntry] = {}
    for numbered in entries:
        if numbered is None:
            continue
        line, entry = numbered
        if entry.id in found:
            log.add(file, line, DUPLICATE_MOVIE, f"movie {entry.id}")
        else:
            found[entry.id] = entry
    return tuple(found.values())


def _movie(file: str, number: int, line: str, delimiter: str, log: IssueLog) -> tuple[int, MovieEntry] | None:
    fields = _three_fields(line, delimiter)
    movie = whole_number(fields[0]) if fields else None
    if fields is None or movie is None:
        log.add(file, number, MALFORMED, repr(line[:60]))
        return None
    title, year = split_title(fields[1])
    return number, MovieEntry(movie, title or f"Movie {movie}", year, split_genres(fields[2]))


def _three_fields(line: str, delimiter: str) -> tuple[str, str, str] | None:
    """Id, title, genres; a title may hold the delimiter where the file knows no quotes."""
    fields = split_fields(line, delimiter)
    if fields is None or len(fields) < 2:
        return None
    if len(fields) == 2:
        return fields[0], fields[1], ""
    return fields[0], delimiter.join(fields[1:-1]), fields[-1]
