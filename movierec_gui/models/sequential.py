"""Recurrent and attentive networks over what a user really rated before: the sequence that the article lacks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor, nn

from movierec_gui.data.features import TrainingData
from movierec_gui.models.base import Architecture, Preset
from movierec_gui.models.blocks import Dropout, Table, linear
from movierec_gui.models.factors import DotProduct, FactorConfig
from movierec_gui.models.histories import Histories
from movierec_gui.settings import setting

ENCODERS = ("gru", "lstm", "attention")
ENCODER_NAMES = {"gru": "GRU", "lstm": "LSTM"}


@dataclass(frozen=True)
class SequentialConfig(FactorConfig):
    """Settings of a network over the user's earlier ratings."""

    encoder: str = setting(
        "gru", "Encoder", "How the earlier ratings become one vector", choices=ENCODERS, names=ENCODER_NAMES
    )
    length: int = setting(20, "Sequence length", "How many earlier ratings are read", low=1, high=500, unit="ratings")
    dropout: float = setting(0.3, "Dropout", "Share of the history's vector silenced in training", low=0.0, high=0.95)


class SequentialNetwork(DotProduct):
    """Mean + biases + (user factors + encoded history) . movie factors.

    The history is the user's last training ratings strictly before the moment of the one predicted, each as its movie's
    embedding beside its rating. GRU: Cho et al. 2014; LSTM: Hochreiter and Schmidhuber 1997; attention: scaled dot
    product with the user's own vector as the query (Vaswani et al. 2017).
    """

    default_layer: ClassVar[str] = "user"

    def __init__(self, config: SequentialConfig, data: TrainingData, generator: torch.Generator) -> None:
        super().__init__(config, data, generator)
        k = config.factors
        self.length = config.length
        self.histories = Histories(data)
        self.seen_embedding = Table(data.n_movies, k, generator)
        self.encoder = _encoder(config.encoder, k, generator)
        self.dropout = Dropout(config.dropout, generator)
        self.project = linear(k, k, generator)

    def user_vector(self, users: Tensor) -> Tensor:
        return self._vector_at(users, None)

    def state_at(self, users: Tensor, moments: Tensor | None) -> Tensor:
        return torch.cat([self.user_bias(users), self._vector_at(users, moments)], dim=-1)  # [B, 1 + factors]

    def _vector_at(self, users: Tensor, moments: Tensor | None) -> Tensor:
        """[B], [B] -> [B, factors] the user's own factors and the ratings before the moment, encoded."""
        movies, residuals, exists = self.histories.latest(users, moments, self.length)  # three of [B, L]
        seen = self.seen_embedding(movies.flatten()).unflatten(0, movies.shape)  # [B, L, k]
        steps = torch.cat([seen, residuals.unsqueeze(-1)], dim=-1)  # [B, L, k + 1]
        own = self.user_embedding(users)  # [B, k]
        encoded = self.project(self.dropout(self.encoder(steps, exists, own)))  # [B, k]
        return own + encoded * exists.any(-1, keepdim=True)


class _Recurrent(nn.Module):
    """The last state of a GRU or LSTM; steps that do not exist come first and are fed as zeros."""

    def __init__(self, cell: nn.GRU | nn.LSTM, generator: torch.Generator) -> None:
        super().__init__()
        self.cell = cell
        for name, weight in cell.named_parameters():
            if name.startswith("weight"):
                nn.init.xavier_uniform_(weight, generator=generator)
            else:
                nn.init.zeros_(weight)

    def forward(self, steps: Tensor, exists: Tensor, own: Tensor) -> Tensor:
        """[B, L, k + 1], [B, L], [B, k] -> [B, k]."""
        outputs, _ = self.cell(steps * exists.unsqueeze(-1))  # [B, L, k]
        last: Tensor = outputs[:, -1]
        return last


class _Attention(nn.Module):
    """A weighted mean of the steps, the weights from how each step's key fits the user's vector."""

    def __init__(self, factors: int, generator: torch.Generator) -> None:
        super().__init__()
        self.keys = linear(factors + 1, factors, generator)
        self.values = linear(factors + 1, factors, generator)
        self.query = linear(factors, factors, generator)

    def forward(self, steps: Tensor, exists: Tensor, own: Tensor) -> Tensor:
        """[B, L, k + 1], [B, L], [B, k] -> [B, k]."""
        query = self.query(own).unsqueeze(1)  # [B, 1, k]
        scores = (self.keys(steps) * query).sum(-1) / steps.shape[-1] ** 0.5  # [B, L]
        weights = torch.softmax(scores.masked_fill(~exists, -1e9), dim=-1)
        return (weights.unsqueeze(-1) * self.values(steps)).sum(1)


def _encoder(name: str, factors: int, generator: torch.Generator) -> nn.Module:
    if name == "attention":
        return _Attention(factors, generator)
    kind = {"gru": nn.GRU, "lstm": nn.LSTM}[name]
    return _Recurrent(kind(factors + 1, factors, batch_first=True), generator)


_TRAINING = {"epochs": 20, "batch_size": 512, "learning_rate": 3e-3}

SEQUENTIAL = Architecture(
    "sequential",
    "Recurrent over real history",
    "A GRU, LSTM or attention over the movies that the user rated before, added to a dot product with biases.",
    SequentialConfig,
    SequentialNetwork,
    (
        Preset("GRU", SequentialConfig(), _TRAINING),
        Preset("LSTM", SequentialConfig(encoder="lstm"), _TRAINING),
        Preset("attention", SequentialConfig(encoder="attention"), _TRAINING),
    ),
)
