"""The jobs behind the page Prepare."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from movierec_gui.gui.tabs.data_tab.loading import make_ready
from movierec_gui.progress import Progress

if TYPE_CHECKING:
    from movierec_gui.data.dataset import Dataset
    from movierec_gui.data.preparation import PreparationConfig
    from movierec_gui.data.splits import Split


@dataclass(frozen=True, eq=False)
class Ready:
    """A dataset that can take the open one's place."""

    dataset: Dataset
    split: Split


def prepared_data(original: Dataset, config: PreparationConfig) -> Generator[Progress, None, Dataset]:
    """What remains of a dataset. Raises UserError where it cannot be prepared so."""
    from movierec_gui.data.prepare import prepare

    return (yield from prepare(original, config))


def ready_data(dataset: Dataset) -> Generator[Progress, None, Ready]:
    """The dataset with its split, ready for the window. Raises UserError where too few ratings remain to be divided."""
    return Ready(dataset, (yield from make_ready(dataset, dataset.name)))
