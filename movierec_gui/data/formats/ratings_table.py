"""Any single table of ratings whose columns can be told by the header's names, or by MovieLens' order without one."""

from __future__ import annotations

from collections.abc import Generator

from movierec_gui.data.archives import FileTree
from movierec_gui.data.assemble import Parts
from movierec_gui.data.formats.layout import shape_of
from movierec_gui.data.rating_rows import read_ratings
from movierec_gui.data.sniffing import ColumnChoice, first_rows, guess_columns, is_number, sniff, with_text_ids
from movierec_gui.data.validation import IssueLog
from movierec_gui.errors import UserError
from movierec_gui.progress import Progress

DESCRIPTION = "One table of ratings (CSV, TSV, '::' or ';'): columns user, movie, rating and perhaps timestamp"

_ENDINGS = (".csv", ".tsv", ".txt", ".dat", ".data", ".base", ".test")
_MOST_SEARCHED = 50
"""Tables looked into: a folder of downloads may hold any number."""


def matches(tree: FileTree) -> bool:
    """Exactly one file that is a table of users, movies and ratings."""
    return len(_candidates(tree)) == 1


def files(tree: FileTree) -> tuple[str, ...]:
    """That one file."""
    return _candidates(tree)[:1]


def load(tree: FileTree, log: IssueLog) -> Generator[Progress, None, Parts]:
    """The ratings, on whatever scale; there is no movie list."""
    file = _candidates(tree)[0]
    columns = guess_table_columns(tree.head(file))
    if columns is None:
        raise UserError(f"{file} holds no user, movie and rating", str(tree.origin), "Choose its columns yourself")
    return (yield from load_columns(tree, file, columns, log))


def load_columns(tree: FileTree, file: str, columns: ColumnChoice, log: IssueLog) -> Generator[Progress, None, Parts]:
    """The ratings in the chosen columns of one file, on whatever scale. Raises UserError where it is no table."""
    shape = shape_of(tree, file)
    if shape is None:
        raise UserError(f"{file} is no table", str(tree.origin), "Choose a text file with delimited columns")
    last = max(columns.user, columns.movie, columns.rating)
    if last >= shape.width:
        where = f"A row has {shape.width} columns"
        raise UserError(f"{file} has no column {last + 1}", where, "Choose other columns")
    return Parts((yield from read_ratings(tree, file, shape, columns, None, log)))


def guess_table_columns(head: bytes) -> ColumnChoice | None:
    """Which columns hold what, and whether identifiers are text, told from a table's first bytes."""
    shape = sniff(head)
    columns = guess_columns(shape) if shape else None
    return with_text_ids(columns, first_rows(head, shape)) if shape and columns else None


def _candidates(tree: FileTree) -> tuple[str, ...]:
    if len(tree.sizes) == 1:
        searched = list(tree.sizes)
    else:
        searched = [file for file in tree.sizes if file.lower().endswith(_ENDINGS)][:_MOST_SEARCHED]
    return tuple(file for file in searched if _is_ratings(tree.head(file)))


def _is_ratings(head: bytes) -> bool:
    """Whether the header names users, movies and ratings, or most rows are numbers (a movie list's are not)."""
    shape = sniff(head)
    if shape is None or guess_columns(shape) is None:
        return False
    rows = first_rows(head, shape)
    numeric = sum(len(row) >= 3 and all(is_number(field) for field in row[:3]) for row in rows)
    return bool(shape.header) or numeric > len(rows) / 2
