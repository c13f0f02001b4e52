"""How networks learned: error per epoch, and the errors of several side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator, NullLocator, StrMethodFormatter

from movierec_gui.figures.style import FigureStyle
from movierec_gui.training.curves import overfitting_epoch, smoothed
from movierec_gui.training.events import EpochRecord
from movierec_gui.training.lr_finder import RateSearch
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


@dataclass(frozen=True, eq=False)
class HistoryLines:
    """The artists of one run; ``update`` gives them new data without drawing the figure anew."""

    train: Line2D
    validation: Line2D
    best: Line2D
    overfitting: Line2D
    steps: Line2D
    raw: Line2D
    """The validation curve as measured, behind a smoothed one; empty without smoothing."""

    def update(self, run: HistorySeries, smoothing: float = 0.0) -> None:
        """Show the run's curves as they are now."""
        self.steps.set_data(run.steps[:, 0], run.steps[:, 1])
        self.train.set_data(run.epochs, run.train)
        self.validation.set_data(run.epochs, smoothed(run.validation, smoothing) if smoothing else run.validation)
        self.raw.set_data((run.epochs, run.validation) if smoothing else ([], []))
        self.best.set_data(*_marked(run, run.best))
        self.overfitting.set_data(*_marked(run, run.overfitting))
        # A run of one epoch has no line to see: mark its points.
        for line in (self.train, self.validation):
            line.set_marker("o" if len(run.epochs) == 1 else "")


@dataclass(frozen=True)
class LegendEntry:
    """One line of the legend."""

    label: str
    symbol: str
    """``solid``, ``dashed``, ``dotted``, ``circle`` or ``triangle``."""
    run: int | None = None
    """Position of the run whose colour it has; None for what holds for all runs."""


_LOGARITHMIC_FROM = 30.0
"""Largest over smallest loss of a rate test, above which only a logarithmic axis shows both."""
_SYMBOLS: dict[str, dict[str, Any]] = {
    "solid": {"linewidth": 1.8},
    "dashed": {"linewidth": 1.1, "linestyle": "--"},
    "dotted": {"linewidth": 1.2, "linestyle": ":"},
    "circle": {"marker": "o", "linestyle": ""},
    "triangle": {"marker": "v", "linestyle": ""},
}


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


def draw_history(
    axes: Axes,
    series: Sequence[HistorySeries],
    style: FigureStyle,
    *,
    logarithmic: bool = False,
    smoothing: float = 0.0,
    reference: tuple[str, float] | None = None,
) -> list[Line2D]:
    """Validation error as a solid line, training error as a dashed one, best epoch and start of over-fitting, per run.

    ``smoothing`` (0 to below 1) draws the validation curve's moving average and keeps the curve itself behind it;
    ``reference`` is the name and the height of a horizontal line. Returns the artists that have data.
    """
    lines: list[Line2D] = []
    colors = [run.color or style.color(index) for index, run in enumerate(series)]
    for run, color in zip(series, colors, strict=True):
        drawn = draw_run(axes, run, style, color, smoothing)
        extras = [line for line in (drawn.best, drawn.overfitting, drawn.steps, drawn.raw) if len(line.get_xdata())]  # type: ignore[arg-type]
        lines += [drawn.train, drawn.validation, *extras]
    if reference is not None:
        lines.append(draw_reference(axes, *reference, style))
    dress_history(axes, logarithmic)
    across, upwards = history_limits(series, logarithmic=logarithmic)
    axes.set(xlim=across, ylim=upwards)
    if series:
        _draw_legend(axes, legend_entries(series, reference[0] if reference else ""), colors, style)
    return lines


def draw_run(axes: Axes, run: HistorySeries, style: FigureStyle, color: str, smoothing: float = 0.0) -> HistoryLines:
    """One run's artists, which can be updated."""
    (steps,) = axes.plot([], [], linewidth=1.0, color=color, alpha=0.55)
    (raw,) = axes.plot([], [], linewidth=1.0, color=color, alpha=0.35)
    (train,) = axes.plot([], [], linestyle="--", linewidth=1.1, color=color, alpha=0.75)
    (validation,) = axes.plot([], [], linewidth=1.8, color=color, label=run.label)
    edge = style.background
    (overfitting,) = axes.plot([], [], "v", markersize=8, color=color, markeredgecolor=edge)
    (best,) = axes.plot([], [], "o", markersize=7, color=color, markeredgecolor=edge)
    lines = HistoryLines(train, validation, best, overfitting, steps, raw)
    lines.update(run, smoothing)
    return lines


def draw_reference(axes: Axes, label: str, height: float, style: FigureStyle) -> Line2D:
    """A named horizontal line, for an error that somebody else reports."""
    return axes.axhline(height, color=style.muted, linewidth=1.2, linestyle=":", label=label)


def dress_history(axes: Axes, logarithmic: bool = False) -> None:
    """Name the axes of a chart of errors per epoch."""
    axes.set_yscale("log" if logarithmic else "linear")
    if logarithmic:
        # Errors span less than two decades: round numbers serve better there than powers of ten.
        axes.yaxis.set_major_locator(MaxNLocator(8))
        axes.yaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
        axes.yaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_xlabel("Epoch")
    axes.set_ylabel("MSE (stars²)")


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


def _draw_legend(axes: Axes, entries: Sequence[LegendEntry], colors: Sequence[str], style: FigureStyle) -> Legend:
    handles = [
        Line2D([], [], **_SYMBOLS[entry.symbol], color=style.muted if entry.run is None else colors[entry.run])
        for entry in entries
    ]
    return axes.legend(
        handles, [entry.label for entry in entries], loc="upper right", ncols=2 if len(colors) > 1 else 1,
        facecolor=style.background, edgecolor="none", framealpha=0.85, labelcolor=style.text, fontsize=8.5,
    )  # fmt: skip


def draw_rate_search(axes: Axes, search: RateSearch, style: FigureStyle) -> list[Line2D]:
    """The loss against the learning rate, and the rate that is suggested."""
    lines = axes.plot(search.rates, search.losses, color=style.color(0), linewidth=1.8)
    lines.append(axes.axvline(search.suggestion, color=style.color(1), linewidth=1.4, linestyle="--"))
    axes.set_xscale("log")
    lowest, top = min(search.losses), _height_before_blow_up(search.losses)
    axes.set_yscale("log" if top > _LOGARITHMIC_FROM * lowest > 0 else "linear")
    axes.set_ylim(lowest * 0.9, top * 1.05)
    axes.set_xlabel("Learning rate")
    axes.set_ylabel("Training error, smoothed (stars²)")
    axes.annotate(
        f"{search.suggestion:g}", (search.suggestion, 0.97), xycoords=("data", "axes fraction"), xytext=(6, 0),
        textcoords="offset points", va="top", color=style.text, fontsize=9.5,
    )  # fmt: skip
    return lines


def _height_before_blow_up(losses: Sequence[float]) -> float:
    """How high the losses are until they are lowest; of what follows, only what is near that counts."""
    lowest = min(losses)
    return max(*losses[: losses.index(lowest) + 1], min(max(losses), 1.5 * lowest))


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


def _broken_at_epochs(steps: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The steps with a gap after each epoch, where the running mean starts anew."""
    starts = np.flatnonzero(np.diff(np.ceil(steps[:, 0])) > 0) + 1
    return np.insert(steps, starts, np.nan, axis=0)


def _marked(run: HistorySeries, epoch: int) -> tuple[list[int], list[float]]:
    """The point of an epoch: on the validation curve, or on the training curve where nothing was validated."""
    at = np.flatnonzero(run.epochs == epoch)
    if not len(at):
        return [], []
    value = run.validation[at[0]] if np.isfinite(run.validation[at[0]]) else run.train[at[0]]
    return [epoch], [float(value)]


def _validation(ratings: int) -> str:
    return f"validation ({ratings:,} ratings)" if ratings else "validation"


def draw_comparison(
    axes: Axes,
    labels: Sequence[str],
    errors: Sequence[float],
    style: FigureStyle,
    *,
    highlight: int = 0,
    metric: str = "MSE",
) -> list[Artist]:
    """Errors as labelled dots, one row each, the first on top; the highlighted row has the accent colour."""
    artists: list[Artist] = []
    rows = range(len(labels))
    for row, error in zip(rows, errors, strict=True):
        color = style.color(0) if row == highlight else style.muted
        artists += axes.plot([error], [row], "o", color=color, markersize=9)
        artists.append(
            axes.annotate(f"{error:.4f}", (error, row), xytext=(9, 0), textcoords="offset points", va="center",
                          color=style.text, fontsize=9)
        )  # fmt: skip
    axes.set_yticks(list(rows), labels=list(labels))
    axes.set_ylim(len(labels) - 0.5, -0.5)
    axes.margins(x=0.18)
    axes.set_xlabel(f"{metric}, lower is better")
    return artists
