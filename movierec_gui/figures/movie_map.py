"""The map of the movies: one set of markers per colour, which draws eight times as fast as a scatter collection."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.patheffects import withStroke
from matplotlib.text import Annotation
from matplotlib.transforms import Bbox

from movierec_gui.figures.style import FigureStyle

MOST_LISTED = 12
"""Groups that a legend names; the others have their names on the map."""


@dataclass(frozen=True, eq=False)
class MapGroup:
    """Points of one colour: row numbers of the map's coordinates, and their name in the legend."""

    label: str
    rows: npt.NDArray[np.int64]
    color: str


def groups_by_category(
    codes: npt.NDArray[np.integer], names: Sequence[str], style: FigureStyle
) -> tuple[MapGroup, ...]:
    """A colour per category for the largest ones, and one muted group, drawn first, for all the others.

    ``codes`` [n] index ``names``; -1 means none. The colours are few enough to be told apart.
    """
    known = codes[codes >= 0]
    sizes = np.bincount(known)
    kept = [int(code) for code in np.argsort(-sizes, kind="stable")[: len(style.series) - 1] if sizes[code]]
    groups = [MapGroup(names[code], np.flatnonzero(codes == code), style.color(rank)) for rank, code in enumerate(kept)]
    others = np.flatnonzero(~np.isin(codes, kept))
    muted = [MapGroup("other", others, style.muted)] if len(others) else []
    return (*muted, *groups)


def groups_by_value(
    values: npt.NDArray[np.floating], style: FigureStyle, *, steps: int = 8, form: str = ".2g"
) -> tuple[MapGroup, ...]:
    """Ordered colours for ``steps`` groups of equal size; NaN makes a muted group, drawn first.

    Equal size, since a few extreme values would leave all others with one colour. ``form`` formats the limits.
    """
    unknown = np.flatnonzero(np.isnan(values))
    muted = [MapGroup("unknown", unknown, style.muted)] if len(unknown) else []
    known = values[~np.isnan(values)]
    if len(known) == 0:
        return tuple(muted)
    limits = np.unique(np.quantile(known, np.linspace(0.0, 1.0, steps + 1)))
    inner = limits[1:-1]
    bins = np.where(np.isnan(values), -1, np.searchsorted(inner, values, side="right"))
    occupied = [step for step in range(len(inner) + 1) if np.any(bins == step)]
    colors = style.ordered_colors(len(occupied))
    groups = []
    for step, color in zip(occupied, colors, strict=True):
        rows = np.flatnonzero(bins == step)
        low, high = f"{values[rows].min():{form}}", f"{values[rows].max():{form}}"
        groups.append(MapGroup(low if low == high else f"{low} – {high}", rows, color))
    return (*muted, *groups)


def draw_map(
    axes: Axes,
    coordinates: npt.NDArray[np.floating],
    groups: Iterable[MapGroup],
    style: FigureStyle,
    *,
    note: str = "",
    marker_size: float = 0.0,
) -> list[Line2D]:
    """Movies at their coordinates [n, 2], a marker line per group; ``note`` (such as "unfinished") goes in the corner.

    The axes carry no numbers, since distances across a t-SNE map mean little. Marker size 0 chooses one.
    """
    size = marker_size or float(np.clip(220.0 / np.sqrt(max(1, len(coordinates))), 1.4, 6.0))
    lines: list[Line2D] = []
    for group in groups:
        points = coordinates[group.rows]
        lines += axes.plot(
            points[:, 0], points[:, 1], linestyle="", marker="o", markersize=size, markeredgewidth=0.0,
            color=group.color, alpha=0.8, label=group.label,
        )  # fmt: skip
    axes.set_aspect("equal", adjustable="datalim")
    axes.set_xticks([])
    axes.set_yticks([])
    axes.grid(visible=False)
    for spine in axes.spines.values():
        spine.set_visible(False)
    if note:
        axes.text(0.01, 0.01, note, transform=axes.transAxes, color=style.muted, fontsize=8.5, va="bottom")
    return lines


def draw_contours(
    axes: Axes, outlines: Sequence[Sequence[npt.NDArray[np.floating]]], style: FigureStyle
) -> list[Line2D]:
    """Contours of the density, the outermost first; each is some closed lines of points [m, 2]."""
    drawn: list[Line2D] = []
    for number, lines in enumerate(outlines):
        opacity = 0.25 + 0.5 * (number + 1) / len(outlines)
        for line in lines:
            drawn += axes.plot(line[:, 0], line[:, 1], color=style.text, linewidth=0.7, alpha=opacity, label="_contour")
    return drawn


def draw_region_names(
    axes: Axes, places: npt.NDArray[np.floating], labels: Sequence[str], style: FigureStyle
) -> list[Annotation]:
    """Names in the middle of their places [n, 2], the most important first; what would lie on another is left out."""
    halo = withStroke(linewidth=2.5, foreground=style.background)
    figure = axes.get_figure(root=True)
    if figure is None:
        return []
    figure.draw_without_rendering()  # the layout is known from then on
    renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]
    drawn: list[Annotation] = []
    taken: list[Bbox] = []
    for label, (x, y) in zip(labels, places, strict=True):
        note = axes.annotate(
            label, (float(x), float(y)), ha="center", va="center", fontsize=7.5, fontweight="bold", color=style.text,
            path_effects=[halo], annotation_clip=True,
        )  # fmt: skip
        box = note.get_window_extent(renderer)
        if any(box.overlaps(other) for other in taken):
            note.remove()
        else:
            taken.append(box)
            drawn.append(note)
    return drawn


def draw_map_labels(
    axes: Axes, coordinates: npt.NDArray[np.floating], labels: Sequence[str], style: FigureStyle
) -> list[Annotation]:
    """Names beside points [n, 2], readable on top of other points."""
    halo = withStroke(linewidth=2.5, foreground=style.background)
    return [
        axes.annotate(
            label,
            (float(x), float(y)),
            xytext=(4, 3),
            textcoords="offset points",
            fontsize=8,
            color=style.text,
            path_effects=[halo],
        )
        for label, (x, y) in zip(labels, coordinates, strict=True)
    ]


def draw_legend(axes: Axes, style: FigureStyle, title: str = "") -> Legend:
    """The groups by name to the right of the map, the muted one last; of very many the first, and how many more."""
    drawn = axes.get_legend_handles_labels()[0]
    named = [line for line in drawn if not _is_muted(line, style)]
    more = len(named) - MOST_LISTED
    rest = [Line2D([], [], linestyle="", label=f"… and {more} more on the map")] if more > 0 else []
    ordered = [*named[:MOST_LISTED], *rest, *(line for line in drawn if _is_muted(line, style))]
    legend = axes.legend(
        handles=ordered,
        title=title,
        loc="center left",
        bbox_to_anchor=(1.0, 0.5),
        frameon=False,
        labelcolor=style.text,
        fontsize=8.5,
        markerscale=max(1.0, 6.0 / _marker_size(axes)),
    )
    legend.get_title().set_color(style.text)
    legend.get_title().set_fontsize(9)
    return legend


def _is_muted(artist: Artist, style: FigureStyle) -> bool:
    return isinstance(artist, Line2D) and artist.get_color() == style.muted


def _marker_size(axes: Axes) -> float:
    return max([1.0, *(float(line.get_markersize()) for line in axes.get_lines())])
