"""The painted curves: where they run, how they look, and what the axes say."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF

from movierec_gui.gui.style import apply_text_size, theme_colors
from movierec_gui.gui.widgets.curve_canvas import ChartOptions, CurveCanvas, ShownRun
from movierec_gui.training.curve_series import history_series
from movierec_gui.training.events import EpochRecord


def history(errors):
    return [EpochRecord(epoch, 1.0 / epoch, {"mse": error}, 1e-3, 1.0) for epoch, error in enumerate(errors, 1)]


def run(key, errors, color=0, ratings=8012, steps=()):
    return ShownRun(key, color, history_series(f"Run {key}", history(errors), validation_ratings=ratings, steps=steps))


def curve(key, errors, color=0):
    """A validation curve alone, without marks."""
    shown = run(key, errors, color)
    return replace(shown, series=replace(shown.series, train=shown.series.train * np.nan, best=0, overfitting=0))


@pytest.fixture
def canvas(qtbot):
    made = CurveCanvas()
    qtbot.addWidget(made)
    made.resize(600, 400)
    return made


def height_of(canvas, value):
    """Where a value belongs by the limits and the axes' place alone."""
    low, high = canvas.limits[1]
    return canvas.area.bottom() - (value - low) / (high - low) * canvas.area.height()


def along(canvas, pixels, values, color, reach=2):
    """The share of the way along a curve on which its colour is seen."""
    epochs = np.arange(1, len(values) + 1)
    across = np.arange(canvas.x_of(1) + 12, canvas.x_of(len(values)) - 12)
    heights = np.interp(across, [canvas.x_of(epoch) for epoch in epochs], [height_of(canvas, v) for v in values])
    near = pixels.like(color, 90)
    seen = [near[int(y) - reach : int(y) + reach + 1, int(x)].any() for x, y in zip(across, heights, strict=True)]
    return np.mean(seen)


def test_validation_is_a_solid_line_and_training_a_dashed_one(canvas, pixels_of):
    training = [1.0, 0.98, 0.96, 0.94]
    shown = run("a", [0.9, 0.8, 0.75, 0.72])
    canvas.show_runs([replace(shown, series=replace(shown.series, train=np.array(training)))], ChartOptions())
    pixels, color = pixels_of(canvas), theme_colors().series[0]
    assert along(canvas, pixels, [0.9, 0.8, 0.75, 0.72], color) == 1.0
    assert 0.3 < along(canvas, pixels, training, color) < 0.9


def test_each_run_has_the_colour_of_its_number_and_colours_come_again(canvas, pixels_of):
    colors = theme_colors().series
    canvas.show_runs([curve("a", [0.9, 0.8], 1), curve("b", [0.7, 0.6], len(colors) + 2)], ChartOptions())
    pixels = pixels_of(canvas)
    assert along(canvas, pixels, [0.9, 0.8], colors[1]) == along(canvas, pixels, [0.7, 0.6], colors[2]) == 1.0
    assert [reading.color for reading in canvas.readings(1)] == [colors[1], colors[2]]


def test_the_best_epoch_has_a_disc_and_the_start_of_over_fitting_a_triangle(canvas, pixels_of):
    errors = [0.9, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95]
    shown = run("a", errors)
    assert shown.series.best == 2
    assert shown.series.overfitting > 2
    canvas.show_runs([shown], ChartOptions())
    filled = pixels_of(canvas).like(theme_colors().series[0], 30)

    def around(epoch):
        x, y = round(canvas.x_of(epoch)), round(height_of(canvas, errors[epoch - 1]))
        return filled[y - 3 : y + 4, x - 3 : x + 4].mean()

    assert around(2) > 0.8
    assert around(shown.series.overfitting) > 0.6
    assert around(1) < 0.6
    x, y = round(canvas.x_of(2)), round(height_of(canvas, 0.6))
    assert not filled[y + 7, x]  # no larger than a mark


def test_a_figure_of_somebody_else_is_a_dotted_line_from_edge_to_edge(canvas, pixels_of):
    canvas.show_runs([run("a", [0.9, 0.8])], ChartOptions(reference=("there", 0.5)))
    assert canvas.limits[1][0] < 0.5
    row = pixels_of(canvas).like(theme_colors().muted, 60)
    y, area = int(height_of(canvas, 0.5)), canvas.area
    band = row[y - 1 : y + 2, int(area.left()) : int(area.right())].any(axis=0)
    assert 0.2 < band.mean() < 0.8
    assert band[:20].any()
    assert band[-20:].any()


def test_a_higher_figure_of_somebody_else_is_in_sight_too(canvas):
    canvas.show_runs([run("a", [0.9, 0.8])], ChartOptions(reference=("there", 2.0)))
    assert canvas.limits[1][1] > 2.0


def test_nothing_is_painted_beside_the_axes(canvas, pixels_of):
    canvas.show_runs([run("a", [0.9, 0.8, 0.7, 0.6])], ChartOptions())
    canvas.zoom(4.0, QPointF(300, 200))
    colored = pixels_of(canvas).like(theme_colors().series[0], 60)
    area = canvas.area
    assert colored.any()
    assert not colored[:, : int(area.left()) - 1].any()
    assert not colored[int(area.bottom()) + 2 :].any()
    assert not colored[:, int(area.right()) + 2 :].any()
    assert not colored[: int(area.top()) - 1].any()


def test_the_axes_have_their_titles_ticks_and_a_grid(canvas, pixels_of):
    canvas.show_runs([run("a", [0.9, 0.8, 0.7, 0.6])], ChartOptions())
    pixels, area, colors = pixels_of(canvas), canvas.area, theme_colors()
    text, muted = (pixels.like(color, 60) for color in (colors.text, colors.muted))
    grid = pixels.like(colors.grid, 2)
    below, left = slice(int(area.bottom()) + 1, None), slice(0, int(area.left()) - 1)
    for epoch in (1, 2, 3, 4):
        x = round(canvas.x_of(epoch))
        assert grid[int(area.top()) + 2 : int(area.bottom()) - 2, x - 1 : x + 2].any(axis=1).mean() > 0.8
        assert text[below, x - 4 : x + 5].any(), f"epoch {epoch} is written below its line"
        assert not text[below, x + 20 : x + 40].any()
    numbers = np.flatnonzero(text[:, left].any(axis=1))
    inside = grid[int(area.top()) : int(area.bottom()) + 1, int(area.left()) + 3 : int(area.left()) + 40]
    lines = int(area.top()) + np.flatnonzero(inside.all(axis=1))
    assert len(lines) >= 4
    for line in lines:
        assert np.abs(numbers - line).min() <= 2, "every line has its number at its height"
    middle = (area.left() + area.right()) / 2
    written = np.flatnonzero(muted[int(area.bottom()) + 20 :].any(axis=0))
    assert abs((written.min() + written.max()) / 2 - middle) <= 3  # "Epoch"
    turned = np.flatnonzero(muted[:, :20].any(axis=1))
    assert abs((turned.min() + turned.max()) / 2 - (area.top() + area.bottom()) / 2) <= 3  # "MSE"
    assert turned.max() - turned.min() > 40


def test_a_missing_value_is_a_gap(canvas, pixels_of):
    shown = run("a", [0.9, 0.9, 0.5, 0.9, 0.9])
    validation = np.array([0.9, 0.9, np.nan, 0.9, 0.9])
    series = replace(shown.series, validation=validation, train=validation * np.nan, best=0, overfitting=0)
    canvas.show_runs([replace(shown, series=series)], ChartOptions())
    colored = pixels_of(canvas).like(theme_colors().series[0], 60).any(axis=0)
    first, second, fourth, fifth = (int(canvas.x_of(epoch)) for epoch in (1, 2, 4, 5))
    assert colored[first + 2 : second - 2].all()
    assert colored[fourth + 2 : fifth - 2].all()
    assert not colored[second + 3 : fourth - 3].any()


def test_the_error_within_epochs_is_drawn_where_it_is_wanted(canvas, pixels_of):
    shown = run("a", [0.9, 0.7], steps=[(0.25, 0.8), (0.75, 0.8)])
    series = replace(shown.series, train=shown.series.train * np.nan)

    def colored(steps):
        canvas.show_runs([replace(shown, series=series)], ChartOptions(steps=steps))
        canvas.zoom(0.5)  # the error within an epoch may lie outside
        y, x = int(height_of(canvas, 0.8)), round((canvas.x_of(0.25) + canvas.x_of(0.75)) / 2)
        return pixels_of(canvas).rgb[y - 2 : y + 3, x, 0].min() < 200

    assert colored(steps=True)
    assert not colored(steps=False)


def test_a_smoothed_curve_has_the_measured_one_behind_it(canvas, pixels_of):
    errors = [0.9, 0.5, 0.9, 0.5, 0.9, 0.5]
    canvas.show_runs([curve("a", errors)], ChartOptions(smoothing=0.9))
    pixels, color = pixels_of(canvas), theme_colors().series[0]
    assert along(canvas, pixels, errors, color) < 0.2  # as measured: faint
    faint = (pixels.rgb[:, :, 0] < 215) & (pixels.rgb[:, :, 2] > 190)
    x, y = round(canvas.x_of(1.2)), round(height_of(canvas, 0.82))
    assert faint[y - 3 : y + 4, x - 3 : x + 4].any()
    strong = np.flatnonzero(pixels.like(color, 40)[:, round(canvas.x_of(5.5))])
    assert height_of(canvas, 0.9) < strong.min() < strong.max() < height_of(canvas, 0.5)


def test_on_a_logarithmic_axis_halving_takes_the_same_way_everywhere(canvas):
    canvas.show_runs([run("a", [1.6, 0.8, 0.4])], ChartOptions(logarithmic=True))
    first, second, third = (canvas.readings(epoch)[0].heights[0] for epoch in (1, 2, 3))
    assert second - first == pytest.approx(third - second)
    canvas.show_runs([run("a", [1.6, 0.8, 0.4])], ChartOptions())
    first, second, third = (canvas.readings(epoch)[0].heights[0] for epoch in (1, 2, 3))
    assert second - first == pytest.approx(2 * (third - second))


def test_zoom_and_pan_keep_what_is_under_the_pointer(qtbot, canvas):
    canvas.show_runs([run("a", [0.9, 0.8, 0.7])], ChartOptions())
    middle = canvas.area.center()
    before, width = canvas.epoch_at(middle.x()), canvas.limits[0][1] - canvas.limits[0][0]
    with qtbot.waitSignal(canvas.view_changed):
        canvas.zoom(2.0)
    assert canvas.epoch_at(middle.x()) == pytest.approx(before)
    assert canvas.limits[0][1] - canvas.limits[0][0] == pytest.approx(width / 2)
    at = canvas.epoch_at(200)
    canvas.zoom(1.5, QPointF(200, 100))
    assert canvas.epoch_at(200) == pytest.approx(at)
    low = canvas.limits[1][0]
    with qtbot.waitSignal(canvas.view_changed):
        canvas.pan(30, -20)
    assert canvas.epoch_at(230) == pytest.approx(at)
    assert canvas.limits[1][0] < low
    assert canvas.has_own_view
    with qtbot.waitSignal(canvas.view_changed):
        canvas.reset_view()
    assert not canvas.has_own_view


def test_another_size_shows_the_same_part(canvas):
    canvas.show_runs([run("a", [0.9, 0.8])], ChartOptions())
    before = canvas.limits
    right, bottom = canvas.width() - canvas.area.right(), canvas.height() - canvas.area.bottom()
    canvas.resize(900, 500)
    canvas.grab()
    assert canvas.limits == before
    assert (canvas.width() - canvas.area.right(), canvas.height() - canvas.area.bottom()) == (right, bottom)
    assert canvas.bottom == canvas.area.bottom()


def test_limits_close_in_when_the_curves_leave_much_room(canvas):
    options = ChartOptions(epochs=9)
    canvas.show_runs([curve("a", [1.0, 0.52])], options)
    wide = canvas.limits
    canvas.show_runs([curve("a", [0.98, 0.54])], options)
    assert canvas.limits == wide
    canvas.show_runs([curve("a", [0.6, 0.55, 0.58])], options)
    assert canvas.limits[1][1] < wide[1][1]
    canvas.show_runs([curve("a", [0.6, 0.55, 0.58])], replace(options, epochs=20))
    assert canvas.limits[0][1] > 20


def test_other_runs_get_limits_of_their_own(canvas):
    options = ChartOptions(epochs=9)
    canvas.show_runs([curve("a", [1.0, 0.52])], options)
    wide = canvas.limits
    canvas.show_runs([curve("b", [0.95, 0.55])], options)
    assert canvas.limits != wide


def test_a_logarithmic_chart_keeps_limits_that_serve(canvas):
    options = ChartOptions(logarithmic=True, epochs=9)
    canvas.show_runs([curve("a", [1.0, 0.6])], options)
    before = canvas.limits
    canvas.show_runs([curve("a", [0.95, 0.62])], options)
    assert canvas.limits == before
    canvas.show_runs([curve("a", [0.8, 0.7])], options)
    assert canvas.limits != before


def test_an_epoch_is_read_with_the_height_of_its_points(canvas):
    canvas.show_runs([run("a", [0.9, 0.8, 0.7])], ChartOptions())
    (reading,) = canvas.readings(2)
    assert reading.text == "Run a: validation 0.8000, training 0.5000"
    assert reading.heights[0] == pytest.approx(height_of(canvas, 0.8))
    assert reading.heights[1] == pytest.approx(height_of(canvas, 0.5))
    assert canvas.readings(4) == ()


def test_the_canvas_paints_every_kind_of_run(qtbot):
    canvas = CurveCanvas()
    qtbot.addWidget(canvas)
    canvas.resize(500, 300)
    empty = canvas.grab().toImage()
    runs = [
        run("one epoch", [0.9], 0),
        run("over-fitted", [0.9, 0.7, 0.8, 0.9], 1, steps=[(0.5, 2.0), (1.0, 1.0), (1.5, 0.8)]),
        ShownRun("unvalidated", 2, replace(run("x", [0.9, 0.8]).series, validation=history_series("", []).train[:0])),
        ShownRun("new", 3, history_series("new", [])),
    ]
    nan = run("y", [0.9, 0.8]).series
    runs[2] = ShownRun("unvalidated", 2, replace(nan, validation=nan.validation * float("nan")))
    for options in (ChartOptions(), ChartOptions(True, 0.6, ("there", 0.75), False, 9)):
        canvas.show_runs(runs, options)
        assert canvas.grab().toImage() != empty
    assert canvas.readings(2)[-1].text == "Run y: training 0.5000"


def test_what_is_fitted_at_once_is_a_level_line(canvas, pixels_of):
    canvas.show_runs([curve("once", [0.8]), curve("learning", [0.9, 0.7, 0.8, 0.85], 1)], ChartOptions())
    pixels = pixels_of(canvas)
    row = pixels.like(theme_colors().series[0], 90)[int(height_of(canvas, 0.8)) - 2 : int(height_of(canvas, 0.8)) + 3]
    inside = row.any(axis=0)[int(canvas.area.left()) + 2 : int(canvas.area.right()) - 2]
    assert inside.mean() > 0.9


def test_limits_stay_while_they_serve(qtbot):
    canvas = CurveCanvas()
    qtbot.addWidget(canvas)
    options = ChartOptions(epochs=10)
    canvas.show_runs([run("a", [0.9, 0.8])], options)
    first = canvas.limits
    canvas.show_runs([run("a", [0.9, 0.82])], options)
    assert canvas.limits == first
    canvas.show_runs([run("a", [0.9, 0.8, 0.79, 0.2])], options)
    assert canvas.limits[1][0] < 0.2


def test_what_a_place_hides_of_the_curves_is_counted_in_pixels(qtbot):
    canvas = CurveCanvas()
    qtbot.addWidget(canvas)
    canvas.resize(600, 400)
    canvas.show_runs([run("a", [0.8, 0.8, 0.8])], ChartOptions(epochs=3))
    place = canvas.area
    whole = canvas.hidden_by(place)
    assert whole >= canvas.x_of(3) - canvas.x_of(1) - 1
    assert 0 < canvas.hidden_by(QRectF(place.left(), place.top(), place.width() / 2, place.height())) < whole
    assert canvas.hidden_by(QRectF(-50, -50, 10, 10)) == 0


def test_a_level_line_counts_as_well(qtbot):
    canvas = CurveCanvas()
    qtbot.addWidget(canvas)
    canvas.resize(600, 400)
    canvas.show_runs([run("a", [0.8])], ChartOptions(epochs=1))
    # Validation and training, all across.
    assert canvas.hidden_by(canvas.area) == pytest.approx(2 * canvas.area.width(), abs=4)


def test_larger_numbers_have_room_beside_the_axis(canvas, qapp):
    canvas.show()
    canvas.show_runs([run("a", [1.05, 0.885])], ChartOptions())
    usual = canvas.area.left()
    apply_text_size(qapp, 150)
    qapp.processEvents()
    assert canvas.area.left() == usual * 1.5
    assert canvas.area.left() - 24 >= canvas.fontMetrics().horizontalAdvance("1.025")
    apply_text_size(qapp, 0)
    qapp.processEvents()
    assert canvas.area.left() == usual
