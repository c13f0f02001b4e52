from __future__ import annotations

import numpy as np

from movierec_gui.analysis.maps.regions import region_places, told_apart


def test_a_name_stands_at_a_movie_of_its_group():
    points = np.array([[0, 0], [1, 0], [2, 0], [100, 100], [9, 9]], np.float32)
    places = region_places(points, [np.array([0, 1, 2]), np.array([0, 1, 3]), np.array([], np.int64)])
    assert places[0].tolist() == [1.0, 0.0]
    assert places[1].tolist() in points.tolist()
    assert np.isnan(places[2]).all()


def test_as_many_places_as_colours_have_each_its_own():
    assert sorted(told_apart(np.random.default_rng(0).normal(size=(7, 2)), 7)) == list(range(7))


def test_the_same_colour_lies_apart():
    """Twice two places side by side and two colours: neighbours differ."""
    places = np.array([[0.0, 0.0], [1.0, 0.0], [50.0, 0.0], [51.0, 0.0]])
    colors = told_apart(places, 2)
    assert colors[0] != colors[1]
    assert colors[2] != colors[3]


def test_a_group_without_a_place_is_no_fault():
    assert len(told_apart(np.array([[0.0, 0.0], [np.nan, np.nan], [1.0, 1.0]]), 2)) == 3
