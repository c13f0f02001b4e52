"""Ratings that say how much they are out of: ``8/10``, ``4 out of 5 stars``, ``85 %``, ``★★★½``, ``★★★☆☆``."""

from __future__ import annotations

import re

_NUMBER = r"(\d{1,6}(?:[.,]\d{1,9})?)"
_OUT_OF = re.compile(
    rf"\s*{_NUMBER}\s*(?:/|out of|of)\s*(\d{{1,6}})(?:\s*(?:stars?|points?|pts\.?))?\s*", re.IGNORECASE
)
_COUNTED_STARS = re.compile(rf"\s*{_NUMBER}\s*(?:[★⭐]\ufe0f?|-?\s*stars?)\s*", re.IGNORECASE)
_PERCENT = re.compile(rf"\s*{_NUMBER}\s*%\s*")
_STARS = re.compile(r"\s*((?:[★⭐🌟]\ufe0f?)*)(½|1/2)?((?:[☆✩✰]\ufe0f?)*)\s*")
_STARS_MOST, _MOST_OF_ALL = 5, 10
_LEAST_HIGHEST = 3
"""``1/2`` is half a star."""


def written_rating(text: str) -> tuple[float, int] | None:
    """The rating and what it is out of, five for stars; None where a text says no such thing."""
    if (match := _OUT_OF.fullmatch(text)) and int(match[2]) >= _LEAST_HIGHEST:
        return decimal(match[1]), int(match[2])
    if match := _PERCENT.fullmatch(text):
        return decimal(match[1]), 100
    if match := _COUNTED_STARS.fullmatch(text):
        value = decimal(match[1])
        return (value, _STARS_MOST if value <= _STARS_MOST else _MOST_OF_ALL) if value <= _MOST_OF_ALL else None
    match = _STARS.fullmatch(text)
    if match is None or not (match[1] or match[2]):
        return None
    full, empty = (len(stars.replace("\ufe0f", "")) for stars in (match[1], match[3]))
    drawn = full + empty + bool(match[2])
    if drawn > _MOST_OF_ALL:
        return None
    return full + (0.5 if match[2] else 0.0), _STARS_MOST if drawn <= _STARS_MOST else _MOST_OF_ALL


def decimal(text: str) -> float:
    """A number with a decimal point or comma."""
    return float(text.strip().replace(",", "."))
