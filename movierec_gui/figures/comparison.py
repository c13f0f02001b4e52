"""Models side by side: every split's error, the mean and its interval."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from movierec_gui.figures.style import FigureStyle
from movierec_gui.training.comparing.record import ComparisonRecord

_FARTHEST = 1.25
"""Means so many times the best are only named and intervals cut off there, or the others could not be told apart."""
_LETTERS = 34


def draw_splits(axes: Axes, record: ComparisonRecord, style: FigureStyle) -> list[Artist]:
    """A row a model, best on top: a dot per split, the mean and its 95 % interval; the best mean is the dotted line.

    Context-aware models stand on a ground of their own, below the plain ones.
    """
    plain, timed = ([row for row in part if row.figures] for part in record.standings())
    rows = [*plain, *timed]
    if not rows:
        return []
    means = [float(row.figures["mse"]) for row in rows]
    farthest = _FARTHEST * min(means)
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
        errors = [result.test["mse"] for result in record.comparison.results if result.label == row.label]
        half = float(row.figures["mse_interval"])
        artists += _row(axes, place, mean, half, errors, color, style)
        shown += [*errors, *((mean - half, mean + half) if half == half else ())]
    several = any(row.splits > 1 for row in rows)
    limits = max(min(shown), min(means) / _FARTHEST), min(max(shown), farthest)
    _dress(axes, [row.label for row in rows], limits, several)
    if timed:
        _part(axes, len(plain), style)
    return artists


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


def _dress(axes: Axes, labels: Sequence[str], errors: tuple[float, float], several: bool) -> None:
    low, high = errors
    room = max(0.08 * (high - low), 0.002 * high)
    axes.set_xlim(low - room, high + room)
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.set_yticks(range(len(labels)), labels=[_short(label) for label in labels])
    axes.xaxis.set_major_locator(MaxNLocator(6))
    axes.grid(visible=False, axis="y")
    marks = "a dot per split, the mean with its 95 % interval" if several else "on one split, which gives no interval"
    axes.set_xlabel(f"Test MSE (stars²), lower is better: {marks}")


def _part(axes: Axes, first: int, style: FigureStyle) -> None:
    """Set the context-aware models, from this row on, off from the plain ones."""
    axes.axhspan(first - 0.5, axes.get_ylim()[0], color=style.grid, alpha=0.35, zorder=-1, linewidth=0)
    axes.annotate(
        "context-aware: not to be compared with plain models", (1.0, first - 0.5), xycoords=("axes fraction", "data"),
        xytext=(-4, -3), textcoords="offset points", ha="right", va="top", color=style.muted, fontsize=8.5,
    )  # fmt: skip


def _short(label: str) -> str:
    return label if len(label) <= _LETTERS else f"{label[: _LETTERS - 1].rstrip()}…"
