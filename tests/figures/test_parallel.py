"""Settings beside figures."""

from __future__ import annotations

import math
import re

import pytest

from movierec_gui.figures import LIGHT, ParallelAxis, draw_parallel, draw_scatter, draw_search, new_figure
from movierec_gui.training.record_store import FINISHED
from movierec_gui.training.searching.record import SearchRecord, Trial

RATE = ParallelAxis("Rate", (0.001, 0.1, None, 0.01), logarithmic=True)
WORDS = ParallelAxis("Words", ("none", "both", "none", None))
ERROR = ParallelAxis("Error", (0.8, 0.7, 0.9, None))


def test_values_lie_between_the_ends_by_factors_where_these_count() -> None:
    assert RATE.places() == pytest.approx([0.0, 1.0, math.nan, 0.5], nan_ok=True)
    assert WORDS.places() == pytest.approx([0.75, 0.25, 0.75, math.nan], nan_ok=True)
    assert ERROR.places() == pytest.approx([0.5, 0.0, 1.0, math.nan], nan_ok=True)
    assert [text for _, text in WORDS.ticks()] == ["both", "none"]
    assert [text for _, text in RATE.ticks()] == ["0.001", "0.0046", "0.022", "0.1"]
    assert [text for _, text in ParallelAxis("Batch", (64, 512), logarithmic=True).ticks()] == [
        "64",
        "128",
        "256",
        "512",
    ]
    assert [text for _, text in ParallelAxis("Epochs", (2, 3, 4)).ticks()] == ["2", "3", "4"]
    assert ParallelAxis("Same", (3, 3)).places() == [0.5, 0.5]
    assert ParallelAxis("Yes", (True, False)).ticks() == [(0.25, "no"), (0.75, "yes")]
    assert ParallelAxis("Nought", (0.0, 1.0), logarithmic=True).places() == [0.0, 1.0]


def test_every_run_is_a_line_and_the_best_lies_on_top() -> None:
    _, axes = new_figure(LIGHT)
    draw_parallel(axes, (RATE, WORDS, ERROR), LIGHT, marked=0)
    lines = [line for line in axes.lines if line.get_marker() == "o"]
    assert len(lines) == 4
    ends = [line.get_ydata()[-1] for line in lines]
    assert ends[-1] == 0.0  # the lowest error was drawn last
    (marked,) = (line for line in lines if line.get_color() == LIGHT.color(1))
    assert marked.get_ydata()[-1] == pytest.approx(0.5)
    assert [label.get_text() for label in axes.get_xticklabels()] == ["Rate", "Words", "Error"]


def test_a_scatter_has_a_dot_for_each_run_that_has_both() -> None:
    _, axes = new_figure(LIGHT)
    draw_scatter(axes, RATE, ERROR, LIGHT, ("a", "b", "c", "d"), ("LSTM", "GRU", "GRU", "GRU"))
    points = [point for line in axes.lines for point in zip(*line.get_data(), strict=True)]
    assert sorted(points) == [(0.001, 0.8), (0.1, 0.7)]
    assert axes.get_xscale() == "log"
    assert {text.get_text() for text in axes.texts} == {"a", "b"}


def test_names_do_not_lie_on_each_other() -> None:
    _, axes = new_figure(LIGHT)
    across, up = ParallelAxis("Epochs", (1, 1, 20)), ParallelAxis("Error", (0.5, 0.5, 0.9))
    draw_scatter(axes, across, up, LIGHT, ("first", "on it", "away"))
    assert [text.get_text() for text in axes.texts] == ["first", "away"]
    assert all(re.fullmatch(r"\d+", f"{tick:g}") for tick in axes.get_xticks() if tick >= 0)


def test_a_search_shows_trials_the_best_so_far_and_failures() -> None:
    scores = (0.9, 0.8, None, 0.85, 30.0)
    trials = tuple(
        Trial(number, {}, "failed" if score is None else "done", score) for number, score in enumerate(scores, 1)
    )
    record = SearchRecord("", "", FINISHED, "", "", {"architecture": "biases"}, (), trials=trials)
    _, axes = new_figure(LIGHT)
    draw_search(axes, record, LIGHT)
    dots, best, failed = axes.lines
    assert list(dots.get_xdata()) == [1, 2, 4, 5]
    assert list(best.get_ydata()) == [0.9, 0.8, 0.8, 0.8, 0.8]
    assert list(failed.get_xdata()) == [3]
    assert axes.get_ylabel() == "Validation MSE, lower is better"
    assert axes.get_ylim()[0] < 0.8


def test_few_lines_have_their_names_where_they_end() -> None:
    _, axes = new_figure(LIGHT)
    draw_parallel(axes, (RATE, WORDS, ERROR), LIGHT, labels=("a", "b", "c", "d"))
    judged = len([value for value in ERROR.values if value is not None])
    assert len({text.get_text() for text in axes.texts} & {"a", "b", "c", "d"}) == judged
