"""Neighbours against sums written out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import scipy.sparse as sp

from movierec_gui.data.features import TrainingData
from movierec_gui.recommenders.base import Recommender
from movierec_gui.recommenders.neighbours import ITEM_NEIGHBOURS, USER_NEIGHBOURS, strongest
from movierec_gui.recommenders.people import People

Fit = Callable[..., Recommender]


def signals(data: TrainingData) -> np.ndarray:
    x = np.zeros((data.n_users, data.n_movies))
    x[data.ratings.users, data.ratings.movies] = data.ratings.values.astype(np.float64) / 5
    return x


def test_a_movie_is_scored_by_its_similarity_to_what_was_rated(fit: Fit, people: People, data: TrainingData) -> None:
    x = signals(data)
    lengths = np.linalg.norm(x, axis=0)
    similar = (x.T @ x) / (np.outer(lengths, lengths) + 10.0)
    np.fill_diagonal(similar, 0.0)
    assert fit(ITEM_NEIGHBOURS, neighbours=60).scores(people) == pytest.approx(x @ similar)


def test_only_the_nearest_people_count(fit: Fit, people: People, data: TrainingData) -> None:
    x = signals(data)
    alike = (x / np.linalg.norm(x, axis=1, keepdims=True)) @ (x / np.linalg.norm(x, axis=1, keepdims=True)).T
    near = np.sort(alike, axis=1)[:, -5:-4]
    expected = np.where(alike >= near, alike, 0.0) ** 2 @ x
    assert fit(USER_NEIGHBOURS, neighbours=5, power=2.0).scores(people) == pytest.approx(expected)


def test_the_strongest_of_a_row_stay_and_ties_go_to_the_first() -> None:
    rows = sp.csr_matrix(np.array([[1.0, 3, 0, 3, 2], [0, 0, 0, 0, 0], [5, 5, 5, 0, 0]]))
    assert strongest(rows, 2).toarray().tolist() == [[0, 3, 0, 3, 0], [0, 0, 0, 0, 0], [5, 5, 0, 0, 0]]


def test_its_settings_are_documented(expect_documented_settings: Callable[[Any], None]) -> None:
    expect_documented_settings(ITEM_NEIGHBOURS)
    expect_documented_settings(USER_NEIGHBOURS)
