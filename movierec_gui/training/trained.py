"""A stored run opened again, with its network, for prediction and analysis."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from movierec_gui.data.dataset import Dataset
from movierec_gui.data.features import TrainingData, training_data
from movierec_gui.data.splits import Split, split_ratings
from movierec_gui.models import architecture
from movierec_gui.models.base import RatingModel
from movierec_gui.training.runs import WEIGHTS_FILE, RunRecord, RunStore, check_dataset


@dataclass(frozen=True, eq=False)
class TrainedRun:
    """A run with its network, ready for prediction and analysis."""

    record: RunRecord
    model: RatingModel
    dataset: Dataset
    split: Split
    data: TrainingData


def open_run(store: RunStore, run_id: str, dataset: Dataset) -> TrainedRun:
    """A stored run with its network and its split. Raises UserError where it is missing or belongs to other data."""
    record = store.read(run_id)
    check_dataset(record, dataset)
    split = split_ratings(dataset, record.spec.split)
    data = training_data(dataset, split)
    entry = architecture(record.spec.architecture)
    model = entry.build(record.spec.model, data, torch.Generator().manual_seed(record.spec.training.seed))
    model.load_state_dict(store.read_tensors(run_id, WEIGHTS_FILE)[0])
    model.eval()
    return TrainedRun(record, model, dataset, split, data)
