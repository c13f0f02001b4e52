"""The models that the house model is made of, and the features that they and plain statistics give of a rating."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, cast

import torch
from torch import Tensor, nn

from movierec_gui.data.features import TrainingData
from movierec_gui.models.house.columns import Features, Layout, OfExperts
from movierec_gui.models.house.expert_pair import ExpertPair, PairConfig, PairSide, Prediction
from movierec_gui.models.house.moment_context import WIDTH as CONTEXT_WIDTH
from movierec_gui.models.house.moment_context import MomentContext
from movierec_gui.models.house.neighbours import Neighbours
from movierec_gui.models.house.pair_statistics import USER_WIDTH, PairStatistics

CHUNK = 8192
"""Training ratings predicted at once."""


@dataclass(frozen=True)
class ExpertConfig:
    """How the experts are fitted."""

    pair: PairConfig
    neighbours: int
    """Numbers a movie that carry residuals to similar movies; 0: none."""
    moments: bool
    """Whether a user's state holds the user's ratings around the moment."""


class UserState(NamedTuple):
    """The parts of the state of a user, [..., S] altogether."""

    pairs: tuple[Tensor, ...]
    """[..., s] the state in each pair of experts."""
    left: Tensor
    """[..., 2 * neighbours] what the experts leave of the user's ratings, as ``Neighbours`` sums it."""
    statistics: Tensor
    """[..., 6], see ``OfUser``."""
    context: Tensor
    """[..., C] the ratings around the moment; C is 0 where no moments are known."""


class ExpertsSide(NamedTuple):
    """The experts' inputs from B movies."""

    pairs: tuple[PairSide, ...]
    numbers: Tensor
    """[B, neighbours]"""
    statistics: Tensor
    """[B, 6], see ``OfMovie``."""


class Experts(nn.Module):
    """Pairs of experts on one set of ratings, fitted from other random numbers and averaged, and its statistics.

    What the mean of all of them leaves of a user's ratings is carried over to movies with similar vectors.
    """

    def __init__(self, config: ExpertConfig, fits: int, data: TrainingData, generator: torch.Generator) -> None:
        super().__init__()
        self.config = config
        self.fits = nn.ModuleList(ExpertPair(config.pair, data, generator) for _ in range(fits))
        self.neighbours = Neighbours(config.neighbours, data)
        self.statistics = PairStatistics(data)
        self.context = MomentContext(data) if config.moments else None
        self.layout = Layout(data.genres.shape[1], CONTEXT_WIDTH if config.moments else 0)
        own = self.pairs[0].state_width
        self._widths = [*[own] * fits, 2 * config.neighbours, USER_WIDTH, self.layout.context]

    @property
    def pairs(self) -> tuple[ExpertPair, ...]:
        """Every fit of the two."""
        return cast(tuple[ExpertPair, ...], tuple(self.fits))

    @torch.no_grad()
    def left_of(self, users: Tensor, movies: Tensor, values: Tensor) -> Tensor:
        """[n], [n], [n] -> [n] what the mean of all predictions leaves of ratings."""
        return values - self._mean_prediction([pair.user_state(users) for pair in self.pairs], movies)

    def state(self, users: Tensor, moments: Tensor | None = None) -> Tensor:
        """[B], [B] -> [B, S]: the parts of ``UserState``, side by side."""
        tables = self.neighbours.users, self.statistics.users
        parts = [pair.user_state(users) for pair in self.pairs]
        parts += [table.index_select(0, users) for table in tables]
        if self.context is not None:
            parts.append(self.context.of_moments(users, moments))
        return torch.cat(parts, dim=-1)

    def fold_in(self, movies: Tensor, values: Tensor, users: Tensor) -> Tensor:
        """A new user's state [S]: each expert finds its own, the statistics are counted, no moment is known."""
        parts = [pair.fold_in(movies, values, users) for pair in self.pairs]
        residuals = values - self._mean_prediction([part.expand(len(movies), -1) for part in parts], movies)
        parts.append(self.neighbours.of_ratings(movies, residuals))
        parts.append(self.statistics.of_users(torch.zeros_like(movies), movies, values, 1)[0])
        if self.context is not None:
            parts.append(self.context.of_nobody())
        return torch.cat(parts)

    def parts(self, state: Tensor) -> UserState:
        """[..., S] -> its parts."""
        *pairs, left, statistics, context = state.split(self._widths, dim=-1)
        return UserState(tuple(pairs), left, statistics, context)

    def predictions(self, state: UserState, movies: Tensor) -> Tensor:
        """States of B users, [B] -> [B, 2] the two experts' predictions, each the mean of its fits."""
        return self._predictions(state.pairs, movies)

    def features(self, state: UserState, movies: Tensor, predictions: Tensor) -> Features:
        """States of B users, [B], their predictions [B, 2] -> all that the correction sees."""
        pairs = zip(self.pairs, state.pairs, strict=True)
        variance = _mean([pair.variance(part, movies) for pair, part in pairs])
        carried = self.neighbours.carried(state.left, movies)
        of_movie, genres = self.statistics.of_movies(movies)
        apart = self.statistics.apart(state.statistics, of_movie)
        of_experts = _of_experts(Prediction(predictions, variance), carried)
        return Features(of_experts, state.statistics, of_movie, apart, genres, state.context)

    def movie_side(self, movies: Tensor) -> ExpertsSide:
        """[B] -> what ``from_side`` needs of the movies."""
        pairs = tuple(pair.movie_side(movies) for pair in self.pairs)
        return ExpertsSide(pairs, self.neighbours.numbers[movies], self.statistics.movies[movies])

    def from_side(self, state: UserState, side: ExpertsSide) -> tuple[Tensor, Tensor]:
        """The state of one user, the side of B movies -> the columns [B, 5] and [B, 2] of ``OfExperts`` and ``Apart``.

        Equal to those of ``features``: only these take the user and the movie together.
        """
        found = [pair.from_side(part, one) for pair, part, one in zip(self.pairs, state.pairs, side.pairs, strict=True)]
        both, variances = zip(*found, strict=True)
        prediction = Prediction(_mean(list(both)), _mean(list(variances)))
        carried = self.neighbours.carried_to_side(state.left, side.numbers)
        apart = self.statistics.apart(state.statistics.unsqueeze(0), side.statistics)
        return _of_experts(prediction, carried), apart

    def movie_directions(self) -> Tensor:
        """[movies, d] every expert's vectors, each of length one, side by side."""
        return torch.cat([nn.functional.normalize(vectors, dim=1) for vectors in self.movie_vectors()], dim=1)

    def movie_vectors(self) -> list[Tensor]:
        """Every expert's learned vectors [movies, d]."""
        return [vectors for pair in self.pairs for vectors in pair.movie_vectors()]

    def user_vectors(self) -> list[Tensor]:
        """Every expert's learned vectors [users, d]."""
        return [vectors for pair in self.pairs for vectors in pair.user_vectors()]

    def _predictions(self, states: tuple[Tensor, ...] | list[Tensor], movies: Tensor) -> Tensor:
        """Each pair's states [B, s], [B] -> [B, 2]."""
        return _mean([pair.predictions(part, movies) for pair, part in zip(self.pairs, states, strict=True)])

    def _mean_prediction(self, states: list[Tensor], movies: Tensor) -> Tensor:
        """Each pair's states [B, s], [B] -> [B]."""
        return self._predictions(states, movies).mean(-1)


def _mean(parts: list[Tensor]) -> Tensor:
    return parts[0] if len(parts) == 1 else sum(parts[1:], parts[0]) / len(parts)


def _of_experts(said: Prediction, carried: Tensor) -> Tensor:
    """Predictions of B ratings, and [B, 2] the correction carried over and its support -> [B, 5]."""
    residual, support = carried.unbind(1)
    named = OfExperts(
        prediction=said.both.mean(-1) + residual,
        difference=said.both[:, 1] - said.both[:, 0],
        deviation=said.variance.clamp(min=0).sqrt(),
        carried=residual,
        support=support,
    )
    return torch.stack(named, dim=1)
