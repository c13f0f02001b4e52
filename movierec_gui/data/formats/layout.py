"""What every layout offers, and what several of them share."""

from __future__ import annotations

from array import array
from collections.abc import Generator
from typing import Protocol

import numpy as np

from movierec_gui.data.archives import FileTree
from movierec_gui.data.assemble import Parts, RawTags
from movierec_gui.data.careful_rows import read_time, whole_number
from movierec_gui.data.catalogue import Catalogue, read_links, read_movie_list, text_lines
from movierec_gui.data.rating_rows import MOVIELENS_SCALE, RawRatings, read_ratings
from movierec_gui.data.sniffing import TableShape, guess_columns, sniff, split_fields
from movierec_gui.data.validation import BAD_TIMESTAMP, MALFORMED, IssueLog
from movierec_gui.errors import UserError
from movierec_gui.progress import Progress

RATINGS, MOVIES, TAGS, LINKS = "ratings", "movies", "tags", "links"
"""The tables of a release, without the ends of their names."""
_ENDINGS = (".csv", ".dat", ".tsv", ".txt")
_TAGS_PER_REPORT = 100_000


class Layout(Protocol):
    """One way in which ratings come; each module of this package is one."""

    DESCRIPTION: str
    """Which files make it up, for the message that lists the known layouts."""

    def matches(self, tree: FileTree) -> bool:
        """Whether the folder's content has this layout."""
        ...

    def files(self, tree: FileTree) -> tuple[str, ...]:
        """The files that ``load`` reads: the dataset's identity."""
        ...

    def load(self, tree: FileTree, log: IssueLog) -> Generator[Progress, None, Parts]:
        """Everything in those files. Rows that cannot be used are noted in the log."""
        ...


def find_table(tree: FileTree, name: str) -> str | None:
    """The file of a release's table, whatever its name ends in."""
    return tree.find(*(name + ending for ending in _ENDINGS))


def release_files(tree: FileTree) -> tuple[str, ...]:
    """Ratings, movies, tags and links, as far as they are there."""
    return tuple(file for name in (RATINGS, MOVIES, TAGS, LINKS) if (file := find_table(tree, name)))


def shape_of(tree: FileTree, file: str | None) -> TableShape | None:
    """How one file of the folder is laid out; None where it is missing, empty or no table."""
    return sniff(tree.head(file)) if file else None


def read_movielens_ratings(tree: FileTree, file: str, log: IssueLog) -> Generator[Progress, None, RawRatings]:
    """The ratings of one file on MovieLens' scale. Raises UserError where its columns cannot be told."""
    shape = shape_of(tree, file)
    columns = guess_columns(shape) if shape else None
    if shape is None or columns is None:
        raise UserError(f"{file} holds no user, movie and rating", str(tree.origin), "Choose its columns yourself")
    return (yield from read_ratings(tree, file, shape, columns, MOVIELENS_SCALE, log))


def read_release(tree: FileTree, log: IssueLog) -> Generator[Progress, None, Parts]:
    """Ratings, movie list with links, and tags from a release's tables, whatever stands between their columns."""
    ratings = yield from read_movielens_ratings(tree, find_table(tree, RATINGS) or RATINGS, log)
    movies, links = find_table(tree, MOVIES), find_table(tree, LINKS)
    catalogue = Catalogue()
    if movies:
        yield Progress(f"Reading {movies}")
        catalogue = Catalogue(movies, read_movie_list(tree, movies, log), links=read_links(tree, links, log))
    tags = yield from _read_tags(tree, find_table(tree, TAGS), log)
    return Parts(ratings, catalogue, tags)


def _read_tags(tree: FileTree, file: str | None, log: IssueLog) -> Generator[Progress, None, RawTags | None]:
    """A table of user, movie, tag, timestamp; None where there is no such file."""
    if file is None:
        return None
    shape, rows = text_lines(tree, file)
    numbers, users, movies, timestamps = array("q"), array("q"), array("q"), array("q")
    texts: list[str] = []
    # The same words come again and again: one string for each saves most of the memory.
    seen: dict[str, str] = {}
    for done, (number, line) in enumerate(rows):
        if done % _TAGS_PER_REPORT == 0:
            yield Progress(f"Reading {file}", done)
        tag = _tag(line, shape.delimiter if shape else ",")
        if tag is None:
            log.add(file, number, MALFORMED, repr(line[:60]))
            continue
        user, movie, text, timestamp = tag
        if timestamp is None:
            log.add(file, number, BAD_TIMESTAMP, "taken as unknown (0)", kept=True)
        numbers.append(number)
        users.append(user)
        movies.append(movie)
        texts.append(seen.setdefault(text, text))
        timestamps.append(timestamp or 0)
    lines, taggers, tagged, times = (np.array(column, np.int64) for column in (numbers, users, movies, timestamps))
    return RawTags(file, lines, taggers, tagged, tuple(texts), times)


def _tag(line: str, delimiter: str) -> tuple[int, int, str, int | None] | None:
    """User, movie, tag, time; a tag may hold the delimiter where the file knows no quotes."""
    fields = split_fields(line, delimiter)
    if fields is None or len(fields) < 4:
        return None
    user, movie = whole_number(fields[0]), whole_number(fields[1])
    if user is None or movie is None:
        return None
    return user, movie, delimiter.join(fields[2:-1]).strip(), read_time(fields[-1].strip())
