"""The layout of GroupLens' Tag Genome 2021 and Book Genome: JSON lines, with survey answers beside the ratings."""

from __future__ import annotations

from collections.abc import Generator

from movierec_gui.data.archives import FileTree
from movierec_gui.data.assemble import Parts
from movierec_gui.data.choices import TableChoice
from movierec_gui.data.formats.layout import own_file, read_rating_table, shape_of, table_files, with_tables
from movierec_gui.data.sniffing import guess_columns
from movierec_gui.data.validation import IssueLog
from movierec_gui.progress import Progress

DESCRIPTION = "Tag Genome 2021: ratings.json with metadata.json, survey_answers.json and others, one object a line"

_RATINGS, _LISTS = "ratings.json", ("metadata.json", "metadata_updated.json")
_ANSWERS = "survey_answers.json"
"""Scores of tags by people: they have users, items and scores, and are no ratings."""


def matches(tree: FileTree) -> bool:
    """The ratings, the list and the survey's answers."""
    file = own_file(tree, _RATINGS)
    shape = shape_of(tree, file)
    has_others = tree.find(*_LISTS) is not None and tree.find(_ANSWERS) is not None
    return has_others and shape is not None and guess_columns(shape) is not None


def files(tree: FileTree) -> tuple[str, ...]:
    """The ratings and the list."""
    return table_files(tree, own_file(tree, _RATINGS))


def load(tree: FileTree, log: IssueLog, choice: TableChoice) -> Generator[Progress, None, Parts]:
    """The ratings with titles, years and IMDb ids; scores of tags are not read."""
    ratings = yield from read_rating_table(tree, own_file(tree, _RATINGS) or "", choice, log)
    return with_tables(tree, ratings, log)
