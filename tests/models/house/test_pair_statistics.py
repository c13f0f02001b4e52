"""Statistics of users and movies, against a table worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from movierec_gui.data.dataset import Ratings, Tags
from movierec_gui.data.features import TrainingData
from movierec_gui.models.house.columns import Apart, OfMovie, OfUser
from movierec_gui.models.house.pair_statistics import PairStatistics, _spread


@pytest.fixture(name="statistics")
def _statistics() -> PairStatistics:
    """User 0 gives movies 0 and 1 five and three stars, user 1 gives movie 0 three and a half."""
    users, movies = np.array([0, 0, 1], np.int32), np.array([0, 1, 0], np.int32)
    ratings = Ratings(users, movies, np.array([5, 3, 3.5], np.float32), np.zeros(3, np.int64))
    genres = np.array([[1, 1], [0, 1], [0, 0]], bool)
    data = TrainingData(3, 3, ratings, (0.5, 5.0), genres, np.array([1992, 2012, 0], np.int32), Tags.empty())
    statistics = PairStatistics(data)
    statistics.fit(data)
    return statistics


def test_movies_are_counted_and_their_means_pulled_to_none(statistics: PairStatistics) -> None:
    mean = 11.5 / 3
    log_count, bias, _, age, unknown, genres = OfMovie(*statistics.movies.unbind(1))
    assert log_count.tolist() == pytest.approx(np.log1p([2, 1, 0]).tolist())
    assert bias.tolist() == pytest.approx([(8.5 - 2 * mean) / 5, (3 - mean) / 4, 0.0], abs=1e-6)
    assert age.tolist() == [0.0, 1.0, 0.0]
    assert unknown.tolist() == [0.0, 0.0, 1.0]
    assert genres.tolist() == pytest.approx([2 / 3, 1 / 3, 0.0])


def test_users_are_described_by_their_ratings_and_the_movies_they_chose(statistics: PairStatistics) -> None:
    log_count, bias, _, halves, popular, period = OfUser(*statistics.users.unbind(1))
    assert log_count.tolist() == pytest.approx(np.log1p([2, 1, 0]).tolist())
    assert bias[2] == 0.0
    assert halves.tolist() == pytest.approx([0.0, 0.5, 0.0])
    assert popular.tolist() == pytest.approx([(np.log(3) + np.log(2) + 15) / 7, (np.log(3) + 15) / 6, 3.0], rel=1e-5)
    assert period.tolist() == pytest.approx([1 / 7, 0.0, 0.0])


def test_a_new_user_with_the_same_ratings_gets_the_same_description(statistics: PairStatistics) -> None:
    same = statistics.of_users(torch.zeros(2, dtype=torch.long), torch.tensor([0, 1]), torch.tensor([5.0, 3.0]), 1)
    torch.testing.assert_close(same[0], statistics.users[0])


def test_a_movie_is_as_far_from_a_users_usual_one_as_it_is_more_popular_and_newer(statistics: PairStatistics) -> None:
    of_movie, genres = statistics.of_movies(torch.tensor([1, 2]))
    assert genres.tolist() == [[0.0, 1.0], [0.0, 0.0]]
    apart = Apart(*statistics.apart(statistics.users[[0, 2]], of_movie).unbind(1))
    assert apart.popularity.tolist() == pytest.approx([np.log(2) - (np.log(3) + np.log(2) + 15) / 7, -3.0], rel=1e-5)
    assert apart.age.tolist() == pytest.approx([1 - 1 / 7, 0.0])


def test_a_spread_is_pulled_towards_the_usual_variance(statistics: PairStatistics) -> None:
    mean = 11.5 / 3
    bias = (8.5 - 2 * mean) / 5
    squares = (5 - mean) ** 2 + (3.5 - mean) ** 2
    expected = ((squares + 3 * 1.0) / (2 + 3) - bias**2) ** 0.5
    assert statistics.movies[0, 2].item() == pytest.approx(expected, rel=1e-5)
    assert statistics.movies[2, 2].item() == pytest.approx(1.0)  # nobody rated it
    assert statistics.users[2, 2].item() == pytest.approx(0.8**0.5)
    residuals = [5 - mean - bias, 3 - mean - statistics.movies[1, 1].item()]
    pulled = ((sum(value**2 for value in residuals) + 5 * 0.8) / 7) - (sum(residuals) / 7) ** 2
    assert statistics.users[0, 1].item() == pytest.approx(sum(residuals) / 7, rel=1e-5)
    assert statistics.users[0, 2].item() == pytest.approx(pulled**0.5, rel=1e-5)


def test_a_spread_is_never_nothing() -> None:
    assert _spread(torch.tensor(0.0), torch.tensor(10.0), torch.tensor(1.0), 3.0, 0.0).item() == pytest.approx(0.1)
