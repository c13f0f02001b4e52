"""The Bayesian factorisation machine: surer where it has seen more, and of new users by their posterior."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

from movierec_gui.data.features import TrainingData
from movierec_gui.models.bayes_factors import VBFM, BayesConfig, BayesianFactors


@pytest.fixture(name="model")
def _model(data: TrainingData) -> BayesianFactors:
    return fitted(data)


def fitted(data: TrainingData) -> BayesianFactors:
    generator = torch.Generator().manual_seed(0)
    model = BayesianFactors(BayesConfig(factors=4, steps=100), data, generator)
    steps = list(model.own_fit(data, generator).steps())
    assert sum(step.epoch_ended for step in steps) == model.fit_epochs
    return model


def test_it_finds_the_checkerboard(model: BayesianFactors, data: TrainingData, tiny_answer: np.ndarray) -> None:
    users, movies = (grid.flatten() for grid in torch.meshgrid(torch.arange(40), torch.arange(59), indexing="ij"))
    predicted = model.predict(users, movies).numpy().reshape(40, 59)
    assert np.mean((predicted - tiny_answer[:, :59]) ** 2) < 0.1


def test_the_variance_of_a_rating_is_that_of_the_prediction_and_the_noise(model: BayesianFactors) -> None:
    state, movies = model.user_state(torch.tensor([0, 1])), torch.tensor([59, 0])
    a, va = state.chunk(2, dim=-1)
    b, vb = model.movie_mean[movies], model.movie_variance[movies]
    draws = torch.Generator().manual_seed(0)
    sampled_a, sampled_b = (
        mean + variance.sqrt() * torch.randn(40_000, *mean.shape, generator=draws)
        for mean, variance in ((a, va), (b, vb))
    )
    sampled = sampled_a[..., 0] + sampled_b[..., 0] + (sampled_a * sampled_b)[..., 1:].sum(-1)
    torch.testing.assert_close(model.spread(state, movies), sampled.var(0), rtol=0.05, atol=0)
    torch.testing.assert_close(model.predictive_variance(state, movies), model.spread(state, movies) + model.noise)


def test_a_new_user_is_predicted_like_a_known_one_with_the_same_ratings(
    model: BayesianFactors, data: TrainingData, tiny_answer: np.ndarray
) -> None:
    movies = torch.arange(0, 40)
    state = model.fold_in(movies, torch.from_numpy(tiny_answer[7, :40].copy()), torch.arange(40))
    predicted = model.predict_state(state, torch.arange(40, 59)).numpy()
    assert np.mean((predicted - tiny_answer[7, 40:59]) ** 2) < 0.15


def test_more_ratings_make_a_new_user_surer(model: BayesianFactors) -> None:
    def variance(count: int) -> float:
        state = model.fold_in(torch.arange(count), torch.full((count,), 3.0), torch.arange(40))
        return float(model.spread(state[None], torch.tensor([50]))[0])

    assert variance(0) > variance(3) > variance(30)


def test_a_user_without_training_ratings_gets_the_movies_mean_view(data: TrainingData) -> None:
    kept = np.flatnonzero(data.ratings.users != 5)
    model = fitted(replace(data, ratings=data.ratings.take(kept)))
    predicted = model.predict(torch.full((60,), 5), torch.arange(60))
    assert torch.isfinite(predicted).all()
    assert abs(float(predicted.mean()) - float(data.ratings.values[kept].mean())) < 0.5


def test_its_settings_are_documented(expect_documented_settings: Callable[[Any], None]) -> None:
    expect_documented_settings(VBFM)


def test_a_new_users_vector_is_the_likeliest_one(model: BayesianFactors, data: TrainingData) -> None:
    """No step from it makes the expected log likelihood, with the prior, any larger."""
    movies, values = torch.arange(0, 20, 2), torch.linspace(0.5, 5.0, 10)
    k = len(model.prior)
    b, vb = (part.double() for part in model._of_movies(movies))
    own = model.history[movies].double() / 10**0.5
    vector = (model.fold_in(movies, values, torch.arange(10))[:k].double() - own.sum(0)).requires_grad_()
    whole = own.sum(0) - own + vector  # [n, K] without the history's share of the rating itself
    offset = b[:, 0] + whole[:, 0]
    missed = values.double() - model.mean.double() - offset - (whole * b)[:, 1:].sum(-1)
    uncertain = (whole.square() * vb)[:, 1:].sum(-1)
    loss = (missed.square() + uncertain).sum() / model.noise.double() + (vector.square() / model.prior.double()).sum()
    (slope,) = torch.autograd.grad(loss, vector)
    assert slope.abs().max() < 1e-3 * (1 / model.prior.double()).max()
