"""Figures of lists against numbers worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from movierec_gui.recommenders.people import People
from movierec_gui.training import list_figures
from movierec_gui.training.list_figures import (
    accuracy,
    bootstrap_interval,
    calibration,
    diversity,
    gini_index,
    normal_interval,
)

GENRES = np.array([[1, 0, 0], [1, 1, 0], [0, 1, 0], [0, 0, 0], [1, 1, 1]], np.bool_)


def test_accuracy_divides_by_the_best_that_the_liked_movies_allow() -> None:
    hits = np.array([[True, False, True], [False, False, False], [True, True, True]])
    ndcg, recall, of_all, precision = accuracy(hits, np.array([2, 1, 6]))
    second, third = 1 / math.log2(3), 1 / math.log2(4)
    assert ndcg == pytest.approx([(1 + third) / (1 + second), 0.0, 1.0])
    assert recall == pytest.approx([1.0, 0.0, 1.0])
    assert of_all == pytest.approx([1.0, 0.0, 0.5])
    assert precision == pytest.approx([(1 + 2 / 3) / 2, 0.0, 1.0])


def test_the_gini_index_of_counts() -> None:
    assert gini_index(np.array([4, 1, 3])) == pytest.approx(((-2) * 1 + 0 * 3 + 2 * 4) / (3 * 8))
    assert gini_index(np.array([1])) == 0.0


def test_diversity_is_the_mean_distance_of_all_pairs() -> None:
    lists = np.array([[0, 1, 2], [3, 3, 0], [1, 4, -1], [2, -1, -1]])
    expected = [(0.5 + 1.0 + 0.5) / 3, (0.0 + 1.0 + 1.0) / 3, 1 / 3]  # two movies without genres are alike
    found = diversity(lists, GENRES)
    assert found[:3] == pytest.approx(expected)
    assert math.isnan(found[3])


def test_calibration_is_the_divergence_of_what_is_listed_from_what_is_rated() -> None:
    starts, movies = np.array([0, 2, 3, 4, 4]), np.array([0, 1, 0, 3])
    known = People(starts, movies, np.ones(4, np.float32), np.zeros(4, np.int64), np.arange(4))
    lists = np.array([[2, -1], [0, 3], [0, 1], [0, 1]])
    first = 0.75 * math.log(0.75 / (0.01 * 0.75)) + 0.25 * math.log(0.25 / (0.99 + 0.01 * 0.25))
    found = calibration(lists, known, GENRES)
    assert found[:2] == pytest.approx([first, 0.0])
    assert np.isnan(found[2:]).all()  # who rated nothing that has a genre
    assert math.isnan(calibration(np.array([[3, -1]]), known.one(0), GENRES)[0])


def test_intervals_of_a_mean_need_two_values(monkeypatch: pytest.MonkeyPatch) -> None:
    values = np.array([1.0, 2.0, 4.0, 7.0])
    assert normal_interval(values) == pytest.approx(1.96 * values.std(ddof=1) / 2, rel=1e-4)
    assert math.isnan(normal_interval(values[:1]))
    assert normal_interval(values[:2]) == pytest.approx(1.96 * math.sqrt(0.5) / math.sqrt(2), rel=1e-4)
    assert np.isnan(bootstrap_interval(values[:1])).all()
    low, high = bootstrap_interval(values)
    assert 1.0 < low < 3.5 < high < 7.0
    assert bootstrap_interval(values, seed=0) == (low, high) != bootstrap_interval(values, seed=1)
    wide = bootstrap_interval(np.linspace(0, 1, 400))
    assert wide == pytest.approx((0.5 - 1.96 * 0.2891 / 20, 0.5 + 1.96 * 0.2891 / 20), abs=0.003)
    monkeypatch.setattr(list_figures, "RESAMPLES", 1)
    assert len(set(bootstrap_interval(values))) == 1
