from __future__ import annotations

import numpy as np
import pytest

from movierec_gui.figures import (
    DARK,
    LIGHT,
    draw_coverage,
    draw_density,
    draw_duel,
    draw_group_errors,
    draw_list_figures,
    draw_over_time,
    draw_served,
    new_figure,
)

NAN = float("nan")


@pytest.fixture(params=[LIGHT, DARK], ids=["light", "dark"])
def style(request):
    return request.param


def test_a_long_interval_of_a_small_group_does_not_shrink_the_others(style):
    figure, axes = new_figure(style)
    ends = np.array([0.7, 0.1, NAN]), np.array([0.9, 30.0, NAN])
    draw_group_errors(
        axes, ["War", "IMAX", "none"], np.array([0.8, 1.2, 0.9]), ends, np.array([5000, 3, 1]), style,
        beside=np.array([0.9, 1.1, 1.0]),
    )  # fmt: skip
    assert axes.get_xlim()[1] < 2.0
    assert [label.get_text() for label in axes.get_yticklabels()] == ["War (5,000)", "IMAX (3)", "none (1)"]
    figure.canvas.draw()


def test_a_single_group_can_be_drawn(style):
    figure, axes = new_figure(style)
    draw_group_errors(axes, ["2000s"], np.array([0.0]), (np.array([NAN]), np.array([NAN])), np.array([1]), style)
    draw_over_time(axes, ["2016"], np.array([0.1]), (np.array([NAN]), np.array([NAN])), style)
    figure.canvas.draw()


def test_the_density_s_columns_each_have_a_darkest_cell_and_a_mean(style):
    figure, axes = new_figure(style)
    picture, means, exact = draw_density(
        axes, ["1", "2"], np.array([0, 0, 1]), np.array([1.0, 1.2, 1.4]), np.array([1, 3, 8]), 0.1, style
    )
    cells = picture.get_array()
    assert cells.max(axis=0).tolist() == [1.0, 1.0]
    np.testing.assert_allclose(means.get_ydata(), [1.2, 1.45])
    assert list(exact.get_ydata()) == [1.0, 2.0]
    figure.canvas.draw()


def test_parts_of_a_scale_have_no_exact_mark(style):
    _, axes = new_figure(style)
    assert len(draw_density(axes, ["0–5"], np.array([0]), np.array([1.0]), np.array([4]), 1.0, style)) == 2


def test_intervals_are_held_against_their_promise(style):
    figure, axes = new_figure(style)
    draw_coverage(
        axes, np.array([0.5, 0.9]), np.array([0.4, 0.95]), (np.array([0.3, 0.9]), np.array([0.5, 1.0])), style
    )
    assert axes.get_xlim() == axes.get_ylim() == (0.0, 1.0)
    figure.canvas.draw()


def test_the_duel_counts_who_is_surely_better(style):
    figure, axes = new_figure(style)
    differences = np.array([-1.0, -0.1, 0.5])
    low, high = differences - 0.2, differences + 0.2
    low[1] = high[1] = NAN
    draw_duel(axes, differences, (low, high), np.array([-1, 0, 1]), ("A", "B"), style)
    assert [text.get_text() for text in axes.get_legend().get_texts()] == [
        "A surely better: 1", "neither surely: 1", "B surely better: 1",
    ]  # fmt: skip
    figure.canvas.draw()


def test_people_lie_at_their_ratings_and_error(style):
    figure, axes = new_figure(style)
    (dots,) = draw_served(axes, np.array([5, 50]), np.array([1.0, 0.5]), "person", style)
    assert list(dots.get_ydata()) == [1.0, 0.5]
    figure.canvas.draw()


def test_figures_of_lists_are_bars_beside_the_line_to_beat(style):
    figure, axes = new_figure(style)
    names, values = ["NDCG", "Recall"], np.array([0.3, 0.2])
    draw_list_figures(axes, names, values, np.array([0.05, NAN]), np.array([0.15, NAN]), style)
    assert [bar.get_width() for bar in axes.patches] == [0.3, 0.2]
    assert [label.get_text() for label in axes.get_yticklabels()] == names
    assert axes.lines[-1].get_xdata().tolist() == [0.15]
    assert [text.get_text() for text in axes.texts] == ["0.300", "0.200"]
    assert axes.yaxis_inverted()
    figure.canvas.draw()


def test_without_the_most_rated_movies_there_is_no_key(style):
    _, axes = new_figure(style)
    draw_list_figures(axes, ["NDCG"], np.array([0.3]), np.array([NAN]), np.array([NAN]), style)
    assert axes.get_legend() is None


@pytest.mark.parametrize(("groups", "size"), [(14, 9.0), (15, 7.5)])
def test_names_of_many_groups_are_smaller(groups: int, size: float) -> None:
    _, axes = new_figure(LIGHT)
    names, values = [f"{year}" for year in range(2000, 2000 + groups)], np.ones(groups)
    draw_group_errors(axes, names, values, (values, values), np.ones(groups, int), LIGHT)
    assert axes.get_yticklabels()[0].get_fontsize() == size


@pytest.mark.parametrize(("periods", "step"), [(14, 1), (15, 2), (28, 2), (29, 3)])
def test_at_most_fourteen_periods_are_named(periods: int, step: int) -> None:
    _, axes = new_figure(LIGHT)
    draw_over_time(axes, [""] * periods, np.zeros(periods), (np.zeros(periods), np.zeros(periods)), LIGHT)
    assert axes.get_xticks().tolist() == list(range(0, periods, step))


@pytest.mark.parametrize(
    ("differences", "reach", "right"), [([], 1.0, 1), ([0.0], 1e-6, 1), ([0.0, 2.0, -4.0], 1.3 * 3.96, 3)]
)
def test_the_duel_reaches_a_third_beyond_all_but_the_farthest(differences, reach: float, right: int) -> None:
    _, axes = new_figure(LIGHT)
    values = np.array(differences)
    draw_duel(axes, values, (values, values), np.zeros(len(values), int), ("A", "B"), LIGHT)
    assert axes.get_ylim() == pytest.approx((-reach, reach))
    assert axes.get_xlim() == (-1, right)
    assert len(axes.get_xticks()) <= 8


def test_errors_that_are_not_known_leave_an_axis_from_nought_to_one() -> None:
    _, axes = new_figure(LIGHT)
    unknown = np.array([NAN])
    draw_group_errors(axes, ["old"], unknown, (unknown, unknown), np.array([0]), LIGHT)
    assert axes.get_xlim() == (0.0, 1.0)


def test_all_that_is_drawn_of_lists_is_handed_back() -> None:
    _, axes = new_figure(LIGHT)
    drawn = draw_list_figures(axes, ["NDCG"], np.array([0.3]), np.array([0.1]), np.array([0.2]), LIGHT)
    assert set(drawn) == {*axes.patches, *axes.collections, *axes.lines, *axes.texts}
