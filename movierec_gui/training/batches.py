"""The random batches of an epoch."""

from __future__ import annotations

from collections.abc import Iterator

import torch

from movierec_gui.models.batch import Batch

SEGMENT = 1 << 20
"""Ratings that are brought into the epoch's order at a time: it bounds memory and keeps the batches in the cache."""


def shuffled_batches(ratings: Batch, size: int, generator: torch.Generator) -> Iterator[Batch]:
    """Every rating once, in a new random order, in batches of ``size`` (the last may be smaller)."""
    order = torch.randperm(len(ratings), generator=generator, device=generator.device).to(ratings.values.device)
    for segment in order.split(max(1, SEGMENT // size) * size):
        yield from ratings.take(segment).split(size)
