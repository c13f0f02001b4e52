"""The mixture of variances: its parts by name, weights that are found again and are never negative."""

from __future__ import annotations

import pytest
import torch

from movierec_gui.models.house.columns import OfExperts, OfMovie, OfUser
from movierec_gui.models.house.variance import VarianceParts, fitted_mixture, variance_parts


def drawn(kind: type, rows: int, seed: int) -> torch.Tensor:
    return torch.rand(rows, len(kind._fields), generator=torch.Generator().manual_seed(seed))


def test_parts_are_the_squares_of_the_deviations() -> None:
    experts, user, movie = drawn(OfExperts, 6, 0), drawn(OfUser, 6, 1), drawn(OfMovie, 6, 2)
    parts = VarianceParts(*variance_parts(experts, user, movie).unbind(1))
    assert parts.noise.tolist() == [1.0] * 6
    torch.testing.assert_close(parts.posterior, OfExperts(*experts.unbind(1)).deviation.square())
    torch.testing.assert_close(parts.user, OfUser(*user.unbind(1)).deviation.square())
    torch.testing.assert_close(parts.movie, OfMovie(*movie.unbind(1)).deviation.square())


def test_one_user_is_the_same_for_every_movie() -> None:
    experts, user, movie = drawn(OfExperts, 6, 0), drawn(OfUser, 1, 1), drawn(OfMovie, 6, 2)
    torch.testing.assert_close(
        variance_parts(experts, user[0], movie), variance_parts(experts, user.expand(6, -1), movie)
    )


def test_weights_are_found_again_and_never_negative() -> None:
    parts = variance_parts(drawn(OfExperts, 500, 0), drawn(OfUser, 500, 1), drawn(OfMovie, 500, 2))
    weights = torch.tensor([0.5, 2.0, 0.0, 1.0])
    assert fitted_mixture(parts, parts @ weights).tolist() == pytest.approx(weights.tolist(), abs=1e-4)
    assert fitted_mixture(parts, -(parts @ weights)).tolist() == [0.0] * 4
