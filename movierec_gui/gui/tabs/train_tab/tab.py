"""The Train tab's page: places form, chart, network picture, queue and table, and lets them speak with each other."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QSplitter, QStackedLayout, QVBoxLayout, QWidget

from movierec_gui.errors import UserError
from movierec_gui.gui.style import MARGIN, SPACING
from movierec_gui.gui.tabs.train_tab.board import RunBoard
from movierec_gui.gui.tabs.train_tab.comparing import ComparePage
from movierec_gui.gui.tabs.train_tab.curve_card import CurveCard
from movierec_gui.gui.tabs.train_tab.estimator import Estimator
from movierec_gui.gui.tabs.train_tab.form_panel import WIDTH, FormPanel
from movierec_gui.gui.tabs.train_tab.loading import IMPORTED, load_architectures
from movierec_gui.gui.tabs.train_tab.queue import QueuedRun, Trainer, TrainingQueue, train_run
from movierec_gui.gui.tabs.train_tab.queue_view import QueueView
from movierec_gui.gui.tabs.train_tab.rate_finder import RateFinder
from movierec_gui.gui.tabs.train_tab.run_panel import RunPanel
from movierec_gui.gui.tabs.train_tab.searching import SearchPage
from movierec_gui.gui.tabs.train_tab.side_pages import SidePages
from movierec_gui.gui.tabs.train_tab.texts import sizes_text, split_text
from movierec_gui.gui.widgets.empty_state import EmptyState
from movierec_gui.gui.widgets.message_bar import MessageBar
from movierec_gui.gui.widgets.undo_offer import UndoOffer
from movierec_gui.gui.workspace import Workspace
from movierec_gui.progress import Progress
from movierec_gui.wording import unused_name

if TYPE_CHECKING:
    from movierec_gui.gui.tabs.train_tab.differences import DifferencesWindow
    from movierec_gui.models.base import Architecture
    from movierec_gui.training.comparing.contestants import AnySpec
    from movierec_gui.training.estimate import Estimate
    from movierec_gui.training.every_run import AnyRecord
    from movierec_gui.training.list_estimate import ListEstimate

TRAIN, COMPARE, SEARCH = range(3)
"""The pages."""
_OF_TAB = ("chart", "table", "all_settings")
"""Of the form's state: what is not a setting of a run."""
_CHART_HEIGHT, _TABLE_HEIGHT = 420, 220


class TrainTab(QWidget):
    """Empty until a dataset is open and the networks are imported."""

    title = "Train"
    icon_name = "train"

    def __init__(self, workspace: Workspace, trainer: Trainer = train_run, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._architectures: tuple[Architecture, ...] = ()
        self._restored: dict[str, Any] = {}
        self._differences: DifferencesWindow | None = None
        self._estimate_wanted = False
        self._busy = False
        self.board = RunBoard(workspace, self)
        self.queue = TrainingQueue(workspace, trainer, self)
        self._estimator = Estimator(workspace, self)
        self.form = FormPanel()
        self.form.person.follow(workspace.people)
        self._on_defaults_changed()
        self.curves = CurveCard(self.board)
        self.messages = MessageBar()
        changes = self.board.undo_stack
        self._deleted = UndoOffer(self.messages, changes.index, [changes.indexChanged], self)
        self.queue_view = QueueView(self.queue)
        self.runs = RunPanel(workspace, self.board, self.queue)
        self._rates = RateFinder(workspace, self.form, self.curves, self.messages, self)
        self.comparison = ComparePage(workspace, self.board, parent=self)
        self.search = SearchPage(workspace, parent=self)
        self.pages = SidePages(WIDTH)
        self.empty = EmptyState("train", "", "")
        self._lay_out()
        self._connect()
        self._on_dataset_changed()

    def _lay_out(self) -> None:
        # From the outside in: whatever is put into another widget is styled anew, with all that it holds by then.
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self.pages)
        right = QWidget()
        self.pages.add_page("Train", self.form, right)
        self.pages.add_page("Compare models", self.comparison.setup, self.comparison.results)
        self.pages.add_page("Search settings", self.search.setup, self.search.results)
        column = QVBoxLayout(right)
        column.setContentsMargins(SPACING, MARGIN, MARGIN, MARGIN)
        column.setSpacing(SPACING)
        column.addWidget(self.messages)
        column.addWidget(self.queue_view)
        self._splitter = QSplitter(Qt.Orientation.Vertical)
        column.addWidget(self._splitter, 1)
        self._splitter.addWidget(self.curves)
        self._splitter.addWidget(self.runs)
        self._splitter.setStretchFactor(0, 3)
        self._splitter.setStretchFactor(1, 2)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setSizes([_CHART_HEIGHT, _TABLE_HEIGHT])

    def _connect(self) -> None:
        workspace, board, queue, form, runs = self._workspace, self.board, self.queue, self.form, self.runs
        workspace.dataset_changed.connect(self._on_dataset_changed)
        workspace.loading_changed.connect(self._on_loading_changed)
        workspace.split_changed.connect(self._on_split_changed)
        workspace.training_defaults_changed.connect(self._on_defaults_changed)
        workspace.resume_requested.connect(self.resume_run)
        self.empty.requested.connect(workspace.open_dataset_requested)
        form.changed.connect(self._on_form_changed)
        form.start_requested.connect(self.start)
        form.split_requested.connect(self._on_split_requested)
        self.pages.changed.connect(self._on_page_changed)
        for runner in (self.comparison.runner, self.search.runner):
            runner.changed.connect(self._on_queue_changed)
        self.search.use_requested.connect(self._on_use_requested)
        self._estimator.estimated.connect(self._on_estimated)
        self._estimator.failed.connect(self._on_estimate_failed)
        for failed in (board.failed, workspace.catalogue.failed):
            failed.connect(self.messages.show_error)
        workspace.catalogue.damage_found.connect(self._on_damage_found)
        queue.progressed.connect(board.on_event)
        queue.changed.connect(self._on_queue_changed)
        queue.finished.connect(self._on_run_finished)
        queue.stopped.connect(self._on_run_stopped)
        queue.failed.connect(self._on_training_failed)
        for part in (runs, self.curves):
            part.failed.connect(self.messages.show_error)
            part.told.connect(self.messages.show_info)
        runs.deleted.connect(partial(self._deleted.make, undo=board.undo_stack.undo))
        runs.differences_requested.connect(self._on_differences_requested)
        runs.resume_requested.connect(self.resume_run)
        runs.duplicate_requested.connect(self._on_duplicate_requested)

    def start(self) -> None:
        """Train with the settings on the form, at once or behind what already runs; or compare, or search (F5)."""
        dataset, page = self._workspace.dataset, self.pages.current
        if page != TRAIN:
            (self.comparison if page == COMPARE else self.search).start()
            return
        if dataset is None or self._is_held_up():
            return
        try:
            spec = self.form.spec()
        except UserError as error:
            self.messages.show_error(error)
            return
        self.messages.clear()
        self.queue.add(QueuedRun(spec, dataset, self._name_of_next(), person=self.form.person.person))

    def _name_of_next(self) -> str:
        # The current run is not on the board before its worker has begun.
        queued = [run.name for run in (self.queue.current, *self.queue.waiting) if run is not None]
        taken = [row.record.name for row in self.board.rows] + queued
        return self.form.typed_name or unused_name(self.form.run_name, taken)

    def stop(self) -> None:
        """Stop the running training, comparison or search; what it found is kept (Shift+F5)."""
        (self.queue, self.comparison.runner, self.search.runner)[self.pages.current].job.stop()

    @property
    def undo_text(self) -> str:
        """What ``undo`` would take back of the runs; empty for nothing."""
        return self.board.undo_stack.undoText()

    @property
    def redo_text(self) -> str:
        """What ``redo`` would do to the runs again; empty for nothing."""
        return self.board.undo_stack.redoText()

    def undo(self) -> None:
        """Take the last change of a run back (Ctrl+Z)."""
        self.board.undo_stack.undo()

    def redo(self) -> None:
        """Make it again."""
        self.board.undo_stack.redo()

    def export(self) -> None:
        """Write the selected run, the comparison, or the trials to a file (Ctrl+E)."""
        (self.runs.ask_for_export, self.comparison.export, self.search.export)[self.pages.current]()

    @Slot(str)
    def resume_run(self, run_id: str) -> None:
        """Go on with an unfinished run."""
        dataset = self._workspace.dataset
        if dataset is None or self._is_held_up():
            return
        from movierec_gui.training.every_run import EveryRun

        try:
            record = EveryRun(self._workspace.store).store_of(run_id).read(run_id)
        except UserError as error:
            self.messages.show_error(error)
        else:
            self.queue.add(QueuedRun(record.spec, dataset, record.name, run_id))

    def form_state(self) -> Mapping[str, Any]:
        """The settings, and what the chart and the table show, for the next start."""
        form = self.form.form_state() if self._architectures else self._restored
        chart = {"shown": self.board.state(), "steps": self.curves.chart.toolbar.steps.isChecked()}
        return {**form, "chart": chart, "table": self.runs.state(), "all_settings": self.form.more.isChecked()}

    def restore_form(self, values: Mapping[str, Any]) -> None:
        """Take settings of an earlier session; they are shown when the networks are imported."""
        if "chart" in values:
            self.board.restore(values["chart"]["shown"])
            self.curves.chart.toolbar.steps.setChecked(bool(values["chart"]["steps"]))
        if "table" in values:
            self.runs.restore(values["table"])
        self.form.more.setChecked(bool(values.get("all_settings", False)))
        self._restored = {name: value for name, value in values.items() if name not in _OF_TAB}
        if self._architectures and self._restored:
            self.form.restore_form(self._restored)

    def showEvent(self, event: QShowEvent) -> None:
        """Estimate what could not be estimated while nobody looked."""
        super().showEvent(event)
        if self._estimate_wanted:
            self._on_form_changed()

    @Slot()
    def _on_dataset_changed(self) -> None:
        if self._workspace.dataset is None:
            self._on_loading_changed()
            self._stack.setCurrentIndex(0)
        elif self._architectures:
            self._stack.setCurrentIndex(1)
        else:
            self.empty.set_text("Loading the networks…")
            self._stack.setCurrentIndex(0)
            title, hear = "Loading the networks", self._on_import_progressed
            self._workspace.start_job(title, load_architectures, self._on_loaded, self._on_load_failed, hear)

    @Slot()
    def _on_defaults_changed(self) -> None:
        self.form.set_defaults(self._workspace.training_defaults)

    @Slot()
    def _on_loading_changed(self) -> None:
        if self._workspace.dataset is not None:
            return
        if self._workspace.loading:
            self.empty.set_text(f"Loading {self._workspace.loading}…")
        else:
            self.empty.set_text("Load ratings, then train a network to predict them.", "Open a dataset")

    @Slot(object)
    def _on_import_progressed(self, progress: Progress) -> None:
        if progress.stage == IMPORTED:
            self.form.make_training_fields()

    @Slot(object)
    def _on_loaded(self, architectures: tuple[Architecture, ...]) -> None:
        self._architectures = architectures
        from movierec_gui.recommenders import RECOMMENDERS  # imported with the architectures

        self.form.set_architectures(architectures, RECOMMENDERS)
        self.comparison.set_architectures(architectures, RECOMMENDERS)
        if self._restored:
            try:
                self.form.restore_form(self._restored)
            except (UserError, LookupError, TypeError) as error:
                self.messages.show_warning("The settings of the last session no longer fit.", str(error))
        self._on_split_changed()
        if self._workspace.dataset is not None:
            self._stack.setCurrentIndex(1)

    @Slot(object)
    def _on_load_failed(self, error: Exception) -> None:
        self.empty.set_text("The networks could not be loaded, so nothing can be trained.")
        self._workspace.error_raised.emit(error)

    @Slot()
    def _on_split_changed(self) -> None:
        split = self._workspace.split if self._architectures else None
        if split is not None:
            config = self._workspace.split_config
            self.form.set_split(config, f"{split_text(config)}:\n{sizes_text(split)} ratings")

    @Slot()
    def _on_form_changed(self) -> None:
        self.curves.chart.toolbar.set_reference(self.form.reference)
        self._estimate_wanted = not self.isVisible()
        if not self._architectures:
            return
        if self.pages.current == SEARCH:
            self._tell_search()
        try:
            spec = None if self._estimate_wanted else self.form.spec()
        except UserError:
            self._estimator.ask(None, timed=False)
            self.form.show_no_estimate("Some settings need another value.", is_error=True)
            return
        self._estimator.ask(spec, timed=not self._busy)

    @Slot(object)
    def _on_estimated(self, estimate: Estimate | ListEstimate) -> None:
        from movierec_gui.training.estimate import Estimate

        self.form.show_estimate(estimate)
        self.curves.show_layers(estimate.layers if isinstance(estimate, Estimate) else ())

    @Slot(object)
    def _on_estimate_failed(self, error: Exception) -> None:
        self.form.show_no_estimate(str(error), is_error=True)

    @Slot()
    def _on_queue_changed(self) -> None:
        training = self.queue.current is not None
        comparing, searching = self.comparison.runner.running, self.search.runner.running
        self.comparison.set_busy(training or searching)
        self.search.set_busy(training or comparing)
        busy = training or comparing or searching
        self._rates.set_busy(busy)
        if busy != self._busy:
            self._busy = busy
            self.form.set_busy(training)
            self._on_form_changed()

    @Slot(object)
    def _on_run_finished(self, record: AnyRecord) -> None:
        from movierec_gui.training.runs import RunRecord

        self.board.end_live()
        if isinstance(record, RunRecord):
            self._look_at(record.id)
            return
        ndcg = record.test.get("ndcg", record.validation.get("ndcg"))
        figure = f" NDCG@10 of its lists: {ndcg:.3f}." if ndcg is not None else ""
        self.messages.show_info(f"“{record.name}” has learned.{figure} The Predict tab can list by it.")

    @Slot()
    def _on_run_stopped(self) -> None:
        row = self.board.row(self.board.live)
        self.board.end_live()
        if row is not None and row.history:
            self._look_at(row.record.id)

    def _is_held_up(self) -> bool:
        """Whether a comparison or a search runs, whose times a training would disturb; says so."""
        for what, runner in (("comparison", self.comparison.runner), ("search", self.search.runner)):
            if runner.running:
                self.messages.show_info(f"Wait until the {what} ends: two at once would disturb each other.")
                return True
        return False

    @Slot(int)
    def _on_page_changed(self, page: int) -> None:
        self.comparison.set_active(page == COMPARE)
        if page == SEARCH:
            self._tell_search()
        self.search.set_active(page == SEARCH)

    def _tell_search(self) -> None:
        """The form's settings are what a search starts from."""
        try:
            self.search.set_start(self.form.spec(), self.form.run_name)
        except UserError:
            self.search.set_start(None, "")

    @Slot(object, str)
    def _on_use_requested(self, spec: AnySpec, name: str) -> None:
        self.form.load_spec(spec, name)
        self.pages.go_to(TRAIN)
        self.messages.show_info("These are the settings that the search found. Start to train a run with them.")

    def _look_at(self, run_id: str) -> None:
        """Make a run the current one, unless the person is looking at another one of theirs in another tab."""
        from movierec_gui.training.starter import STARTER

        if self.isVisible() or self._workspace.current_run_id in ("", STARTER):
            self._workspace.set_current_run(run_id)

    @Slot(object)
    def _on_training_failed(self, error: Exception) -> None:
        self.board.end_live()
        self.messages.show_error(error)

    @Slot(object)
    def _on_damage_found(self, problems: tuple[UserError, ...]) -> None:
        count = "One run cannot be read." if len(problems) == 1 else f"{len(problems)} runs cannot be read."
        self.messages.show_warning(f"{count} The others are not affected.", "\n".join(map(str, problems)))

    @Slot(str)
    def _on_duplicate_requested(self, run_id: str) -> None:
        row = self.board.row(run_id) or self.board.list_row(run_id)
        if row is not None:
            self.form.load_run(row.record)

    @Slot(object)
    def _on_differences_requested(self, records: tuple[AnyRecord, ...]) -> None:
        if self._differences is None:
            from movierec_gui.gui.tabs.train_tab.differences import DifferencesWindow

            self._differences = DifferencesWindow(self._workspace, self)
        self._differences.show_runs(records)

    @Slot()
    def _on_split_requested(self) -> None:
        self._workspace.tab_requested.emit("Data")
