"""A Bayesian factorisation machine and an auto-encoder, fitted on the same ratings."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from movierec_gui.data.features import TrainingData
from movierec_gui.models.autorec import AutoRec, AutoRecConfig
from movierec_gui.models.base import PREDICTION, MovieSide
from movierec_gui.models.bayes_factors import BayesConfig, BayesianFactors

SIDES_OF_PAIR = 7
"""Parts in ``ExpertPair.movie_side``."""


@dataclass(frozen=True)
class PairConfig:
    """How the two are fitted."""

    bayes: BayesConfig
    autorec: AutoRecConfig
    passes: int
    """Passes of the auto-encoder over the ratings."""


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

    def fold_in(self, movies: Tensor, ratings: Tensor, users: Tensor) -> Tensor:
        """A new user's state [S]: each finds its own."""
        return torch.cat([one.fold_in(movies, ratings, users) for one in (self.bayes, self.autorec)])

    def predictions(self, state: Tensor, movies: Tensor) -> Tensor:
        """[B, S], [B] -> [B, 2] the two predictions."""
        bayes, autorec = self._parts(state)
        both = [self.bayes.layers(bayes, movies)[PREDICTION], self.autorec.layers(autorec, movies)[PREDICTION]]
        return torch.cat(both, dim=-1)

    def spread(self, state: Tensor, movies: Tensor) -> Tensor:
        """[B, S], [B] -> [B] variance of the first prediction."""
        return self.bayes.spread(self._parts(state)[0], movies)

    def movie_side(self, movies: Tensor) -> MovieSide:
        """[B] -> what ``from_side`` needs of the movies."""
        return *self.bayes.movie_side(movies), *self.autorec.movie_side(movies)

    def from_side(self, state: Tensor, side: MovieSide) -> tuple[Tensor, Tensor]:
        """[S], the side of B movies -> [B, 2] as ``predictions``, [B] as ``spread``."""
        bayes, autorec = self._parts(state)
        first, spread = self.bayes.spread_from_side(bayes, side[:-2])
        return torch.stack([first, self.autorec.from_side(autorec, side[-2:])[0]], dim=-1), spread

    def movie_vectors(self) -> list[Tensor]:
        """Each one's learned vectors [movies, d]."""
        return [self.bayes.movie_vectors(), self.autorec.movie_vectors()]

    def user_vectors(self) -> list[Tensor]:
        """Each one's learned vectors [users, d]."""
        return [self.bayes.user_vectors(), self.autorec.user_vectors()]

    def _parts(self, state: Tensor) -> tuple[Tensor, ...]:
        """[..., S] -> the state of each."""
        return state.split(self._widths, dim=-1)
