"""Any table of ratings whose columns can be found by the header's names, or by what stands in them without one."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import PurePath

from movierec_gui.data.archives import FileTree
from movierec_gui.data.assemble import Parts
from movierec_gui.data.choices import TableChoice, chosen_columns
from movierec_gui.data.formats.layout import read_columns, shape_of, table_files, with_tables
from movierec_gui.data.headless import JUDGMENTS, guess_headless
from movierec_gui.data.rating_rows import Instructions
from movierec_gui.data.relevance_rows import OF_2012
from movierec_gui.data.sniffing import ColumnChoice, first_rows, guess_columns, sniff, with_text_ids
from movierec_gui.data.time_column import with_found_times
from movierec_gui.data.validation import IssueLog
from movierec_gui.errors import UserError
from movierec_gui.progress import Progress

DESCRIPTION = "One table of ratings (CSV, TSV, '::' or ';'): columns user, movie, rating and perhaps timestamp"

_ENDINGS = (
    ".csv",
    ".tsv",
    ".txt",
    ".dat",
    ".data",
    ".base",
    ".test",
    ".inter",
    ".qrels",
    ".ratings",
    ".json",
    ".jsonl",
    ".arff",
    ".mtx",
)
_JUDGED = (JUDGMENTS.user, JUDGMENTS.movie, JUDGMENTS.rating)
_SIDE_TABLES = ("tags", "tag", "movies", "movie", "items", "item", "links", "link")
_MOST_SEARCHED = 50
"""Tables looked into: a folder of downloads may hold any number."""


def matches(tree: FileTree) -> bool:
    """Exactly one file that is a table of users, movies and ratings."""
    return len(candidates(tree)) == 1


def files(tree: FileTree) -> tuple[str, ...]:
    """That one file, and the lists, links and tags beside it."""
    found = candidates(tree)
    return table_files(tree, found[0] if len(found) == 1 else None)


def load(tree: FileTree, log: IssueLog, choice: TableChoice) -> Generator[Progress, None, Parts]:
    """The ratings, on whatever scale, with the movie list that fits."""
    file = candidates(tree)[0]
    columns = guess_table_columns(tree.head(file))
    if columns is None:
        raise UserError(f"{file} holds no user, movie and rating", str(tree.origin), "Choose its columns yourself")
    return (yield from load_columns(tree, file, columns, log, choice))


def load_columns(
    tree: FileTree, file: str, columns: ColumnChoice | None, log: IssueLog, choice: TableChoice
) -> Generator[Progress, None, Parts]:
    """The ratings in the chosen columns of one file, on whatever scale. Raises UserError where it is no table.

    Without ``columns``, ``choice`` names them.
    """
    shape = shape_of(tree, file)
    if shape is None:
        raise UserError(f"{file} is no table", str(tree.origin), "Choose a text file with delimited columns")
    columns = columns or chosen_columns(choice, shape, file)
    last = max(columns.user, columns.movie, columns.rating)
    if last >= shape.width:
        where = f"A row has {shape.width} columns"
        raise UserError(f"{file} has no column {last + 1}", where, "Choose other columns")
    judgments = not shape.header and (columns.user, columns.movie, columns.rating) == _JUDGED
    documented = Instructions(not_rated=()) if judgments else None
    ratings = yield from read_columns(tree, file, shape, columns, choice, log, documented=documented)
    return with_tables(tree, ratings, log)


def guess_table_columns(head: bytes) -> ColumnChoice | None:
    """Which columns hold what, and whether identifiers are text, found from a table's first bytes."""
    shape = sniff(head)
    if shape is None:
        return None
    rows = first_rows(head, shape)
    columns = guess_columns(shape) if shape.header else guess_headless(shape, rows)
    return with_text_ids(with_found_times(columns, shape, rows), rows) if columns else None


def candidates(tree: FileTree) -> tuple[str, ...]:
    """The files of a folder that are tables of ratings."""
    if tree.chosen:
        searched = [tree.chosen]
    elif len(tree.sizes) == 1:
        searched = list(tree.sizes)
    else:
        searched = [file for file in tree.sizes if file.lower().endswith(_ENDINGS)][:_MOST_SEARCHED]
        searched = [file for file in searched if not _is_side_table(tree, file)]
    # Without a head, the scores of tags look like ratings from 0 to 1.
    searched = [file for file in searched if PurePath(file).stem.lower() != OF_2012]
    return tuple(file for file in searched if guess_table_columns(tree.head(file)) is not None)


def _is_side_table(tree: FileTree, file: str) -> bool:
    """Whether a file among others is called as tags, movies or links are, and has no head that says otherwise."""
    shape = sniff(tree.head(file)) if PurePath(file).stem.lower() in _SIDE_TABLES else None
    return shape is not None and not shape.header
