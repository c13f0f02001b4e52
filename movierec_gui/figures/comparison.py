"""Models side by side: every split's error, the mean and its interval."""

from __future__ import annotations

import math
from collections.abc import Sequence

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from movierec_gui.figures.style import FigureStyle
from movierec_gui.training.comparing.record import ComparisonRecord, Standing
from movierec_gui.training.comparing.table import half_width

_FARTHEST = 1.25
"""Errors so many times the best are only named and intervals cut off there, or the others could not be told apart."""
_LETTERS = 34
MSE, NDCG = "mse", "ndcg"
"""Figures that can be drawn: errors, lower is better; NDCG of everybody's lists, higher is better."""


def draw_splits(axes: Axes, record: ComparisonRecord, style: FigureStyle, figure: str = MSE) -> list[Artist]:
    """A row a contestant, best on top: a dot per split, the mean and its 95 % interval; the best mean is dotted.

    Context-aware models stand on a ground of their own, below the plain ones. Who lacks the figure, as a recommender
    lacks an error, is left out.
    """
    plain, timed = (_ordered(part, figure) for part in record.standings())
    rows = [*plain, *timed]
    if not rows:
        return []
    means = [float(row.figures[figure]) for row in rows]
    farthest = _FARTHEST * min(means) if figure == MSE else math.inf
    best_until = len(plain) or len(rows)
    line = axes.plot(
        [means[0]] * 2, [-1.0, best_until - 0.5], color=style.muted, linewidth=1.0, linestyle=":", zorder=0
    )
    artists: list[Artist] = [*line]
    shown: list[float] = []
    for place, (row, mean) in enumerate(zip(rows, means, strict=True)):
        color = style.color(0) if row in (plain[:1] + timed[:1]) else style.muted
        if mean > farthest:
            artists.append(_named(axes, place, mean, style))
            continue
        values = _values(record, row.label, figure)
        half = half_width(values)
        artists += _row(axes, place, mean, half, values, color, style)
        shown += [*values, *((mean - half, mean + half) if half == half else ())]
    several = any(row.splits > 1 for row in rows)
    limits = (max(min(shown), min(means) / _FARTHEST), min(max(shown), farthest)) if figure == MSE else (
        max(0.0, min(shown)), min(1.0, max(shown)))  # fmt: skip
    _dress(axes, [row.label for row in rows], limits, several, _TITLES[figure])
    if timed:
        _part(axes, len(plain), style)
    return artists


_TITLES = {MSE: "Test MSE (stars²), lower is better", NDCG: "NDCG of everybody's ten movies, higher is better"}


def _ordered(rows: Sequence[Standing], figure: str) -> list[Standing]:
    """Those with the figure, the best first."""
    known = [row for row in rows if not math.isnan(float(row.figures.get(figure, math.nan)))]
    return known if figure == MSE else sorted(known, key=lambda row: -float(row.figures[figure]))


def _values(record: ComparisonRecord, label: str, figure: str) -> list[float]:
    """The contestant's figure on each split that it has it on."""
    mine = [result for result in record.comparison.results if result.label == label]
    if figure == MSE:
        return [result.test[MSE] for result in mine]
    return [result.ranking.ndcg for result in mine if result.ranking is not None]


def _row(
    axes: Axes, place: int, mean: float, half: float, errors: Sequence[float], color: str, style: FigureStyle
) -> list[Line2D]:
    artists = axes.plot(errors, [place] * len(errors), "o", markersize=5, color=color, alpha=0.45, linestyle="")
    if half == half:  # NaN with a single split
        artists += axes.plot([mean - half, mean + half], [place, place], color=color, linewidth=2.0, alpha=0.8)
    artists += axes.plot([mean], [place], "D", markersize=8, color=color, markeredgecolor=style.background)
    return artists


def _named(axes: Axes, place: int, mean: float, style: FigureStyle) -> Artist:
    return axes.annotate(
        f"{mean:.4f} →", (1.0, place), xycoords=("axes fraction", "data"), xytext=(-4, 0), textcoords="offset points",
        ha="right", va="center", color=style.muted, fontsize=9,
    )  # fmt: skip


def _dress(axes: Axes, labels: Sequence[str], limits: tuple[float, float], several: bool, title: str) -> None:
    low, high = limits
    room = max(0.08 * (high - low), 0.002 * high)
    axes.set_xlim(max(0.0, low - room), high + room)  # neither figure is ever negative
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.set_yticks(range(len(labels)), labels=[_short(label) for label in labels])
    axes.xaxis.set_major_locator(MaxNLocator(6))
    axes.grid(visible=False, axis="y")
    marks = "a dot per split, the mean with its 95 % interval" if several else "on one split, which gives no interval"
    axes.set_xlabel(f"{title}: {marks}")


def _part(axes: Axes, first: int, style: FigureStyle) -> None:
    """Set the context-aware models, from this row on, off from the plain ones."""
    axes.axhspan(first - 0.5, axes.get_ylim()[0], color=style.grid, alpha=0.35, zorder=-1, linewidth=0)
    axes.annotate(
        "context-aware: not to be compared with plain models", (1.0, first - 0.5), xycoords=("axes fraction", "data"),
        xytext=(-4, -3), textcoords="offset points", ha="right", va="top", color=style.muted, fontsize=8.5,
    )  # fmt: skip


def _short(label: str) -> str:
    return label if len(label) <= _LETTERS else f"{label[: _LETTERS - 1].rstrip()}…"
