"""Variational inference: the hand-written gradients against automatic ones of the bound written down plainly."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
import scipy.sparse as sp
import torch
from torch import Tensor

from movierec_gui.data.features import TrainingData
from movierec_gui.models import bayes_fit
from movierec_gui.models.baselines import USER_PULL
from movierec_gui.models.bayes_fit import (
    FIRST_LOG_NOISE,
    PRIOR_FLOOR,
    RISE_SHARE,
    Pull,
    Side,
    VariationalFit,
    error_of_biases,
    prior_variance,
)
from movierec_gui.models.factor_columns import FactorColumns

POOLED = 0.25


@pytest.fixture(name="fitting", params=["plain", "words", "low ceiling"])
def _fitting(data: TrainingData, request: pytest.FixtureRequest) -> VariationalFit:
    few = replace(data, ratings=data.ratings.take(np.arange(150)))
    words = sp.random(data.n_movies, 4, 0.3, "csr", np.float32, np.random.default_rng(0))
    generator = torch.Generator().manual_seed(0)
    share = 0.05 if request.param == "low ceiling" else 0.56
    pull = Pull(0.65, share, POOLED)
    return VariationalFit(few, 3, 20, 0.02, pull, generator, words if request.param == "words" else None)


def bound(fitting: VariationalFit, weights: list[Tensor], pull: float) -> Tensor:
    """What is minimised, per rating, with each rating's own entry taken out of dense feature rows.

    The negative evidence bound of the weights at the noise that is assumed and the prior variances as they are, plus
    what the noise that is found is learned by.
    """
    user_mean, user_log, movie_mean, movie_log, log_noise = weights
    users, movies = rows(fitting.users, fitting.movies.index), rows(fitting.movies, fitting.users.index)
    a, va = users @ user_mean, users.square() @ torch.exp(2 * user_log)
    b, vb = movies @ movie_mean, movies.square() @ torch.exp(2 * movie_log)
    error = fitting.targets - a[:, 0] - b[:, 0] - (a * b)[:, 1:].sum(1)
    spread = (a.square() * vb + va * b.square() + va * vb)[:, 1:].sum(1) + va[:, 0] + vb[:, 0]
    n, expected = len(fitting.targets), (error.square() + spread).sum()
    noise = min(math.exp(2 * FIRST_LOG_NOISE), fitting.most_noise)
    value = 0.5 * expected / noise + 0.5 * expected.detach() * torch.exp(-2 * log_noise) + n * log_noise
    for side, mean, log in ((fitting.users, user_mean, user_log), (fitting.movies, movie_mean, movie_log)):
        for group in side.groups:
            size = group.stop - group.start
            second = mean[group].square() + torch.exp(2 * log[group])
            prior = (second.sum(0).detach() + PRIOR_FLOOR) / (size + 1)
            pooled = POOLED * prior[1:].mean() + (1 - POOLED) * prior[1:]
            share = size / (size + 1)
            value = value + pull * (0.5 * share * second / torch.cat([prior[:1], pooled]) - log[group]).sum()
    return value / n


def rows(side: Side, others: Tensor) -> Tensor:
    """[ratings, features]: each rating's row without its own entry in the history."""
    dense = torch.from_numpy(side.features.toarray())[side.index]
    dense[torch.arange(len(dense)), side.history.start + others] -= side.own
    return dense


def test_the_gradients_are_those_of_the_bound(fitting: VariationalFit) -> None:
    taken: list[Tensor] = []
    fitting._move = lambda columns, noise: taken.extend([*(one.joined() for one in columns), noise])  # type: ignore[method-assign]
    found = [*(columns.joined() for columns in fitting._weights()), fitting.log_noise]
    weights = [weight.clone().double().requires_grad_() for weight in found]
    expected = torch.autograd.grad(bound_in_double(fitting, weights, 0.65 / (RISE_SHARE * fitting.steps)), weights)
    fitting.step()
    for slope, wanted in zip(taken, expected, strict=True):
        torch.testing.assert_close(slope.double(), wanted, atol=2e-6, rtol=2e-4)


def test_a_fit_that_is_left_goes_on_to_the_same_bits(fitting: VariationalFit) -> None:
    fitting.step()
    left = {name: tensor.clone() for name, tensor in fitting.state().items()}
    fitting.step()
    ended = [moment.clone() for moment in fitting.moments()]
    for _ in range(3):
        fitting.step()
    fitting.load_state(left)
    fitting.step()
    assert fitting.done == 2
    assert all(torch.equal(one, other) for one, other in zip(fitting.moments(), ended, strict=True))


def bound_in_double(fitting: VariationalFit, weights: list[Tensor], pull: float) -> Tensor:
    torch.set_default_dtype(torch.float64)
    try:
        plain = VariationalFit.__new__(VariationalFit)
        plain.users, plain.movies = as_double(fitting.users), as_double(fitting.movies)
        plain.targets, plain.most_noise = fitting.targets.double(), fitting.most_noise
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
    assert errors[-1] < 0.8 * errors[0]


def test_weak_columns_borrow_prior_variance_from_strong_ones_and_biases_do_not() -> None:
    mean, nothing = (FactorColumns.of(columns) for columns in (torch.tensor([[3.0, 0.0, 2.0]] * 2), torch.zeros(2, 3)))
    bias, weak, strong = prior_variance(mean, nothing, POOLED).joined().tolist()
    assert bias == pytest.approx((18 + PRIOR_FLOOR) / 3)
    assert weak == pytest.approx(POOLED * strong / (2 - POOLED), rel=0.02)
    assert weak + strong == pytest.approx((8 + 2 * PRIOR_FLOOR) / 3)


def test_the_error_of_biases_leaves_each_rating_out(data: TrainingData) -> None:
    lonely = data.ratings.take(np.array([0]))
    few = replace(data, ratings=lonely)
    assert error_of_biases(few) == pytest.approx(0.0)  # the mean is the rating itself, and nobody else's bias is known
    users, movies, values = np.array([0, 0]), np.array([1, 2]), np.array([1.0, 5.0])
    pair = replace(lonely.take(np.array([0, 0])), users=users, movies=movies, values=values.astype(np.float32))
    # Around the mean of 3 they are -2 and 2; each is predicted from the other's, pulled towards 0.
    assert error_of_biases(replace(data, ratings=pair)) == pytest.approx((2 + 2 / (1 + USER_PULL)) ** 2)


def test_many_more_steps_do_not_learn_noise_by_heart(data: TrainingData, tiny_answer: np.ndarray) -> None:
    noise = np.random.default_rng(0).normal(size=len(data.ratings)).astype(np.float32)
    noisy = replace(data, ratings=replace(data.ratings, values=data.ratings.values + noise))

    def error(steps: int) -> float:
        fitting = VariationalFit(noisy, 4, steps, 0.02, Pull(1.0, 0.56, POOLED), torch.Generator().manual_seed(0))
        for _ in range(steps):
            fitting.step()
        a, _, b, _ = fitting.moments()
        predicted = fitting.mean + a[:, :1] + b[:, 0] + a[:, 1:] @ b[:, 1:].T
        return float(np.mean((predicted.numpy() - tiny_answer)[:, :59] ** 2))

    assert error(800) < 1.1 * error(200)


def test_ratings_that_are_all_alike_are_fitted(data: TrainingData) -> None:
    alike = replace(data.ratings, values=np.full(len(data.ratings), 4, np.float32))
    fitting = VariationalFit(
        replace(data, ratings=alike), 4, 20, 0.02, Pull(1.0, 0.56, POOLED), torch.Generator().manual_seed(0)
    )
    for _ in range(20):
        fitting.step()
    assert all(torch.isfinite(part).all() for part in fitting.moments())


def test_a_fit_keeps_the_memory_that_its_steps_free(data: TrainingData, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []
    monkeypatch.setattr(bayes_fit, "keep_freed_memory", lambda: asked.append(True))
    VariationalFit(data, 2, 5, 0.02, Pull(1.0, 0.5, 0.2), torch.Generator().manual_seed(0))
    assert asked == [True]
