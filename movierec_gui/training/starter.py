"""The trained run that comes with the program, so that there are predictions before anything is trained.

``packaging/make_starter.py`` makes it from the bundled data. It is opened as any run is, by ``open_run``; it is in no
run store of a user, and so in no table of runs, no comparison and no average.
"""

from __future__ import annotations

from movierec_gui.data.dataset import Dataset
from movierec_gui.resource_paths import resource_path
from movierec_gui.training.runs import RUN_FILE, RunRecord, RunStore

STARTER = "starter"
"""The run's id. A user's runs begin with the day of their making."""
NAME = "Starter model, comes with the program"


def starter_store() -> RunStore:
    """The store that holds the starter alone; it is never written to. Raises UserError where it is missing."""
    return RunStore(resource_path(STARTER, RUN_FILE).parent.parent)


def starter_for(dataset: Dataset) -> RunRecord | None:
    """The starter's record where it was trained on this dataset, else None."""
    record = starter_store().read(STARTER)
    return record if record.dataset_hash == dataset.content_hash else None
