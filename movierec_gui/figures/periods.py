"""Ratings over time: how many in each period, and their mean."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from movierec_gui.figures.style import FigureStyle, dress_axes

_MOST_NAMES = 8


def draw_periods(
    axes: Axes,
    labels: Sequence[str],
    counts: Sequence[int],
    means: Sequence[float],
    scale: tuple[float, float],
    style: FigureStyle,
) -> list[Line2D]:
    """A bar per period for its ratings (left axis), a dot for their mean (right axis); a period without has no dot."""
    places = range(len(labels))
    axes.bar(places, counts, color=style.color(0), alpha=0.35)
    axes.set_ylabel("Ratings")
    axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.grid(visible=False, axis="x")
    step = max(1, -(-len(labels) // _MOST_NAMES))
    axes.set_xticks(list(places)[::step], labels=list(labels)[::step])
    right = axes.twinx()
    dress_axes(right, style)
    right.grid(visible=False)
    right.spines["left"].set_visible(False)
    margin = (scale[1] - scale[0]) * 0.05
    right.set_ylim(scale[0] - margin, scale[1] + margin)
    right.set_ylabel("Mean rating", color=style.color(1))
    return right.plot(places, means, "-o", color=style.color(1), markersize=4, linewidth=1.4)
