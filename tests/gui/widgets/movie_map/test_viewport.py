from __future__ import annotations

import numpy as np
import pytest

from movierec_gui.gui.widgets.movie_map.viewport import Viewport

POINTS = np.array([[0.0, 0.0], [10.0, 0.0], [10.0, 4.0]], np.float32)


@pytest.fixture
def view():
    return Viewport(200.0, 100.0).fitted(POINTS)


def test_a_fitted_map_is_wholly_in_sight(view):
    screen = view.to_screen(POINTS)
    assert np.all((screen > 0) & (screen < (200, 100)))
    assert view.zoom == 1.0


def test_y_points_up(view):
    screen = view.to_screen(POINTS)
    assert screen[2, 1] < screen[1, 1]


def test_screen_and_plane_are_each_other_s_reverse(view):
    (left, top), *_ = view.to_screen(np.array([[3.0, 1.0]])).tolist()
    assert view.to_plane(left, top) == pytest.approx((3.0, 1.0), abs=1e-4)


def test_zooming_keeps_the_point_below_the_mouse(view):
    before = view.to_plane(30, 80)
    assert view.zoomed(3.0, 30, 80).to_plane(30, 80) == pytest.approx(before)
    assert view.zoomed(3.0, 30, 80).zoom == pytest.approx(3.0)


def test_zooming_ends_somewhere(view):
    assert view.zoomed(1e9, 0, 0).zoom == pytest.approx(2000)
    assert view.zoomed(1e-9, 0, 0).zoom == pytest.approx(0.5)


def test_panning_moves_the_map_with_the_mouse(view):
    before = view.to_screen(POINTS)
    np.testing.assert_allclose(view.panned(7, -3).to_screen(POINTS), before + np.array([7, -3]), atol=1e-3)


def test_the_way_to_another_view_begins_here_and_ends_there(view):
    goal = view.zoomed(4.0, 10, 10)
    assert view.towards(goal, 0.0).scale == pytest.approx(view.scale)
    assert view.towards(goal, 1.0) == goal
    assert view.towards(goal, 0.5).zoom == pytest.approx(2.0)


@pytest.mark.parametrize("points", [np.empty((0, 2), np.float32), np.zeros((1, 2), np.float32)])
def test_no_point_and_one_point_can_be_looked_at(points):
    view = Viewport(200.0, 100.0).fitted(points)
    assert np.isfinite(view.to_screen(points)).all()


def test_another_size_keeps_the_middle(view):
    assert view.resized(400, 300).to_plane(200, 150) == pytest.approx(view.to_plane(100, 50))
