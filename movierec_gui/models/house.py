"""The house model: a Bayesian factorisation machine and an auto-encoder, averaged, with neighbours and a correction."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import ClassVar

import numpy as np
import scipy.optimize
import torch
from torch import Tensor, nn

from movierec_gui.data.dataset import Int64Array
from movierec_gui.data.features import TrainingData
from movierec_gui.models.adam import Adam
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
from movierec_gui.models.batch_passes import BatchPasses
from movierec_gui.models.bayes_factors import BayesConfig
from movierec_gui.models.blocks import Dropout, linear, use_generator
from movierec_gui.models.expert_fits import experts_fit
from movierec_gui.models.expert_pair import PairConfig
from movierec_gui.models.experts import CHUNK, OF_EXPERTS, ExpertConfig, Experts
from movierec_gui.models.interval_factor import NORMAL_FACTOR, of_left_out_errors, of_training_ratings
from movierec_gui.models.own_fit import UNKNOWN, FitStep, InTurn, OneStep, OwnFit, Part, prefixed, under
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
        self.config = config
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

    def own_fit(self, data: TrainingData, generator: torch.Generator) -> OwnFit:
        return HouseFit(self, data, generator)

    def correct(self, features: Tensor) -> Tensor:
        """[B, F] -> [B] predictions, unclipped."""
        return features[:, 0] + self._correction(features)[-1][:, 0]

    @torch.no_grad()
    def fit_variance(self, features: Tensor, ratings: Tensor) -> float:
        """Explain the squared errors by a mixture that cannot be negative; returns their mean."""
        errors = self.correct(features).clamp(*self.scale) - ratings
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


class HouseFit(OwnFit):
    """The experts on all ratings; experts without each fold's ratings, to learn from; the correction.

    The parts that stay draw their dropout from a stream of its own, which begins at the generator's seed; all else is
    drawn from the generator. So it was when the published figures were measured.
    """

    def __init__(self, model: House, data: TrainingData, generator: torch.Generator) -> None:
        self._model, self._data = model, data
        self._dropout = torch.Generator().manual_seed(generator.initial_seed())
        use_generator(model, self._dropout)
        config = model.config
        experts = Part(partial(experts_fit, model.experts, data, generator), config.fits, "fitting the experts")
        parts = [experts, Part(partial(OneStep, self._judge), 0.0)]
        self._features: Tensor | None = None
        if config.folds > 1:
            self._features = features = torch.zeros(len(data.ratings), model.experts.width)
            out_of_fold = partial(OutOfFold, model.experts.config, config.folds, data, features, generator)
            parts += [Part(out_of_fold, config.folds), Part(partial(HeadFit, model, data, features, generator), 0.5)]
        self._parts = InTurn(parts, generator)

    def steps(self) -> Iterator[FitStep]:
        return self._parts.steps()

    def state(self) -> dict[str, Tensor]:
        parts = self._parts.state()
        if not parts:
            return {}
        found = {"dropout": self._dropout.get_state()} | prefixed("parts.", parts)
        if self._features is not None and self._parts.number >= AFTER_EXPERTS:
            found["features"] = self._features
        return found

    def load_state(self, state: Mapping[str, Tensor]) -> None:
        if "dropout" in state:
            self._dropout.set_state(state["dropout"])
        if self._features is not None and "features" in state:
            self._features.copy_(state["features"])
        self._parts.load_state(under("parts.", state))

    def _judge(self) -> FitStep:
        """Say how sure the experts alone are."""
        model = self._model
        model.variance_weights[0] = torch.stack([pair.bayes.noise for pair in model.experts.pairs]).mean()
        factor, error = of_training_ratings(model, self._data)
        model.reach.fill_(factor)
        return FitStep("fitting the experts", 1.0, error, epoch_ended=True)


AFTER_EXPERTS = 2
"""Number of the first part of a house model's fit that fills the features."""


class OutOfFold(OwnFit):
    """Fills the features [n, F]: each rating as experts see it that were fitted without its fold."""

    def __init__(
        self, config: ExpertConfig, folds: int, data: TrainingData, features: Tensor, generator: torch.Generator
    ) -> None:
        self._config, self._count, self._data, self._features = config, folds, data, features
        self._generator = generator
        self._drawn_from = generator.get_state()
        self._folds = self._drawn_folds(generator)

    def _drawn_folds(self, draws: torch.Generator) -> InTurn:
        data, count = self._data, self._count
        fold_of = torch.randint(count, (len(data.ratings),), generator=draws).numpy()
        parts = [
            Part(
                partial(FoldFit, self._config, data, np.flatnonzero(fold_of == fold), self._features, self._generator),
                1.0,
                f"out-of-fold predictions {fold + 1} of {count}",
            )
            for fold in range(count)
        ]
        return InTurn(parts, self._generator)

    def steps(self) -> Iterator[FitStep]:
        return self._folds.steps()

    def state(self) -> dict[str, Tensor]:
        return {"drawn_from": self._drawn_from} | prefixed("folds.", self._folds.state())

    def load_state(self, state: Mapping[str, Tensor]) -> None:
        self._drawn_from = state["drawn_from"]
        draws = torch.Generator()
        draws.set_state(self._drawn_from)
        self._folds = self._drawn_folds(draws)
        self._folds.load_state(under("folds.", state))


class FoldFit(OwnFit):
    """Experts on all ratings but the held-out ones, and what they say of these, written into the features [n, F]."""

    def __init__(
        self,
        config: ExpertConfig,
        data: TrainingData,
        held_out: Int64Array,
        features: Tensor,
        generator: torch.Generator,
    ) -> None:
        others = np.setdiff1d(np.arange(len(data.ratings)), held_out)
        part = replace(data, ratings=data.ratings.take(others))
        self._asked, self._places = data.ratings.take(held_out), torch.from_numpy(held_out)
        self._features = features
        self._experts = Experts(config, 1, part, generator)
        self._fit = experts_fit(self._experts, part, generator)
        self._told = 0  # held-out ratings that are described

    def steps(self) -> Iterator[FitStep]:
        if self._told == 0:
            yield from self._fit.steps()
        experts, asked = self._experts.eval(), self._asked
        users, movies = torch.from_numpy(asked.users).long(), torch.from_numpy(asked.movies).long()
        moments = torch.from_numpy(asked.timestamps)
        while self._told < len(users):
            rows = torch.arange(self._told, min(self._told + CHUNK, len(users)))
            with torch.no_grad():
                state = experts.state(users[rows], moments[rows])
                told = experts.features(state, movies[rows], experts.predictions(state, movies[rows]))
            self._features[self._places[rows]] = told
            self._told += len(rows)
            yield FitStep("", 1.0, UNKNOWN)

    def state(self) -> dict[str, Tensor]:
        found = {"told": torch.tensor(self._told)} | prefixed("experts.", self._experts.state_dict())
        return found if self._told else found | prefixed("fit.", self._fit.state())

    def load_state(self, state: Mapping[str, Tensor]) -> None:
        self._told = int(state["told"])
        self._experts.load_state_dict(under("experts.", state))
        self._fit.load_state(under("fit.", state))


class HeadFit(OwnFit):
    """The correction, learned from out-of-fold features [n, F] in passes over the ratings."""

    def __init__(self, model: House, data: TrainingData, features: Tensor, generator: torch.Generator) -> None:
        self._model, self._features = model, features
        self._ratings = torch.from_numpy(np.array(data.ratings.values))
        heads = [*model.first.parameters(), *model.second.parameters(), *model.last.parameters()]
        self._adam = Adam(heads, HEAD_RATE, HEAD_DECAY, decoupled=True)
        columns = (features, self._ratings)
        self._passes = BatchPasses(columns, HEAD_BATCH, generator, self._loss, self._adam)

    def _loss(self, rows: Tensor, targets: Tensor) -> Tensor:
        return nn.functional.mse_loss(self._model.correct(rows), targets)

    def steps(self) -> Iterator[FitStep]:
        model, features, wanted = self._model, self._features, self._model.config.head_passes
        stage = "learning the correction"
        if not self._passes.begun:
            model.centre.copy_(features.mean(0))
            model.spread.copy_(features.std(0) + 1e-6)
        while self._passes.done < wanted:
            self._adam.rate = HEAD_RATE * (1 + math.cos(math.pi * self._passes.done / wanted)) / 2
            model.train()
            for _ in self._passes.next_pass():
                yield FitStep(stage, (self._passes.done + 0.5) / wanted, UNKNOWN)
            model.eval()
            error = model.fit_variance(features, self._ratings)
            yield FitStep(stage, self._passes.done / wanted, error, epoch_ended=True)

    def state(self) -> dict[str, Tensor]:
        return self._passes.state()

    def load_state(self, state: Mapping[str, Tensor]) -> None:
        self._passes.load_state(state)


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
