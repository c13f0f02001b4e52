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
    np.testing.assert_array_equal(trait(tiny_dataset, "rating")[:, 0], tiny_dataset.movie_means)
    years = np.where(np.arange(60) == 58, np.nan, 1950.0 + np.arange(60))
    np.testing.assert_array_equal(trait(tiny_dataset, "year"), years[:, None])
    np.testing.assert_array_equal(trait(tiny_dataset, "genres"), tiny_dataset.movies.genres)


def test_ten_neighbours_are_taken_or_as_many_as_there_are() -> None:
    line = np.column_stack([np.arange(20.0), np.zeros(20)])
    assert neighbours_on(line).shape == (20, 10)
    assert sorted(neighbours_on(line)[0].tolist()) == list(range(1, 11))
    assert neighbours_on(line[:4]).shape == (4, 3)


def test_a_lone_known_movie_is_like_nobody() -> None:
    nearest = neighbours_on(np.column_stack([np.arange(3.0), np.zeros(3)]), 1)
    assert likeness(np.array([[1.0], [np.nan], [np.nan]]), nearest) == 0.0
    # The two known ones are nobody's neighbours: 0 is next to 1, which is unknown, and so is 3 to 2.
    apart = neighbours_on(np.array([[0.0, 0], [1, 0], [2, 0], [3, 0]]), 1)
    assert likeness(np.array([[1.0], [np.nan], [np.nan], [2.0]]), apart) == 0.0


def test_agreement_is_cohens_kappa_over_pairs_of_neighbours_that_both_have_a_label() -> None:
    nearest = np.array([[1], [0], [1], [2], [3]])
    labels = np.array([0, 0, 1, 1, -1])
    # Known pairs: 0-1 same, 1-0 same, 2-1 other, 3-2 same; labels half and half: 0.5 are the same by chance.
    assert agreement(labels, nearest) == pytest.approx((0.75 - 0.5) / (1 - 0.5))


def test_explained_is_one_less_the_variance_within_over_that_of_all() -> None:
    values = np.array([1.0, 2.0, 4.0, 8.0, 9.0])[:, None]
    groups = [np.array([0, 1, 2]), np.array([3, 4]), np.array([], np.int64)]
    within = (np.var([1, 2, 4]) * 3 + np.var([8, 9]) * 2) / (5 - 2)
    assert explained_by_groups(values, groups) == pytest.approx(1 - within / np.var([1, 2, 4, 8, 9], ddof=1))
    assert explained_by_groups(values, [np.array([0]), np.array([1])]) == 0.0
    assert explained_by_groups(np.ones((4, 1)), [np.array([0, 1]), np.array([2, 3])]) == 0.0
    least = explained_by_groups(values, [np.array([0, 1]), np.array([3])])
    assert least == pytest.approx(1 - 0.5 / np.var([1, 2, 8], ddof=1))
