"""The values under the pointer: a line, a point on each curve, and a box beside it."""

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QWidget

from movierec_gui.gui.style import theme_colors
from movierec_gui.gui.widgets.chart_overlay import ChartOverlay
from movierec_gui.gui.widgets.curve_canvas import Reading

RED, BLUE = "#ff0000", "#0000ff"
READINGS = (Reading(RED, "Run a: validation 0.9", (60.0, 150.0)), Reading(BLUE, "Run b: validation 0.8", (170.0,)))


@pytest.fixture
def canvas(qtbot):
    canvas = QWidget()
    qtbot.addWidget(canvas)
    canvas.resize(600, 200)
    canvas.show()
    return canvas


@pytest.fixture
def overlay(canvas):
    return ChartOverlay(canvas)


def test_it_is_hidden_until_there_are_values(canvas, overlay):
    assert overlay.isHidden()
    overlay.show_readings(300.0, 180.0, "Epoch 3", READINGS)
    assert overlay.isVisible()
    assert overlay.size() == canvas.size()
    assert overlay.text == "Epoch 3\nRun a: validation 0.9\nRun b: validation 0.8"


def test_the_pointer_goes_through_it(canvas, overlay):
    overlay.show_readings(300.0, 180.0, "Epoch 3", READINGS)
    assert canvas.childAt(300, 100) is None


def test_every_value_has_a_point_on_the_line(canvas, overlay, pixels_of):
    overlay.show_readings(300.0, 180.0, "Epoch 3", READINGS)
    pixels = pixels_of(canvas)
    for color, height in ((RED, 60), (RED, 150), (BLUE, 170)):
        assert pixels.at(300, height) == pixels.at(298, height) == color
        assert pixels.at(300, height + 7) != color
    assert pixels.at(300, 100) != RED


def test_a_dashed_line_reaches_down_to_the_axis(canvas, overlay, pixels_of):
    overlay.show_readings(300.0, 180.0, "Epoch 3", ())
    line = pixels_of(canvas).like(theme_colors().muted, 90)[:, 299:302].any(axis=1)
    assert 0.3 < line[:180].mean() < 0.95
    assert line[:10].any()
    assert not line[182:].any()


@pytest.mark.parametrize(("x", "right"), [(100.0, True), (560.0, False)])
def test_the_box_stands_where_there_is_room(canvas, overlay, pixels_of, x, right):
    overlay.show_readings(x, 180.0, "Epoch 3", READINGS)
    frame = pixels_of(canvas).like(theme_colors().surface, 4)
    inside = np.flatnonzero(frame[20])
    assert (inside.min() > x) == right
    assert (inside.max() < x) == (not right)
    assert inside.min() >= 0
    assert inside.max() < 600
    beside = inside.min() - x if right else x - inside.max()
    assert 4 <= beside <= 12


def test_lines_stand_below_each_other_each_with_the_colour_of_its_run(canvas, overlay, pixels_of):
    readings = tuple(Reading(reading.color, reading.text, ()) for reading in READINGS)
    overlay.show_readings(100.0, 180.0, "Epoch 3", readings)
    pixels = pixels_of(canvas)
    red, blue = pixels.box(RED), pixels.box(BLUE)
    assert red[2] - red[0] == red[3] - red[1] == 7
    assert red[0] == blue[0]
    line = overlay.fontMetrics().height() + 2
    assert blue[1] - red[1] == line
    written = pixels.like(theme_colors().text, 90)
    for box in (red, blue):
        middle = (box[1] + box[3]) // 2
        beside = np.flatnonzero(written[middle - 5 : middle + 6, box[2] + 1 :].any(axis=0))
        assert 3 <= beside.min() <= 14
        up_and_down = np.flatnonzero(written[box[1] - 4 : box[3] + 5, box[2] + 4 : box[2] + 80].any(axis=1))
        assert abs((up_and_down.min() + up_and_down.max()) / 2 - (4 + 3.5)) <= 3  # as high as the square
    title = np.flatnonzero(written[: red[1] - 2].any(axis=1))
    assert len(title) >= 6
    assert np.flatnonzero(written[: red[1] - 2].any(axis=0)).min() < red[2]  # the title is not indented


def test_the_box_holds_its_texts(canvas, overlay, pixels_of):
    overlay.show_readings(100.0, 180.0, "Epoch 3", READINGS[1:])
    pixels = pixels_of(canvas)
    surface = np.flatnonzero(pixels.like(theme_colors().surface, 4)[12])
    text = np.flatnonzero(pixels.like(theme_colors().text, 90).any(axis=0))
    width = overlay.fontMetrics().horizontalAdvance(READINGS[1].text)
    assert text.max() < surface.max()
    assert width < surface.max() - surface.min() < width + 60


@pytest.mark.parametrize("x", [100.0, 300.0, 480.0])
def test_the_box_keeps_off_the_legend(canvas, overlay, x):
    legend = QRectF(330.0, 8.0, 260.0, 60.0)
    overlay.keep_off(legend)
    overlay.show_readings(x, 180.0, "Epoch 3", READINGS)
    size = QRectF(0.0, 0.0, 180.0, 70.0)
    place = overlay._place(size)
    assert not place.intersects(legend)
    assert QRectF(canvas.rect()).contains(place)
    assert not place.left() < x < place.right()
