"""Plays one comparison in the background."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from movierec_gui.gui.closing import COMPARISON
from movierec_gui.gui.tabs.train_tab.kept_runner import KeptRunner
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


class ComparisonRunner(KeptRunner):
    """At most one comparison runs."""

    def __init__(
        self,
        workspace: Workspace,
        player: Player = play,
        parent: QObject | None = None,
        continuer: Continuer = play_on,
    ) -> None:
        super().__init__(workspace, "Comparing models", COMPARISON, parent)
        self._player, self._continuer = player, continuer

    def start(
        self, dataset: Dataset, contestants: Sequence[Contestant], splits: Sequence[SplitConfig], store: ComparisonStore
    ) -> None:
        """Compare, unless a comparison runs."""
        self.begin(partial(self._player, dataset, contestants, splits, store))

    def go_on(self, dataset: Dataset, comparison_id: str, store: ComparisonStore) -> None:
        """Fit what an interrupted comparison lacks, unless a comparison runs."""
        self.begin(partial(self._continuer, dataset, comparison_id, store))
