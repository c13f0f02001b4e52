"""RecVAE: a variational auto-encoder of what a person rated (Shenbin et al. 2020, arXiv 1912.11160).

The encoder gives a normal distribution of a person's code, a linear decoder the odds of every movie. The code is held
near a mixture of a standard normal, a wide one and what the encoder of the epoch before said; encoder and decoder learn
by turns, and only the encoder from a part of a person's ratings.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
import torch
from torch import Tensor, nn

from movierec_gui.data.features import TrainingData
from movierec_gui.models.adam import Adam
from movierec_gui.models.blocks import Dropout, linear
from movierec_gui.recommenders.base import RecommenderKind
from movierec_gui.recommenders.neural import Neural, NeuralConfig, step
from movierec_gui.recommenders.people import People
from movierec_gui.recommenders.signals import Reader, Signal, signal_setting
from movierec_gui.settings import setting

LAYERS = 5
SHARES = (3 / 20, 3 / 4, 1 / 10)
"""Of the standard normal, the earlier posterior and the wide normal in the prior."""
WIDE_LOG_VARIANCE = 10.0
ENCODER_TURNS = 3
"""Passes of the encoder for each one of the decoder."""


@dataclass(frozen=True)
class RecVaeConfig(NeuralConfig):
    """Settings of RecVAE."""

    signal: Signal = signal_setting("rated")
    hidden: int = setting(200, "Hidden nodes", "Width of the encoder's layers", low=1, high=4_096)
    code: int = setting(64, "Code", "Numbers that describe a person", low=1, high=1_024)
    dropout: float = setting(
        0.5, "Dropout", "Share of a person's ratings that the encoder does not see in training", low=0.0, high=0.95
    )
    pull: float = setting(
        0.005, "Pull", "Weight of the prior for each of a person's ratings", low=0.0, high=10.0, logarithmic=True
    )


class _Encoder(nn.Module):
    """Dense layers of which each also gets the sum of all before it; layer norm and swish after each."""

    def __init__(self, movies: int, config: RecVaeConfig, generator: torch.Generator) -> None:
        super().__init__()
        self.dropout = Dropout(config.dropout, generator)
        widths = [movies, *[config.hidden] * (LAYERS - 1)]
        self.dense = nn.ModuleList(linear(width, config.hidden, generator) for width in widths)
        self.norms = nn.ModuleList(nn.LayerNorm(config.hidden, eps=0.1) for _ in widths)
        self.mean = linear(config.hidden, config.code, generator)
        self.log_variance = linear(config.hidden, config.code, generator)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """[B, m] -> mean and logarithm of the variance of the codes, each [B, code]."""
        hidden = self.dropout(nn.functional.normalize(x))
        total: Tensor | None = None
        for dense, norm in zip(self.dense, self.norms, strict=True):
            given = dense(hidden) if total is None else dense(hidden) + total
            hidden = norm(nn.functional.silu(given))  # [B, hidden]
            total = hidden if total is None else total + hidden
        return self.mean(hidden), self.log_variance(hidden)


class _Network(nn.Module):
    def __init__(self, movies: int, config: RecVaeConfig, generator: torch.Generator) -> None:
        super().__init__()
        self.encoder = _Encoder(movies, config, generator)
        self.decoder = linear(config.code, movies, generator)


class RecVae(Neural):
    """Scores are the decoder's logarithms of odds at the mean of the person's code."""

    network: _Network

    def __init__(self, config: RecVaeConfig, data: TrainingData, generator: torch.Generator) -> None:
        self._config = config
        self._reader = Reader(config.signal, data.scale)
        super().__init__(config, data, generator)
        self._earlier = copy.deepcopy(self.network.encoder).eval()
        encoder = list(self.network.encoder.parameters())
        self._turns = ((Adam(encoder, config.learning_rate), ENCODER_TURNS),
                       (Adam(self.network.decoder.parameters(), config.learning_rate), 1))  # fmt: skip
        self._rows: sp.csr_matrix | None = None

    def make_network(self, movies: int) -> nn.Module:
        return _Network(movies, self._config, self._generator)

    def epoch(self, data: TrainingData, number: int) -> Iterator[tuple[float, float]]:
        if self._rows is None:
            rows = self._reader.training_matrix(data)[:, self.columns].tocsr()
            self._rows = rows[np.flatnonzero(np.diff(rows.indptr))]
        rows, size = self._rows, self._config.batch_size
        batches = -(-rows.shape[0] // size)
        done = 0
        for turn, (adam, passes) in enumerate(self._turns):
            if turn == 1:
                self._earlier.load_state_dict(self.network.encoder.state_dict())
                self.network.encoder.dropout.eval()
            for _ in range(passes):
                for chosen in torch.randperm(rows.shape[0], generator=self._generator).split(size):
                    loss = step(adam, self._loss(_dense(rows[chosen.numpy()])))
                    done += 1
                    yield done / ((ENCODER_TURNS + 1) * batches), loss

    def optimisers(self) -> tuple[Adam, ...]:
        return tuple(adam for adam, _ in self._turns)

    def load_state(self, state: Mapping[str, Tensor]) -> None:
        super().load_state(state)
        self._earlier.load_state_dict(self.network.encoder.state_dict())  # as they are between two epochs

    def _loss(self, x: Tensor) -> Tensor:
        mean, log_variance = self.network.encoder(x)  # each [B, code]
        noise = torch.randn(mean.shape, generator=self._generator)
        code = mean + noise * (0.5 * log_variance).exp()
        fit = (nn.functional.log_softmax(self.network.decoder(code), dim=-1) * x).sum(-1)  # [B]
        surprise = (_log_density(code, mean, log_variance) - self._log_prior(code, x)).sum(-1)  # [B]
        return (self._config.pull * x.sum(-1) * surprise - fit).mean()

    def _log_prior(self, code: Tensor, x: Tensor) -> Tensor:
        with torch.no_grad():
            mean, log_variance = self._earlier(x)
        zero = torch.zeros_like(code)
        parts = (
            _log_density(code, zero, zero),
            _log_density(code, mean, log_variance),
            _log_density(code, zero, zero + WIDE_LOG_VARIANCE),
        )
        weighted = [part + math.log(share) for part, share in zip(parts, SHARES, strict=True)]
        return torch.stack(weighted).logsumexp(0)

    def outputs(self, people: People) -> Tensor:
        x = self._reader.matrix(people, self._n_movies)[:, self.columns]
        return self.network.decoder(self.network.encoder(_dense(x))[0])


def _dense(rows: sp.csr_matrix) -> Tensor:
    return torch.from_numpy(rows.toarray().astype(np.float32))


def _log_density(x: Tensor, mean: Tensor, log_variance: Tensor) -> Tensor:
    """Of a normal distribution, element by element."""
    return -0.5 * (log_variance + math.log(2 * math.pi) + (x - mean).square() / log_variance.exp())


RECVAE = RecommenderKind("recvae", "RecVAE", "A variational auto-encoder of what a person rated.", RecVaeConfig, RecVae)
