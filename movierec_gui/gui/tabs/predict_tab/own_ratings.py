"""The ratings of somebody new, with undo and redo."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QUndoCommand, QUndoStack


class OwnRatings(QObject):
    """Ratings by movie index; every change can be undone until the dataset changes."""

    changed = Signal()
    """Emitted after each change, undone or redone ones included."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stack = QUndoStack(self)
        self._values: dict[int, float] = {}

    @property
    def values(self) -> dict[int, float]:
        """Ratings by movie index, in the order in which they were first given."""
        return dict(self._values)

    @property
    def undo_text(self) -> str:
        """What ``undo`` would take back; empty for nothing."""
        return self._stack.undoText()

    @property
    def redo_text(self) -> str:
        """What ``redo`` would bring again; empty for nothing."""
        return self._stack.redoText()

    def rate(self, movie: int, value: float | None, title: str) -> None:
        """Rate a movie, or take its rating back with None. ``title`` names it where the change can be undone."""
        after = self.values
        if value is None:
            after.pop(movie, None)
        else:
            after[movie] = value
        self.replace(after, f"the rating of {title}")

    @Slot()
    def clear(self) -> None:
        """Take all ratings back."""
        self.replace({}, "the clearing of all ratings")

    def replace(self, values: Mapping[int, float], name: str) -> None:
        """Put these ratings in place of all there are; ``name`` completes "Undo …"."""
        if dict(values) != self._values:
            self._stack.push(_Change(self, self._values, dict(values), name))
            self.changed.emit()

    @Slot()
    def undo(self) -> None:
        """Take the last change back."""
        self._stack.undo()
        self.changed.emit()

    @Slot()
    def redo(self) -> None:
        """Bring the last change that was undone again."""
        self._stack.redo()
        self.changed.emit()

    def forget(self) -> None:
        """Drop the ratings and what could be undone: they belong to a dataset that is gone."""
        self._stack.clear()
        self._values = {}
        self.changed.emit()

    def put(self, values: dict[int, float]) -> None:
        """Take these values; for the undo stack's commands."""
        self._values = values


class _Change(QUndoCommand):
    def __init__(self, ratings: OwnRatings, before: dict[int, float], after: dict[int, float], name: str) -> None:
        super().__init__(name)
        self._ratings, self._before, self._after = ratings, before, after

    def redo(self) -> None:
        self._ratings.put(self._after)

    def undo(self) -> None:
        self._ratings.put(self._before)
