from __future__ import annotations

import numpy as np
import pytest

from movierec_gui.analysis.maps.twins import merged_twins, tolerance


@pytest.mark.parametrize("d", [2, 3, 50])
def test_points_a_hair_apart_become_one_spot_and_others_stay(d):
    rng = np.random.default_rng(d)
    points = rng.normal(size=(200, d))
    twins = np.concatenate([points, points[:60] + rng.normal(size=(60, d)) * 1e-5])
    merged = merged_twins(twins)
    assert np.array_equal(merged[:60], merged[200:])
    assert np.abs(merged - twins).max() < tolerance(twins)
    assert np.array_equal(merged[60:200], twins[60:200])


def test_twins_of_twins_are_twins():
    points = np.concatenate([np.random.default_rng(0).normal(size=(50, 2)), np.zeros((3, 2))])
    step = 0.9 * tolerance(points)
    points[51:] = [[step, 0.0], [2 * step, 0.0]]
    assert len(np.unique(merged_twins(points)[50:], axis=0)) == 1


def test_one_spot_stays_one():
    assert np.array_equal(merged_twins(np.ones((5, 2))), np.ones((5, 2)))


def test_the_tolerance_shrinks_where_points_lie_close():
    """A thousand times as many points lie closer together: what is a hair there is less."""
    few, many = np.random.default_rng(0).normal(size=(1_000, 2)), np.random.default_rng(0).normal(size=(100_000, 2))
    assert tolerance(many) < tolerance(few) / 2
