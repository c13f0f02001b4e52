"""What every layout offers, and what several of them share."""

from __future__ import annotations

from collections.abc import Generator
from typing import Protocol

from movierec_gui.data.archives import FileTree
from movierec_gui.data.assemble import Parts
from movierec_gui.data.catalogue import Catalogue, read_links, read_movie_list
from movierec_gui.data.rating_rows import MOVIELENS_SCALE, RawRatings, read_ratings
from movierec_gui.data.sniffing import TableShape, guess_columns, sniff
from movierec_gui.data.tag_rows import read_tags
from movierec_gui.data.validation import IssueLog
from movierec_gui.errors import UserError
from movierec_gui.progress import Progress

RATINGS, MOVIES, TAGS, LINKS = "ratings", "movies", "tags", "links"
"""The tables of a release, without the ends of their names."""
_ENDINGS = (".csv", ".dat", ".tsv", ".txt")


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
        listed = read_movie_list(tree, movies, log)
        yield Progress("Reading links")
        catalogue = Catalogue(movies, listed, links=read_links(tree, links, log))
    tags = find_table(tree, TAGS)
    return Parts(ratings, catalogue, (yield from read_tags(tree, tags, log)) if tags else None)
