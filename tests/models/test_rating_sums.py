"""What ratings send, summed: as one rating after another says it."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from movierec_gui.models.rating_sums import RatingSums, Vectors, entry_weights, expected_squares

USERS, MOVIES, WIDTH = 4, 6, 3
U = np.array([0, 0, 0, 1, 1, 3, 3, 3])
M = np.array([0, 2, 5, 2, 3, 0, 2, 4])


def vectors(n: int, seed: int) -> Vectors:
    draws = torch.Generator().manual_seed(seed)
    mean, says = (torch.randn(n, WIDTH, generator=draws) for _ in range(2))
    variance, says_variance = (torch.rand(n, WIDTH, generator=draws) for _ in range(2))
    return Vectors(mean, 2.0 + variance, says, says_variance)


def summed(users: Vectors, movies: Vectors, targets: Tensor) -> tuple[Tensor, Tensor]:
    """The errors [n] and the sum of the expected squares, rating by rating (1), (2)."""
    u, m = torch.from_numpy(U), torch.from_numpy(M)
    own_u, own_m = entry_weights(U, USERS)[u].unsqueeze(1), entry_weights(M, MOVIES)[m].unsqueeze(1)
    a, va = users.mean[u] - own_u * movies.says[m], users.variance[u] - own_u**2 * movies.says_variance[m]
    b, vb = movies.mean[m] - own_m * users.says[u], movies.variance[m] - own_m**2 * users.says_variance[u]
    errors = targets - a[:, 0] - b[:, 0] - (a * b)[:, 1:].sum(1)
    spread = (a**2 * vb + va * b**2 + va * vb)[:, 1:].sum() + va[:, 0].sum() + vb[:, 0].sum()
    return errors, errors.square().sum() + spread


def test_sums_are_the_derivatives_of_what_ratings_say_one_by_one() -> None:
    users, movies = vectors(USERS, 0), vectors(MOVIES, 1)
    targets = torch.randn(len(U), generator=torch.Generator().manual_seed(2))
    sums = RatingSums(U, M, USERS, MOVIES)
    errors = sums.errors(users, movies, targets)
    to_users, to_movies = sums.sent(users, movies, errors)
    parts = [part.clone().requires_grad_() for part in (*users, *movies)]
    wanted_errors, wanted = summed(Vectors(*parts[:4]), Vectors(*parts[4:]), targets)
    torch.testing.assert_close(errors, wanted_errors.detach())
    found = expected_squares(users, movies, to_users, to_movies, errors, targets)
    torch.testing.assert_close(found, float(wanted.detach()), rtol=1e-5, atol=1e-4)
    slopes = torch.autograd.grad(wanted, parts)
    for sent, slope in zip((*to_users, *to_movies), slopes, strict=True):
        torch.testing.assert_close(sent, slope, rtol=1e-4, atol=1e-4)


def test_whoever_rated_nothing_is_sent_nothing() -> None:
    users, movies = vectors(USERS, 0), vectors(MOVIES, 1)
    sums = RatingSums(U, M, USERS, MOVIES)
    to_users, _ = sums.sent(users, movies, torch.ones(len(U)))
    assert all(not part[2].any() for part in to_users)
    assert entry_weights(U, USERS)[2] == 1.0
