"""Predicted ratings of every movie, for a user of the data or for somebody new, and why they are what they are."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from movierec_gui.gui.background_job import LatestJob
from movierec_gui.gui.save_table import ask_for_csv, save_csv
from movierec_gui.gui.style import MARGIN, SPACING, set_icon, text_label
from movierec_gui.gui.tabs.predict_tab.details import PredictionDetails
from movierec_gui.gui.tabs.predict_tab.error_summary import EXPLANATION, context_text, error_text
from movierec_gui.gui.tabs.predict_tab.own_ratings import OwnRatings
from movierec_gui.gui.tabs.predict_tab.own_ratings_panel import OwnRatingsPanel
from movierec_gui.gui.tabs.predict_tab.prediction_table import PredictionTable
from movierec_gui.gui.tabs.predict_tab.work import Result, predict, read_ratings
from movierec_gui.gui.widgets.message_bar import MessageBar
from movierec_gui.gui.widgets.run_chooser import RunChooser
from movierec_gui.gui.widgets.run_gate import RunGate
from movierec_gui.gui.widgets.user_chooser import UserChooser
from movierec_gui.gui.workspace import Workspace

if TYPE_CHECKING:
    from movierec_gui.analysis.people import NewUser
    from movierec_gui.data.validation import ValidationReport
    from movierec_gui.models.baselines import Biases

_RUN_LETTERS = 38
_STRETCH = (0, 3, 1)
"""How own ratings, table and details share what room there is."""


class PredictTab(QWidget):
    """Chooses a run and a person; every change starts a job whose result replaces the table."""

    title = "Predict"
    icon_name = "predict"

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._result: Result | None = None
        self._job = LatestJob()
        self._stale = True
        self._pending: Mapping[str, Any] = {}
        self.runs = workspace.catalogue
        self.run = RunChooser(workspace, self.runs)
        self.known, self.new = QRadioButton("User"), QRadioButton("New user")
        self.user = UserChooser()
        self.errors = text_label("", "muted")
        self.context = text_label("", "caption", wrap=True)
        self.messages = MessageBar()
        self.export_button = QPushButton("Export CSV…")
        self.own = OwnRatings(self)
        self.own_panel = OwnRatingsPanel(self.own)
        self.table = PredictionTable(workspace.start_job)
        self.details = PredictionDetails(workspace)
        self.gate = RunGate(workspace, self.runs, self._page(), self.icon_name, "to see what it predicts")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, SPACING)
        layout.addWidget(self.gate)
        self._connect()
        self._on_dataset_changed()

    def _page(self) -> QWidget:
        self.known.setChecked(True)
        self.known.setToolTip("One of the people whose ratings are in the data")
        self.new.setToolTip("Somebody who is not in the data: rate a few movies and get predictions at once")
        self._whom = QButtonGroup(self)
        for button in (self.known, self.new):
            self._whom.addButton(button)
        self.run.setMinimumContentsLength(_RUN_LETTERS)
        self.errors.setToolTip(EXPLANATION)
        set_icon(self.export_button, "export")
        self.export_button.setToolTip("Write the rows shown, in their order, to a file (Ctrl+E)")
        label = QLabel("Run")
        label.setBuddy(self.run)
        header = QHBoxLayout()
        header.setSpacing(SPACING)
        chosen: tuple[QWidget, ...] = (label, self.run, self.known, self.user, self.new)
        for widget in chosen:
            header.addWidget(widget)
        header.addStretch()
        header.addWidget(self.export_button)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        panels: tuple[QWidget, ...] = (self.own_panel, self.table, self.details)
        for number, (panel, stretch) in enumerate(zip(panels, _STRETCH, strict=True)):
            self.splitter.addWidget(panel)
            self.splitter.setStretchFactor(number, stretch)
            self.splitter.setCollapsible(number, False)
        self.details.setMinimumWidth(310)
        self.own_panel.hide()
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACING)
        layout.addLayout(header)
        layout.addWidget(self.errors)
        layout.addWidget(self.context)
        layout.addWidget(self.messages)
        layout.addWidget(self.splitter, 1)
        return page

    def _connect(self) -> None:
        workspace = self._workspace
        workspace.dataset_changed.connect(self._on_dataset_changed)
        workspace.current_run_changed.connect(self.refresh)
        workspace.selection_changed.connect(self._on_selection_changed)
        self.runs.failed.connect(self.messages.show_error)
        self.user.user_changed.connect(self.refresh)
        self.user.failed.connect(self.messages.show_error)
        self.new.toggled.connect(self._on_person_kind_changed)
        self.own.changed.connect(self.refresh)
        self.own_panel.movie_chosen.connect(self.table.go_to)
        self.own_panel.import_requested.connect(self._import_ratings)
        self.table.movies_selected.connect(self._on_movies_selected)
        self.table.movie_changed.connect(self._show_movie)
        self.details.movie_chosen.connect(self.table.go_to)
        self.details.user_chosen.connect(self._go_to_user)
        self.export_button.clicked.connect(self.export)

    @property
    def whose(self) -> str:
        """The person, as a label or a file name has it."""
        return f"user {self.user.field.text()}" if self.known.isChecked() else "a new user"

    def form_state(self) -> dict[str, object]:
        """Whom a person looked at, their own ratings and the filters, for the next start."""
        dataset = self._workspace.dataset
        state: dict[str, object] = {"new": self.new.isChecked(), **self.table.filter_state()}
        if dataset is not None:
            state |= {"data": dataset.content_hash, "user": self.user.user, "own": list(self.own.values.items())}
        return state

    def restore_form(self, values: Mapping[str, Any]) -> None:
        """Set what ``form_state`` gave; what belongs to a dataset waits until that one is open."""
        self.table.restore_filters(values)
        self.new.setChecked(values.get("new") is True)
        self._pending = values

    def start(self) -> None:
        """Predict again (F5)."""
        self.refresh()

    def focus_search(self) -> None:
        """Put the cursor into the table's search field."""
        self.table.focus_search()

    def clear(self) -> None:
        """Take messages and the selection away."""
        self.messages.clear()
        self._workspace.clear_selection()

    @Slot()
    def export(self) -> None:
        """Ask for a file and write the rows shown to it."""
        if self._result is None:
            return
        path = ask_for_csv(self, f"predictions of {self.whose}")
        if path is not None:
            self.export_to(path)

    def export_to(self, path: Path) -> None:
        """Write the rows shown, in their order, as CSV."""
        if self._result is not None:
            frame = self._result[1].table.drop(columns=["movie", "width", "is_rated", "unrated"])
            save_csv(self._workspace, self.messages, frame.iloc[self.table.shown_rows], path)

    @Slot()
    def refresh(self) -> None:
        """Predict for the run and the person that are chosen now; later, while the tab is hidden."""
        self._stale = True
        self._job.drop()
        if self.isVisible() and self._workspace.dataset is not None and self._workspace.current_run_id:
            self._stale = False
            self.messages.clear()
            whom = self.user.user if self.known.isChecked() else self.own.values
            self._workspace.current_user = whom if isinstance(whom, int) else None
            work = partial(predict, self._workspace, whom, self._known_baseline())
            self._job.take(self._workspace.start_job("Predicting", work, self._show, self.messages.show_error))

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what changed while the tab was hidden."""
        super().showEvent(event)
        if self._stale:
            self.refresh()

    def _known_baseline(self) -> Biases | None:
        """The bias baseline, if it was fitted for this run already."""
        if self._result is None or self._result[0].record.id != self._workspace.current_run_id:
            return None
        return self._result[1].baseline

    @Slot(object)
    def _show(self, result: Result) -> None:
        self._result = result
        self.errors.setText(error_text(result[1].errors))
        self.errors.setVisible(bool(result[1].errors))
        self.context.setText(context_text(result[0]))
        self.context.setVisible(bool(self.context.text()))
        self.table.show_predictions(result[1])
        if self.table.movie is not None:
            self._show_movie(self.table.movie)

    @Slot()
    def _on_dataset_changed(self) -> None:
        dataset = self._workspace.dataset
        self._result = None
        self.user.set_dataset(dataset)
        self.own_panel.set_dataset(dataset)
        self.errors.clear()
        self.context.hide()
        self.details.clear()
        self.table.reset()
        if dataset is not None:
            self.table.set_dataset(dataset)
            if self._pending.get("data") == dataset.content_hash:
                self.user.set_user(int(self._pending["user"]))
                self.own.replace(
                    {int(movie): float(value) for movie, value in self._pending["own"]}, "bringing them back"
                )
                self._pending = {}

    @Slot(bool)
    def _on_person_kind_changed(self, new: bool) -> None:
        self.own_panel.setVisible(new)
        self.table.show_parts(not new)
        self.user.setEnabled(not new)
        self.refresh()

    @Slot(int)
    def _show_movie(self, movie: int) -> None:
        self.own_panel.set_movie(movie)
        if self._result is not None:
            self.details.show_movie(*self._result, movie)

    @Slot(object)
    def _on_movies_selected(self, movies: tuple[int, ...]) -> None:
        self._workspace.select_movies(movies, f"predictions of {self.whose}")

    @Slot()
    def _on_selection_changed(self) -> None:
        self.table.show_selected(self._workspace.selection.movies)

    @Slot(int)
    def _go_to_user(self, user: int) -> None:
        self.known.setChecked(True)
        self.user.set_user(user)

    @Slot(Path)
    def _import_ratings(self, path: Path) -> None:
        dataset = self._workspace.dataset
        if dataset is not None:
            work = partial(read_ratings, path, dataset)
            self._workspace.start_job("Reading your ratings", work, self._take_imported, self.messages.show_error)

    @Slot(object)
    def _take_imported(self, imported: tuple[NewUser, ValidationReport]) -> None:
        person, report = imported
        self.own.replace(dict(zip(person.movies, person.ratings, strict=True)), "the import")
        self.messages.show_info(report.summary())
