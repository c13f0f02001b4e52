"""Variational inference for a factorisation machine whose users and movies know each other's ratings.

f(u, i) = mean + a_u0 + b_i0 + sum over k of a_uk b_ik with a = X_U M_U and b = X_I M_I. X_U: one-hot user, the user's
training movies over sqrt(n). X_I: one-hot movie, its training users over sqrt(n), genres over sqrt(g), five-year band,
and words of tags or title where asked for. Every weight has a normal posterior; the prior variance of each group of
features and each column is learned with them.
Factorisation machines: Rendle 2010; variational inference by the evidence bound: Bishop 2006, chapter 10.

Left to itself the bound goes wrong in two ways, both slowly, so that a fit would have to be stopped at a lucky moment.
- A posterior without correlations takes its own uncertainty for noise of the ratings, so the factors fade (MacKay
  2001). To be surer than Bayes would have it helps (Wenzel et al. 2020), but not as a weight of the prior: what is
  then learned lowers the noise, lower noise weakens the prior further, and in the end everything is learned by heart.
  So the noise that weighs the prior against the ratings has a ceiling that the fit cannot move: ``noise_share`` of
  the error that plain biases leave.
- With a prior variance of its own each weak column is pulled harder the weaker it gets, and dies, and the few that are
  left are hardly pulled at all. So the variances of the columns are partly pooled.
With both the error on new ratings hardly moves after some 150 steps, however many follow.

The prior's pull rises from zero, since a start under it ends with fewer factors.

docs/house-model.md derives the gradients; the numbers of equations here are that page's.

While fitting, a rating's own entry is left out of its user's and its movie's history: it is there in no other use of
the model, and left in it lets the histories learn the noise.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
import torch
from torch import Tensor

from movierec_gui.data.dataset import Int32Array, Int64Array
from movierec_gui.data.features import TrainingData, movie_features
from movierec_gui.models.adam import adam_step, flushed_denormals
from movierec_gui.models.baselines import MOVIE_PULL, USER_PULL
from movierec_gui.models.factor_columns import FactorColumns
from movierec_gui.models.kept_memory import keep_freed_memory
from movierec_gui.models.rating_sums import (
    RatingSums,
    Sent,
    Vectors,
    entry_weights,
    expected_squares,
    sum_of_products,
)
from movierec_gui.models.sparse_rows import Rows

BETAS = (0.9, 0.99)
RISE_SHARE, LONGEST_RISE = 1 / 3, 40
"""Share of the steps over which the prior's pull rises, and how many that are at most."""
WARM_UP = 10
"""Steps over which the learning rate rises."""
LAST_RATE = 0.05
"""Share of the learning rate that is left at the last step of the cosine."""
FIRST_MEAN, FIRST_DEVIATION, FIRST_LOG_NOISE = 0.1, 0.1, -0.4
PRIOR_FLOOR = 0.01
"""Keeps a prior variance from vanishing with its weights."""
LEAST_NOISE = 1e-3
"""Where biases leave no error at all."""
NOISE_STATE = ("log_noise", "log_noise.first", "log_noise.second")
"""Names that the noise and Adam's memories of it are stored by."""
BYTES = 4
"""Of one number."""


@dataclass(frozen=True)
class Pull:
    """How strongly the prior holds the weights, and in what it trusts."""

    prior_weight: float
    """How much the divergence from the prior counts; 1: as Bayes has it."""
    noise_share: float
    """The noise's ceiling, as a share of the error that plain biases leave."""
    pooled: float
    """How much of a factor column's prior variance is the mean of all of them."""


@dataclass(frozen=True, eq=False)
class Side:
    """The features of all users, or of all movies: a sparse matrix [n, p] and what the training loop needs of it."""

    features: sp.csr_matrix
    rows: Rows
    """The same."""
    squares: Rows
    transposed: Rows
    squares_transposed: Rows
    groups: tuple[slice, ...]
    """Columns of each group of features; the second group is the history."""
    index: Tensor
    """[ratings] user or movie of each rating."""
    own: Tensor
    """[ratings] weight of the rating's own entry in the history."""

    @property
    def history(self) -> slice:
        return self.groups[1]


def sides(data: TrainingData, words: sp.csr_matrix | None = None) -> tuple[Side, Side]:
    """The users' and the movies' features of a training part whose ratings are sorted by user.

    ``words``: further features of the movies, [movies, p].
    """
    users, movies = data.ratings.users.astype(np.int64), data.ratings.movies.astype(np.int64)
    known = movie_features(data)
    genres = known[:, : data.genres.shape[1]]
    genres = genres / np.sqrt(np.maximum(genres.sum(1, keepdims=True), 1.0))
    more = [sp.csr_matrix(genres), sp.csr_matrix(known[:, data.genres.shape[1] :])]
    if words is not None:
        more.append(words)
    return (
        _side(users, movies, data.n_users, data.n_movies, []),
        _side(movies, users, data.n_movies, data.n_users, more),
    )


def _side(index: Int64Array, others: Int64Array, n: int, n_others: int, more: list[sp.csr_matrix]) -> Side:
    own = entry_weights(index, n)[torch.from_numpy(index)]
    history = sp.csr_matrix((own.numpy(), (index, others)), shape=(n, n_others))
    blocks = [sp.identity(n, np.float32, "csr"), history, *more]
    ends = np.cumsum([0] + [block.shape[1] for block in blocks])
    features = sp.hstack(blocks).tocsr().astype(np.float32)
    rows, transposed = Rows.of(features), Rows.of(features.T.tocsr())
    return Side(
        features,
        rows,
        rows.squared(),
        transposed,
        transposed.squared(),
        tuple(slice(int(begin), int(end)) for begin, end in pairwise(ends)),
        torch.from_numpy(index),
        own,
    )


class Posterior:
    """Means and log standard deviations of one side's p weights."""

    def __init__(self, side: Side, width: int, generator: torch.Generator) -> None:
        p = side.features.shape[1]
        self.mean = FactorColumns.of(torch.randn(p, width, generator=generator) * FIRST_MEAN)
        self.mean.biases.zero_()
        self.log_deviation = FactorColumns.of(torch.full((p, width), math.log(FIRST_DEVIATION)))

    @property
    def variance(self) -> FactorColumns:
        return FactorColumns(*(torch.mul(part, 2.0).exp_() for part in self.log_deviation))


def working_bytes(data: TrainingData, factors: int) -> int:
    """Memory that a fit holds: weights of the ratings' entries from both sides, their sums, and all that Adam moves."""
    n, width = len(data.ratings), factors + 1
    sent = 12 * (data.n_users + data.n_movies) * width  # vectors, sums and panels of either side
    features = 2 * 20 * n  # either side's features and what weighs its ratings: values and indices
    weights = 2 * (data.n_users + data.n_movies) * width  # each side's own, and the other's as its history
    moved = 2 * 5 * weights  # means and deviations: value, gradient, two memories, and variance
    return BYTES * (sent + features + moved)


class VariationalFit:
    """Full-batch Adam (Kingma and Ba 2015) on the negative evidence bound of one training part."""

    def __init__(
        self,
        data: TrainingData,
        factors: int,
        steps: int,
        learning_rate: float,
        pull: Pull,
        generator: torch.Generator,
        words: sp.csr_matrix | None = None,
    ) -> None:
        keep_freed_memory()
        ordered = data.ratings.take(np.lexsort((data.ratings.movies, data.ratings.users)))
        self.users, self.movies = sides(replace(data, ratings=ordered), words)
        self._sums = RatingSums(self.users.index.numpy(), self.movies.index.numpy(), data.n_users, data.n_movies)
        self.mean = data.mean
        self.targets = torch.from_numpy(ordered.values - np.float32(data.mean))  # [N]
        width = factors + 1
        self.of_users = Posterior(self.users, width, generator)
        self.of_movies = Posterior(self.movies, width, generator)
        self.log_noise = torch.full((1,), FIRST_LOG_NOISE)
        self.steps, self.learning_rate = steps, learning_rate
        self.pull = pull
        self.most_noise = max(pull.noise_share * error_of_biases(data), LEAST_NOISE)
        self.done = 0
        self._memory = [[FactorColumns(*map(torch.zeros_like, columns)) for columns in self._weights()] for _ in "12"]
        self._noise_memory = torch.zeros(1), torch.zeros(1)
        self.squared_error = float("nan")

    @flushed_denormals()
    def step(self) -> None:
        """One step of Adam on all ratings."""
        n = len(self.targets)
        users, movies = self.of_users.variance, self.of_movies.variance
        to_users, to_movies, expected = self._sent(users, movies)
        found = float(torch.exp(2.0 * self.log_noise))
        weight = 0.5 / min(found, self.most_noise)
        rise = min(RISE_SHARE * self.steps, LONGEST_RISE)
        pull = self.pull.prior_weight * min(1.0, (self.done + 1) / rise)
        noise = torch.full((1,), (n - expected / found) / n)
        gradients = [
            *self._gradients_of_weights(self.users, self.of_users.mean, users, to_users, to_movies, weight, pull),
            *self._gradients_of_weights(self.movies, self.of_movies.mean, movies, to_movies, to_users, weight, pull),
        ]
        self._move(gradients, noise)
        self.done += 1

    def moments(self) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Means and variances of the users' vectors [users, K + 1] and of the movies' [movies, K + 1]."""
        a, va, b, vb = self._moments(self.of_users.variance, self.of_movies.variance)
        return a.joined(), va.joined(), b.joined(), vb.joined()

    def _moments(self, user_variance: FactorColumns, movie_variance: FactorColumns) -> tuple[FactorColumns, ...]:
        """The same with the variances of the weights given."""
        return (
            self.of_users.mean.sums(self.users.rows),
            user_variance.sums(self.users.squares),
            self.of_movies.mean.sums(self.movies.rows),
            movie_variance.sums(self.movies.squares),
        )

    def state(self) -> dict[str, Tensor]:
        """Returns the state that the next step needs: the posteriors, the noise, Adam's memories, the steps done."""
        columns = {name: columns.joined() for name, columns in self._columns().items()}
        noise = dict(zip(NOISE_STATE, (self.log_noise, *self._noise_memory), strict=True))
        return {"done": torch.tensor(self.done)} | columns | noise

    def load_state(self, state: Mapping[str, Tensor]) -> None:
        """Go on after the step where ``state`` was taken."""
        self.done = int(state["done"])
        for name, columns in self._columns().items():
            columns.filled_from(state[name])
        for name, tensor in zip(NOISE_STATE, (self.log_noise, *self._noise_memory), strict=True):
            tensor.copy_(state[name])

    def _columns(self) -> dict[str, FactorColumns]:
        """The weights and Adam's memories of them, by the names that they are stored by."""
        names = ("user_mean", "user_log_deviation", "movie_mean", "movie_log_deviation")
        found = dict(zip(names, self._weights(), strict=True))
        for order, memories in zip(("first", "second"), self._memory, strict=True):
            found |= {f"{name}.{order}": memory for name, memory in zip(names, memories, strict=True)}
        return found

    def _weights(self) -> list[FactorColumns]:
        users, movies = self.of_users, self.of_movies
        return [users.mean, users.log_deviation, movies.mean, movies.log_deviation]

    def _sent(self, user_variance: FactorColumns, movie_variance: FactorColumns) -> tuple[Sent, Sent, float]:
        """What the ratings send to users and movies (4), and the sum of their expected squared errors (1).

        ``user_variance``, ``movie_variance``: of either side's weights.
        """
        a, va, b, vb = self._moments(user_variance, movie_variance)
        seen, raters = self.users.history, self.movies.history
        users = Vectors(a, va, self.of_movies.mean.part(raters), movie_variance.part(raters))
        movies = Vectors(b, vb, self.of_users.mean.part(seen), user_variance.part(seen))
        errors = self._sums.errors(users, movies, self.targets)
        self.squared_error = sum_of_products(errors, errors) / len(errors)
        to_users, to_movies = self._sums.sent(users, movies, errors)
        return to_users, to_movies, expected_squares(users, movies, to_users, to_movies, errors, self.targets)

    def _gradients_of_weights(
        self,
        side: Side,
        means: FactorColumns,
        variance: FactorColumns,
        own: Sent,
        other: Sent,
        weight: float,
        pull: float,
    ) -> tuple[FactorColumns, FactorColumns]:
        """Gradients of means and log deviations: of the ratings (5), which count ``weight``, and ``pull`` times the
        divergence (3). ``means``, ``variance``: of the side's weights.
        """
        n = len(self.targets)
        of_mean, of_variance = own.mean.sums(side.transposed), own.variance.sums(side.squares_transposed)
        of_mean.part(side.history).add_(other.left_out)
        of_variance.part(side.history).add_(other.left_out_variance)
        for group in side.groups:
            size = group.stop - group.start
            prior = prior_variance(means.part(group), variance.part(group), self.pull.pooled)
            parts = means.part(group), of_mean.part(group), of_variance.part(group), prior
            for numbers, slope, slope_of_variance, own_prior in zip(*parts, strict=True):
                pulled = pull / n * size / (size + 1) / own_prior  # [K] or []
                slope.mul_(weight / n).addcmul_(numbers, pulled)
                slope_of_variance.mul_(2.0 * weight / n).add_(pulled)
        for slope, known in zip(of_variance, variance, strict=True):
            slope.mul_(known).sub_(pull / n)
        return of_mean, of_variance

    def _move(self, gradients: list[FactorColumns], of_noise: Tensor) -> None:
        t = self.done + 1
        cosine = 0.5 * (1.0 + math.cos(math.pi * self.done / self.steps))
        rate = self.learning_rate * min(1.0, t / WARM_UP) * (LAST_RATE + (1.0 - LAST_RATE) * cosine)
        weights, slopes = [*_flat(self._weights()), self.log_noise], [*_flat(gradients), of_noise]
        first, second = (
            [*_flat(memory), noise] for memory, noise in zip(self._memory, self._noise_memory, strict=True)
        )
        adam_step(weights, slopes, first, second, [torch.tensor(float(t))] * len(weights), rate, betas=BETAS)


def _flat(columns: Iterable[FactorColumns]) -> list[Tensor]:
    return [part for both in columns for part in both]


def prior_variance(mean: FactorColumns, variance: FactorColumns, pooled: float) -> FactorColumns:
    """Columns of n weights -> [K], []: the prior variance of the group, kept off zero, of factors partly pooled.

    Unpooled it is the one that maximises the bound. Pooled it is the one that does so under an inverse gamma prior
    around the columns' mean that counts for ``pooled / (1 - pooled)`` times as much as the weights.
    """
    size = len(mean.biases) + 1
    factors, biases = (
        torch.addcmul(spread, known, known).sum(0).add_(PRIOR_FLOOR).div_(size)
        for known, spread in zip(mean, variance, strict=True)
    )
    return FactorColumns(factors.lerp_(factors.mean(), pooled), biases)


def error_of_biases(data: TrainingData) -> float:
    """Mean squared error of shrunken biases of movie and user, each rating predicted from the others."""
    users, movies = data.ratings.users, data.ratings.movies
    residuals = data.ratings.values.astype(np.float64) - data.mean
    residuals = residuals - _others_bias(movies, residuals, MOVIE_PULL)
    return float(np.square(residuals - _others_bias(users, residuals, USER_PULL)).mean())


def _others_bias(index: Int32Array, residuals: npt.NDArray[np.float64], pull: float) -> npt.NDArray[np.float64]:
    """[n], [n] -> [n]: the mean residual of the other ratings of the same user or movie, pulled towards zero."""
    sums, counts = np.bincount(index, residuals), np.bincount(index)
    return (sums[index] - residuals) / (counts[index] - 1 + pull)
