"""One trial: settings judged by validation ratings, out of the training part; test ratings are left alone."""

from __future__ import annotations

import math
from collections.abc import Generator, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from movierec_gui.data.dataset import Dataset
from movierec_gui.data.features import training_data
from movierec_gui.data.splits import Split, SplitConfig, split_ratings
from movierec_gui.errors import UserError
from movierec_gui.progress import Progress
from movierec_gui.recommenders import recommender
from movierec_gui.training.comparing.contestants import AnySpec
from movierec_gui.training.config import RunSpec
from movierec_gui.training.devices import choose_device, use_threads
from movierec_gui.training.fitting import EpochFitted, new_fit
from movierec_gui.training.list_runs import ListSpec
from movierec_gui.training.list_tests import of_split
from movierec_gui.training.metrics import evaluate
from movierec_gui.training.ranking import can_rank, judge_lists
from movierec_gui.training.schedules import best_epoch

MOST_INNER = 20
_FIT = 0.8
"""Share of a recommender's trial that the fit takes, roughly."""


@dataclass(frozen=True)
class Judged:
    """A trial's scores, one an inner split: MSE, or NDCG@10 of a recommender."""

    scores: tuple[float, ...]
    epochs: tuple[int, ...]

    @property
    def score(self) -> float:
        """Their mean."""
        return float(np.mean(self.scores))


def inner_splits(dataset: Dataset, config: SplitConfig, count: int) -> tuple[Split, ...]:
    """Divisions of what is not in the test part into ratings to learn from and ratings to judge by.

    One: the split's own validation part. Several: the training and validation ratings dealt into as many parts, each of
    which judges once. ``Split.test`` is the test part of ``config`` in all of them. Raises UserError where there is no
    validation part, or parts dealt at random would look into the future.
    """
    outer = split_ratings(dataset, config)
    if not 1 <= count <= MOST_INNER:
        raise UserError(f"{count} inner splits", f"Allowed: 1 to {MOST_INNER}", "1 judges by the validation part")
    if len(outer.validation) == 0:
        raise UserError(
            "The split has no validation part", "A search is judged by it alone", "Set the validation part to 0.1"
        )
    if count == 1:
        return (outer,)
    if config.method == "by_time":
        raise UserError("Several inner splits are drawn at random", "The split is by time", "Judge by 1 inner split")
    rows = np.sort(np.concatenate([outer.train, outer.validation]))
    part = np.random.default_rng([config.seed, count]).permutation(len(rows)) % count
    return tuple(Split(config, rows[part != one], rows[part == one], outer.test) for one in range(count))


def judge(dataset: Dataset, spec: AnySpec, splits: Sequence[Split]) -> Generator[Progress, None, Judged]:
    """Fit these settings on every inner split, judge them by its validation ratings, and forget them.

    Raises UserError where they do not fit the data or each other, or the training blows up.
    """
    scores, epochs = [], []
    for number, split in enumerate(splits):
        work = (
            _judge_lists(dataset, spec, split) if isinstance(spec, ListSpec) else _judge_ratings(dataset, spec, split)
        )
        while True:
            try:
                step = next(work)
            except StopIteration as end:
                score, epoch = end.value
                break
            yield Progress("", number + (step.fraction or 0.0), len(splits))
        if not math.isfinite(score):
            raise UserError("Its error is not a number", "The training blew up", "Lower the learning rate")
        scores.append(score)
        if epoch:
            epochs.append(epoch)
    return Judged(tuple(scores), tuple(epochs))


def _judge_ratings(dataset: Dataset, spec: RunSpec, split: Split) -> Generator[Progress, None, tuple[float, int]]:
    """The best epoch's MSE, or with ``keep_best`` off the last one's, and which that is."""
    use_threads(spec.training.threads)
    fit = new_fit(spec, training_data(dataset, split), choose_device(spec.training.device))
    validation = dataset.ratings.take(split.validation)
    for event in fit.events(lambda model: evaluate(model, validation)):
        if isinstance(event, EpochFitted) or event.progress.done:
            yield event.progress
    epoch = best_epoch(fit.history) if spec.training.keep_best else len(fit.history)
    chosen = next(record for record in fit.history if record.epoch == epoch)
    return chosen.validation["mse"], epoch if fit.epochs > 1 else 0


def _judge_lists(dataset: Dataset, spec: ListSpec, split: Split) -> Generator[Progress, None, tuple[float, int]]:
    """NDCG@10 of everybody's lists; the test part is hidden and neither learned from nor listed."""
    if not can_rank(dataset, split.validation):
        raise UserError(
            "Lists cannot be judged", "Nobody likes a validation movie, or there are ten movies at most", ""
        )
    data = training_data(dataset, split)
    made = recommender(spec.recommender).build(spec.settings, data, torch.Generator().manual_seed(spec.seed))
    for progress in made.fit(data):
        yield Progress("", _FIT * (progress.fraction or 0.0), 1)
    work = judge_lists(made, of_split(dataset, split, "validation"))
    while True:
        try:
            step = next(work)
        except StopIteration as end:
            return float(end.value.figures.ndcg), 0
        yield Progress("", _FIT + (1 - _FIT) * (step.fraction or 0.0), 1)
