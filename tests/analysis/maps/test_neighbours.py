from __future__ import annotations

import numpy as np
import pytest

from movierec_gui.analysis.maps import neighbours
from movierec_gui.analysis.maps.neighbours import nearest_neighbours
from movierec_gui.progress import finish


@pytest.mark.parametrize(("rows", "columns"), [(1, 1), (9, 30), (64, 70), (256, 1024)])
def test_neighbours_equal_those_of_all_distances(monkeypatch, rows, columns):
    monkeypatch.setattr(neighbours, "_ROWS", rows)
    monkeypatch.setattr(neighbours, "_COLUMNS", columns)
    points = np.random.default_rng(0).normal(size=(70, 5)).astype(np.float32)
    found = finish(nearest_neighbours(points, 9))
    distances = np.linalg.norm(points[:, None] - points[None], axis=2)
    np.fill_diagonal(distances, np.inf)
    np.testing.assert_array_equal(found.indices, np.argsort(distances, axis=1)[:, :9])
    np.testing.assert_allclose(found.distances, np.sort(distances, axis=1)[:, :9], rtol=1e-5)


def test_points_that_coincide_are_zero_apart_far_from_the_origin():
    points = np.repeat(np.random.default_rng(0).normal(size=(10, 4)).astype(np.float32) + 1e3, 2, axis=0)
    found = finish(nearest_neighbours(points, 1))
    np.testing.assert_array_equal(found.distances, 0.0)
    np.testing.assert_array_equal(found.indices[:, 0], np.arange(20) ^ 1)


def test_all_others_can_be_asked_for():
    points = np.random.default_rng(0).normal(size=(6, 2)).astype(np.float32)
    found = finish(nearest_neighbours(points, 5))
    assert found.k == 5
    assert all(sorted(row) == [p for p in range(6) if p != point] for point, row in enumerate(found.indices.tolist()))
    assert finish(nearest_neighbours(points, 5)).nearest(2).k == 2


@pytest.mark.parametrize("spread", ["even", "one clump", "all on one spot"])
def test_many_points_take_the_short_cut_to_the_same_distances(monkeypatch, spread):
    points = np.random.default_rng(0).normal(size=(2500, 4)).astype(np.float32)
    if spread == "one clump":
        points[::8] *= 1e-3  # the columns that are sampled look nearer to each other than the rest is
    elif spread == "all on one spot":
        points[:] = 1.0
    short = finish(nearest_neighbours(points, 30))
    monkeypatch.setattr(neighbours, "_SMALL", 10_000)
    np.testing.assert_allclose(short.distances, finish(nearest_neighbours(points, 30)).distances, atol=1e-6)


def test_a_row_with_too_few_within_its_limit_is_searched_again():
    points = np.random.default_rng(0).normal(size=(50, 3)).astype(np.float32)
    towards = np.vstack([-2.0 * points.T, np.square(points).sum(axis=1)])
    asking = np.column_stack([points, np.ones(50, np.float32)])
    limits = np.full((10, 1), np.inf, np.float32)
    limits[3] = -1e9
    found = neighbours._nearest(asking, towards, slice(20, 30), 6, limits)
    distances = np.linalg.norm(points[20:30, None] - points[None], axis=2)
    distances[np.arange(10), np.arange(20, 30)] = np.inf
    np.testing.assert_array_equal(np.sort(found, axis=1), np.sort(np.argsort(distances, axis=1)[:, :6], axis=1))
