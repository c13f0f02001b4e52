"""A fit in memory: a model, its ratings, settings and a generator in, epochs as events out. No disk, no runs.

There are two ways to fit and one contract: ``GradientFit`` makes gradient steps on batches of ratings, ``SelfFit`` lets
a model that fits itself do so. A fit is paused by not being pulled. It draws at random from its generator alone, so
that one that was left goes on from its ``state`` to the weights that it would have had.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

import torch
from torch import Tensor

from movierec_gui.data.dataset import Dataset
from movierec_gui.data.features import TrainingData, training_data
from movierec_gui.data.splits import Split, split_ratings
from movierec_gui.errors import UserError
from movierec_gui.models import trainable
from movierec_gui.models.base import RatingModel
from movierec_gui.models.blocks import use_generator
from movierec_gui.models.own_fit import FitStep
from movierec_gui.progress import Progress
from movierec_gui.training.batches import rating_columns
from movierec_gui.training.config import RunSpec, TrainingConfig
from movierec_gui.training.devices import choose_device, use_threads
from movierec_gui.training.distributed import ALONE, Dismissed, Workers, check_shareable, see_whole_batches
from movierec_gui.training.events import EpochRecord
from movierec_gui.training.optimisers import make_optimiser
from movierec_gui.training.passes import dropout_of_epoch, gradient_pass
from movierec_gui.training.schedules import learning_rate, should_stop
from movierec_gui.training.stopwatch import Stopwatch
from movierec_gui.training.weight_average import WeightAverage

Validate = Callable[[RatingModel], dict[str, float]]
"""Metrics by name of a model that is as it will be judged."""


@dataclass(frozen=True)
class StepsFitted:
    """Somewhere inside an epoch. ``epoch`` counts from 0 and has a fraction."""

    epoch: float
    train_mse: float
    ratings_per_second: float
    progress: Progress
    can_go_on: bool
    """Whether a fit goes on from the ``state`` at this point: gradient steps do so between epochs only."""


@dataclass(frozen=True)
class EpochFitted:
    """An epoch is over and stands in the history, validated."""

    record: EpochRecord
    progress: Progress


FitEvent = StepsFitted | EpochFitted


class Fit(ABC):
    """A model that is being fitted."""

    rate = 0.0
    """The learning rate of the epoch under way; 0 where there is none."""
    goes_on_inside_epochs: bool
    """Whether ``state`` can be taken between any two steps, and not only between epochs."""

    def __init__(self, model: RatingModel, generator: torch.Generator, ratings: int, epochs: int) -> None:
        self.model, self.generator, self.epochs = model, generator, epochs
        self.history: list[EpochRecord] = []
        self.watch = Stopwatch()
        """How long this fit has worked, in this process."""
        self.between_epochs = True
        """Whether no epoch is under way."""
        self._ratings = ratings
        self._epoch_began, self._epoch_began_at = 0.0, 0.0  # in epochs, and by the watch

    def events(self, validate: Validate) -> Iterator[FitEvent]:
        """Work from where the fit stands to its end; the model is usable after every epoch."""
        for step in self.watch.timed(self._steps()):
            self.between_epochs = False
            done = round(step.fraction * self.epochs, 6)
            progress = Progress(step.stage, done, self.epochs)
            speed = (done - self._epoch_began) * self._ratings / max(1e-9, self.epoch_seconds)
            yield StepsFitted(
                done, step.train_mse, speed, progress, self.goes_on_inside_epochs and not step.epoch_ended
            )
            if step.epoch_ended:
                with self.judged():
                    validation = validate(self.model)
                _check_finite(sum(validation.values()), len(self.history))
                number = len(self.history) + 1
                self.history.append(EpochRecord(number, step.train_mse, validation, self.rate, self.epoch_seconds))
                self._epoch_began, self._epoch_began_at, self.between_epochs = done, self.watch.seconds, True
                yield EpochFitted(self.history[-1], progress)

    @property
    def epoch_seconds(self) -> float:
        """Seconds of work in the epoch under way."""
        return self.watch.seconds - self._epoch_began_at

    @abstractmethod
    def _steps(self) -> Generator[FitStep, None, None]:
        """Work from where the fit stands to its end. ``history`` is complete when it is pulled after an epoch."""

    def judged(self) -> AbstractContextManager[None]:
        """While this lasts, the model has the weights that it is judged by."""
        return nullcontext()

    def judged_weights(self) -> dict[str, Tensor]:
        """A copy of the weights that the model is judged by."""
        with self.judged():
            return {name: tensor.detach().clone() for name, tensor in self.model.state_dict().items()}

    def state(self) -> dict[str, Tensor]:
        """All that ``load_state`` needs beside the history; under ``model.`` the weights that it is judged by."""
        clock = torch.tensor([self.epoch_seconds, self._epoch_began, self.between_epochs], dtype=torch.float64)
        return {**under("model", self.model.state_dict()), "generator": self.generator.get_state(), "clock": clock}

    def goes_on_from(self, state: Mapping[str, Tensor]) -> bool:
        """Whether a fit goes on from this state; otherwise it begins anew, and is left as it was built."""
        return True

    def load_state(self, state: Mapping[str, Tensor], history: Sequence[EpochRecord]) -> None:
        """Bring a newly built fit to where the state was taken, after those epochs."""
        self.history[:] = history
        clock = state["clock"].tolist() if "clock" in state else (0.0, len(history), True)  # older ones have none
        seconds, self._epoch_began, self.between_epochs = float(clock[0]), float(clock[1]), bool(clock[2])
        self._epoch_began_at = self.watch.seconds - seconds
        self.generator.set_state(state["generator"])
        self._load(state)

    @abstractmethod
    def _load(self, state: Mapping[str, Tensor]) -> None:
        """Take over what the state holds beside generator and clock."""

    def share(self, workers: Workers) -> None:
        """Bring the fits of several processes, newly built from the same settings, to where the leader's stands."""
        if not workers.several:
            return
        tensors = {name: tensor.detach().clone() for name, tensor in self.state().items()}
        workers.share_(tensors.values())
        if not workers.leads:
            self.load_state(tensors, ())


class GradientFit(Fit):
    """Gradient steps on shuffled batches, epoch by epoch, by one process or by several."""

    goes_on_inside_epochs = False

    def __init__(
        self,
        model: RatingModel,
        data: TrainingData,
        config: TrainingConfig,
        generator: torch.Generator,
        workers: Workers = ALONE,
    ) -> None:
        super().__init__(model, generator, len(data.ratings), config.epochs)
        self._config, self._workers = config, workers
        see_whole_batches(model, workers)
        model.fit(data)
        self.columns = rating_columns(data, model.device)
        self.optimiser = make_optimiser(model, config, workers)
        steps = -(-len(data.ratings) // config.batch_size)
        self.average = WeightAverage(model, config.averaging, steps) if config.averaging else None

    def _steps(self) -> Generator[FitStep, None, None]:
        while len(self.history) < self.epochs and not should_stop(self._config, self.history):
            epoch, self.rate = len(self.history), learning_rate(self._config, self.history)
            self._workers.say(epoch, self.rate)
            yield from self._epoch(epoch)

    def follow(self) -> None:
        """As another process than the leader's: make the same steps until it is through."""
        try:
            while True:
                epoch, self.rate = self._workers.hear()
                for _ in self._epoch(epoch):
                    pass
        except Dismissed:
            return

    def _epoch(self, epoch: int) -> Generator[FitStep, None, None]:
        """One pass over the shuffled ratings."""
        self.optimiser.set_rate(self.rate)
        dropout_of_epoch(self.model, self._config.seed, epoch, self._workers)
        n, size = len(self.columns), self._config.batch_size
        for report in gradient_pass(
            self.model, self.optimiser, self.columns, size, self.generator, self._workers, self.average
        ):
            _check_finite(report.loss, epoch)
            done = epoch + report.seen / n
            yield FitStep("", done / self.epochs, report.loss, epoch_ended=report.seen == n)

    def judged(self) -> AbstractContextManager[None]:
        return self.average.in_place() if self.average is not None else nullcontext()

    def state(self) -> dict[str, Tensor]:
        tensors = super().state() | under("optimiser", self.optimiser.state())
        if self.average is not None:
            own = {name: tensors[f"model.{name}"] for name in self.average.mean}
            tensors |= under("own", own) | under("model", self.average.mean)
            tensors["average.taken"] = torch.tensor(self.average.taken)
        return tensors

    def _load(self, state: Mapping[str, Tensor]) -> None:
        judged = part_of("model", state)
        self.model.load_state_dict(judged | part_of("own", state))
        if self.average is not None:
            self.average.go_on(judged, int(state["average.taken"]))
        self.optimiser.load_state(part_of("optimiser", state))


class SelfFit(Fit):
    """The fit of a model that fits itself."""

    goes_on_inside_epochs = True

    def __init__(self, model: RatingModel, data: TrainingData, generator: torch.Generator) -> None:
        super().__init__(model, generator, len(data.ratings), model.fit_epochs)
        with self.watch.running():
            self._own = model.own_fit(data, generator)

    def _steps(self) -> Generator[FitStep, None, None]:
        yield from self._own.steps()

    def state(self) -> dict[str, Tensor]:
        return super().state() | under("fit", self._own.state())

    def goes_on_from(self, state: Mapping[str, Tensor]) -> bool:
        return bool(part_of("fit", state))

    def _load(self, state: Mapping[str, Tensor]) -> None:
        self.model.load_state_dict(part_of("model", state))
        self._own.load_state(part_of("fit", state))


def new_model(
    spec: RunSpec, data: TrainingData, device: torch.device, workers: Workers = ALONE
) -> tuple[RatingModel, torch.Generator]:
    """An untrained model where it is to be fitted, and the generator that its fit is to draw from.

    One that fits itself stays on the processor, since it works with sparse matrices, which SciPy multiplies, and with
    pieces that fit the processor's cache; it goes on drawing from the generator that its weights were drawn from.
    Raises UserError where several processes cannot share the model.
    """
    entry, seed = trainable(spec.architecture), spec.training.seed
    building = torch.Generator().manual_seed(seed)
    model = entry.build(spec.model, data, building)
    if model.fits_itself:
        check_shareable(entry.title, workers)
        return model, building
    model.to(device)
    # Several processes must draw the same order, whatever their devices.
    generator = torch.Generator(device="cpu" if workers.several else device).manual_seed(seed)
    use_generator(model, generator)
    return model, generator


def new_fit(spec: RunSpec, data: TrainingData, device: torch.device, workers: Workers = ALONE) -> Fit:
    """A fit at its beginning, of a model of its own. Raises UserError where several processes cannot share it."""
    model, generator = new_model(spec, data, device, workers)
    if model.fits_itself:
        return SelfFit(model, data, generator)
    return GradientFit(model, data, spec.training, generator, workers)


def begin_fit(dataset: Dataset, spec: RunSpec) -> tuple[Fit, Split]:
    """A fit by this process on the training part of the settings' split, and the split.

    Raises UserError where the split or the device does not fit.
    """
    use_threads(spec.training.threads)
    split = split_ratings(dataset, spec.split)
    return new_fit(spec, training_data(dataset, split), choose_device(spec.training.device)), split


def under(prefix: str, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The tensors with a prefix before their names."""
    return {f"{prefix}.{name}": tensor for name, tensor in tensors.items()}


def part_of(prefix: str, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Those of the tensors that ``under`` gave the prefix, without it."""
    start = f"{prefix}."
    return {name.removeprefix(start): tensor for name, tensor in tensors.items() if name.startswith(start)}


def _check_finite(loss: float, epoch: int) -> None:
    if not math.isfinite(loss):
        raise UserError(
            "The training blew up: the loss is not a number",
            f"In epoch {epoch + 1}; the best epoch before it is kept",
            "Lower the learning rate or scale the inputs",
        )
