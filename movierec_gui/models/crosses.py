"""Wide & deep, done properly: a wide part that remembers single users, movies, and users' taste for genres."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor, nn

from movierec_gui.data.features import TrainingData
from movierec_gui.models.base import PREDICTION, Architecture, ModelConfig, Preset, RatingModel
from movierec_gui.models.batch import Batch
from movierec_gui.models.blocks import (
    Dropout,
    MovieTable,
    OneStepLSTM,
    UserTable,
    linear,
    of_movie,
    of_users,
    weighted_nodes,
)
from movierec_gui.models.catalogue import MovieSide
from movierec_gui.models.movie_words import word_layer, word_vectors_setting, words_setting
from movierec_gui.settings import setting


@dataclass(frozen=True)
class CrossesConfig(ModelConfig):
    """Settings of wide & deep with crosses."""

    factors: int = setting(50, "Embedding size", "Numbers learned for each user and each movie", low=1, high=512)
    hidden: int = setting(40, "Hidden nodes", "Width of the LSTM in the deep part", low=1, high=1024)
    dropout: float = setting(
        0.75, "Dropout", "Share silenced after the embeddings and after the LSTM", low=0.0, high=0.95
    )
    penalty: float = setting(
        0.02, "L2 penalty", "Weight of the squared wide weights of each rating in the loss", low=0.0, high=10.0
    )
    words: str = words_setting()
    word_vectors: int = word_vectors_setting()


class WideDeepCrosses(RatingModel):
    """Wide: one-hot user, one-hot movie and user x genre crosses; deep: embeddings -> LSTM; summed (Cheng et al. 2016).

    The wide weights of a pair are the user's, the movie's, and the user's for each of the movie's genres, over
    sqrt(genres). Where asked for, the movie's words are summed with the movie's own: into its wide weight, and into its
    embedding.
    """

    default_layer: ClassVar[str] = "deep"
    genres: Tensor

    def __init__(self, config: CrossesConfig, data: TrainingData, generator: torch.Generator) -> None:
        super().__init__(data.scale)
        self.penalty = config.penalty
        flags = torch.from_numpy(data.genres).float()
        self.register_buffer("genres", flags / flags.sum(-1, keepdim=True).clamp(min=1).sqrt(), persistent=False)
        self.user_embedding = UserTable(data.n_users, config.factors, generator)
        self.movie_embedding = MovieTable(data.n_movies, config.factors, generator)
        self.user_wide = UserTable(data.n_users, 1 + flags.shape[1], generator, spread=0.0)
        self.movie_wide = MovieTable(data.n_movies, 1, generator, spread=0.0)
        self.embedding_dropout = Dropout(config.dropout, generator)
        self.cell = OneStepLSTM(2 * config.factors, config.hidden, generator)
        self.hidden_dropout = Dropout(config.dropout, generator)
        self.output = linear(config.hidden, 1, generator)
        self.words = word_layer(data, config.words, config.word_vectors, 1 + config.factors)
        self.factors = config.factors

    def fit(self, data: TrainingData) -> None:
        nn.init.constant_(self.output.bias, data.mean)

    def user_state(self, users: Tensor) -> Tensor:
        return torch.cat([self.user_embedding(users), self.user_wide(users)], dim=-1)  # [B, factors + 1 + genres]

    def layers(self, state: Tensor, movies: Tensor) -> dict[str, Tensor]:
        vector, wide = state.split([self.factors, state.shape[1] - self.factors], dim=-1)
        own, of_movie = self._movie_vectors(movies)  # [B, factors], [B, 1]
        both = torch.cat([vector, own], dim=-1)  # [B, 2 * factors]
        deep = self.cell(self.embedding_dropout(both))  # [B, hidden]
        crosses = (wide[:, 1:] * self.genres[movies]).sum(-1, keepdim=True)  # [B, genres] -> [B, 1]
        parts = torch.cat([wide[:, :1], of_movie, crosses], dim=-1)  # [B, 3]
        total = parts.sum(-1, keepdim=True) + self.output(self.hidden_dropout(deep))
        return {"embeddings": both, "deep": deep, "wide": parts, PREDICTION: total}

    def movie_side(self, movies: Tensor) -> MovieSide:
        own, wide = self._movie_vectors(movies)
        return of_movie(self.cell.gates, own), wide[:, 0], self.genres[movies]  # [3 * hidden, B], [B], [B, genres]

    def from_side(self, states: Tensor, side: MovieSide) -> tuple[Tensor, None]:
        gates, of_movies, genres = side
        vectors, wide = states[:, : self.factors], states[:, self.factors :]  # [P, factors], [P, 1 + genres]
        deep = weighted_nodes(self.cell, gates, of_users(self.cell.gates, vectors), self.output.weight[0])  # [P, B]
        return deep.add_(wide[:, 1:] @ genres.T).add_(wide[:, :1] + self.output.bias).add_(of_movies), None

    def loss(self, batch: Batch) -> Tensor:
        state = self.user_state(batch.users)
        layers = self.layers(state, batch.movies)
        errors = layers[PREDICTION][:, 0] - batch.values
        size = state[:, self.factors :].square().sum() + layers["wide"][:, 1].square().sum()
        return errors.square().mean() + self.penalty * size / len(batch)

    def _movie_vectors(self, movies: Tensor) -> tuple[Tensor, Tensor]:
        """[B] -> the embedding [B, factors] and the wide weight [B, 1] of each movie."""
        own, wide = self.movie_embedding(movies), self.movie_wide(movies)
        if self.words is None:
            return own, wide
        of_words = self.words(movies)  # [B, 1 + factors]
        return own + of_words[:, 1:], wide + of_words[:, :1]

    @torch.no_grad()
    def movie_vectors(self) -> Tensor:
        return self._movie_vectors(torch.arange(self.movie_embedding.num_embeddings, device=self.device))[0]

    def user_vectors(self) -> Tensor:
        return self.user_embedding.weight.detach()


WIDE_DEEP_CROSSES = Architecture(
    "wide-deep-crosses",
    "Wide & deep with crosses",
    "The article's idea done properly: biases and users' taste for genres beside the deep network.",
    CrossesConfig,
    WideDeepCrosses,
    (Preset("default", CrossesConfig(), {"epochs": 20}),),
)
