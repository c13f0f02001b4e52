"""A single file of ratings whose columns can be told: by a header's names, or by MovieLens' order without a header."""

from __future__ import annotations

from collections.abc import Generator

from movierec_gui.data.archives import FileTree
from movierec_gui.data.assemble import Parts
from movierec_gui.data.formats.layout import read_movielens_ratings, shape_of
from movierec_gui.data.sniffing import TableShape, guess_columns, is_number, split_fields
from movierec_gui.data.validation import IssueLog
from movierec_gui.progress import Progress

DESCRIPTION = "One table of ratings (CSV, TSV, '::' or ';'): columns user, movie, rating and perhaps timestamp"


def matches(tree: FileTree) -> bool:
    """Exactly one file that is a table of users, movies and ratings."""
    return len(_candidates(tree)) == 1


def files(tree: FileTree) -> tuple[str, ...]:
    """That one file."""
    return _candidates(tree)[:1]


def load(tree: FileTree, log: IssueLog) -> Generator[Progress, None, Parts]:
    """The ratings; there is no movie list."""
    file = _candidates(tree)[0]
    ratings = yield from read_movielens_ratings(tree, file, log)
    return Parts(ratings)


def _candidates(tree: FileTree) -> tuple[str, ...]:
    return tuple(file for file in tree.sizes if _is_ratings(tree, file))


def _is_ratings(tree: FileTree, file: str) -> bool:
    shape = shape_of(tree, file)
    if shape is None or guess_columns(shape) is None:
        return False
    return bool(shape.header) or _looks_numeric(tree, file, shape)


def _looks_numeric(tree: FileTree, file: str, shape: TableShape) -> bool:
    """Whether most of the first rows are numbers throughout: a movie list of three columns is not."""
    lines = tree.head(file)[shape.start :].decode(shape.encoding, "replace").splitlines()[:50]
    rows = [split_fields(line, shape.delimiter) or [""] for line in lines if line.strip()]
    return sum(all(is_number(field) for field in row[:3]) for row in rows) > len(rows) / 2
