from __future__ import annotations

import numpy as np
import pytest

from movierec_gui.data.dataset import Dataset
from movierec_gui.report.article.traits import agreement, explained_by_groups, likeness, neighbours_on, trait


def test_neighbours_are_the_nearest_others_even_on_one_spot() -> None:
    nearest = neighbours_on(np.array([[0.0, 0], [0, 1], [0, 3], [0, 7]]), 2)
    assert nearest.tolist() == [[1, 2], [0, 2], [1, 0], [2, 1]]
    heap = neighbours_on(np.zeros((20, 2)), 3)
    assert heap.shape == (20, 3)
    assert not (heap == np.arange(20)[:, None]).any()


def test_likeness_is_one_where_neighbours_are_the_same_and_zero_by_chance() -> None:
    line = np.column_stack([np.arange(400.0), np.zeros(400)])
    halves = (np.arange(400) >= 200).astype(float)[:, None]
    nearest = neighbours_on(line, 2)
    assert likeness(halves, nearest) == pytest.approx(1.0, abs=0.02)
    drawn = np.random.default_rng(0).random((400, 1))
    assert likeness(drawn, nearest) == pytest.approx(0.0, abs=0.12)
    assert likeness(np.ones((400, 1)), nearest) == 0.0


def test_likeness_leaves_out_what_is_unknown() -> None:
    nearest = neighbours_on(np.column_stack([np.arange(5.0), np.zeros(5)]), 1)
    values = np.array([0.0, 0.0, np.nan, 1.0, 1.0])[:, None]
    assert likeness(values, nearest) == pytest.approx(1.0)


def test_likeness_is_one_less_gearys_c() -> None:
    rng = np.random.default_rng(1)
    points, values = rng.random((30, 2)), rng.random(30)
    nearest = neighbours_on(points, 4)
    weights = np.zeros((30, 30))
    weights[np.repeat(np.arange(30), 4), nearest.ravel()] = 1.0
    squares = np.square(values[:, None] - values[None, :])
    geary = 29 * (weights * squares).sum() / (2 * weights.sum() * np.square(values - values.mean()).sum())
    assert likeness(values[:, None], nearest) == pytest.approx(1.0 - geary)


def test_agreement_is_beyond_chance() -> None:
    nearest = neighbours_on(np.column_stack([np.arange(300.0), np.zeros(300)]), 2)
    assert agreement(np.arange(300) // 100, nearest) == pytest.approx(1.0, abs=0.03)
    assert agreement(np.random.default_rng(0).integers(0, 3, 300), nearest) == pytest.approx(0.0, abs=0.1)
    assert agreement(np.full(300, -1), nearest) == 0.0
    assert agreement(np.zeros(300, int), nearest) == 0.0


def test_groups_explain_all_or_nothing() -> None:
    values = np.array([1.0, 1.0, 5.0, 5.0, np.nan])[:, None]
    assert explained_by_groups(values, [np.array([0, 1]), np.array([2, 3, 4])]) == 1.0
    assert explained_by_groups(values, [np.array([0, 2]), np.array([1, 3])]) < 0.0
    assert explained_by_groups(values, [np.array([0, 1])]) == 0.0
    rng = np.random.default_rng(3)
    many = [rng.integers(0, 1000, 20) for _ in range(50)]
    assert explained_by_groups(rng.random((1000, 2)), many) == pytest.approx(0.0, abs=0.05)


def test_traits_are_a_row_a_movie(tiny_dataset: Dataset) -> None:
    assert trait(tiny_dataset, "rating").shape == (60, 1)
    assert np.isnan(trait(tiny_dataset, "year")[58, 0])
    assert trait(tiny_dataset, "genres").shape == (60, 3)
