"""Colours of a figure, and what every figure shares: a canvas without pyplot, quiet axes, files without a date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from movierec_gui.atomic_files import replacing, share
from movierec_gui.errors import UserError

FILE_FORMATS: tuple[str, ...] = ("png", "svg", "pdf")


@dataclass(frozen=True)
class FigureStyle:
    """The colours that a figure is drawn with, as ``#rrggbb``."""

    background: str
    text: str
    muted: str
    grid: str
    series: tuple[str, ...]
    """Colours for things side by side, told apart by colour-blind readers too."""
    ramp: tuple[float, float]
    """The part of the viridis colour map that stands out from the background, for ordered values."""

    def color(self, index: int) -> str:
        """The colour of the index-th thing; the colours repeat after the last."""
        return self.series[index % len(self.series)]

    def ordered_colors(self, count: int) -> tuple[str, ...]:
        """``count`` colours from low to high, all of them distinct from the background."""
        low, high = self.ramp
        colors = mpl.colormaps["viridis"]
        return tuple(to_hex(colors(low + (high - low) * step / max(1, count - 1))) for step in range(count))


LIGHT = FigureStyle(
    background="#ffffff",
    text="#1c2024",
    muted="#6b7280",
    grid="#e3e6ea",
    # After Okabe and Ito, without the yellow that vanishes on white.
    series=("#0072b2", "#d55e00", "#009e73", "#b6589a", "#c98500", "#3f9fd8", "#7a4fb5", "#5c6670"),
    ramp=(0.0, 0.92),
)
DARK = FigureStyle(
    background="#1b1e23",
    text="#e8eaed",
    muted="#9aa3ad",
    grid="#33383f",
    series=("#56b4e9", "#f08a4b", "#2fc79a", "#e08bc4", "#e6b84a", "#9fc5ff", "#b79cf0", "#aab4bf"),
    ramp=(0.22, 1.0),
)
STYLES: Mapping[str, FigureStyle] = {"light": LIGHT, "dark": DARK}


def new_figure(style: FigureStyle, width: float = 7.0, height: float = 4.5) -> tuple[Figure, Axes]:
    """An empty figure of that size in inches and its dressed axes; it needs no display and no global state."""
    figure = Figure(figsize=(width, height), layout="constrained", facecolor=style.background)
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    dress_axes(axes, style)
    return figure, axes


def new_figure_row(style: FigureStyle, count: int, width: float, height: float) -> tuple[Figure, list[Axes]]:
    """An empty figure with axes side by side, otherwise as ``new_figure``."""
    figure = Figure(figsize=(width, height), layout="constrained", facecolor=style.background)
    FigureCanvasAgg(figure)
    row = [figure.add_subplot(1, count, place) for place in range(1, count + 1)]
    for axes in row:
        dress_axes(axes, style)
    return figure, row


def dress_axes(axes: Axes, style: FigureStyle) -> None:
    """Give axes the style's colours and take away what is not data; before drawing, and when the theme changes."""
    axes.set_facecolor(style.background)
    for side, spine in axes.spines.items():
        spine.set_visible(side in ("left", "bottom"))
        spine.set_color(style.grid)
    axes.tick_params(which="both", colors=style.muted, labelcolor=style.text, labelsize=9)
    axes.grid(visible=True, which="major", color=style.grid, linewidth=0.6)
    axes.set_axisbelow(True)
    for text in (axes.title, axes.xaxis.label, axes.yaxis.label):
        text.set_color(style.text)
    axes.xaxis.label.set_fontsize(9.5)
    axes.yaxis.label.set_fontsize(9.5)
    axes.title.set_fontsize(10.5)


def save_figure(figure: Figure, path: Path, dots_per_inch: int = 150) -> Path:
    """Write a figure as PNG, SVG or PDF, by the file's ending, the same bytes for the same picture.

    Raises UserError at another ending or where the file cannot be written.
    """
    ending = path.suffix.lower().lstrip(".")
    if ending not in FILE_FORMATS:
        raise UserError(f"{path.name} is no figure file", f"Allowed endings: .{', .'.join(FILE_FORMATS)}", "")
    stamp = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}.get(ending, {})
    # Text stays text in SVG files, and their element ids do not change from one writing to the next.
    with replacing(path) as partial, mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "movierec"}):
        figure.savefig(partial, format=ending, dpi=dots_per_inch, facecolor=figure.get_facecolor(), metadata=stamp)
    share(path)
    return path
