"""How a recommender's lists became better, epoch by epoch, and what its steps made smaller."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from movierec_gui.figures.style import FigureStyle
from movierec_gui.training.list_events import ListEpoch


def draw_list_epochs(axes: Axes, curves: Sequence[tuple[str, Sequence[ListEpoch]]], style: FigureStyle) -> list[Line2D]:
    """NDCG on the validation part as solid lines, the first run's training loss as a dashed one on the right.

    The losses of two recommenders have no common unit, so that only one run's is drawn. Runs that were not validated
    have a loss alone. Returns the artists that have data.
    """
    lines: list[Line2D] = []
    for number, (name, curve) in enumerate(curves):
        epochs, ndcg = _known(curve, "ndcg")
        if len(epochs):
            lines += axes.plot(epochs, ndcg, color=style.color(number), linewidth=1.8, marker=_mark(epochs), label=name)
    axes.set_xlabel("Epoch")
    axes.set_ylabel("NDCG@10, validation")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    if curves:
        beside = axes.twinx()
        lines += _draw_loss(beside, *curves[0], style)
        # On the axes that are drawn last, and where lists that become better and a loss that falls leave room.
        handles = [line for line in lines if not str(line.get_label()).startswith("_")]
        beside.legend(
            handles, [str(line.get_label()) for line in handles], loc="center right", facecolor=style.background,
            edgecolor="none", framealpha=0.85, labelcolor=style.text, fontsize=8.5,
        )  # fmt: skip
    return lines


def _draw_loss(beside: Axes, name: str, curve: Sequence[ListEpoch], style: FigureStyle) -> list[Line2D]:
    epochs, loss = _known(curve, "loss")
    beside.tick_params(colors=style.muted, length=0)
    beside.spines[:].set_visible(False)
    beside.set_ylabel("Training loss", color=style.muted)
    label = f"{name}: training loss"
    return beside.plot(
        epochs, loss, color=style.color(0), linewidth=1.1, linestyle="--", alpha=0.75, marker=_mark(epochs), label=label
    )


def _known(curve: Sequence[ListEpoch], name: str) -> tuple[np.ndarray, np.ndarray]:
    """The epochs with that figure, and the figure."""
    told = [(entry.epoch, getattr(entry, name)) for entry in curve if getattr(entry, name) is not None]
    table = np.array(told, np.float64).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def _mark(epochs: np.ndarray) -> str:
    """A run of one epoch has no line to see."""
    return "o" if len(epochs) == 1 else ""
