"""What ratings send to their users and movies in a variational fit, summed without an array of ratings by factors.

A rating sees its user's vector without its own entry in the history: a = A_u - w_u S_i, with A_u the vector of the
user, w_u the weight of an entry, and S_i what having rated the movie says; b = B_i - w_i R_u alike. What a rating sends
is a polynomial in these, so its sum over a user's ratings takes apart into numbers of the user times sums of numbers of
the movies: products with the sparse matrix of ratings. Only the error is a number of the rating itself.

docs/house-model.md derives what is sent; the numbers of equations here are that page's.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from movierec_gui.data.dataset import Int64Array
from movierec_gui.models.factor_columns import FactorColumns
from movierec_gui.models.sparse_rows import Rows

SUMMED = 2**16
"""Products that are summed in single precision before the sums are summed in double."""


class Vectors(NamedTuple):
    """All that ratings see of one side, users or movies, under the posterior."""

    mean: FactorColumns
    """Of the side's vectors: A or B."""
    variance: FactorColumns
    says: FactorColumns
    """Mean of what an entry of this user or movie says in the other side's histories: R or S."""
    says_variance: FactorColumns


class Sent(NamedTuple):
    """Sums over the ratings of each user, or of each movie, of what they send (4), (5).

    Biases, which are added and not multiplied, are treated as if the other side's vector were one there.
    """

    mean: FactorColumns
    """Of the derivative of the squared error by the mean of the side's own vector."""
    variance: FactorColumns
    """Of that by its variance."""
    left_out: FactorColumns
    """Of what is left out by the mean of the other side's vector: its derivative times minus the entry's weight."""
    left_out_variance: FactorColumns
    """Of that by its variance: times minus the weight's square."""


class RatingSums:
    """The ratings of one training part, sorted by user, from both sides."""

    def __init__(self, users: Int64Array, movies: Int64Array, n_users: int, n_movies: int) -> None:
        order = np.argsort(movies, kind="stable")
        self._by_movie = torch.from_numpy(order)
        own = [entry_weights(index, n) for index, n in ((users, n_users), (movies, n_movies))]  # [users], [movies]
        self._own = [part.unsqueeze(1) for part in own]
        self._of_users = _Sums(users, movies, *own)
        self._of_movies = _Sums(movies[order], users[order], *reversed(own))

    def errors(self, users: Vectors, movies: Vectors, targets: Tensor) -> Tensor:
        """[n] what the mean prediction leaves of each target, with the rating's own entries left out."""
        left, right = _factors(users, self._own[0], of_users=True), _factors(movies, self._own[1], of_users=False)
        return targets - self._of_users.products(left, right)

    def sent(self, users: Vectors, movies: Vectors, errors: Tensor) -> tuple[Sent, Sent]:
        """The sums over each user's ratings, and over each movie's, from the errors [n]."""
        by_movie = errors.index_select(0, self._by_movie)
        return (
            self._of_users.sent(users, movies, errors),
            self._of_movies.sent(movies, users, by_movie),
        )


def expected_squares(
    users: Vectors, movies: Vectors, to_users: Sent, to_movies: Sent, errors: Tensor, targets: Tensor
) -> float:
    """The sum of the expected squared errors (1), from what was sent.

    With p = a . b and da the derivative (4), the sum of a * da holds a^2 vb twice and -2 e p: nothing is summed anew.
    """
    error = sum_of_products(errors, errors)
    by_bias = sum_of_products(movies.mean.biases, to_movies.mean.biases)
    by_bias += sum_of_products(users.says.biases, to_users.left_out.biases)
    products = sum_of_products(errors, targets) - error  # e . p
    slopes = _dot(users.mean, to_users.mean) + _dot(movies.says, to_movies.left_out)
    of_movies = 0.5 * (slopes + by_bias) + products  # a^2 vb
    of_users = _dot(users.variance, to_users.variance) + _dot(movies.says_variance, to_movies.left_out_variance)
    of_biases = sum_of_products(movies.variance.biases, to_movies.variance.biases)
    of_biases += sum_of_products(users.says_variance.biases, to_users.left_out_variance.biases)
    return error + of_movies + of_users + of_biases


def entry_weights(index: Int64Array, n: int) -> Tensor:
    """[ratings] users or movies -> [n] weight of an entry in each one's history; 1 where it is empty."""
    return torch.from_numpy((1.0 / np.sqrt(np.maximum(np.bincount(index, minlength=n), 1))).astype(np.float32))


def sum_of_products(first: Tensor, second: Tensor) -> float:
    """The sum of the products of two tensors of one shape."""
    parts = zip(first.view(-1).split(SUMMED), second.view(-1).split(SUMMED), strict=True)
    return sum(float(torch.dot(one, other)) for one, other in parts)


def _factors(side: Vectors, weights: Tensor, of_users: bool) -> Tensor:
    """[n, 2K + 4] numbers whose products with those of the other side are the mean predictions; weights [n, 1].

    a . b = A . B + (w_u R) . (w_i S) - w_u (S . B) - (A . R) w_i over the factors; biases meet ones.
    """
    mean, says = side.mean.factors, side.says.factors
    own = (mean * says).sum(1).add_(side.says.biases).unsqueeze(1)  # [n, 1] S . B + S_0
    bias, one = side.mean.biases.unsqueeze(1), torch.ones_like(weights)
    ends = [bias, one, weights, own] if of_users else [one, bias, -own, -weights]
    return torch.cat([mean, weights * says, *ends], 1)


class _Sums:
    """Sums over the ratings of each user; for movies the same with the letters exchanged.

    Weights of entries stand in the sparse matrices: there they cost nothing, as factors of dense rows they would.
    """

    def __init__(self, index: Int64Array, others: Int64Array, own: Tensor, of_others: Tensor) -> None:
        """[ratings] whose they are, ascending; [ratings] of what; [n], [m] weights of entries in the histories."""
        bounds = np.concatenate([[0], np.cumsum(np.bincount(index, minlength=len(own)))]).astype(np.int32)
        self._index = torch.from_numpy(index.astype(np.int32))
        self._ones = Rows(torch.from_numpy(others.astype(np.int32)), torch.from_numpy(bounds))
        u, w = own[torch.from_numpy(index)], of_others[torch.from_numpy(others)]  # [ratings] each
        self._product = u * w
        self._w, self._u = self._ones.weighted(w), self._ones.weighted(u)
        self._uww, self._uuw = self._ones.weighted(u * w * w), self._ones.weighted(u * u * w)
        self._uuww = self._ones.weighted(self._product.square())
        self._other = torch.stack([of_others, torch.ones_like(of_others)], 1)  # [m, 2]
        self._squares = self._w.squared().times(self._other[:, 1:])  # [n, 1] sums of squared weights
        self._counts = self._ones.bounds.diff().float()  # [n]

    def products(self, left: Tensor, right: Tensor) -> Tensor:
        """[n, d], [m, d] -> [ratings] the product of the two rows that each rating joins.

        It is the gradient of a sum of embeddings by its weights: torch's kernel for that copies no rows.
        """
        kernel = torch.ops.aten._embedding_bag_per_sample_weights_backward  # noqa: SLF001 as Adam's, see there
        found: Tensor = kernel(left, right, self._ones.columns, self._ones.bounds[:-1], self._index, 0)
        return found

    def sent(self, to: Vectors, of: Vectors, errors: Tensor) -> Sent:
        """What the ratings with these errors [ratings], in the order of ``index``, send to ``to``."""
        a, va, r, vr = (columns.factors for columns in to)
        b, vb, s, vs = (columns.factors for columns in of)
        weighted = self._ones.weighted(errors)
        error_w, error = weighted.times(self._other).split(1, 1)  # [n, 1]
        c, wb, uwws = self._squares, self._w.times(b), self._uww.times(s)
        mean = self._ones.times(vb).addcmul_(c, vr, value=-1.0).mul_(a).addcmul_(vr, uwws).addcmul_(error_w, r)
        mean.sub_(self._u.times(s * vb)).sub_(weighted.times(b))
        variance = self._ones.times(torch.addcmul(vb, b, b)).addcmul_(c, vr, value=-1.0).addcmul_(r, wb, value=-1.0)
        rest = wb.neg_().addcmul_(c, r)
        variance.addcmul_(r, rest)
        left_out = rest.mul_(va).addcmul_(a, error_w).add_(self._uuw.times(b * vs))
        left_out.addcmul_(r, self._uuww.times(vs), value=-1.0)
        left_out.sub_(self._ones.weighted(errors * self._product).times(s))
        spread = uwws.mul_(a).mul_(2.0).sub_(self._uuww.times((s * s).sub_(vs)))
        spread.addcmul_(c, torch.addcmul(va, a, a), value=-1.0)
        return Sent(
            FactorColumns(mean.mul_(2.0), error.squeeze(1).mul(-2.0)),
            FactorColumns(variance, self._counts),
            FactorColumns(left_out.mul_(2.0), error_w.squeeze(1).mul(2.0)),
            FactorColumns(spread, -c.squeeze(1)),
        )


def _dot(first: FactorColumns, second: FactorColumns) -> float:
    """The sum of all products."""
    return sum(sum_of_products(one, other) for one, other in zip(first, second, strict=True))
