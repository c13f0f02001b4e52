"""Variational inference: the hand-written gradients against automatic ones of the bound written down plainly."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import scipy.sparse as sp
import torch
from torch import Tensor

from movierec_gui.data.features import TrainingData
from movierec_gui.models.bayes_fit import PRIOR_FLOOR, RISE_SHARE, Side, VariationalFit


@pytest.fixture(name="fitting", params=["plain", "words"])
def _fitting(data: TrainingData, request: pytest.FixtureRequest) -> VariationalFit:
    few = replace(data, ratings=data.ratings.take(np.arange(150)))
    words = sp.random(data.n_movies, 4, 0.3, "csr", np.float32, np.random.default_rng(0))
    generator = torch.Generator().manual_seed(0)
    return VariationalFit(few, 3, 20, 0.02, 0.5, generator, words if request.param == "words" else None)


def bound(fitting: VariationalFit, weights: list[Tensor], pull: float) -> Tensor:
    """The negative evidence bound per rating, each rating's own entry taken out of dense feature rows."""
    user_mean, user_log, movie_mean, movie_log, log_noise = weights
    users, movies = rows(fitting.users, fitting.movies.index), rows(fitting.movies, fitting.users.index)
    a, va = users @ user_mean, users.square() @ torch.exp(2 * user_log)
    b, vb = movies @ movie_mean, movies.square() @ torch.exp(2 * movie_log)
    error = fitting.targets - a[:, 0] - b[:, 0] - (a * b)[:, 1:].sum(1)
    spread = (a.square() * vb + va * b.square() + va * vb)[:, 1:].sum(1) + va[:, 0] + vb[:, 0]
    n = len(fitting.targets)
    value = 0.5 * (error.square() + spread).sum() * torch.exp(-2 * log_noise) + n * log_noise
    for side, mean, log in ((fitting.users, user_mean, user_log), (fitting.movies, movie_mean, movie_log)):
        for group in side.groups:
            size = group.stop - group.start
            second = (mean[group].square() + torch.exp(2 * log[group])).sum(0)
            prior = (second + PRIOR_FLOOR) / (size + 1)
            value = value + pull * (0.5 * size * torch.log(prior) - log[group].sum(0)).sum()
    return value / n


def rows(side: Side, others: Tensor) -> Tensor:
    """[ratings, features]: each rating's row without its own entry in the history."""
    dense = torch.from_numpy(side.features.toarray())[side.index]
    dense[torch.arange(len(dense)), side.history.start + others] -= side.own[:, 0]
    return dense


def test_the_gradients_are_those_of_the_bound(fitting: VariationalFit) -> None:
    taken: list[list[Tensor]] = []
    fitting._move = taken.append  # type: ignore[method-assign]
    weights = [weight.clone().double().requires_grad_() for weight in fitting._weights()]
    expected = torch.autograd.grad(bound_in_double(fitting, weights, 0.5 / (RISE_SHARE * fitting.steps)), weights)
    fitting.step()
    for found, wanted in zip(taken[0], expected, strict=True):
        torch.testing.assert_close(found.double(), wanted, atol=2e-6, rtol=2e-4)


def bound_in_double(fitting: VariationalFit, weights: list[Tensor], pull: float) -> Tensor:
    torch.set_default_dtype(torch.float64)
    try:
        plain = VariationalFit.__new__(VariationalFit)
        plain.users, plain.movies = as_double(fitting.users), as_double(fitting.movies)
        plain.targets = fitting.targets.double()
        return bound(plain, weights, pull)
    finally:
        torch.set_default_dtype(torch.float32)


def as_double(side: Side) -> Side:
    return replace(side, features=side.features.astype(np.float64), own=side.own.double())


def test_the_fit_lowers_the_squared_error(fitting: VariationalFit) -> None:
    errors = []
    for _ in range(20):
        fitting.step()
        errors.append(fitting.squared_error)
    assert errors[-1] < 0.7 * errors[0]
