"""The models that the house model is made of, and what its correction is told of a user and a movie."""

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
from movierec_gui.models.neighbours import Neighbours
from movierec_gui.models.pair_statistics import PAIR, USER, USER_WIDTH, PairStatistics

AUTOREC_BATCH, AUTOREC_RATE = 512, 1e-3
SIDES_OF_EXPERTS = 9
"""Parts in ``Experts.movie_side``."""
OF_EXPERTS = 5
"""Numbers of a pair that the experts tell: see ``_of_experts``."""
CHUNK = 8192
"""Training ratings predicted at once."""


@dataclass(frozen=True)
class ExpertConfig:
    """How the two are fitted."""

    bayes: BayesConfig
    autorec: AutoRecConfig
    passes: int
    """Passes of the auto-encoder over the ratings."""
    neighbours: int
    """Numbers a movie that carry residuals to similar movies; 0: none."""
    moments: bool
    """Whether a user's state holds what the ratings around the moment tell."""


class Experts(nn.Module):
    """A Bayesian factorisation machine and an auto-encoder, fitted on one set of ratings, and its statistics.

    What the mean of the two leaves of a user's ratings is carried over to similar movies, as their vectors tell.
    """

    def __init__(self, config: ExpertConfig, data: TrainingData, generator: torch.Generator) -> None:
        super().__init__()
        self.config, self.generator = config, generator
        self.bayes = BayesianFactors(config.bayes, data, generator)
        self.autorec = AutoRec(config.autorec, data, generator)
        self.neighbours = Neighbours(config.neighbours, data)
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
        residuals = torch.empty_like(values)
        if self.config.neighbours:
            self.neighbours.compare(self._movie_vectors(), movies)
        for rows in torch.arange(len(values)).split(CHUNK):
            residuals[rows] = values[rows] - self._means(users[rows], movies[rows])
            if self.config.neighbours:
                self.neighbours.add(users[rows], movies[rows], residuals[rows])
            yield 1.0
        if self.context is not None:
            self.context.fit(residuals, self.statistics.unusual(movies, values))

    def _movie_vectors(self) -> Tensor:
        """[movies, d] both experts' vectors, each of length one, side by side."""
        both = (nn.functional.normalize(part.movie_vectors(), dim=1) for part in (self.bayes, self.autorec))
        return torch.cat(list(both), dim=1)

    @torch.no_grad()
    def _means(self, users: Tensor, movies: Tensor) -> Tensor:
        """[n], [n] -> [n] the mean of the two predictions."""
        return self.predictions(self.state(users), movies).mean(-1)

    def state(self, users: Tensor, moments: Tensor | None = None) -> Tensor:
        """[B], [B] -> [B, S]: both experts' states, what is left of the user's ratings, statistics, any context."""
        parts = [self.bayes.user_state(users), self.autorec.user_state(users)]
        parts += [self.neighbours.users[users], self.statistics.users[users]]
        if self.context is not None:
            parts.append(self.context.of_moments(users, moments))
        return torch.cat(parts, dim=-1)

    def fold_in(self, movies: Tensor, ratings: Tensor, users: Tensor) -> Tensor:
        """A new user's state [S]: each expert finds its own, the statistics are counted, no moment is known."""
        one = torch.zeros_like(movies)
        parts = [self.bayes.fold_in(movies, ratings, users), self.autorec.fold_in(movies, ratings, users)]
        known = zip((self.bayes, self.autorec), parts, strict=True)
        told = [model.layers(own.expand(len(movies), -1), movies)[PREDICTION] for model, own in known]  # [n, 1] each
        residuals = ratings - torch.cat(told, dim=-1).mean(-1)
        parts.append(self.neighbours.of_ratings(movies, residuals))
        parts.append(self.statistics.of_users(one, movies, ratings, 1)[0])
        if self.context is not None:
            parts.append(self.context.of_nobody())
        return torch.cat(parts)

    def split_state(self, state: Tensor) -> list[Tensor]:
        """[B, S] -> the five parts of ``state``; the context is empty where it is not used."""
        bayes, context = 2 * (self.config.bayes.factors + 1), MOMENT_WIDTH if self.context is not None else 0
        others = [2 * self.config.neighbours, USER_WIDTH, context]
        return list(state.split([bayes, state.shape[1] - bayes - sum(others), *others], dim=-1))

    def predictions(self, state: Tensor, movies: Tensor) -> Tensor:
        """[B, S], [B] -> [B, 2] the two predictions."""
        bayes, autorec = self.split_state(state)[:2]
        both = [self.bayes.layers(bayes, movies)[PREDICTION], self.autorec.layers(autorec, movies)[PREDICTION]]
        return torch.cat(both, dim=-1)

    def features(self, state: Tensor, movies: Tensor, predictions: Tensor) -> Tensor:
        """[B, S], [B], [B, 2] -> [B, F]: the experts' prediction, what it rests on, statistics, context."""
        bayes, _, left, of_user, context = self.split_state(state)
        spread = self.bayes.spread(bayes, movies)
        of_experts = _of_experts(predictions, spread, self.neighbours.carried(left, movies))
        return torch.cat([of_experts, self.statistics.of_pairs(of_user, movies), context], dim=1)

    def movie_side(self, movies: Tensor) -> MovieSide:
        """[B] -> what ``from_side`` needs of the movies: the experts' sides, numbers [B, n], and statistics [B, 6]."""
        numbers, statistics = self.neighbours.numbers[movies], self.statistics.movies[movies]
        return *self.bayes.movie_side(movies), *self.autorec.movie_side(movies), numbers, statistics

    def from_side(self, state: Tensor, side: MovieSide) -> Tensor:
        """[S], the side of B movies -> [B, 7] the features that are the pair's own."""
        bayes, autorec, left, of_user, _ = self.split_state(state.unsqueeze(0))
        first, variance = self.bayes.spread_from_side(bayes[0], side[:-4])
        second, _ = self.autorec.from_side(autorec[0], side[-4:-2])
        carried = self.neighbours.carried_to_side(left[0], side[-2])
        of_experts = _of_experts(torch.stack([first, second], dim=-1), variance, carried)
        return torch.cat([of_experts, self.statistics.away(of_user, side[-1])], dim=1)

    @property
    def width(self) -> int:
        """Numbers per pair in ``features``."""
        return len(self.owners)

    @property
    def owners(self) -> list[str]:
        """For each of the features in order, whose it is: the user's (at a moment), the movie's, or the pair's."""
        return OF_EXPERTS * [PAIR] + self.statistics.owners + (MOMENT_WIDTH if self.context is not None else 0) * [USER]


def _of_experts(predictions: Tensor, variance: Tensor, carried: Tensor) -> Tensor:
    """[B, 2], [B], [B, 2] -> [B, 5]: prediction, difference of the two, spread, what was carried, from how much."""
    mean, difference = predictions.mean(-1), predictions[:, 1] - predictions[:, 0]
    spread = variance.clamp(min=0).sqrt()
    return torch.stack([mean + carried[:, 0], difference, spread, carried[:, 0], carried[:, 1]], dim=1)
