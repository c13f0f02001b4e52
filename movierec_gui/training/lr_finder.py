"""The learning-rate range test: a few steps at ever larger rates, on a network that is thrown away (Smith 2017)."""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from movierec_gui.data.dataset import Dataset
from movierec_gui.data.features import training_data
from movierec_gui.data.splits import split_ratings
from movierec_gui.errors import UserError
from movierec_gui.models.batch import Batch, shuffled_batches
from movierec_gui.progress import Progress
from movierec_gui.training.config import RunSpec
from movierec_gui.training.devices import choose_device, use_threads
from movierec_gui.training.fitting import GradientFit, new_fit

LOWEST, HIGHEST = 1e-6, 1.0
STEPS = 1000
"""A rate that changes faster has no time to show what it does to a network that starts at the mean rating."""
_SMOOTHING = 0.98
_BLOWN_UP = 4.0


@dataclass(frozen=True)
class RateTried:
    """One step of the test."""

    rate: float
    loss: float
    """The batch's loss, smoothed over the steps before it and freed of how hard its ratings are."""
    progress: Progress


@dataclass(frozen=True)
class RateSearch:
    """Rates tried, the smoothed loss at each, and the rate to start with."""

    rates: tuple[float, ...]
    losses: tuple[float, ...]
    suggestion: float
    """A tenth of the rate with the lowest loss, rounded to one digit: well before training comes apart."""


def find_learning_rate(
    dataset: Dataset, spec: RunSpec, steps: int = STEPS
) -> Generator[RateTried | Progress, None, RateSearch]:
    """Train a copy of the network that the settings describe while the rate grows from ``LOWEST`` to ``HIGHEST``.

    Ends early where the loss blows up. Part of each loss is luck with the batch: how much further its ratings lie from
    the mean than ratings do on average is taken off (a control variate), else that hides what the rate does. Raises
    UserError where the architecture is computed at once, or where no rate lowered the loss.
    """
    use_threads(spec.training.threads)
    yield Progress("Learning-rate test", 0, steps)
    data = training_data(dataset, split_ratings(dataset, spec.split))
    fit = new_fit(spec, data, choose_device(spec.training.device))
    if not isinstance(fit, GradientFit):
        raise UserError("This network is computed at once", "It has no learning rate", "Choose one that is trained")
    variance = float(data.ratings.values.var(dtype=np.float64))
    batches = _endless(fit.ratings, spec.training.batch_size, fit.generator)
    rates: list[float] = []
    losses: list[float] = []
    average = 0.0
    for step in range(steps):
        rate = LOWEST * (HIGHEST / LOWEST) ** (step / max(1, steps - 1))
        fit.optimiser.set_rate(rate)
        batch = next(batches)
        loss = fit.optimiser.learn(batch)
        fit.optimiser.step()
        luck = (batch.values - data.mean).square().mean().item() - variance
        average = _SMOOTHING * average + (1.0 - _SMOOTHING) * (loss.item() - luck)
        smooth = average / (1.0 - _SMOOTHING ** (step + 1))
        if not math.isfinite(smooth) or (losses and smooth > _BLOWN_UP * min(losses)):
            break
        rates.append(rate)
        losses.append(smooth)
        yield RateTried(rate, smooth, Progress("Learning-rate test", step + 1, steps))
    return RateSearch(tuple(rates), tuple(losses), _suggestion(rates, losses))


def _endless(ratings: Batch, size: int, generator: torch.Generator) -> Iterator[Batch]:
    while True:
        yield from shuffled_batches(ratings, size, generator)


def _suggestion(rates: Sequence[float], losses: Sequence[float]) -> float:
    if not losses or min(losses) >= losses[0]:
        raise UserError(
            "No learning rate lowered the loss", f"{len(losses)} steps were tried", "Check the other settings"
        )
    best = rates[losses.index(min(losses))] / 10.0
    return float(f"{best:.0e}")
