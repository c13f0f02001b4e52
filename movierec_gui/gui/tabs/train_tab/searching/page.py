"""Search for settings: lets setup, runner, store and results speak with each other."""

from __future__ import annotations

from collections.abc import Callable, Generator
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from movierec_gui.errors import UserError
from movierec_gui.gui.background_job import LatestJob
from movierec_gui.gui.closing import SEARCH
from movierec_gui.gui.save_table import ask_for_csv, save_csv
from movierec_gui.gui.tabs.train_tab.kept_records import KeptRecords, Kind
from movierec_gui.gui.tabs.train_tab.kept_runner import KeptRunner
from movierec_gui.gui.tabs.train_tab.searching.results_panel import SearchResults
from movierec_gui.gui.tabs.train_tab.searching.setup_panel import SearchSetup
from movierec_gui.gui.workspace import Workspace
from movierec_gui.progress import Progress

if TYPE_CHECKING:
    import pandas as pd

    from movierec_gui.data.dataset import Dataset
    from movierec_gui.training.comparing.contestants import AnySpec
    from movierec_gui.training.runs import RunStore
    from movierec_gui.training.searching.record import SearchRecord
    from movierec_gui.training.searching.running import SearchPlan
    from movierec_gui.training.searching.store import SearchStore

Player = Callable[["Dataset", "SearchPlan", "SearchStore"], Generator[Any, None, "SearchRecord"]]
"""Returns the engine's generator; called in the worker thread."""


def play(dataset: Dataset, plan: SearchPlan, store: SearchStore) -> Generator[Any, None, SearchRecord]:
    """The engine's search."""
    from movierec_gui.training.searching.running import run_search

    return run_search(dataset, plan, store)


def play_on(dataset: Dataset, search_id: str, store: SearchStore) -> Generator[Any, None, SearchRecord]:
    """The rest of a search of the engine."""
    from movierec_gui.training.searching.running import continue_search

    return continue_search(dataset, search_id, store)


class SearchPage(QObject):
    """Owns no widget but two panels, which the tab places."""

    use_requested = Signal(object, str)
    """The settings of a trial, for the form, and a name for their run."""

    def __init__(self, workspace: Workspace, player: Player = play, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace, self._player = workspace, player
        self._spec: AnySpec | None = None
        self._seconds: dict[AnySpec, float] = {}
        self._job = LatestJob()
        self._active = self._busy = False
        self.runner = KeptRunner(workspace, "Searching settings", SEARCH, self)
        self.setup = SearchSetup()
        self.results = SearchResults(self.runner)
        kind = Kind("search", "searches", "Stop", _open_store)
        self.kept = KeptRecords(workspace, self.runner, self.results, kind, self)
        workspace.dataset_changed.connect(self._on_dataset_changed)
        self.setup.changed.connect(self._estimate)
        self.setup.start_requested.connect(self.start)
        self.runner.changed.connect(self._on_runner_changed)
        self.results.continue_requested.connect(self.go_on)
        self.results.table_export_requested.connect(self.export)
        self.results.use_requested.connect(self._on_use_requested)

    def set_start(self, spec: AnySpec | None, name: str) -> None:
        """Search around these settings of the form; None where they do not fit."""
        self._spec = spec
        self.setup.set_start(spec, name)
        self.setup.set_running(self.runner.running)
        self._estimate()

    def set_active(self, active: bool) -> None:
        """Whether a person looks at the page: only then does it list and estimate."""
        self._active = active
        if active:
            self.kept.read()
            self._estimate()

    def set_busy(self, busy: bool) -> None:
        """Whether something else trains, which a search would disturb."""
        self._busy = busy

    @Slot()
    def start(self) -> None:
        """Search with what is ticked."""
        dataset, messages = self._workspace.dataset, self.results.messages
        if dataset is None or self._is_held_up():
            return
        try:
            plan = self.setup.plan()
        except UserError as error:
            messages.show_error(error)
            return
        messages.clear()
        self.runner.begin(partial(self._player, dataset, plan, _open_store(self._workspace.store)))

    @Slot()
    def go_on(self) -> None:
        """Go on with the shown search."""
        dataset = self._workspace.dataset
        if dataset is not None and not self._is_held_up():
            self.results.messages.clear()
            self.runner.begin(partial(play_on, dataset, self.kept.shown_id, _open_store(self._workspace.store)))

    def _is_held_up(self) -> bool:
        """Whether a search or something else runs, which another one would disturb; says so."""
        if self.runner.running:
            self.results.messages.show_info("A search runs already: stop it, or wait until it ends.")
        elif self._busy:
            self.results.messages.show_info("Wait until the training ends: two at once would disturb each other.")
        return self.runner.running or self._busy

    @Slot()
    def export(self) -> None:
        """Write the shown trials to a CSV file."""
        record, messages = self.kept.shown, self.results.messages
        if record is None or not record.trials:
            messages.show_info("There are no trials to export yet.")
            return
        path = ask_for_csv(self.results, "search")
        if path is not None:
            save_csv(self._workspace, messages, trial_table(record), path)

    @Slot(int)
    def _on_use_requested(self, number: int) -> None:
        record = self.kept.shown
        if record is not None:
            spec = record.spec_of(record.trials[number - 1])
            self.use_requested.emit(spec, f"{record.title}, trial {number}")

    @Slot()
    def _on_dataset_changed(self) -> None:
        self._seconds = {}
        self.kept.clear()
        if self._active:
            self.kept.read()

    @Slot()
    def _estimate(self) -> None:
        """Say how long a trial takes; settings not timed yet are timed first, unless something trains."""
        self._job.drop()
        dataset, spec = self._workspace.dataset, self._spec
        if not self._active or dataset is None or spec is None:
            return
        try:
            self.setup.space()
        except UserError:
            self.setup.show_problem("No estimate: what is marked above needs another value.")
            return
        self.setup.show_cost(self._seconds.get(spec))
        if spec not in self._seconds and not self._busy and not self.runner.running:
            work = partial(_timing, dataset, spec)
            start = self._workspace.start_job
            self._job.take(start("Estimating the search", work, self._on_timed, self._on_not_timed))

    @Slot()
    def _on_runner_changed(self) -> None:
        self.setup.set_running(self.runner.running)

    @Slot(object)
    def _on_timed(self, found: tuple[AnySpec, float]) -> None:
        spec, seconds = found
        self._seconds[spec] = seconds
        self._estimate()

    @Slot(object)
    def _on_not_timed(self, error: Exception) -> None:
        self.setup.show_problem(str(error) if isinstance(error, UserError) else "The time cannot be estimated.")


def trial_table(record: SearchRecord) -> pd.DataFrame:
    """A row a trial: number, status, score, every setting that varies, epochs, seconds, reason."""
    import pandas as pd

    return pd.DataFrame([
        {
            "trial": trial.number,
            "status": trial.status,
            record.figure.replace(" ", "_").lower(): trial.score,
            **trial.values,
            "epochs": " ".join(map(str, trial.epochs)),
            "seconds": trial.seconds,
            "reason": trial.reason,
        }
        for trial in record.trials
    ])  # fmt: skip


def _timing(dataset: Dataset, spec: AnySpec) -> Generator[Progress, None, tuple[AnySpec, float]]:
    """The settings, and seconds of a trial with them."""
    from movierec_gui.training.estimate import estimate
    from movierec_gui.training.list_estimate import estimate_list
    from movierec_gui.training.list_runs import ListSpec

    if isinstance(spec, ListSpec):
        told = yield from estimate_list(dataset, spec)
        return spec, float(told.seconds or 0.0)
    found = yield from estimate(dataset, spec)
    return spec, float(found.seconds or 0.0)


def _open_store(runs: RunStore) -> SearchStore:
    from movierec_gui.training.searching.store import SearchStore

    return SearchStore.beside(runs)
