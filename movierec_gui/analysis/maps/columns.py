"""A matrix that is used a block of columns at a time: no step takes long, and what a step needs stays small."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from movierec_gui.data.dataset import Dataset, Int32Array, Int64Array
from movierec_gui.progress import Progress

Float32Array = npt.NDArray[np.float32]
Block: TypeAlias = "sp.csr_matrix | Float32Array"

READING = "Rating matrix"
_BLOCK_RATINGS = 1_000_000
"""Ratings at a time: their product with a few vectors takes some milliseconds."""


@dataclass(frozen=True, eq=False)
class Columns:
    """A matrix [n, d] as blocks [some of the d, n] of its transpose, each of them sparse or dense."""

    blocks: tuple[Block, ...]

    @property
    def n(self) -> int:
        """Rows of the matrix."""
        return int(self.blocks[0].shape[1])

    @cached_property
    def d(self) -> int:
        """Columns of the matrix."""
        return sum(int(block.shape[0]) for block in self.blocks)

    @cached_property
    def entries(self) -> int:
        """Numbers that are stored: of a sparse matrix those that are not 0."""
        return sum(int(block.size) for block in self.blocks)

    def sample(self, every: int) -> Columns:
        """Every so-manieth block, beginning with the first."""
        return Columns(self.blocks[::every])


def dense_columns(values: Float32Array) -> Generator[Progress, None, Columns]:
    """The columns of rows [n, d] that are at hand."""
    yield Progress("Rows of numbers")
    return Columns((values.T,))


def one_hot_columns(dataset: Dataset, movies: Int64Array) -> Generator[Progress, None, Columns]:
    """Some movies (ascending indices, n of them) as users x rating levels: 1 where that user gave that rating.

    A block holds the ratings of consecutive users. Every entry is a 1, so that full blocks share one array of them: the
    matrix takes four bytes a rating, and ten to twenty a user. The movies are all that were rated.
    """
    ratings = dataset.ratings
    yield Progress(READING)
    ordered = bool(np.all(ratings.users[1:] >= ratings.users[:-1]))
    counts = dataset.user_counts
    ends = np.cumsum(counts)
    places = np.zeros(dataset.n_movies, np.int32)
    places[movies] = np.arange(len(movies), dtype=np.int32)
    ones = np.ones(max(_BLOCK_RATINGS, int(counts.max())), np.float32)
    blocks: list[Block] = []
    levels = np.empty(0, np.float32)
    first = 0
    while first < dataset.n_users:
        yield Progress(READING, first, dataset.n_users)
        before = int(ends[first - 1]) if first else 0
        last = max(first + 1, int(np.searchsorted(ends, before + _BLOCK_RATINGS, side="right")))
        rows = _rows_of_users(ratings.users, first, last, ordered=ordered)
        levels, found = _find_levels(ratings.values[rows], levels)
        lines = (ratings.users[rows] - np.int32(first)) * np.int32(len(levels)) + found
        shape = ((last - first) * len(levels), len(movies))
        summed = sp.coo_matrix((ones[: len(lines)], (lines, places[ratings.movies[rows]])), shape=shape).tocsr()
        blocks.append(sp.csr_matrix((ones[: summed.nnz], summed.indices, summed.indptr), shape=shape, copy=False))
        first = last
    return Columns(tuple(blocks))


def _rows_of_users(users: Int32Array, first: int, last: int, *, ordered: bool) -> slice | Int64Array:
    """The rows of the users from ``first`` up to but not including ``last``."""
    if ordered:
        start, end = np.searchsorted(users, np.array([first, last], users.dtype))
        return slice(int(start), int(end))
    return np.flatnonzero((users >= first) & (users < last))


def _find_levels(values: Float32Array, known: Float32Array) -> tuple[Float32Array, Int32Array]:
    """The distinct ratings met so far, ascending, and which of them each of the values is.

    Looking for those of all ratings at once would take too long to wait for; a user's are all in one block.
    """
    places = np.searchsorted(known, values)
    if not len(known) or np.any(known[np.minimum(places, len(known) - 1)] != values):
        known = np.union1d(known, values)
        places = np.searchsorted(known, values)
    return known, places.astype(np.int32)
