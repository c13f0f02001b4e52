"""A rating given on one scale as a rating on another."""

from __future__ import annotations

import math
import re

import numpy as np
import numpy.typing as npt

from movierec_gui.data.people.person import OF_HUNDRED, OF_TEN, Scale
from movierec_gui.data.scales import parse_scale
from movierec_gui.data.written_ratings import decimal, written_rating

_NUMBER = re.compile(r"\s*[-+]?\d+(?:[.,]\d+)?\s*")
_FIVE = Scale(0.5, 5)
_STEPS = (1.0, 0.5)
_NEAR = 1e-6


def read_scale(text: str) -> Scale:
    """The scale of ``1-10`` or ``0.5 to 5``. Raises UserError at anything else."""
    return Scale(*parse_scale(text))


def read_value(text: str) -> tuple[float, Scale | None] | None:
    """A rating as written, and its scale where it says so: ``8/10``, ``85 %``, ``★★★½``; None for no rating."""
    if _NUMBER.fullmatch(text):
        return decimal(text), None
    found = written_rating(text)
    return None if found is None else (found[0], scale_up_to(found[1]) if found[1] else None)


def converted(value: float, own: Scale, to: Scale) -> float:
    """The rating on the other scale, in proportion to the highest; clamped to the other scale.

    Scales that begin far above 0 or below it (such as -10 to 10) are mapped end to end.
    """
    if _begins_near_zero(own) and _begins_near_zero(to):
        there = value * to.high / own.high
    else:
        there = to.low + (value - own.low) * (to.high - to.low) / (own.high - own.low)
    return min(max(there, to.low), to.high)


def step_of(levels: npt.NDArray[np.floating]) -> float | None:
    """The step between a dataset's possible ratings: whole or half ones; None where its ratings know no steps."""
    for step in _STEPS:
        if np.all(np.abs(levels / step - np.round(levels / step)) < _NEAR):
            return step
    return None


def rounded(value: float, step: float | None) -> float:
    """The nearest multiple of the step, the higher of two equally near; the value itself without a step."""
    return value if step is None else math.floor(value / step + 0.5 + _NEAR) * step


def _begins_near_zero(scale: Scale) -> bool:
    return scale.high > 0 and 0 <= scale.low <= scale.high / 4


def scale_up_to(high: int) -> Scale:
    """The scale of ``x / high``: the usual ones of 5, 10 and 100, else from 0."""
    return {5: _FIVE, 10: OF_TEN, 100: OF_HUNDRED}.get(high) or Scale(0, high)
