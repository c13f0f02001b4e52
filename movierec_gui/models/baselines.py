"""Baselines that every network has to beat: the global mean, and user and movie biases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import torch
from torch import Tensor

from movierec_gui.data.features import TrainingData
from movierec_gui.models.base import PREDICTION, Architecture, ModelConfig, Preset, RatingModel
from movierec_gui.models.catalogue import MovieSide
from movierec_gui.settings import setting

USER_PULL, MOVIE_PULL = 5.0, 3.0
"""Ratings' worth of pull of a user's and a movie's bias towards none."""


class GlobalMean(RatingModel):
    """The mean of the training ratings for every pair."""

    fits_itself: ClassVar[bool] = True
    inferred: ClassVar[tuple[str, ...]] = ("mean",)

    def __init__(self, config: ModelConfig, data: TrainingData, generator: torch.Generator) -> None:
        super().__init__(data.scale)
        self.register_buffer("mean", torch.zeros(()))

    mean: Tensor

    def fit(self, data: TrainingData) -> None:
        self.mean.fill_(data.mean)

    def user_state(self, users: Tensor) -> Tensor:
        return self.mean.new_empty(len(users), 0)  # [B, 0]

    def layers(self, state: Tensor, movies: Tensor) -> dict[str, Tensor]:
        return {PREDICTION: self.mean.expand(len(movies), 1)}


@dataclass(frozen=True)
class BiasConfig(ModelConfig):
    """Settings of the bias baseline."""

    user_shrinkage: float = setting(
        USER_PULL,
        "User shrinkage",
        "Ratings' worth of pull towards no bias, per user",
        low=0.0,
        high=1000.0,
        unit="ratings",
    )
    movie_shrinkage: float = setting(
        MOVIE_PULL,
        "Movie shrinkage",
        "Ratings' worth of pull towards no bias, per movie",
        low=0.0,
        high=1000.0,
        unit="ratings",
    )
    rounds: int = setting(10, "Rounds", "Alternations between user and movie biases", low=1, high=100)


class Biases(RatingModel):
    """Mean + user bias + movie bias, by alternating shrunken averages (Koren 2009, the baseline predictor)."""

    fits_itself: ClassVar[bool] = True
    inferred: ClassVar[tuple[str, ...]] = ("mean", "user_bias", "movie_bias")
    default_layer: ClassVar[str] = "biases"

    def __init__(self, config: BiasConfig, data: TrainingData, generator: torch.Generator) -> None:
        super().__init__(data.scale)
        self.config = config
        self.register_buffer("mean", torch.zeros(()))
        self.register_buffer("user_bias", torch.zeros(data.n_users, 1))
        self.register_buffer("movie_bias", torch.zeros(data.n_movies, 1))

    mean: Tensor
    user_bias: Tensor
    movie_bias: Tensor

    def fit(self, data: TrainingData) -> None:
        ratings = data.ratings
        centred = ratings.values.astype(np.float64) - data.mean
        user, movie = np.zeros(data.n_users), np.zeros(data.n_movies)
        for _ in range(self.config.rounds):
            movie = _shrunken_mean(
                ratings.movies, centred - user[ratings.users], data.n_movies, self.config.movie_shrinkage
            )
            user = _shrunken_mean(
                ratings.users, centred - movie[ratings.movies], data.n_users, self.config.user_shrinkage
            )
        self.mean.fill_(data.mean)
        self.user_bias.copy_(torch.from_numpy(user)[:, None])
        self.movie_bias.copy_(torch.from_numpy(movie)[:, None])

    def user_state(self, users: Tensor) -> Tensor:
        return self.user_bias[users]  # [B, 1]

    def layers(self, state: Tensor, movies: Tensor) -> dict[str, Tensor]:
        both = torch.cat([state, self.movie_bias[movies]], dim=-1)  # [B, 2]
        return {"biases": both, PREDICTION: self.mean + both.sum(-1, keepdim=True)}

    def movie_side(self, movies: Tensor) -> MovieSide:
        return (self.mean + self.movie_bias[movies, 0],)  # [B]

    def from_side(self, states: Tensor, side: MovieSide) -> tuple[Tensor, None]:
        return states + side[0], None  # [P, 1] + [B]


def _shrunken_mean(index: np.ndarray, values: np.ndarray, size: int, shrinkage: float) -> np.ndarray:
    totals = np.bincount(index, weights=values, minlength=size)
    return totals / np.maximum(np.bincount(index, minlength=size) + shrinkage, 1e-9)


GLOBAL_MEAN = Architecture(
    "global-mean",
    "Global mean",
    "The mean training rating for everything: the error to start from.",
    ModelConfig,
    GlobalMean,
    (Preset("default", ModelConfig()),),
    fits_itself=True,
)
BIASES = Architecture(
    "biases",
    "User + movie bias",
    "How far each user and each movie lies above or below the mean.",
    BiasConfig,
    Biases,
    (Preset("default", BiasConfig()),),
    fits_itself=True,
)
