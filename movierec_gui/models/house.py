"""The house model: a Bayesian factorisation machine and an auto-encoder, averaged, with neighbours and a correction."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
import scipy.optimize
import torch
from torch import Tensor, nn

from movierec_gui.data.dataset import Int64Array
from movierec_gui.data.features import TrainingData
from movierec_gui.models.adam import Adam, train_in_batches
from movierec_gui.models.autorec import AutoRecConfig
from movierec_gui.models.base import (
    PREDICTION,
    Architecture,
    ModelConfig,
    MovieSide,
    Preset,
    RatingModel,
    held_bytes,
)
from movierec_gui.models.bayes_factors import BayesConfig
from movierec_gui.models.blocks import Dropout, linear
from movierec_gui.models.expert_pair import PairConfig
from movierec_gui.models.experts import CHUNK, OF_EXPERTS, ExpertConfig, Experts
from movierec_gui.models.interval_factor import NORMAL_FACTOR, of_left_out_errors, of_training_ratings
from movierec_gui.models.own_fit import FitStep
from movierec_gui.models.pair_statistics import MOVIE, PAIR, USER, USER_WIDTH
from movierec_gui.settings import setting

SPREADS = [2, OF_EXPERTS + 2, OF_EXPERTS + USER_WIDTH + 2]
"""Where the experts' features have standard deviations: the posterior's, the user's and the movie's of residuals."""
HEAD_BATCH, HEAD_RATE, HEAD_DECAY = 1024, 2e-3, 1e-2


@dataclass(frozen=True)
class HouseConfig(ModelConfig):
    """Settings of the house model."""

    factors: int = setting(
        32, "Factors", "Numbers inferred for each user and movie by the Bayesian part", low=1, high=256
    )
    steps: int = setting(120, "Steps", "Steps of the Bayesian part, each on all ratings", low=5, high=2000)
    hidden: int = setting(80, "Hidden nodes", "Width of the auto-encoder", low=1, high=1024)
    passes: int = setting(10, "Passes", "Passes of the auto-encoder over the ratings", low=1, high=1000)
    neighbours: int = setting(
        256, "Neighbours", "How finely movies are compared, to carry what is left of ratings to similar ones; 0: not",
        low=0, high=1024,
    )  # fmt: skip
    folds: int = setting(
        4, "Folds", "Parts for out-of-fold predictions that the correction learns from; 0: none", low=0, high=20
    )
    head: int = setting(128, "Correction nodes", "Width of the correction's two layers", low=1, high=1024)
    head_dropout: float = setting(
        0.2, "Correction dropout", "Share of its nodes silenced in training", low=0.0, high=0.95
    )
    head_passes: int = setting(30, "Correction passes", "Passes of the correction over the ratings", low=1, high=1000)
    fits: int = setting(
        2, "Fits", "Times that both parts are fitted, from other random numbers, and averaged", low=1, high=20
    )

    def experts(self, moments: bool) -> ExpertConfig:
        """The part of the settings that the experts need."""
        pair = PairConfig(BayesConfig(self.factors, self.steps), AutoRecConfig(hidden=self.hidden), self.passes)
        return ExpertConfig(pair, self.neighbours, moments)


@dataclass(frozen=True)
class ContextHouseConfig(HouseConfig):
    """Settings of the context-aware house model, which has nothing to learn the context with but its correction.

    With so much more to look at, the correction learns the noise sooner.
    """

    folds: int = setting(
        4, "Folds", "Parts for out-of-fold predictions that the correction learns from", low=2, high=20
    )
    head_passes: int = setting(12, "Correction passes", "Passes of the correction over the ratings", low=1, high=1000)


class House(RatingModel):
    """Mean of the experts, what they leave of ratings of similar movies, and a correction.

    The correction is a small network that learned from out-of-fold predictions.

    Several fits of the experts are averaged before anything is made of them; to learn from, one for each fold is
    enough. The correction sees each training rating through experts that were fitted without it, as they will see
    new ratings (stacked generalisation, Wolpert 1992). With no folds it stays zero. With ``moments`` it is told, too,
    how far the experts were off at the user's ratings around the moment of the one predicted.
    """

    fits_itself: ClassVar[bool] = True
    default_layer: ClassVar[str] = "head 2"
    centre: Tensor
    spread: Tensor
    variance_weights: Tensor
    reach: Tensor

    def __init__(
        self, config: HouseConfig, data: TrainingData, generator: torch.Generator, moments: bool = False
    ) -> None:
        super().__init__(data.scale)
        self.config, self.generator = config, generator
        self.experts = Experts(config.experts(moments), config.fits, data, generator)
        width = self.experts.width
        self.first, self.second = linear(width, config.head, generator), linear(config.head, config.head, generator)
        self.last = nn.Linear(config.head, 1)
        nn.init.zeros_(self.last.weight)
        nn.init.zeros_(self.last.bias)
        self.dropout = Dropout(config.head_dropout, generator)
        owners = np.array(self.experts.owners)
        self._columns = {owner: torch.from_numpy(np.flatnonzero(owners == owner)) for owner in (USER, MOVIE, PAIR)}
        self.register_buffer("centre", torch.zeros(width))
        self.register_buffer("spread", torch.ones(width))
        self.register_buffer("variance_weights", torch.tensor([0.0, 1.0, 0.0, 0.0]))
        self.register_buffer("reach", torch.tensor(NORMAL_FACTOR))  # see ``interval_factor``

    def fit_bytes(self, data: TrainingData) -> int:
        pair = self.experts.pairs[0]
        of_pair = pair.bayes.fit_bytes(data)
        if self.config.folds < 2:
            return of_pair
        features = len(data.ratings) * self.experts.width * self.centre.element_size()
        return of_pair + held_bytes(pair) + 2 * features  # a fold's experts, what all of them say, and the same scaled

    @property
    def fit_epochs(self) -> int:
        return 1 + (self.config.head_passes if self.config.folds > 1 else 0)

    def fit_steps(self, data: TrainingData, generator: torch.Generator) -> Iterator[FitStep]:
        fits = self.config.fits
        whole = fits + (self.config.folds + 0.5 if self.config.folds > 1 else 0.0)
        for share in self.experts.fit(data):
            yield FitStep("fitting the experts", share * fits / whole, float("nan"))
        self.variance_weights[0] = torch.stack([pair.bayes.noise for pair in self.experts.pairs]).mean()
        factor, error = of_training_ratings(self, data)
        self.reach.fill_(factor)
        yield FitStep("fitting the experts", fits / whole, error, epoch_ended=True)
        if self.config.folds < 2:
            return
        features = torch.empty(len(data.ratings), self.experts.width)
        fold_of = torch.randint(self.config.folds, (len(data.ratings),), generator=self.generator).numpy()
        for fold in range(self.config.folds):
            stage = f"out-of-fold predictions {fold + 1} of {self.config.folds}"
            for share in self._fold_features(data, np.flatnonzero(fold_of == fold), features):
                yield FitStep(stage, (fits + fold + share) / whole, float("nan"))
        yield from self._fit_head(features, torch.from_numpy(np.array(data.ratings.values)), 1.0 - 0.5 / whole)

    def _fold_features(self, data: TrainingData, held_out: Int64Array, features: Tensor) -> Iterator[float]:
        """Fit experts on the other ratings and write what they say of the held-out ones."""
        others = np.setdiff1d(np.arange(len(data.ratings)), held_out)
        part = replace(data, ratings=data.ratings.take(others))
        experts = Experts(self.experts.config, 1, part, self.generator)
        yield from experts.fit(part)
        asked = data.ratings.take(held_out)
        users, movies = torch.from_numpy(asked.users).long(), torch.from_numpy(asked.movies).long()
        moments, places = torch.from_numpy(asked.timestamps), torch.from_numpy(held_out)
        for rows in torch.arange(len(users)).split(CHUNK):
            with torch.no_grad():
                state = experts.state(users[rows], moments[rows])
                told = experts.features(state, movies[rows], experts.predictions(state, movies[rows]))
            features[places[rows]] = told
            yield 1.0

    def _fit_head(self, features: Tensor, ratings: Tensor, begun: float) -> Iterator[FitStep]:
        self.centre.copy_(features.mean(0))
        self.spread.copy_(features.std(0) + 1e-6)
        heads = [*self.first.parameters(), *self.second.parameters(), *self.last.parameters()]
        passes = self.config.head_passes
        adam = Adam(heads, HEAD_RATE, HEAD_DECAY, decoupled=True)

        def loss(rows: Tensor, targets: Tensor) -> Tensor:
            return nn.functional.mse_loss(rows[:, 0] + self._correction(rows)[-1][:, 0], targets)

        for number in range(1, passes + 1):
            self.train()
            for _ in train_in_batches((features, ratings), 1, HEAD_BATCH, self.generator, loss, adam):
                yield FitStep("learning the correction", begun + (1 - begun) * (number - 0.5) / passes, float("nan"))
            adam.rate = HEAD_RATE * (1 + math.cos(math.pi * number / passes)) / 2
            self.eval()
            error = self._fit_variance(features, ratings)
            share = begun + (1 - begun) * number / passes
            yield FitStep("learning the correction", share, error, epoch_ended=True)

    @torch.no_grad()
    def _fit_variance(self, features: Tensor, ratings: Tensor) -> float:
        """Explain the squared errors by a mixture that cannot be negative; returns their mean."""
        errors = (features[:, 0] + self._correction(features)[-1][:, 0]).clamp(*self.scale) - ratings
        squared = errors.square()
        parts = self._variance_parts(features)
        weights, _ = scipy.optimize.nnls(parts.double().numpy(), squared.double().numpy())
        self.variance_weights.copy_(torch.from_numpy(weights))
        self.reach.fill_(of_left_out_errors(errors, parts @ self.variance_weights))
        return float(squared.mean())

    @staticmethod
    def _variance_parts(features: Tensor) -> Tensor:
        """[B, F] -> [B, 4]: one, the posterior's variance, the user's and the movie's variance of residuals."""
        return torch.stack([torch.ones(len(features)), *features[:, SPREADS].square().unbind(1)], dim=1)

    def _correction(self, features: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """[B, F] -> both hidden layers [B, head] and the correction [B, 1]."""
        scaled = ((features - self.centre) / self.spread).clamp(-5, 5)
        first = self.dropout(nn.functional.silu(self.first(scaled)))
        second = self.dropout(nn.functional.silu(self.second(first)))
        return first, second, self.last(second)

    def user_state(self, users: Tensor, moments: Tensor | None = None) -> Tensor:
        return self.experts.state(users, moments)

    def layers(self, state: Tensor, movies: Tensor) -> dict[str, Tensor]:
        predictions = self.experts.predictions(state, movies)  # [B, 2]
        features = self.experts.features(state, movies, predictions)  # [B, F]
        first, second, correction = self._correction(features)
        total = features[:, :1] + correction
        return {
            "experts": predictions, "features": features, "head 1": first, "head 2": second, PREDICTION: total
        }  # fmt: skip

    def movie_side(self, movies: Tensor) -> MovieSide:
        side = self.experts.movie_side(movies)
        if not self._corrects():
            return side
        statistics = self.experts.statistics
        known = torch.cat([statistics.movies[movies], statistics.genres[movies]], dim=1)
        return *side, self._share_of_first(known, MOVIE) + self.first.bias  # [B, head]

    def from_side(self, state: Tensor, side: MovieSide) -> tuple[Tensor, Tensor]:
        of_experts = side[:-1] if self._corrects() else side
        pairs = self.experts.from_side(state, of_experts)  # [B, 7]: prediction, ...
        of_user = torch.cat(self.experts.split_state(state)[2:]).unsqueeze(0)  # [1, f]
        spread_of_movie = of_experts[-1][:, 2]
        one, posterior, of_users, of_movies = self.variance_weights
        variance = one + posterior * pairs[:, 2].square() + of_users * of_user[0, 2].square()
        variance = variance + of_movies * spread_of_movie.square()
        if not self._corrects():
            return pairs[:, 0], variance
        of_pair, weight = self._inputs_of_first(pairs, PAIR)
        share = self._share_of_first(of_user, USER)  # [1, head], the weights of a further input that is always one
        inputs, weights = nn.functional.pad(of_pair, (0, 1), value=1.0), torch.cat([weight, share])
        first = nn.functional.silu(torch.addmm(side[-1], inputs, weights), inplace=True)
        second = nn.functional.silu(self.second(first), inplace=True)
        return pairs[:, 0] + self.last(second)[:, 0], variance

    def _corrects(self) -> bool:
        """Whether a correction was learned; before, it is zero for every pair."""
        return bool(self.last.weight.any()) or bool(self.last.bias.any())

    def _share_of_first(self, features: Tensor, owner: str) -> Tensor:
        """What one owner's features [B, f] add to the first layer of the correction, [B, head]."""
        inputs, weights = self._inputs_of_first(features, owner)
        return inputs @ weights

    def _inputs_of_first(self, features: Tensor, owner: str) -> tuple[Tensor, Tensor]:
        """One owner's features [B, f], scaled, and their weights [f, head] in the first layer of the correction."""
        columns = self._columns[owner]
        scaled = ((features - self.centre[columns]) / self.spread[columns]).clamp(-5, 5)
        return scaled, self.first.weight[:, columns].T

    def interval_factor(self) -> float:
        return float(self.reach)

    def predictive_variance(self, state: Tensor, movies: Tensor) -> Tensor:
        features = self.experts.features(state, movies, self.experts.predictions(state, movies))
        return self._variance_parts(features) @ self.variance_weights

    def fold_in(self, movies: Tensor, ratings: Tensor, users: Tensor) -> Tensor:
        """Each expert folds the new user in by its own way; the statistics are counted."""
        return self.experts.fold_in(movies, ratings, users)

    def movie_vectors(self) -> Tensor:
        return torch.cat(self.experts.movie_vectors(), dim=-1)

    def user_vectors(self) -> Tensor:
        return torch.cat(self.experts.user_vectors(), dim=-1)


HOUSE = Architecture(
    "house",
    "House model",
    "The most accurate: Bayesian factors, auto-encoder and neighbours, corrected; knows how sure it is.",
    HouseConfig,
    House,
    (
        Preset("fast", HouseConfig(folds=0, fits=1), {"keep_best": False}),
        Preset("best", HouseConfig(), {"keep_best": False}),
    ),
)


def _build_context(config: ContextHouseConfig, data: TrainingData, generator: torch.Generator) -> RatingModel:
    return House(config, data, generator, moments=True)


HOUSE_CONTEXT = Architecture(
    "house-context",
    "House model, context-aware",
    "Also looks at the user's ratings around the moment of the one predicted, later ones included. "
    "That moment is unknown for a movie still to be rated: it then assumes now. Not to be compared with plain models.",
    ContextHouseConfig,
    _build_context,
    (Preset("default", ContextHouseConfig(), {"keep_best": False}),),
    uses_moment=True,
)
