"""Ratings as tensors: what networks learn from and predict, and what batches are taken from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from movierec_gui.data.dataset import Ratings

SEGMENT = 1 << 20
"""Ratings that are brought into an epoch's order at a time: it bounds memory and keeps the batches in the cache."""


@dataclass(frozen=True, eq=False)
class Batch:
    """Columns [B] of the same ratings, on one device, named as those of ``data.dataset.Ratings``."""

    users: Tensor
    """int64; int32, as in the data, where batches are only taken from it."""
    movies: Tensor
    """As ``users``."""
    values: Tensor
    """float32, in stars."""
    timestamps: Tensor
    """int64, seconds since 1970."""

    def __len__(self) -> int:
        return len(self.values)

    def columns(self) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Users, movies, values and timestamps."""
        return self.users, self.movies, self.values, self.timestamps

    def wide(self) -> Batch:
        """The same with indices of 64 bits, by which networks look rows up."""
        return Batch(self.users.long(), self.movies.long(), self.values, self.timestamps)

    def take(self, rows: Tensor) -> Batch:
        """The ratings at row numbers [b], in that order, with indices of 64 bits."""
        return Batch(*(column.index_select(0, rows) for column in self.columns())).wide()

    def split(self, size: int) -> Iterator[Batch]:
        """The ratings in order, in batches of ``size`` (the last may be smaller)."""
        return map(Batch, *(column.split(size) for column in self.columns()))


def as_batch(ratings: Ratings, device: torch.device | None = None) -> Batch:
    """Copy ratings into tensors on the device (None: in memory), indices of 32 bits as in the data."""
    columns = (ratings.users, ratings.movies, ratings.values, ratings.timestamps)
    return Batch(*(torch.tensor(column, device=device) for column in columns))


def in_batches(ratings: Ratings, size: int, device: torch.device) -> Iterator[Batch]:
    """The ratings in order, in batches of ``size`` with indices of 64 bits, each copied when its turn comes.

    No ratings make one empty batch.
    """
    for start in range(0, max(len(ratings), 1), size):
        yield as_batch(ratings.take(slice(start, start + size)), device).wide()


def shuffled_batches(ratings: Batch, size: int, generator: torch.Generator) -> Iterator[Batch]:
    """Every rating once, in a new random order, in batches of ``size`` (the last may be smaller)."""
    order = torch.randperm(len(ratings), generator=generator, device=generator.device).to(ratings.values.device)
    for segment in order.split(max(1, SEGMENT // size) * size):
        yield from ratings.take(segment).split(size)
