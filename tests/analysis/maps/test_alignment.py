from __future__ import annotations

import numpy as np
import pytest

from movierec_gui.analysis.maps.alignment import aligned


@pytest.mark.parametrize("mirrored", [False, True])
def test_a_turned_map_is_turned_back(mirrored):
    plane = np.random.default_rng(0).normal(size=(50, 2)).astype(np.float32)
    plane -= plane.mean(axis=0)
    angle = 1.1
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    if mirrored:
        turn[0] *= -1
    movies = np.arange(50)
    turned = (plane @ turn + 7).astype(np.float32)
    np.testing.assert_allclose(aligned(turned, movies, plane, movies), plane, atol=1e-4)


def test_only_shared_movies_tell_how_to_turn():
    plane = np.random.default_rng(0).normal(size=(50, 2)).astype(np.float32)
    movies = np.arange(50)
    noise = np.random.default_rng(1).normal(size=(10, 2)).astype(np.float32) * 100
    other = np.concatenate([noise, plane])
    found = aligned(-plane, movies, other, np.arange(-10, 50))
    np.testing.assert_allclose(found, plane - plane.mean(axis=0), atol=1e-4)


def test_nothing_shared_turns_nothing():
    plane = np.ones((3, 2), np.float32)
    np.testing.assert_array_equal(aligned(plane, np.arange(3), plane, np.arange(5, 8)), plane)
