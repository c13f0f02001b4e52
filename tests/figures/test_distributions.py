from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from matplotlib.colors import to_hex

from movierec_gui.figures import LIGHT, draw_histogram, draw_long_tail, new_figure
from movierec_gui.figures.distributions import MOST_RANKS


def test_histogram_has_a_bar_per_value() -> None:
    _, axes = new_figure(LIGHT)
    bars = draw_histogram(axes, np.array([0.5, 1.0, 1.5]), np.array([3, 0, 7]), LIGHT, label="Rating", highlight=[2])
    assert [bar.get_height() for bar in bars] == [3, 0, 7]
    assert [label.get_text() for label in axes.get_xticklabels()] == ["0.5", "1", "1.5"]
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("Rating", "Ratings")
    assert bars[0].get_facecolor() != bars[2].get_facecolor()


def test_horizontal_bars_start_at_the_top() -> None:
    _, axes = new_figure(LIGHT)
    bars = draw_histogram(axes, ["Drama", "War"], [5, 2], LIGHT, count_label="Movies", horizontal=True)
    assert [bar.get_width() for bar in bars] == [5, 2]
    assert axes.get_ylim()[0] > axes.get_ylim()[1]
    assert axes.get_xlabel() == "Movies"


def test_crowded_labels_are_thinned_out() -> None:
    figure, axes = new_figure(LIGHT)
    draw_histogram(axes, np.arange(1900, 2020), np.ones(120, int), LIGHT)
    figure.draw_without_rendering()
    boxes = [label.get_window_extent() for label in axes.get_xticklabels()]
    assert all(left.x1 < right.x0 for left, right in pairwise(boxes))


def test_nothing_to_count_is_an_empty_chart() -> None:
    _, axes = new_figure(LIGHT)
    assert len(draw_histogram(axes, [], [], LIGHT)) == 0


def test_long_tail_is_sorted_and_leaves_the_unrated_out() -> None:
    _, axes = new_figure(LIGHT)
    lines = draw_long_tail(axes, {"per movie": np.array([1, 0, 9, 4]), "per user": np.array([7])}, LIGHT)
    assert lines[0].get_xydata().tolist() == [[1, 9], [2, 4], [3, 1]]
    assert [line.get_label() for line in lines] == ["per movie", "per user"]
    assert axes.get_xscale() == axes.get_yscale() == "log"


def test_the_only_user_is_a_point() -> None:
    _, axes = new_figure(LIGHT)
    lines = draw_long_tail(axes, {"per movie": np.array([1, 9]), "per user": np.array([7])}, LIGHT)
    assert [line.get_marker() in ("", "None") for line in lines] == [True, False]


def test_a_long_tail_of_many_is_thinned_where_nobody_sees_it() -> None:
    _, axes = new_figure(LIGHT)
    counts = np.arange(200_000, 0, -1)
    (line,) = draw_long_tail(axes, {"per user": counts}, LIGHT)
    points = np.asarray(line.get_xydata(), int)
    assert len(points) <= MOST_RANKS
    assert points[:5].tolist() == [[1, 200_000], [2, 199_999], [3, 199_998], [4, 199_997], [5, 199_996]]
    assert points[-1].tolist() == [200_000, 1]
    assert (counts[points[:, 0] - 1] == points[:, 1]).all()


def test_counts_read_as_thousands() -> None:
    _, axes = new_figure(LIGHT)
    draw_long_tail(axes, {"per movie": np.arange(1, 12000)}, LIGHT)
    assert axes.yaxis.get_major_formatter()(10000) == "10,000"


def test_bars_are_in_the_order_given_and_nearly_touch() -> None:
    _, axes = new_figure(LIGHT)
    bars = draw_histogram(axes, ["a", "b"], [3, 7], LIGHT, highlight=[1])
    assert [bar.get_x() + bar.get_width() / 2 for bar in bars] == pytest.approx([0, 1])
    assert 0.7 < bars[0].get_width() < 1.0
    assert [to_hex(bar.get_facecolor()) for bar in bars] == [LIGHT.color(0), LIGHT.color(1)]
    assert [text.get_text() for text in axes.get_xticklabels()] == ["a", "b"]


def test_grid_lines_stand_only_where_counts_are_read() -> None:
    figure, axes = new_figure(LIGHT)
    draw_histogram(axes, ["a", "b"], [3000, 7000], LIGHT)
    figure.draw_without_rendering()
    assert not any(line.get_visible() for line in axes.get_xgridlines())
    assert any(line.get_visible() for line in axes.get_ygridlines())
    assert axes.yaxis.get_major_formatter()(3000) == "3,000"
    figure, axes = new_figure(LIGHT)
    draw_histogram(axes, ["a", "b"], [3000, 7000], LIGHT, horizontal=True, label="Genre")
    figure.draw_without_rendering()
    assert any(line.get_visible() for line in axes.get_xgridlines())
    assert not any(line.get_visible() for line in axes.get_ygridlines())
    assert axes.xaxis.get_major_formatter()(3000) == "3,000"
    assert (axes.get_ylabel(), axes.get_xlabel()) == ("Genre", "Ratings")


def test_horizontal_bars_have_all_their_names_however_long() -> None:
    _, axes = new_figure(LIGHT)
    names = [f"a rather long genre {number}" for number in range(8)]
    bars = draw_histogram(axes, names, range(8), LIGHT, horizontal=True)
    assert [text.get_text() for text in axes.get_yticklabels()] == names
    assert axes.get_ylim() == (7.5, -0.5)
    assert bars[3].get_y() + bars[3].get_height() / 2 == pytest.approx(3)
    assert 0.6 < bars[0].get_height() < 1.0


@pytest.mark.parametrize(("letters", "step"), [(6, 1), (7, 2), (14, 3)])
def test_names_are_thinned_out_from_seventy_letters_on(letters: int, step: int) -> None:
    _, axes = new_figure(LIGHT)
    draw_histogram(axes, ["x" * (letters - 0)] * 10, np.ones(10, int), LIGHT)
    assert axes.get_xticks().tolist() == list(range(0, 10, step))


def test_the_curves_of_a_long_tail_have_names_and_colours() -> None:
    _, axes = new_figure(LIGHT)
    lines = draw_long_tail(axes, {"per movie": np.array([1, 9]), "per user": np.array([7])}, LIGHT)
    assert [line.get_color() for line in lines] == [LIGHT.color(0), LIGHT.color(1)]
    legend = axes.get_legend()
    assert [text.get_text() for text in legend.get_texts()] == ["per movie", "per user"]
    assert not legend.get_frame_on()
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("Rank by number of ratings", "Ratings")
    _, axes = new_figure(LIGHT)
    assert draw_long_tail(axes, {}, LIGHT) == []
    assert axes.get_legend() is None


def test_small_shares_on_a_logarithmic_axis_keep_their_digits() -> None:
    _, axes = new_figure(LIGHT)
    draw_long_tail(axes, {"per movie": np.arange(1, 5)}, LIGHT)
    text = axes.xaxis.get_major_formatter()
    assert [text(value) for value in (0, 0.1, 1, 1000)] == ["0", "0.1", "1", "1,000"]
