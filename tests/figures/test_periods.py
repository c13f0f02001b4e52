"""Ratings over time: bars, dots, and the scale on the right."""

import numpy as np
import pytest

from movierec_gui.figures import LIGHT, draw_periods, new_figure


def test_bars_are_counts_and_dots_are_means():
    figure, axes = new_figure(LIGHT)
    (line,) = draw_periods(axes, ["1999", "2000", "2001"], [4, 0, 2], [3.5, float("nan"), 5.0], (0.5, 5.0), LIGHT)
    assert [bar.get_height() for bar in axes.containers[0]] == [4, 0, 2]
    assert line.get_ydata() == pytest.approx([3.5, np.nan, 5.0], nan_ok=True)
    assert [text.get_text() for text in axes.get_xticklabels()] == ["1999", "2000", "2001"]
    low, high = line.axes.get_ylim()
    assert low < 0.5 < 5.0 < high
    figure.canvas.draw()


def test_many_periods_are_named_now_and_then():
    _, axes = new_figure(LIGHT)
    labels = [f"{year}" for year in range(1990, 2020)]
    draw_periods(axes, labels, [1] * 30, [3.0] * 30, (1.0, 5.0), LIGHT)
    assert [text.get_text() for text in axes.get_xticklabels()] == labels[::4]


def test_counts_have_no_fractions():
    figure, axes = new_figure(LIGHT)
    draw_periods(axes, ["a"], [1], [3.0], (1.0, 5.0), LIGHT)
    figure.canvas.draw()
    assert all(float(tick).is_integer() for tick in axes.get_yticks())
