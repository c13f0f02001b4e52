"""The contract of a model that finds its weights in its own way, in place of the trainer's gradient steps."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from movierec_gui.models.batch import as_batch

if TYPE_CHECKING:
    from movierec_gui.data.features import TrainingData
    from movierec_gui.models.base import RatingModel

TRAIN_SAMPLE = 100_000
"""Training ratings at most on which a model that fits itself measures its training error."""
UNKNOWN = float("nan")
"""Training error of a model that is not ready to predict."""


@dataclass(frozen=True)
class FitStep:
    """A report of a model that fits itself."""

    stage: str
    fraction: float
    """How much of the whole fit is done, 0 to 1."""
    train_mse: float
    """On the training ratings, as far as the model knows it; ``UNKNOWN`` where it does not."""
    epoch_ended: bool = False
    """Whether the model can predict now and the trainer should measure it."""


class OwnFit(ABC):
    """A fit under way. It can be left after any of its steps, and another one can go on from there.

    What it draws at random comes from the generator that ``RatingModel.own_fit`` was given, or from one seeded by it
    whose state is part of the fit's, and from nowhere else.
    """

    @abstractmethod
    def steps(self) -> Iterator[FitStep]:
        """Work from where the fit stands to its end; at every yield ``state`` is that of a fit that can go on."""

    @abstractmethod
    def state(self) -> dict[str, Tensor]:
        """All that ``load_state`` needs, beside the model's own tensors and the generator, to end with the same bits.

        Empty where the fit is at its beginning. The tensors are the fit's own: store or copy them before its next step.
        """

    @abstractmethod
    def load_state(self, state: Mapping[str, Tensor]) -> None:
        """Go on from where ``state`` was taken; the model's tensors and the generator have been brought back before."""


class OneStep(OwnFit):
    """A piece of work that is done at once: one that was left before its end begins anew."""

    def __init__(self, work: Callable[[], FitStep]) -> None:
        self._work = work
        self._done = False

    def steps(self) -> Iterator[FitStep]:
        if not self._done:
            step = self._work()
            self._done = True
            yield step

    def state(self) -> dict[str, Tensor]:
        return {"done": torch.tensor(1)} if self._done else {}

    def load_state(self, state: Mapping[str, Tensor]) -> None:
        self._done = "done" in state


def fit_at_once(model: RatingModel, data: TrainingData) -> FitStep:
    """The only step of a model that ``RatingModel.fit`` fits wholly."""
    model.fit(data)
    sample = as_batch(data.ratings.take(slice(TRAIN_SAMPLE)), model.device).wide()
    errors = model.predict(sample.users, sample.movies) - sample.values
    return FitStep("Fitting", 1.0, float(errors.square().mean()), epoch_ended=True)


@dataclass(frozen=True)
class Part:
    """One of several fits that are made one after another."""

    make: Callable[[], OwnFit]
    """A fit at its beginning; called when its turn comes, and to go on with it."""
    weight: float
    """Of its share of the whole work."""
    stage: str = ""
    """How its steps are called; empty: as it calls them itself."""


class InTurn(OwnFit):
    """Fits one after another.

    A fit may draw from the ``generator`` when it is made. One that goes on is made, too, and then brought to where it
    was: what it drew on the way is forgotten, and the generator stands where it stood.
    """

    def __init__(self, parts: Sequence[Part], generator: torch.Generator) -> None:
        self._parts, self._generator = parts, generator
        self._current: OwnFit | None = None
        self.number = 0
        """Of the part whose turn it is; as many as there are parts at the end."""

    def steps(self) -> Iterator[FitStep]:
        whole = sum(part.weight for part in self._parts)
        while self.number < len(self._parts):
            part = self._parts[self.number]
            begun = sum(earlier.weight for earlier in self._parts[: self.number])
            if self._current is None:
                self._current = part.make()
            for step in self._current.steps():
                fraction = (begun + part.weight * step.fraction) / whole
                yield replace(step, stage=part.stage or step.stage, fraction=fraction)
            self._current = None
            self.number += 1

    def state(self) -> dict[str, Tensor]:
        if self._current is None and self.number == 0:
            return {}
        now = self._current.state() if self._current is not None else {}
        return {"part": torch.tensor(self.number)} | prefixed("now.", now)

    def load_state(self, state: Mapping[str, Tensor]) -> None:
        self._current, self.number = None, int(state["part"]) if state else 0
        now = under("now.", state)
        if now:
            with undisturbed(self._generator):
                self._current = self._parts[self.number].make()
                self._current.load_state(now)


def prefixed(prefix: str, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The same tensors under longer names."""
    return {f"{prefix}{name}": tensor for name, tensor in tensors.items()}


def under(prefix: str, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Those tensors whose names begin with the prefix, without it."""
    return {name.removeprefix(prefix): tensor for name, tensor in tensors.items() if name.startswith(prefix)}


@contextmanager
def undisturbed(generator: torch.Generator) -> Iterator[None]:
    """Whatever is drawn inside, the generator stands afterwards where it stood before."""
    before = generator.get_state()
    try:
        yield
    finally:
        generator.set_state(before)
