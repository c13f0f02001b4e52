"""How networks learned: error per epoch, and the errors of several side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from movierec_gui.figures.style import FigureStyle
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


def history_series(label: str, history: Sequence[EpochRecord], metric: str = "mse", color: str = "") -> HistorySeries:
    """The curves of a stored run; the training curve is its MSE, the validation curve the named metric."""
    return HistorySeries(
        label,
        np.array([record.epoch for record in history], np.int64),
        np.array([record.train_mse for record in history], np.float64),
        np.array([record.validation.get(metric, np.nan) for record in history], np.float64),
        best_epoch(history),
        color,
    )


def draw_history(
    axes: Axes, series: Sequence[HistorySeries], style: FigureStyle, *, logarithmic: bool = False
) -> list[Line2D]:
    """Validation error as a solid line, training error as a dashed one, the best epoch as a dot, per run."""
    lines: list[Line2D] = []
    for index, run in enumerate(series):
        color = run.color or style.color(index)
        # A run of one epoch has no line to see: mark its points.
        marker = "o" if len(run.epochs) == 1 else ""
        lines += axes.plot(run.epochs, run.train, linestyle="--", linewidth=1.1, color=color, alpha=0.75, marker=marker)
        lines += axes.plot(run.epochs, run.validation, color=color, linewidth=1.8, marker=marker, label=run.label)
        if run.best:
            at = int(np.flatnonzero(run.epochs == run.best)[0])
            # Without a validation part the training curve carries the mark.
            value = run.validation[at] if np.isfinite(run.validation[at]) else run.train[at]
            lines += axes.plot([run.best], [value], "o", color=color, markersize=7, markeredgecolor=style.background)
    axes.set_yscale("log" if logarithmic else "linear")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_xlabel("Epoch")
    axes.set_ylabel("Mean squared error (stars²)")
    if series:
        _legend(axes, style)
    return lines


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


def _legend(axes: Axes, style: FigureStyle) -> None:
    """The runs by name, and what the two kinds of line mean."""
    handles, _ = axes.get_legend_handles_labels()
    kinds = [
        Line2D([], [], color=style.muted, linewidth=1.8, label="validation"),
        Line2D([], [], color=style.muted, linewidth=1.1, linestyle="--", label="training (with dropout)"),
        Line2D([], [], color=style.muted, marker="o", linestyle="", label="best epoch"),
    ]
    axes.legend(handles=[*handles, *kinds], frameon=False, labelcolor=style.text, fontsize=8.5)
