"""The contract of every rating predictor."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from typing import Any, ClassVar, Self

import numpy as np
import numpy.typing as npt
import scipy.optimize
import torch
from torch import Tensor, nn

from movierec_gui.data.features import TrainingData
from movierec_gui.errors import unknown_name
from movierec_gui.models.own_fit import FitStep, OneStep, OwnFit
from movierec_gui.settings import check_settings

TRAIN_SAMPLE = 100_000
"""Training ratings at most on which a model that fits itself measures its training error."""

CATALOGUE_BATCH = 3_072
"""Movies at a time when all are predicted: what is computed of them stays in the processor's cache."""
KEPT_NUMBERS = 72_000_000
"""Numbers of the movies' sides at most that a network keeps from one user's predictions to the next: 288 MB."""

MovieSide = tuple[Tensor, ...]
"""What a prediction needs of the movies alone: parts [B, ...], one row a movie."""

PREDICTION = "prediction"
"""The name of the last layer of every network."""


@dataclass(frozen=True)
class ModelConfig:
    """Hyper-parameters of one architecture; subclasses add described fields."""

    def __post_init__(self) -> None:
        check_settings(self)


class RatingModel(nn.Module, ABC):
    """Predicts ratings from (user, movie) pairs, by way of a vector that holds all it knows of the user.

    ``forward(users, movies)`` maps [B], [B] to [B]. It is ``layers(user_state(users), movies)``: because only the state
    depends on the user, a person who was not there in training is folded in by finding a state, and nothing else
    changes.
    """

    fits_itself: ClassVar[bool] = False
    """Whether ``own_fit`` finds all weights, in place of the trainer's gradient steps."""
    inferred: ClassVar[tuple[str, ...]] = ()
    """Buffers that predictions rest on and that no gradient finds: parameters, though not in torch's sense."""
    default_layer: ClassVar[str] = PREDICTION
    """The interim layer that the Activations tab opens on."""
    scale: tuple[float, float]
    """Lowest and highest rating; ``predict`` clips to it."""

    def __init__(self, scale: tuple[float, float]) -> None:
        super().__init__()
        self.scale = scale
        self._kept: tuple[tuple[int, ...], list[MovieSide]] | None = None

    @abstractmethod
    def user_state(self, users: Tensor, moments: Tensor | None = None) -> Tensor:
        """[B] user indices -> [B, S] all that the network knows of those users (S may be 0).

        ``moments`` [B] are the seconds at which the ratings are given; None means now, after every training rating.
        Most architectures ignore them.
        """

    @abstractmethod
    def layers(self, state: Tensor, movies: Tensor) -> dict[str, Tensor]:
        """[B, S], [B] -> every named layer's output [B, width] in order; the last is ``prediction`` with width 1."""

    def forward(self, users: Tensor, movies: Tensor, moments: Tensor | None = None) -> Tensor:
        """[B], [B] -> [B] unclipped predictions."""
        return self.layers(self.user_state(users, moments), movies)[PREDICTION][:, 0]

    def loss(self, users: Tensor, movies: Tensor, ratings: Tensor, moments: Tensor | None = None) -> Tensor:
        """The mean squared error of a batch, plus whatever the architecture adds to it; a scalar."""
        return nn.functional.mse_loss(self(users, movies, moments), ratings)

    def learn(self, users: Tensor, movies: Tensor, ratings: Tensor, moments: Tensor | None = None) -> Tensor:
        """Leave the gradients of a batch's loss with the weights; the loss, a scalar without a past."""
        loss = self.loss(users, movies, ratings, moments)
        loss.backward()
        return loss.detach()

    def fit(self, data: TrainingData) -> None:
        """Set what is computed rather than learned (the mean rating); a closed-form model sets everything here."""

    def own_fit(self, data: TrainingData, generator: torch.Generator) -> OwnFit:
        """For a model that fits itself: a fit that stands at its beginning. By default one epoch, ``fit`` alone."""
        return OneStep(partial(self._fit_at_once, data))

    def _fit_at_once(self, data: TrainingData) -> FitStep:
        self.fit(data)
        users, movies, ratings = (
            torch.from_numpy(column[:TRAIN_SAMPLE].astype(kind)).to(self.device)
            for column, kind in zip(
                (data.ratings.users, data.ratings.movies, data.ratings.values),
                ("int64", "int64", "float32"),
                strict=True,
            )
        )
        errors = self.predict(users, movies) - ratings
        return FitStep("Fitting", 1.0, float(errors.square().mean()), epoch_ended=True)

    @property
    def fit_epochs(self) -> int:
        """How many epochs ``own_fit`` reports."""
        return 1

    @torch.inference_mode()
    def predict(self, users: Tensor, movies: Tensor, moments: Tensor | None = None) -> Tensor:
        """[B], [B] -> [B] predictions, clipped to the scale. Leaves the model in evaluation mode."""
        self.eval()
        return self(users, movies, moments).clamp(*self.scale)

    @torch.inference_mode()
    def predict_state(self, state: Tensor, movies: Tensor) -> Tensor:
        """[S], [B] -> [B] predictions for one user's state (known or folded in), clipped to the scale."""
        self.eval()
        prediction = self.layers(state.expand(len(movies), -1), movies)[PREDICTION]  # [S] -> [B, S] -> [B, 1]
        return prediction[:, 0].clamp(*self.scale)

    @torch.inference_mode()
    def predict_catalogue(self, state: Tensor, movies: int) -> tuple[Tensor, Tensor | None]:
        """[S] -> [movies] predictions of one user's state for every movie, clipped to the scale, and their variances.

        Equal to ``predict_state`` and ``predictive_variance``; what does not depend on the user is kept for the next
        one until a weight changes.
        """
        self.eval()
        found = [self.from_side(state, side) for side in self._movie_sides(movies)]
        predicted = torch.cat([prediction for prediction, _ in found]).clamp(*self.scale)
        variances = [variance for _, variance in found if variance is not None]
        return predicted, torch.cat(variances) if variances else None

    def movie_side(self, movies: Tensor) -> MovieSide:
        """[B] -> all that ``from_side`` needs of the movies themselves. Override both where much can be kept."""
        return (movies,)

    def from_side(self, state: Tensor, side: MovieSide) -> tuple[Tensor, Tensor | None]:
        """[S], the side of B movies -> [B] unclipped predictions for one user, and their variances where known."""
        states = state.expand(len(side[0]), -1)  # [S] -> [B, S]
        return self.layers(states, side[0])[PREDICTION][:, 0], self.predictive_variance(states, side[0])

    def _movie_sides(self, movies: int) -> Iterator[MovieSide]:
        """Batch by batch, from the last time where nothing has changed."""
        tensors = chain(self.parameters(), self.buffers())
        # torch counts every change of a tensor, but has no public name for the count.
        changes = ((tensor.data_ptr(), tensor._version) for tensor in tensors)  # noqa: SLF001
        state = (movies, *chain.from_iterable(changes))
        if self._kept is not None and self._kept[0] == state:
            yield from self._kept[1]
            return
        kept, numbers = list[MovieSide](), 0
        for batch in torch.arange(movies, device=self.device).split(CATALOGUE_BATCH):
            side = self.movie_side(batch)
            numbers += sum(part.numel() for part in side)
            if numbers <= KEPT_NUMBERS:
                kept.append(side)
            yield side
        self._kept = (state, kept) if numbers <= KEPT_NUMBERS else None

    def train(self, mode: bool = True) -> Self:
        """As every module; before training, what was kept for predictions is forgotten."""
        if mode:
            self._kept = None
        return super().train(mode)

    def layer_names(self) -> tuple[str, ...]:
        """Names of the layers, in order, ``prediction`` last."""
        self.eval()
        with torch.inference_mode():
            one = torch.zeros(1, dtype=torch.long, device=self.device)
            return tuple(self.layers(self.user_state(one), one))

    @property
    def device(self) -> torch.device:
        """Where the weights are."""
        for tensor in (*self.parameters(), *self.buffers()):
            return tensor.device
        return torch.device("cpu")

    def interval_factor(self) -> float | None:
        """Half the width of an 80 % interval in standard deviations, where the fit found it."""
        return None

    def predictive_variance(self, state: Tensor, movies: Tensor) -> Tensor | None:
        """[B, S], [B] -> [B] variance of a rating around its prediction, or None where the architecture knows none."""
        return None

    def movie_vectors(self) -> Tensor | None:
        """The learned movie embeddings [movies, d], or None where the architecture has none."""
        return None

    def user_vectors(self) -> Tensor | None:
        """The learned user embeddings [users, d], or None where the architecture has none."""
        return None

    def fit_bytes(self, data: TrainingData) -> int:
        """Memory that the model's own fit works with beside the model, roughly; 0 where the trainer fits it."""
        return 0

    def n_parameters(self) -> int:
        """How many numbers are learned."""
        return sum(tensor.numel() for tensor in self.learned().values())

    def learned(self) -> dict[str, Tensor]:
        """All that is learned, by name: the parameters, and the buffers that ``inferred`` names, of every part."""
        found: dict[str, Tensor] = dict(self.named_parameters())
        for name, part in self.named_modules():
            if isinstance(part, RatingModel):
                found |= {f"{name}.{buffer}".lstrip("."): part.get_buffer(buffer) for buffer in part.inferred}
        return found

    def fold_in(self, movies: Tensor, ratings: Tensor, users: Tensor) -> Tensor:
        """A state [S] for a new person from ratings [n] of movies [n], with no retraining.

        The most probable state under a normal prior with the mean and the variance that the states of ``users`` (the
        trained users' indices) have, and normal rating errors. Deterministic; the weights stay as they are.
        """
        centre, spread = self.usual_state(users)
        if len(movies) == 0 or len(centre) == 0:
            return centre

        def objective(point: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
            offset = torch.from_numpy(point).to(centre).requires_grad_()
            state = (centre + spread * offset).expand(len(movies), -1)  # [S] -> [n, S]
            errors = self.layers(state, movies)[PREDICTION][:, 0] - ratings
            value = errors.square().sum() / ERROR_VARIANCE + offset.square().sum()
            (gradient,) = torch.autograd.grad(value, [offset])
            return value.item(), gradient.cpu().double().numpy()

        # SciPy's L-BFGS and not torch's: the first optimiser of torch.optim imports a compiler for seconds.
        found = scipy.optimize.minimize(objective, np.zeros(len(centre)), jac=True, method="L-BFGS-B")
        return centre + spread * torch.from_numpy(found.x).to(centre)

    def usual_state(self, users: Tensor) -> tuple[Tensor, Tensor]:
        """Mean and spread [S] of those users' states. Leaves the model in evaluation mode."""
        self.eval()
        with torch.no_grad():
            known = self.user_state(users)  # [U, S]
        if known.shape[1] == 0:  # no statistics of nothing
            return known.new_empty(0), known.new_empty(0)
        return known.mean(0), known.std(0, unbiased=False) + 1e-6


ERROR_VARIANCE = 0.75
"""Squared error of one rating that fold-in assumes: what the article's networks reach on held-out ratings."""


def held_bytes(module: nn.Module) -> int:
    """Memory of a module's weights and buffers."""
    return sum(tensor.numel() * tensor.element_size() for tensor in (*module.parameters(), *module.buffers()))


@dataclass(frozen=True)
class Preset:
    """Named settings of one architecture: its config and the training settings that go with it."""

    name: str
    model: ModelConfig
    training: Mapping[str, Any] = field(default_factory=dict)
    """Values of ``TrainingConfig`` fields that differ from its defaults."""
    article_mse: float | None = None
    """Best validation MSE that the article reports for these settings, on a split of its own."""


@dataclass(frozen=True)
class Architecture:
    """One entry of the registry; the form, the command line, the contract tests and the docs are made from it."""

    name: str
    title: str
    summary: str
    config: type[ModelConfig]
    build: Callable[[Any, TrainingData, torch.Generator], RatingModel]
    """(config, data, generator) -> an untrained network, its weights drawn from the generator."""
    presets: tuple[Preset, ...]
    """The first is what a form opens with; none where the network is made from finished runs instead of trained."""
    uses_moment: bool = False
    """Whether a prediction looks at the user's ratings around the moment of the one predicted, later ones included.

    Nobody knows those for a movie that is still to be rated: such a model has no place in one table with the others.
    """

    def preset(self, name: str) -> Preset:
        """The preset of that name. Raises UserError where there is none."""
        for preset in self.presets:
            if preset.name == name:
                return preset
        raise unknown_name("preset", name, (preset.name for preset in self.presets))
