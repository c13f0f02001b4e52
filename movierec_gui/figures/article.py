"""The article's claims beside what came out: a row a model, and errors epoch by epoch."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from movierec_gui.figures.style import FigureStyle


def draw_claims(
    axes: Axes,
    labels: Sequence[str],
    values: Sequence[Sequence[float]],
    here: Sequence[float | None],
    claimed: Sequence[float | None],
    style: FigureStyle,
    *,
    label: str,
) -> list[Artist]:
    """A row a model: a dot per split, this split's ringed, and a cross where the article puts it.

    ``values``: per row the splits' figures; ``label`` names the axis. The first row is on top.
    """
    artists: list[Artist] = []
    for row, (found, own, said) in enumerate(zip(values, here, claimed, strict=True)):
        artists += axes.plot(found, [row] * len(found), "o", markersize=7, color=style.color(0), alpha=0.7)
        if own is not None:
            artists += axes.plot(
                [own], [row], "o", markersize=12, markerfacecolor="none", markeredgecolor=style.color(0)
            )
        if said is not None:
            artists += axes.plot([said], [row], "X", markersize=9, color=style.color(1))
    axes.set_yticks(range(len(labels)), labels=list(labels))
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.xaxis.set_major_locator(MaxNLocator(6))
    axes.margins(x=0.08)
    axes.grid(visible=False, axis="y")
    axes.set_xlabel(label)
    marks = [
        Line2D([], [], linestyle="", marker="o", markersize=7, color=style.color(0), label="each split"),
        Line2D(
            [], [], linestyle="", marker="o", markersize=11, markerfacecolor="none", markeredgecolor=style.color(0),
            label="this split",
        ),
    ]  # fmt: skip
    if any(said is not None for said in claimed):
        marks.append(Line2D([], [], linestyle="", marker="X", markersize=9, color=style.color(1), label="the article"))
    axes.legend(
        handles=marks, loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=len(marks), frameon=False,
        labelcolor=style.text, fontsize=9,
    )  # fmt: skip
    return artists


def draw_test_curves(
    axes: Axes, names: Sequence[str], curves: Sequence[Sequence[float]], style: FigureStyle, *, claimed_epoch: int
) -> list[Artist]:
    """Test error after each epoch, a line a split with its lowest epoch dotted, and the epoch that the article has."""
    artists: list[Artist] = []
    for number, (name, curve) in enumerate(zip(names, curves, strict=True)):
        color = style.color(number)
        epochs = range(1, len(curve) + 1)
        best = min(range(len(curve)), key=curve.__getitem__)
        artists += axes.plot(epochs, curve, color=color, linewidth=1.8, label=name)
        artists += axes.plot([best + 1], [curve[best]], "o", color=color, markersize=7)
    if curves and len(curves[0]) >= claimed_epoch:
        artists.append(axes.axvline(claimed_epoch, color=style.muted, linewidth=1.2, linestyle=":",
                                    label=f"epoch {claimed_epoch}, as the article says"))  # fmt: skip
    lowest = min((min(curve) for curve in curves), default=0.0)
    late = max((max(curve[min(2, len(curve) - 1) :]) for curve in curves), default=1.0)
    room = 0.1 * max(late - lowest, 1e-3)
    axes.set_ylim(lowest - room, late + room)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_xlabel("Epoch")
    axes.set_ylabel("Test MSE (stars²)")
    if curves:
        axes.legend(frameon=False, labelcolor=style.text, fontsize=9)
    return artists
