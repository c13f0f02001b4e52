"""Plays one comparison in the background."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from movierec_gui.gui.tabs.train_tab.current_job import CurrentJob
from movierec_gui.gui.workspace import Workspace

if TYPE_CHECKING:
    from movierec_gui.data.dataset import Dataset
    from movierec_gui.data.splits import SplitConfig
    from movierec_gui.training.compare import Contestant
    from movierec_gui.training.comparisons import ComparisonRecord, ComparisonStore

Player = Callable[
    ["Dataset", "Sequence[Contestant]", "Sequence[SplitConfig]", "ComparisonStore"],
    Generator[Any, None, "ComparisonRecord"],
]
"""Returns the engine's generator; called in the worker thread."""


def play(
    dataset: Dataset, contestants: Sequence[Contestant], splits: Sequence[SplitConfig], store: ComparisonStore
) -> Generator[Any, None, ComparisonRecord]:
    """The engine's comparison."""
    from movierec_gui.training.comparisons import run_comparison

    return run_comparison(dataset, contestants, splits, store)


class ComparisonRunner(QObject):
    """At most one comparison runs."""

    changed = Signal()
    """It started, was paused, resumed or cancelled, or ended."""
    updated = Signal(object)
    """The record with the cells that are done."""
    failed = Signal(object)
    """The exception that ended it."""
    ended = Signal()
    """However it ended; what was finished is in the store."""

    def __init__(self, workspace: Workspace, player: Player = play, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._player = player
        self.job = CurrentJob(workspace, self)
        self.job.changed.connect(self.changed)
        self.job.progressed.connect(self._on_progressed)

    @property
    def running(self) -> bool:
        """Whether a comparison has not ended, even while it is paused."""
        return self.job.running

    def start(
        self, dataset: Dataset, contestants: Sequence[Contestant], splits: Sequence[SplitConfig], store: ComparisonStore
    ) -> None:
        """Compare, unless a comparison runs."""
        if self.running:
            return
        self.job.start(
            "Comparing models",
            partial(self._player, dataset, contestants, splits, store),
            self._on_finished,
            self._on_failed,
            self._end,
        )
        self.changed.emit()

    @Slot(object)
    def _on_progressed(self, event: object) -> None:
        if hasattr(event, "record"):
            self.updated.emit(event.record)

    @Slot(object)
    def _on_finished(self, record: ComparisonRecord) -> None:
        self.updated.emit(record)
        self._end()

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self.failed.emit(error)
        self._end()

    @Slot()
    def _end(self) -> None:
        self.job.end()
        self.changed.emit()
        self.ended.emit()
