"""What to watch, and the predicted ratings of every movie, for a user of the data or for a person, and why."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QSplitter, QTabWidget, QVBoxLayout, QWidget

from movierec_gui.errors import UserError
from movierec_gui.gui.background_job import LatestJob
from movierec_gui.gui.save_table import ask_for_csv
from movierec_gui.gui.style import MARGIN, SPACING
from movierec_gui.gui.tabs.predict_tab.details import PredictionDetails
from movierec_gui.gui.tabs.predict_tab.for_you_model import Learn
from movierec_gui.gui.tabs.predict_tab.for_you_page import ForYouPage
from movierec_gui.gui.tabs.predict_tab.for_you_work import learned
from movierec_gui.gui.tabs.predict_tab.own_ratings_panel import OwnRatingsPanel
from movierec_gui.gui.tabs.predict_tab.ratings_view import RatingsView
from movierec_gui.gui.tabs.predict_tab.start_pages import StartPages
from movierec_gui.gui.tabs.predict_tab.whom_bar import WhomBar
from movierec_gui.gui.tabs.predict_tab.work import Result, predict
from movierec_gui.gui.widgets.message_bar import MessageBar
from movierec_gui.gui.widgets.run_gate import RunGate
from movierec_gui.gui.widgets.undo_offer import UndoOffer
from movierec_gui.gui.workspace import Workspace

_STRETCH = (0, 3, 1)
"""How own ratings, table and details share what room there is."""
_PANEL_WIDTH, _DETAILS_WIDTH = 300, 420
"""Pixels of the panels beside the table where the window has them to spare, once both are shown."""


class PredictTab(QWidget):
    """Chooses a run and a person; every change starts a job whose result replaces the table."""

    title = "Predict"
    icon_name = "predict"

    def __init__(self, workspace: Workspace, learn: Learn = learned, parent: QWidget | None = None) -> None:
        """``learn`` makes whoever makes the lists."""
        super().__init__(parent)
        self._workspace = workspace
        self._job = LatestJob()
        self._stale = True
        self._pending: Mapping[str, Any] = {}
        self._shown_ratings: dict[int, float] = {}
        self.runs, self.people = workspace.catalogue, workspace.people
        self.bar = WhomBar(workspace)
        self.known, self.new, self.user, self.person = self.bar.known, self.bar.new, self.bar.user, self.bar.person
        self.run = self.bar.run
        self.messages = MessageBar()
        changed = (self.people.person_changed, self.people.people_changed)
        self._undo_offer = UndoOffer(self.messages, self._whose_change, changed, self)
        self.own_panel = OwnRatingsPanel(self.people)
        self.ratings = RatingsView(workspace)
        self.table = self.ratings.table
        self.details = PredictionDetails(workspace)
        self.for_you = ForYouPage(workspace, learn)
        purpose = "to see what it predicts"
        self.run_gate = RunGate(workspace, self.runs, self.ratings, self.icon_name, purpose)
        self.lists, self.splitter = QTabWidget(), QSplitter(Qt.Orientation.Horizontal)
        self.page = QWidget()
        self.pages = StartPages(workspace, self.page, self.icon_name)
        self.offer, self.guide = self.pages.offer, self.pages.guide
        purpose = "to see what to watch"
        self.gate = RunGate(workspace, self.runs, self.pages, self.icon_name, purpose, needs_run=False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, SPACING)
        layout.addWidget(self.gate)
        self._fill_page()
        self._connect()
        self._on_list_changed()
        self._on_dataset_changed()

    def _fill_page(self) -> None:
        # From the outside in: whatever is put into another widget is styled anew, with all that it holds by then.
        layout = QVBoxLayout(self.page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACING)
        layout.addWidget(self.bar)
        layout.addWidget(self.messages)
        layout.addWidget(self.splitter, 1)
        for panel in (self.own_panel, self.lists):
            self.splitter.addWidget(panel)
        self.lists.addTab(self.for_you, "For you")
        self.lists.addTab(self.run_gate, "Predicted ratings")
        self.lists.setDocumentMode(True)
        self.lists.tabBar().setAccessibleName("Lists for the person")
        self.splitter.addWidget(self.details)
        for number, stretch in enumerate(_STRETCH):
            self.splitter.setStretchFactor(number, stretch)
            self.splitter.setCollapsible(number, False)
        self.details.setMinimumWidth(300)
        self.own_panel.hide()

    def _connect(self) -> None:
        workspace, show_error = self._workspace, self.messages.show_error
        workspace.dataset_changed.connect(self._on_dataset_changed)
        workspace.current_run_changed.connect(self.refresh)
        workspace.selection_changed.connect(self._on_selection_changed)
        for failed in (self.runs.failed, self.user.failed, self.people.failed, self.person.failed):
            failed.connect(show_error)
        self.bar.kind_changed.connect(self._on_person_kind_changed)
        self.bar.whom_changed.connect(self._on_whom_changed)
        self.bar.export_button.clicked.connect(self.export)
        self.people.person_changed.connect(self._on_person_changed)
        self.people.review_kept.connect(self._on_review_kept)
        self.person.told.connect(self._on_told)
        self.own_panel.movie_chosen.connect(self._go_to)
        self.own_panel.import_requested.connect(partial(workspace.import_requested.emit, None))
        self.own_panel.unmatched_requested.connect(workspace.unmatched_requested)
        self.own_panel.guide_requested.connect(self.pages.begin_guide)
        self.lists.currentChanged.connect(self._on_list_changed)
        self.run_gate.currentChanged.connect(self._on_list_changed)
        self.for_you.movie_changed.connect(self.own_panel.set_movie)
        for changed in (workspace.current_run_changed, self.runs.changed, self.people.people_changed):
            changed.connect(self.pages.choose)
        self.pages.chosen.connect(self._catch_up)
        self.pages.guided.connect(self._on_guided)
        self.addActions(self.own_panel.shortcuts)
        self.table.movies_selected.connect(self._on_movies_selected)
        self.table.movie_changed.connect(self._show_movie)
        self.details.movie_chosen.connect(self.table.go_to)
        self.details.user_chosen.connect(self.bar.choose_user)

    @property
    def whose(self) -> str:
        """The person, as a label or a file name has it."""
        return self.bar.whose

    @property
    def on_for_you(self) -> bool:
        """Whether the list of what to watch is open."""
        return self.lists.currentWidget() is self.for_you

    def form_state(self) -> dict[str, object]:
        """Whom a person looked at and the filters, for the next start."""
        dataset = self._workspace.dataset
        state: dict[str, object] = {"new": self.bar.is_person, **self.table.filter_state()}
        state |= {"for_you": self.for_you.form_state(), "ratings": self.lists.currentWidget() is self.run_gate}
        if dataset is not None:
            state |= {"data": dataset.content_hash, "user": self.user.user}
        # Ratings of an older version whose dataset was not opened again; they wait for it.
        return state | {name: self._pending[name] for name in ("data", "user", "own") if self._pending.get("own")}

    def restore_form(self, values: Mapping[str, Any]) -> None:
        """Set what ``form_state`` gave; what belongs to a dataset waits until that one is open."""
        self.table.restore_filters(values)
        self.for_you.restore_form(values.get("for_you") or {})
        self.lists.setCurrentWidget(self.run_gate if values.get("ratings") is True else self.for_you)
        self.new.setChecked(values.get("new") is True)
        self._pending = values

    def start(self) -> None:
        """Make the list in front again (F5)."""
        if self.on_for_you:
            self.for_you.refresh()
        else:
            self.refresh()

    def focus_search(self) -> None:
        """Put the cursor into the list's search field."""
        (self.for_you.table if self.on_for_you else self.table).focus_search()

    def clear(self) -> None:
        """Leave the questions; otherwise take messages and the selection away."""
        if self.pages.asks:
            self.guide.stop()
            return
        self.messages.clear()
        self.for_you.messages.clear()
        self._workspace.clear_selection()

    @Slot()
    def export(self) -> None:
        """Ask for a file and write the rows shown to it."""
        if self.on_for_you:
            self.for_you.export()
            return
        if self.ratings.result is None:
            problem = UserError("There are no predictions to export", "", "Open data and choose a run first")
            self._workspace.error_raised.emit(problem)
            return
        path = ask_for_csv(self, f"predictions of {self.whose}")
        if path is not None:
            self.export_to(path)

    def export_to(self, path: Path) -> None:
        """Write the rows shown, in their order, as CSV."""
        self.ratings.export_to(self.messages, path)

    @Slot()
    def refresh(self) -> None:
        """Predict for the run and the person that are chosen now; later, while the tab is hidden."""
        self._stale = True
        self._job.drop()
        user = self.bar.chosen_user
        if self.isVisible():
            self._workspace.current_user = user
        if self.table.isVisible() and self._workspace.dataset is not None and self._workspace.current_run_id:
            if self.messages.level != "info":  # news, with the button that takes them back, stay until they are read
                self.messages.clear()
            self._shown_ratings = self.people.ratings
            whom = self._shown_ratings if user is None else user
            work = partial(predict, self._workspace, whom, self.ratings.known_baseline())
            self.table.show_waiting("Predicting…")
            start = self._workspace.start_job
            job = start("Predicting", work, self._show, self._on_failed, on_cancel=self._on_cancelled)
            self._job.take(job)
            self._stale = False

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self.table.show_waiting("")
        self.messages.show_error(error)

    @Slot()
    def _on_cancelled(self) -> None:
        self.table.show_waiting("Cancelled. F5 predicts again.")

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what changed while the tab was hidden."""
        super().showEvent(event)
        self.people.refresh()
        self.people.prepare()
        for problem in self.people.problems[:1]:
            self.messages.show_warning(problem)
        self._catch_up()

    @Slot()
    def _catch_up(self) -> None:
        """Predict where the table was hidden while a run or a person was chosen."""
        if self._stale:
            self.refresh()

    @Slot()
    def _on_list_changed(self) -> None:
        """Show what belongs to the list that is open: a run is behind the predicted ratings only."""
        for widget in (self.bar.run_label, self.run, self.details):
            widget.setVisible(not self.on_for_you and self.run_gate.open)
        self._catch_up()

    @Slot()
    def _on_whom_changed(self) -> None:
        self.for_you.set_user(self.bar.chosen_user)
        self.refresh()

    @Slot(int)
    def _go_to(self, movie: int) -> None:
        (self.for_you if self.on_for_you else self.table).go_to(movie)

    @Slot(object)
    def _show(self, result: Result) -> None:
        self.table.column_origin = f"for {self.whose}"
        self.ratings.show_result(result)
        if self.table.movie is not None:
            self._show_movie(self.table.movie)

    @Slot()
    def _on_guided(self) -> None:
        """The person stands before the list: the same films in the same order as beside the questions."""
        self.new.setChecked(True)
        self.ratings.begin_anew(self.guide.support)

    @Slot()
    def _on_dataset_changed(self) -> None:
        dataset = self._workspace.dataset
        self.bar.set_dataset(dataset)
        self.own_panel.set_dataset(dataset)
        self.details.clear()
        self.ratings.set_dataset(dataset)
        if self.isVisible():
            self.people.prepare()
        if dataset is not None and self._pending.get("data") == dataset.content_hash:
            self.user.set_user(int(self._pending["user"]))
            self._adopt(self._pending.get("own"))
            self._pending = {}
        self._on_whom_changed()

    def _adopt(self, ratings: object) -> None:
        """Move the ratings that a session of an older version kept to a person, who has them from now on."""
        if isinstance(ratings, list) and ratings:
            self.people.adopt({int(movie): float(value) for movie, value in ratings})

    @Slot()
    def _on_person_changed(self) -> None:
        is_person = self.bar.is_person
        self.table.set_person(self.people.followed if is_person else None)
        if is_person and self.people.ratings != self._shown_ratings:
            self.refresh()

    @Slot()
    def _on_review_kept(self) -> None:
        self.new.setChecked(True)
        self._on_told("The import is kept.", True)

    @Slot(str, bool)
    def _on_told(self, text: str, can_be_undone: bool) -> None:
        if can_be_undone:
            self._undo_offer.make(text, self.people.undo)
        else:
            self.messages.show_info(text)

    def _whose_change(self) -> tuple[str, str, str]:
        """Whose last change an undo would take back, and which it is."""
        people = self.people
        return "" if people.person is None else people.person.id, people.undo_text, people.redo_text

    @Slot(bool)
    def _on_person_kind_changed(self, new: bool) -> None:
        sizes = self.splitter.sizes()
        self.own_panel.setVisible(new)
        if new and not sizes[0]:
            details = min(sizes[2], _DETAILS_WIDTH)
            self.splitter.setSizes([_PANEL_WIDTH, sum(sizes) - _PANEL_WIDTH - details, details])
        self.ratings.show_kind(new)

    @Slot(int)
    def _show_movie(self, movie: int) -> None:
        self.own_panel.set_movie(movie)
        if self.ratings.result is not None:
            self.details.show_movie(*self.ratings.result, movie)

    @Slot(object)
    def _on_movies_selected(self, movies: tuple[int, ...]) -> None:
        self._workspace.select_movies(movies, f"predictions of {self.whose}")

    @Slot()
    def _on_selection_changed(self) -> None:
        self.table.show_selected(self._workspace.selection.movies)
