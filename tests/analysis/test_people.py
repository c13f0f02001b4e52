"""Known users and new ones through one door."""

import pytest

from movierec_gui.analysis.people import KnownUser, NewUser, explain_person, predict_person
from movierec_gui.analysis.predictions import user_errors, user_predictions
from movierec_gui.errors import UserError
from movierec_gui.progress import finish


def test_a_known_user_comes_with_errors(fitted_run):
    result = finish(predict_person(fitted_run, KnownUser(4)))
    assert result.table["predicted"].equals(user_predictions(fitted_run, 4)["predicted"])
    assert result.errors == user_errors(fitted_run, 4)
    assert (result.table["is_rated"] == (result.table["part"] != "")).all()
    assert (result.table["unrated"] != result.table["is_rated"]).all()


def test_somebody_new_has_no_errors_and_the_baseline_is_used_again(fitted_run):
    first = finish(predict_person(fitted_run, NewUser((0, 1), (5.0, 1.0))))
    assert first.errors == ()
    assert first.table["is_rated"].sum() == 2
    events = predict_person(fitted_run, NewUser(), first.baseline)
    assert next(events).stage == "Predicting every movie"
    assert finish(events).baseline is first.baseline


def test_both_can_be_explained(fitted_run):
    known = finish(explain_person(fitted_run, KnownUser(4), 8))
    assert known.rated == fitted_run.data.user_counts[4]
    new = finish(explain_person(fitted_run, NewUser((0, 1), (5.0, 1.0)), 8))
    assert {influence.movie for influence in new.influences} == {0, 1}


def test_unknown_people_are_refused(fitted_run):
    with pytest.raises(UserError, match="no user number 99"):
        finish(predict_person(fitted_run, KnownUser(99)))
    with pytest.raises(UserError, match="no movie 99"):
        finish(predict_person(fitted_run, NewUser((99,), (3.0,))))
