"""The scale of a table's ratings, found from its values; values that are no ratings; ratings that count as liked."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from movierec_gui.errors import UserError

Float32Array = npt.NDArray[np.float32]
Scale = tuple[float, float]
"""Lowest and highest rating."""

LIKED_SHARE = 0.8
"""Somebody likes a movie from this share of the highest rating on: 4 of 5, 8 of 10, 80 of 100."""

_NEGATIVE_SCALES: tuple[Scale, ...] = ((-1, 1), (-5, 5), (-10, 10))
_POSITIVE_HIGHS = (1, 5, 10)
_BELOW_TEN, _ENOUGH_BELOW = (6, 7), 50
"""Whole numbers of which none is above six or seven, in so many ratings, are on a scale to that and not to ten."""
_NO_SLIPS = 0.03
"""A share of sixes that makes them a grade of their own among ratings to five."""
_HIGHEST_BY_TENTHS = 20
"""Up to here a highest rating above 10 is one of few grades (13, 20); beyond, ratings go to 100."""
_MARKS_ABOVE = (99, 255, 999, 9999, 32767, 65535)
MARKS_BELOW = (-1, -2, -9, -99, -999, -9999)
"""Numbers by which files say "not rated" where they lie outside the scale of all other ratings."""
_CALM: Scale = (0.5, 5.0)
"""A block of ratings within MovieLens' scale is not looked at level by level."""
_MOST_LEVELS = 10_000
_FEWEST_FOR_SHARES = 200
_RARE = 0.01
"""Ratings above a usual scale, together no more than this share of a long table, are mistakes and not the scale."""
_ALIKE = 1.5
"""A grade is at most so many times as frequent as its neighbour."""
_MOST_MISTAKES = 5
"""Distinct values that may be mistakes; more of them are a long tail, as of counts."""
_FAR, _HIGHEST = 10, 100
"""So many times the scale of all others, and beyond any usual one, is no rating, however short the table is.

It has to be less than half of all ratings, though: of one 1 and one 101 nobody can say which is the mistake.
"""
_APART, _FEW_LEVELS = 5, 4
"""So many times the scale of all others, where those are at least so many levels, is no rating: 45 for 4.5."""
_NUMBER = r"([-−]?(?:\d+(?:[.,]\d+)?|[.,]\d+))"
_SCALE = re.compile(rf"\s*{_NUMBER}\s*(?:-|–|—|\.\.|:|to)\s*{_NUMBER}\s*", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True)
class ScaleFinding:
    """Findings from a table's values."""

    low: float
    high: float
    marks: tuple[float, ...] = ()
    """Values that mean "not rated"."""
    outliers: tuple[float, ...] = ()
    """Values off the scale."""
    stated: bool = False
    """Whether somebody said so, instead of the values."""


class LevelTally:
    """Which ratings occur, and how often, gathered block by block."""

    def __init__(self) -> None:
        self.total = 0
        self._levels: Counter[float] = Counter()
        self._calm: Scale | None = None
        self.halves = False
        """Whether any rating is no whole number."""

    def add(self, values: Float32Array) -> None:
        """Count the ratings of a block, shape [n]."""
        if len(values) == 0:
            return
        self.total += len(values)
        low, high = float(values.min()), float(values.max())
        self.halves = self.halves or bool((values != np.rint(values)).any())
        if _CALM[0] <= low and high <= _CALM[1]:
            self._calm = (min(low, self._calm[0]), max(high, self._calm[1])) if self._calm else (low, high)
        elif len(self._levels) < _MOST_LEVELS:
            levels, counts = np.unique(values, return_counts=True)
            self._levels.update(dict(zip(levels.tolist(), counts.tolist(), strict=True)))
        else:
            self._levels.update({low: 1, high: 1})

    @property
    def levels(self) -> Mapping[float, int]:
        """Level to how often it occurs, ascending; of blocks within MovieLens' scale only the ends, each counted 0."""
        ends = dict.fromkeys(self._calm or (), 0)
        return dict(sorted((ends | self._levels).items()))


def levels_of(
    tally: LevelTally, values: Float32Array, scale: Scale | None, not_rated: tuple[float, ...] | None
) -> Mapping[float, int]:
    """The levels of a tally of these ratings [n], with every one that a stated scale or stated marks may leave out.

    Of calm blocks a tally knows only the ends, which is enough where nothing is stated.
    """
    if not len(values) or not (scale or not_rated):
        return tally.levels
    if not_rated:
        asked = values
    elif scale:
        low, high = (np.float32(end) for end in scale)
        asked = values[(values < low) | (values > high)]
    levels, counts = np.unique(asked, return_counts=True)
    exact = dict(zip(levels.tolist(), counts.tolist(), strict=True))
    return dict(sorted((exact if not_rated else {**tally.levels, **exact}).items()))


def find_scale(
    levels: Mapping[float, int],
    total: int,
    scale: Scale | None = None,
    not_rated: tuple[float, ...] | None = None,
    *,
    halves: bool = False,
) -> ScaleFinding:
    """The scale of these ratings (level to count; ``halves``: some are no whole numbers), and which of them are none.

    ``scale`` and ``not_rated`` are what a person or a format's documentation says; None leaves it to the values.
    """
    if not levels:
        return ScaleFinding(*(scale or (0.0, 0.0)), stated=scale is not None)
    rest = sorted(levels)
    # Ratings are kept with 32 bits, so what is stated is compared as such.
    not_rated = None if not_rated is None else tuple(float(np.float32(value)) for value in not_rated)
    marks = [level for level in rest if not_rated and level in not_rated]
    rest = [level for level in rest if level not in marks]
    if scale is not None:
        return _on_stated_scale(rest, scale, marks, not_rated)
    outliers: list[float] = []
    if not_rated is None:
        rest, more, outliers = _without_marks(rest, levels, total)
        marks += more
    if not rest:
        return ScaleFinding(0.0, 0.0, tuple(marks), tuple(outliers))
    low, high = usual_scale(rest[0], rest[-1]) or (rest[0], rest[-1])
    common = rest[-1] > _BELOW_TEN[0] or levels[rest[-1]] >= _NO_SLIPS * total
    if rest[-1] in _BELOW_TEN and low in (0, 1) and not halves and total >= _ENOUGH_BELOW and common:
        high = rest[-1]
    if halves and (low, high) == (1, 5):
        low = 0.5
    return ScaleFinding(low, high, tuple(sorted(marks)), tuple(sorted(outliers)))


def usual_scale(low: float, high: float) -> Scale | None:
    """The scale on which people usually rate that has both values; None where there is none."""
    if low < 0:
        fitting = (scale for scale in _NEGATIVE_SCALES if scale[0] <= low and 0 < high <= scale[1])
        return next(fitting, None)
    start = 1.0 if low >= 1 else 0.5 if low >= 0.5 else 0.0
    for most in _POSITIVE_HIGHS:
        if high <= most:
            return (0.0 if most == 1 else start, float(most))
    if high <= _HIGHEST_BY_TENTHS or high > 100:
        return None
    return (min(start, 1.0) if start != 0.5 else 0.0, 100.0)


def scale_out_of(highest: int, tally: LevelTally) -> Scale:
    """The scale of ratings that say they are out of ``highest``; the lowest is as usual where they have such values."""
    lowest = min(tally.levels, default=0.0)
    low, high = usual_scale(lowest, float(highest)) or (0.0, 0.0)
    if high != highest:
        return 0.0, float(highest)
    return (0.5 if tally.halves and (low, high) == (1.0, 5.0) else low), high


def liked_from(scale: Scale, share: float = LIKED_SHARE) -> float:
    """The rating from which somebody likes a movie: a share of the way from 0, or from a lowest rating below 0."""
    base = min(scale[0], 0.0)
    # The share times ten is whole for the usual 0.8: 8 * 5 / 10 is exactly 4.
    return base + (share * 10) * (scale[1] - base) / 10


def parse_scale(text: str) -> Scale:
    """``1-10``, ``0,5 to 5`` or ``-10..10`` as numbers. Raises UserError for anything else."""
    match = _SCALE.fullmatch(text)
    low, high = (float(word.replace(",", ".").replace("−", "-")) for word in match.groups()) if match else (0.0, 0.0)
    if not -math.inf < low < high < math.inf:
        raise UserError(
            f"{text!r} is no scale",
            "Allowed is the lowest and the highest rating",
            'Write it as in 1-10 or "-10 to 10"',
        )
    return low, high


def scale_text(scale: Scale) -> str:
    """The scale as ``parse_scale`` reads it: ``1-10``, or ``-10 to 10``, in which no sign is taken for a dash."""
    return f"{scale[0]:g}{' to ' if scale[0] < 0 else '-'}{scale[1]:g}"


def parse_not_rated(text: str) -> tuple[float, ...]:
    """``-1`` or ``0,99`` as numbers, none for ``none``. Raises UserError for anything else."""
    if text.strip().lower() == "none":
        return ()
    try:
        values = tuple(float(word) for word in text.replace(",", " ").split())
    except ValueError:
        values = ()
    if not values:
        remedy = "Write the numbers that mean 'not rated', as in 0,99, or none where all are ratings"
        raise UserError(f"{text!r} names no values", "Allowed are numbers with commas between", remedy)
    return values


def _on_stated_scale(
    levels: list[float], scale: Scale, marks: list[float], not_rated: tuple[float, ...] | None
) -> ScaleFinding:
    low, high = (float(np.float32(end)) for end in scale)
    outside = [level for level in levels if not low <= level <= high]
    known = (*_MARKS_ABOVE, *MARKS_BELOW, 0)
    found = [level for level in outside if not_rated is None and level in known]
    return ScaleFinding(*scale, (*marks, *found), tuple(v for v in outside if v not in found), stated=True)


def _without_marks(
    rest: list[float], levels: Mapping[float, int], total: int
) -> tuple[list[float], list[float], list[float]]:
    """Levels that are ratings, that mean "not rated", and that are mistakes."""
    marks: list[float] = []
    outliers: list[float] = []
    while len(rest) > 1 and (base := _base_without_last(rest)) is not None and rest[-1] > base[1]:
        if rest[-1] in _MARKS_ABOVE:
            marks.append(rest.pop())
        elif 2 * levels[rest[-1]] < total and _is_far(rest, base[1]):
            outliers.append(rest.pop())
        else:
            break
    rare = _rare_above(rest, levels, total)
    outliers += rest[len(rest) - rare :]
    rest = rest[: len(rest) - rare]
    while len(rest) > 1 and rest[0] in MARKS_BELOW and _is_below(rest) and not set(rest) <= {-1, 0, 1}:
        marks.append(rest.pop(0))
    if len(rest) > 1 and rest[0] == 0 and rest[1] >= 0.5 and 2 < rest[-1] <= 10 and not _is_grade(rest, levels, total):
        marks.append(rest.pop(0))
    return rest, marks, outliers


def _is_far(rest: list[float], highest: float) -> bool:
    """Whether the highest level lies far above the scale of the others, which goes up to ``highest``."""
    return rest[-1] > max(_FAR * highest, _HIGHEST) or (len(rest) > _FEW_LEVELS and rest[-1] > _APART * highest)


def _is_below(rest: list[float]) -> bool:
    """Whether the lowest level lies below the scale of the others: below 0, or below any scale, as -99 does."""
    lowest = _NEGATIVE_SCALES[-1][0]
    return rest[1] >= (lowest if rest[0] < lowest else 0)


def _is_grade(rest: list[float], levels: Mapping[float, int], total: int) -> bool:
    """Whether 0 is the lowest grade: in a long table with all grades it is about as frequent as the one above it.

    Marks for "not rated" are mostly much more frequent, and slips much less.
    """
    whole = set(map(float, range(int(rest[-1]) + 1)))
    return (
        total >= _FEWEST_FOR_SHARES
        and whole <= set(rest)
        and 1 / _ALIKE <= levels[0.0] / max(1, levels[rest[1]]) <= _ALIKE
    )


def _base_without_last(levels: list[float]) -> Scale | None:
    """The usual scale of all levels but the highest; marks below it do not count."""
    below = [level for level in levels[:-1] if level not in MARKS_BELOW] or levels[:-1]
    return usual_scale(below[0], below[-1])


def _rare_above(rest: list[float], levels: Mapping[float, int], total: int) -> int:
    """How many of the highest levels are so rare in a long table that the others make the scale."""
    if total < _FEWEST_FOR_SHARES:
        return 0
    for most in (5, 10, 100):
        above = [level for level in rest if level > most]
        few = 0 < len(above) <= min(_MOST_MISTAKES, len(rest) - 1)
        if few and sum(levels[level] for level in above) <= _RARE * total:
            return len(above)
    return 0
