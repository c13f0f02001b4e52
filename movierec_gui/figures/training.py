"""How networks learned: error per epoch, and the errors of several side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator, NullLocator, StrMethodFormatter

from movierec_gui.figures.log_axis import label_plainly
from movierec_gui.figures.style import FigureStyle
from movierec_gui.training.curve_series import (
    HistorySeries,
    LegendEntry,
    history_limits,
    legend_entries,
    marked_point,
)
from movierec_gui.training.curves import smoothed
from movierec_gui.training.lr_finder import RateSearch

_LOGARITHMIC_FROM = 30.0
"""Largest over smallest loss of a rate test, above which only a logarithmic axis shows both."""
_SYMBOLS: dict[str, dict[str, Any]] = {
    "solid": {"linewidth": 1.8},
    "dashed": {"linewidth": 1.1, "linestyle": "--"},
    "dotted": {"linewidth": 1.2, "linestyle": ":"},
    "circle": {"marker": "o", "linestyle": ""},
    "triangle": {"marker": "v", "linestyle": ""},
}


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
        lines += _draw_run(axes, run, style, color, smoothing)
    if reference is not None:
        lines.append(_draw_reference(axes, *reference, style))
    _dress_history(axes, logarithmic)
    across, upwards = history_limits(series, logarithmic=logarithmic)
    axes.set(xlim=across, ylim=upwards)
    if series:
        _draw_legend(axes, legend_entries(series, reference[0] if reference else ""), colors, style)
    return lines


def _draw_run(axes: Axes, run: HistorySeries, style: FigureStyle, color: str, smoothing: float) -> list[Line2D]:
    validation = smoothed(run.validation, smoothing) if smoothing else run.validation
    if len(run.epochs) == 1:
        # What is fitted at once has one error: a level to compare the curves with.
        lines = [axes.axhline(run.train[0], color=color, linestyle="--", linewidth=1.1, alpha=0.75)]
        lines.append(axes.axhline(validation[0], color=color, linewidth=1.8, label=run.label))
    else:
        lines = axes.plot(run.epochs, run.train, color=color, linestyle="--", linewidth=1.1, alpha=0.75)
        lines += axes.plot(run.epochs, validation, color=color, linewidth=1.8, label=run.label)
    for epoch, shape, size in ((run.best, "o", 7), (run.overfitting, "v", 8)):
        if point := marked_point(run, epoch):
            lines += axes.plot(*point, shape, color=color, markersize=size, markeredgecolor=style.background)
    if len(run.steps):
        lines += axes.plot(run.steps[:, 0], run.steps[:, 1], color=color, linewidth=1.0, alpha=0.55)
    if smoothing:
        lines += axes.plot(run.epochs, run.validation, color=color, linewidth=1.0, alpha=0.35)
    return lines


def _draw_reference(axes: Axes, label: str, height: float, style: FigureStyle) -> Line2D:
    """A named horizontal line, for an error that somebody else reports."""
    return axes.axhline(height, color=style.muted, linewidth=1.2, linestyle=":", label=label)


def _dress_history(axes: Axes, logarithmic: bool = False) -> None:
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
    label_plainly(axes.xaxis)
    lowest, top = min(search.losses), _height_before_blow_up(search.losses)
    axes.set_yscale("log" if top > _LOGARITHMIC_FROM * lowest > 0 else "linear")
    if axes.get_yscale() == "log":
        label_plainly(axes.yaxis)
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
