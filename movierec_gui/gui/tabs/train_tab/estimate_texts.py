"""What a run will cost, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from movierec_gui.progress import format_duration
from movierec_gui.wording import counted

if TYPE_CHECKING:
    from movierec_gui.training.estimate import Estimate
    from movierec_gui.training.list_estimate import ListEstimate


def estimate_text(estimate: Estimate) -> str:
    """Returns the cost of a run, in two lines."""
    size = f"{counted(estimate.parameters, 'parameter')}, about {_bytes_text(estimate.memory_bytes)} of memory"
    ratings = counted(estimate.train_ratings, "rating")
    if estimate.epoch_seconds is None or estimate.seconds is None:
        return f"{size}.\n{ratings}; the time is measured when nothing trains."
    each, total = _unbroken(estimate.epoch_seconds), _unbroken(estimate.seconds)
    if estimate.epochs == 1 or estimate.fits_itself:
        return f"{size}.\n{ratings}, done in about {total}."
    return f"{size}.\n{ratings}, about {each} per epoch, {total} in all."


def list_estimate_text(estimate: ListEstimate) -> str:
    """Returns the cost of fitting a recommender, in two lines."""
    judged = f"Judged by everybody's lists of ten, on {counted(estimate.held_out_ratings, 'rating')} held out"
    ratings = counted(estimate.train_ratings, "rating")
    if estimate.seconds is None:
        return f"{judged}.\n{ratings}; the time is measured when nothing trains."
    return f"{judged}.\n{ratings}, learned in about {_unbroken(estimate.seconds)}."


def _unbroken(seconds: float) -> str:
    """A duration that stays on one line."""
    return format_duration(seconds).replace(" ", "\N{NO-BREAK SPACE}")


def _bytes_text(count: int) -> str:
    return f"{count / 2**30:.1f} GB" if count >= 2**30 else f"{max(1, round(count / 2**20))} MB"
