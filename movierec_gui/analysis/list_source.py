"""Who makes a list of what to watch, in words that need no library."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ListSource:
    """A finished run, by its predictions or as the recommender that it is, or else a recommender fitted to all."""

    recommender: str = "for-you"
    """``NAME`` or ``NAME:PRESET``."""
    run: str = ""
    """Id of the run; empty for the recommender."""


FOR_YOU_SOURCE = ListSource()
