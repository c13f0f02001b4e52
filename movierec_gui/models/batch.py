"""A batch of ratings, as networks learn from it."""

from __future__ import annotations

from typing import NamedTuple

from torch import Tensor


class Batch(NamedTuple):
    """Columns [B] of the same ratings."""

    users: Tensor
    """int64."""
    movies: Tensor
    """int64."""
    ratings: Tensor
    """float32, in stars."""
    moments: Tensor
    """int64, the seconds at which the ratings were given."""
