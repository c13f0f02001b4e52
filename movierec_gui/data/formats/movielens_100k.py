"""The layout of 100K: ``u.data`` with tabs, ``u.item`` in Latin-1 with a flag per genre, and official folds."""

from __future__ import annotations

from collections.abc import Generator

from movierec_gui.data.archives import FileTree
from movierec_gui.data.assemble import Parts, RawFold
from movierec_gui.data.choices import TableChoice
from movierec_gui.data.flagged_list import FLAGGED, GENRE_FILE, read_flagged
from movierec_gui.data.formats.layout import own_file, read_rating_table, shape_of
from movierec_gui.data.rating_rows import Instructions
from movierec_gui.data.sniffing import guess_columns
from movierec_gui.data.validation import IssueLog
from movierec_gui.progress import Progress

DESCRIPTION = "MovieLens 100K: u.data with tabs, with u.item, u.genre and the folds u1 to u5, ua and ub"

FOLDS = ("u1", "u2", "u3", "u4", "u5", "ua", "ub")
_RATINGS = "u.data"


def matches(tree: FileTree) -> bool:
    """A ``u.data`` with users, movies and ratings."""
    shape = shape_of(tree, own_file(tree, _RATINGS))
    return shape is not None and guess_columns(shape) is not None


def files(tree: FileTree) -> tuple[str, ...]:
    """Ratings, movies, genres and the folds' test parts, as far as they are there."""
    names = (_RATINGS, FLAGGED, GENRE_FILE, *(f"{fold}.test" for fold in FOLDS))
    return tuple(file for name in names if (file := tree.find(name)))


def load(tree: FileTree, log: IssueLog, choice: TableChoice) -> Generator[Progress, None, Parts]:
    """Everything in the folder."""
    file = tree.find(_RATINGS) or _RATINGS
    documented = Instructions(trusted_times=True, sure_columns=True)
    ratings = yield from read_rating_table(tree, file, choice, log, documented=documented)
    folds: list[RawFold] = []
    for name in FOLDS:
        test = tree.find(f"{name}.test")
        if test:
            own = IssueLog()
            rows = yield from read_rating_table(tree, test, choice, own, documented=documented)
            log.absorb(own, notes=False)
            folds.append(RawFold(name, rows.numbered_as(ratings)))
    yield Progress("Reading the movie list")
    return Parts(ratings, read_flagged(tree, log, ratings.movie_number), folds=tuple(folds))
