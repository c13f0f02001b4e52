"""The picture of a comparison."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from movierec_gui.data.splits import SplitConfig
from movierec_gui.figures import LIGHT, draw_splits, new_figure
from movierec_gui.training.comparing.record import ComparisonRecord, Entry
from movierec_gui.training.comparing.table import Comparison, Result
from movierec_gui.training.ranking import ListFigures

LONG = "A network with a name that is much too long for a chart"


def record(errors: dict[str, tuple[float, ...]], told: tuple[str, ...] = ()) -> ComparisonRecord:
    results = tuple(
        Result(label, SplitConfig(seed=seed), 1, {"mse": mse, "rmse": mse, "mae": mse}, mse, 1, 1.0,
               uses_moment=label in told)
        for label, values in errors.items()
        for seed, mse in enumerate(values)
    )  # fmt: skip
    entries = tuple(Entry(label, {}, label in told) for label in (*errors, "waiting"))
    comparison = Comparison("d", "h", results)
    return ComparisonRecord("id", "2026-01-01T00:00:00+00:00", "finished", entries, (), (), comparison)


def drawn(shown: ComparisonRecord):
    _, axes = new_figure(LIGHT)
    return axes, draw_splits(axes, shown, LIGHT)


def test_models_with_results_stand_best_on_top() -> None:
    axes, artists = drawn(record({"worse": (0.80, 0.82), LONG: (0.75, 0.77)}))
    assert [text.get_text() for text in axes.get_yticklabels()] == [f"{LONG[:33]}…", "worse"]
    assert axes.get_ylim()[0] > axes.get_ylim()[1]
    dots = [list(line.get_xdata()) for line in axes.lines if line.get_marker() == "o"]
    assert dots == [[0.75, 0.77], [0.80, 0.82]]
    means = [line.get_xdata()[0] for line in axes.lines if line.get_marker() == "D"]
    assert means == pytest.approx([0.76, 0.81])
    assert len(artists) == 1 + 2 * 3
    assert not axes.texts


def test_a_far_model_is_named_and_does_not_squeeze_the_others() -> None:
    axes, _ = drawn(record({"good": (0.75,), "far": (1.5,)}))
    assert axes.get_xlim()[1] < 0.8
    assert [text.get_text() for text in axes.texts] == ["1.5000 →"]
    assert len(axes.lines) == 3  # the best mean, a dot and a mean: one split has no interval


def test_models_that_are_told_the_moment_stand_below_a_line() -> None:
    axes, _ = drawn(record({"a": (0.75, 0.76), "told": (0.70, 0.71)}, told=("told",)))
    assert list(axes.lines[0].get_ydata()) == [-1.0, 0.5]  # the best mean of the plain ones ends above them
    assert [text.get_text() for text in axes.get_yticklabels()] == ["a", "told"]
    assert [text.get_text() for text in axes.texts] == ["context-aware: not to be compared with plain models"]


def test_intervals_are_not_cut_off_where_there_is_room() -> None:
    shown = record({"a": (0.75, 0.76), "b": (0.76, 0.78)})
    axes, _ = drawn(shown)
    means = [(row.figures["mse"], row.figures["mse_interval"]) for row in shown.standings()[0] if row.figures]
    assert axes.get_xlim()[0] < min(mean - half for mean, half in means)
    assert "95 % interval" in axes.get_xlabel()


def test_wide_intervals_do_not_squeeze_the_errors() -> None:
    axes, _ = drawn(record({"a": (0.5, 0.9)}))
    assert 0.5 < axes.get_xlim()[0] < axes.get_xlim()[1] < 0.95


def test_one_split_is_said_to_give_no_interval() -> None:
    axes, _ = drawn(record({"a": (0.75,)}))
    assert "no interval" in axes.get_xlabel()


def test_without_results_there_is_nothing_to_draw() -> None:
    axes, artists = drawn(record({}))
    assert artists == []
    assert not axes.lines


def test_the_best_of_each_part_has_the_accent_and_the_others_are_grey() -> None:
    axes, _ = drawn(record({"a": (0.75, 0.76), "b": (0.8, 0.81), "told": (0.70, 0.71)}, told=("told",)))
    colors = [line.get_color() for line in axes.lines if line.get_marker() == "D"]
    assert colors == [LIGHT.color(0), LIGHT.muted, LIGHT.color(0)]
    assert [line.get_color() for line in axes.lines if line.get_marker() == "o"] == colors


def test_rows_hold_dots_an_interval_and_a_mean_at_their_height() -> None:
    shown = record({"a": (0.75, 0.76), "b": (0.80, 0.83)})
    axes, _ = drawn(shown)
    _, dots, interval, mean = axes.lines[0], *axes.lines[4:]
    half = float(shown.standings()[0][1].figures["mse_interval"])
    assert dots.get_xydata().tolist() == [[0.80, 1.0], [0.83, 1.0]]
    assert list(interval.get_xdata()) == pytest.approx([0.815 - half, 0.815 + half])
    assert list(interval.get_ydata()) == [1, 1]
    assert mean.get_xydata().tolist() == [[pytest.approx(0.815), 1.0]]
    assert dots.get_linestyle() == "None"
    assert interval.get_linestyle() == "-"
    assert mean.get_markersize() > dots.get_markersize()
    assert mean.get_markeredgecolor() == LIGHT.background
    assert 0.2 < dots.get_alpha() < interval.get_alpha() < 1.0


def test_the_best_mean_is_a_dotted_line_behind_everything() -> None:
    axes, artists = drawn(record({"a": (0.75, 0.76), "b": (0.80, 0.83)}))
    line = axes.lines[0]
    assert line in artists
    assert (line.get_linestyle(), line.get_color(), line.get_zorder()) == (":", LIGHT.muted, 0)
    assert list(line.get_xdata()) == pytest.approx([0.755, 0.755])
    assert list(line.get_ydata()) == [-1.0, 1.5]


def test_every_model_has_a_row_with_room_above_and_below() -> None:
    figure, axes = new_figure(LIGHT)
    draw_splits(axes, record({"a": (0.75, 0.76), "b": (0.80, 0.83)}), LIGHT)
    assert axes.get_ylim() == (pytest.approx(1.6), pytest.approx(-0.6))
    figure.draw_without_rendering()
    assert not any(line.get_visible() for line in axes.get_ygridlines())
    assert len(axes.get_xticks()) <= 8
    assert axes.get_xlabel().startswith("Test MSE (stars²), lower is better: a dot per split")


def test_the_ground_of_context_aware_models_begins_below_the_plain_ones() -> None:
    axes, _ = drawn(record({"a": (0.75,), "b": (0.8,), "told": (0.70,)}, told=("told",)))
    (ground,) = axes.patches
    assert ground.get_xy()[1] == 1.5
    assert ground.get_y() + ground.get_height() == pytest.approx(axes.get_ylim()[0])
    assert ground.get_zorder() < 0
    (note,) = axes.texts
    assert note.xy == (1.0, 1.5)
    assert (note.get_ha(), note.get_va()) == ("right", "top")


def test_a_far_model_is_named_at_the_right_edge_of_its_row() -> None:
    axes, _ = drawn(record({"good": (0.75,), "far": (1.5,)}))
    (name,) = axes.texts
    assert name.xy == (1.0, 1)
    assert (name.get_ha(), name.get_va(), name.get_color()) == ("right", "center", LIGHT.muted)
    assert name.get_position() == (-4, 0)


def test_a_model_a_quarter_worse_than_the_best_is_still_drawn() -> None:
    axes, _ = drawn(record({"good": (0.8,), "near": (0.99,)}))
    assert not axes.texts
    assert axes.get_xlim()[1] > 0.99


def test_room_is_left_beside_the_errors() -> None:
    axes, _ = drawn(record({"a": (0.75,), "b": (0.85,)}))
    low, high = axes.get_xlim()
    assert (low, high) == (pytest.approx(0.75 - 0.008), pytest.approx(0.85 + 0.008))
    axes, _ = drawn(record({"a": (0.75,)}))
    assert axes.get_xlim() == (pytest.approx(0.7485), pytest.approx(0.7515))


def test_only_context_aware_models_are_drawn_alone() -> None:
    axes, _ = drawn(record({"told": (0.70, 0.71)}, told=("told",)))
    assert list(axes.lines[0].get_ydata()) == [-1.0, 0.5]
    assert axes.patches[0].get_xy()[1] == -0.5


def lists(label: str, seed: int, ndcg: float) -> Result:
    figures = ListFigures(10, 5, ndcg, 0.1, 0.1, 0.1, 1.0, 0.5, 3.0, 0.9)
    return Result(label, SplitConfig(seed=seed), 0, {}, math.nan, 0, 1.0, ranking=figures)


def test_recommenders_are_left_out_of_errors_and_stand_by_their_ndcg() -> None:
    results = [
        lists(label, seed, ndcg + seed / 10) for label, ndcg in (("poor", 0.1), ("fine", 0.3)) for seed in (0, 1)
    ]
    shown = record({"net": (0.7, 0.8)})
    shown = replace(shown, comparison=replace(shown.comparison, results=(*shown.comparison.results, *results)))
    axes, _ = drawn(shown)
    assert [text.get_text() for text in axes.get_yticklabels()] == ["net"]
    _, axes = new_figure(LIGHT)
    draw_splits(axes, replace(shown, entries=()), LIGHT, "ndcg")
    assert [text.get_text() for text in axes.get_yticklabels()] == ["fine", "poor"]
    assert "higher is better" in axes.get_xlabel()
    assert 0.0 <= axes.get_xlim()[0] < axes.get_xlim()[1]
