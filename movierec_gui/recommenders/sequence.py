"""What comes next: self-attention over the movies in the order in which they were rated (SASRec, Kang & McAuley 2018).

Every rating but the first is predicted from those before it, against all movies at once (cross-entropy), which works
better than the single negative of the paper (Klenitskiy & Vasilev, RecSys 2023).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from movierec_gui.data.dataset import Int64Array
from movierec_gui.data.features import TrainingData
from movierec_gui.models.adam import Adam
from movierec_gui.models.blocks import Dropout, Table, linear
from movierec_gui.recommenders.base import RecommenderKind
from movierec_gui.recommenders.neural import Neural, NeuralConfig, step
from movierec_gui.recommenders.people import Histories, People
from movierec_gui.settings import setting

NOTHING = -1
"""Stands where a sequence is shorter than others."""


@dataclass(frozen=True)
class SequenceConfig(NeuralConfig):
    """Settings of the sequence model."""

    width: int = setting(64, "Width", "Numbers for each movie", low=2, high=1_024)
    blocks: int = setting(2, "Blocks", "Attention layers, one after another", low=1, high=12)
    length: int = setting(50, "Sequence length", "Latest ratings that are read", low=2, high=1_000, unit="ratings")
    dropout: float = setting(0.3, "Dropout", "Share of numbers silenced in training", low=0.0, high=0.95)


class _Block(nn.Module):
    """Attention to oneself and what came before, then two dense layers; both are added to what came in."""

    def __init__(self, config: SequenceConfig, generator: torch.Generator) -> None:
        super().__init__()
        width = config.width
        self.before, self.between = nn.LayerNorm(width), nn.LayerNorm(width)
        self.asked = linear(width, 3 * width, generator)
        self.inner, self.outer = linear(width, 2 * width, generator), linear(2 * width, width, generator)
        self.dropout = Dropout(config.dropout, generator)

    def forward(self, x: Tensor, hidden: Tensor) -> Tensor:
        """[B, L, width] -> the same; ``hidden`` [B, L, L] is -inf where a place may not look."""
        query, key, value = self.asked(self.before(x)).chunk(3, dim=-1)
        weights = (query @ key.transpose(1, 2) / query.shape[-1] ** 0.5 + hidden).softmax(-1)  # [B, L, L]
        x = x + self.dropout(weights @ value)
        return x + self.dropout(self.outer(nn.functional.silu(self.inner(self.between(x)))))


class _Network(nn.Module):
    def __init__(self, movies: int, config: SequenceConfig, generator: torch.Generator) -> None:
        super().__init__()
        self.movies = Table(movies, config.width, generator)
        self.positions = Table(config.length, config.width, generator)
        self.blocks = nn.ModuleList(_Block(config, generator) for _ in range(config.blocks))
        self.last = nn.LayerNorm(config.width)
        self.bias = nn.Parameter(torch.zeros(movies))
        self.dropout = Dropout(config.dropout, generator)

    def forward(self, sequences: Tensor) -> Tensor:
        """[B, L] columns, ``NOTHING`` before those of short sequences -> [B, L, width]."""
        there = sequences >= 0
        x = self.movies(sequences.clamp(min=0)) + self.positions.weight[-sequences.shape[1] :]
        x = self.dropout(x) * there.unsqueeze(-1)
        length = sequences.shape[1]
        allowed = torch.ones(length, length, dtype=torch.bool).tril() & there.unsqueeze(1)
        allowed = allowed | torch.eye(length, dtype=torch.bool)  # somewhere each must look
        hidden = torch.zeros(allowed.shape).masked_fill(~allowed, -torch.inf)  # [B, L, L]
        for block in self.blocks:
            x = block(x, hidden)
        return self.last(x)

    def odds(self, states: Tensor) -> Tensor:
        """[n, width] -> [n, m]"""
        return states @ self.movies.weight.T + self.bias


class Sequence(Neural):
    """Scores are the logarithms of odds of what would be rated next, after the person's latest ratings."""

    network: _Network

    def __init__(self, config: SequenceConfig, data: TrainingData, generator: torch.Generator) -> None:
        self._config = config
        super().__init__(config, data, generator)
        self._adam = Adam(self.network.parameters(), config.learning_rate)
        self._people: People | None = None

    def make_network(self, movies: int) -> nn.Module:
        return _Network(movies, self._config, self._generator)

    def epoch(self, data: TrainingData, number: int) -> Iterator[tuple[float, float]]:
        if self._people is None:
            self._people = Histories(data.ratings, data.n_users).of(np.flatnonzero(data.user_counts))
        shift = int(torch.randint(self._config.length, (1,), generator=self._generator))
        windows = torch.from_numpy(self._windows(self._people, shift))  # [w, L + 1]
        order = torch.randperm(len(windows), generator=self._generator).split(self._config.batch_size)
        for done, chosen in enumerate(order, 1):
            batch = windows[chosen]
            given, wanted = batch[:, :-1], batch[:, 1:]
            asked = (given >= 0) & (wanted >= 0)
            odds = self.network.odds(self.network(given)[asked])  # [n, m]
            loss = step(self._adam, nn.functional.cross_entropy(odds, wanted[asked]))
            yield done / len(order), loss

    def optimisers(self) -> tuple[Adam, ...]:
        return (self._adam,)

    def _windows(self, people: People, shift: int) -> Int64Array:
        """Everybody's ratings in parts of one more than the sequence length, cut from the end less ``shift``."""
        length = self._config.length
        found: list[Int64Array] = []
        for person in range(len(people)):
            places = self.places(people.movies[people.starts[person] : people.starts[person + 1]])
            places = places[places >= 0]
            ends = [len(places), *range(len(places) - 1 - shift, 1, -length)]
            found += [_ending(places[max(0, end - length - 1) : end], length + 1) for end in ends if end > 1]
        return np.stack(found) if found else np.empty((0, length + 1), np.int64)

    def outputs(self, people: People) -> Tensor:
        sequences = []
        for person in range(len(people)):
            places = self.places(people.movies[people.starts[person] : people.starts[person + 1]])
            sequences.append(_ending(places[places >= 0][-self._config.length :], self._config.length))
        states = self.network(torch.from_numpy(np.stack(sequences)))[:, -1]  # [B, width]
        return self.network.odds(states)


def _ending(places: Int64Array, length: int) -> Int64Array:
    """The same with ``NOTHING`` before it, to a length."""
    return np.pad(places, (length - len(places), 0), constant_values=NOTHING)


SEQUENCE = RecommenderKind(
    "sequence", "What comes next", "Self-attention over your ratings in their order.", SequenceConfig, Sequence
)
