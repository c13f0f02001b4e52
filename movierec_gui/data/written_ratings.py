"""Ratings that say how much they are out of: ``8/10``, ``3½ out of 4``, ``85 %``, ``★★★½``, ``★★★☆☆``.

And those of a column on several scales: each as a share of the highest rating on its own.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from movierec_gui.data.worded_ratings import LETTERS
from movierec_gui.wording import counted

_FRACTION = "[½¼¾⅓⅔⅛⅜⅝⅞]"
_NUMBER = rf"(\d{{1,6}}(?:[.,]\d{{1,9}}|\s?{_FRACTION}|\s1/2)?)"
_MIXED = re.compile(rf"\s*\d{{1,6}}(?:\s?{_FRACTION}|\s1/2)\s*")
_OUT_OF = re.compile(
    rf"\s*{_NUMBER}\s*(?:/|out of|of)\s*(\d{{1,6}})(?:\s*(?:stars?|points?|pts\.?))?\s*", re.IGNORECASE
)
_COUNTED_STARS = re.compile(rf"\s*{_NUMBER}\s*(?:[★⭐]\ufe0f?|-?\s*stars?)\s*", re.IGNORECASE)
_PERCENT = re.compile(rf"\s*{_NUMBER}\s*%\s*")
_STARS = re.compile(r"\s*((?:[★⭐🌟]\ufe0f?)*)(½|1/2)?((?:[☆✩✰]\ufe0f?)*)\s*")
_STARS_MOST, _MOST_OF_ALL = 5, 10
_LEAST_HIGHEST = 3
"""``1/2`` is half a star."""
_USUAL = (4, 5, 6, 7, 10, 20, 100)
"""What ratings of a column on several scales may be out of; anything else there is a slip."""
LETTER = 0
"""Stands for the scale of letters where scales are counted."""


def written_rating(text: str) -> tuple[float, int] | None:
    """The rating and what it is out of, five for stars, 0 for ``3½`` alone; None where a text says no such thing."""
    if (match := _OUT_OF.fullmatch(text)) and int(match[2]) >= _LEAST_HIGHEST:
        return decimal(match[1]), int(match[2])
    if match := _PERCENT.fullmatch(text):
        return decimal(match[1]), 100
    if match := _COUNTED_STARS.fullmatch(text):
        value = decimal(match[1])
        return (value, _STARS_MOST if value <= _STARS_MOST else _MOST_OF_ALL) if value <= _MOST_OF_ALL else None
    if _MIXED.fullmatch(text):
        return decimal(text), 0
    match = _STARS.fullmatch(text)
    if match is None or not (match[1] or match[2]):
        return None
    full, empty = (len(stars.replace("\ufe0f", "")) for stars in (match[1], match[3]))
    drawn = full + empty + bool(match[2])
    if drawn > _MOST_OF_ALL:
        return None
    return full + (0.5 if match[2] else 0.0), _STARS_MOST if drawn <= _STARS_MOST else _MOST_OF_ALL


def is_open(text: str) -> bool:
    """Whether a text has stars and does not show out of how many they are."""
    match = _STARS.fullmatch(text)
    return bool(_COUNTED_STARS.fullmatch(text)) or (match is not None and not match[3])


def is_drawn(text: str) -> bool:
    """Whether a rating is nothing but stars."""
    return _STARS.fullmatch(text) is not None


def own_share(text: str) -> tuple[float, int] | None:
    """The rating as a share of the highest on its own scale, 0 to 1, and that scale's highest, or ``LETTER``.

    None for what is on no usual scale, above it, or says nothing of one.
    """
    if (letter := LETTERS.get(text.strip().casefold())) is not None:
        return (letter - 1) / (len(LETTERS) - 1), LETTER
    found = written_rating(text)
    return (found[0] / found[1], found[1]) if found and found[1] in _USUAL and found[0] <= found[1] else None


def commonest(scales: Counter[int]) -> int:
    """What most ratings of a column on several scales are out of; 100 where all are letters."""
    counts = [(count, highest) for highest, count in scales.items() if highest != LETTER]
    return max(counts, default=(0, 100))[1]


def account(scales: Counter[int], highest: float) -> str:
    """In words which scales a column has, and where its letters lie on the one up to ``highest``."""
    parts = [f"out of {own} ({counted(count, 'row')})" for own, count in scales.most_common() if own != LETTER]
    if scales[LETTER]:
        parts.append(f"letters from F = 0 to A+ = {highest:g} ({counted(scales[LETTER], 'row')})")
    return ", ".join(parts)


def decimal(text: str) -> float:
    """A number with a decimal point or comma, or a fraction behind it."""
    whole, half, _ = text.strip().partition(" 1/2")
    last = whole[-1:]
    if last and not last.isdecimal() and unicodedata.numeric(last, -1.0) >= 0:
        return float(whole[:-1]) + unicodedata.numeric(last)
    number = float(whole.replace(",", "."))
    return number + 0.5 if half else number
