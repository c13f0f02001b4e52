"""The contract of a model that finds its weights in its own way, in place of the trainer's gradient steps."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from torch import Tensor


@dataclass(frozen=True)
class FitStep:
    """What a model that fits itself reports."""

    stage: str
    fraction: float
    """How much of the whole fit is done, 0 to 1."""
    train_mse: float
    """On the training ratings, as far as the model knows it; NaN where it does not."""
    epoch_ended: bool = False
    """Whether the model can predict now and the trainer should measure it."""


class OwnFit(ABC):
    """A fit under way. It can be left after any of its steps, and another one can go on from there.

    What it draws at random comes from the generator that ``RatingModel.own_fit`` was given and from nowhere else.
    """

    @abstractmethod
    def steps(self) -> Iterator[FitStep]:
        """Work from where the fit stands to its end; at every yield ``state`` is that of a fit that can go on."""

    @abstractmethod
    def state(self) -> dict[str, Tensor]:
        """All that ``load_state`` needs, beside the model's own tensors and the generator, to end with the same bits.

        Empty where the fit is at its beginning, or takes so little time that it begins anew.
        """

    @abstractmethod
    def load_state(self, state: Mapping[str, Tensor]) -> None:
        """Go on from where ``state`` was taken; the model's tensors and the generator have been brought back before."""


class WholeFit(OwnFit):
    """A fit in one go, of the steps that ``fit`` makes: one that was left begins anew."""

    def __init__(self, fit: Callable[[], Iterator[FitStep]]) -> None:
        self._fit = fit

    def steps(self) -> Iterator[FitStep]:
        return self._fit()

    def state(self) -> dict[str, Tensor]:
        return {}

    def load_state(self, state: Mapping[str, Tensor]) -> None:
        """Nothing to do: it begins anew."""
