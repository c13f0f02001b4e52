"""Folding in a person who was not there in training."""

import numpy as np
import pytest
import torch

from movierec_gui.analysis.fold_in import fold_in_user, prior_users
from movierec_gui.errors import UserError
from movierec_gui.recommenders.rated import PRIOR_USERS


def test_the_same_ratings_give_the_same_state(fitted_run, poison_seeds):
    first = fold_in_user(fitted_run, [0, 3], [4.0, 2.0])
    poison_seeds()
    assert torch.equal(first, fold_in_user(fitted_run, [0, 3], [4.0, 2.0]))


def test_without_ratings_the_state_is_the_mean_of_the_trained_users(fitted_run):
    state = fold_in_user(fitted_run, [], [])
    known = fitted_run.model.user_state(prior_users(fitted_run))
    torch.testing.assert_close(state, known.mean(0))


def test_only_users_with_training_ratings_have_a_say(fitted_run):
    users = prior_users(fitted_run).numpy()
    assert 0 < len(users) <= PRIOR_USERS
    assert (fitted_run.data.user_counts[users] > 0).all()


@pytest.mark.parametrize(
    ("movies", "ratings", "message"),
    [
        ([0, 1], [3.0], "2 movies but 1 ratings"),
        ([60], [3.0], "There is no movie 60"),
        ([-1], [3.0], "There is no movie -1"),
        ([4, 4], [3.0, 2.0], r"Movie 4 \(1954\) is rated twice"),
        ([4], [5.5], "Allowed: 1 to 5"),
        ([4], [float("nan")], "off the scale"),
    ],
)
def test_what_cannot_be_folded_in_is_refused_with_a_reason(fitted_run, movies, ratings, message):
    with pytest.raises(UserError, match=message):
        fold_in_user(fitted_run, movies, np.array(ratings))
