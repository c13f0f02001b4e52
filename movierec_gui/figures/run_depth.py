"""Figures of one run in depth: errors by group, predictions against ratings, intervals, and two runs by person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.ticker import MaxNLocator, PercentFormatter

from movierec_gui.figures.log_axis import label_plainly
from movierec_gui.figures.style import FigureStyle

FloatArray: TypeAlias = npt.NDArray[np.floating]
_MOST_NAMES = 14
_MANY_GROUPS = 14
"""From so many rows on names are smaller, or they would touch each other."""


def draw_group_errors(
    axes: Axes,
    names: Sequence[str],
    errors: FloatArray,
    intervals: tuple[FloatArray, FloatArray],
    counts: npt.NDArray[np.integer],
    style: FigureStyle,
    *,
    label: str = "RMSE (stars)",
    beside: FloatArray | None = None,
) -> list[Artist]:
    """A row per group, the first on top: its error with an interval, and a hollow mark for the error of the biases.

    ``intervals`` are the lower and upper ends, NaN where unknown. The number of ratings stands beside the name.
    """
    places = np.arange(len(names))
    low, high = (np.where(np.isnan(end), errors, end) for end in intervals)
    artists: list[Artist] = [
        axes.hlines(places, low, high, color=style.color(0), linewidth=2.0, alpha=0.55),
        *axes.plot(errors, places, "o", markersize=6, color=style.color(0), label="this run, 95 % interval"),
    ]
    if beside is not None:
        artists += axes.plot(
            beside, places, "D", markersize=5, color=style.muted, markerfacecolor="none", label="user + movie bias"
        )
        axes.legend(frameon=False, fontsize=8.5, labelcolor=style.text, loc="best")
    size = 9.0 if len(names) <= _MANY_GROUPS else 7.5
    labels = [f"{name} ({count:,})" for name, count in zip(names, counts, strict=True)]
    axes.set_yticks(places, labels=labels, fontsize=size)
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.set_xlim(*_limits(errors, beside))
    axes.grid(visible=False, axis="y")
    axes.set_xlabel(label)
    return artists


def draw_over_time(
    axes: Axes,
    names: Sequence[str],
    bias: FloatArray,
    intervals: tuple[FloatArray, FloatArray],
    style: FigureStyle,
) -> list[Artist]:
    """Mean of prediction less rating per period with its interval; above 0 the run predicts too much."""
    places = np.arange(len(names))
    low, high = (np.where(np.isnan(end), bias, end) for end in intervals)
    artists: list[Artist] = [
        axes.axhline(0.0, color=style.muted, linewidth=0.9, linestyle="--"),
        axes.fill_between(places, low, high, color=style.color(0), alpha=0.2, linewidth=0),
        *axes.plot(places, bias, "-o", color=style.color(0), markersize=4, linewidth=1.4),
    ]
    step = max(1, -(-len(names) // _MOST_NAMES))
    axes.set_xticks(places[::step], labels=list(names)[::step], rotation=30, ha="right")
    axes.set_xlabel("When the rating was given")
    axes.set_ylabel("Prediction less rating (stars)")
    return artists


def draw_density(
    axes: Axes,
    columns: Sequence[str],
    column: npt.NDArray[np.integer],
    bins: FloatArray,
    counts: npt.NDArray[np.integer],
    height: float,
    style: FigureStyle,
) -> list[Artist]:
    """How often a rating met a prediction: a column per rating given, [n] cells by column, lower end and count.

    ``height`` is that of a cell. Each column's shade is relative to its largest cell; a line marks its mean.
    """
    cells = np.zeros((len(columns), 1 + round((bins.max() - bins.min()) / height)))
    first = float(bins.min())
    row = np.rint((bins - first) / height).astype(np.int64)
    cells[column, row] = counts
    shades = LinearSegmentedColormap.from_list("shade", [style.background, style.color(0)])
    edges = first + height * np.arange(cells.shape[1] + 1)
    largest = cells.max(axis=1, keepdims=True)
    picture = axes.pcolormesh(
        np.arange(len(columns) + 1) - 0.5, edges, (cells / largest).T, cmap=shades, vmin=0.0, vmax=1.0, rasterized=True
    )
    middles = edges[:-1] + height / 2
    means = (cells @ middles) / cells.sum(axis=1)
    artists: list[Artist] = [
        picture,
        *axes.plot(np.arange(len(columns)), means, "D", markersize=6, color=style.color(1), label="mean prediction"),
    ]
    values = _numbers(columns)
    if values is not None:
        artists += axes.plot(
            np.arange(len(columns)), values, "_", markersize=18, markeredgewidth=2, color=style.muted, label="exact"
        )
    axes.set_xticks(np.arange(len(columns)), labels=list(columns))
    axes.grid(visible=False)
    axes.set_xlabel("Rating given")
    axes.set_ylabel("Rating predicted")
    axes.legend(frameon=False, fontsize=8.5, labelcolor=style.text, loc="upper left")
    return artists


def draw_coverage(
    axes: Axes, nominal: FloatArray, actual: FloatArray, intervals: tuple[FloatArray, FloatArray], style: FigureStyle
) -> list[Artist]:
    """Share of ratings inside intervals against the share that the intervals promise; on the diagonal they hold."""
    low, high = intervals
    artists: list[Artist] = [
        *axes.plot([0, 1], [0, 1], color=style.muted, linewidth=0.9, linestyle="--", label="as promised"),
        axes.fill_between(nominal, low, high, color=style.color(0), alpha=0.2, linewidth=0),
        *axes.plot(nominal, actual, "-o", color=style.color(0), markersize=5, label="this run, 95 % interval"),
    ]
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(PercentFormatter(1.0))
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    axes.set_xlabel("Coverage promised")
    axes.set_ylabel("Ratings inside")
    axes.legend(frameon=False, fontsize=8.5, labelcolor=style.text, loc="upper left")
    return artists


def draw_duel(
    axes: Axes,
    differences: FloatArray,
    intervals: tuple[FloatArray, FloatArray],
    better: npt.NDArray[np.integer],
    names: tuple[str, str],
    style: FigureStyle,
) -> list[Artist]:
    """Every person's difference of MSE, first run less second, in ascending order, with intervals.

    ``better`` [people] is -1 where the first is surely better, 1 where the second is, 0 for neither.
    """
    places = np.arange(len(differences))
    low, high = intervals
    colors = np.array([style.color(0), style.muted, style.color(1)])[better + 1]
    known = np.flatnonzero(~(np.isnan(low) | np.isnan(high)))
    lines = [[(place, low[place]), (place, high[place])] for place in known]
    bars = LineCollection(lines, colors=colors[known].tolist(), linewidths=0.8, alpha=0.3)
    axes.add_collection(bars)
    artists: list[Artist] = [bars, axes.axhline(0.0, color=style.text, linewidth=0.9)]
    labels = (f"{names[0]} surely better", "neither surely", f"{names[1]} surely better")
    for side, label in zip((-1, 0, 1), labels, strict=True):
        here = better == side
        color = (style.color(0), style.muted, style.color(1))[side + 1]
        text = f"{label}: {int(here.sum()):,}"
        artists += axes.plot(places[here], differences[here], "o", markersize=3, color=color, label=text)
    reach = float(np.nanquantile(np.abs(differences), 0.99)) * 1.3 if len(differences) else 1.0
    axes.set_ylim(-max(reach, 1e-6), max(reach, 1e-6))
    axes.set_xlim(-1, max(len(differences), 1))
    axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    axes.set_xlabel("People by the difference: first run less second")
    axes.set_ylabel("Difference of the MSE")
    axes.legend(frameon=False, fontsize=8.5, labelcolor=style.text, loc="upper left")
    return artists


def draw_served(
    axes: Axes, counts: npt.NDArray[np.integer], errors: FloatArray, label: str, style: FigureStyle
) -> list[Artist]:
    """Each person or film as a dot at its number of held-out ratings and its error."""
    artists: list[Artist] = [
        *axes.plot(counts, errors, "o", markersize=4, color=style.color(0), alpha=0.5, markeredgewidth=0)
    ]
    axes.set_xscale("log")
    label_plainly(axes.xaxis)
    axes.set_xlabel(f"Held-out ratings of the {label}")
    axes.set_ylabel("RMSE (stars)")
    axes.set_ylim(bottom=0.0)
    return artists


def draw_list_figures(
    axes: Axes,
    names: Sequence[str],
    values: FloatArray,
    halves: FloatArray,
    most_rated: FloatArray,
    style: FigureStyle,
) -> list[Artist]:
    """Figures of lists that lie between 0 and 1, the first at the top.

    ``halves`` of 95 % intervals and ``most_rated``, what lists of the most rated movies reach, are NaN where unknown.
    """
    places = np.arange(len(names))
    artists: list[Artist] = [*axes.barh(places, values, height=0.6, color=style.color(0), alpha=0.75)]
    known = np.flatnonzero(~np.isnan(halves))
    ends = [[(values[at] - halves[at], at), (values[at] + halves[at], at)] for at in known]
    lines = LineCollection(ends, colors=style.text, linewidths=1.6)
    axes.add_collection(lines)
    artists.append(lines)
    beside = np.flatnonzero(~np.isnan(most_rated))
    label = "lists of the most rated movies"
    artists += axes.plot(most_rated[beside], places[beside], "D", markersize=6, color=style.color(1), label=label)
    for place, value in zip(places, values, strict=True):
        height = f"{value:.3f}"
        artists.append(
            axes.annotate(
                height, (1.0, place), xycoords=("axes fraction", "data"), xytext=(6, 0), textcoords="offset points",
                va="center", fontsize=8.5, color=style.text, annotation_clip=False,
            )
        )  # fmt: skip
    axes.set_yticks(places, names)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.set_xlim(0.0, 1.0)
    axes.set_xlabel("Share, or figure between 0 and 1")
    if len(beside):
        axes.legend(frameon=False, fontsize=8.5, labelcolor=style.text, loc="upper right")
    return artists


def _limits(errors: FloatArray, beside: FloatArray | None) -> tuple[float, float]:
    """The room that the errors take; long intervals of small groups are cut off rather than shrinking all others."""
    shown = np.concatenate([errors, errors if beside is None else beside])
    shown = shown[np.isfinite(shown)]
    if not len(shown):
        return 0.0, 1.0
    low, high = float(shown.min()), float(shown.max())
    margin = max(0.15 * (high - low), 0.05 * high, 1e-6)
    return max(0.0, low - margin), high + margin


def _numbers(columns: Sequence[str]) -> FloatArray | None:
    try:
        return np.array([float(name) for name in columns])
    except ValueError:
        return None  # parts of the scale, not ratings
