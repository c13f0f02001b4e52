from __future__ import annotations

import numpy as np

from movierec_gui.figures import LIGHT, draw_genre_lift, draw_nodes, new_figure


def test_lift_bars_go_right_above_one_and_left_below() -> None:
    figure, axes = new_figure(LIGHT)
    bars = draw_genre_lift(axes, ["Drama", "War", "Horror"], np.array([2.0, 0.5, 1.0]), LIGHT)
    assert [bar.get_width() for bar in bars] == [1.0, -1.0, 0.0]
    figure.draw_without_rendering()
    assert [label.get_text() for label in axes.get_xticklabels()] == ["×1/2", "×1", "×2"]


def test_a_genre_that_does_not_occur_ends_at_the_edge() -> None:
    _, axes = new_figure(LIGHT)
    bars = draw_genre_lift(axes, ["War", "Drama"], np.array([0.0, 4.0]), LIGHT)
    assert bars[0].get_width() == axes.get_xlim()[0] == -2.0


def test_uncertain_lifts_are_muted() -> None:
    _, axes = new_figure(LIGHT)
    bars = draw_genre_lift(axes, ["War", "Drama"], np.array([3.0, 3.0]), LIGHT, certain=np.array([True, False]))
    assert bars[0].get_facecolor() != bars[1].get_facecolor()


def test_the_nodes_farthest_out_are_numbered() -> None:
    _, axes = new_figure(LIGHT)
    years = np.array([1990.0, 1991, 1990, 1991, 1960, np.nan])
    ratings = np.array([3.0, 3.1, 3.1, 3.0, 4.5, 2.0])
    draw_nodes(axes, years, ratings, LIGHT, catalogue=(1991.9, 3.29), labelled=1)
    assert [text.get_text() for text in axes.texts] == ["4"]


def test_no_nodes_are_an_empty_chart() -> None:
    _, axes = new_figure(LIGHT)
    draw_nodes(axes, np.full(2, np.nan), np.full(2, np.nan), LIGHT)
    assert axes.texts[:] == []
