"""A recommender on a split: fitted on its training ratings, its lists judged on what is held out."""

from __future__ import annotations

import time
from collections.abc import Generator
from dataclasses import dataclass, replace

import numpy as np
import torch

from movierec_gui.data.dataset import Dataset
from movierec_gui.data.features import TrainingData, training_data
from movierec_gui.data.splits import ARTICLE_SPLIT, Split, SplitConfig, split_ratings
from movierec_gui.progress import Progress
from movierec_gui.recommenders.base import Recommender, RecommenderConfig, RecommenderKind
from movierec_gui.training.list_tests import NO_ROWS, ListTest, of_split
from movierec_gui.training.memory import MemoryMeter
from movierec_gui.training.ranking import MOST_PEOPLE, JudgedLists, judge_lists

_FIT = 0.8
"""Share of the way that the fit takes, roughly."""


@dataclass(frozen=True, eq=False)
class JudgedRecommender:
    """A fitted recommender and what its lists are worth."""

    made: Recommender
    lists: JudgedLists
    fit_seconds: float
    fit_processor_seconds: float
    list_seconds: float
    """Of the processor, for one person."""
    memory_mb: float
    """Growth of the process's memory, see ``MemoryMeter``."""


def judge_on_split(
    dataset: Dataset, kind: RecommenderKind, config: RecommenderConfig, split: SplitConfig, seed: int = 0
) -> Generator[Progress, None, JudgedRecommender]:
    """Fit on all that is not in the test part and judge on it, as ``compare`` does with a rating model's second run.

    A recommender has no epoch to choose, so the validation ratings are learned from. Raises UserError at a split that
    does not fit the dataset.
    """
    test = of_split(dataset, split_ratings(dataset, replace(split, refit=True)))
    data = data_of(test)
    made = kind.build(config, data, torch.Generator().manual_seed(seed))
    return (yield from fit_and_judge(test, made, data))


def fit_and_judge(
    test: ListTest, made: Recommender, data: TrainingData, length: int = 10, most_people: int | None = MOST_PEOPLE
) -> Generator[Progress, None, JudgedRecommender]:
    """Fit a recommender on ``data_of(test)`` and judge its lists; the progress is a share of the whole."""
    meter = MemoryMeter()
    clock, processor = time.perf_counter(), time.process_time()
    for progress in made.fit(data):
        meter.look()
        yield Progress(progress.stage, _FIT * (progress.fraction or 0.0), 1)
    seconds, used = time.perf_counter() - clock, time.process_time() - processor
    processor = time.process_time()
    work = judge_lists(made, test, length, most_people)
    while True:
        try:
            step = next(work)
        except StopIteration as end:
            lists: JudgedLists = end.value
            break
        meter.look()
        yield Progress(step.stage, _FIT + (1 - _FIT) * (step.fraction or 0.0), 1)
    of_each = (time.process_time() - processor) / max(len(lists.users), 1)
    return JudgedRecommender(made, lists, seconds, used, of_each, meter.peak_mb)


def data_of(test: ListTest) -> TrainingData:
    """Returns the data to learn from; tags that would give a held-out rating away are left out."""
    rest = np.ones(len(test.dataset.ratings), np.bool_)
    rest[test.fitted] = False
    return training_data(test.dataset, Split(ARTICLE_SPLIT, test.fitted, NO_ROWS, np.flatnonzero(rest)))
