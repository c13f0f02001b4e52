"""The curves of runs as plain arrays, for any drawing of them: marks, limits of the axes, legend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from movierec_gui.training.curves import overfitting_epoch
from movierec_gui.training.events import EpochRecord
from movierec_gui.training.schedules import best_epoch


@dataclass(frozen=True, eq=False)
class HistorySeries:
    """One run's curves: errors per epoch, each shape [epochs]."""

    label: str
    epochs: npt.NDArray[np.int64]
    train: npt.NDArray[np.float64]
    validation: npt.NDArray[np.float64]
    """NaN where the run has no validation part."""
    best: int = 0
    """The epoch to mark; 0 for none."""
    color: str = ""
    """Empty for the style's next colour."""
    overfitting: int = 0
    """The epoch from which the validation error rises for good; 0 for none."""
    validation_ratings: int = 0
    """How many ratings the validation error was measured on; 0 where that is not known."""
    steps: npt.NDArray[np.float64] = field(default_factory=lambda: np.empty((0, 2)))
    """Shape [n, 2]: epochs with a fraction, and the running training error within each epoch."""


@dataclass(frozen=True)
class LegendEntry:
    """One line of the legend."""

    label: str
    symbol: str
    """``solid``, ``dashed``, ``dotted``, ``circle`` or ``triangle``."""
    run: int | None = None
    """Position of the run whose colour it has; None for what holds for all runs."""


def history_series(
    label: str,
    history: Sequence[EpochRecord],
    metric: str = "mse",
    color: str = "",
    validation_ratings: int = 0,
    steps: Sequence[tuple[float, float]] = (),
) -> HistorySeries:
    """The curves of a stored run; the training curve is its MSE, the validation curve the named metric."""
    return HistorySeries(
        label,
        np.array([record.epoch for record in history], np.int64),
        np.array([record.train_mse for record in history], np.float64),
        np.array([record.validation.get(metric, np.nan) for record in history], np.float64),
        best_epoch(history),
        color,
        overfitting_epoch(history),
        validation_ratings,
        _broken_at_epochs(np.array(steps, np.float64).reshape(-1, 2)),
    )


def history_limits(
    series: Sequence[HistorySeries], *, epochs: int = 0, logarithmic: bool = False
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Limits of x and y that show what matters: every run's best, and what is at most twice the best of all.

    The errors of the first steps lie far above and may stay outside. ``epochs`` is how many the longest run will have;
    with a single one its point stands in the middle.
    """
    values = _telling(series)
    values = values[values > 0.0] if logarithmic else values
    last = max([epochs, 1, *(int(run.epochs[-1]) for run in series if len(run.epochs))])
    right = last * 1.02 if last > 1 else 2.0
    low, high = (float(values.min()), float(values.max())) if len(values) else (0.5, 1.5)
    if logarithmic:
        room = max((high / low) ** 0.06, 1.01)
        return (0.0, right), (low / room, high * room)
    room = max(0.06 * (high - low), 0.01 * high)
    return (0.0, right), (low - room, high + room)


def _telling(series: Sequence[HistorySeries]) -> npt.NDArray[np.float64]:
    """The errors that the limits have to hold."""
    curves = [run.validation if np.isfinite(run.validation).any() else run.train for run in series if len(run.epochs)]
    # Before any run has an epoch: what happens within the first. Some models know no error while they are fitted.
    curves = _finite(curves) or _finite([run.steps[:, 1] for run in series])
    if not curves:
        return np.empty(0)
    best = [float(curve.min()) for curve in curves]
    last = [float(steps[-1]) for steps in _finite([run.steps[:, 1] for run in series if not len(run.epochs)])]
    values = np.concatenate([*curves, *_finite([run.train for run in series])])
    return np.concatenate([values[values <= 2.0 * min(best + last)], best])


def _finite(curves: Sequence[npt.NDArray[np.float64]]) -> list[npt.NDArray[np.float64]]:
    """The known values of the curves that have any."""
    known = (curve[np.isfinite(curve)] for curve in curves)
    return [curve for curve in known if len(curve)]


def legend_entries(series: Sequence[HistorySeries], reference: str = "") -> tuple[LegendEntry, ...]:
    """The runs by name, a reference line, and what the kinds of line and mark mean.

    The validation part's size stands with the kind where all runs share it, else with each run.
    """
    sizes = {run.validation_ratings for run in series}
    shared = sizes.pop() if len(sizes) == 1 else 0
    entries = [
        LegendEntry(run.label if not sizes else f"{run.label} · {_validation(run.validation_ratings)}", "solid", index)
        for index, run in enumerate(series)
    ]
    entries += [LegendEntry(reference, "dotted")] if reference else []
    entries += [
        LegendEntry(_validation(shared), "solid"),
        LegendEntry("training (while learning)", "dashed"),
        LegendEntry("best epoch", "circle"),
    ]
    if any(run.overfitting for run in series):
        entries.append(LegendEntry("over-fitting from here", "triangle"))
    return tuple(entries)


def marked_point(run: HistorySeries, epoch: int) -> tuple[int, float] | None:
    """The point of an epoch: on the validation curve, or on the training curve where nothing was validated."""
    at = np.flatnonzero(run.epochs == epoch)
    if not len(at):
        return None
    value = run.validation[at[0]] if np.isfinite(run.validation[at[0]]) else run.train[at[0]]
    return epoch, float(value)


def _broken_at_epochs(steps: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The steps with a gap after each epoch, where the running mean starts anew."""
    starts = np.flatnonzero(np.diff(np.ceil(steps[:, 0])) > 0) + 1
    return np.insert(steps, starts, np.nan, axis=0)


def _validation(ratings: int) -> str:
    return f"validation ({ratings:,} ratings)" if ratings else "validation"
