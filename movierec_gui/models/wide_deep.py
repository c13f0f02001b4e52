"""The article's wide & deep network: embeddings through an LSTM beside the two ids themselves."""

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
    draw_ahead,
    linear,
    of_movie,
    of_users,
    weighted_nodes,
)
from movierec_gui.models.catalogue import MovieSide
from movierec_gui.models.gradients import linear_step, squared_error_step
from movierec_gui.models.movie_words import word_layer, word_vectors_setting, words_setting
from movierec_gui.settings import setting


@dataclass(frozen=True)
class WideDeepConfig(ModelConfig):
    """Settings of the article's wide & deep network."""

    factors: int = setting(55, "Embedding size", "Numbers learned for each user and each movie", low=1, high=512)
    hidden: int = setting(40, "Hidden nodes", "Width of the LSTM in the deep part", low=1, high=1024)
    dropout: float = setting(
        0.8, "Dropout", "Share silenced after the embeddings and after the LSTM", low=0.0, high=0.95
    )
    wide: int = setting(2, "Wide nodes", "Width of the dense layer on the two ids", low=1, high=64)
    scale_ids: bool = setting(
        True, "Scale ids to 0-1", "Off: the raw indices, as the article fed them; training then tends to blow up"
    )
    words: str = words_setting()
    word_vectors: int = word_vectors_setting()


class WideDeepNetwork(RatingModel):
    """Embeddings -> LSTM, beside (user id, movie id) -> dense; concatenated -> dense 1. After Cheng et al. 2016.

    The movie's words, where asked for, are further inputs of the wide layer.
    """

    default_layer: ClassVar[str] = "deep"

    def __init__(self, config: WideDeepConfig, data: TrainingData, generator: torch.Generator) -> None:
        super().__init__(data.scale)
        self.user_embedding = UserTable(data.n_users, config.factors, generator)
        self.movie_embedding = MovieTable(data.n_movies, config.factors, generator)
        self.embedding_dropout = Dropout(config.dropout, generator)
        self.cell = OneStepLSTM(2 * config.factors, config.hidden, generator)
        self.hidden_dropout = Dropout(config.dropout, generator)
        self.wide = linear(2, config.wide, generator)
        self.output = linear(config.hidden + config.wide, 1, generator)
        self.words = word_layer(data, config.words, config.word_vectors, config.wide)
        self.user_unit = 1.0 / data.n_users if config.scale_ids else 1.0
        self.movie_unit = 1.0 / data.n_movies if config.scale_ids else 1.0

    def fit(self, data: TrainingData) -> None:
        nn.init.constant_(self.output.bias, data.mean)

    def user_state(self, users: Tensor) -> Tensor:
        ids = (users * self.user_unit).unsqueeze(-1).float()  # [B, 1]
        return torch.cat([self.user_embedding(users), ids], dim=-1)  # [B, factors + 1]

    def layers(self, state: Tensor, movies: Tensor) -> dict[str, Tensor]:
        both = torch.cat([state[:, :-1], self.movie_embedding(movies)], dim=-1)  # [B, 2 * factors]
        deep = self.cell(self.embedding_dropout(both))  # [B, hidden]
        ids = torch.stack([state[:, -1], (movies * self.movie_unit).float()], dim=-1)  # [B, 2]
        wide = self.wide(ids)  # [B, wide]
        if self.words is not None:
            wide = wide + self.words(movies)
        joined = torch.cat([self.hidden_dropout(deep), wide], dim=-1)  # [B, hidden + wide]
        return {"embeddings": both, "deep": deep, "wide": wide, PREDICTION: self.output(joined)}

    @property
    def learns_rows(self) -> bool:
        """Whether ``learn_rows`` knows the gradients of all that the settings ask for."""
        return self.words is None

    @property
    def learns_pieces(self) -> bool:
        """Each rating is looked at by itself."""
        return True

    def draw_ahead(self, steps: int, size: int) -> None:
        """See ``LearnsRows``."""
        widths = 2 * self.user_embedding.embedding_dim, self.output.in_features - self.wide.out_features
        draw_ahead(list(zip((self.embedding_dropout, self.hidden_dropout), widths, strict=True)), steps, size)

    @torch.no_grad()
    def learn_rows(self, rows: Tensor, batch: Batch) -> tuple[Tensor, Tensor]:
        """Returns the ``loss`` in training, and its gradients: see ``LearnsRows``."""
        both, to_both = self.embedding_dropout.with_gradient(torch.cat(rows.chunk(2), dim=1))  # [B, 2 * factors]
        gates, to_gates = linear_step(self.cell.gates, both)
        deep, to_deep = self.cell.with_gradient(gates)  # [B, hidden]
        kept, to_kept = self.hidden_dropout.with_gradient(deep)
        ids = torch.stack([batch.users * self.user_unit, batch.movies * self.movie_unit], dim=-1).float()  # [B, 2]
        wide, to_wide = linear_step(self.wide, ids)  # [B, wide]
        predicted, to_output = linear_step(self.output, torch.cat([kept, wide], dim=1))  # [B, 1]
        loss, gradient = squared_error_step(predicted, batch.values)
        gradient, of_wide = to_output(gradient).split([deep.shape[1], wide.shape[1]], dim=1)
        to_wide(of_wide)
        for step in (to_kept, to_deep, to_gates, to_both):
            gradient = step(gradient)
        return loss, torch.cat(gradient.chunk(2, dim=1))

    def movie_side(self, movies: Tensor) -> MovieSide:
        wide = of_movie(self.wide, (movies * self.movie_unit).float().unsqueeze(-1))  # [wide, B]
        if self.words is not None:
            wide = wide + self.words(movies).T
        return of_movie(self.cell.gates, self.movie_embedding(movies)), wide  # [3 * hidden, B], [wide, B]

    def from_side(self, states: Tensor, side: MovieSide) -> tuple[Tensor, None]:
        deep, wide = self.output.weight[0].split([self.output.in_features - len(side[1]), len(side[1])])
        found = weighted_nodes(self.cell, side[0], of_users(self.cell.gates, states[:, :-1]), deep)
        of_wide = (of_users(self.wide, states[:, -1:]) @ wide).unsqueeze(1) + wide @ side[1]  # [P, B]
        return found.add_(of_wide).add_(self.output.bias), None

    def movie_vectors(self) -> Tensor:
        return self.movie_embedding.weight.detach()

    def user_vectors(self) -> Tensor:
        return self.user_embedding.weight.detach()


_SCHEDULE = {"epochs": 45, "schedule": "steps"}

WIDE_DEEP = Architecture(
    "wide-deep",
    "Wide & deep (the article's)",
    "An LSTM on the embeddings beside the bare user and movie ids.",
    WideDeepConfig,
    WideDeepNetwork,
    (
        Preset("article, ids scaled", WideDeepConfig(), _SCHEDULE, 0.789),
        Preset("article, raw ids", WideDeepConfig(scale_ids=False), _SCHEDULE, 0.789),
    ),
)
