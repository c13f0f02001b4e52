"""What a recommender's fit will cost, before it starts."""

from __future__ import annotations

import time
from collections.abc import Generator
from dataclasses import dataclass

import torch

from movierec_gui.data.dataset import Dataset
from movierec_gui.data.features import TrainingData, training_data
from movierec_gui.data.splits import split_ratings
from movierec_gui.progress import Progress
from movierec_gui.recommenders import recommender
from movierec_gui.training.list_runs import ListSpec

TIMED_SECONDS = 1.0
"""Seconds of a fit that are waited for, at most a step more."""


@dataclass(frozen=True)
class ListEstimate:
    """The size of the data, and the seconds of the fit; None where it was not timed."""

    train_ratings: int
    held_out_ratings: int
    seconds: float | None


def estimate_list(dataset: Dataset, spec: ListSpec, timed: bool = True) -> Generator[Progress, None, ListEstimate]:
    """Look at the split, and fit for a moment unless something else is training. Raises UserError at the split."""
    yield Progress("Estimating", 0, 2)
    split = split_ratings(dataset, spec.split)
    held_out = len(split.validation) + len(split.test)
    if not timed:
        return ListEstimate(len(split.train), held_out, None)
    yield Progress("Estimating", 1, 2)
    return ListEstimate(len(split.train), held_out, fit_seconds(spec, training_data(dataset, split)))


def fit_seconds(spec: ListSpec, data: TrainingData) -> float:
    """Seconds of a fit: of all of it where it is short, else by how far it comes in ``TIMED_SECONDS``."""
    made = recommender(spec.recommender).build(spec.settings, data, torch.Generator().manual_seed(spec.seed))
    started = time.perf_counter()
    for progress in made.fit(data):
        used, share = time.perf_counter() - started, progress.fraction or 0.0
        if used > TIMED_SECONDS and share > 0.0:
            return used / share
    return time.perf_counter() - started
