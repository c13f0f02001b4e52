"""The figures of one run in depth, by the name of the file; the window paints the same on its own axes."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from movierec_gui.analysis.run_depth.depth import RunDepth
from movierec_gui.analysis.run_depth.duel import FIRST, SECOND, Duel
from movierec_gui.analysis.run_depth.groups import grouping
from movierec_gui.figures import (
    FigureStyle,
    draw_coverage,
    draw_density,
    draw_duel,
    draw_group_errors,
    draw_list_figures,
    draw_over_time,
    draw_served,
    new_figure,
)
from movierec_gui.training.list_names import LIST_NAMES
from movierec_gui.training.ranking import ListFigures

_SHARES = ("ndcg", "recall", "recall_of_all", "average_precision", "better", "worse", "coverage", "diversity", "gini")
"""Figures of lists between 0 and 1."""
Paint = Callable[[Axes, FigureStyle], None]
TIME = "time"
OVER_TIME = "residuals-over-time"
DRAWN_OF = {OVER_TIME: f"errors-by-{TIME}"}
"""The table that a figure is drawn of, where the two have other names."""


def depth_paints(depth: RunDepth) -> dict[str, Paint]:
    """What draws each figure, by the names of ``RunDepth.tables``, and of ``DRAWN_OF``."""
    paints: dict[str, Paint] = {
        f"errors-by-{name}": partial(paint_groups, name, table) for name, table in depth.groups.items() if len(table)
    }
    if len(depth.groups.get(TIME, ())):
        paints[OVER_TIME] = partial(paint_over_time, depth.groups[TIME])
    paints["predicted-against-actual"] = partial(paint_density, depth.density)
    if len(depth.coverage):
        paints["coverage"] = partial(paint_coverage, depth.coverage)
    for name, label, table in (("people", "person", depth.people), ("films", "film", depth.films)):
        if len(table):
            paints[name] = partial(paint_served, table, label)
    return paints


def depth_figures(depth: RunDepth, style: FigureStyle) -> dict[str, Figure]:
    """Every figure by the name of its file, the part of the split in its title."""
    return {name: _figure(paint, depth.judged.where, style) for name, paint in depth_paints(depth).items()}


def duel_figure(compared: Duel, style: FigureStyle) -> Figure:
    """Two runs person by person."""
    return _figure(partial(paint_duel, compared), compared.where, style)


def paint_groups(name: str, table: pd.DataFrame, axes: Axes, style: FigureStyle) -> None:
    """Errors by group."""
    draw_group_errors(
        axes,
        table["group"].tolist(),
        _column(table, "rmse"),
        (_column(table, "rmse_low"), _column(table, "rmse_high")),
        table["ratings"].to_numpy(np.int64),
        style,
        label=f"RMSE (stars) by: {grouping(name).title.lower()}",
        beside=_column(table, "baseline_rmse"),
    )


def paint_over_time(table: pd.DataFrame, axes: Axes, style: FigureStyle) -> None:
    """Residuals over time."""
    ends = _column(table, "bias_low"), _column(table, "bias_high")
    draw_over_time(axes, table["group"].tolist(), _column(table, "bias"), ends, style)


def paint_density(table: pd.DataFrame, axes: Axes, style: FigureStyle) -> None:
    """Predictions against ratings."""
    column, names = pd.factorize(table["actual"])
    height = float((table["to"] - table["from"]).iloc[0])
    counts = table["ratings"].to_numpy(np.int64)
    draw_density(axes, list(names), column.astype(np.int64), _column(table, "from"), counts, height, style)


def paint_coverage(table: pd.DataFrame, axes: Axes, style: FigureStyle) -> None:
    """How often intervals hold."""
    ends = _column(table, "low"), _column(table, "high")
    draw_coverage(axes, _column(table, "nominal"), _column(table, "actual"), ends, style)


def paint_served(table: pd.DataFrame, label: str, axes: Axes, style: FigureStyle) -> None:
    """Errors of people or films."""
    draw_served(axes, table["ratings"].to_numpy(np.int64), _column(table, "rmse"), label, style)


def paint_duel(compared: Duel, axes: Axes, style: FigureStyle) -> None:
    """Two runs person by person."""
    table = compared.people
    better = table["better"].map({FIRST: -1, SECOND: 1}).fillna(0).to_numpy(np.int64)
    ends = _column(table, "low"), _column(table, "high")
    draw_duel(axes, _column(table, "difference"), ends, better, (compared.first, compared.second), style)


def lists_figure(figures: ListFigures, where: str, style: FigureStyle) -> Figure:
    """Figures of a run's lists."""
    return _figure(partial(paint_lists, figures), where, style)


def paint_lists(figures: ListFigures, axes: Axes, style: FigureStyle) -> None:
    """Those figures of lists that lie between 0 and 1."""
    unknown = [math.nan] * (len(_SHARES) - 1)
    draw_list_figures(
        axes,
        [LIST_NAMES[name].words for name in _SHARES],
        np.array([getattr(figures, name) for name in _SHARES]),
        np.array([figures.ndcg_interval, *unknown]),
        np.array([figures.ndcg - figures.gain, *unknown]),
        style,
    )


def _figure(paint: Paint, title: str, style: FigureStyle) -> Figure:
    figure, axes = new_figure(style)
    paint(axes, style)
    axes.set_title(title, color=style.text, fontsize=9.5)
    return figure


def _column(table: pd.DataFrame, name: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return table[name].to_numpy(np.float64)
