"""What a recommender's fit will cost, before it starts."""

from __future__ import annotations

import time
from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
import torch

from movierec_gui.data.dataset import Dataset
from movierec_gui.data.features import TrainingData, training_data
from movierec_gui.data.splits import split_ratings
from movierec_gui.progress import Progress, finish
from movierec_gui.recommenders import recommender
from movierec_gui.recommenders.base import Recommender
from movierec_gui.training.list_runs import ListSpec
from movierec_gui.training.list_tests import ListTest
from movierec_gui.training.ranking import MOST_PEOPLE, Scorer, judge_lists

TIMED_SECONDS = 1.0
"""Seconds of a fit that are waited for, at most a step more."""
_PEOPLE = (8, 40)
"""How many are judged to tell what each of them costs."""
_LENGTH = 10


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
    return timed_fit(spec, data)[0]


def timed_fit(spec: ListSpec, data: TrainingData) -> tuple[float, Recommender | None]:
    """The same, and the recommender where the fit came to its end."""
    made = recommender(spec.recommender).build(spec.settings, data, torch.Generator().manual_seed(spec.seed))
    started = time.perf_counter()
    for progress in made.fit(data):
        used, share = time.perf_counter() - started, progress.fraction or 0.0
        if used > TIMED_SECONDS and 0.0 < share < 1.0:
            return used / share, None
    return time.perf_counter() - started, made


def judging_seconds(scorer: Scorer, test: ListTest) -> float:
    """Seconds that judging everybody's lists takes, from those of a few people; none where nobody can be judged."""
    people = min(len(np.unique(test.wanted.users)), MOST_PEOPLE)
    if not people or test.dataset.n_movies <= _LENGTH:
        return 0.0
    few, more = (_seconds(scorer, test, count) for count in _PEOPLE)
    each = max(0.0, (more - few) / (_PEOPLE[1] - _PEOPLE[0]))
    return more + each * max(0, people - _PEOPLE[1])


def _seconds(scorer: Scorer, test: ListTest, people: int) -> float:
    """The second time: the first call of a model pays for what later ones find ready."""
    finish(judge_lists(scorer, test, _LENGTH, people))
    started = time.perf_counter()
    finish(judge_lists(scorer, test, _LENGTH, people))
    return time.perf_counter() - started
