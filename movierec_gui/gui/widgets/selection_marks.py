"""The shared selection in a table: its rows carry a bar, and a box shows them alone."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QCheckBox

from movierec_gui.data.movie_column import movies_of_rows
from movierec_gui.data.tables import Column, RowQuery, Table
from movierec_gui.gui.workspace import Workspace

_FLAG = "selected"


class SelectionMarks(QObject):
    """Knows which rows of one table are selected movies."""

    filter_changed = Signal()
    """Other rows pass."""
    marks_changed = Signal()

    def __init__(self, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._chosen: npt.NDArray[np.bool_] = np.empty(0, np.bool_)
        """[movies] of the dataset."""
        self._movies: npt.NDArray[np.integer] = np.empty(0, np.int64)
        """The movie of each row."""
        self.box = QCheckBox("Only selected")
        self.box.setToolTip("Show only the movies that are selected in the window, in whichever tab that was done")
        self.box.toggled.connect(self.filter_changed)
        workspace.selection_changed.connect(self._on_selection_changed)
        self._choose()

    def set_table(self, table: Table) -> None:
        """Mark the rows of another table."""
        self._movies = movies_of_rows(table)
        self._choose()

    def is_selected(self, row: int) -> bool:
        """Whether a row of the table is a selected movie."""
        movie = int(self._movies[row]) if row < len(self._movies) else len(self._chosen)
        return movie < len(self._chosen) and bool(self._chosen[movie])

    def flags(self) -> tuple[str, ...]:
        """Columns that a query must find true."""
        return (_FLAG,) if self.box.isChecked() else ()

    def searched(self, table: Table, query: RowQuery) -> Table:
        """The table with what a query asks of the selection."""
        if _FLAG not in query.flags:
            return table
        room = int(self._movies.max(initial=-1)) + 1
        chosen = np.zeros(max(room, len(self._chosen)), np.bool_)
        chosen[: len(self._chosen)] = self._chosen
        return Table({**table.columns, _FLAG: Column(chosen[self._movies])})

    def _choose(self) -> None:
        movies = self._workspace.selection.movies
        dataset = self._workspace.dataset
        self._chosen = np.zeros(0 if dataset is None else dataset.n_movies, np.bool_)
        self._chosen[[movie for movie in movies if movie < len(self._chosen)]] = True
        self.box.setEnabled(bool(movies) or self.box.isChecked())
        self.box.setText(f"Only selected ({len(movies):,})" if movies else "Only selected")

    @Slot()
    def _on_selection_changed(self) -> None:
        self._choose()
        self.marks_changed.emit()
        if self.box.isChecked():
            self.filter_changed.emit()
