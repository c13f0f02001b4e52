"""Residuals carried over to similar movies."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from movierec_gui.data.features import TrainingData
from movierec_gui.models.house import neighbours
from movierec_gui.models.house.neighbours import PULL, Neighbours


def kernel_regression(vectors: np.ndarray, movies: np.ndarray, residuals: np.ndarray) -> np.ndarray:
    """[movies] what is carried over to every movie, straight from the definition."""
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    weights = np.maximum(unit @ unit[movies].T, 0) ** 4  # [movies, n]
    return weights @ residuals / (weights.sum(1) + PULL)


def fitted(data: TrainingData, width: int) -> tuple[Neighbours, torch.Tensor, torch.Tensor]:
    """Neighbours on random vectors [movies, 6] and residuals [n] that are smooth in them."""
    generator = torch.Generator().manual_seed(0)
    vectors = torch.randn(data.n_movies, 6, generator=generator)
    users, movies = torch.from_numpy(data.ratings.users).long(), torch.from_numpy(data.ratings.movies).long()
    residuals = torch.tanh(vectors[movies, 0]) * (1 - 2 * (users % 2))
    found = Neighbours(width, data)
    found.compare(vectors, movies)
    found.add(users, movies, residuals)
    return found, vectors, residuals


def test_as_many_numbers_as_movies_give_the_kernel_regression_itself(data: TrainingData) -> None:
    found, vectors, residuals = fitted(data, data.n_movies)
    for user in (0, 7, 23):
        rows = np.flatnonzero(data.ratings.users == user)
        expected = kernel_regression(vectors.numpy(), data.ratings.movies[rows], residuals[rows].numpy())
        carried = found.carried(found.users[[user]].expand(data.n_movies, -1), torch.arange(data.n_movies))
        np.testing.assert_allclose(carried[:, 0].numpy(), expected, atol=2e-3)


def test_fewer_numbers_come_near_it(data: TrainingData) -> None:
    exact, *_ = fitted(data, data.n_movies)
    movies = torch.arange(data.n_movies)
    errors = []
    for width in (4, 16, 40):
        found, *_ = fitted(data, width)
        pairs = [(one.carried(one.users[[3]].expand(len(movies), -1), movies)[:, 0]) for one in (found, exact)]
        errors.append(float((pairs[0] - pairs[1]).square().mean().sqrt()))
    assert errors == sorted(errors, reverse=True)
    assert errors[-1] < 0.03


def test_few_landmarks_are_the_movies_with_the_most_ratings(
    data: TrainingData, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(neighbours, "LANDMARKS", 10)
    found, *_ = fitted(data, 16)
    assert torch.isfinite(found.numbers).all()
    assert found.numbers[:, 10:].abs().max() == 0  # no more directions than landmarks
    most = np.argsort(-data.movie_counts, kind="stable")[:10].copy()
    own = found.numbers[most].square().sum(1)
    torch.testing.assert_close(own, torch.ones(10), atol=1e-3, rtol=0)  # a landmark is exactly similar to itself


def test_a_person_known_by_ratings_is_as_a_user_with_them(data: TrainingData) -> None:
    found, _, residuals = fitted(data, 16)
    rows = torch.from_numpy(np.flatnonzero(data.ratings.users == 5))
    person = found.of_ratings(torch.from_numpy(data.ratings.movies).long()[rows], residuals[rows])
    torch.testing.assert_close(person, found.users[5], atol=1e-4, rtol=1e-4)


def test_one_user_over_the_catalogue_is_as_pair_by_pair(data: TrainingData) -> None:
    found, *_ = fitted(data, 16)
    movies = torch.arange(data.n_movies)
    pairs = found.carried(found.users[[9]].expand(len(movies), -1), movies)
    torch.testing.assert_close(found.carried_to_side(found.users[9], found.numbers), pairs, atol=1e-5, rtol=1e-4)


def test_nobodys_residual_is_zero(data: TrainingData) -> None:
    found, *_ = fitted(data, 16)
    nobody = found.of_ratings(torch.empty(0, dtype=torch.long), torch.empty(0))
    assert found.carried_to_side(nobody, found.numbers).abs().max() == 0


def test_movies_without_a_vector_or_a_rating_do_no_harm(data: TrainingData) -> None:
    none = replace(data, ratings=data.ratings.take(np.arange(0)))
    found = Neighbours(8, none)
    empty = torch.empty(0, dtype=torch.long)
    found.compare(torch.zeros(data.n_movies, 3), empty)
    found.add(empty, empty, torch.empty(0))
    assert torch.isfinite(found.numbers).all()
    assert found.users.abs().max() == 0


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rated=st.lists(st.tuples(st.integers(0, 59), st.floats(-4.5, 4.5, width=32)), min_size=1, max_size=30))
def test_what_is_carried_stays_within_the_residuals(data: TrainingData, rated: list[tuple[int, float]]) -> None:
    found = Neighbours(data.n_movies, data)
    movies = torch.tensor([movie for movie, _ in rated])
    residuals = torch.tensor([residual for _, residual in rated])
    vectors = torch.randn(data.n_movies, 6, generator=torch.Generator().manual_seed(0))
    found.compare(vectors, movies)
    found.add(torch.zeros_like(movies), movies, residuals)
    carried = found.carried_to_side(found.users[0], found.numbers)
    assert torch.isfinite(carried).all()
    assert carried[:, 0].abs().max() <= residuals.abs().max() + 1e-2
    assert carried[:, 1].min() >= 0


def test_other_vectors_begin_with_nobody(data: TrainingData) -> None:
    found, vectors, _ = fitted(data, 8)
    assert found.users.abs().sum() > 0
    found.compare(vectors, torch.from_numpy(data.ratings.movies).long())
    assert found.users.abs().sum() == 0
