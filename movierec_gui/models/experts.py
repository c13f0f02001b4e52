"""The models that the house model is made of, and what its correction is told of a user and a movie."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import torch
from torch import Tensor, nn

from movierec_gui.data.features import TrainingData
from movierec_gui.models.base import MovieSide
from movierec_gui.models.expert_pair import SIDES_OF_PAIR, ExpertPair, PairConfig
from movierec_gui.models.moment_context import WIDTH as MOMENT_WIDTH
from movierec_gui.models.moment_context import MomentContext
from movierec_gui.models.neighbours import Neighbours
from movierec_gui.models.pair_statistics import PAIR, USER, USER_WIDTH, PairStatistics

OF_EXPERTS = 5
"""Numbers that the experts tell of a user and a movie: see ``_of_experts``."""
CHUNK = 8192
"""Training ratings predicted at once."""


@dataclass(frozen=True)
class ExpertConfig:
    """How the experts are fitted."""

    pair: PairConfig
    neighbours: int
    """Numbers a movie that carry residuals to similar movies; 0: none."""
    moments: bool
    """Whether a user's state holds what the ratings around the moment tell."""


class Experts(nn.Module):
    """Pairs of experts on one set of ratings, fitted from other random numbers and averaged, and its statistics.

    What the mean of all of them leaves of a user's ratings is carried over to similar movies, as their vectors tell.
    """

    def __init__(self, config: ExpertConfig, fits: int, data: TrainingData, generator: torch.Generator) -> None:
        super().__init__()
        self.config = config
        self.fits = nn.ModuleList(ExpertPair(config.pair, data, generator) for _ in range(fits))
        self.neighbours = Neighbours(config.neighbours, data)
        self.statistics = PairStatistics(data)
        self.context = MomentContext(data) if config.moments else None

    @property
    def pairs(self) -> tuple[ExpertPair, ...]:
        """Every fit of the two."""
        return cast(tuple[ExpertPair, ...], tuple(self.fits))

    def movie_directions(self) -> Tensor:
        """[movies, d] every expert's vectors, each of length one, side by side."""
        return torch.cat([nn.functional.normalize(vectors, dim=1) for vectors in self.movie_vectors()], dim=1)

    @torch.no_grad()
    def left_of(self, users: Tensor, movies: Tensor, values: Tensor) -> Tensor:
        """[n], [n], [n] -> [n] what the mean of all predictions leaves of ratings."""
        return values - self.predictions(torch.cat(self._known(users), dim=-1), movies).mean(-1)

    def _known(self, users: Tensor) -> list[Tensor]:
        return [pair.user_state(users) for pair in self.pairs]

    def state(self, users: Tensor, moments: Tensor | None = None) -> Tensor:
        """[B], [B] -> [B, S]: every pair's states, what is left of the user's ratings, statistics, any context."""
        tables = self.neighbours.users, self.statistics.users
        parts = [*self._known(users), *(table.index_select(0, users) for table in tables)]
        if self.context is not None:
            parts.append(self.context.of_moments(users, moments))
        return torch.cat(parts, dim=-1)

    def fold_in(self, movies: Tensor, ratings: Tensor, users: Tensor) -> Tensor:
        """A new user's state [S]: each expert finds its own, the statistics are counted, no moment is known."""
        one = torch.zeros_like(movies)
        parts = [pair.fold_in(movies, ratings, users) for pair in self.pairs]
        residuals = ratings - self.predictions(torch.cat(parts).expand(len(movies), -1), movies).mean(-1)
        parts.append(self.neighbours.of_ratings(movies, residuals))
        parts.append(self.statistics.of_users(one, movies, ratings, 1)[0])
        if self.context is not None:
            parts.append(self.context.of_nobody())
        return torch.cat(parts)

    def split_state(self, state: Tensor) -> list[Tensor]:
        """[..., S] -> the four parts of ``state``, all pairs' as one; the context is empty where it is not used."""
        context = MOMENT_WIDTH if self.context is not None else 0
        others = [2 * self.config.neighbours, USER_WIDTH, context]
        return list(state.split([state.shape[-1] - sum(others), *others], dim=-1))

    def predictions(self, state: Tensor, movies: Tensor) -> Tensor:
        """[B, S], [B] -> [B, 2] the two experts' predictions, each the mean of its fits."""
        return _mean([pair.predictions(part, movies) for pair, part in self._by_pair(state)])

    def features(self, state: Tensor, movies: Tensor, predictions: Tensor) -> Tensor:
        """[B, S], [B], [B, 2] -> [B, F]: the experts' prediction, what it rests on, statistics, context."""
        _, left, of_user, context = self.split_state(state)
        spread = _mean([pair.spread(part, movies) for pair, part in self._by_pair(state)])
        of_experts = _of_experts(predictions, spread, self.neighbours.carried(left, movies))
        return torch.cat([of_experts, self.statistics.of_pairs(of_user, movies), context], dim=1)

    def movie_side(self, movies: Tensor) -> MovieSide:
        """[B] -> what ``from_side`` needs of the movies: the pairs' sides, numbers [B, n], and statistics [B, 6]."""
        sides = [part for pair in self.pairs for part in pair.movie_side(movies)]
        return *sides, self.neighbours.numbers[movies], self.statistics.movies[movies]

    def from_side(self, state: Tensor, side: MovieSide) -> Tensor:
        """[S], the side of B movies -> [B, 7] the features that belong to user and movie together."""
        _, left, of_user, _ = self.split_state(state)
        begins = range(0, len(side) - 2, SIDES_OF_PAIR)
        sides = (side[begin : begin + SIDES_OF_PAIR] for begin in begins)
        told = [pair.from_side(part, one) for (pair, part), one in zip(self._by_pair(state), sides, strict=True)]
        predictions, spread = (_mean(list(parts)) for parts in zip(*told, strict=True))
        of_experts = _of_experts(predictions, spread, self.neighbours.carried_to_side(left, side[-2]))
        return torch.cat([of_experts, self.statistics.away(of_user.unsqueeze(0), side[-1])], dim=1)

    def movie_vectors(self) -> list[Tensor]:
        """Every expert's learned vectors [movies, d]."""
        return [vectors for pair in self.pairs for vectors in pair.movie_vectors()]

    def user_vectors(self) -> list[Tensor]:
        """Every expert's learned vectors [users, d]."""
        return [vectors for pair in self.pairs for vectors in pair.user_vectors()]

    def _by_pair(self, state: Tensor) -> list[tuple[ExpertPair, Tensor]]:
        """[..., S], or only the pairs' part of it -> each pair and its own part."""
        width = self.pairs[0].state_width
        parts = state[..., : width * len(self.pairs)].split(width, dim=-1)
        return list(zip(self.pairs, parts, strict=True))

    @property
    def width(self) -> int:
        """Numbers in ``features`` for one user and one movie."""
        return len(self.owners)

    @property
    def owners(self) -> list[str]:
        """For each of the features in order, whose it is: the user's (at a moment), the movie's, or both's."""
        return OF_EXPERTS * [PAIR] + self.statistics.owners + (MOMENT_WIDTH if self.context is not None else 0) * [USER]


def _mean(parts: list[Tensor]) -> Tensor:
    return parts[0] if len(parts) == 1 else torch.stack(parts).mean(0)


def _of_experts(predictions: Tensor, variance: Tensor, carried: Tensor) -> Tensor:
    """[B, 2], [B], [B, 2] -> [B, 5]: prediction, difference of the two, spread, what was carried, from how much."""
    mean, difference = predictions.mean(-1), predictions[:, 1] - predictions[:, 0]
    spread = variance.clamp(min=0).sqrt()
    return torch.stack([mean + carried[:, 0], difference, spread, carried[:, 0], carried[:, 1]], dim=1)
