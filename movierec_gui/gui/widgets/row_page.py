"""Whose page a row of a table opens. Whatever has a signal ``page_requested`` of these is heard by ``PageWindows``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:  # the window comes before NumPy
    from movierec_gui.data.tables import Table


class Kind(Enum):
    """What a page can be about; the value is the name of a column of indices."""

    FILM = "movie"
    USER = "user"


@dataclass(frozen=True)
class PageOf:
    """The film or user of the dataset whose page somebody wants."""

    kind: Kind
    index: int
    """Of the movie or user in the dataset."""


PageOfRow: TypeAlias = "Callable[[Table, int], PageOf | None]"
"""Says whose page a row number of a table opens; None for none."""


def page_of_row(table: Table, row: int) -> PageOf | None:
    """By a column of movie indices called ``movie``, else one of user indices called ``user``."""
    for kind in Kind:
        if kind.value in table.columns:
            return PageOf(kind, int(table.column(kind.value).at(row)))
    return None


def no_page(_table: Table, _row: int) -> PageOf | None:
    """For tables whose columns ``movie`` or ``user`` hold something else than indices."""
    return None
