"""What the network over a person's ratings in their order learns from."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from movierec_gui.recommenders.people import People
from movierec_gui.recommenders.sequence import NOTHING, Sequence


@pytest.mark.parametrize(
    ("shift", "windows"),
    [
        (0, [[4, 5, 6, 7], [3, 4, 5, 6], [NOTHING, 1, 2, 3]]),
        (1, [[4, 5, 6, 7], [2, 3, 4, 5], [NOTHING, NOTHING, 1, 2]]),
        (2, [[4, 5, 6, 7], [1, 2, 3, 4]]),
    ],
)
def test_ratings_are_cut_into_parts_from_the_end(shift: int, windows: list[list[int]]) -> None:
    """The whole end first, then parts that overlap by one, until a part has fewer than two ratings."""
    recommender = SimpleNamespace(_config=SimpleNamespace(length=3), places=lambda movies: movies)
    movies = np.arange(1, 8)
    people = People(np.array([0, 7]), movies, np.ones(7, np.float32), movies, np.array([0]))
    found = Sequence._windows(recommender, people, shift)  # type: ignore[arg-type]
    assert found.tolist() == windows
