"""Factors of intervals from errors that a fit has at hand."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from movierec_gui.data.features import TrainingData
from movierec_gui.models import interval_factor
from movierec_gui.models.bayes_factors import BayesConfig, BayesianFactors
from movierec_gui.models.interval_factor import (
    COVERAGE,
    NORMAL_FACTOR,
    of_fitted_errors,
    of_left_out_errors,
    of_training_ratings,
)


@pytest.fixture(name="variances")
def _variances() -> torch.Tensor:
    return torch.rand(50_000, generator=torch.Generator().manual_seed(1)) + 0.1


def normal(variances: torch.Tensor) -> torch.Tensor:
    return variances.sqrt() * torch.randn(len(variances), generator=torch.Generator().manual_seed(2))


def test_normal_errors_have_the_normal_factor(variances: torch.Tensor) -> None:
    assert of_left_out_errors(normal(variances), variances) == pytest.approx(NORMAL_FACTOR, rel=0.02)
    assert of_fitted_errors(normal(variances), variances) == pytest.approx(NORMAL_FACTOR, rel=0.02)


def test_left_out_errors_set_the_width_and_fitted_ones_only_the_shape(variances: torch.Tensor) -> None:
    small = 0.5 * normal(variances)
    assert of_left_out_errors(small, variances) == pytest.approx(0.5 * NORMAL_FACTOR, rel=0.02)
    assert of_fitted_errors(small, variances) == pytest.approx(NORMAL_FACTOR, rel=0.02)


def test_as_many_left_out_errors_as_wanted_are_within_reach(variances: torch.Tensor) -> None:
    errors = normal(variances) ** 3
    reach = of_left_out_errors(errors, variances) * variances.sqrt()
    assert (errors.abs() <= reach).float().mean() == pytest.approx(COVERAGE, abs=1e-4)


def test_a_fit_without_any_error_gets_the_normal_factor() -> None:
    assert of_fitted_errors(torch.zeros(5), torch.ones(5)) == NORMAL_FACTOR


def test_a_fitted_model_is_asked_about_its_training_ratings(data: TrainingData) -> None:
    model = BayesianFactors(BayesConfig(factors=4, steps=20), data, torch.Generator().manual_seed(0))
    assert model.interval_factor() == pytest.approx(NORMAL_FACTOR)
    for _ in model.own_fit(data, torch.Generator().manual_seed(0)).steps():
        pass
    users, movies = (torch.from_numpy(index).long() for index in (data.ratings.users, data.ratings.movies))
    errors = (model.predict(users, movies) - torch.from_numpy(np.array(data.ratings.values))).abs()
    scores = errors / model.predictive_variance(model.user_state(users), movies).sqrt()
    shape = np.quantile(scores.numpy(), COVERAGE) / float(scores.square().mean().sqrt())
    assert of_training_ratings(model, data) == pytest.approx((shape, float(errors.square().mean())), rel=1e-5)
    assert model.interval_factor() == pytest.approx(shape, rel=1e-5)


def test_of_too_many_training_ratings_some_are_taken_spread_evenly(
    data: TrainingData, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = BayesianFactors(BayesConfig(factors=4, steps=5), data, torch.Generator().manual_seed(0))
    seen: list[int] = []
    predict = model.predict

    def counted(users: torch.Tensor, movies: torch.Tensor) -> torch.Tensor:
        seen.extend(users.tolist())
        return predict(users, movies)

    monkeypatch.setattr(model, "predict", counted)
    monkeypatch.setattr(interval_factor, "TRAIN_SAMPLE", 10)
    monkeypatch.setattr(interval_factor, "CHUNK", 4)
    of_training_ratings(model, data)
    assert len(seen) == 10
    assert seen[0] == data.ratings.users[0]
    assert seen[-1] == data.ratings.users[-1]


def test_a_variance_of_nothing_divides_nothing_by_nothing() -> None:
    assert of_left_out_errors(torch.zeros(3), torch.zeros(3)) == 0.0
