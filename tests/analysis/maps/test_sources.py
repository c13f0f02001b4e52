from __future__ import annotations

import numpy as np
import pytest

from movierec_gui.analysis.maps.config import MapConfig
from movierec_gui.analysis.maps.sources import learned_rows, rating_rows
from movierec_gui.errors import UserError
from movierec_gui.progress import finish


def _rows(source):
    """The dense rows [n, d] that were made into columns."""
    (block,) = finish(source.columns()).blocks
    return block.T


def test_ratings_leave_out_movies_that_nobody_rated(tiny_dataset):
    source = finish(rating_rows(tiny_dataset))
    assert source.movies.tolist() == list(range(59))
    assert finish(source.columns()).n == 59


def test_embeddings_are_those_of_the_run(tiny_dataset, fitted_run):
    source = finish(learned_rows(fitted_run, MapConfig(source="embedding")))
    vectors = fitted_run.model.movie_vectors().detach().numpy()
    np.testing.assert_array_equal(_rows(source), vectors[source.movies])
    np.testing.assert_array_equal(source.movies, np.unique(fitted_run.data.ratings.movies))


def test_a_layer_is_averaged_over_the_ratings_of_a_movie(tiny_dataset, make_run, hand_made):
    outputs = np.random.default_rng(0).random((40, 60, 3)).astype(np.float32)
    run = make_run(tiny_dataset, hand_made(outputs, (0.5, 5.0)))
    source = finish(learned_rows(run, MapConfig(source="layer", layer="table", layer_rows="all")))
    movie = 7
    raters = tiny_dataset.ratings.users[tiny_dataset.ratings.movies == movie]
    row = np.flatnonzero(source.movies == movie)[0]
    np.testing.assert_allclose(_rows(source)[row], outputs[raters, movie].mean(axis=0), rtol=1e-5)


def test_a_network_without_embeddings_says_so(tiny_dataset, make_run, hand_made):
    run = make_run(tiny_dataset, hand_made(np.ones((40, 60, 3)), (0.5, 5.0)))
    with pytest.raises(UserError, match="no movie embeddings"):
        finish(learned_rows(run, MapConfig(source="embedding")))


def test_an_unknown_layer_is_named(fitted_run):
    with pytest.raises(UserError, match="layer"):
        finish(learned_rows(fitted_run, MapConfig(source="layer", layer="attic")))


def test_ratings_need_no_run(fitted_run):
    with pytest.raises(UserError, match="needs no run"):
        finish(learned_rows(fitted_run, MapConfig()))
