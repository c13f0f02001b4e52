"""The layout of 1M and 10M: ``::`` between the columns, no header, no quotes; 1M is Latin-1, 10M UTF-8.

10M's folds are made by a script of the release and are not read.
"""

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

DESCRIPTION = "MovieLens 1M and 10M: ratings.dat with '::' between the columns, with movies.dat and tags.dat"


def matches(tree: FileTree) -> bool:
    """A ``ratings.dat`` with ``::``."""
    shape = shape_of(tree, release_ratings(tree))
    return shape is not None and shape.delimiter == "::" and guess_columns(shape) is not None


def files(tree: FileTree) -> tuple[str, ...]:
    """Ratings, movies and tags, as far as they are there."""
    return table_files(tree, release_ratings(tree))


def load(tree: FileTree, log: IssueLog, choice: TableChoice) -> Generator[Progress, None, Parts]:
    """Everything in the folder."""
    file = release_ratings(tree) or ""
    ratings = yield from read_rating_table(tree, file, choice, log, documented=Instructions(trusted_times=True))
    return with_tables(tree, ratings, log)
