"""The two models that the house model averages, and what its correction is told of a user and a movie."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from movierec_gui.data.features import TrainingData
from movierec_gui.models.adam import Adam, train_in_batches
from movierec_gui.models.autorec import AutoRec, AutoRecConfig
from movierec_gui.models.base import PREDICTION, MovieSide
from movierec_gui.models.bayes_factors import BayesConfig, BayesianFactors, variational_fit
from movierec_gui.models.moment_context import WIDTH as MOMENT_WIDTH
from movierec_gui.models.moment_context import MomentContext
from movierec_gui.models.pair_statistics import PAIR, USER, USER_WIDTH, PairStatistics

AUTOREC_BATCH, AUTOREC_RATE = 512, 1e-3
SIDES_OF_EXPERTS = 8
"""Parts in ``Experts.movie_side``."""
CHUNK = 8192
"""Training ratings predicted at once."""


@dataclass(frozen=True)
class ExpertConfig:
    """How the two are fitted."""

    bayes: BayesConfig
    autorec: AutoRecConfig
    passes: int
    """Passes of the auto-encoder over the ratings."""
    moments: bool
    """Whether a user's state holds what the ratings around the moment tell."""


class Experts(nn.Module):
    """A Bayesian factorisation machine and an auto-encoder, fitted on one set of ratings, and its statistics."""

    def __init__(self, config: ExpertConfig, data: TrainingData, generator: torch.Generator) -> None:
        super().__init__()
        self.config, self.generator = config, generator
        self.bayes = BayesianFactors(config.bayes, data, generator)
        self.autorec = AutoRec(config.autorec, data, generator)
        self.statistics = PairStatistics(data)
        self.context = MomentContext(data) if config.moments else None

    def fit(self, data: TrainingData) -> Iterator[float]:
        """Fit both; yields how much is done, 0 to 1."""
        self.statistics.fit(data)
        fitting = variational_fit(data, self.config.bayes, self.generator)
        for step in range(fitting.steps):
            fitting.step()
            yield 0.5 * (step + 1) / fitting.steps
        self.bayes.take(fitting)
        self.autorec.fit(data)
        self.autorec.train()
        users, movies = (torch.from_numpy(index).long() for index in (data.ratings.users, data.ratings.movies))
        values = torch.from_numpy(np.array(data.ratings.values))
        adam = Adam(self.autorec.parameters(), AUTOREC_RATE)
        columns = (users, movies, values)
        loss = self.autorec.loss
        for share in train_in_batches(columns, self.config.passes, AUTOREC_BATCH, self.generator, loss, adam):
            yield 0.5 + 0.5 * share
        self.autorec.eval()
        if self.context is not None:
            self.context.fit(values - self._means(users, movies), self.statistics.unusual(movies, values))

    @torch.no_grad()
    def _means(self, users: Tensor, movies: Tensor) -> Tensor:
        """[n], [n] -> [n] the mean of the two predictions."""
        pairs = zip(users.split(CHUNK), movies.split(CHUNK), strict=True)
        return torch.cat([self.predictions(self.state(u), m).mean(-1) for u, m in pairs])

    def state(self, users: Tensor, moments: Tensor | None = None) -> Tensor:
        """[B], [B] -> [B, S]: both experts' states, the user's statistics, the moment's context if used."""
        parts = [self.bayes.user_state(users), self.autorec.user_state(users), self.statistics.users[users]]
        if self.context is not None:
            parts.append(self.context.of_moments(users, moments))
        return torch.cat(parts, dim=-1)

    def fold_in(self, movies: Tensor, ratings: Tensor, users: Tensor) -> Tensor:
        """A new user's state [S]: each expert finds its own, the statistics are counted, no moment is known."""
        one = torch.zeros_like(movies)
        parts = [self.bayes.fold_in(movies, ratings, users), self.autorec.fold_in(movies, ratings, users)]
        parts.append(self.statistics.of_users(one, movies, ratings, 1)[0])
        if self.context is not None:
            parts.append(self.context.of_nobody())
        return torch.cat(parts)

    def split_state(self, state: Tensor) -> list[Tensor]:
        """[B, S] -> the four parts of ``state``; the context is empty where it is not used."""
        bayes, context = 2 * (self.config.bayes.factors + 1), MOMENT_WIDTH if self.context is not None else 0
        autorec = state.shape[1] - bayes - USER_WIDTH - context
        return list(state.split([bayes, autorec, USER_WIDTH, context], dim=-1))

    def predictions(self, state: Tensor, movies: Tensor) -> Tensor:
        """[B, S], [B] -> [B, 2] the two predictions."""
        bayes, autorec, _, _ = self.split_state(state)
        both = [self.bayes.layers(bayes, movies)[PREDICTION], self.autorec.layers(autorec, movies)[PREDICTION]]
        return torch.cat(both, dim=-1)

    def features(self, state: Tensor, movies: Tensor, predictions: Tensor) -> Tensor:
        """[B, S], [B], [B, 2] -> [B, F]: mean, difference and spread of the predictions, statistics, context."""
        bayes, _, of_user, context = self.split_state(state)
        spread = self.bayes.spread(bayes, movies).clamp(min=0).sqrt()
        of_experts = torch.stack([predictions.mean(-1), predictions[:, 1] - predictions[:, 0], spread], dim=1)
        return torch.cat([of_experts, self.statistics.of_pairs(of_user, movies), context], dim=1)

    def movie_side(self, movies: Tensor) -> MovieSide:
        """[B] -> what ``from_side`` needs of the movies: both experts' sides, and the statistics [B, 6]."""
        return *self.bayes.movie_side(movies), *self.autorec.movie_side(movies), self.statistics.movies[movies]

    def from_side(self, state: Tensor, side: MovieSide) -> Tensor:
        """[S], the side of B movies -> [B, 5] the features that are the pair's own."""
        bayes, autorec, of_user, _ = self.split_state(state.unsqueeze(0))
        first, variance = self.bayes.spread_from_side(bayes[0], side[:-3])
        second, _ = self.autorec.from_side(autorec[0], side[-3:-1])
        of_experts = torch.stack([(first + second) / 2, second - first, variance.clamp(min=0).sqrt()], dim=1)
        return torch.cat([of_experts, self.statistics.away(of_user, side[-1])], dim=1)

    @property
    def width(self) -> int:
        """Numbers per pair in ``features``."""
        return len(self.owners)

    @property
    def owners(self) -> list[str]:
        """For each of the features in order, whose it is: the user's (at a moment), the movie's, or the pair's."""
        return 3 * [PAIR] + self.statistics.owners + (MOMENT_WIDTH if self.context is not None else 0) * [USER]
