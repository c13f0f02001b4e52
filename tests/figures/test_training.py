from __future__ import annotations

import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex

from movierec_gui.figures import LIGHT, draw_comparison, draw_history, new_figure
from movierec_gui.figures.training import draw_rate_search
from movierec_gui.training.curve_series import history_limits, history_series
from movierec_gui.training.events import EpochRecord
from movierec_gui.training.lr_finder import RateSearch


def history(errors: list[float], validated: bool = True) -> list[EpochRecord]:
    return [
        EpochRecord(epoch, 1.0 / epoch, {"mse": error, "rmse": error**0.5} if validated else {}, 1e-3, 1.0)
        for epoch, error in enumerate(errors, 1)
    ]


def test_history_draws_two_curves_and_the_best_epoch_per_run() -> None:
    _, axes = new_figure(LIGHT)
    lines = draw_history(axes, [history_series("a", history([0.9, 0.7])), history_series("b", history([0.8]))], LIGHT)
    assert len(lines) == 6
    assert [line.get_color() for line in lines] == [LIGHT.color(0)] * 3 + [LIGHT.color(1)] * 3
    assert lines[2].get_xydata().tolist() == [[2.0, 0.7]]
    names = [text.get_text() for text in axes.get_legend().get_texts()]
    assert names == ["a", "b", "validation", "training (while learning)", "best epoch"]


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


def names_of(axes: Axes) -> list[str]:
    return [text.get_text() for text in axes.get_legend().get_texts()]


def test_the_legend_names_the_validation_part_once_where_the_runs_share_it() -> None:
    _, axes = new_figure(LIGHT)
    runs = [history_series(name, history([0.9, 0.7]), validation_ratings=8012) for name in ("a", "b")]
    draw_history(axes, runs, LIGHT)
    assert names_of(axes)[:3] == ["a", "b", "validation (8,012 ratings)"]


def test_the_legend_names_the_validation_part_of_each_run_where_they_differ() -> None:
    _, axes = new_figure(LIGHT)
    runs = [history_series("a", history([0.9]), validation_ratings=size) for size in (8012, 20000)]
    draw_history(axes, runs, LIGHT)
    assert names_of(axes)[:3] == ["a · validation (8,012 ratings)", "a · validation (20,000 ratings)", "validation"]


def test_over_fitting_and_the_steps_within_an_epoch_are_drawn() -> None:
    _, axes = new_figure(LIGHT)
    run = history_series("a", history([0.9, 0.7, 0.8, 0.9]), steps=[(0.5, 2.0), (1.0, 1.5)])
    lines = draw_history(axes, [run], LIGHT)
    assert run.overfitting == 3
    assert [[3.0, 0.8]] in [line.get_xydata().tolist() for line in lines]
    assert [[0.5, 2.0], [1.0, 1.5]] in [line.get_xydata().tolist() for line in lines]
    assert "over-fitting from here" in names_of(axes)


def test_smoothing_keeps_the_curve_itself() -> None:
    _, axes = new_figure(LIGHT)
    run = history_series("a", history([0.9, 0.7, 0.8]))
    plain = [list(line.get_ydata()) for line in draw_history(axes, [run], LIGHT)]
    smooth = [list(line.get_ydata()) for line in draw_history(axes, [run], LIGHT, smoothing=0.6)]
    assert [0.9, 0.7, 0.8] in plain
    assert [0.9, 0.7, 0.8] in smooth
    assert len(smooth) == len(plain) + 1


def test_a_reference_line_carries_its_name() -> None:
    _, axes = new_figure(LIGHT)
    lines = draw_history(axes, [history_series("a", history([0.9, 0.7]))], LIGHT, reference=("elsewhere", 0.6))
    assert lines[-1].get_ydata() == [0.6, 0.6]
    assert "elsewhere" in names_of(axes)


def test_a_logarithmic_axis_writes_plain_numbers() -> None:
    figure, axes = new_figure(LIGHT)
    draw_history(axes, [history_series("a", history([0.9, 0.7, 0.72]))], LIGHT, logarithmic=True)
    figure.canvas.draw()
    texts = [label.get_text() for label in axes.get_yticklabels()]
    assert {"0.6", "0.8"} <= set(texts)
    assert not any("math" in text for text in texts)


@pytest.mark.parametrize(
    ("losses", "scale", "top"),
    [
        pytest.param((1.1, 1.1, 0.9, 0.8, 3.0), "linear", 1.2, id="what blows up is cut off"),
        pytest.param((11.0, 8.0, 1.0, 1.2), "linear", 11.0, id="the fall is shown whole"),
        pytest.param((7e5, 1e4, 50.0, 60.0), "log", 7e5, id="a fall of decades needs a logarithmic axis"),
    ],
)
def test_a_rate_test_shows_the_fall_and_where_it_ends(losses: tuple[float, ...], scale: str, top: float) -> None:
    _, axes = new_figure(LIGHT)
    rates = tuple(10.0 ** (number - 5) for number in range(len(losses)))
    draw_rate_search(axes, RateSearch(rates, losses, 1e-4), LIGHT)
    assert axes.get_yscale() == scale
    assert axes.get_ylim()[1] == pytest.approx(1.05 * top)


def test_a_run_of_one_epoch_is_a_level_to_compare_with() -> None:
    _, axes = new_figure(LIGHT)
    one, two = (draw_history(axes, [history_series("a", history(errors))], LIGHT) for errors in ([0.9], [0.9, 0.7]))
    assert [list(line.get_xdata()) for line in one[:2]] == [[0, 1], [0, 1]]  # shares of the axes' width
    assert set(one[1].get_ydata()) == {0.9}
    assert list(two[1].get_xdata()) == [1, 2]


def test_kinds_of_curves_are_told_apart_by_their_line() -> None:
    _, axes = new_figure(LIGHT)
    run = history_series("a", history([0.9, 0.7, 0.8, 0.9]), steps=[(0.5, 2.0), (1.0, 1.5)])
    train, validation, best, overfitting, steps, raw = draw_history(axes, [run], LIGHT, smoothing=0.5)
    assert train.get_linestyle() == "--"
    assert validation.get_linestyle() == steps.get_linestyle() == raw.get_linestyle() == "-"
    assert validation.get_linewidth() > train.get_linewidth() >= steps.get_linewidth()
    strength = [line.get_alpha() or 1.0 for line in (validation, train, steps, raw)]
    assert strength[0] > strength[1] > strength[2] > strength[3] > 0.2
    assert (best.get_marker(), overfitting.get_marker()) == ("o", "v")
    for mark in (best, overfitting):
        assert mark.get_markeredgecolor() == LIGHT.background
        assert 6 <= mark.get_markersize() <= 9
    assert {line.get_color() for line in (train, validation, best, overfitting, steps, raw)} == {LIGHT.color(0)}


def test_epochs_are_whole_numbers_on_the_axis() -> None:
    figure, axes = new_figure(LIGHT)
    draw_history(axes, [history_series("a", history([0.9, 0.7]))], LIGHT)
    figure.draw_without_rendering()
    assert all(float(tick).is_integer() for tick in axes.get_xticks())
    assert (axes.get_xlabel(), axes.get_ylabel(), axes.get_yscale()) == ("Epoch", "MSE (stars²)", "linear")


def test_a_logarithmic_chart_has_no_lines_between_its_numbers() -> None:
    figure, axes = new_figure(LIGHT)
    draw_history(axes, [history_series("a", history([0.9, 0.5, 0.4]))], LIGHT, logarithmic=True)
    figure.draw_without_rendering()
    assert axes.get_yscale() == "log"
    assert len(axes.get_yticks(minor=True)) == 0
    assert 3 <= len(axes.get_yticks()) <= 12


def test_the_chart_shows_the_limits_that_matter() -> None:
    _, axes = new_figure(LIGHT)
    run = history_series("a", history([3.0, 0.9, 0.7]))
    draw_history(axes, [run], LIGHT)
    assert (axes.get_xlim(), axes.get_ylim()) == history_limits([run])
    _, axes = new_figure(LIGHT)
    draw_history(axes, [run], LIGHT, logarithmic=True)
    assert (axes.get_xlim(), axes.get_ylim()) == history_limits([run], logarithmic=True)


def test_the_legend_has_a_column_for_the_names_of_several_runs() -> None:
    figure, axes = new_figure(LIGHT)

    def columns() -> int:
        figure.draw_without_rendering()
        texts = axes.get_legend().get_texts()
        return len({round(text.get_window_extent().x0) for text in texts})

    draw_history(axes, [history_series("a", history([0.9]))], LIGHT)
    assert columns() == 1
    draw_history(axes, [history_series("a", history([0.9])), history_series("b", history([0.8]))], LIGHT)
    assert columns() == 2
    legend = axes.get_legend()
    assert legend.get_frame().get_facecolor()[:3] == (1.0, 1.0, 1.0)
    assert 0.5 < legend.get_frame().get_alpha() < 1.0
    assert all(to_hex(text.get_color()) == LIGHT.text for text in legend.get_texts())
    handles = [to_hex(handle.get_color()) for handle in legend.legend_handles]
    assert handles[:2] == [LIGHT.color(0), LIGHT.color(1)]
    assert set(handles[2:]) == {LIGHT.muted}


def test_a_run_may_bring_its_colour() -> None:
    _, axes = new_figure(LIGHT)
    lines = draw_history(axes, [history_series("a", history([0.9]), color="#123456")], LIGHT)
    assert {line.get_color() for line in lines} == {"#123456"}


def test_a_reference_is_dotted_and_muted() -> None:
    _, axes = new_figure(LIGHT)
    line = draw_history(axes, [history_series("a", history([0.9]))], LIGHT, reference=("elsewhere", 0.6))[-1]
    assert (line.get_linestyle(), line.get_color(), line.get_label()) == (":", LIGHT.muted, "elsewhere")


def test_a_rate_test_marks_the_rate_that_it_suggests() -> None:
    _, axes = new_figure(LIGHT)
    rates, losses = (1e-5, 1e-4, 1e-3), (1.0, 0.8, 0.9)
    curve, mark = draw_rate_search(axes, RateSearch(rates, losses, 1e-4), LIGHT)
    assert (list(curve.get_xdata()), list(curve.get_ydata())) == (list(rates), list(losses))
    assert list(mark.get_xdata()) == [1e-4, 1e-4]
    assert (mark.get_linestyle(), mark.get_color(), curve.get_color()) == ("--", LIGHT.color(1), LIGHT.color(0))
    assert [text.get_text() for text in axes.texts] == ["0.0001"]
    assert axes.texts[0].xy == (1e-4, 0.97)
    assert axes.get_xscale() == "log"
    assert axes.get_ylim()[0] == pytest.approx(0.72)
    assert axes.get_xlabel() == "Learning rate"


def test_errors_side_by_side_are_written_beside_their_dots() -> None:
    _, axes = new_figure(LIGHT)
    artists = draw_comparison(axes, ["LSTM", "Global mean"], [0.77, 1.12], LIGHT, highlight=1, metric="RMSE")
    dots, texts = artists[::2], artists[1::2]
    assert [dot.get_color() for dot in dots] == [LIGHT.muted, LIGHT.color(0)]
    assert [dot.get_xydata().tolist() for dot in dots] == [[[0.77, 0.0]], [[1.12, 1.0]]]
    assert [text.xy for text in texts] == [(0.77, 0), (1.12, 1)]
    assert all(text.get_position()[0] > 0 for text in texts)
    assert axes.get_ylim() == (1.5, -0.5)
    low, high = axes.get_xlim()
    assert 0.77 - low == pytest.approx(high - 1.12)
    assert high - low > 1.3 * (1.12 - 0.77)
    assert axes.get_xlabel() == "RMSE, lower is better"
    assert [tick.get_text() for tick in axes.get_yticklabels()] == ["LSTM", "Global mean"]


def test_the_first_row_stands_out_unless_another_is_named() -> None:
    _, axes = new_figure(LIGHT)
    artists = draw_comparison(axes, ["a", "b"], [0.7, 0.8], LIGHT)
    assert [dot.get_color() for dot in artists[::2]] == [LIGHT.color(0), LIGHT.muted]
    assert axes.get_xlabel() == "MSE, lower is better"
