"""One node, two nodes, one movie."""

import math

import numpy as np
import pytest

from movierec_gui.analysis.activations import Activations
from movierec_gui.analysis.node_details import compare_nodes, describe_node, profile_movie
from movierec_gui.analysis.node_statistics import node_groups
from movierec_gui.errors import UserError
from movierec_gui.progress import finish


@pytest.fixture(name="sliced")
def _sliced():
    values = np.array([[3, -3, 1], [2, -2, 1], [-1, 1, 1], [0.5, -0.5, 1], [-2, 2, 1]], np.float32)
    movies = np.array([10, 10, 3, 10, 4], np.int32)
    return Activations("table", "all", values, movies, np.ones(5, np.float32), 5)


def test_a_node_is_described_against_the_movies_that_were_sliced(tiny_dataset, sliced):
    groups = node_groups(sliced, "top", 5)
    details = finish(describe_node(tiny_dataset, sliced, groups, 0, np.random.default_rng(0)))
    assert details.movies["movie"].tolist() == [10, 3, 4]
    assert details.group.movies == (10, 3, 4)
    assert details.group.mean_year == pytest.approx((1960 + 1953 + 1954) / 3)
    assert details.random.size == 3
    # All of the background: nothing can be more common than in it.
    assert {genre.lift for genre in details.group.genres if genre.count} == {1.0}


def test_two_nodes_are_compared_by_correlation_and_common_movies(sliced):
    groups = node_groups(sliced, "top", 2)
    pair = compare_nodes(sliced, groups, 0, 1)
    assert pair.correlation == pytest.approx(-1.0)
    assert pair.common == 0
    assert compare_nodes(sliced, groups, 1, 1).common == 2
    assert math.isnan(compare_nodes(sliced, groups, 0, 2).correlation)


def test_a_movies_nodes_are_its_mean_activations_and_its_mode(sliced):
    profile = finish(profile_movie(sliced, 10))
    assert profile.means.tolist() == pytest.approx([5.5 / 3, -5.5 / 3, 1.0])
    assert (profile.node, profile.share) == (0, pytest.approx(2 / 3))
    assert profile.strongest(2) == (0, 1)
    with pytest.raises(UserError, match="no rating among"):
        finish(profile_movie(sliced, 5))
