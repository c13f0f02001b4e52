"""People by their ratings: gathered, cut into blocks, one rating taken away."""

from __future__ import annotations

import numpy as np
import pytest

from movierec_gui.data.features import TrainingData
from movierec_gui.recommenders.base import blocks_of
from movierec_gui.recommenders.people import NEW, Histories, People, latest_weights, new_person


def test_a_users_training_ratings_come_in_the_order_of_time(data: TrainingData) -> None:
    people = Histories(data.ratings, data.n_users).of(np.array([5, 2]))
    assert people.known.tolist() == [5, 2]
    for place, user in enumerate((5, 2)):
        one = people.one(place)
        rows = np.flatnonzero(data.ratings.users == user)
        assert sorted(one.movies) == sorted(data.ratings.movies[rows])
        assert (np.diff(one.moments) > 0).all()


def test_a_new_person_may_come_without_ratings_or_times() -> None:
    nobody, timeless = new_person([], []), new_person([3, 1], [4.0, 5.0])
    assert (len(nobody), len(nobody.movies), nobody.known.tolist()) == (1, 0, [NEW])
    assert timeless.movies.tolist() == [3, 1]
    assert new_person([3, 1], [4.0, 5.0], [9, 8]).movies.tolist() == [1, 3]


def test_a_matrix_has_a_row_for_each_person(people: People) -> None:
    rows = people.matrix(people.values, 60)
    assert rows.shape == (40, 60)
    assert rows[7].toarray()[0, people.one(7).movies].tolist() == people.one(7).values.tolist()


def test_each_rating_is_taken_away_once() -> None:
    without = new_person([3, 1, 7], [4.0, 5.0, 2.0]).without_each()
    assert [without.one(place).movies.tolist() for place in range(3)] == [[1, 7], [3, 7], [3, 1]]
    assert without.one(0).values.tolist() == [5.0, 2.0]
    assert len(new_person([], []).without_each()) == 0
    assert len(new_person([3], [4.0]).without_each().one(0).movies) == 0


def test_blocks_hold_everybody_once(people: People) -> None:
    blocks = list(blocks_of(people, 7))
    assert [len(block) for block in blocks] == [7] * 5 + [5]
    assert np.concatenate([block.movies for block in blocks]).tolist() == people.movies.tolist()
    assert blocks[1].one(0).movies.tolist() == people.one(7).movies.tolist()


def test_later_ratings_count_more_and_those_of_one_moment_alike(people: People) -> None:
    person = new_person([4, 5, 6, 7], [1.0] * 4, [10, 20, 20, 30])
    expected = np.array([1 + 2 * 0.5 ** (later / 2) for later in (3, 1, 1, 0)])
    assert latest_weights(person, 2.0, 2.0) == pytest.approx(expected / expected.mean())
    assert latest_weights(new_person([3, 1], [4.0, 5.0]), 2.0, 2.0).tolist() == [1, 1]
    assert latest_weights(person, 0.0, 2.0).tolist() == [1] * 4
    assert latest_weights(new_person([], []), 2.0, 2.0).tolist() == []
    several = latest_weights(people, 1.0, 5.0)
    alone = [latest_weights(people.one(place), 1.0, 5.0) for place in range(len(people))]
    assert several == pytest.approx(np.concatenate(alone))
