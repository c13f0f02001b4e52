"""The article's networks: user and movie embedding, concatenated, through one hidden layer, to a rating."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor, nn

from movierec_gui.data.features import TrainingData
from movierec_gui.models.base import PREDICTION, Architecture, ModelConfig, Preset, RatingModel
from movierec_gui.models.batch import Batch
from movierec_gui.models.batch_norm import BatchNorm
from movierec_gui.models.blocks import (
    Cell,
    DenseCell,
    Dropout,
    MovieTable,
    OneStepGRU,
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

EMBEDDINGS, HIDDEN, NORMALISED = "embeddings", "hidden", "normalised"


@dataclass(frozen=True)
class InteractionConfig(ModelConfig):
    """Settings of an embedding network with one hidden layer."""

    factors: int = setting(50, "Embedding size", "Numbers learned for each user and each movie", low=1, high=512)
    hidden: int = setting(70, "Hidden nodes", "Width of the interim layer (of each direction)", low=1, high=1024)
    embedding_dropout: float = setting(
        0.3, "Dropout after embeddings", "Share of embedding inputs silenced at each training step", low=0.0, high=0.95
    )
    hidden_dropout: float = setting(
        0.75, "Dropout after hidden layer", "Share of hidden nodes silenced at each training step", low=0.0, high=0.95
    )
    batch_norm: bool = setting(False, "Batch normalisation", "Standardise the hidden layer's outputs over each batch")
    dense_output: bool = setting(
        True, "Dense output", "Off: the sum of the hidden nodes is the prediction, as in the article's GRU of one node"
    )
    words: str = words_setting()
    word_vectors: int = word_vectors_setting()


class InteractionNetwork(RatingModel):
    """Concatenated embeddings -> dropout -> hidden layer -> (batch norm) -> dropout -> dense 1.

    A movie's words, where asked for, are added to its embedding: what is learned of one is known of those like it.
    """

    default_layer: ClassVar[str] = HIDDEN

    def __init__(
        self,
        config: InteractionConfig,
        data: TrainingData,
        cell: Cell,
        width: int,
        generator: torch.Generator,
    ) -> None:
        super().__init__(data.scale)
        self.user_embedding = UserTable(data.n_users, config.factors, generator)
        self.movie_embedding = MovieTable(data.n_movies, config.factors, generator)
        self.embedding_dropout = Dropout(config.embedding_dropout, generator)
        self.cell, self._width = cell, width
        self.norm = BatchNorm(width) if config.batch_norm else None
        self.hidden_dropout = Dropout(config.hidden_dropout, generator)
        self.output = linear(width, 1, generator) if config.dense_output else None
        self.words = word_layer(data, config.words, config.word_vectors, config.factors)

    def fit(self, data: TrainingData) -> None:
        if self.output is not None:
            nn.init.constant_(self.output.bias, data.mean)

    def user_state(self, users: Tensor) -> Tensor:
        return self.user_embedding(users)  # [B] -> [B, factors]

    def layers(self, state: Tensor, movies: Tensor) -> dict[str, Tensor]:
        both = torch.cat([state, self._movie_vectors(movies)], dim=-1)  # [B, 2 * factors]
        hidden = self.cell(self.embedding_dropout(both))  # [B, width]
        named = {EMBEDDINGS: both, HIDDEN: hidden}
        if self.norm is not None:
            hidden = named[NORMALISED] = self.norm(hidden)
        named[PREDICTION] = self._output(self.hidden_dropout(hidden))  # [B, 1]
        return named

    @property
    def learns_rows(self) -> bool:
        """Whether ``learn_rows`` knows the gradients of all that the settings ask for."""
        return self.output is not None and self.words is None

    @property
    def learns_pieces(self) -> bool:
        """Batch normalisation looks at all ratings of a batch."""
        return self.norm is None

    def draw_ahead(self, steps: int, size: int) -> None:
        """See ``LearnsRows``."""
        widths = 2 * self.user_embedding.embedding_dim, self._width
        draw_ahead(list(zip((self.embedding_dropout, self.hidden_dropout), widths, strict=True)), steps, size)

    @torch.no_grad()
    def learn_rows(self, rows: Tensor, batch: Batch) -> tuple[Tensor, Tensor]:
        """Returns the ``loss`` in training, and its gradients: see ``LearnsRows``."""
        if self.output is None:
            raise ValueError("the gradients of a sum of hidden nodes are torch's to find")
        both, to_both = self.embedding_dropout.with_gradient(torch.cat(rows.chunk(2), dim=1))  # [B, 2 * factors]
        gates, to_gates = linear_step(self.cell.gates, both)
        hidden, to_hidden = self.cell.with_gradient(gates)  # [B, width]
        steps = [to_both, to_gates, to_hidden]
        if self.norm is not None:
            hidden, to_norm = self.norm.with_gradient(hidden)
            steps.append(to_norm)
        kept, to_kept = self.hidden_dropout.with_gradient(hidden)
        predicted, to_output = linear_step(self.output, kept)  # [B, 1]
        loss, gradient = squared_error_step(predicted, batch.values)
        for step in reversed([*steps, to_kept, to_output]):
            gradient = step(gradient)
        return loss, torch.cat(gradient.chunk(2, dim=1))

    def movie_side(self, movies: Tensor) -> MovieSide:
        return (of_movie(self.cell.gates, self._movie_vectors(movies)),)  # [gates, B]

    def from_side(self, states: Tensor, side: MovieSide) -> tuple[Tensor, None]:
        weights, rest = self._last_weights()
        return weighted_nodes(self.cell, side[0], of_users(self.cell.gates, states), weights).add_(rest), None

    def _last_weights(self) -> tuple[Tensor, Tensor]:
        """[width], []: what predictions multiply the hidden nodes by, and add."""
        if self.output is None:
            weights, rest = self.cell.gates.weight.new_ones(self._width), self.cell.gates.weight.new_zeros(())
        else:
            weights, rest = self.output.weight[0], self.output.bias[0]
        if self.norm is None:
            return weights, rest
        scale = self.norm.weight / (self.norm.running_var + self.norm.eps).sqrt()
        return weights * scale, rest + weights @ (self.norm.bias - self.norm.running_mean * scale)

    def _output(self, hidden: Tensor) -> Tensor:
        """[B, width] -> [B, 1]."""
        return hidden.sum(-1, keepdim=True) if self.output is None else self.output(hidden)

    def _movie_vectors(self, movies: Tensor) -> Tensor:
        own = self.movie_embedding(movies)  # [B] -> [B, factors]
        return own if self.words is None else own + self.words(movies)

    @torch.no_grad()
    def movie_vectors(self) -> Tensor:
        return self._movie_vectors(torch.arange(self.movie_embedding.num_embeddings, device=self.device))

    def user_vectors(self) -> Tensor:
        return self.user_embedding.weight.detach()


def _build_dense(config: InteractionConfig, data: TrainingData, generator: torch.Generator) -> RatingModel:
    cell = DenseCell(2 * config.factors, config.hidden, generator)
    return InteractionNetwork(config, data, cell, config.hidden, generator)


def _build_lstm(config: InteractionConfig, data: TrainingData, generator: torch.Generator) -> RatingModel:
    cell = OneStepLSTM(2 * config.factors, config.hidden, generator)
    return InteractionNetwork(config, data, cell, config.hidden, generator)


def _build_gru(config: InteractionConfig, data: TrainingData, generator: torch.Generator) -> RatingModel:
    cell = OneStepGRU(2 * config.factors, config.hidden, generator)
    return InteractionNetwork(config, data, cell, config.hidden, generator)


# With one step and a zero state, the two directions are two independent cells on the same input: one cell, twice as
# wide.
def _build_bidirectional_lstm(config: InteractionConfig, data: TrainingData, generator: torch.Generator) -> RatingModel:
    cell = OneStepLSTM(2 * config.factors, 2 * config.hidden, generator)
    return InteractionNetwork(config, data, cell, 2 * config.hidden, generator)


def _build_bidirectional_gru(config: InteractionConfig, data: TrainingData, generator: torch.Generator) -> RatingModel:
    cell = OneStepGRU(2 * config.factors, 2 * config.hidden, generator)
    return InteractionNetwork(config, data, cell, 2 * config.hidden, generator)


def _preset(
    name: str, hidden: int, dropouts: tuple[float, float], epochs: int, mse: float, batch_norm: bool = False
) -> Preset:
    config = InteractionConfig(50, hidden, dropouts[0], dropouts[1], batch_norm)
    return Preset(name, config, {"epochs": epochs}, mse)


DENSE = Architecture(
    "dense",
    "Dense network",
    "The article's baseline, after fast.ai: embeddings, one dense layer with ReLU, one output.",
    InteractionConfig,
    _build_dense,
    (
        _preset("article", 70, (0.3, 0.75), 20, 0.783),
        Preset("more dropout", InteractionConfig(50, 70, 0.75, 0.5), {"epochs": 25}),
        Preset("averaged weights", InteractionConfig(50, 70, 0.3, 0.75), {"epochs": 20, "averaging": 1.0}),
    ),
)
GRU = Architecture(
    "gru",
    "GRU (one step)",
    "The article's recurrent layer with a GRU cell; it sees a sequence of length one, so nothing recurs.",
    InteractionConfig,
    _build_gru,
    (
        _preset("article", 70, (0.3, 0.75), 10, 0.766),
        Preset("more dropout", InteractionConfig(50, 40, 0.75, 0.5), {"epochs": 25}),
        Preset("article, one node", InteractionConfig(50, 1, 0.0, 0.0, dense_output=False), {"epochs": 8}, 7.62),
    ),
)
LSTM = Architecture(
    "lstm",
    "LSTM (one step)",
    "The article's best network, with an LSTM cell; it sees a sequence of length one, so nothing recurs.",
    InteractionConfig,
    _build_lstm,
    (
        _preset("article", 50, (0.75, 0.75), 20, 0.769, batch_norm=True),
        _preset("article, 70 nodes", 70, (0.75, 0.75), 15, 0.771),
        Preset("less dropout", InteractionConfig(50, 50, 0.75, 0.5), {"epochs": 20}),
    ),
)
BIDIRECTIONAL_GRU = Architecture(
    "bigru",
    "Bidirectional GRU (one step)",
    "Two GRU cells side by side; with one step the directions see the same input.",
    InteractionConfig,
    _build_bidirectional_gru,
    (
        _preset("article, 40 nodes", 40, (0.75, 0.75), 20, 0.774),
        _preset("article, 70 nodes", 70, (0.3, 0.75), 10, 0.778),
        _preset("article, 30 nodes", 30, (0.75, 0.75), 20, 0.773),
        _preset("article, 25 nodes", 25, (0.75, 0.75), 20, 0.773),
    ),
)
BIDIRECTIONAL_LSTM = Architecture(
    "bilstm",
    "Bidirectional LSTM (one step)",
    "Two LSTM cells side by side; with one step the directions see the same input.",
    InteractionConfig,
    _build_bidirectional_lstm,
    (
        _preset("article, 40 nodes", 40, (0.75, 0.75), 20, 0.772),
        _preset("article, 50 nodes", 50, (0.75, 0.75), 20, 0.771),
        _preset("article, 35 nodes", 35, (0.75, 0.75), 20, 0.773),
        _preset("article, 30 nodes", 30, (0.75, 0.75), 20, 0.773),
    ),
)
