"""The contract of every rating predictor."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from typing import Any, ClassVar, Self

import torch
from torch import Tensor, nn

from movierec_gui.data.features import TrainingData
from movierec_gui.errors import unknown_name
from movierec_gui.models.batch import Batch
from movierec_gui.models.catalogue import KeptSides, MovieSide, predict_catalogue, predict_people
from movierec_gui.models.fold_in import most_probable_state, usual_state
from movierec_gui.models.own_fit import OneStep, OwnFit, fit_at_once
from movierec_gui.models.taste_space import TasteSpace
from movierec_gui.settings import check_settings

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
    changes. A model of whom users are at a moment overrides ``state_at`` as well; all others know no moments.
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
        self.kept_sides = KeptSides()

    @abstractmethod
    def user_state(self, users: Tensor) -> Tensor:
        """[B] user indices -> [B, S] all that the network knows of those users (S may be 0), as they are now."""

    def state_at(self, users: Tensor, moments: Tensor | None) -> Tensor:
        """[B], [B] -> [B, S] the same as users were at these moments; None: now, after every training rating.

        ``moments`` are seconds since 1970: of a rating that was given its timestamp, else any moment to be asked about.
        """
        return self.user_state(users)

    @abstractmethod
    def layers(self, state: Tensor, movies: Tensor) -> dict[str, Tensor]:
        """[B, S], [B] -> every named layer's output [B, width] in order; the last is ``prediction`` with width 1."""

    def forward(self, users: Tensor, movies: Tensor, moments: Tensor | None = None) -> Tensor:
        """[B], [B] -> [B] unclipped predictions."""
        return self.layers(self.state_at(users, moments), movies)[PREDICTION][:, 0]

    def loss(self, batch: Batch) -> Tensor:
        """The mean squared error of a batch, plus whatever the architecture adds to it; a scalar."""
        return nn.functional.mse_loss(self(batch.users, batch.movies, batch.timestamps), batch.values)

    def learn(self, batch: Batch) -> Tensor:
        """Leave the gradients of a batch's loss with the weights; the loss, a scalar without a past."""
        loss = self.loss(batch)
        loss.backward()
        return loss.detach()

    def fit(self, data: TrainingData) -> None:
        """Set what is computed rather than learned (the mean rating); a closed-form model sets everything here."""

    def own_fit(self, data: TrainingData, generator: torch.Generator) -> OwnFit:
        """For a model that fits itself: a fit at its beginning, nothing drawn yet. By default ``fit`` alone."""
        return OneStep(partial(fit_at_once, self, data))

    @property
    def fit_epochs(self) -> int:
        """How many epochs ``own_fit`` reports."""
        return 1

    def derived(self) -> tuple[str, ...]:
        """How the names of tensors begin that ``derive``, or building the model anew, gives again."""
        return ()

    def derive(self, data: TrainingData) -> None:
        """Set what ``derived`` names from the other tensors and the training ratings, in evaluation mode."""

    def fit_bytes(self, data: TrainingData) -> int:
        """Memory that the model's own fit works with beside the model, roughly; 0 where the trainer fits it."""
        return 0

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

    def predict_catalogue(self, state: Tensor, movies: int) -> tuple[Tensor, Tensor | None]:
        """[S] -> [movies] ``predict_state`` and ``predictive_variance`` of one user's state for every movie, faster."""
        return predict_catalogue(self, self.kept_sides, state, movies)

    def predict_people(
        self, states: Sequence[Tensor], movies: int
    ) -> Generator[None, None, tuple[Tensor, Tensor | None]]:
        """[S] of each of P people -> [P, movies] the same for all of them, not clipped to the scale, with stops."""
        return predict_people(self, self.kept_sides, states, movies)

    def movie_side(self, movies: Tensor) -> MovieSide:
        """[B] -> all that ``from_side`` needs of the movies themselves. Override both where much can be kept."""
        return (movies,)

    def from_side(self, states: Tensor, side: MovieSide) -> tuple[Tensor, Tensor | None]:
        """[P, S], the side of B movies -> [P, B] unclipped predictions for each user, and variances where known."""
        everybody = [state.expand(len(side[0]), -1) for state in states]  # [S] -> [B, S]
        predicted = torch.stack([self.layers(state, side[0])[PREDICTION][:, 0] for state in everybody])
        found = [self.predictive_variance(state, side[0]) for state in everybody]
        variances = [variance for variance in found if variance is not None]
        return predicted, torch.stack(variances) if variances else None

    def fold_in(self, movies: Tensor, values: Tensor, users: Tensor) -> Tensor:
        """A state [S] for a new person from the values [n] of ratings of movies [n], with no retraining.

        By default the most probable one, where states are spread as those of ``users``, the trained users' indices.
        """

        def predicted(state: Tensor) -> Tensor:
            return self.layers(state, movies)[PREDICTION][:, 0]  # [n, S] -> [n]

        return most_probable_state(usual_state(self, users), predicted, values)

    def predictive_variance(self, state: Tensor, movies: Tensor) -> Tensor | None:
        """[B, S], [B] -> [B] variance of a rating around its prediction, or None where the architecture knows none."""
        return None

    def interval_factor(self) -> float | None:
        """Half the width of an 80 % interval in standard deviations, where the fit found it."""
        return None

    def taste_space(self) -> TasteSpace | None:
        """How users differ and what each movie tells of one, or None where the architecture knows no variances."""
        return None

    def movie_vectors(self) -> Tensor | None:
        """The learned movie embeddings [movies, d], or None where the architecture has none."""
        return None

    def user_vectors(self) -> Tensor | None:
        """The learned user embeddings [users, d], or None where the architecture has none."""
        return None

    def layer_names(self) -> tuple[str, ...]:
        """Names of the layers, in order, ``prediction`` last."""
        self.eval()
        with torch.inference_mode():
            one = torch.zeros(1, dtype=torch.long, device=self.device)
            return tuple(self.layers(self.user_state(one), one))

    @property
    def device(self) -> torch.device:
        """Where the weights are."""
        for tensor in chain(self.parameters(), self.buffers()):
            return tensor.device
        return torch.device("cpu")

    def train(self, mode: bool = True) -> Self:
        """As every module; before training, what was kept for predictions is forgotten."""
        if mode:
            self.kept_sides.forget()
        return super().train(mode)

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
    fits_itself: bool = False
    """Whether its models do: of the settings of gradient steps none matters then."""

    def label(self, preset: Preset) -> str:
        """What people know a model with these settings by: the title, with the preset where there are several."""
        return f"{self.title}, {preset.name}" if len(self.presets) > 1 else self.title

    def preset(self, name: str) -> Preset:
        """The preset of that name. Raises UserError where there is none."""
        for preset in self.presets:
            if preset.name == name:
                return preset
        raise unknown_name("preset", name, (preset.name for preset in self.presets))
