"""The house model: a Bayesian factorisation machine and an auto-encoder, averaged, with neighbours and a correction."""

from __future__ import annotations

from typing import Any, ClassVar, NamedTuple

import torch
from torch import Tensor

from movierec_gui.data.features import TrainingData
from movierec_gui.models.base import PREDICTION, RatingModel, held_bytes
from movierec_gui.models.catalogue import MovieSide
from movierec_gui.models.house.columns import OfExperts
from movierec_gui.models.house.config import HouseConfig
from movierec_gui.models.house.correction import Correction
from movierec_gui.models.house.expert_fits import LeftOverFit
from movierec_gui.models.house.experts import Experts, ExpertsSide
from movierec_gui.models.house.fit import HouseFit
from movierec_gui.models.house.variance import variance_parts
from movierec_gui.models.interval_factor import NORMAL_FACTOR
from movierec_gui.models.own_fit import OwnFit
from movierec_gui.models.taste_space import TasteSpace


class HouseSide(NamedTuple):
    """Inputs of predictions from B movies."""

    experts: ExpertsSide
    sums: Tensor
    """[B, nodes] what the movies' own columns add to the correction's first layer; [B, 0] where none was learned."""


class House(RatingModel):
    """Mean of the experts, what they leave of ratings of similar movies, and a correction; see docs/house-model.md.

    Several fits of the experts are averaged before anything is made of them. The correction learned from out-of-fold
    predictions: it saw each training rating through experts that were fitted without it, as they see new ratings
    (stacked generalisation, Wolpert 1992). With no folds it stays zero. With ``moments`` it sees, too, how far the
    experts were off at the user's ratings around the moment of the one predicted.
    """

    fits_itself: ClassVar[bool] = True
    default_layer: ClassVar[str] = "head 2"
    variance_weights: Tensor
    reach: Tensor

    def __init__(
        self, config: HouseConfig, data: TrainingData, generator: torch.Generator, moments: bool = False
    ) -> None:
        super().__init__(data.scale)
        self.config = config
        self.experts = Experts(config.experts(moments), config.fits, data, generator)
        self.correction = Correction(self.experts.layout, config.head, config.head_dropout, generator)
        self.register_buffer("variance_weights", torch.tensor([0.0, 1.0, 0.0, 0.0]))
        self.register_buffer("reach", torch.tensor(NORMAL_FACTOR))  # see ``interval_factor``
        self.register_load_state_dict_pre_hook(_with_todays_names)  # type: ignore[no-untyped-call]

    def derived(self) -> tuple[str, ...]:
        counted = ("experts.neighbours.", "experts.statistics.")
        return counted if self.config.corrects else (*counted, "correction.")

    def derive(self, data: TrainingData) -> None:
        for _ in LeftOverFit(self.experts, data).steps():
            pass

    def fit_bytes(self, data: TrainingData) -> int:
        pair = self.experts.pairs[0]
        of_pair = pair.bayes.fit_bytes(data)
        if not self.config.corrects:
            return of_pair
        features = len(data.ratings) * self.experts.layout.width * self.variance_weights.element_size()
        return of_pair + held_bytes(pair) + 2 * features  # a fold's experts, all features, and the same standardised

    @property
    def fit_epochs(self) -> int:
        return 1 + (self.config.head_passes if self.config.corrects else 0)

    def own_fit(self, data: TrainingData, generator: torch.Generator) -> OwnFit:
        return HouseFit(self, data, generator)

    def user_state(self, users: Tensor) -> Tensor:
        return self.experts.state(users)

    def state_at(self, users: Tensor, moments: Tensor | None) -> Tensor:
        return self.experts.state(users, moments)

    def layers(self, state: Tensor, movies: Tensor) -> dict[str, Tensor]:
        parts = self.experts.parts(state)
        predictions = self.experts.predictions(parts, movies)  # [B, 2]
        features = self.experts.features(parts, movies, predictions).matrix()  # [B, F]
        first, second, prediction = self.correction(features)
        return {
            "experts": predictions, "features": features, "head 1": first, "head 2": second, PREDICTION: prediction
        }  # fmt: skip

    def movie_side(self, movies: Tensor) -> HouseSide:
        experts = self.experts.movie_side(movies)
        if not self.correction.learned:
            return HouseSide(experts, experts.statistics.new_empty(len(movies), 0))
        return HouseSide(experts, self.correction.sums_of_movies(*self.experts.statistics.of_movies(movies)))

    def from_side(self, states: Tensor, side: MovieSide) -> tuple[Tensor, Tensor]:
        found = [self._of_user(state, side) for state in states]
        return torch.stack([predicted for predicted, _ in found]), torch.stack([variance for _, variance in found])

    def _of_user(self, state: Tensor, side: MovieSide) -> tuple[Tensor, Tensor]:
        """[S], the side of B movies -> [B], [B]."""
        parts, (experts, sums) = self.experts.parts(state), side
        of_experts, apart = self.experts.from_side(parts, experts)  # [B, 5], [B, 2]
        variance = variance_parts(of_experts, parts.statistics, experts.statistics) @ self.variance_weights
        if sums.shape[1] == 0:
            return OfExperts(*of_experts.unbind(1)).prediction, variance
        of_user = torch.cat([parts.statistics, parts.context])
        return self.correction.for_user(of_experts, apart, of_user, sums), variance

    def interval_factor(self) -> float:
        return float(self.reach)

    def predictive_variance(self, state: Tensor, movies: Tensor) -> Tensor:
        parts = self.experts.parts(state)
        features = self.experts.features(parts, movies, self.experts.predictions(parts, movies))
        return variance_parts(features.experts, features.user, features.movie) @ self.variance_weights

    def fold_in(self, movies: Tensor, values: Tensor, users: Tensor) -> Tensor:
        """Each expert folds the new user in by its own way; the statistics are counted."""
        return self.experts.fold_in(movies, values, users)

    def taste_space(self) -> TasteSpace:
        return self.experts.pairs[0].bayes.taste_space()

    def movie_vectors(self) -> Tensor:
        return torch.cat(self.experts.movie_vectors(), dim=-1)

    def user_vectors(self) -> Tensor:
        return torch.cat(self.experts.user_vectors(), dim=-1)


def _with_todays_names(house: House, stored: dict[str, Tensor], prefix: str, *_: Any) -> None:
    """Runs of older versions keep the correction's weights beside the experts', not below a name of their own."""
    for name in house.correction.state_dict():
        if prefix + name in stored:
            stored[f"{prefix}correction.{name}"] = stored.pop(prefix + name)
