"""The layout of serendipity-sac2018: the ratings stand in two tables, ``training.csv`` and ``answers.csv``."""

from __future__ import annotations

from collections.abc import Generator

from movierec_gui.data.archives import FileTree
from movierec_gui.data.assemble import Parts
from movierec_gui.data.choices import TableChoice
from movierec_gui.data.formats.layout import own_file, read_rating_table, shape_of, table_files, with_tables
from movierec_gui.data.raw_ratings import joined
from movierec_gui.data.sniffing import guess_columns
from movierec_gui.data.validation import IssueLog
from movierec_gui.progress import Progress

DESCRIPTION = "GroupLens serendipity 2018: training.csv and answers.csv, with movies.csv and tags.csv"

_TRAINING, _ANSWERS = "training.csv", "answers.csv"


def matches(tree: FileTree) -> bool:
    """Both tables, each with users, movies and ratings; and the folder was opened, not one of its files."""
    shapes = [shape_of(tree, own_file(tree, name)) for name in (_TRAINING, _ANSWERS)]
    return tree.chosen is None and all(shape and shape.header and guess_columns(shape) for shape in shapes)


def files(tree: FileTree) -> tuple[str, ...]:
    """Both tables, the movies and the tags."""
    return tuple(dict.fromkeys((*table_files(tree, tree.find(_TRAINING)), *table_files(tree, tree.find(_ANSWERS)))))


def load(tree: FileTree, log: IssueLog, choice: TableChoice) -> Generator[Progress, None, Parts]:
    """The ratings of both tables; an answer is one more rating."""
    tables = []
    for name in (_TRAINING, _ANSWERS):
        tables.append((yield from read_rating_table(tree, tree.find(name) or name, choice, log)))  # noqa: PERF401
    return with_tables(tree, joined(tables), log)
