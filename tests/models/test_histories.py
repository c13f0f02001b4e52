"""Histories: only what a user had rated before the moment, most recent last."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from movierec_gui.data.dataset import Dataset, Ratings, Tags
from movierec_gui.data.features import TrainingData, training_data
from movierec_gui.data.splits import SplitConfig, split_ratings
from movierec_gui.models.histories import Histories


@pytest.fixture(name="histories")
def _histories() -> Histories:
    """User 0 rated movies 3, 1, 2 at 10, 20, 20; user 1 nothing; user 2 movie 4 at 5."""
    users, movies = np.array([0, 2, 0, 0], np.int32), np.array([1, 4, 3, 2], np.int32)
    values, moments = np.array([4, 3, 2, 3], np.float32), np.array([20, 5, 10, 20], np.int64)
    ratings = Ratings(users, movies, values, moments)
    return Histories(TrainingData(3, 5, ratings, (1, 5), np.zeros((5, 1), bool), np.zeros(5, np.int32), Tags.empty()))


def test_the_latest_ratings_before_a_moment_stand_last(histories: Histories) -> None:
    users, moments = torch.tensor([0, 0, 0, 0, 1, 2]), torch.tensor([5, 10, 20, 21, 99, 6])
    movies, residuals, exists = histories.latest(users, moments, 2)
    shown = [[int(m) for m, e in zip(row, have, strict=True) if e] for row, have in zip(movies, exists, strict=True)]
    assert shown == [[], [], [3], [1, 2], [], [4]]
    assert residuals[2].tolist() == pytest.approx([0.0, -1.0])


def test_without_a_moment_everything_counts(histories: Histories) -> None:
    movies, _, exists = histories.latest(torch.tensor([0]), None, 5)
    assert movies[0][exists[0]].tolist() == [3, 1, 2]


def test_bags_hold_each_users_movies_in_turn(histories: Histories) -> None:
    movies, residuals, starts = histories.bags(torch.tensor([2, 1, 0]))
    assert movies.tolist() == [4, 3, 1, 2]
    assert starts.tolist() == [0, 1, 1]
    assert residuals.tolist() == pytest.approx([0.0, -1.0, 1.0, 0.0])
    assert histories.counts(torch.tensor([2, 1, 0])).tolist() == [1, 0, 3]


def test_no_batch_is_no_trouble(histories: Histories) -> None:
    movies, _, _ = histories.latest(torch.empty(0, dtype=torch.long), torch.empty(0, dtype=torch.long), 4)
    assert movies.shape == (0, 4)


def test_the_search_agrees_with_a_plain_loop_on_every_rating(tiny_dataset: Dataset) -> None:
    data = training_data(tiny_dataset, split_ratings(tiny_dataset, SplitConfig()))
    histories = Histories(data)
    ratings = data.ratings
    chosen = np.arange(0, len(ratings), 7)
    users, moments = torch.tensor(ratings.users[chosen]).long(), torch.tensor(ratings.timestamps[chosen])
    movies, _, exists = histories.latest(users, moments, 1000)
    for row, rating in enumerate(chosen):
        earlier = (ratings.users == ratings.users[rating]) & (ratings.timestamps < ratings.timestamps[rating])
        assert sorted(movies[row][exists[row]].tolist()) == sorted(ratings.movies[earlier].tolist())


def test_what_does_not_exist_counts_nothing_and_is_masked(histories: Histories) -> None:
    _, residuals, exists = histories.latest(torch.tensor([2, 0]), None, 3)
    assert exists.tolist() == [[False, False, True], [True, True, True]]
    assert residuals.flatten().tolist() == pytest.approx([0.0, 0.0, 0.0, -1.0, 1.0, 0.0])


def test_for_a_movie_it_holds_who_rated_it(tiny_dataset: Dataset) -> None:
    data = training_data(tiny_dataset, split_ratings(tiny_dataset, SplitConfig()))
    turned = Histories.of_movies(data)
    users, residuals, _ = turned.bags(torch.tensor([5]))
    own = data.ratings.movies == 5
    assert sorted(users.tolist()) == sorted(data.ratings.users[own].tolist())
    assert turned.mean == data.mean
    assert residuals.sum().item() == pytest.approx(float((data.ratings.values[own] - data.mean).sum()), abs=1e-4)
    assert turned.counts(torch.tensor([5, 59])).tolist() == [int(own.sum()), 0]


def test_it_is_not_stored_with_the_weights(histories: Histories) -> None:
    assert histories.state_dict() == {}
