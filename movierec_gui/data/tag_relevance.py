"""How well each tag of a fixed list describes each movie, as numbers: GroupLens' tag genome (Vig et al. 2012)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

MOST_CELLS = 1 << 26
"""Movies times tags that are kept; the largest release has 19 million."""


@dataclass(frozen=True, eq=False)
class TagRelevance:
    """Scores of tags for movies, mostly from 0 (does not describe it) to 1 (describes it very well)."""

    tags: tuple[str, ...]
    movies: npt.NDArray[np.int32]
    """Indices of the movies that have scores, ascending, shape [m]."""
    scores: npt.NDArray[np.float32]
    """Shape [m, tags]; NaN where there is none."""

    def __post_init__(self) -> None:
        if self.scores.shape != (len(self.movies), len(self.tags)):
            raise ValueError("the relevance of tags has columns of unequal length")

    def moved(self, places: npt.NDArray[np.int32]) -> TagRelevance | None:
        """The scores of the movies that are left, at their new indices; None where none is.

        ``places`` is each old index's new one, in the same order, and -1 for what is left out.
        """
        moved = places[self.movies]
        kept = moved >= 0
        return TagRelevance(self.tags, moved[kept], self.scores[kept]) if kept.any() else None

    def update(self, digest: hashlib._Hash) -> None:
        """Add all scores to a checksum."""
        digest.update("\0".join(self.tags).encode())
        digest.update(np.ascontiguousarray(self.movies).data)
        digest.update(np.ascontiguousarray(self.scores).data)
