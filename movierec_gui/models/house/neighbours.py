"""Errors of other models at a user's ratings, carried over to similar movies."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from movierec_gui.data.features import TrainingData

LANDMARKS = 1000
"""Movies with the most ratings, to which every movie is compared."""
PULL = 1.0
"""How many ratings of exactly similar movies count as much as the expectation that nothing is left."""
CHUNK = 8192
"""Movies compared at once."""


class Neighbours(nn.Module):
    """Kernel regression of residuals (Nadaraya 1964, Watson 1964) over the user's rated movies.

    Two movies are as similar as the fourth power of the cosine of their vectors, and not at all where that is negative:
    a local kernel, which no product of the vectors themselves can replace. Each movie gets ``width`` numbers whose
    products are this kernel, as nearly as so many can (Nystroem's method: Williams and Seeger 2001). A user is then
    the sum of the rated movies' numbers, and the same sum weighted by what is left of each rating.
    """

    numbers: Tensor
    users: Tensor

    def __init__(self, width: int, data: TrainingData) -> None:
        super().__init__()
        self.width = width
        self.register_buffer("numbers", torch.zeros(data.n_movies, width))
        self.register_buffer("users", torch.zeros(data.n_users, 2 * width))

    @torch.no_grad()
    def compare(self, vectors: Tensor, movies: Tensor) -> None:
        """Find every movie's numbers from the movies' vectors [movies, d], best where the ratings [n] are."""
        counts = torch.bincount(movies, minlength=len(vectors)).to(vectors)
        self.numbers.copy_(_kernel_features(vectors, counts, self.width))
        self.users.zero_()

    @torch.no_grad()
    def add(self, users: Tensor, movies: Tensor, residuals: Tensor) -> None:
        """Add what is left of ratings [n] to their users."""
        self.users.index_add_(0, users, self._described(movies, residuals))

    def of_ratings(self, movies: Tensor, residuals: Tensor) -> Tensor:
        """[n], [n] -> [2 * width] a person known by these ratings alone."""
        return self._described(movies, residuals).sum(0)

    def carried(self, state: Tensor, movies: Tensor) -> Tensor:
        """[B, 2 * width], [B] -> [B, 2]: the residual to expect, and the logarithm of how much stands behind it."""
        left, near = state.unflatten(-1, (2, self.width)).unbind(-2)  # [B, width] each
        numbers = self.numbers.index_select(0, movies)
        return _expected((left * numbers).sum(-1), (near * numbers).sum(-1))

    def carried_to_side(self, state: Tensor, numbers: Tensor) -> Tensor:
        """[2 * width], numbers of B movies [B, width] -> [B, 2] as ``carried``."""
        left, near = (state.view(2, self.width) @ numbers.T).unbind(0)  # [B] each; half the time of the other way round
        return _expected(left, near)

    def _described(self, movies: Tensor, residuals: Tensor) -> Tensor:
        """[n], [n] -> [n, 2 * width] what each rating adds to its user."""
        numbers = self.numbers.index_select(0, movies)
        return torch.cat([numbers * residuals.unsqueeze(-1), numbers], dim=-1)


def _expected(left: Tensor, near: Tensor) -> Tensor:
    """[B] weighted sums of residuals and of weights -> [B, 2]; the approximation can make a sum of weights negative."""
    near = near.clamp(min=0.0)
    return torch.stack([left / (near + PULL), torch.log1p(near)], dim=-1)


def _kernel_features(vectors: Tensor, counts: Tensor, width: int) -> Tensor:
    """[movies, d], [movies] -> [movies, width], nearest to the kernel where the ratings are."""
    landmarks = torch.argsort(counts, descending=True, stable=True)[:LANDMARKS]
    chosen = vectors[landmarks]
    weights = (counts[landmarks] + 1.0).sqrt()  # [L]
    among = weights.unsqueeze(1) * _kernel(chosen, chosen) * weights
    values, directions = torch.linalg.eigh(among.double())  # ascending
    values, directions = values[-width:], directions[:, -width:]
    # Directions in which the landmarks do not differ would be noise, blown up.
    scales = torch.where(values > 1e-6 * values[-1], values.clamp(min=1e-12).rsqrt(), torch.zeros_like(values))
    projection = weights.unsqueeze(1) * (directions * scales).to(vectors)  # [L, at most width]
    found = torch.cat([_kernel(part, chosen) @ projection for part in vectors.split(CHUNK)])  # [movies, ...]
    return nn.functional.pad(found, (0, width - found.shape[1]))


def _kernel(first: Tensor, second: Tensor) -> Tensor:
    """[A, d], [B, d] -> [A, B]"""
    cosines = nn.functional.normalize(first, dim=1) @ nn.functional.normalize(second, dim=1).T
    return cosines.clamp_(min=0.0).square_().square_()
