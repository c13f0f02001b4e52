"""The list "Predicted ratings": every movie with its prediction for whoever is chosen, and how far off the run is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from movierec_gui.gui.save_table import save_csv
from movierec_gui.gui.style import SPACING, text_label
from movierec_gui.gui.tabs.predict_tab.alike_line import AlikeLine
from movierec_gui.gui.tabs.predict_tab.error_summary import EXPLANATION, context_text, error_text
from movierec_gui.gui.tabs.predict_tab.prediction_table import PredictionTable
from movierec_gui.gui.tabs.predict_tab.work import Result
from movierec_gui.gui.widgets.film_marks import show_marks_menu
from movierec_gui.gui.widgets.message_bar import MessageBar
from movierec_gui.gui.workspace import Workspace

if TYPE_CHECKING:
    from movierec_gui.data.dataset import Dataset
    from movierec_gui.models.baselines import Biases

_HIDDEN = ["movie", "width", "is_rated", "unrated"]
"""Columns that a file does not have."""


class RatingsView(QWidget):
    """Shows one result; the tab asks for it."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace, self._people = workspace, workspace.people
        self._begins_anew = False
        self.result: Result | None = None
        """What is shown; None before there is anything."""
        self.marks_films = False
        """Whether the films can be marked: those of a person can."""
        self.errors = text_label("", "muted", wrap=True)
        self.errors.setToolTip(EXPLANATION)
        self.context = text_label("", "caption", wrap=True)
        self.alike = AlikeLine(workspace)
        self.table = PredictionTable(workspace.start_job)
        self.table.follow_selection(workspace)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, SPACING, 0, 0)
        layout.setSpacing(SPACING)
        for widget in (self.errors, self.context, self.alike):
            layout.addWidget(widget)
        layout.addWidget(self.table, 1)
        self.table.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.view.customContextMenuRequested.connect(self._on_menu_requested)
        self.table.rows_changed.connect(self._stand_on_best)
        workspace.person_switched.connect(self._on_person_switched)

    def set_dataset(self, dataset: Dataset | None) -> None:
        """Forget what is shown; predictions for another dataset come."""
        self.result = None
        self.errors.clear()
        self.context.hide()
        self.alike.hide()
        self.table.reset()
        if dataset is not None:
            self.table.set_dataset(dataset)

    def show_kind(self, new: bool) -> None:
        """Prepare for a person, or for a user of the data."""
        self.marks_films = new
        self.table.show_parts(not new)
        self.table.set_person(self._people.followed if new else None, new)

    def show_result(self, result: Result) -> None:
        """Show predictions with what is to be said of them."""
        self.result = result
        person = self._people.person
        self.errors.setText(error_text(result[1].errors))
        self.errors.setVisible(bool(result[1].errors))
        self.context.setText(context_text(*result, "" if person is None else person.id))
        self.context.setVisible(bool(self.context.text()))
        self.alike.show_run(result[0])
        self.table.show_predictions(result[1])

    def known_baseline(self) -> Biases | None:
        """The bias baseline, if it was fitted for the current run already."""
        if self.result is None or self.result[0].record.id != self._workspace.current_run_id:
            return None
        return self.result[1].baseline

    def begin_anew(self, support: int) -> None:
        """Show the list that the questions led to: its films in its order, the cursor on the first."""
        self.table.hide_rated.setChecked(True)
        self.table.filters.support.setValue(support)
        self.table.sort_by("predicted", descending=True)
        self.table.reset()  # the rows of the one who was looked at before
        self._begins_anew = True

    def export_to(self, messages: MessageBar, path: Path) -> None:
        """Write the rows shown, in their order, as CSV."""
        if self.result is not None:
            frame = self.result[1].table.drop(columns=_HIDDEN)
            save_csv(self._workspace, messages, frame.iloc[self.table.shown_rows], path)

    @Slot()
    def _on_person_switched(self) -> None:
        self.table.begin_anew()

    @Slot()
    def _stand_on_best(self) -> None:
        rows = self.table.shown_rows
        if self._begins_anew and len(rows):
            self._begins_anew = False
            self.table.select_row(int(rows[0]))

    @Slot(QPoint)
    def _on_menu_requested(self, where: QPoint) -> None:
        view = self.table.view
        index, place = view.indexAt(where), view.viewport().mapToGlobal(where)
        if index.isValid() and self.marks_films:
            show_marks_menu(self._people, self.table.model.table_row(index), self, place, view.actions())
        else:
            QMenu.exec(view.actions(), place)
