from __future__ import annotations

import numpy as np
import pytest

from movierec_gui.training.curve_series import (
    HistorySeries,
    history_limits,
    history_series,
    legend_entries,
    marked_point,
)
from movierec_gui.training.events import EpochRecord


def history(errors: list[float], validated: bool = True) -> list[EpochRecord]:
    return [
        EpochRecord(epoch, 1.0 / epoch, {"mse": error, "rmse": error**0.5} if validated else {}, 1e-3, 1.0)
        for epoch, error in enumerate(errors, 1)
    ]


def test_series_hold_the_history_and_its_best_epoch() -> None:
    series = history_series("run", history([0.9, 0.7, 0.8]))
    assert series.epochs.tolist() == [1, 2, 3]
    assert series.train.tolist() == [1.0, 0.5, 1 / 3]
    assert series.validation.tolist() == [0.9, 0.7, 0.8]
    assert series.best == 2


def test_series_can_show_another_metric() -> None:
    series = history_series("run", history([0.81, 0.64]), "rmse")
    np.testing.assert_allclose(series.validation, [0.9, 0.8])


def test_limits_hold_what_matters() -> None:
    run = history_series("a", history([3.0, 0.9, 0.7]))
    (left, right), (low, high) = history_limits([run], epochs=20)
    assert left == 0.0
    assert right >= 20
    assert low < 1 / 3
    assert 1.0 < high < 1.4  # the first epoch's validation error is far off and may stay outside
    _, (low, high) = history_limits([run], logarithmic=True)
    assert 0.0 < low < 1 / 3 < 1.0 < high
    assert history_limits([]) == history_limits([history_series("new", [])])


def test_limits_hold_the_best_of_a_failed_run_too() -> None:
    runs = [history_series("a", history([0.9, 0.7])), history_series("failed", history([9.0, 7.62]))]
    _, (low, high) = history_limits(runs)
    assert low < 0.5
    assert 7.62 < high < 9.0


def test_a_run_that_starts_does_not_move_the_limits_of_the_others() -> None:
    done = history_series("a", history([0.9, 0.7]))
    fresh = history_series("b", [], steps=[(0.1, 13.0), (0.2, 9.0)])
    assert history_limits([done, fresh]) == history_limits([done])


def test_steps_have_a_gap_where_the_running_mean_starts_anew() -> None:
    run = history_series("a", [], steps=[(0.5, 2.0), (1.0, 1.5), (1.5, 1.0), (2.0, 0.9), (2.5, 0.8)])
    assert np.flatnonzero(np.isnan(run.steps[:, 0])).tolist() == [2, 5]
    assert len(history_series("new", []).steps) == 0


def test_limits_follow_the_first_epoch_while_it_runs() -> None:
    run = history_series("a", [], steps=[(0.1, 13.0), (0.2, 4.0), (0.3, 2.0)])
    _, (low, high) = history_limits([run])
    assert low < 2.0
    assert 4.0 < high < 5.0


def test_a_run_whose_errors_are_not_known_yet_has_limits_all_the_same() -> None:
    unknown = np.full(2, np.nan)
    steps = np.array([[0.5, np.nan], [0.9, np.nan]])
    silent = HistorySeries("fits itself", np.empty(0, np.int64), np.empty(0), np.empty(0), steps=steps)
    assert history_limits([silent]) == ((0.0, 2.0), pytest.approx((0.44, 1.56)))
    trained = HistorySeries("trained", np.array([1, 2]), np.array([1.0, 0.9]), unknown)
    assert history_limits([silent, trained]) == history_limits([trained])


def test_the_only_epoch_of_a_run_stands_in_the_middle() -> None:
    (left, right), _ = history_limits([history_series("a", history([0.9]))], epochs=1)
    assert (left, right) == (0.0, 2.0)


def test_a_mark_lies_on_the_validation_curve_else_on_the_training_curve() -> None:
    assert marked_point(history_series("a", history([0.9, 0.7])), 2) == (2, 0.7)
    assert marked_point(history_series("a", history([0.9, 0.7], validated=False)), 2) == (2, 0.5)
    assert marked_point(history_series("a", history([0.9])), 3) is None


def test_limits_leave_a_little_room() -> None:
    flat = history_series("a", history([0.9, 0.9], validated=False))
    _, (low, high) = history_limits([flat])
    assert (low, high) == (pytest.approx(0.5 - 0.06 * 0.5), pytest.approx(1.0 + 0.06 * 0.5))
    (left, right), _ = history_limits([flat])
    assert (left, right) == (0.0, pytest.approx(2.04))
    same = HistorySeries("b", np.array([1, 2]), np.full(2, 0.8), np.full(2, 0.8))
    assert history_limits([same])[1] == (pytest.approx(0.792), pytest.approx(0.808))
    _, (low, high) = history_limits([flat], logarithmic=True)
    assert low * high == pytest.approx(0.5)
    assert high == pytest.approx(2.0**0.06)
    assert history_limits([same], logarithmic=True)[1] == (pytest.approx(0.8 / 1.01), pytest.approx(0.8 * 1.01))


def test_a_logarithmic_axis_leaves_an_error_of_zero_out() -> None:
    run = HistorySeries("b", np.array([1, 2]), np.array([0.4, 0.0]), np.array([0.4, 0.5]))
    _, (low, high) = history_limits([run], logarithmic=True)
    assert 0 < low < 0.4 < 0.5 < high


def test_the_legend_names_the_runs_and_what_lines_and_marks_mean() -> None:
    meaning = [("training (while learning)", "dashed", None), ("best epoch", "circle", None)]
    one, other = (history_series(name, history([0.9, 0.7]), validation_ratings=1_200) for name in "ab")
    less = history_series("c", history([0.9]), validation_ratings=300)
    unknown = history_series("d", history([0.9]))

    def told(*series: HistorySeries, reference: str = "") -> list[tuple[str, str, int | None]]:
        return [(entry.label, entry.symbol, entry.run) for entry in legend_entries(series, reference)]

    shared = ("validation (1,200 ratings)", "solid", None)
    assert told(one, other) == [("a", "solid", 0), ("b", "solid", 1), shared, *meaning]
    assert told(one, reference="best") == [("a", "solid", 0), ("best", "dotted", None), shared, *meaning]
    assert told(one, less, unknown) == [
        ("a · validation (1,200 ratings)", "solid", 0),
        ("c · validation (300 ratings)", "solid", 1),
        ("d · validation", "solid", 2),
        ("validation", "solid", None),
        *meaning,
    ]
    fitted = history_series("e", history([0.9, 0.5, 0.6, 0.7]))
    assert fitted.overfitting == 3
    assert told(fitted) == [
        ("e", "solid", 0), ("validation", "solid", None), *meaning, ("over-fitting from here", "triangle", None)
    ]  # fmt: skip
