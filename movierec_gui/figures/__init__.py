"""Matplotlib drawings, an Axes in and artists out: the same picture in the window, the report and the terminal."""

from __future__ import annotations

from movierec_gui.figures.article import draw_claims, draw_test_curves
from movierec_gui.figures.comparison import draw_splits
from movierec_gui.figures.distributions import draw_histogram, draw_long_tail
from movierec_gui.figures.movie_map import (
    MOST_LISTED,
    MapGroup,
    draw_contours,
    draw_legend,
    draw_map,
    draw_map_labels,
    draw_region_names,
    groups_by_category,
    groups_by_value,
)
from movierec_gui.figures.nodes import draw_genre_lift, draw_nodes
from movierec_gui.figures.parallel import ParallelAxis, draw_parallel, draw_scatter, draw_search
from movierec_gui.figures.periods import draw_periods
from movierec_gui.figures.run_depth import (
    draw_coverage,
    draw_density,
    draw_duel,
    draw_group_errors,
    draw_list_figures,
    draw_over_time,
    draw_served,
)
from movierec_gui.figures.style import (
    DARK,
    LIGHT,
    STYLES,
    FigureStyle,
    dress_axes,
    new_figure,
    new_figure_row,
    save_figure,
)
from movierec_gui.figures.training import draw_comparison, draw_history

__all__ = [
    "DARK",
    "LIGHT",
    "MOST_LISTED",
    "STYLES",
    "FigureStyle",
    "MapGroup",
    "ParallelAxis",
    "draw_claims",
    "draw_comparison",
    "draw_contours",
    "draw_coverage",
    "draw_density",
    "draw_duel",
    "draw_genre_lift",
    "draw_group_errors",
    "draw_histogram",
    "draw_history",
    "draw_legend",
    "draw_list_figures",
    "draw_long_tail",
    "draw_map",
    "draw_map_labels",
    "draw_nodes",
    "draw_over_time",
    "draw_parallel",
    "draw_periods",
    "draw_region_names",
    "draw_scatter",
    "draw_search",
    "draw_served",
    "draw_splits",
    "draw_test_curves",
    "dress_axes",
    "groups_by_category",
    "groups_by_value",
    "new_figure",
    "new_figure_row",
    "save_figure",
]
