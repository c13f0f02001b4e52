"""The layout of ml-latest, ml-latest-small, 20M, 25M and 32M: delimited files with a header line and quoted titles."""

from __future__ import annotations

from collections.abc import Generator

from movierec_gui.data.archives import FileTree
from movierec_gui.data.assemble import Parts
from movierec_gui.data.choices import TableChoice
from movierec_gui.data.formats.layout import (
    read_rating_table,
    release_ratings,
    shape_of,
    table_files,
    with_tables,
)
from movierec_gui.data.rating_rows import Instructions
from movierec_gui.data.sniffing import guess_columns
from movierec_gui.data.validation import IssueLog
from movierec_gui.progress import Progress

DESCRIPTION = "MovieLens latest, 20M, 25M, 32M: ratings.csv, with movies.csv, tags.csv and links.csv"


def matches(tree: FileTree) -> bool:
    """A ``ratings.csv`` of users, movies and ratings with single characters between the columns."""
    shape = shape_of(tree, release_ratings(tree))
    return shape is not None and len(shape.delimiter) == 1 and guess_columns(shape) is not None


def files(tree: FileTree) -> tuple[str, ...]:
    """Ratings, movies, tags and links, as far as they are there."""
    return table_files(tree, release_ratings(tree))


def load(tree: FileTree, log: IssueLog, choice: TableChoice) -> Generator[Progress, None, Parts]:
    """Everything in the folder."""
    file = release_ratings(tree) or ""
    # Without a heading the fourth column is known from the releases' documentation.
    documented = Instructions(trusted_times=True)
    ratings = yield from read_rating_table(tree, file, choice, log, documented=documented)
    return with_tables(tree, ratings, log)
