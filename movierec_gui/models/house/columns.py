"""The columns that the correction sees of a user and a movie, by name, and where they stand in a matrix."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import torch
from torch import Tensor


class OfExperts(NamedTuple):
    """Columns [B] of what the experts say of a user and a movie."""

    prediction: Tensor
    """Mean of the experts' predictions, with what is carried over added, in stars."""
    difference: Tensor
    """The auto-encoder's prediction less the Bayesian machine's, in stars."""
    deviation: Tensor
    """Standard deviation of the Bayesian machine's prediction, without the noise of a rating, in stars."""
    carried: Tensor
    """Correction carried over from the user's ratings of similar movies, in stars."""
    support: Tensor
    """Logarithm of one plus the similarity of those movies, summed."""


class OfUser(NamedTuple):
    """Columns [B], or numbers of one user, from the user's training ratings."""

    ratings: Tensor
    """Logarithm of one plus their number."""
    bias: Tensor
    """Mean distance from the movies' usual rating, pulled to zero, in stars."""
    deviation: Tensor
    """Standard deviation of these distances around the bias, pulled to a usual one, in stars."""
    half_stars: Tensor
    """Share of them that are no whole star, pulled to zero."""
    popularity: Tensor
    """Mean of the movies' ``ratings``, pulled to a usual one."""
    age: Tensor
    """Mean of the movies' ``age``, pulled to zero."""


class OfMovie(NamedTuple):
    """Columns [B] from a movie's training ratings, year and genres."""

    ratings: Tensor
    """Logarithm of one plus their number."""
    bias: Tensor
    """Mean distance from the mean rating, pulled to zero, in stars."""
    deviation: Tensor
    """Standard deviation of these distances around the bias, pulled to a usual one, in stars."""
    age: Tensor
    """Years after a usual one, in units of 20; zero where the year is not known."""
    undated: Tensor
    """One where the year is not known, else zero."""
    genres: Tensor
    """Number of the movie's genres, in units of 3."""


class Apart(NamedTuple):
    """Columns [B] of how far a movie is from those that the user usually rates."""

    popularity: Tensor
    """The movie's ``ratings`` less the user's ``popularity``."""
    age: Tensor
    """The movie's ``age`` less the user's."""


class Features(NamedTuple):
    """All columns of B pairs of a user and a movie, in groups, in the order of the matrix."""

    experts: Tensor
    """[B, 5], see ``OfExperts``."""
    user: Tensor
    """[B, 6], see ``OfUser``."""
    movie: Tensor
    """[B, 6], see ``OfMovie``."""
    apart: Tensor
    """[B, 2], see ``Apart``."""
    genres: Tensor
    """[B, G] one in the column of each of the movie's genres."""
    context: Tensor
    """[B, C] the user's ratings around the moment, see ``MomentContext``; C is 0 for a model that knows no moments."""

    def matrix(self) -> Tensor:
        """[B, F] all of them side by side."""
        return torch.cat(self, dim=1)


@dataclass(frozen=True)
class Layout:
    """Where the columns stand in a matrix of features [B, F]."""

    genres: int
    """Columns of genres."""
    context: int
    """Columns of the moment's context."""

    @property
    def widths(self) -> tuple[int, ...]:
        """Columns of each group of ``Features``."""
        fixed = (len(kind._fields) for kind in (OfExperts, OfUser, OfMovie, Apart))
        return *fixed, self.genres, self.context

    @property
    def width(self) -> int:
        """Columns altogether, F."""
        return sum(self.widths)

    def features(self, matrix: Tensor) -> Features:
        """[B, F] -> the groups of columns."""
        return Features(*matrix.split(self.widths, dim=1))

    @cached_property
    def _places(self) -> Features:
        return Features(*torch.arange(self.width).split(self.widths))

    @cached_property
    def of_user(self) -> Tensor:
        """Numbers of the columns that the user (at a moment) decides alone."""
        return torch.cat([self._places.user, self._places.context])

    @cached_property
    def of_movie(self) -> Tensor:
        """Numbers of the columns that the movie decides alone."""
        return torch.cat([self._places.movie, self._places.genres])

    @cached_property
    def of_both(self) -> Tensor:
        """Numbers of the columns that take both."""
        return torch.cat([self._places.experts, self._places.apart])
