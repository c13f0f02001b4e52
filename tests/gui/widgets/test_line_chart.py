"""The live chart: what it shows, how often it redraws, how it is read and zoomed."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from movierec_gui.errors import UserError
from movierec_gui.gui.style import theme_colors
from movierec_gui.gui.widgets.curve_canvas import ShownRun
from movierec_gui.gui.widgets.line_chart import LineChart
from movierec_gui.training.curve_series import history_series
from movierec_gui.training.events import EpochRecord


def history(errors):
    return [EpochRecord(epoch, 1.0 / epoch, {"mse": error}, 1e-3, 1.0) for epoch, error in enumerate(errors, 1)]


def run(key, errors, color=0, ratings=8012, steps=()):
    return ShownRun(key, color, history_series(f"Run {key}", history(errors), validation_ratings=ratings, steps=steps))


@pytest.fixture
def chart(qtbot):
    made = LineChart()
    qtbot.addWidget(made)
    made.resize(800, 400)
    made.show()
    return made


@pytest.fixture
def drawn(qtbot, chart):
    chart.set_runs([run("a", [0.9, 0.7, 0.8, 0.85, 0.9]), run("b", [0.95, 0.8], 1)])
    qtbot.waitUntil(lambda: len(chart.canvas.runs) == 2 and chart.canvas.paints > 0)
    return chart


def move_to(chart, epoch):
    at = QPointF(chart.canvas.x_of(epoch), 100.0)
    none = Qt.MouseButton.NoButton
    event = QMouseEvent(QEvent.Type.MouseMove, at, at, none, none, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(chart.canvas, event)


def turn_wheel(chart, steps, at):
    event = QWheelEvent(
        at, at, QPoint(), QPoint(0, 120 * steps), Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(chart.canvas, event)


def test_without_runs_it_says_what_to_do(qtbot, chart):
    assert not chart.canvas.isVisible()
    chart.set_runs([run("a", [0.9, 0.8])])
    qtbot.waitUntil(chart.canvas.isVisible)
    chart.set_runs([])
    qtbot.waitUntil(lambda: not chart.canvas.isVisible())


def test_the_legend_names_runs_and_the_validation_part(drawn):
    assert drawn.legend.labels == (
        "Run a",
        "Run b",
        "validation (8,012 ratings)",
        "training (while learning)",
        "best epoch",
        "over-fitting from here",
    )


def test_the_pointer_reads_the_nearest_epoch(drawn):
    move_to(drawn, 2.2)
    assert drawn.reading.splitlines() == [
        "Epoch 2",
        "Run a: validation 0.7000, training 0.5000",
        "Run b: validation 0.8000, training 0.5000",
    ]
    move_to(drawn, 5)
    assert drawn.reading.splitlines() == ["Epoch 5", "Run a: validation 0.9000, training 0.2000"]
    QApplication.sendEvent(drawn.canvas, QEvent(QEvent.Type.Leave))
    assert drawn.reading == ""


def test_arrow_keys_read_the_epochs(qtbot, drawn):
    for key, epoch in ((Qt.Key.Key_Right, 1), (Qt.Key.Key_Right, 2), (Qt.Key.Key_Left, 1), (Qt.Key.Key_Left, 1)):
        qtbot.keyClick(drawn, key)
        assert drawn.reading.startswith(f"Epoch {epoch}\n")
    assert drawn.accessibleDescription().startswith("Epoch 1")


def test_redraws_are_at_most_four_a_second(qtbot, drawn):
    before = drawn.canvas.paints
    for number in range(50):
        drawn.update_run(run("b", [0.95, 0.8, 0.75 - number / 1000], 1))
    with qtbot.waitSignal(drawn._timer.timeout):
        pass
    qtbot.waitUntil(lambda: drawn.canvas.paints > before)
    assert drawn.canvas.paints - before <= 2
    assert drawn.canvas.runs[1].series.validation[-1] == 0.75 - 49 / 1000


def test_a_hidden_chart_draws_nothing_until_it_is_seen(qtbot, drawn):
    drawn.hide()
    before = drawn.canvas.paints
    drawn.update_run(run("b", [0.95, 0.8, 0.7], 1))
    drawn.set_runs([run("c", [0.5])])
    assert not drawn._timer.isActive()
    assert drawn.canvas.paints == before
    drawn.show()
    qtbot.waitUntil(lambda: [shown.key for shown in drawn.canvas.runs] == ["c"])


def test_wheel_zooms_and_double_click_resets(qtbot, drawn):
    everything = drawn.canvas.limits
    turn_wheel(drawn, 2, QPointF(300, 150))
    (left, right), (low, high) = drawn.canvas.limits
    assert right - left < everything[0][1] - everything[0][0]
    assert high - low < everything[1][1] - everything[1][0]
    assert drawn.toolbar.reset.isEnabled()
    zoomed = drawn.canvas.limits
    drawn.update_run(run("b", [0.95, 0.1], 1))
    with qtbot.waitSignal(drawn._timer.timeout):
        pass
    assert drawn.canvas.limits == zoomed  # what a person chose stays
    qtbot.mouseDClick(drawn.canvas, Qt.MouseButton.LeftButton)
    assert drawn.canvas.limits[1][0] < 0.1
    assert not drawn.toolbar.reset.isEnabled()


def test_dragging_moves_the_view(qtbot, drawn):
    (left, _), (low, _) = drawn.canvas.limits
    qtbot.mousePress(drawn.canvas, Qt.MouseButton.LeftButton, pos=QPoint(300, 150))
    qtbot.mouseMove(drawn.canvas, QPoint(400, 200))
    qtbot.mouseRelease(drawn.canvas, Qt.MouseButton.LeftButton, pos=QPoint(400, 200))
    (new_left, _), (new_low, _) = drawn.canvas.limits
    assert new_left < left
    assert new_low > low
    drawn.toolbar.reset.click()
    assert drawn.canvas.limits[0][0] == left


def test_keys_zoom(qtbot, drawn):
    before = drawn.canvas.limits
    qtbot.keyClick(drawn, Qt.Key.Key_Plus)
    for (low, high), (new_low, new_high) in zip(before, drawn.canvas.limits, strict=True):
        assert (high - low) / (new_high - new_low) == pytest.approx(1.25)
    qtbot.keyClick(drawn, Qt.Key.Key_Minus)
    assert drawn.canvas.limits[0] == pytest.approx(before[0])
    qtbot.keyClick(drawn, Qt.Key.Key_Plus)
    qtbot.keyClick(drawn, Qt.Key.Key_0)
    assert drawn.canvas.limits == before


def test_the_articles_figure_is_offered_and_drawn_under_its_name(qtbot, drawn):
    assert not drawn.toolbar.article.isEnabled()
    drawn.toolbar.set_reference(("article's 0.5, on a split of its own", 0.5))
    drawn.toolbar.article.click()
    qtbot.waitUntil(lambda: "article's 0.5, on a split of its own" in drawn.legend.labels)
    assert drawn.canvas.limits[1][0] < 0.5
    drawn.toolbar.set_reference(None)
    qtbot.waitUntil(lambda: "article's 0.5, on a split of its own" not in drawn.legend.labels)


def test_options_change_the_picture(qtbot, drawn):
    pictures = [drawn.canvas.grab().toImage()]
    for change in (drawn.toolbar.logarithmic.click, lambda: drawn.toolbar.smoothing_choice.setCurrentIndex(2)):
        before = drawn.canvas.paints
        change()
        qtbot.waitUntil(lambda before=before: drawn.canvas.paints > before)
        pictures.append(drawn.canvas.grab().toImage())
    assert pictures[0] != pictures[1] != pictures[2]


def test_the_live_run_sets_the_width(qtbot, drawn):
    drawn.set_runs([run("a", [0.9])], epochs=30)
    qtbot.waitUntil(lambda: drawn.canvas.limits[0][1] >= 30)


def test_saves_the_picture_as_it_is_zoomed(drawn, tmp_path):
    drawn.canvas.zoom(2.0)
    for name in ("a.png", "a.svg", "a.pdf"):
        drawn.save_picture(tmp_path / name)
        assert (tmp_path / name).stat().st_size > 1000
    assert "Run a" in (tmp_path / "a.svg").read_text(encoding="utf-8")
    with pytest.raises(UserError, match="Allowed endings"):
        drawn.save_picture(tmp_path / "a.txt")


def covered(chart):
    return chart.canvas.hidden_by(QRectF(chart.legend.geometry()))


@pytest.mark.parametrize("errors", [[0.9, 0.5, 0.4, 0.35], [0.4, 0.5, 0.8, 0.9], [0.9, 0.9, 0.9, 0.9]])
def test_the_legend_lies_where_it_hides_no_curve(qtbot, chart, errors):
    chart.toolbar.steps.setChecked(False)
    chart.resize(900, 500)
    chart.set_runs([run("a", errors)])
    qtbot.waitUntil(lambda: chart.canvas.paints > 0 and covered(chart) == 0)
    assert chart.canvas.rect().contains(chart.legend.geometry())


def test_the_legend_keeps_a_distance_from_the_axes(drawn):
    area, legend = drawn.canvas.area, drawn.legend.geometry()
    assert area.left() + 6 <= legend.left()
    assert legend.right() <= area.right() - 6
    assert area.top() + 6 <= legend.top()
    assert legend.bottom() <= area.bottom() - 6


def test_what_to_do_stands_in_the_middle(qtbot, chart, pixels_of):
    chart.resize(800, 400)
    written = pixels_of(chart).like(theme_colors().muted, 60)[60:]
    down, across = written.nonzero()
    assert abs((across.min() + across.max()) / 2 - 400) <= 3
    assert abs((down.min() + down.max()) / 2 + 60 - (60 + 400) / 2) <= 30


def test_keys_that_mean_nothing_here_change_nothing(qtbot, drawn):
    before = drawn.canvas.limits
    qtbot.keyClick(drawn, Qt.Key.Key_X)
    assert drawn.canvas.limits == before
    assert drawn.reading == ""


def test_reading_stops_at_the_last_epoch(qtbot, drawn):
    for _ in range(8):
        qtbot.keyClick(drawn, Qt.Key.Key_Right)
    assert drawn.reading.startswith("Epoch 5\n")


def test_another_button_drags_nothing(qtbot, drawn):
    before = drawn.canvas.limits
    qtbot.mousePress(drawn.canvas, Qt.MouseButton.RightButton, pos=QPoint(300, 150))
    qtbot.mouseMove(drawn.canvas, QPoint(400, 200))
    qtbot.mouseRelease(drawn.canvas, Qt.MouseButton.RightButton, pos=QPoint(400, 200))
    assert drawn.canvas.limits == before


def test_after_a_drag_the_pointer_reads_again(qtbot, drawn):
    qtbot.mousePress(drawn.canvas, Qt.MouseButton.LeftButton, pos=QPoint(300, 150))
    qtbot.mouseRelease(drawn.canvas, Qt.MouseButton.LeftButton, pos=QPoint(300, 150))
    move_to(drawn, 2)
    assert drawn.reading.startswith("Epoch 2\n")


def test_without_runs_the_arrow_keys_read_nothing(chart, qtbot):
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    assert chart._epoch == 0
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    assert chart._epoch == 0
