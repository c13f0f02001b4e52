"""The picture of a comparison."""

from __future__ import annotations

import pytest

from movierec_gui.data.splits import SplitConfig
from movierec_gui.figures import LIGHT, draw_splits, new_figure
from movierec_gui.training.compare import Comparison, Result
from movierec_gui.training.comparison_records import ComparisonRecord, Entry

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
