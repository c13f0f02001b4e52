"""Ranking figures against lists worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import Tensor

from movierec_gui.data.dataset import Dataset, Movies, Ratings
from movierec_gui.errors import UserError
from movierec_gui.models.base import PREDICTION, RatingModel
from movierec_gui.training.ranking import can_rank, gini_index, ranking_metrics


class ByIndex(RatingModel):
    """Prefers movies with a low index."""

    def __init__(self) -> None:
        super().__init__((1.0, 5.0))
        self.register_buffer("unit", torch.ones(()))

    def user_state(self, users: Tensor) -> Tensor:
        return self.unit.new_empty(len(users), 0)

    def layers(self, state: Tensor, movies: Tensor) -> dict[str, Tensor]:
        return {PREDICTION: -movies[:, None].float()}


@pytest.fixture(name="dataset")
def _dataset() -> Dataset:
    """Users 0 and 1, movies 0 to 5; rows 0-2 are training, rows 3-6 held out."""
    users = np.array([0, 1, 1, 0, 0, 1, 1], np.int32)
    movies = np.array([0, 0, 1, 1, 3, 4, 2], np.int32)
    values = np.array([5, 5, 5, 5, 4, 5, 2], np.float32)
    genres = np.array([[1, 0], [1, 0], [0, 1], [1, 1], [0, 0], [0, 0]], bool)
    catalogue = Movies(np.arange(6, dtype=np.int64), tuple("abcdef"), np.zeros(6, np.int32), ("x", "y"), genres)
    return Dataset(
        "hand", Ratings(users, movies, values, np.zeros(7, np.int64)), catalogue, np.arange(2, dtype=np.int64)
    )


def test_figures_equal_those_worked_out_by_hand(dataset: Dataset) -> None:
    figures = ranking_metrics(ByIndex(), dataset, np.array([0, 1, 2]), np.array([3, 4, 5, 6]), length=2)
    # User 0 rated movie 0 in training: list 1, 2; likes 1 and 3. User 1: list 2, 3; likes 4.
    assert figures.users == 2
    assert figures.ndcg == pytest.approx((1 / (1 + 1 / np.log2(3)) + 0) / 2)
    assert figures.recall == pytest.approx((1 / 2 + 0) / 2)
    assert figures.average_precision == pytest.approx((1 / 2 + 0) / 2)
    assert figures.coverage == pytest.approx(3 / 6)
    assert figures.popularity == pytest.approx((1 + 0 + 0 + 0) / 4)
    assert figures.novelty == pytest.approx(1.0)
    assert figures.diversity == pytest.approx((1 + 0.5) / 2)
    assert figures.gini == pytest.approx(gini_index(np.array([0, 1, 2, 1, 0, 0])))


def test_the_gini_index_runs_from_equal_to_everything_in_one_hand() -> None:
    assert gini_index(np.array([3, 3, 3])) == pytest.approx(0.0)
    assert gini_index(np.array([0, 0, 0, 9])) == pytest.approx(0.75)
    assert gini_index(np.zeros(3, np.int64)) == 0.0


def test_the_same_ratings_on_another_scale_give_the_same_figures(dataset: Dataset) -> None:
    doubled = replace(dataset, ratings=replace(dataset.ratings, values=dataset.ratings.values * np.float32(2)))
    rows = np.array([0, 1, 2]), np.array([3, 4, 5, 6])
    assert ranking_metrics(ByIndex(), doubled, *rows, length=2) == ranking_metrics(ByIndex(), dataset, *rows, length=2)


def test_constant_ratings_and_short_catalogues_get_a_message(dataset: Dataset) -> None:
    dull = replace(dataset, ratings=replace(dataset.ratings, values=np.full(7, 3, np.float32)))
    rows = np.array([0, 1, 2]), np.array([3, 4, 5, 6])
    assert not can_rank(dull, rows[1], length=2)
    with pytest.raises(UserError, match="No held-out movie is liked"):
        ranking_metrics(ByIndex(), dull, *rows, length=2)
    assert ranking_metrics(ByIndex(), dull, *rows, length=2, liked_at=3.0).users == 2
    with pytest.raises(UserError, match="too few movies"):
        ranking_metrics(ByIndex(), dataset, *rows, length=6)
