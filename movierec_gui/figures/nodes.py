"""Figures of a network's nodes: their movies' years and ratings, and the genres that they favour."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.container import BarContainer
from matplotlib.text import Annotation
from matplotlib.ticker import FixedLocator, FuncFormatter

from movierec_gui.figures.style import FigureStyle

_BESIDE = ((5, 4), (5, -11), (-5, 4), (-5, -11))
"""Points right and up of a dot where its number can stand, the best first."""


def draw_genre_lift(
    axes: Axes,
    genres: Sequence[str],
    lifts: npt.NDArray[np.floating],
    style: FigureStyle,
    *,
    certain: npt.NDArray[np.bool_] | None = None,
) -> BarContainer:
    """Share of each genre in a group over its share in the catalogue, as bars from 1 on a logarithmic axis.

    A lift of 0 (the genre does not occur) is drawn down to the axis' end. Bars where ``certain`` is false are muted.
    """
    farthest = np.abs(np.log2(np.clip(lifts[lifts > 0], 2.0**-3, 2.0**5))).max(initial=1.0)
    bound = 2.0 ** float(np.ceil(farthest))
    ends = np.clip(lifts, 1.0 / bound, bound)
    sure = np.ones(len(lifts), np.bool_) if certain is None else certain
    colors = [
        style.muted if not is_sure else style.color(0) if lift >= 1.0 else style.color(1)
        for lift, is_sure in zip(lifts, sure, strict=True)
    ]
    positions = np.arange(len(genres))
    bars = axes.barh(positions, np.log2(ends), color=colors, height=0.75)
    axes.set_yticks(positions, labels=list(genres))
    axes.set_ylim(len(genres) - 0.5, -0.5)
    reach = int(np.log2(bound))
    axes.set_xlim(-reach, reach)
    axes.xaxis.set_major_locator(FixedLocator(range(-reach, reach + 1)))
    axes.xaxis.set_major_formatter(FuncFormatter(_power_of_two))
    axes.grid(visible=False, axis="y")
    axes.axvline(0.0, color=style.muted, linewidth=0.8)
    axes.set_xlabel("Times the share in the catalogue")
    return bars


def draw_nodes(
    axes: Axes,
    mean_years: npt.NDArray[np.floating],
    mean_ratings: npt.NDArray[np.floating],
    style: FigureStyle,
    *,
    catalogue: tuple[float, float] | None = None,
    labelled: int = 8,
) -> list[Artist]:
    """Each node as a dot at its movies' mean year and mean rating; the ones farthest out carry their number.

    ``catalogue`` is the (mean year, mean rating) of all movies, drawn as crossing lines.
    """
    artists: list[Artist] = [
        *axes.plot(mean_years, mean_ratings, linestyle="", marker="o", markersize=6, color=style.color(0), alpha=0.85)
    ]
    if catalogue is not None:
        artists.append(axes.axvline(catalogue[0], color=style.muted, linewidth=0.9, linestyle="--"))
        artists.append(axes.axhline(catalogue[1], color=style.muted, linewidth=0.9, linestyle="--"))
    axes.set_xlabel("Mean year of the node's movies")
    axes.set_ylabel("Mean rating of the node's movies")
    return [*artists, *_numbers(axes, mean_years, mean_ratings, style, labelled)]


def _numbers(
    axes: Axes,
    mean_years: npt.NDArray[np.floating],
    mean_ratings: npt.NDArray[np.floating],
    style: FigureStyle,
    labelled: int,
) -> list[Annotation]:
    """The numbers of the nodes farthest out beside their dots, none on another; without room a number is left out."""
    figure, nodes = axes.get_figure(root=True), _farthest(mean_years, mean_ratings, labelled)
    if figure is None or not len(nodes):
        return []
    figure.draw_without_rendering()  # the layout is known from then on
    renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]
    drawn: list[Annotation] = []
    for node in nodes:
        for right, up in _BESIDE:
            note = axes.annotate(
                str(node), (float(mean_years[node]), float(mean_ratings[node])), xytext=(right, up),
                textcoords="offset points", fontsize=8.5, color=style.text, ha="left" if right > 0 else "right",
            )  # fmt: skip
            if not note.get_window_extent(renderer).count_overlaps([one.get_window_extent(renderer) for one in drawn]):
                drawn.append(note)
                break
            note.remove()
    return drawn


def _farthest(x: npt.NDArray[np.floating], y: npt.NDArray[np.floating], count: int) -> npt.NDArray[np.int64]:
    """The points farthest from the centre, each axis measured in its own spread; NaN points never."""
    distance = np.where(np.isfinite(x) & np.isfinite(y), 0.0, np.nan)
    for values in (x, y):
        spread = np.nanstd(values) if np.isfinite(values).any() else 0.0
        if spread:
            distance += np.square((values - np.nanmean(values)) / spread)
    order = np.argsort(-distance, kind="stable")
    return np.array([node for node in order if np.isfinite(distance[node])][:count], np.int64)


def _power_of_two(value: float, _position: int | None = None) -> str:
    return f"×{2.0**value:g}" if value >= 0 else f"×1/{2.0**-value:g}"
