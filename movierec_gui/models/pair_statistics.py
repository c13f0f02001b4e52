"""Plain statistics of users and movies, from training ratings, for a model that corrects other models' predictions."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from movierec_gui.data.features import TrainingData

USER_PULL, MOVIE_PULL = 5.0, 3.0
"""Ratings' worth of pull of a user's and a movie's mean towards no bias."""
USER_VARIANCE, MOVIE_VARIANCE = 0.8, 1.0
"""Where the variances of users' and movies' residuals are pulled to, in squared stars."""
USUAL_YEAR, YEAR_UNIT = 1992.0, 20.0
USUAL_LOG_COUNT = 3.0
USER_WIDTH = 6
USER, MOVIE, PAIR = "user", "movie", "pair"


class PairStatistics(nn.Module):
    """What is known of every user and every movie beside the experts' predictions; stored with the weights."""

    mean: Tensor
    users: Tensor
    movies: Tensor
    genres: Tensor

    def __init__(self, data: TrainingData) -> None:
        super().__init__()
        self.n_users = data.n_users
        self.register_buffer("mean", torch.zeros(()))
        self.register_buffer("users", torch.zeros(data.n_users, USER_WIDTH))
        self.register_buffer("movies", torch.zeros(data.n_movies, 6))
        self.register_buffer("genres", torch.from_numpy(data.genres).float(), persistent=False)

    @property
    def width(self) -> int:
        """Numbers per pair in ``of_pairs``."""
        return len(self.owners)

    @property
    def owners(self) -> list[str]:
        """For each number of ``of_pairs`` in order, whose it is: the user's, the movie's, or the pair's."""
        return USER_WIDTH * [USER] + 6 * [MOVIE] + 2 * [PAIR] + self.genres.shape[1] * [MOVIE]

    def fit(self, data: TrainingData) -> None:
        """Count and average the training ratings."""
        ratings = data.ratings
        users, movies = torch.from_numpy(ratings.users).long(), torch.from_numpy(ratings.movies).long()
        values = torch.from_numpy(ratings.values)
        self.mean.fill_(data.mean)
        counts = torch.bincount(movies, minlength=data.n_movies).float()
        deviations = values - self.mean
        bias = _sums(movies, deviations, data.n_movies) / (counts + MOVIE_PULL)
        squares = _sums(movies, deviations.square(), data.n_movies)
        spread = _spread(squares, counts, bias, MOVIE_PULL, MOVIE_VARIANCE)
        years = torch.from_numpy(data.years).float()
        known = years > 0
        age = torch.where(known, (years - USUAL_YEAR) / YEAR_UNIT, torch.zeros_like(years))
        columns = [torch.log1p(counts), bias, spread, age, (~known).float(), self.genres.sum(1) / 3.0]
        self.movies.copy_(torch.stack(columns, dim=1))
        self.users.copy_(self.of_users(users, movies, values, data.n_users))

    def of_users(self, users: Tensor, movies: Tensor, values: Tensor, n_users: int) -> Tensor:
        """[n], [n], [n] -> [users, 6]: log count, bias, spread, share of half stars, movies' popularity and age."""
        counts = torch.bincount(users, minlength=n_users).float()
        log_counts, _, _, age, _, _ = self.movies[movies].unbind(1)  # six of [n]
        residuals = self.unusual(movies, values)
        user_bias = _sums(users, residuals, n_users) / (counts + USER_PULL)
        spread = _spread(_sums(users, residuals.square(), n_users), counts, user_bias, USER_PULL, USER_VARIANCE)
        halves = _sums(users, (values % 1 != 0).float(), n_users) / (counts + 1)
        popular = (_sums(users, log_counts, n_users) + USER_PULL * USUAL_LOG_COUNT) / (counts + USER_PULL)
        period = _sums(users, age, n_users) / (counts + USER_PULL)
        return torch.stack([torch.log1p(counts), user_bias, spread, halves, popular, period], dim=1)

    def unusual(self, movies: Tensor, values: Tensor) -> Tensor:
        """[n], [n] -> [n] how far ratings are from their movies' usual one, in stars."""
        return values - self.mean - self.movies[movies, 1]

    def of_pairs(self, of_user: Tensor, movies: Tensor) -> Tensor:
        """[B, 6], [B] -> [B, width]: both sides' statistics, how far the movie is from the user's usual, genres."""
        of_movie = self.movies.index_select(0, movies)  # [B, 6]
        return torch.cat([of_user, of_movie, self.away(of_user, of_movie), self.genres.index_select(0, movies)], dim=1)

    @staticmethod
    def away(of_user: Tensor, of_movie: Tensor) -> Tensor:
        """[B, 6], [B, 6] -> [B, 2]: how far the movie's popularity and age are from the user's usual."""
        return of_movie[:, [0, 3]] - of_user[:, [4, 5]]


def _sums(index: Tensor, values: Tensor, size: int) -> Tensor:
    return values.new_zeros(size).index_add_(0, index, values)


def _spread(squares: Tensor, counts: Tensor, bias: Tensor, pull: float, usual: float) -> Tensor:
    """Standard deviation of residuals, pulled towards a usual variance."""
    return ((squares + pull * usual) / (counts + pull) - bias.square()).clamp(min=0.01).sqrt()
