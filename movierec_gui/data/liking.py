"""When a rating says that a person likes a movie, on any scale."""

from __future__ import annotations

OF_THE_TOP = 0.8
"""Four of five stars, eight of ten points."""
OF_THE_RANGE = 0.75
"""The same on a scale that goes below zero, where a share of the top means nothing."""


def liked_from(scale: tuple[float, float]) -> float:
    """The lowest rating that counts as liking, from the lowest and the highest rating of a scale.

    4 on every scale of five stars, 8 on one of ten points, 5 on one from -10 to 10.
    """
    low, high = scale
    return OF_THE_TOP * high if low >= 0 else low + OF_THE_RANGE * (high - low)
