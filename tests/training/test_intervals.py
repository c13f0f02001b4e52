"""Prediction intervals: conformal coverage, clipped ends, what happens without validation ratings or a variance."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from movierec_gui.data.dataset import Ratings
from movierec_gui.models.base import PREDICTION, RatingModel
from movierec_gui.models.interval_factor import COVERAGE, NORMAL_FACTOR
from movierec_gui.training import intervals
from movierec_gui.training.intervals import (
    MOST_RATINGS,
    Intervals,
    calibrate,
    check,
    cross_check,
    rating_spread,
)

NONE = Ratings(*(np.empty(0, kind) for kind in (np.int32, np.int32, np.float32, np.int64)))


class Steady(RatingModel):
    """Predicts 3 for everybody; the variance of a movie's ratings is its index, or unknown."""

    def __init__(self, knows_variance: bool, scale: tuple[float, float] = (-1e6, 1e6)) -> None:
        super().__init__(scale)
        self.knows_variance = knows_variance

    def user_state(self, users: Tensor) -> Tensor:
        return torch.empty(len(users), 0)

    def layers(self, state: Tensor, movies: Tensor) -> dict[str, Tensor]:
        return {PREDICTION: torch.full((len(movies), 1), 3.0)}

    def predictive_variance(self, state: Tensor, movies: Tensor) -> Tensor | None:
        return movies.float() if self.knows_variance else None


def drawn(n: int, rng: np.random.Generator, inflation: float = 1.0) -> Ratings:
    """Ratings whose standard deviation is ``inflation`` times what ``Steady`` thinks, with heavy tails."""
    movies = rng.integers(1, 5, n).astype(np.int32)
    values = 3 + inflation * np.sqrt(movies) * rng.laplace(size=n) / math.sqrt(2)
    return Ratings(np.zeros(n, np.int32), movies, values.astype(np.float32), np.zeros(n, np.int64))


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 2**31), st.floats(0.1, 10.0), st.booleans())
def test_calibrated_intervals_hold_exchangeable_ratings_as_often_as_they_should(seed, inflation, knows):
    rng = np.random.default_rng(seed)
    model = Steady(knows)
    found = calibrate(model, drawn(2_000, rng, inflation))
    held = check(found, model, drawn(10_000, rng, inflation))
    assert (found.by_model, found.calibrated_on) == (knows, 2_000)
    assert held.coverage == pytest.approx(COVERAGE, abs=0.05)  # five standard errors of a factor from 2,000 ratings


@given(st.lists(st.floats(0.0, 4.0, width=32), min_size=4, max_size=60))
def test_at_least_the_wanted_share_of_the_calibrating_ratings_is_inside(errors):
    n = len(errors)
    values = (3 + np.array(errors)).astype(np.float32)
    ratings = Ratings(np.zeros(n, np.int32), np.ones(n, np.int32), values, np.zeros(n, np.int64))
    held = check(calibrate(Steady(False), ratings), Steady(False), ratings)
    assert held.coverage >= COVERAGE


def test_the_factor_is_the_error_of_the_conformal_rank() -> None:
    values = np.array([3.1, 2.8, 3.3, 2.6, 3.5, 2.4, 3.7, 2.2, 3.9], np.float32)
    ratings = Ratings(*(np.full(9, one, kind) for one, kind in ((0, np.int32), (4, np.int32))), values, np.zeros(9))
    assert calibrate(Steady(False), ratings).factor == pytest.approx(0.8, abs=1e-6)  # rank 8 of 9
    assert calibrate(Steady(True), ratings).factor == pytest.approx(0.4, abs=1e-6)  # of standard deviation 2


def test_too_few_ratings_promise_nothing_but_the_scale() -> None:
    model = Steady(False, (0.5, 5.0))
    found = calibrate(model, drawn(3, np.random.default_rng(0)))
    assert found.factor == math.inf
    low, high = found.bounds(np.array([3.0, 5.0]), None, model.scale)
    assert low.tolist() == [0.5, 0.5]
    assert high.tolist() == [5.0, 5.0]


def test_ends_are_clipped_to_the_scale() -> None:
    found = Intervals(2.0, by_model=True, calibrated_on=10)
    low, high = found.bounds(np.array([1.0, 3.0, 4.9]), np.array([0.5, 0.5, 0.25]), (0.5, 5.0))
    assert low.tolist() == [0.5, 2.0, pytest.approx(4.4)]
    assert high.tolist() == [2.0, 4.0, 5.0]


def test_without_validation_ratings_a_variance_gives_normal_intervals() -> None:
    found = calibrate(Steady(True), NONE)
    assert found == Intervals(NORMAL_FACTOR, by_model=True, calibrated_on=0)
    assert found.factor == pytest.approx(1.281552, abs=1e-6)


def test_without_validation_ratings_the_factor_is_the_fits_own_where_it_found_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Steady, "interval_factor", lambda self: 1.2)
    assert calibrate(Steady(True), NONE) == Intervals(1.2, by_model=True, calibrated_on=0, by_fit=True)
    assert calibrate(Steady(False), NONE) is None
    assert calibrate(Steady(True), drawn(500, np.random.default_rng(3))).by_fit is False


def test_without_validation_ratings_and_variance_there_are_no_intervals() -> None:
    assert calibrate(Steady(False), NONE) is None
    assert rating_spread(Steady(False), drawn(5, np.random.default_rng(0))) is None


def test_nothing_to_check_gives_no_figure() -> None:
    found = Intervals(1.0, by_model=False, calibrated_on=10)
    assert check(found, Steady(False), NONE) is None
    assert cross_check(Steady(False), NONE) is None


@pytest.mark.parametrize("knows", [True, False])
def test_without_a_test_part_each_half_is_judged_by_the_other(knows: bool) -> None:
    ratings = drawn(4_001, np.random.default_rng(5))
    held = cross_check(Steady(knows), ratings)
    assert (held.part, held.ratings) == ("validation", 4_001)
    assert held.coverage == pytest.approx(COVERAGE, abs=0.03)


def test_many_ratings_are_sampled_always_alike() -> None:
    ratings = drawn(MOST_RATINGS + 1_000, np.random.default_rng(1))
    first, again = (calibrate(Steady(True), ratings) for _ in range(2))
    assert first == again
    assert first.calibrated_on == MOST_RATINGS


def test_a_variance_of_zero_is_no_division_by_zero() -> None:
    ratings = Ratings(np.zeros(6, np.int32), np.zeros(6, np.int32), np.full(6, 3, np.float32), np.zeros(6, np.int64))
    assert calibrate(Steady(True), ratings).factor == 0.0


def test_the_spread_is_computed_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    ratings = drawn(10, np.random.default_rng(2))
    whole = rating_spread(Steady(True), ratings)
    monkeypatch.setattr(intervals, "EVALUATION_BATCH", 3)
    np.testing.assert_array_equal(rating_spread(Steady(True), ratings), whole)
    np.testing.assert_allclose(whole, np.sqrt(ratings.movies), rtol=1e-6)
