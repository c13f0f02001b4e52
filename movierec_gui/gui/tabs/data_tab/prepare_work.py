"""The jobs behind the page Prepare."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from movierec_gui.gui.libraries import import_alone
from movierec_gui.gui.tabs.data_tab.loading import make_ready
from movierec_gui.progress import Progress

if TYPE_CHECKING:
    from movierec_gui.data.dataset import Dataset
    from movierec_gui.data.preparation import PreparationConfig
    from movierec_gui.data.splits import Split
    from movierec_gui.gui.workspace import Workspace


@dataclass(frozen=True, eq=False)
class Ready:
    """A dataset that can take the open one's place."""

    dataset: Dataset
    split: Split


def prepared_data(original: Dataset, config: PreparationConfig) -> Generator[Progress, None, Dataset]:
    """What remains of a dataset. Raises UserError where it cannot be prepared so."""
    from movierec_gui.data.prepare import prepare

    return (yield from prepare(original, config))


def preparations_of_runs(
    workspace: Workspace, original: str
) -> Generator[Progress, None, tuple[PreparationConfig, ...]]:
    """How the data of stored runs were prepared, each once, the newest first; of runs on the dataset of that name."""
    yield Progress("Reading the run store")
    import_alone("movierec_gui.training.every_run")
    from movierec_gui.training.every_run import EveryRun

    found = EveryRun(workspace.store).listing().records
    records = (record for record in found if record.dataset_name.startswith(original))
    return tuple(dict.fromkeys(record.preparation for record in records if record.preparation is not None))


def ready_data(dataset: Dataset) -> Generator[Progress, None, Ready]:
    """The dataset with its split, ready for the window. Raises UserError where too few ratings remain to be divided."""
    return Ready(dataset, (yield from make_ready(dataset, dataset.name)))
