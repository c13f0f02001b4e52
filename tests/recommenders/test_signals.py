from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from movierec_gui.data.features import TrainingData
from movierec_gui.recommenders.people import new_person
from movierec_gui.recommenders.popularity import LIKES, POPULARITY
from movierec_gui.recommenders.signals import Reader, most_rated

GIVEN = np.array([1.0, 3.5, 4.0, 5.0], np.float32)


@pytest.mark.parametrize(
    ("signal", "scale", "expected"),
    [
        ("rated", (0.5, 5.0), [1, 1, 1, 1]),
        ("stars", (0.5, 5.0), [0.2, 0.7, 0.8, 1.0]),
        ("liked", (0.5, 5.0), [0, 0, 1, 1]),
        ("stars", (-5.0, 5.0), [0.6, 0.85, 0.9, 1.0]),
        ("liked", (1.0, 10.0), [0, 0, 0, 0]),
    ],
)
def test_a_rating_becomes_a_number_between_0_and_1(signal: Any, scale: tuple[float, float], expected: Any) -> None:
    assert Reader(signal, scale).values(GIVEN) == pytest.approx(expected)


def test_what_counts_nothing_is_left_out_of_the_matrix() -> None:
    rows = Reader("liked", (0.5, 5.0)).matrix(new_person([3, 1, 4, 0], GIVEN), 6)
    assert sorted(rows.indices) == [0, 4]


def test_the_most_rated_movies_have_ratings(data: TrainingData) -> None:
    chosen = most_rated(data, 5)
    assert len(chosen) == 5
    assert data.movie_counts[chosen].min() >= np.sort(data.movie_counts)[-5]
    assert set(most_rated(data, 1000)) == set(np.flatnonzero(data.movie_counts))


def test_its_settings_are_documented(expect_documented_settings: Callable[[Any], None]) -> None:
    expect_documented_settings(LIKES)
    expect_documented_settings(POPULARITY)


def test_a_scale_of_one_rating_gives_numbers_all_the_same() -> None:
    assert Reader("stars", (0.0, 0.0)).values(np.zeros(2, np.float32)).tolist() == [0.0, 0.0]
    assert Reader("stars", (-3.0, -3.0)).values(np.full(2, -3.0, np.float32)).tolist() == [0.0, 0.0]


def test_of_equally_often_rated_movies_the_first_of_the_catalogue_are_taken(data: TrainingData) -> None:
    counts = data.movie_counts
    for most in (1, 7, 20):
        order = sorted(range(data.n_movies), key=lambda movie: (-counts[movie], movie))
        assert most_rated(data, most).tolist() == sorted(order[:most])
