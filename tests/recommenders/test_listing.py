"""Lists with reasons, for one person and for two."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from movierec_gui.recommenders import listing, recommender
from movierec_gui.recommenders.base import NEVER, Recommender
from movierec_gui.recommenders.listing import Reason, agreed, list_movies
from movierec_gui.recommenders.people import People, new_person

Fit = Callable[..., Recommender]


def test_reasons_are_the_ratings_that_speak_most_for_a_movie(fitted: Fit, people: People) -> None:
    maker, person = fitted(recommender("ease")), people.one(4)
    listed = list_movies(maker, [person], maker.scores(person)[0], 5)
    assert len(listed) == 5
    assert [one.score for one in listed] == sorted((one.score for one in listed), reverse=True)
    for one in listed:
        assert 0 < len(one.reasons) <= 3
        shares = [reason.share for reason in one.reasons]
        assert shares == sorted(shares, reverse=True)
        assert 0 < sum(shares) <= 1 + 1e-9
        weights = maker.why(person, np.array([one.movie]))[0]
        assert one.reasons[0].movie == person.movies[np.argmax(weights)]


def test_a_pool_and_what_is_rated_bound_the_list(fitted: Fit, people: People) -> None:
    maker, person = fitted(recommender("popularity")), people.one(4)
    pool = np.zeros(60, np.bool_)
    pool[:20] = True
    listed = list_movies(maker, [person], maker.scores(person)[0], 60, pool)
    assert {one.movie for one in listed} == set(range(20)) - set(person.movies)
    assert all(one.reasons == () for one in listed)  # nothing of one's own speaks for what is popular


def test_where_reasons_would_need_lists_of_their_own_there_are_none(fitted: Fit, people: People) -> None:
    maker, person = fitted(recommender("recvae")), people.one(4)
    assert all(one.reasons == () for one in list_movies(maker, [person], maker.scores(person)[0], 5))


def test_nobody_of_two_has_seen_what_is_listed_and_both_give_reasons(fitted: Fit, people: People) -> None:
    maker, group = fitted(recommender("ease")), [people.one(4), people.one(6)]
    both = agreed(np.concatenate([maker.scores(person) for person in group]), "least")
    listed = list_movies(maker, group, both, 8)
    seen = set(group[0].movies) | set(group[1].movies)
    assert not seen & {one.movie for one in listed}
    assert all(len({reason.movie for reason in one.reasons}) == len(one.reasons) for one in listed)


def test_two_people_agree_by_the_least_or_by_the_mean() -> None:
    scores = np.array([[1.0, 3.0, 2.0, NEVER], [7.0, 5.0, 9.0, 8.0]])
    assert agreed(scores, "least").tolist() == [-2.0, -4.0, -1.0, -np.inf]
    assert agreed(scores, "mean").tolist() == [-2.0, -2.0, -0.5, -np.inf]


def test_somebody_to_whom_nothing_can_be_listed_leaves_nothing() -> None:
    scores = np.array([[NEVER, NEVER], [1.0, 2.0]])
    assert np.isneginf(agreed(scores, "mean")).all()


@pytest.mark.parametrize("name", ["ease", "als", "user-knn"])
def test_the_same_reasons_come_for_a_new_person(fitted: Fit, people: People, name: str) -> None:
    maker, person = fitted(recommender(name)), people.one(4)
    known, new = (list_movies(maker, [one], maker.scores(one)[0], 5) for one in (person, person.as_new()))
    assert [one.reasons for one in known] == [one.reasons for one in new]


def test_what_a_person_did_not_like_is_no_reason_to_give() -> None:
    person = new_person([0, 1, 2], [5.0, 2.0, 4.0])
    shares = np.array([0.2, 0.5, 0.3])
    (first, second) = listing._reasons([person], [shares])
    assert [(first.movie, first.share), (second.movie, second.share)] == [
        (2, pytest.approx(0.3)),
        (0, pytest.approx(0.2)),
    ]


def test_of_two_people_s_reasons_the_strongest_three_are_given_each_movie_once() -> None:
    first = new_person([0, 1, 2, 3, 4], [5.0, 5.0, 5.0, 5.0, 1.0])
    second = new_person([3, 9, 7], [4.0, 4.0, 4.0])
    shares = [np.array([0.1, 0.4, 0.2, 0.3, -1.0]), np.array([0.6, 0.2, 0.0])]
    expected = (Reason(3, 4.0, 0.6 / 0.8), Reason(1, 5.0, 0.4), Reason(9, 4.0, 0.2 / 0.8))
    for group, of_each in (([first, second], shares), ([second, first], shares[::-1])):
        found = listing._reasons(group, of_each)
        assert [(one.movie, one.rating) for one in found] == [(one.movie, one.rating) for one in expected]
        assert [one.share for one in found] == pytest.approx([one.share for one in expected])


def test_nothing_that_speaks_for_a_movie_is_no_reason() -> None:
    person = new_person([0, 1], [5.0, 4.0])
    assert listing._reasons([person], [np.array([0.0, -0.3])]) == ()
    assert listing._reasons([new_person([], [])], [np.empty(0)]) == ()
    assert listing._reasons([], []) == ()


def test_movies_that_nobody_may_be_shown_end_the_list(fitted: Fit, people: People) -> None:
    maker, person = fitted(recommender("ease")), people.one(4)
    scores = np.full(60, NEVER)
    left = [movie for movie in range(60) if movie not in person.movies][:2]
    scores[left] = [1.0, 2.0]
    listed = list_movies(maker, [person], scores, 5)
    assert [(one.movie, one.score) for one in listed] == [(left[1], 2.0), (left[0], 1.0)]
    assert np.isneginf(scores).sum() == 58  # what was handed in is left as it was
