"""A person's ratings as those of one more user of a training."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from movierec_gui.data.dataset import Dataset
from movierec_gui.data.people.finding import MovieFinder
from movierec_gui.data.people.joining import join
from movierec_gui.data.people.person import Film, Person, Rated, Scale
from movierec_gui.errors import UserError

STARS = Scale(0.5, 5)


def person_of(*rated: tuple[str, float, int]) -> Person:
    return Person("ann-1", "Ann", tuple(Rated(Film(title), value, STARS, time) for title, value, time in rated))


@pytest.fixture(name="tiny_finder")
def _tiny_finder(tiny_dataset: Dataset) -> MovieFinder:
    return MovieFinder(tiny_dataset)


def test_ratings_of_the_datasets_movies_join_and_the_others_are_counted(tiny_finder: MovieFinder) -> None:
    joined = join(person_of(("Movie 2", 5, 7), ("Movie 3", 1, 8), ("No such film", 4, 9)), tiny_finder)
    assert (joined.movies, joined.values, joined.times) == ((2, 3), (5.0, 1.0), (7, 8))
    assert joined.summary == "2 of 3 ratings of Ann"
    ratings = joined.ratings_of(40)
    assert ratings.users.tolist() == [40, 40]
    assert ratings.values.tolist() == [5.0, 1.0]


def test_a_rating_without_a_time_gets_the_persons_latest_or_else_the_datasets(tiny_finder: MovieFinder) -> None:
    assert join(person_of(("Movie 2", 5, 0), ("Movie 3", 1, 8)), tiny_finder).times == (8, 8)
    latest = int(tiny_finder.dataset.ratings.timestamps.max())
    assert join(person_of(("Movie 2", 5, 0)), tiny_finder).times == (latest,)


def test_where_the_dataset_has_no_times_the_person_has_none(tiny_dataset: Dataset) -> None:
    n = len(tiny_dataset.ratings)
    timeless = replace(tiny_dataset, ratings=replace(tiny_dataset.ratings, timestamps=np.zeros(n, np.int64)))
    assert join(person_of(("Movie 2", 5, 7)), MovieFinder(timeless)).times == (0,)


def test_the_very_same_ratings_are_known_again(tiny_finder: MovieFinder) -> None:
    joined = join(person_of(("Movie 2", 4.5, 7), ("Movie 3", 1, 8)), tiny_finder)
    assert joined.is_rating_as({3: 1.0, 2: 4.5})
    assert not joined.is_rating_as({2: 4.5})
    assert not joined.is_rating_as({2: 4.0, 3: 1.0})
    assert not joined.is_rating_as({})


def test_whoever_has_rated_nothing_here_cannot_join(tiny_finder: MovieFinder) -> None:
    with pytest.raises(UserError, match="Ann has rated no movie of tiny"):
        join(person_of(("No such film", 4, 9)), tiny_finder)
    with pytest.raises(UserError, match="Ann has rated no movie of tiny"):
        join(Person("ann-1", "Ann"), tiny_finder)
