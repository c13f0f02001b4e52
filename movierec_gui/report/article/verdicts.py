"""The rule by which a claim holds, does not hold, or cannot be told from noise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from movierec_gui.training.comparing.table import CONFIDENCE, half_width

HOLDS, FAILS, NOISE, PARTLY = "holds", "does not hold", "within noise", "holds in part"
RULE = (
    "Each claim is a number that is above zero where the claim is right, measured on every split. With m its mean over "
    f"the three splits and h half its {CONFIDENCE:.0%} interval (t distribution, two degrees of freedom): it holds "
    "where m - h > 0, it does not hold where m + h < 0, and is within noise otherwise. Differences between models are "
    "taken split by split. A step holds where all its claims do, and does not where its first one does not."
)


@dataclass(frozen=True)
class Check:
    """One claim, and what came of it."""

    statement: str
    claimed: str
    """The article's figure; empty where it gives none."""
    here: str
    """What came out on this split."""
    over_splits: str
    """The same as a mean over the splits, with half its 95 % interval."""
    margins: tuple[float, ...]
    """Per split, above zero where the claim is right."""
    certain: bool = False
    """Whether nothing about it is drawn at random: one number decides."""

    @property
    def verdict(self) -> str:
        """The verdict of ``RULE``."""
        return verdict(self.margins, certain=self.certain)


def verdict(margins: Sequence[float], *, certain: bool = False) -> str:
    """HOLDS, FAILS or NOISE, after ``RULE``; one split alone cannot be told from noise."""
    if not margins or not np.isfinite(margins).all():
        return NOISE
    mean = float(np.mean(margins))
    spread = 0.0 if certain else half_width(margins)
    if not np.isfinite(spread):
        return NOISE
    if mean - spread > 0:
        return HOLDS
    return FAILS if mean + spread < 0 else NOISE


def verdict_of_step(checks: Sequence[Check]) -> str:
    """The verdict of several claims together: what all say; else the first one's, or PARTLY where that one holds."""
    found = [check.verdict for check in checks]
    if not found or len(set(found)) == 1:
        return found[0] if found else NOISE
    return PARTLY if found[0] == HOLDS else found[0]


def mean_and_half(values: Sequence[float], form: str = ".4f") -> str:
    """``0.7861 ± 0.0043``; the mean alone where there is one value."""
    half = half_width(values)
    mean = in_digits(float(np.mean(values)), form)
    return mean if half != half else f"{mean} ± {half:{form.lstrip('+')}}"


def in_digits(value: float, form: str = ".4f") -> str:
    """The value in the digits of ``form``, without the sign of what is zero in them: no ``-0.0000``."""
    sign = "+" if form.startswith("+") else ""
    return f"{value:{sign}z{form.removeprefix('+')}}"
