from __future__ import annotations

import numpy as np
import pytest

from movierec_gui.gui.widgets.movie_map.raster import argb
from movierec_gui.gui.widgets.movie_map.scene import MapScene, PointGroup

POINTS = np.array([[0, 0], [5, 0], [5, 0], [0, 5]], np.float32)


@pytest.fixture
def scene():
    scene = MapScene()
    scene.set_points(POINTS, "#102030", str, str, np.array([3, 2, 1, 0]))
    return scene


def test_points_that_coincide_are_all_found(scene):
    assert scene.rows_near((4.9, 0.0), 0.5) == [1, 2]
    assert scene.rows_near((2.0, 0.0), 4.0) == [0, 1, 2]
    assert scene.rows_near((50.0, 0.0), 1.0) == []


def test_moved_points_are_found_where_they_are(scene):
    scene.rows_near((0.0, 0.0), 1.0)
    scene.move_points(POINTS + 100)
    assert scene.rows_near((0.0, 0.0), 1.0) == []
    assert scene.rows_near((100.0, 100.0), 1.0) == [0]


def test_the_first_group_lies_below(scene):
    scene.set_groups([PointGroup("other", np.array([3, 1]), "#999999"), PointGroup("a", np.array([0, 2]), "#ff0000")])
    assert scene.order[:2].tolist() == [3, 1]
    assert sorted(scene.order.tolist()) == [0, 1, 2, 3]
    assert scene.colors.tolist() == [argb(c) for c in ("#ff0000", "#999999", "#ff0000", "#999999")]


def test_a_mask_tells_points_apart(scene):
    mask = np.zeros((10, 10), np.bool_)
    mask[0, 5] = True
    assert scene.rows_inside(mask, POINTS).tolist() == [1, 2]
    assert scene.rows_inside(mask, POINTS + 20).tolist() == []


def test_dots_are_larger_with_fewer_points_and_nearer_by(scene):
    few = scene.dot_radius(1.0)
    assert scene.dot_radius(10.0) >= few
    scene.move_points(np.zeros((50_000, 2), np.float32))
    assert scene.dot_radius(1.0) < few


def test_an_empty_scene_has_nothing_anywhere():
    assert MapScene().rows_near((0.0, 0.0), 1.0) == []


def test_points_at_the_very_edge_of_a_picture_are_inside_and_beyond_it_not(scene):
    mask = np.ones((10, 20), np.bool_)
    pixels = np.array([[0, 0], [19.9, 9.9], [20, 5], [-0.5, 5]], np.float32)
    assert scene.rows_inside(mask, pixels).tolist() == [0, 1]
    assert scene.rows_inside(mask, pixels[:, ::-1] * np.float32([1, 1])).tolist() == [0]
