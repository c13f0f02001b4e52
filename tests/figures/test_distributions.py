from __future__ import annotations

from itertools import pairwise

import numpy as np

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
