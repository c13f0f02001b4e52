"""Axes: values to pixels and back, zoom, round ticks."""

import math

import numpy as np
import pytest

from movierec_gui.gui.widgets.axis_scale import AxisScale, tick_texts

SCALES = [AxisScale(0.5, 2.0, 300.0, 20.0), AxisScale(0.5, 2.0, 300.0, 20.0, logarithmic=True)]


@pytest.mark.parametrize("scale", SCALES)
def test_values_become_pixels_and_back(scale):
    assert scale.pixel(0.5) == 300.0
    assert scale.pixel(2.0) == 20.0
    for value in (0.5, 0.7, 1.0, 1.9, 5.0):
        assert math.isclose(scale.value(scale.pixel(value)), value)


def test_a_logarithmic_axis_gives_ratios_the_same_room():
    scale = SCALES[1]
    assert math.isclose(scale.pixel(0.5) - scale.pixel(1.0), scale.pixel(1.0) - scale.pixel(2.0))
    assert np.isfinite(scale.pixels(np.array([0.0, -1.0]))).all()


def test_missing_values_stay_missing():
    assert np.isnan(SCALES[0].pixels(np.array([np.nan, 1.0]))).tolist() == [True, False]


@pytest.mark.parametrize("scale", SCALES)
def test_zoom_keeps_the_point_under_the_pointer(scale):
    before = scale.value(100.0)
    zoomed = scale.zoomed(2.0, 100.0)
    assert math.isclose(zoomed.value(100.0), before)
    assert zoomed.high / zoomed.low < scale.high / scale.low
    back = zoomed.zoomed(0.5, 100.0)
    assert math.isclose(back.low, scale.low)


@pytest.mark.parametrize("scale", SCALES)
def test_moving_moves_every_value_alike(scale):
    moved = scale.moved(30.0)
    assert math.isclose(moved.pixel(1.0), scale.pixel(1.0) + 30.0)


@pytest.mark.parametrize(
    ("low", "high", "most", "whole", "expected"),
    [
        (0.0, 20.4, 10, True, (0, 3, 6, 9, 12, 15, 18)),
        (0.0, 1.02, 5, True, (0, 1)),
        (0.78, 0.93, 5, False, (0.8, 0.85, 0.9)),
        (0.0, 13.0, 4, False, (0, 5, 10)),
        (-0.05, 0.05, 2, False, (-0.05, 0.0, 0.05)),
    ],
)
def test_ticks_are_round_and_few(low, high, most, whole, expected):
    assert AxisScale(low, high, 0.0, 100.0).ticks(most, whole) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("ticks", "texts"),
    [
        ((0.8, 0.85, 0.9), ("0.80", "0.85", "0.90")),
        ((0.0, 2.0, 4.0), ("0", "2", "4")),
        ((0.0, 2.5, 5.0), ("0.0", "2.5", "5.0")),
        ((0.025, 0.05), ("0.025", "0.050")),
        ((7.0,), ("7",)),
        ((), ()),
    ],
)
def test_ticks_are_written_alike(ticks, texts):
    assert tick_texts(ticks) == texts
