"""Compare models: lets setup, runner, store and results speak with each other."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from movierec_gui.errors import UserError
from movierec_gui.gui.background_job import LatestJob
from movierec_gui.gui.file_dialogs import ask_to_save
from movierec_gui.gui.save_table import ask_for_csv, save_csv
from movierec_gui.gui.tabs.train_tab.board import RunBoard
from movierec_gui.gui.tabs.train_tab.comparing.results_panel import ResultsPanel
from movierec_gui.gui.tabs.train_tab.comparing.runner import ComparisonRunner, Player, play
from movierec_gui.gui.tabs.train_tab.comparing.setup_panel import SetupPanel
from movierec_gui.gui.workspace import Workspace
from movierec_gui.progress import Progress

if TYPE_CHECKING:
    from movierec_gui.models.base import Architecture
    from movierec_gui.recommenders.base import RecommenderKind
    from movierec_gui.training.comparing.contestants import AnySpec
    from movierec_gui.training.comparing.record import ComparisonRecord
    from movierec_gui.training.comparing.store import ComparisonStore

_FIGURES = "Pictures (*.png *.svg *.pdf)"


class ComparePage(QObject):
    """Owns no widget but two panels, which the tab places."""

    def __init__(
        self, workspace: Workspace, board: RunBoard, player: Player = play, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._workspace, self._board = workspace, board
        self._records: dict[str, ComparisonRecord] = {}
        self._shown = ""
        self._running = ""
        self._seconds: dict[AnySpec, float] = {}
        self._job = LatestJob()
        self._active = self._busy = self._imported = self._refused = False
        self.runner = ComparisonRunner(workspace, player, self)
        self.setup = SetupPanel()
        self.results = ResultsPanel(self.runner)
        workspace.dataset_changed.connect(self._on_dataset_changed)
        board.changed.connect(self._on_runs_changed)
        workspace.catalogue.damage_found.connect(self._on_damage_found)
        self.setup.changed.connect(self._estimate)
        self.setup.start_requested.connect(self.start)
        self.runner.changed.connect(self._on_runner_changed)
        self.runner.updated.connect(self._on_updated)
        self.runner.failed.connect(self.results.messages.show_error)
        self.runner.ended.connect(self._on_ended)
        self.results.chosen.connect(self._show)
        self.results.continue_requested.connect(self.go_on)
        self.results.delete_requested.connect(self._on_delete_requested)
        self.results.table_export_requested.connect(self.export)
        self.results.chart_export_requested.connect(self._on_chart_export_requested)

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
            self._list()
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
        self.runner.start(dataset, contestants, splits, self._store())

    @Slot()
    def go_on(self) -> None:
        """Fit what the shown comparison lacks."""
        dataset = self._workspace.dataset
        if dataset is None or self._is_held_up():
            return
        self.results.messages.clear()
        self.runner.go_on(dataset, self._shown, self._store())

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
        record, messages = self._records.get(self._shown), self.results.messages
        if record is None or not record.comparison.results:
            messages.show_info("There are no results to export yet.")
            return
        path = ask_for_csv(self.results, "comparison")
        if path is not None:
            save_csv(self._workspace, messages, record.comparison.whole_table(), path)

    def save_chart(self, path: Path) -> None:
        """Write the picture as PNG, SVG or PDF."""
        try:
            self.results.chart.save(path)
        except UserError as error:
            self.results.messages.show_error(error)
        else:
            self.results.messages.show_info(f"Saved as {path.name}.")

    def _store(self) -> ComparisonStore:
        from movierec_gui.training.comparing.store import ComparisonStore

        return ComparisonStore.beside(self._workspace.store)

    def _list(self) -> None:
        dataset = self._workspace.dataset
        if dataset is not None:
            work = partial(_listing, self._workspace, dataset.content_hash)
            self._workspace.start_job("Listing comparisons", work, self._on_listed, self.results.messages.show_error)

    @Slot(object)
    def _on_listed(self, found: tuple[list[ComparisonRecord], tuple[UserError, ...]]) -> None:
        records, problems = found
        # The running one may have come further since the files were read.
        current = self._records.get(self._running)
        self._records = {record.id: record for record in records}
        if current is not None:
            self._records = {current.id: current} | {**self._records, current.id: current}
        self._show(self._shown if self._shown in self._records else next(iter(self._records), ""))
        if problems:
            count = (
                "One comparison cannot be read."
                if len(problems) == 1
                else f"{len(problems)} comparisons cannot be read."
            )
            self.results.messages.show_warning(f"{count} The others are not affected.", "\n".join(map(str, problems)))

    @Slot(str)
    def _show(self, comparison_id: str) -> None:
        record = self._records.get(comparison_id)
        opened = comparison_id != self._shown
        self._shown = comparison_id
        self.results.list_records(tuple(self._records.values()), comparison_id, self._running)
        self.results.show_record(record)
        gone = [entry.label for entry in record.entries if not entry.is_known] if record is not None else []
        if gone and opened:
            self.results.messages.show_info(
                f"This program no longer has: {', '.join(gone)}. The figures stay, but cannot be measured again."
            )

    @Slot(object)
    def _on_updated(self, record: ComparisonRecord) -> None:
        begins = record.id not in self._records
        self._running = record.id
        self._records = {record.id: record} | {**self._records, record.id: record}
        if begins or self._shown == record.id:
            self._show(record.id)

    @Slot()
    def _on_ended(self) -> None:
        self._running = ""
        self._list()

    @Slot()
    def _on_delete_requested(self) -> None:
        deleted, messages = self._shown, self.results.messages
        if deleted == self._running:
            messages.show_info("Cancel the comparison first.")
            return
        try:
            self._store().delete(deleted)
        except UserError as error:
            messages.show_error(error)
            return
        self._list()
        messages.show_info("The comparison was deleted.", action_text="Undo", action=partial(self._restore, deleted))

    def _restore(self, comparison_id: str) -> None:
        try:
            self._store().restore(comparison_id)
        except UserError as error:
            self.results.messages.show_error(error)
        self._shown = comparison_id
        self._list()

    @Slot()
    def _on_chart_export_requested(self) -> None:
        path, _ = ask_to_save(self.results, "Save the chart", "comparison.png", _FIGURES)
        if path is not None:
            self.save_chart(path)

    @Slot()
    def _on_dataset_changed(self) -> None:
        dataset = self._workspace.dataset
        self._seconds, self._records, self._shown = {}, {}, ""
        self.setup.protocol.set_dataset(dataset if self._imported else None)
        self.results.list_records((), "", "")
        self.results.show_record(None)
        if self._active:
            self._list()

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


def _listing(
    workspace: Workspace, dataset_hash: str
) -> Generator[Progress, None, tuple[list[ComparisonRecord], tuple[UserError, ...]]]:
    yield Progress("Reading the kept comparisons")
    from movierec_gui.training.comparing.store import ComparisonStore

    store = ComparisonStore.beside(workspace.store)
    listing = store.listing()
    records = [record for record in listing.records if record.comparison.dataset_hash == dataset_hash]
    return records, listing.problems
