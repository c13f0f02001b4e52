"""Plays one comparison in the background, and knows how far it is."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from movierec_gui.gui.background_job import BackgroundJob
from movierec_gui.gui.tabs.train_tab.clock import Clock
from movierec_gui.gui.workspace import Workspace
from movierec_gui.progress import Progress, ProgressEvent

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
        self._workspace = workspace
        self._player = player
        self._job: BackgroundJob | None = None
        self._clock = Clock()
        self.progress = Progress("")
        self.cancelling = False
        """Whether it was told to stop and has not done so yet."""

    @property
    def running(self) -> bool:
        """Whether a comparison has not ended, even while it is paused."""
        return self._job is not None

    @property
    def paused(self) -> bool:
        return self._job is not None and self._job.paused

    @property
    def seconds_left(self) -> float | None:
        """The remaining time at the pace so far, or None where that cannot be told yet."""
        return self._clock.remaining()

    def start(
        self, dataset: Dataset, contestants: Sequence[Contestant], splits: Sequence[SplitConfig], store: ComparisonStore
    ) -> None:
        """Compare, unless a comparison runs."""
        if self._job is not None:
            return
        self.progress, self.cancelling, self._clock = Progress(""), False, Clock()
        self._job = self._workspace.start_job(
            "Comparing models",
            partial(self._player, dataset, contestants, splits, store),
            on_success=self._on_finished,
            on_failure=self._on_failed,
            on_event=self._on_event,
            on_cancel=self._end,
            ask_before_close=True,
        )
        self.changed.emit()

    def pause(self) -> None:
        """Hold it after its current step."""
        if self._job is not None and not self.cancelling:
            self._job.pause()
            self._clock.hold()
            self.changed.emit()

    def resume(self) -> None:
        """Go on after ``pause``."""
        if self._job is not None:
            self._clock.go_on()
            self._job.resume()
            self.changed.emit()

    def cancel(self) -> None:
        """End it after its current step; the finished cells stay."""
        if self._job is not None:
            self.cancelling = True
            self._job.cancel()
            self.changed.emit()

    @Slot(object)
    def _on_event(self, event: object) -> None:
        if isinstance(event, ProgressEvent):
            self.progress = event.progress
            if event.progress.total:
                self._clock.tick(event.progress)
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
        self._job = None
        self.cancelling = False
        self.changed.emit()
        self.ended.emit()
