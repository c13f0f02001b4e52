"""What every network has to beat: the global mean, user and movie biases, and a dot product with biases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import torch
from torch import Tensor, nn

from movierec_gui.data.features import TrainingData
from movierec_gui.models.base import PREDICTION, Architecture, ModelConfig, Preset, RatingModel
from movierec_gui.models.blocks import embedding
from movierec_gui.settings import setting


class GlobalMean(RatingModel):
    """The mean of the training ratings for every pair."""

    closed_form: ClassVar[bool] = True

    def __init__(self, config: ModelConfig, data: TrainingData, generator: torch.Generator) -> None:
        super().__init__(data.scale)
        self.register_buffer("mean", torch.zeros(()))

    mean: Tensor

    def fit(self, data: TrainingData) -> None:
        self.mean.fill_(data.mean)

    def user_state(self, users: Tensor, moments: Tensor | None = None) -> Tensor:
        return self.mean.new_empty(len(users), 0)  # [B, 0]

    def layers(self, state: Tensor, movies: Tensor) -> dict[str, Tensor]:
        return {PREDICTION: self.mean.expand(len(movies), 1)}


@dataclass(frozen=True)
class BiasConfig(ModelConfig):
    """Settings of the bias baseline."""

    user_shrinkage: float = setting(
        5.0, "User shrinkage", "Ratings' worth of pull towards no bias, per user", low=0.0, high=1000.0, unit="ratings"
    )
    movie_shrinkage: float = setting(
        3.0,
        "Movie shrinkage",
        "Ratings' worth of pull towards no bias, per movie",
        low=0.0,
        high=1000.0,
        unit="ratings",
    )
    rounds: int = setting(10, "Rounds", "Alternations between user and movie biases", low=1, high=100)


class Biases(RatingModel):
    """Mean + user bias + movie bias, by alternating shrunken averages (Koren 2009, the baseline predictor)."""

    closed_form: ClassVar[bool] = True
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

    def user_state(self, users: Tensor, moments: Tensor | None = None) -> Tensor:
        return self.user_bias[users]  # [B, 1]

    def layers(self, state: Tensor, movies: Tensor) -> dict[str, Tensor]:
        both = torch.cat([state, self.movie_bias[movies]], dim=-1)  # [B, 2]
        return {"biases": both, PREDICTION: self.mean + both.sum(-1, keepdim=True)}


@dataclass(frozen=True)
class DotConfig(ModelConfig):
    """Settings of the dot product with biases."""

    factors: int = setting(20, "Factors", "Numbers learned for each user and each movie", low=1, high=512)
    penalty: float = setting(
        0.05, "L2 penalty", "Weight of the squared factors and biases of each rating in the loss", low=0.0, high=10.0
    )


class DotProduct(RatingModel):
    """Mean + biases + dot product of the embeddings: biased matrix factorisation (Koren, Bell and Volinsky 2009)."""

    default_layer: ClassVar[str] = "products"

    def __init__(self, config: DotConfig, data: TrainingData, generator: torch.Generator) -> None:
        super().__init__(data.scale)
        self.penalty = config.penalty
        self.user_embedding = embedding(data.n_users, config.factors, generator)
        self.movie_embedding = embedding(data.n_movies, config.factors, generator)
        self.user_bias = embedding(data.n_users, 1, generator, spread=0.0)
        self.movie_bias = embedding(data.n_movies, 1, generator, spread=0.0)
        self.mean = nn.Parameter(torch.zeros(()))

    def fit(self, data: TrainingData) -> None:
        self.mean.data.fill_(data.mean)

    def user_state(self, users: Tensor, moments: Tensor | None = None) -> Tensor:
        return torch.cat([self.user_bias(users), self.user_embedding(users)], dim=-1)  # [B, 1 + factors]

    def layers(self, state: Tensor, movies: Tensor) -> dict[str, Tensor]:
        both = torch.cat([state[:, :1], self.movie_bias(movies)], dim=-1)  # [B, 2]
        products = state[:, 1:] * self.movie_embedding(movies)  # [B, factors]
        total = self.mean + both.sum(-1, keepdim=True) + products.sum(-1, keepdim=True)
        return {"biases": both, "products": products, PREDICTION: total}

    def loss(self, users: Tensor, movies: Tensor, ratings: Tensor, moments: Tensor | None = None) -> Tensor:
        state = self.user_state(users)
        errors = self.layers(state, movies)[PREDICTION][:, 0] - ratings
        size = (
            state.square().sum() + self.movie_embedding(movies).square().sum() + self.movie_bias(movies).square().sum()
        )
        return errors.square().mean() + self.penalty * size / len(ratings)

    def movie_vectors(self) -> Tensor:
        return self.movie_embedding.weight.detach()

    def user_vectors(self) -> Tensor:
        return self.user_embedding.weight.detach()


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
)
BIASES = Architecture(
    "biases",
    "User + movie bias",
    "How far each user and each movie lies above or below the mean.",
    BiasConfig,
    Biases,
    (Preset("default", BiasConfig()),),
)
DOT_PRODUCT = Architecture(
    "dot",
    "Dot product with biases",
    "Matrix factorisation: biases plus the dot product of user and movie factors.",
    DotConfig,
    DotProduct,
    (Preset("default", DotConfig(), {"epochs": 20, "learning_rate": 3e-3}),),
)
