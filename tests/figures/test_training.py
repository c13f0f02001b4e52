from __future__ import annotations

import numpy as np

from movierec_gui.figures import LIGHT, draw_comparison, draw_history, history_series, new_figure
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


def test_history_draws_two_curves_and_the_best_epoch_per_run() -> None:
    _, axes = new_figure(LIGHT)
    lines = draw_history(axes, [history_series("a", history([0.9, 0.7])), history_series("b", history([0.8]))], LIGHT)
    assert len(lines) == 6
    assert [line.get_color() for line in lines] == [LIGHT.color(0)] * 3 + [LIGHT.color(1)] * 3
    assert lines[2].get_xydata().tolist() == [[2.0, 0.7]]
    names = [text.get_text() for text in axes.get_legend().get_texts()]
    assert names == ["a", "b", "validation", "training (with dropout)", "best epoch"]


def test_the_best_epoch_lies_on_the_training_curve_where_nothing_was_validated() -> None:
    _, axes = new_figure(LIGHT)
    lines = draw_history(axes, [history_series("a", history([0.9, 0.7], validated=False))], LIGHT)
    assert lines[2].get_xydata().tolist() == [[2.0, 0.5]]


def test_no_history_is_an_empty_chart() -> None:
    _, axes = new_figure(LIGHT)
    assert draw_history(axes, [], LIGHT, logarithmic=True) == []
    assert draw_history(axes, [history_series("new", [])], LIGHT)[0].get_xydata().shape == (0, 2)
    assert axes.get_xlabel() == "Epoch"


def test_comparison_has_a_row_per_model_from_the_top() -> None:
    _, axes = new_figure(LIGHT)
    artists = draw_comparison(axes, ["LSTM", "Global mean"], [0.77, 1.12], LIGHT, highlight=0)
    assert [label.get_text() for label in axes.get_yticklabels()] == ["LSTM", "Global mean"]
    assert axes.get_ylim()[0] > axes.get_ylim()[1]
    assert [artist.get_text() for artist in artists if hasattr(artist, "get_text")] == ["0.7700", "1.1200"]
