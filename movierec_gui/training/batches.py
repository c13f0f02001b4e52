"""The training ratings as tensors on the device, and the random batches of an epoch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from movierec_gui.data.features import TrainingData
from movierec_gui.models.batch import Batch

SEGMENT = 1 << 20
"""Ratings that are brought into the epoch's order at a time: it bounds memory and keeps the batches in the cache."""


@dataclass(frozen=True, eq=False)
class RatingColumns:
    """The training ratings, each column [n], where the network is."""

    users: Tensor
    movies: Tensor
    ratings: Tensor
    moments: Tensor

    def __len__(self) -> int:
        return len(self.ratings)


def rating_columns(data: TrainingData, device: torch.device) -> RatingColumns:
    """Put the training ratings on the device, once for all epochs; indices take 32 bits there."""
    ratings = data.ratings
    columns = (ratings.users, ratings.movies, ratings.values, ratings.timestamps)
    return RatingColumns(*(torch.tensor(column, device=device) for column in columns))


def shuffled_batches(columns: RatingColumns, size: int, generator: torch.Generator) -> Iterator[Batch]:
    """Every rating once, in a new random order, in batches of ``size`` (the last may be smaller)."""
    order = torch.randperm(len(columns), generator=generator, device=generator.device).to(columns.ratings.device)
    for segment in order.split(max(1, SEGMENT // size) * size):
        users, movies = columns.users[segment].long(), columns.movies[segment].long()
        ratings, moments = columns.ratings[segment], columns.moments[segment]
        yield from map(Batch, *(column.split(size) for column in (users, movies, ratings, moments)))
