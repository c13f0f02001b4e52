"""Distributions of a dataset: counts per value, and the long tail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.container import BarContainer
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from movierec_gui.figures.log_axis import label_plainly
from movierec_gui.figures.style import FigureStyle

MOST_LETTERS = 70
"""Values with more letters than this side by side are thinned out."""
MOST_RANKS = 1000
"""Points of a long tail's curve at most; 200,000 take a quarter of a second to draw and look the same."""


def draw_histogram(
    axes: Axes,
    values: Sequence[Any] | npt.NDArray[Any],
    counts: Sequence[int] | npt.NDArray[np.integer],
    style: FigureStyle,
    *,
    label: str = "",
    count_label: str = "Ratings",
    horizontal: bool = False,
    highlight: Sequence[int] = (),
) -> BarContainer:
    """One bar per value, in the order given; ``horizontal`` suits long names; highlighted positions stand out."""
    positions = np.arange(len(values))
    colors = [style.color(1) if index in set(highlight) else style.color(0) for index in positions]
    names = [_short(value) for value in values]
    step = max(1, -(-sum(len(name) + 1 for name in names) // MOST_LETTERS))
    if horizontal:
        bars = axes.barh(positions, counts, color=colors)
        axes.set_yticks(positions, labels=names)
        axes.set_ylim(len(names) - 0.5, -0.5)
        axes.grid(visible=False, axis="y")
    else:
        bars = axes.bar(positions, counts, color=colors, width=0.86)
        axes.set_xticks(positions[::step], labels=names[::step])
        axes.grid(visible=False, axis="x")
    value_axis, count_axis = (axes.yaxis, axes.xaxis) if horizontal else (axes.xaxis, axes.yaxis)
    value_axis.set_label_text(label)
    count_axis.set_label_text(count_label)
    count_axis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10], integer=True))
    count_axis.set_major_formatter(FuncFormatter(_thousands))
    return bars


def draw_long_tail(axes: Axes, counts: Mapping[str, npt.NDArray[np.integer]], style: FigureStyle) -> list[Line2D]:
    """Ratings of the n-th most rated thing against n, both logarithmic; a curve per name (per movie, per user)."""
    lines: list[Line2D] = []
    for index, (name, unsorted) in enumerate(counts.items()):
        ordered = np.sort(unsorted[unsorted > 0])[::-1]
        ranks = _spaced_ranks(len(ordered))
        # A line of one point would not be seen.
        marker = "o" if len(ordered) == 1 else ""
        there = ordered[ranks - 1]
        lines += axes.plot(ranks, there, color=style.color(index), linewidth=1.8, marker=marker, label=name)
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlabel("Rank by number of ratings")
    axes.set_ylabel("Ratings")
    for axis in (axes.xaxis, axes.yaxis):
        label_plainly(axis)
    if lines:
        axes.legend(frameon=False, labelcolor=style.text, fontsize=9, loc="best")
    return lines


def _spaced_ranks(count: int) -> npt.NDArray[np.int64]:
    """Ranks from 1 to ``count``: all of them where they are few, else as many as a logarithmic axis can show."""
    if count <= MOST_RANKS:
        return np.arange(1, count + 1)
    return np.unique(np.geomspace(1, count, MOST_RANKS).round().astype(np.int64))


def _short(value: Any) -> str:
    return f"{value:g}" if isinstance(value, (float, np.floating)) else str(value)


def _thousands(value: float, _position: int | None = None) -> str:
    return f"{value:,.0f}" if value >= 1 or value == 0 else f"{value:g}"
