"""The cost of a run, before it starts: parameters, memory, and time, estimated from a few real steps."""

from __future__ import annotations

import time
from collections.abc import Generator
from dataclasses import dataclass, replace

import numpy as np
import torch

from movierec_gui.data.dataset import Dataset
from movierec_gui.data.features import TrainingData, training_data
from movierec_gui.data.splits import split_ratings
from movierec_gui.models.base import RatingModel, held_bytes
from movierec_gui.models.batch import shuffled_batches
from movierec_gui.models.outline import LayerOutline, network_outline
from movierec_gui.progress import Progress
from movierec_gui.training.config import RunSpec
from movierec_gui.training.devices import choose_device, use_threads
from movierec_gui.training.fitting import GradientFit, new_model
from movierec_gui.training.metrics import EVALUATION_BATCH, predict_ratings

TIMED_SECONDS = 0.25
WARM_UP_STEPS = 3
BYTES_PER_RATING = 8 + 8 + 4 + 8
"""User, movie, rating and timestamp as the training loop holds them."""
_FIT_SAMPLE = 1_000_000


@dataclass(frozen=True)
class Estimate:
    """The cost of a run; ``epoch_seconds`` is None where no time was taken."""

    layers: tuple[LayerOutline, ...]
    parameters: int
    memory_bytes: int
    """Weights, gradients, Adam's two moments, the training ratings twice, and one batch's activations.

    Of a model that fits itself: its numbers, the training ratings, and what it says that its fit works with.
    """
    train_ratings: int
    validation_ratings: int
    test_ratings: int
    epochs: int
    """At most."""
    fits_itself: bool
    device: str
    epoch_seconds: float | None = None

    @property
    def seconds(self) -> float | None:
        """The whole run, if no early stop shortens it."""
        return None if self.epoch_seconds is None else self.epochs * self.epoch_seconds


def estimate(dataset: Dataset, spec: RunSpec, timed: bool = True) -> Generator[Progress, None, Estimate]:
    """Build the network, and time a few steps of it unless something else is training.

    Raises UserError where the split or the device does not fit.
    """
    stage = "Estimating"
    yield Progress(stage, 0, 3)
    device = choose_device(spec.training.device)
    split = split_ratings(dataset, spec.split)
    data = training_data(dataset, split)
    yield Progress(stage, 1, 3)
    model, generator = new_model(spec, data, device)
    fit = None if model.fits_itself else GradientFit(model, data, spec.training, generator)
    layers = network_outline(model)
    result = Estimate(
        layers=layers,
        parameters=model.n_parameters(),
        memory_bytes=_memory(model, layers, data, spec.training.batch_size),
        train_ratings=len(split.train),
        validation_ratings=len(split.validation),
        test_ratings=len(split.test),
        epochs=model.fit_epochs if model.fits_itself else spec.training.epochs,
        fits_itself=model.fits_itself,
        device=model.device.type,
    )
    yield Progress(stage, 2, 3)
    if not timed:
        return result
    use_threads(spec.training.threads)
    fitting = own_seconds(model, data, generator) if fit is None else pass_seconds(fit, spec.training.batch_size)
    checking = evaluation_seconds(model, data, len(split.validation))
    return replace(result, epoch_seconds=fitting + checking)


def _memory(model: RatingModel, layers: tuple[LayerOutline, ...], data: TrainingData, batch_size: int) -> int:
    """Bytes at the peak, counted; what the libraries themselves take is not in it."""
    weights = held_bytes(model)
    if model.fits_itself:
        return weights + len(data.ratings) * BYTES_PER_RATING + model.fit_bytes(data)
    batch = min(batch_size, len(data.ratings))
    # Each layer's output, its gradient, and about as much again for the gates and masks on the way.
    activations = batch * sum(layer.width for layer in layers) * 4 * 3
    return 4 * weights + 2 * len(data.ratings) * BYTES_PER_RATING + activations


def pass_seconds(fit: GradientFit, size: int) -> float:
    """Seconds of one pass over the training ratings, from as many steps as fit into ``TIMED_SECONDS``."""
    model, n = fit.model, len(fit.ratings)
    started = time.perf_counter()
    torch.randperm(n, generator=fit.generator, device=model.device)
    shuffling = time.perf_counter() - started
    model.train()
    step = trained = 0
    started = time.perf_counter()
    for batch in shuffled_batches(fit.ratings, size, fit.generator):
        if step == WARM_UP_STEPS:
            _settle(model)
            started, trained = time.perf_counter(), 0
        fit.optimiser.learn(batch)
        fit.optimiser.step()
        step, trained = step + 1, trained + len(batch)
        if step > WARM_UP_STEPS and time.perf_counter() - started > TIMED_SECONDS:
            break
    _settle(model)
    return shuffling + (time.perf_counter() - started) * n / trained


def own_seconds(model: RatingModel, data: TrainingData, generator: torch.Generator) -> float:
    """Seconds per epoch of a model that fits itself, from its first steps, on a sample where there are many ratings."""
    sample = data.ratings.take(np.arange(min(_FIT_SAMPLE, len(data.ratings))))
    started = begun = last = time.perf_counter()
    first: float | None = None
    fraction = 0.0
    for step in model.own_fit(replace(data, ratings=sample), generator).steps():
        last, fraction = time.perf_counter(), step.fraction
        if first is None:
            # What comes before the first step is done once, and says nothing about the others.
            begun, first = last, fraction
        if last - begun > TIMED_SECONDS and fraction > first:
            break
    done = fraction - (first or 0.0)
    steps = (last - begun) / done if done > 0 else 0.0
    return (begun - started + steps) / model.fit_epochs * len(data.ratings) / len(sample)


def evaluation_seconds(model: RatingModel, data: TrainingData, n_validation: int) -> float:
    """Seconds to predict that many ratings, from one batch of them."""
    sample = data.ratings.take(np.arange(min(EVALUATION_BATCH, n_validation, len(data.ratings))))
    if len(sample) == 0:
        return 0.0
    started = time.perf_counter()
    predict_ratings(model, sample)
    return (time.perf_counter() - started) * n_validation / len(sample)


def _settle(model: RatingModel) -> None:
    """Wait for a GPU, which otherwise answers before it has computed."""
    if model.device.type == "cuda":
        torch.cuda.synchronize()
    elif model.device.type == "mps":
        torch.mps.synchronize()
