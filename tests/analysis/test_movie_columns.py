from __future__ import annotations

import numpy as np
import pytest

from movierec_gui.analysis.activations import slice_network
from movierec_gui.analysis.movie_columns import (
    error_column,
    node_column,
    person_of,
    predicted_column,
    rated_column,
    sliced_node,
)
from movierec_gui.analysis.people import KnownUser, NewUser
from movierec_gui.analysis.predictions import user_predictions
from movierec_gui.analysis.run_depth.judged import judge_run
from movierec_gui.errors import UserError
from movierec_gui.progress import finish


def test_a_node_s_value_of_a_movie_is_its_mean_over_the_ratings(fitted_run):
    activations = finish(slice_network(fitted_run, rows="all"))
    found = finish(sliced_node(fitted_run, 1))
    rows = activations.movies == 7
    assert found.values[7] == pytest.approx(activations.values[rows, 1].mean(), rel=1e-5)
    assert np.isnan(found.values[59])  # has no rating
    assert found.title.startswith(f"Node 1 of {activations.layer}")
    with pytest.raises(UserError, match="no node 999"):
        node_column(activations, 999, 60, "run")


def test_predictions_are_those_of_the_predict_tab(fitted_run):
    found = finish(predicted_column(fitted_run, KnownUser(3), "user 4"))
    assert np.array_equal(found.values, user_predictions(fitted_run, 3)["predicted"])
    assert found.title.endswith("for user 4")
    own = finish(predicted_column(fitted_run, person_of(None, {1: 5.0}), "Ann"))
    assert own.values.shape == (60,)


def test_ratings_stand_at_their_movies():
    found = rated_column({3: 4.5, 0: 1.0}, 5, "Ann")
    assert found.values[[0, 3]].tolist() == [1.0, 4.5]
    assert np.isnan(found.values[[1, 2, 4]]).all()
    with pytest.raises(UserError, match="Ann has rated no movie"):
        rated_column({}, 5, "Ann")


def test_errors_are_those_of_the_held_out_ratings(fitted_run):
    judged = finish(judge_run(fitted_run))
    found = finish(error_column(fitted_run))
    movie = int(judged.movies[0])
    assert found.values[movie] == pytest.approx(np.abs(judged.errors[judged.movies == movie]).mean())
    assert np.isnan(found.values[np.setdiff1d(np.arange(60), judged.movies)]).all()
    assert "(test)" in found.title


def test_somebody_is_a_user_or_known_by_ratings():
    assert person_of(3, {}) == KnownUser(3)
    assert person_of(None, {2: 4.0}) == NewUser((2,), (4.0,))
