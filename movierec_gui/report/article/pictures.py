"""The picture of each step, drawn from what is kept; the window paints the same on its own axes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from matplotlib.axes import Axes

from movierec_gui.data.dataset import Dataset
from movierec_gui.figures import FigureStyle, draw_claims, draw_legend, draw_map, draw_nodes, draw_test_curves
from movierec_gui.figures.movie_map import groups_by_category
from movierec_gui.report.article import numbers
from movierec_gui.report.article.arrays import COORDINATES, MOVIES, RATINGS, YEARS, array_name
from movierec_gui.report.article.config import split_name
from movierec_gui.report.article.maps import MAP, NODES_ON_MAP
from movierec_gui.report.article.networks import DENSE, network
from movierec_gui.report.article.nodes import NODES
from movierec_gui.report.article.record import ArticleRecord
from movierec_gui.report.article.steps import Step
from movierec_gui.report.article.store import Arrays
from movierec_gui.report.movie_map import map_groups

Paint = Callable[[Axes, FigureStyle], None]


def picture(step: Step, record: ArticleRecord, arrays: Arrays, dataset: Dataset | None = None) -> Paint | None:
    """What draws a step's figure; None where nothing is measured yet, or a map lacks its dataset."""
    if step.name in (MAP, NODES_ON_MAP):
        whole = COORDINATES in arrays and (step.name == MAP or array_name(record.split) in arrays)
        return partial(_paint_map, step.name, record, arrays, dataset) if whole and dataset is not None else None
    if step.name == NODES:
        return partial(_paint_nodes, record, arrays) if YEARS in arrays else None
    if not any(record.over_splits(label) for label in step.networks):
        return None
    return partial(_paint_curves, record) if step.name == "over-fitting" else partial(_paint_errors, step, record)


def _paint_errors(step: Step, record: ArticleRecord, axes: Axes, style: FigureStyle) -> None:
    here = [record.result(label, record.split) for label in step.networks]
    draw_claims(
        axes,
        step.networks,
        [[numbers.mse(result) for result in record.over_splits(label)] for label in step.networks],
        [None if result is None else numbers.mse(result) for result in here],
        [network(label).article_mse for label in step.networks],
        style,
        label="Test MSE (stars²), epoch chosen apart; the article: its lowest epoch",
    )


def _paint_curves(record: ArticleRecord, axes: Axes, style: FigureStyle) -> None:
    found = record.over_splits(DENSE)
    names = [split_name(result.split) for result in found]
    draw_test_curves(
        axes, names, [result.test_curve for result in found], style, claimed_epoch=numbers.CLAIMED_EPOCH
    )  # fmt: skip


def _paint_nodes(record: ArticleRecord, arrays: Arrays, axes: Axes, style: FigureStyle) -> None:
    data = record.data
    known = data.mean_year is not None and data.mean_of_movie_means is not None
    middle = (data.mean_year or 0.0, data.mean_of_movie_means or 0.0) if known else None
    draw_nodes(axes, arrays[YEARS], arrays[RATINGS], style, catalogue=middle)


def _paint_map(
    name: str, record: ArticleRecord, arrays: Arrays, dataset: Dataset | None, axes: Axes, style: FigureStyle
) -> None:
    movies = arrays[MOVIES]
    if name == MAP and dataset is not None:
        groups = map_groups(dataset, movies, style, "mean")
    else:
        nodes = arrays[array_name(record.split)][movies]
        groups = groups_by_category(nodes, [f"node {node}" for node in range(int(nodes.max()) + 1)], style)
    draw_map(axes, arrays[COORDINATES], groups, style)
    draw_legend(axes, style, "Mean rating" if name == MAP else "Node")
