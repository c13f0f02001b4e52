"""Prediction intervals in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from movierec_gui.training.intervals import IntervalCheck, Intervals


def range_text(_width: float, low: float, high: float) -> str:
    """As in ``3.1 – 4.6``."""
    return f"{low:.1f} – {high:.1f}"


def explanation(intervals: Intervals | None, check: IntervalCheck | None) -> str:
    """What the intervals are, and how often they held, for a tool tip."""
    if intervals is None:
        return "No interval: this model does not know how sure it is, and its run has no validation part to tell"
    kind = "as wide as the model is unsure" if intervals.by_model else "the same width for every movie"
    source = (
        f"calibrated on {intervals.calibrated_on:,} validation ratings"
        if intervals.calibrated_on
        else "as the fit found by its training ratings, since the run has no validation part"
        if intervals.by_fit
        else "not calibrated, since the run has no validation part"
    )
    held = (
        f"; of {check.ratings:,} {check.part} ratings, {check.coverage:.0%} were inside theirs"
        if check is not None
        else ""
    )
    return f"Where four actual ratings in five should lie ({kind}, cut off at the scale's ends; {source}){held}"


def sureness(low: float, high: float, intervals: Intervals | None, surer_than: float) -> str:
    """How sure the model is of one movie, in a sentence; nothing where it gives no interval."""
    if intervals is None:
        return ""
    sentence = f"Four in five such ratings should lie between {range_text(high - low, low, high).replace('–', 'and')}"
    if not intervals.by_model:
        return f"{sentence}: the model knows only how sure it is on the whole."
    # Of no movie it is surer than of all, itself among them, as the nearest percent may say.
    return f"{sentence}: surer than of {min(surer_than, 0.99):.0%} of the movies."
