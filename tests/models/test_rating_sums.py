"""What ratings send, summed: as one rating after another says it."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import Tensor

from movierec_gui.models.factor_columns import FactorColumns
from movierec_gui.models.rating_sums import (
    SUMMED,
    RatingSums,
    Vectors,
    entry_weights,
    expected_squares,
    sum_of_products,
)

USERS, MOVIES, WIDTH = 4, 6, 3
U = np.array([0, 0, 0, 1, 1, 3, 3, 3])
M = np.array([0, 2, 5, 2, 3, 0, 2, 4])


def vectors(n: int, seed: int) -> list[Tensor]:
    """Joined columns, in the order of ``Vectors``."""
    draws = torch.Generator().manual_seed(seed)
    mean, says = (torch.randn(n, WIDTH, generator=draws) for _ in range(2))
    variance, says_variance = (torch.rand(n, WIDTH, generator=draws) for _ in range(2))
    return [mean, 2.0 + variance, says, says_variance]


def split(joined: list[Tensor]) -> Vectors:
    return Vectors(*map(FactorColumns.of, joined))


def summed(users: list[Tensor], movies: list[Tensor], targets: Tensor) -> tuple[Tensor, Tensor]:
    """The errors [n] and the sum of the expected squares, rating by rating (1), (2)."""
    u, m = torch.from_numpy(U), torch.from_numpy(M)
    own_u, own_m = entry_weights(U, USERS)[u].unsqueeze(1), entry_weights(M, MOVIES)[m].unsqueeze(1)
    user_mean, user_variance, user_says, user_says_variance = users
    movie_mean, movie_variance, movie_says, movie_says_variance = movies
    a, va = user_mean[u] - own_u * movie_says[m], user_variance[u] - own_u**2 * movie_says_variance[m]
    b, vb = movie_mean[m] - own_m * user_says[u], movie_variance[m] - own_m**2 * user_says_variance[u]
    errors = targets - a[:, 0] - b[:, 0] - (a * b)[:, 1:].sum(1)
    spread = (a**2 * vb + va * b**2 + va * vb)[:, 1:].sum() + va[:, 0].sum() + vb[:, 0].sum()
    return errors, errors.square().sum() + spread


def test_sums_are_the_derivatives_of_what_ratings_say_one_by_one() -> None:
    joined = vectors(USERS, 0), vectors(MOVIES, 1)
    users, movies = map(split, joined)
    targets = torch.randn(len(U), generator=torch.Generator().manual_seed(2))
    sums = RatingSums(U, M, USERS, MOVIES)
    errors = sums.errors(users, movies, targets)
    to_users, to_movies = sums.sent(users, movies, errors)
    parts = [part.clone().requires_grad_() for side in joined for part in side]
    wanted_errors, wanted = summed(parts[:4], parts[4:], targets)
    torch.testing.assert_close(errors, wanted_errors.detach())
    found = expected_squares(users, movies, to_users, to_movies, errors, targets)
    torch.testing.assert_close(found, float(wanted.detach()), rtol=1e-5, atol=1e-4)
    slopes = torch.autograd.grad(wanted, parts)
    for sent, slope in zip((*to_users, *to_movies), slopes, strict=True):
        torch.testing.assert_close(sent.joined(), slope, rtol=1e-4, atol=1e-4)


def test_many_products_are_summed_as_in_double_precision() -> None:
    numbers = torch.rand(3 * SUMMED + 7, generator=torch.Generator().manual_seed(0))
    assert sum_of_products(numbers, numbers) == pytest.approx(float(numbers.double().square().sum()), rel=1e-6)


def test_whoever_rated_nothing_is_sent_nothing() -> None:
    users, movies = split(vectors(USERS, 0)), split(vectors(MOVIES, 1))
    sums = RatingSums(U, M, USERS, MOVIES)
    to_users, _ = sums.sent(users, movies, torch.ones(len(U)))
    assert all(not part.joined()[2].any() for part in to_users)
    assert entry_weights(U, USERS)[2] == 1.0
