"""Plain statistics of users and movies, from training ratings, for a model that corrects other models' predictions."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from movierec_gui.data.features import TrainingData
from movierec_gui.models.baselines import MOVIE_PULL, USER_PULL
from movierec_gui.models.batch import as_batch
from movierec_gui.models.house.columns import Apart, OfMovie, OfUser

USER_VARIANCE, MOVIE_VARIANCE = 0.8, 1.0
"""Where the variances of users' and movies' residuals are pulled to, in squared stars."""
USUAL_YEAR, YEAR_UNIT = 1992.0, 20.0
USUAL_LOG_COUNT, USUAL_GENRES = 3.0, 3.0
USER_WIDTH, MOVIE_WIDTH = len(OfUser._fields), len(OfMovie._fields)


class PairStatistics(nn.Module):
    """Statistics of every user and every movie; stored with the weights."""

    mean: Tensor
    users: Tensor
    movies: Tensor
    genres: Tensor

    def __init__(self, data: TrainingData) -> None:
        super().__init__()
        self.n_users = data.n_users
        self.register_buffer("mean", torch.zeros(()))
        self.register_buffer("users", torch.zeros(data.n_users, USER_WIDTH))
        self.register_buffer("movies", torch.zeros(data.n_movies, MOVIE_WIDTH))
        self.register_buffer("genres", torch.from_numpy(data.genres).float(), persistent=False)

    def fit(self, data: TrainingData) -> None:
        """Count and average the training ratings."""
        users, movies, values, _ = as_batch(data.ratings).wide().columns()
        self.mean.fill_(data.mean)
        counts = torch.bincount(movies, minlength=data.n_movies).float()
        deviations = values - self.mean
        bias = _sums(movies, deviations, data.n_movies) / (counts + MOVIE_PULL)
        squares = _sums(movies, deviations.square(), data.n_movies)
        spread = _spread(squares, counts, bias, MOVIE_PULL, MOVIE_VARIANCE)
        years = torch.from_numpy(data.years).float()
        known = years > 0
        age = torch.where(known, (years - USUAL_YEAR) / YEAR_UNIT, torch.zeros_like(years))
        named = OfMovie(
            ratings=torch.log1p(counts),
            bias=bias,
            deviation=spread,
            age=age,
            undated=(~known).float(),
            genres=self.genres.sum(1) / USUAL_GENRES,
        )
        self.movies.copy_(torch.stack(named, dim=1))
        self.users.copy_(self.of_users(users, movies, values, data.n_users))

    def of_users(self, users: Tensor, movies: Tensor, values: Tensor, n_users: int) -> Tensor:
        """[n], [n], [n] -> [users, 6] the columns of ``OfUser``."""
        counts = torch.bincount(users, minlength=n_users).float()
        rated = OfMovie(*self.movies[movies].unbind(1))  # each [n]
        residuals = self.unusual(movies, values)
        user_bias = _sums(users, residuals, n_users) / (counts + USER_PULL)
        spread = _spread(_sums(users, residuals.square(), n_users), counts, user_bias, USER_PULL, USER_VARIANCE)
        halves = _sums(users, (values % 1 != 0).float(), n_users) / (counts + 1)
        popularity = _sums(users, rated.ratings, n_users) + USER_PULL * USUAL_LOG_COUNT
        named = OfUser(
            ratings=torch.log1p(counts),
            bias=user_bias,
            deviation=spread,
            half_stars=halves,
            popularity=popularity / (counts + USER_PULL),
            age=_sums(users, rated.age, n_users) / (counts + USER_PULL),
        )
        return torch.stack(named, dim=1)

    def unusual(self, movies: Tensor, values: Tensor) -> Tensor:
        """[n], [n] -> [n] how far ratings are from their movies' usual one, in stars."""
        return values - self.mean - OfMovie(*self.movies.unbind(1)).bias[movies]

    def of_movies(self, movies: Tensor) -> tuple[Tensor, Tensor]:
        """[B] -> [B, 6] the columns of ``OfMovie``, and [B, genres]."""
        return self.movies.index_select(0, movies), self.genres.index_select(0, movies)

    @staticmethod
    def apart(of_user: Tensor, of_movie: Tensor) -> Tensor:
        """[B, 6], [B, 6] -> [B, 2] the columns of ``Apart``."""
        user, movie = OfUser(*of_user.unbind(1)), OfMovie(*of_movie.unbind(1))
        return torch.stack(Apart(movie.ratings - user.popularity, movie.age - user.age), dim=1)


def _sums(index: Tensor, values: Tensor, size: int) -> Tensor:
    return values.new_zeros(size).index_add_(0, index, values)


def _spread(squares: Tensor, counts: Tensor, bias: Tensor, pull: float, usual: float) -> Tensor:
    """Standard deviation of residuals, pulled towards a usual variance."""
    return ((squares + pull * usual) / (counts + pull) - bias.square()).clamp(min=0.01).sqrt()
