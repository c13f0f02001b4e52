"""The chart's legend: a symbol and a name in each line, in the run's colour or in grey."""

from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtWidgets import QWidget

from movierec_gui.figures.training import LegendEntry
from movierec_gui.gui.style import theme_colors
from movierec_gui.gui.widgets.chart_legend import ChartLegend

RED, BLUE = "#ff0000", "#0000ff"


@pytest.fixture
def canvas(qtbot):
    canvas = QWidget()
    qtbot.addWidget(canvas)
    canvas.resize(700, 300)
    canvas.show()
    return canvas


@pytest.fixture
def legend(canvas):
    return ChartLegend(canvas)


def show(legend, entries, colors):
    legend.show_entries(entries, colors)
    legend.show()


def symbols(pixels, color):
    """The colour's box in each line of the legend, from the top."""
    rows = np.flatnonzero(pixels.like(color, 60).any(axis=1))
    return [(int(part.min()), int(part.max())) for part in np.split(rows, np.flatnonzero(np.diff(rows) > 3) + 1)]


def test_a_line_each_as_high_as_the_text(legend, pixels_of):
    show(legend, [LegendEntry("Run a", "solid", 0), LegendEntry("best", "circle")], [RED])
    one = legend.sizeHint().height()
    show(legend, [LegendEntry("Run a", "solid", 0)] * 3, [RED])
    assert legend.size() == legend.sizeHint()
    line = legend.fontMetrics().height()
    assert line <= legend.height() - one <= line + 6
    lines = symbols(pixels_of(legend), RED)
    assert len(lines) == 3
    assert len({second[0] - first[0] for first, second in pairwise(lines)}) == 1
    assert (lines[0][0] + lines[2][1]) / 2 == pytest.approx(legend.height() / 2, abs=1)
    assert legend.labels == ("Run a",) * 3


def test_symbols_tell_the_kinds_of_line_and_mark_apart(legend, pixels_of):
    shown = {}
    for symbol in ("solid", "dashed", "dotted", "circle", "triangle"):
        show(legend, [LegendEntry("x", symbol, 0)], [RED])
        shown[symbol] = pixels_of(legend).like(RED, 110)
    widths = {symbol: int(mask.any(axis=0).sum()) for symbol, mask in shown.items()}
    heights = {symbol: int(mask.any(axis=1).sum()) for symbol, mask in shown.items()}
    assert 24 <= widths["solid"] <= 28
    assert widths["dotted"] < widths["dashed"] < widths["solid"]
    assert heights["solid"] <= 3
    assert 7 <= widths["circle"] <= 9
    assert 7 <= heights["circle"] <= 9
    assert 8 <= widths["triangle"] <= 11
    top, bottom = (np.flatnonzero(shown["triangle"].any(axis=1))[end] for end in (0, -1))
    assert shown["triangle"][top].sum() > shown["triangle"][bottom].sum()  # it points down
    middles = {symbol: np.mean(np.nonzero(mask)[1]) for symbol, mask in shown.items()}
    assert middles["circle"] == pytest.approx(middles["solid"], abs=1)
    assert middles["triangle"] == pytest.approx(middles["solid"], abs=1)


def test_what_belongs_to_no_run_is_grey(legend, pixels_of):
    show(legend, [LegendEntry("Run a", "solid", 0), LegendEntry("training", "solid")], [RED])
    pixels = pixels_of(legend)
    (red,) = symbols(pixels, RED)
    grey = pixels.like(theme_colors().muted, 20)[:, :36]  # the symbols' part
    assert grey[red[1] + 5 :].any()
    assert not grey[: red[1] + 3].any()


def test_names_stand_beside_the_symbols(legend, pixels_of):
    show(legend, [LegendEntry("Run a", "solid", 0)], [RED])
    pixels = pixels_of(legend)
    left, top, right, bottom = pixels.box(RED, 60)
    written = np.argwhere(pixels.like(theme_colors().text, 90))
    assert left >= 4
    assert 4 <= written[:, 1].min() - right <= 14
    assert abs(written[:, 0].mean() - (top + bottom) / 2) <= 3
    assert written[:, 1].max() < legend.width() - 4
    assert legend.width() - written[:, 1].max() < 36


def test_several_runs_stand_in_a_column_of_their_own(legend, pixels_of):
    entries = [LegendEntry("Run a", "solid", 0), LegendEntry("Run b", "solid", 1), LegendEntry("best", "circle")]
    show(legend, entries, [RED, BLUE])
    pixels = pixels_of(legend)
    red, blue = pixels.box(RED, 60), pixels.box(BLUE, 60)
    assert red[0] == blue[0]
    assert red[1] < blue[1]
    name = legend.fontMetrics().horizontalAdvance("Run a")
    disc = np.argwhere(pixels.like(theme_colors().muted, 4)[:, red[2] + name + 12 : red[2] + name + 45])
    assert len(disc) >= 30
    assert abs(disc[:, 0].mean() - (red[1] + red[3]) / 2) <= 2  # beside the first run
    tall = legend.height()
    show(legend, entries[::2], [RED])
    assert legend.height() == tall


def test_curves_shine_through_and_the_pointer_goes_through(canvas, legend, pixels_of):
    canvas.setStyleSheet("background: black")
    legend.setStyleSheet("background: transparent")
    show(legend, [LegendEntry("Run a", "solid", 0)], [RED])
    shade = pixels_of(canvas).rgb[1, 1]
    assert 150 < shade.min() < 250
    assert canvas.childAt(5, 5) is None


def test_without_entries_it_takes_no_room(legend):
    show(legend, [], [])
    assert legend.labels == ()
    assert legend.height() < 20
