"""A table of ratings that its publisher has divided: ``train.csv`` and ``test.csv``, ``u1.base`` and ``u1.test``."""

from __future__ import annotations

import re
from collections.abc import Generator
from dataclasses import replace
from typing import NamedTuple

from movierec_gui.data.archives import FileTree
from movierec_gui.data.assemble import Parts, RawFold
from movierec_gui.data.choices import TableChoice
from movierec_gui.data.completing import completed
from movierec_gui.data.formats.layout import read_columns, shape_of, table_files
from movierec_gui.data.formats.parts import below_each_other, have_same_columns
from movierec_gui.data.formats.ratings_table import candidates, guess_table_columns, load_columns
from movierec_gui.data.sniffing import first_rows
from movierec_gui.data.validation import IssueLog
from movierec_gui.errors import UserError
from movierec_gui.progress import Progress

DESCRIPTION = "One table of ratings, divided into train and test (train.csv and test.csv, u1.base and u1.test)"

_TRAIN, _TEST, _VALIDATION = "train", "test", "validation"
_ROLES = {"train": _TRAIN, "training": _TRAIN, "base": _TRAIN, "test": _TEST, "testing": _TEST,
          "valid": _VALIDATION, "validation": _VALIDATION, "val": _VALIDATION, "dev": _VALIDATION}  # fmt: skip
_ROLE = re.compile(
    rf"(?<![a-z])({'|'.join(sorted(_ROLES, key=len, reverse=True))})(?:[-_ ]?(?:set|data|split|ratings?))?(?![a-z])"
)


class _Divided(NamedTuple):
    """The files of one divided table."""

    train: str
    test: str
    validation: str = ""

    @property
    def all(self) -> tuple[str, ...]:
        """The files, that of the test part last."""
        return tuple(filter(None, (self.train, self.validation, self.test)))


def matches(tree: FileTree) -> bool:
    """A file called train and one called test of the same columns and different rows; no other table of ratings."""
    return _divided(tree) is not None


def files(tree: FileTree) -> tuple[str, ...]:
    """Both, a validation part, and the lists, links and tags beside them."""
    found = _divided(tree)
    if found is None:
        return ()
    return (*found.all, *(file for file in table_files(tree, found.train)[1:] if file not in found.all))


def load(tree: FileTree, log: IssueLog, choice: TableChoice) -> Generator[Progress, None, Parts]:
    """The ratings of all parts as one table, and the test part as the fold that the data set ships.

    The report counts lines through all of them.
    """
    found = _divided(tree)
    shape = None if found is None else shape_of(tree, found.test)
    columns = None if found is None else guess_table_columns(tree.head(found.train))
    if found is None or shape is None or columns is None:
        raise UserError(f"{tree.name} is not divided into train and test", str(tree.origin), "Choose one of its files")
    whole = " + ".join(found.all)
    parts = yield from load_columns(below_each_other(tree, found.all, whole), whole, columns, log, choice)
    parts = yield from completed(parts)
    # Which rows are the test part's is all that is wanted of it here: the log of the whole has its faults.
    alike = replace(choice, columns=(), scale=parts.ratings.scale)
    rows = yield from read_columns(tree, found.test, shape, columns, alike, IssueLog())
    parts = replace(parts, folds=(RawFold(_TEST, rows.numbered_as(parts.ratings)),) if len(rows) else ())
    log.note(
        f"{whole}: read as one table; the ratings of {found.test} are the test part of the split 'the release's folds' "
        f"(--split-method official --split-fold {_TEST}), and other splits divide all ratings anew"
    )
    return parts


def _divided(tree: FileTree) -> _Divided | None:
    """The parts of the only table of ratings in a folder; None where it is whole, or there are several."""
    if tree.chosen:
        return None
    groups: dict[str, dict[str, list[str]]] = {}
    for file, size in tree.sizes.items():
        named = list(_ROLE.finditer(file.lower()))
        if size and len(named) == 1:
            rest = file[: named[0].start()] + "*" + file[named[0].end() :]
            groups.setdefault(rest, {}).setdefault(_ROLES[named[0][1]], []).append(file)
    several = [group for group in groups.values() if {_TRAIN, _TEST} <= set(group)]
    if len(several) != 1 or any(len(same) > 1 for same in several[0].values()):
        return None
    found = _Divided(*(several[0].get(role, [""])[0] for role in (_TRAIN, _TEST, _VALIDATION)))
    # A further table of ratings may be the whole one, or another: which is meant, only a person can say.
    if set(candidates(tree)) - set(found.all) or not have_same_columns(tree, found.all):
        return None
    return None if _are_copies(tree, found) else found


def _are_copies(tree: FileTree, found: _Divided) -> bool:
    """Whether the rows with which the test part begins are the training part's first ones."""
    shapes = [shape_of(tree, file) for file in (found.test, found.train)]
    test, train = (
        {tuple(row) for row in first_rows(tree.head(file), shape)} if shape is not None else set()
        for file, shape in zip((found.test, found.train), shapes, strict=True)
    )
    return test <= train
