"""A Bayesian factorisation machine and an auto-encoder, fitted on the same ratings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor, nn

from movierec_gui.data.features import TrainingData
from movierec_gui.models.autorec import AutoRec, AutoRecConfig
from movierec_gui.models.base import PREDICTION
from movierec_gui.models.bayes_factors import BayesConfig, BayesianFactors
from movierec_gui.models.catalogue import MovieSide


@dataclass(frozen=True)
class PairConfig:
    """How the two are fitted."""

    bayes: BayesConfig
    autorec: AutoRecConfig
    passes: int
    """Passes of the auto-encoder over the ratings."""
    batch: int = 512
    """Ratings that it learns from at a time."""


class PairSide(NamedTuple):
    """The two's inputs from B movies, each as its own ``movie_side`` returns it."""

    bayes: MovieSide
    autorec: MovieSide


class Prediction(NamedTuple):
    """Predictions of the two for B ratings."""

    both: Tensor
    """[B, 2] the Bayesian machine's prediction and the auto-encoder's."""
    variance: Tensor
    """[B] of the first."""


class ExpertPair(nn.Module):
    """The two, and how sure the first is. Each has a user state of its own; the pair's is both, side by side."""

    def __init__(self, config: PairConfig, data: TrainingData, generator: torch.Generator) -> None:
        super().__init__()
        self.config = config
        self.bayes = BayesianFactors(config.bayes, data, generator)
        self.autorec = AutoRec(config.autorec, data, generator)
        self._widths = [2 * (config.bayes.factors + 1), 1 + config.autorec.hidden]

    @property
    def state_width(self) -> int:
        """Numbers in the state of one user."""
        return sum(self._widths)

    def user_state(self, users: Tensor) -> Tensor:
        """[B] -> [B, S]."""
        return torch.cat([self.bayes.user_state(users), self.autorec.user_state(users)], dim=-1)

    def fold_in(self, movies: Tensor, values: Tensor, users: Tensor) -> Tensor:
        """A new user's state [S]: each finds its own."""
        return torch.cat([one.fold_in(movies, values, users) for one in (self.bayes, self.autorec)])

    def predictions(self, state: Tensor, movies: Tensor) -> Tensor:
        """[B, S], [B] -> [B, 2] the Bayesian machine's prediction and the auto-encoder's."""
        bayes, autorec = self._parts(state)
        both = [self.bayes.layers(bayes, movies)[PREDICTION], self.autorec.layers(autorec, movies)[PREDICTION]]
        return torch.cat(both, dim=-1)

    def variance(self, state: Tensor, movies: Tensor) -> Tensor:
        """[B, S], [B] -> [B] variance of the first prediction."""
        return self.bayes.spread(self._parts(state)[0], movies)

    def movie_side(self, movies: Tensor) -> PairSide:
        """[B] -> what ``from_side`` needs of the movies."""
        return PairSide(self.bayes.movie_side(movies), self.autorec.movie_side(movies))

    def from_side(self, state: Tensor, side: PairSide) -> Prediction:
        """[S], the side of B movies -> what ``predictions`` and ``variance`` give."""
        bayes, autorec = self._parts(state)
        first, variance = self.bayes.spread_from_side(bayes.unsqueeze(0), side.bayes)
        second, _ = self.autorec.from_side(autorec.unsqueeze(0), side.autorec)
        return Prediction(torch.cat([first, second]).T, variance[0])

    def movie_vectors(self) -> list[Tensor]:
        """Each one's learned vectors [movies, d]."""
        return [self.bayes.movie_vectors(), self.autorec.movie_vectors()]

    def user_vectors(self) -> list[Tensor]:
        """Each one's learned vectors [users, d]."""
        return [self.bayes.user_vectors(), self.autorec.user_vectors()]

    def _parts(self, state: Tensor) -> tuple[Tensor, ...]:
        """[..., S] -> the state of each."""
        return state.split(self._widths, dim=-1)
