from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from matplotlib.path import Path

from movierec_gui.analysis.maps.contours import SHARES, density_contours


def _inside(contour, points):
    """Points within an odd number of the contour's lines: a hole in a region is a line, too."""
    within = np.sum([Path(line).contains_points(points) for line in contour.lines], axis=0)
    return within % 2 == 1


def test_outlines_hold_the_shares_that_they_name():
    rng = np.random.default_rng(0)
    points = np.concatenate([rng.normal(size=(3000, 2)), rng.normal(size=(1000, 2)) * 0.4 + [5.0, 0.0]])
    found = density_contours(points.astype(np.float32))
    assert [contour.share for contour in found] == list(SHARES)
    for contour in found:
        assert _inside(contour, points).mean() == pytest.approx(contour.share, abs=0.02)


def test_inner_outlines_lie_within_outer_ones():
    found = density_contours(np.random.default_rng(1).normal(size=(2000, 2)).astype(np.float32))
    for outer, inner in pairwise(found):
        for line in inner.lines:
            assert _inside(outer, line).all()


def test_some_points_alone():
    points = np.random.default_rng(2).normal(size=(400, 2)).astype(np.float32)
    points[:100] += 50.0
    found = density_contours(points, np.arange(100))
    assert all((line > 40.0).all() for contour in found for line in contour.lines)


def test_outlines_are_closed():
    for contour in density_contours(np.random.default_rng(3).normal(size=(500, 2)).astype(np.float32)):
        for line in contour.lines:
            assert np.allclose(line[0], line[-1])


@pytest.mark.parametrize("points", [np.zeros((0, 2)), np.ones((100, 2)), np.random.default_rng(0).normal(size=(9, 2))])
def test_few_points_or_one_spot_have_none(points):
    assert density_contours(points.astype(np.float32)) == ()
