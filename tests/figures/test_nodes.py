from __future__ import annotations

import numpy as np
from matplotlib.colors import to_hex

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


def test_the_axis_of_lifts_reaches_as_far_as_the_farthest_and_at_least_to_twice() -> None:
    for lifts, reach in (([1.1, 0.9], 1), ([5.0, 1.0], 3), ([1.0, 0.2], 3), ([100.0, 1.0], 5), ([1.0, 0.01], 3)):
        _, axes = new_figure(LIGHT)
        draw_genre_lift(axes, ["a", "b"], np.array(lifts), LIGHT)
        assert axes.get_xlim() == (-reach, reach), lifts
        assert axes.get_xticks().tolist() == list(range(-reach, reach + 1))
        assert len(axes.get_xticks(minor=True)) == 0


def test_bars_stand_from_the_top_in_colours_of_more_and_less() -> None:
    figure, axes = new_figure(LIGHT)
    bars = draw_genre_lift(axes, ["Drama", "War", "Horror"], np.array([2.0, 0.5, 1.0]), LIGHT)
    assert [to_hex(bar.get_facecolor()) for bar in bars] == [LIGHT.color(0), LIGHT.color(1), LIGHT.color(0)]
    assert [bar.get_y() + bar.get_height() / 2 for bar in bars] == [0, 1, 2]
    assert bars[0].get_height() < 1
    assert axes.get_ylim() == (2.5, -0.5)
    assert [text.get_text() for text in axes.get_yticklabels()] == ["Drama", "War", "Horror"]
    assert axes.get_xlabel() == "Times the share in the catalogue"
    figure.draw_without_rendering()
    assert not any(line.get_visible() for line in axes.get_ygridlines())
    assert any(line.get_visible() for line in axes.get_xgridlines())
    (middle,) = axes.lines
    assert (list(middle.get_xdata()), middle.get_color()) == ([0.0, 0.0], LIGHT.muted)


def test_uncertain_bars_are_grey_on_either_side() -> None:
    _, axes = new_figure(LIGHT)
    bars = draw_genre_lift(axes, ["a", "b"], np.array([3.0, 0.3]), LIGHT, certain=np.zeros(2, bool))
    assert {to_hex(bar.get_facecolor()) for bar in bars} == {LIGHT.muted}


def test_nodes_are_dots_and_the_catalogue_a_dashed_cross() -> None:
    _, axes = new_figure(LIGHT)
    years, ratings = np.array([1990.0, 1995.0]), np.array([3.0, 3.5])
    dots, across, down, *_ = draw_nodes(axes, years, ratings, LIGHT, catalogue=(1992.0, 3.2))
    assert (dots.get_linestyle(), dots.get_marker(), dots.get_color()) == ("None", "o", LIGHT.color(0))
    assert dots.get_xydata().tolist() == [[1990.0, 3.0], [1995.0, 3.5]]
    assert list(across.get_xdata()) == [1992.0, 1992.0]
    assert list(down.get_ydata()) == [3.2, 3.2]
    assert across.get_linestyle() == down.get_linestyle() == "--"
    assert across.get_color() == down.get_color() == LIGHT.muted
    assert (axes.get_xlabel(), axes.get_ylabel()) == (
        "Mean year of the node's movies",
        "Mean rating of the node's movies",
    )
    assert len(draw_nodes(axes, years, ratings, LIGHT, labelled=0)) == 1


def test_numbers_stand_beside_their_dots() -> None:
    _, axes = new_figure(LIGHT)
    draw_nodes(axes, np.array([1990.0, 2000.0]), np.array([3.0, 4.0]), LIGHT)
    assert [(text.get_text(), text.xy) for text in axes.texts] == [("0", (1990.0, 3.0)), ("1", (2000.0, 4.0))]
    assert all(text.get_position()[0] > 0 and text.get_position()[1] > 0 for text in axes.texts)


def test_each_axis_is_measured_in_its_own_spread() -> None:
    _, axes = new_figure(LIGHT)
    years = np.array([1950.0, 1990.0, 2030.0, 1990.0, 1990.0, 1990.0])
    ratings = np.array([3.0, 3.0, 3.0, 3.0, 3.0, 3.01])
    draw_nodes(axes, years, ratings, LIGHT, labelled=1)
    assert [text.get_text() for text in axes.texts] == ["5"]


def test_eight_nodes_are_numbered_where_there_are_more() -> None:
    _, axes = new_figure(LIGHT)
    draw_nodes(axes, np.arange(20.0), np.arange(20.0), LIGHT)
    assert sorted(int(text.get_text()) for text in axes.texts) == [0, 1, 2, 3, 16, 17, 18, 19]


def test_powers_of_two_are_written_as_times() -> None:
    figure, axes = new_figure(LIGHT)
    draw_genre_lift(axes, ["a"], np.array([4.0]), LIGHT)
    figure.draw_without_rendering()
    assert [label.get_text() for label in axes.get_xticklabels()] == ["×1/4", "×1/2", "×1", "×2", "×4"]


def test_no_number_lies_on_another() -> None:
    figure, axes = new_figure(LIGHT)
    rng = np.random.default_rng(0)
    years, ratings = 1990 + rng.normal(size=60) * 0.5, 3 + rng.normal(size=60) * 0.01
    draw_nodes(axes, np.append(years, 2010.0), np.append(ratings, 4.0), LIGHT, labelled=30)
    renderer = figure.canvas.get_renderer()
    boxes = [text.get_window_extent(renderer) for text in axes.texts]
    assert 5 < len(boxes) < 30
    assert not any(one.overlaps(other) for place, one in enumerate(boxes) for other in boxes[:place])
