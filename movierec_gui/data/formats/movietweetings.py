"""The layout of MovieTweetings: as 1M's, but movies have IMDb's ids with their zeros, and ratings go from 0 to 10."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace

from movierec_gui.data.archives import FileTree
from movierec_gui.data.assemble import Parts
from movierec_gui.data.choices import TableChoice
from movierec_gui.data.formats.layout import (
    read_rating_table,
    read_with_tables,
    release_ratings,
    shape_of,
    table_files,
)
from movierec_gui.data.rating_rows import Instructions
from movierec_gui.data.sniffing import first_rows
from movierec_gui.data.validation import IssueLog
from movierec_gui.progress import Progress

DESCRIPTION = "MovieTweetings: ratings.dat with '::' between the columns and IMDb's ids, with movies.dat or items.dat"

SCALE = (0.0, 10.0)
_FEWEST_DIGITS = 7
"""Of an IMDb id."""


def matches(tree: FileTree) -> bool:
    """A ``ratings.dat`` with ``::``, four columns and movie ids of seven digits or more, some with zeros in front."""
    file = release_ratings(tree)
    shape = shape_of(tree, file)
    if file is None or shape is None or shape.delimiter != "::" or shape.header or shape.width != 4:
        return False
    ids = [row[1] for row in first_rows(tree.head(file), shape) if len(row) == shape.width]
    long = all(text.isdigit() and len(text) >= _FEWEST_DIGITS for text in ids)
    return bool(ids) and long and any(text.startswith("0") for text in ids)


def files(tree: FileTree) -> tuple[str, ...]:
    """Ratings and movies."""
    return table_files(tree, release_ratings(tree))


def load(tree: FileTree, log: IssueLog, choice: TableChoice) -> Generator[Progress, None, Parts]:
    """Everything in the folder; a movie's own id is its IMDb id."""
    documented = Instructions(scale=SCALE, not_rated=(), trusted_times=True)
    file = release_ratings(tree) or ""
    ratings = yield from read_rating_table(tree, file, choice, log, documented=documented)
    parts = yield from read_with_tables(tree, ratings, log)
    imdb = {} if ratings.text_movies is None else ratings.text_movies.names()
    links = {number: (text, "") for number, text in imdb.items()}
    return replace(parts, catalogue=replace(parts.catalogue, links=links))
