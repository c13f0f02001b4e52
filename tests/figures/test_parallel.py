"""Settings beside figures."""

from __future__ import annotations

import math
import re

import pytest
from matplotlib.colors import to_hex

from movierec_gui.figures import DARK, LIGHT, ParallelAxis, draw_parallel, draw_scatter, draw_search, new_figure
from movierec_gui.training.record_store import FINISHED
from movierec_gui.training.searching.record import SearchRecord, Trial

RATE = ParallelAxis("Rate", (0.001, 0.1, None, 0.01), logarithmic=True)
WORDS = ParallelAxis("Words", ("none", "both", "none", None))
ERROR = ParallelAxis("Error", (0.8, 0.7, 0.9, None))


def test_values_lie_between_the_ends_by_factors_where_these_count() -> None:
    assert RATE.places() == pytest.approx([0.0, 1.0, math.nan, 0.5], nan_ok=True)
    assert WORDS.places() == pytest.approx([0.75, 0.25, 0.75, math.nan], nan_ok=True)
    assert ERROR.places() == pytest.approx([0.5, 0.0, 1.0, math.nan], nan_ok=True)
    assert ParallelAxis("Same", (3, 3)).places() == [0.5, 0.5]
    assert ParallelAxis("Yes", (True, False)).ticks() == [(0.25, "no"), (0.75, "yes")]
    assert ParallelAxis("Nought", (0.0, 1.0), logarithmic=True).places() == [0.0, 1.0]


@pytest.mark.parametrize(
    ("axis", "places", "texts"),
    [
        (WORDS, [0.25, 0.75], ["both", "none"]),
        (RATE, [0, 1 / 3, 2 / 3, 1], ["0.001", "0.0046", "0.022", "0.1"]),
        (ParallelAxis("Batch", (64, 512), True), [0, 1 / 3, 2 / 3, 1], ["64", "128", "256", "512"]),
        (ParallelAxis("Epochs", (2, 3, 4)), [0, 0.5, 1], ["2", "3", "4"]),
        (ParallelAxis("Error", (0.5, 1.5)), [0.1, 0.3, 0.5, 0.7, 0.9], ["0.6", "0.8", "1", "1.2", "1.4"]),
        (ParallelAxis("Nothing yet", (None, None)), [0, 1], ["0", "1"]),
    ],
    ids=lambda given: given.title if isinstance(given, ParallelAxis) else "",
)
def test_marks_stand_where_their_values_lie(axis: ParallelAxis, places: list[float], texts: list[str]) -> None:
    ticks = axis.ticks()
    assert [place for place, _ in ticks] == pytest.approx(places)
    assert [text for _, text in ticks] == texts


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


@pytest.mark.parametrize(("runs", "named", "faintest"), [(15, 15, 0.9), (16, 0, 0.45)])
def test_the_worst_of_many_lines_make_way_for_the_best(runs: int, named: int, faintest: float) -> None:
    errors = ParallelAxis("Error", tuple(number / 10 for number in range(runs)))
    _, axes = new_figure(LIGHT)
    names = [f"run {number}" for number in range(runs)]
    lines = draw_parallel(axes, (errors, errors), LIGHT, labels=names)
    assert len(lines) == runs
    assert sum(text.get_text().startswith("run") for text in axes.texts) == named
    assert (lines[0].get_alpha(), lines[-1].get_alpha()) == (faintest, 0.95)
    _, axes = new_figure(LIGHT)
    draw_scatter(axes, errors, errors, LIGHT, names)
    assert len(axes.texts) == named


@pytest.mark.parametrize("columns", [7, 8])
def test_many_titles_are_turned(columns: int) -> None:
    _, axes = new_figure(LIGHT)
    draw_parallel(axes, [ERROR] * columns, LIGHT)
    first = axes.get_xticklabels()[0]
    assert (first.get_rotation(), first.get_ha()) == ((20, "right") if columns == 8 else (0, "center"))


def test_where_higher_is_better_the_highest_lies_on_top() -> None:
    _, axes = new_figure(LIGHT)
    ends = [line.get_ydata()[-1] for line in draw_parallel(axes, (ERROR,), LIGHT, lower_is_better=False)]
    assert ends == pytest.approx([math.nan, 0.0, 0.5, 1.0], nan_ok=True)


def test_a_single_judged_run_is_the_best() -> None:
    for style in (LIGHT, DARK):
        _, axes = new_figure(style)
        (line,) = draw_parallel(axes, (ParallelAxis("Error", (0.7,)),), style)
        assert to_hex(line.get_color()) == style.ordered_colors(2)[1]


def test_a_dark_picture_s_worst_line_does_not_vanish() -> None:
    _, axes = new_figure(DARK)
    lines = draw_parallel(axes, (ParallelAxis("Error", (0.7, 0.8)),), DARK)
    assert [to_hex(line.get_color()) for line in lines] == list(DARK.ordered_colors(2))


def test_a_long_name_is_cut_with_a_sign_that_it_goes_on() -> None:
    _, axes = new_figure(LIGHT)
    titles = ("x" * 24, "x" * 25, "x" * 22 + " yy")
    draw_parallel(axes, [ParallelAxis(title, (0.7, 0.8)) for title in titles], LIGHT)
    shown = [label.get_text() for label in axes.get_xticklabels()]
    assert shown == ["x" * 24, "x" * 23 + "…", "x" * 22 + "…"]


@pytest.mark.parametrize(
    ("values", "scale", "whole"),
    [((0.0, 1.0), "linear", False), ((1, 2), "log", False), ((0, 2), "linear", True), ((None, None), "linear", False)],
)
def test_a_setting_of_a_scatter_is_scaled_as_its_values_allow(values, scale: str, whole: bool) -> None:
    _, axes = new_figure(LIGHT)
    draw_scatter(axes, ParallelAxis("Rate", values, logarithmic=True), ParallelAxis("Error", (0.1, 0.2)), LIGHT)
    assert axes.get_xscale() == scale
    assert (getattr(axes.xaxis.get_major_locator(), "_integer", False)) == whole
    assert not axes.texts


def test_names_of_dots_stand_where_there_is_room_across_or_up() -> None:
    _, axes = new_figure(LIGHT)
    across = ParallelAxis("Epochs", (100.0, 120.0, 123.0, 100.0, 100.0, 200.0))
    up = ParallelAxis("Error", (50.0, 50.0, 50.0, 53.0, 54.0, 150.0))
    dots = draw_scatter(axes, across, up, LIGHT, list("abcdef"))
    assert len(dots) == 1
    assert [text.get_text() for text in axes.texts] == ["a", "c", "e", "f"]  # b and d lie within a name of a


def search(*scores: float | None, lists: bool = False) -> SearchRecord:
    trials = tuple(
        Trial(number, {}, "failed" if score is None else "done", score) for number, score in enumerate(scores, 1)
    )
    settings = {"recommender": "ease"} if lists else {"architecture": "biases"}
    return SearchRecord("", "", FINISHED, "", "", settings, (), trials=trials)


@pytest.mark.parametrize(
    ("scores", "lists", "limits"),
    [
        ((0.8, 0.9, 1.0, 9.0), False, (0.8 - 0.15 * 8.2, 9.0 + 0.35 * 8.2)),
        ((0.8, 0.9, 1.0, 1.1, 9.0), False, (0.8 - 0.15 * 0.3, 1.1 + 0.35 * 0.3)),
        ((0.5, 0.4, 0.3, 0.2, 0.0), True, (0.2 - 0.35 * 0.3, 0.5 + 0.15 * 0.3)),
        ((0.5, 0.5, 0.5, 0.5), False, (0.5 - 0.15 * 0.005, 0.5 + 0.35 * 0.005)),
    ],
)
def test_the_good_trials_of_a_search_fill_the_picture(scores, lists: bool, limits: tuple[float, float]) -> None:
    _, axes = new_figure(LIGHT)
    record = search(*scores, lists=lists)
    assert record.higher_is_better == lists
    drawn = draw_search(axes, record, LIGHT)
    assert axes.get_ylim() == pytest.approx(limits)
    assert drawn == list(axes.lines)


def test_three_trials_are_all_shown_and_trials_are_counted_in_whole_numbers() -> None:
    _, axes = new_figure(LIGHT)
    draw_search(axes, search(0.8, 0.9, 9.0), LIGHT)
    assert axes.get_ylim()[1] > 9.0
    _, axes = new_figure(LIGHT)
    draw_search(axes, search(None), LIGHT)
    assert axes.get_xlim() == (0.5, 2.5)
    assert all(float(tick).is_integer() for tick in axes.get_xticks())
