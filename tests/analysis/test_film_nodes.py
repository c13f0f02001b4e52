"""A film's nodes, with a network whose outputs are known."""

from __future__ import annotations

import numpy as np
import pytest

from movierec_gui.analysis import film_nodes as module
from movierec_gui.analysis.film_nodes import film_nodes
from movierec_gui.errors import UserError
from movierec_gui.progress import finish


@pytest.fixture
def run(tiny_dataset, make_run, hand_made):
    """Node 0 is the movie's number, node 1 fires for movie 7 alone, node 2 never changes."""
    outputs = np.zeros((tiny_dataset.n_users, tiny_dataset.n_movies, 3), np.float32)
    outputs[:, :, 0] = np.arange(tiny_dataset.n_movies) / 60
    outputs[:, 7, 1] = -9.0
    outputs[:, :, 2] = 0.5
    return make_run(tiny_dataset, hand_made(outputs, tiny_dataset.scale))


def test_the_node_that_is_moved_most_comes_first(run):
    found = finish(film_nodes(run, 7))
    first = found.nodes[0]
    fires = (run.dataset.ratings.movies == 7) * -9.0
    assert first.node == 1
    assert (first.mean, first.usual) == pytest.approx((-9.0, fires.mean()))
    assert first.shift == pytest.approx((-9.0 - fires.mean()) / fires.std(), rel=1e-5)
    assert (found.layer, found.node, found.share) == ("table", 1, 1.0)
    assert found.ratings == run.dataset.movie_counts[7]


def test_a_node_that_never_changes_is_not_moved(run):
    found = finish(film_nodes(run, 50))
    assert {node.node: node.shift for node in found.nodes}[2] == 0.0
    assert found.nodes[0].node == 0


def test_of_many_ratings_evenly_spaced_ones_are_taken(run, monkeypatch):
    monkeypatch.setattr(module, "MOST_RATINGS", 4)
    monkeypatch.setattr(module, "USUAL_RATINGS", 100)
    assert finish(film_nodes(run, 7)).ratings == 4


def test_what_cannot_be_sliced_is_refused(run):
    with pytest.raises(UserError, match="Nobody rated"):
        finish(film_nodes(run, 59))
    with pytest.raises(UserError, match="Unknown layer"):
        finish(film_nodes(run, 7, "tabel"))
    with pytest.raises(UserError, match="no movie number"):
        finish(film_nodes(run, 60))
