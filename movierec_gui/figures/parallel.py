"""Settings beside figures: parallel coordinates, a scatter, and the best of a search so far."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import matplotlib as mpl
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from movierec_gui.figures.log_axis import label_plainly
from movierec_gui.figures.style import FigureStyle

if TYPE_CHECKING:
    from movierec_gui.training.searching.record import SearchRecord

Plain = bool | int | float | str | None
_TICKS = 5
_MOST_NAMES = 15
"""Lines, and dots of a scatter, that still have their names beside them."""
_NAME_SIZE = (0.22, 0.035)
"""Room that a name takes, as shares of the picture."""
_TITLE_LETTERS = 24
_LABEL_LETTERS = 16


@dataclass(frozen=True)
class ParallelAxis:
    """One setting or figure, a value a line; None for one that a line lacks."""

    title: str
    values: tuple[Plain, ...]
    logarithmic: bool = False

    @property
    def is_numeric(self) -> bool:
        """Whether all known values are numbers."""
        return all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in self._known)

    @property
    def _known(self) -> list[Plain]:
        return [value for value in self.values if value is not None]

    def places(self) -> list[float]:
        """From 0 to 1 of each value; NaN for one that is not known."""
        if not self.is_numeric:
            names = self.names()
            return [
                math.nan if value is None else (names.index(_name(value)) + 0.5) / len(names) for value in self.values
            ]
        low, high = self.limits()
        return [
            math.nan if value is None else (self._scaled(float(value)) - low) / (high - low) for value in self.values
        ]

    def names(self) -> list[str]:
        """The distinct values of one that is not numeric, in order."""
        return sorted({_name(value) for value in self._known})

    def limits(self) -> tuple[float, float]:
        """Lowest and highest, scaled; never the same."""
        scaled = [self._scaled(float(value)) for value in self._known if value is not None]
        low, high = (min(scaled), max(scaled)) if scaled else (0.0, 1.0)
        return (low, high) if high > low else (low - 0.5, high + 0.5)

    def ticks(self) -> list[tuple[float, str]]:
        """Places from 0 to 1 with what stands there."""
        if not self.is_numeric:
            names = self.names()
            return [((place + 0.5) / len(names), _short(name, _LABEL_LETTERS)) for place, name in enumerate(names)]
        low, high = self.limits()
        whole = all(isinstance(value, int) for value in self._known)
        if self._is_scaled:
            marks = [(mark, 10.0**mark) for mark in np.linspace(low, high, 4)]
            texts = [f"{round(value)}" if whole else f"{float(f'{value:.2g}'):g}" for _, value in marks]
            return [((mark - low) / (high - low), text) for (mark, _), text in zip(marks, texts, strict=True)]
        locator = MaxNLocator(_TICKS, integer=whole)
        kept = [mark for mark in locator.tick_values(low, high) if low <= mark <= high]
        return [((mark - low) / (high - low), f"{mark:.4g}") for mark in kept]

    @property
    def _is_scaled(self) -> bool:
        numbers = [float(value) for value in self._known if value is not None]
        return self.logarithmic and bool(numbers) and min(numbers) > 0

    def _scaled(self, value: float) -> float:
        return math.log10(value) if self._is_scaled else value


def draw_parallel(
    axes: Axes,
    parts: Sequence[ParallelAxis],
    style: FigureStyle,
    lower_is_better: bool = True,
    marked: int = -1,
    labels: Sequence[str] = (),
) -> list[Artist]:
    """A vertical line for each setting and a line across for each run or trial; the last part is what judges them.

    The higher its rank, the more a line stands out; ``marked`` is the number of one in the accent colour. ``labels``
    names the lines where they end, if they are few.
    """
    columns = [part.places() for part in parts]
    across = np.arange(len(parts))
    goodness = _ranks(columns[-1], lower_is_better)
    colors = mpl.colormaps["viridis"]
    low, high = style.ramp
    faintest = 0.9 if len(goodness) <= _MOST_NAMES else 0.45  # few lines need not make way for the best
    artists: list[Artist] = []
    for number in sorted(range(len(goodness)), key=lambda one: -1.0 if math.isnan(goodness[one]) else goodness[one]):
        heights = [column[number] for column in columns]
        known = not math.isnan(goodness[number])
        color = colors(low + (high - low) * goodness[number]) if known else style.muted
        if number == marked:
            color = style.color(1)
        width = 2.6 if number == marked else 1.4
        alpha = 1.0 if number == marked else (faintest + (0.95 - faintest) * goodness[number] if known else 0.3)
        artists += axes.plot(
            across, heights, marker="o", color=color, linewidth=width, markersize=3.5, alpha=alpha,
            zorder=4 if number == marked else 2, linestyle="-" if known else ":",
        )  # fmt: skip
    for place, part in enumerate(parts):
        axes.axvline(place, color=style.muted, linewidth=0.8, zorder=1)
        for height, text in part.ticks():
            axes.annotate(
                text, (place, height), xytext=(5, 0), textcoords="offset points", va="center", fontsize=8,
                color=style.text, zorder=5,
                bbox={"boxstyle": "square,pad=0.1", "facecolor": style.background, "edgecolor": "none", "alpha": 0.7},
            )  # fmt: skip
    last, ends = len(parts) - 1, enumerate(columns[-1])
    dots = [(number, last, height) for number, height in ends if not math.isnan(height)]
    for number, end, height in _apart(dots) if labels and len(dots) <= _MOST_NAMES else ():
        axes.annotate(
            _short(labels[number], _TITLE_LETTERS), (end, height), xytext=(-6, 0), textcoords="offset points",
            va="center", ha="right", fontsize=8, color=style.text, zorder=6,
            bbox={"boxstyle": "square,pad=0.1", "facecolor": style.background, "edgecolor": "none", "alpha": 0.7},
        )  # fmt: skip
    titles = [_short(part.title, _TITLE_LETTERS) for part in parts]
    crowded = len(parts) > 7
    axes.set_xticks(
        across, labels=titles, rotation=20 if crowded else 0, ha="right" if crowded else "center", fontsize=9
    )
    axes.set_yticks([])
    axes.grid(visible=False)
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.set_xlim(-0.25, len(parts) - 1 + 0.55)
    axes.set_ylim(-0.04, 1.04)
    return artists


def draw_scatter(
    axes: Axes,
    across: ParallelAxis,
    up: ParallelAxis,
    style: FigureStyle,
    labels: Sequence[str] = (),
    groups: Sequence[str] = (),
) -> list[Artist]:
    """A dot for each run: a setting across, a figure up; groups have colours, and few runs their names."""
    kinds = list(dict.fromkeys(groups)) or [""]
    artists: list[Artist] = []
    dots = [
        (number, x, y)
        for number, (x, y) in enumerate(zip(across.values, up.values, strict=True))
        if isinstance(x, (int, float)) and isinstance(y, (int, float))
    ]
    for place, kind in enumerate(kinds):
        mine = [(x, y) for number, x, y in dots if not groups or groups[number] == kind]
        if mine:
            artists += axes.plot(
                [x for x, _ in mine], [y for _, y in mine], "o", markersize=7, color=style.color(place), alpha=0.8,
                label=kind, markeredgecolor=style.background,
            )  # fmt: skip
    if labels and len(dots) <= _MOST_NAMES:
        for number, x, y in _apart(dots):
            axes.annotate(
                _short(labels[number], _TITLE_LETTERS), (x, y), xytext=(6, 4), textcoords="offset points", fontsize=8,
                color=style.muted,
            )  # fmt: skip
    numbers = [x for _, x, _ in dots]
    if across.logarithmic and numbers and min(numbers) > 0:
        axes.set_xscale("log")
        label_plainly(axes.xaxis)
    elif numbers and all(isinstance(x, int) for x in numbers):
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.margins(0.08)
    axes.set_xlabel(across.title)
    axes.set_ylabel(up.title)
    if len(kinds) > 1:
        axes.legend(fontsize=8.5, frameon=False, labelcolor=style.text)
    return artists


def draw_search(axes: Axes, record: SearchRecord, style: FigureStyle) -> list[Artist]:
    """A dot a trial and a step line, the best so far; failed trials are crosses at the bottom or the top."""
    done = [(trial.number, trial.score) for trial in record.trials if trial.score is not None]
    artists: list[Artist] = []
    artists += axes.plot(
        [number for number, _ in done], [score for _, score in done], "o", color=style.muted, markersize=5, alpha=0.7,
        label="trial",
    )  # fmt: skip
    so_far = [(number, best.score or 0.0) for number, best in record.best_so_far()]
    artists += axes.plot(
        [number for number, _ in so_far], [score for _, score in so_far], color=style.color(0), linewidth=2.0,
        drawstyle="steps-post", label="best so far",
    )  # fmt: skip
    _keep_the_good_in_sight(axes, [score for _, score in done], record.higher_is_better)
    failed = [trial.number for trial in record.trials if trial.score is None]
    if failed:
        artists += axes.plot(
            failed,
            [0.02] * len(failed),
            "x",
            color=style.color(1),
            transform=axes.get_xaxis_transform(),
            label="failed",
        )
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_xlim(0.5, max(len(record.trials), 2) + 0.5)
    axes.set_xlabel("Trial")
    better = "higher" if record.higher_is_better else "lower"
    axes.set_ylabel(f"{record.figure[0].upper()}{record.figure[1:]}, {better} is better")
    axes.legend(fontsize=8.5, frameon=False, labelcolor=style.text, ncols=3)
    return artists


def _keep_the_good_in_sight(axes: Axes, scores: Sequence[float], higher_is_better: bool) -> None:
    """A single bad trial must not press the others together: from the best to somewhat beyond the middle."""
    if len(scores) < 4:
        return
    ordered = sorted(scores, reverse=higher_is_better)
    best, middle = ordered[0], ordered[(3 * len(ordered)) // 4]
    room = abs(middle - best) or abs(best) * 0.01
    ends = (best - 0.15 * room, middle + 0.35 * room)
    if higher_is_better:
        ends = (middle - 0.35 * room, best + 0.15 * room)
    axes.set_ylim(*ends)


def _ranks(places: Sequence[float], lower_is_better: bool) -> list[float]:
    """From 0, the worst, to 1, the best; NaN for what is not judged. One outlier leaves the others apart."""
    known = sorted({place for place in places if not math.isnan(place)}, reverse=lower_is_better)
    last = max(1, len(known) - 1)
    best_alone = len(known) == 1
    return [math.nan if math.isnan(place) else 1.0 if best_alone else known.index(place) / last for place in places]


def _apart(dots: Sequence[tuple[int, float, float]]) -> list[tuple[int, float, float]]:
    """Those dots whose names do not lie on one that came before."""
    spans = [max(values) - min(values) or 1.0 for values in ([x for _, x, _ in dots], [y for _, _, y in dots])]
    kept: list[tuple[int, float, float]] = []
    for dot in dots:
        beside = (
            abs(dot[1] - other[1]) / spans[0] < _NAME_SIZE[0] and abs(dot[2] - other[2]) / spans[1] < _NAME_SIZE[1]
            for other in kept
        )
        if not any(beside):
            kept.append(dot)
    return kept


def _name(value: Plain) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
