"""A stored run opened again, with its network, for prediction and analysis."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch

from movierec_gui.data.dataset import Dataset, Int64Array
from movierec_gui.data.features import TrainingData, training_data
from movierec_gui.data.people.joining import JoinedPerson
from movierec_gui.data.splits import Split, split_ratings
from movierec_gui.errors import UserError
from movierec_gui.models import architecture
from movierec_gui.models.base import RatingModel
from movierec_gui.records import DamagedError
from movierec_gui.training.intervals import IntervalCheck, Intervals, calibrate, check, cross_check
from movierec_gui.training.person_file import data_with
from movierec_gui.training.runs import WEIGHTS_FILE, RunRecord, RunStore, check_dataset
from movierec_gui.training.short_weights import is_short, load_short
from movierec_gui.training.starter import STARTER, starter_store
from movierec_gui.training.tensor_files import check_fit


@dataclass(frozen=True, eq=False)
class TrainedRun:
    """A run with its network, ready for prediction and analysis."""

    record: RunRecord
    model: RatingModel
    dataset: Dataset
    split: Split
    data: TrainingData
    """What it was trained on; a person that it was trained with is the user after the dataset's."""
    person: JoinedPerson | None = None
    """The person that it was trained with, with the ratings of then."""

    @cached_property
    def data_of_split(self) -> TrainingData:
        """The training part of the split, without a person's ratings."""
        return self.data if self.person is None else training_data(self.dataset, self.split)

    @cached_property
    def trained_users(self) -> Int64Array:
        """Indices of the dataset's users with training ratings, ascending."""
        return np.flatnonzero(self.data.user_counts[: self.dataset.n_users]).astype(np.int64)

    @cached_property
    def intervals(self) -> Intervals | None:
        """The model's prediction intervals, calibrated on the run's validation part; computed when first asked for.

        Without a validation part the fit's own or the normal distribution's; None where the model has no variance of
        its own either.
        """
        return calibrate(self.model, self.dataset.ratings.take(self.split.validation))

    @cached_property
    def interval_check(self) -> IntervalCheck | None:
        """How often the intervals hold on the test part, or where there is none, across halves of the validation part.

        None where there are no intervals.
        """
        if self.intervals is None:
            return None
        if len(self.split.test):
            return check(self.intervals, self.model, self.dataset.ratings.take(self.split.test))
        return cross_check(self.model, self.dataset.ratings.take(self.split.validation))


def open_run(store: RunStore, run_id: str, dataset: Dataset) -> TrainedRun:
    """A stored run with its network and its split. Raises UserError where it is missing or belongs to other data.

    ``STARTER`` is the run that comes with the program, whatever the store.
    """
    if run_id == STARTER:
        store = starter_store()
    record = store.read(run_id)
    check_dataset(record, dataset)
    split = split_ratings(dataset, record.spec.split)
    person = store.read_person(record, dataset.n_movies)
    data = data_with(dataset, split, person)
    entry = architecture(record.spec.architecture)
    model = entry.build(record.spec.model, data, torch.Generator().manual_seed(record.spec.training.seed))
    load_weights(model, store, run_id, data)
    return TrainedRun(record, model, dataset, split, data, person)


def load_weights(model: RatingModel, store: RunStore, run_id: str, data: TrainingData) -> None:
    """Give a network the kept weights of a run. Raises UserError where they are of another network."""
    tensors, notes = store.read_tensors(run_id, WEIGHTS_FILE)
    try:
        if is_short(notes):
            load_short(model, tensors, data)
            return
        check_fit(tensors, model.state_dict())
    except DamagedError as error:
        raise UserError(
            f"The weights of the run {run_id} do not fit its network",
            f"Another version of this program made them, or the file was changed: {error}",
            "Train a run with its settings again",
        ) from error
    model.load_state_dict(tensors)
    model.eval()
