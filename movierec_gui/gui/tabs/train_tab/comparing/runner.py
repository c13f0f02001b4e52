"""Plays one comparison in the background."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from movierec_gui.gui.background_job import Work
from movierec_gui.gui.tabs.train_tab.current_job import CurrentJob
from movierec_gui.gui.workspace import Workspace

if TYPE_CHECKING:
    from movierec_gui.data.dataset import Dataset
    from movierec_gui.data.splits import SplitConfig
    from movierec_gui.training.comparing.contestants import Contestant
    from movierec_gui.training.comparing.record import ComparisonRecord
    from movierec_gui.training.comparing.store import ComparisonStore

Player = Callable[
    ["Dataset", "Sequence[Contestant]", "Sequence[SplitConfig]", "ComparisonStore"],
    Generator[Any, None, "ComparisonRecord"],
]
"""Returns the engine's generator; called in the worker thread."""
Continuer = Callable[["Dataset", str, "ComparisonStore"], Generator[Any, None, "ComparisonRecord"]]
"""The same for a comparison of that id that was interrupted."""


def play(
    dataset: Dataset, contestants: Sequence[Contestant], splits: Sequence[SplitConfig], store: ComparisonStore
) -> Generator[Any, None, ComparisonRecord]:
    """The engine's comparison."""
    from movierec_gui.training.comparing.running import run_comparison

    return run_comparison(dataset, contestants, splits, store)


def play_on(dataset: Dataset, comparison_id: str, store: ComparisonStore) -> Generator[Any, None, ComparisonRecord]:
    """The rest of a comparison of the engine."""
    from movierec_gui.training.comparing.running import continue_comparison

    return continue_comparison(dataset, comparison_id, store)


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

    def __init__(
        self,
        workspace: Workspace,
        player: Player = play,
        parent: QObject | None = None,
        continuer: Continuer = play_on,
    ) -> None:
        super().__init__(parent)
        self._player, self._continuer = player, continuer
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
        self._begin(partial(self._player, dataset, contestants, splits, store))

    def go_on(self, dataset: Dataset, comparison_id: str, store: ComparisonStore) -> None:
        """Fit what an interrupted comparison lacks, unless a comparison runs."""
        self._begin(partial(self._continuer, dataset, comparison_id, store))

    def _begin(self, work: Work) -> None:
        if self.running:
            return
        self.job.start("Comparing models", work, self._on_finished, self._on_failed, self._end)
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
