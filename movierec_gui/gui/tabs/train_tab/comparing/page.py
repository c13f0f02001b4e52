"""Compare models: lets setup, runner, store and results speak with each other."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from movierec_gui.errors import UserError
from movierec_gui.gui.background_job import LatestJob
from movierec_gui.gui.save_table import ask_for_csv, save_csv
from movierec_gui.gui.tabs.train_tab.board import RunBoard
from movierec_gui.gui.tabs.train_tab.comparing.results_panel import ResultsPanel
from movierec_gui.gui.tabs.train_tab.comparing.runner import ComparisonRunner, Player, play
from movierec_gui.gui.tabs.train_tab.comparing.setup_panel import SetupPanel
from movierec_gui.gui.tabs.train_tab.kept_records import KeptRecords, Kind
from movierec_gui.gui.workspace import Workspace

if TYPE_CHECKING:
    from movierec_gui.models.base import Architecture
    from movierec_gui.recommenders.base import RecommenderKind
    from movierec_gui.training.comparing.contestants import AnySpec
    from movierec_gui.training.comparing.record import ComparisonRecord
    from movierec_gui.training.comparing.store import ComparisonStore
    from movierec_gui.training.runs import RunStore


class ComparePage(QObject):
    """Owns no widget but two panels, which the tab places."""

    def __init__(
        self, workspace: Workspace, board: RunBoard, player: Player = play, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._workspace, self._board = workspace, board
        self._seconds: dict[AnySpec, float] = {}
        self._job = LatestJob()
        self._active = self._busy = self._imported = self._refused = False
        self.runner = ComparisonRunner(workspace, player, self)
        self.setup = SetupPanel()
        self.results = ResultsPanel(self.runner)
        kind = Kind("comparison", "comparisons", "Cancel", _open_store)
        self.kept = KeptRecords(workspace, self.runner, self.results, kind, self)
        self.kept.opened.connect(self._on_opened)
        workspace.dataset_changed.connect(self._on_dataset_changed)
        board.changed.connect(self._on_runs_changed)
        workspace.catalogue.damage_found.connect(self._on_damage_found)
        self.setup.changed.connect(self._estimate)
        self.setup.start_requested.connect(self.start)
        self.runner.changed.connect(self._on_runner_changed)
        self.results.continue_requested.connect(self.go_on)
        self.results.table_export_requested.connect(self.export)

    def set_architectures(
        self, architectures: Sequence[Architecture], recommenders: Sequence[RecommenderKind] = ()
    ) -> None:
        """Offer these, once they and what they need are imported: the window must not wait for that."""
        self._imported = True
        self.setup.contestants.set_architectures(architectures, recommenders)
        self._on_dataset_changed()
        self._on_runs_changed()

    def set_active(self, active: bool) -> None:
        """Whether a person looks at the page: only then does it list and estimate."""
        self._active = active
        if active:
            self.kept.read()
            self._estimate()

    def set_busy(self, busy: bool) -> None:
        """Whether a training runs, which a comparison would disturb."""
        self._busy = busy

    @Slot()
    def start(self) -> None:
        """Compare what is ticked."""
        dataset, messages = self._workspace.dataset, self.results.messages
        if dataset is None or self._is_held_up():
            return
        try:
            contestants, splits = self.setup.contestants.contestants(), self.setup.protocol.splits()
            if not contestants:
                raise UserError("No model is ticked", "", "Tick at least one on the left; two make a comparison")
        except UserError as error:
            self._refused = True
            messages.show_error(error)
            return
        messages.clear()
        self.runner.start(dataset, contestants, splits, _open_store(self._workspace.store))

    @Slot()
    def go_on(self) -> None:
        """Fit what the shown comparison lacks."""
        dataset = self._workspace.dataset
        if dataset is None or self._is_held_up():
            return
        self.results.messages.clear()
        self.runner.go_on(dataset, self.kept.shown_id, _open_store(self._workspace.store))

    def _is_held_up(self) -> bool:
        """Whether a comparison or a training runs, which another one would disturb; says so."""
        if self.runner.running:
            self.results.messages.show_info("A comparison runs already: cancel it, or wait until it ends.")
        elif self._busy:
            self.results.messages.show_info("Wait until the training ends: two at once would disturb each other.")
        return self.runner.running or self._busy

    @Slot()
    def export(self) -> None:
        """Write the shown table to a CSV file."""
        record, messages = self.kept.shown, self.results.messages
        if record is None or not record.comparison.results:
            messages.show_info("There are no results to export yet.")
            return
        path = ask_for_csv(self.results, "comparison")
        if path is not None:
            save_csv(self._workspace, messages, record.comparison.whole_table(), path)

    @Slot(object)
    def _on_opened(self, record: ComparisonRecord) -> None:
        gone = ", ".join(entry.label for entry in record.entries if not entry.is_known)
        if gone:
            told = f"This program no longer has: {gone}. The figures stay, but cannot be measured again."
            self.results.messages.show_info(told)

    @Slot()
    def _on_dataset_changed(self) -> None:
        dataset = self._workspace.dataset
        self._seconds = {}
        self.kept.clear()
        self.setup.protocol.set_dataset(dataset if self._imported else None)
        if self._active:
            self.kept.read()

    @Slot()
    def _on_runs_changed(self) -> None:
        rating, lists = ([row.record for row in self._board.rows], [row.record for row in self._board.lists])
        self.setup.contestants.set_runs([*rating, *lists])

    @Slot(object)
    def _on_damage_found(self, problems: tuple[UserError, ...]) -> None:
        count = (
            "One run cannot be read and is" if len(problems) == 1 else f"{len(problems)} runs cannot be read and are"
        )
        self.results.messages.show_warning(f"{count} not offered here.", "\n".join(map(str, problems)))

    @Slot()
    def _estimate(self) -> None:
        """Say how much the chosen models cost; those not timed yet are timed first, unless something trains."""
        self._job.drop()
        dataset = self._workspace.dataset
        if not self._active or not self._imported or dataset is None:
            return
        try:
            contestants, splits = self.setup.contestants.contestants(), self.setup.protocol.splits()
        except UserError:
            self.setup.show_unsettled()
            return
        self._forget_refusal()
        from movierec_gui.training.comparing.estimate import comparison_cost, time_cells

        self.setup.show_cost(comparison_cost(contestants, len(splits), self._seconds))
        untimed = [one.spec for one in contestants if one.spec not in self._seconds]
        if untimed and not self._busy and not self.runner.running:
            work = partial(time_cells, dataset, untimed, splits[0])
            start = self._workspace.start_job
            self._job.take(start("Estimating the comparison", work, self._on_timed, self.setup.show_problem))

    def _forget_refusal(self) -> None:
        """Removes the message of a refused start, once its reason is gone."""
        if self._refused:
            self.results.messages.clear()
        self._refused = False

    @Slot()
    def _on_runner_changed(self) -> None:
        self.setup.set_running(self.runner.running)

    @Slot(object)
    def _on_timed(self, seconds: dict[AnySpec, float]) -> None:
        self._seconds |= seconds
        self._estimate()


def _open_store(runs: RunStore) -> ComparisonStore:
    from movierec_gui.training.comparing.store import ComparisonStore

    return ComparisonStore.beside(runs)
