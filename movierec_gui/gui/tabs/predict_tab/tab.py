"""What to watch, and the predicted ratings of every movie, for a user of the data or for a person, and why."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from movierec_gui.gui.background_job import LatestJob
from movierec_gui.gui.save_table import ask_for_csv, save_csv
from movierec_gui.gui.style import MARGIN, SPACING, set_icon, text_label
from movierec_gui.gui.tabs.predict_tab.alike_line import AlikeLine
from movierec_gui.gui.tabs.predict_tab.details import PredictionDetails
from movierec_gui.gui.tabs.predict_tab.error_summary import EXPLANATION, context_text, error_text
from movierec_gui.gui.tabs.predict_tab.for_you_model import Learn
from movierec_gui.gui.tabs.predict_tab.for_you_page import ForYouPage
from movierec_gui.gui.tabs.predict_tab.for_you_work import learned
from movierec_gui.gui.tabs.predict_tab.guide import Guide
from movierec_gui.gui.tabs.predict_tab.own_ratings_panel import OwnRatingsPanel
from movierec_gui.gui.tabs.predict_tab.person_chooser import PersonChooser
from movierec_gui.gui.tabs.predict_tab.prediction_table import PredictionTable
from movierec_gui.gui.tabs.predict_tab.start_offer import StartOffer
from movierec_gui.gui.tabs.predict_tab.work import Result, predict
from movierec_gui.gui.widgets.film_marks import show_marks_menu
from movierec_gui.gui.widgets.message_bar import MessageBar
from movierec_gui.gui.widgets.run_chooser import RunChooser
from movierec_gui.gui.widgets.run_gate import RunGate
from movierec_gui.gui.widgets.user_chooser import UserChooser
from movierec_gui.gui.workspace import Workspace

if TYPE_CHECKING:
    from movierec_gui.models.baselines import Biases

_RUN_LETTERS = 38
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
        self._result: Result | None = None
        self._job = LatestJob()
        self._stale = True
        self._pending: Mapping[str, Any] = {}
        self._shown_ratings: dict[int, float] = {}
        self.runs = workspace.catalogue
        self.run_label, self.run = QLabel("Run"), RunChooser(workspace, self.runs)
        self.run_label.setBuddy(self.run)
        self.people = workspace.people
        self.known, self.new = QRadioButton("User of the data"), QRadioButton("Person")
        self.user = UserChooser()
        self.person = PersonChooser(workspace)
        self.errors = text_label("", "muted", wrap=True)
        self.context = text_label("", "caption", wrap=True)
        self.alike = AlikeLine(workspace)
        self.messages = MessageBar()
        self.export_button = QPushButton("Export CSV…")
        self.own_panel = OwnRatingsPanel(self.people)
        self.table = PredictionTable(workspace.start_job)
        self.details = PredictionDetails(workspace)
        self.for_you = ForYouPage(workspace, learn)
        purpose = "to see what it predicts"
        self.run_gate = RunGate(workspace, self.runs, self._ratings_page(), self.icon_name, purpose)
        self.offer, self.guide, self.page = StartOffer(self.icon_name), Guide(workspace), self._page()
        self._looks_around = self._begins_anew = False
        self.pages = QStackedWidget()
        for page in (self.page, self.offer, self.guide):
            self.pages.addWidget(page)
        purpose = "to see what to watch"
        self.gate = RunGate(workspace, self.runs, self.pages, self.icon_name, purpose, needs_run=False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, SPACING)
        layout.addWidget(self.gate)
        self._connect()
        self._on_list_changed()
        self._on_dataset_changed()

    def _page(self) -> QWidget:
        self.known.setChecked(True)
        self.known.setToolTip("One of the people whose ratings are in the data")
        self.new.setToolTip("You or somebody else who is kept apart from the data: rate films, or import a history")
        self._whom = QButtonGroup(self)
        for button in (self.known, self.new):
            self._whom.addButton(button)
        self.run.setMinimumContentsLength(_RUN_LETTERS)
        self.errors.setToolTip(EXPLANATION)
        set_icon(self.export_button, "export")
        self.export_button.setToolTip("Write the rows shown, in their order, to a file (Ctrl+E)")
        header = QHBoxLayout()
        header.setSpacing(SPACING)
        for widget in (self.known, self.user, self.new, self.person):
            header.addWidget(widget)
        header.addStretch()
        header.addWidget(self.run_label)
        header.addWidget(self.run)
        header.addWidget(self.export_button)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.lists = QTabWidget()
        self.lists.addTab(self.for_you, "For you")
        self.lists.addTab(self.run_gate, "Predicted ratings")
        self.lists.setDocumentMode(True)
        self.lists.tabBar().setAccessibleName("Lists for the person")
        panels: tuple[QWidget, ...] = (self.own_panel, self.lists, self.details)
        for number, (panel, stretch) in enumerate(zip(panels, _STRETCH, strict=True)):
            self.splitter.addWidget(panel)
            self.splitter.setStretchFactor(number, stretch)
            self.splitter.setCollapsible(number, False)
        self.details.setMinimumWidth(300)
        self.own_panel.hide()
        self.person.hide()
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACING)
        layout.addLayout(header)
        layout.addWidget(self.messages)
        layout.addWidget(self.splitter, 1)
        return page

    def _ratings_page(self) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, SPACING, 0, 0)
        layout.setSpacing(SPACING)
        layout.addWidget(self.errors)
        layout.addWidget(self.context)
        layout.addWidget(self.alike)
        layout.addWidget(self.table, 1)
        return page

    def _connect(self) -> None:
        workspace = self._workspace
        workspace.dataset_changed.connect(self._on_dataset_changed)
        workspace.current_run_changed.connect(self.refresh)
        workspace.selection_changed.connect(self._on_selection_changed)
        self.runs.failed.connect(self.messages.show_error)
        self.user.user_changed.connect(self._on_whom_changed)
        self.user.failed.connect(self.messages.show_error)
        self.new.toggled.connect(self._on_person_kind_changed)
        self.people.person_changed.connect(self._on_person_changed)
        self.people.failed.connect(self.messages.show_error)
        self.people.review_kept.connect(self._on_review_kept)
        self.person.failed.connect(self.messages.show_error)
        self.person.told.connect(self._on_told)
        self.person.chosen.connect(self._on_person_chosen)
        self.own_panel.movie_chosen.connect(self._go_to)
        self.lists.currentChanged.connect(self._on_list_changed)
        self.run_gate.currentChanged.connect(self._on_list_changed)
        self.for_you.movie_changed.connect(self.own_panel.set_movie)
        self.own_panel.import_requested.connect(partial(workspace.import_requested.emit, None))
        self.own_panel.unmatched_requested.connect(workspace.unmatched_requested)
        self.own_panel.guide_requested.connect(self.begin_guide)
        self.offer.guide_requested.connect(self.begin_guide)
        self.offer.import_requested.connect(partial(workspace.import_requested.emit, None))
        self.offer.look_requested.connect(self._on_look_requested)
        self.guide.finished.connect(self._on_guide_finished)
        workspace.guide_requested.connect(self.begin_guide)
        workspace.current_run_changed.connect(self._choose_page)
        self.runs.changed.connect(self._choose_page)
        self.people.people_changed.connect(self._choose_page)
        self.addActions(self.own_panel.shortcuts)
        self.table.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.view.customContextMenuRequested.connect(self._on_menu_requested)
        self.table.movies_selected.connect(self._on_movies_selected)
        self.table.movie_changed.connect(self._show_movie)
        self.table.rows_changed.connect(self._stand_on_best)
        self.details.movie_chosen.connect(self.table.go_to)
        self.details.user_chosen.connect(self._go_to_user)
        self.export_button.clicked.connect(self.export)

    @property
    def whose(self) -> str:
        """The person, as a label or a file name has it."""
        if self.known.isChecked():
            return f"user {self.user.field.text()}"
        return self.people.person.name if self.people.person is not None else "nobody yet"

    @property
    def on_for_you(self) -> bool:
        """Whether the list of what to watch is open."""
        return self.lists.currentWidget() is self.for_you

    def form_state(self) -> dict[str, object]:
        """Whom a person looked at and the filters, for the next start."""
        dataset = self._workspace.dataset
        state: dict[str, object] = {"new": self.new.isChecked(), **self.table.filter_state()}
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
        """Predict again (F5)."""
        self.for_you.refresh()
        self.refresh()

    def focus_search(self) -> None:
        """Put the cursor into the list's search field."""
        (self.for_you.table if self.on_for_you else self.table).focus_search()

    def clear(self) -> None:
        """Leave the questions; otherwise take messages and the selection away."""
        if self.pages.currentWidget() is self.guide:
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
    def begin_guide(self) -> None:
        """Ask the current person about films, one after the other."""
        if self._workspace.dataset is not None and self._workspace.current_run_id:
            self.pages.setCurrentWidget(self.guide)
            self.guide.begin()

    @Slot()
    def _on_guide_finished(self) -> None:
        """The person stands before the list: the same films in the same order as beside the questions."""
        self.pages.setCurrentWidget(self.page)
        self.new.setChecked(True)
        self.table.hide_rated.setChecked(True)
        self.table.filters.support.setValue(self.guide.support)
        self.table.sort_by("predicted", descending=True)
        self.table.reset()  # the rows of the one who was looked at before
        self._begins_anew = True

    @Slot()
    def _on_look_requested(self) -> None:
        self._looks_around = True
        self._choose_page()

    @Slot()
    def _choose_page(self) -> None:
        """Where there are neither people nor runs of one's own, offer to begin."""
        if self.pages.currentWidget() is not self.guide:
            is_new = not (self._looks_around or self.people.people or self.runs.records)
            self.pages.setCurrentWidget(self.offer if is_new else self.page)
        if self._stale:  # the table was hidden while a run or a person was chosen
            self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Predict for the run and the person that are chosen now; later, while the tab is hidden."""
        self._stale = True
        self._job.drop()
        if self.isVisible():
            self._workspace.current_user = self.user.user if self.known.isChecked() else None
        if self.table.isVisible() and self._workspace.dataset is not None and self._workspace.current_run_id:
            self._stale = False
            if self.messages.level != "info":  # news, with the button that takes them back, stay until they are read
                self.messages.clear()
            self._shown_ratings = self.people.ratings
            whom = self.user.user if self.known.isChecked() else self._shown_ratings
            work = partial(predict, self._workspace, whom, self._known_baseline())
            self._job.take(self._workspace.start_job("Predicting", work, self._show, self.messages.show_error))

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what changed while the tab was hidden."""
        super().showEvent(event)
        self.people.refresh()
        for problem in self.people.problems[:1]:
            self.messages.show_warning(problem)
        if self._stale:
            self.refresh()

    @Slot()
    def _on_list_changed(self) -> None:
        """Show what belongs to the list that is open: a run is behind the predicted ratings only."""
        for widget in (self.run_label, self.run, self.details):
            widget.setVisible(not self.on_for_you and self.run_gate.open)
        if self._stale:
            self.refresh()

    @Slot()
    def _on_whom_changed(self) -> None:
        self.for_you.set_user(self.user.user if self.known.isChecked() else None)
        self.refresh()

    @Slot(int)
    def _go_to(self, movie: int) -> None:
        if self.on_for_you:
            self.for_you.go_to(movie)
        else:
            self.table.go_to(movie)

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
        person = self.people.person
        self.context.setText(context_text(*result, "" if person is None else person.id))
        self.context.setVisible(bool(self.context.text()))
        self.alike.show_run(result[0])
        self.table.show_predictions(result[1])
        if self.table.movie is not None:
            self._show_movie(self.table.movie)

    @Slot()
    def _stand_on_best(self) -> None:
        """Put the cursor on the first film of the list that the questions led to."""
        rows = self.table.shown_rows
        if self._begins_anew and len(rows):
            self._begins_anew = False
            self.table.select_row(int(rows[0]))

    @Slot()
    def _on_dataset_changed(self) -> None:
        dataset = self._workspace.dataset
        self._result = None
        self.user.set_dataset(dataset)
        self.own_panel.set_dataset(dataset)
        self.errors.clear()
        self.context.hide()
        self.alike.hide()
        self.details.clear()
        self.table.reset()
        if dataset is not None:
            self.table.set_dataset(dataset)
            if self._pending.get("data") == dataset.content_hash:
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
        self.table.set_person(self.people.followed if self.new.isChecked() else None)
        if self.new.isChecked() and self.people.ratings != self._shown_ratings:
            self.refresh()

    @Slot()
    def _on_person_chosen(self) -> None:
        self.new.setChecked(True)

    @Slot()
    def _on_review_kept(self) -> None:
        self.new.setChecked(True)
        self._on_told("The import is kept.", True)

    @Slot(str, bool)
    def _on_told(self, text: str, can_be_undone: bool) -> None:
        if can_be_undone:
            self.messages.show_info(text, action_text="Undo", action=self.people.undo)
        else:
            self.messages.show_info(text)

    @Slot(QPoint)
    def _on_menu_requested(self, where: QPoint) -> None:
        index = self.table.view.indexAt(where)
        if index.isValid() and self.new.isChecked():
            movie = self.table.model.table_row(index)
            show_marks_menu(self.people, movie, self, self.table.view.viewport().mapToGlobal(where))

    @Slot(bool)
    def _on_person_kind_changed(self, new: bool) -> None:
        sizes = self.splitter.sizes()
        self.own_panel.setVisible(new)
        if new and not sizes[0]:
            details = min(sizes[2], _DETAILS_WIDTH)
            self.splitter.setSizes([_PANEL_WIDTH, sum(sizes) - _PANEL_WIDTH - details, details])
        self.table.show_parts(not new)
        self.table.set_person(self.people.followed if new else None, new)
        self.user.setVisible(not new)
        self.person.setVisible(new)
        self._on_whom_changed()

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
