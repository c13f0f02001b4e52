"""Leave-one-out sensitivity and the biases' share."""

import numpy as np
import pytest
import torch

from movierec_gui.analysis.explanations import explain_new_user, explain_prediction
from movierec_gui.analysis.predictions import bias_baseline, user_predictions
from movierec_gui.errors import UserError
from movierec_gui.models import ARCHITECTURES
from movierec_gui.models.base import PREDICTION
from movierec_gui.progress import Progress, finish


def test_a_change_is_the_prediction_with_all_ratings_minus_that_without_one(fitted_run):
    movies, ratings = np.array([0, 1, 2]), np.array([5.0, 1.0, 3.0], np.float32)
    explanation = finish(explain_new_user(fitted_run, movies, ratings, 8))
    users = torch.from_numpy(np.flatnonzero(fitted_run.data.user_counts))
    for influence in explanation.influences:
        kept = movies != influence.movie
        state = fitted_run.model.fold_in(torch.from_numpy(movies[kept]), torch.from_numpy(ratings[kept]), users)
        without = fitted_run.model.layers(state[None], torch.tensor([8]))[PREDICTION]
        assert influence.change == pytest.approx(explanation.folded - without.item(), abs=1e-5)
        assert influence.rating == ratings[movies == influence.movie]
    assert len(explanation.influences) == 3


def test_ratings_of_the_same_colour_raise_and_largest_changes_come_first(fitted_run):
    explanation = finish(explain_new_user(fitted_run, [0, 1, 20], [5.0, 1.0, 5.0], 8))
    changes = [abs(influence.change) for influence in explanation.influences]
    assert changes == sorted(changes, reverse=True)
    by_movie = {influence.movie: influence.change for influence in explanation.influences}
    assert by_movie[0] > 0
    assert by_movie[20] > 0


@pytest.mark.parametrize("name", [entry.name for entry in ARCHITECTURES])
def test_the_shares_add_up_to_the_prediction_of_the_table(make_run, tiny_dataset, name):
    run = make_run(tiny_dataset, name)
    baseline = bias_baseline(run)
    table = user_predictions(run, 2)
    movie = int(table.index[table["rated"].isna()][0])  # what the user rated is predicted as of that moment
    explanation = finish(explain_prediction(run, 2, movie, baseline, limit=2))
    parts = (explanation.mean, explanation.user_bias, explanation.movie_bias, explanation.beyond_biases)
    assert sum(parts) == pytest.approx(explanation.predicted)
    assert explanation.predicted == pytest.approx(table.loc[movie, "predicted"], abs=1e-5)
    assert explanation.mean == pytest.approx(run.data.mean, abs=1e-5)
    assert explanation.support == run.data.movie_counts[movie]
    assert explanation.rated == run.data.user_counts[2]


def test_biases_alone_leave_nothing_to_explain(make_run, tiny_dataset):
    explanation = finish(explain_prediction(make_run(tiny_dataset, "biases"), 2, 9))
    assert explanation.beyond_biases == pytest.approx(0.0, abs=1e-5)


def test_of_many_ratings_the_most_influential_are_left_out_exactly(fitted_run):
    everything = finish(explain_prediction(fitted_run, 6, 11)).influences
    some = finish(explain_prediction(fitted_run, 6, 11, limit=8)).influences
    assert len(everything) > 12
    assert len(some) == 8
    strongest = {influence.movie for influence in everything[:3]}
    assert strongest <= {influence.movie for influence in some}


def test_a_user_nobody_heard_of_is_explained_by_no_rating(fitted_run):
    explanation = finish(explain_new_user(fitted_run, [], [], 8))
    assert explanation.influences == ()
    assert explanation.rated == 0


def test_progress_is_reported_before_each_rating(fitted_run):
    events = list(explain_new_user(fitted_run, [0, 1], [5.0, 1.0], 8))
    assert [(event.done, event.total) for event in events] == [(0, 2), (1, 2)]
    assert all(isinstance(event, Progress) for event in events)


def test_unknown_movies_and_bad_ratings_are_refused(fitted_run):
    with pytest.raises(UserError, match="no movie number 60"):
        finish(explain_prediction(fitted_run, 0, 60))
    with pytest.raises(UserError, match="no user number 40"):
        finish(explain_prediction(fitted_run, 40, 0))
    with pytest.raises(UserError, match="off the scale"):
        finish(explain_new_user(fitted_run, [0], [9.0], 8))
