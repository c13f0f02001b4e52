"""Matrix factorisation: biases plus the dot product of a user's and a movie's factors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor, nn

from movierec_gui.data.features import TrainingData
from movierec_gui.models.base import PREDICTION, Architecture, ModelConfig, Preset, RatingModel
from movierec_gui.models.batch import Batch
from movierec_gui.models.blocks import MovieTable, UserTable
from movierec_gui.models.catalogue import MovieSide
from movierec_gui.settings import setting


@dataclass(frozen=True)
class FactorConfig(ModelConfig):
    """Settings of a dot product with biases."""

    factors: int = setting(20, "Factors", "Numbers learned for each user and each movie", low=1, high=512)
    penalty: float = setting(
        0.05, "L2 penalty", "Weight of the squared factors and biases of each rating in the loss", low=0.0, high=10.0
    )


class DotProduct(RatingModel):
    """Mean + biases + dot product of the embeddings: biased matrix factorisation (Koren, Bell and Volinsky 2009).

    Richer models of the user override ``user_vector``.
    """

    default_layer: ClassVar[str] = "products"

    def __init__(self, config: FactorConfig, data: TrainingData, generator: torch.Generator) -> None:
        super().__init__(data.scale)
        self.penalty = config.penalty
        self.user_embedding = UserTable(data.n_users, config.factors, generator)
        self.movie_embedding = MovieTable(data.n_movies, config.factors, generator)
        self.user_bias = UserTable(data.n_users, 1, generator, spread=0.0)
        self.movie_bias = MovieTable(data.n_movies, 1, generator, spread=0.0)
        self.mean = nn.Parameter(torch.zeros(()))

    def fit(self, data: TrainingData) -> None:
        self.mean.data.fill_(data.mean)

    def user_vector(self, users: Tensor) -> Tensor:
        """[B] -> [B, factors] what is multiplied with the movie's factors."""
        return self.user_embedding(users)

    def user_state(self, users: Tensor) -> Tensor:
        return torch.cat([self.user_bias(users), self.user_vector(users)], dim=-1)  # [B, 1 + factors]

    def layers(self, state: Tensor, movies: Tensor) -> dict[str, Tensor]:
        return self._layers(state, self.movie_bias(movies), self.movie_embedding(movies))

    def movie_side(self, movies: Tensor) -> MovieSide:
        return self.movie_bias(movies)[:, 0] + self.mean, self.movie_embedding(movies)  # [B], [B, factors]

    def from_side(self, states: Tensor, side: MovieSide) -> tuple[Tensor, None]:
        biases, vectors = side
        return torch.addmm(biases, states[:, 1:], vectors.T).add_(states[:, :1]), None

    def loss(self, batch: Batch) -> Tensor:
        state = self.state_at(batch.users, batch.timestamps)
        bias, vector = self.movie_bias(batch.movies), self.movie_embedding(batch.movies)
        errors = self._layers(state, bias, vector)[PREDICTION][:, 0] - batch.values
        size = state.square().sum() + bias.square().sum() + vector.square().sum()
        return errors.square().mean() + self.penalty * size / len(batch)

    def _layers(self, state: Tensor, bias: Tensor, vector: Tensor) -> dict[str, Tensor]:
        """[B, 1 + factors], [B, 1], [B, factors] -> the named layers."""
        both = torch.cat([state[:, :1], bias], dim=-1)  # [B, 2]
        products = state[:, 1:] * vector  # [B, factors]
        total = self.mean + both.sum(-1, keepdim=True) + products.sum(-1, keepdim=True)
        return {"user": state[:, 1:], "biases": both, "products": products, PREDICTION: total}

    def movie_vectors(self) -> Tensor:
        return self.movie_embedding.weight.detach()

    def user_vectors(self) -> Tensor:
        return self.user_embedding.weight.detach()


DOT_PRODUCT = Architecture(
    "dot",
    "Dot product with biases",
    "Matrix factorisation: biases plus the dot product of user and movie factors.",
    FactorConfig,
    DotProduct,
    (Preset("default", FactorConfig(), {"epochs": 20, "learning_rate": 3e-3}),),
)
