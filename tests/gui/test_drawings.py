"""What the painted parts of the window draw, shape by shape, held to ``drawings/*.txt``.

A change that is meant is written with ``MOVIEREC_RENEW_LOOKS=1 python -m pytest tests/gui/test_drawings.py``, and read
in the difference. Told are places, pens, brushes and texts, in a font that comes with matplotlib. Other systems measure
letters in their own way.
"""

from __future__ import annotations

import os
import runpy
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import PySide6
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPolygonF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem, QWidget

from movierec_gui.gui.tabs.predict_tab.interval_delegate import IntervalDelegate
from movierec_gui.gui.widgets.architecture_picture import ArchitecturePicture
from movierec_gui.gui.widgets.chart_legend import ChartLegend
from movierec_gui.gui.widgets.chart_overlay import ChartOverlay
from movierec_gui.gui.widgets.compact_table import CompactTable
from movierec_gui.gui.widgets.curve_canvas import ChartOptions, CurveCanvas, Reading, ShownRun
from movierec_gui.gui.widgets.elided_label import ElidedLabel
from movierec_gui.gui.widgets.figure_view import FigureView
from movierec_gui.gui.widgets.ground_delegate import MARK_ROLE, GroundDelegate
from movierec_gui.gui.widgets.line_chart import LineChart
from movierec_gui.gui.widgets.movie_map import MovieMapView, Outline, PointGroup, Region
from movierec_gui.gui.widgets.movie_map.raster import Raster, argb, mix
from movierec_gui.gui.widgets.proportion_bar import Part, ProportionBar
from movierec_gui.gui.widgets.star_rating import StarRating
from movierec_gui.gui.widgets.table_model import ColumnView, DataFrameModel
from movierec_gui.models.outline import LayerOutline, Weights
from movierec_gui.training.curve_series import HistorySeries, LegendEntry

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="letters are measured in another way"),
    pytest.mark.skipif(PySide6.__version_info__[:2] < (6, 11), reason="Qt paints in another order"),
]
DRAWINGS = Path(__file__).parent / "drawings"
READER = runpy.run_path(str(DRAWINGS.parent / "drawing.py"))


@pytest.fixture
def hold():
    """Compares what widgets draw with the file, or writes it."""

    def compare(name: str, *states: list[str]) -> None:
        now = [line for number, state in enumerate(states, 1) for line in (f"-- {number}", *state)]
        file = DRAWINGS / f"{name}.txt"
        if os.environ.get("MOVIEREC_RENEW_LOOKS"):
            file.write_text("\n".join(now) + "\n", encoding="utf-8")
        assert now == file.read_text(encoding="utf-8").splitlines()

    return compare


@pytest.fixture
def drawn(qtbot):
    """Reads what a widget draws, at a size or its own."""

    def read(widget: QWidget, width: int = 0, height: int = 0) -> list[str]:
        if widget.parent() is None:
            qtbot.addWidget(widget)
        widget.setFont(READER["drawing_font"]())
        if width:
            widget.resize(width, height)
        elif widget.parent() is None:
            widget.resize(widget.sizeHint())
        return READER["drawing"](widget)

    return read


def test_the_parts_of_a_whole(hold, drawn):
    bar = ProportionBar()
    nothing = drawn(bar, 300, 60)
    bar.show_parts((Part("Training", 7200), Part("Validation", 800), Part("Test", 2000)))
    hold("ProportionBar", nothing, drawn(bar, 300, 100), drawn(bar))


def test_stars(hold, drawn, focused, qtbot):
    stars = StarRating()
    states = [drawn(stars)]
    stars.set_value(3.5)
    states.append(drawn(stars))
    focused(stars)
    qtbot.mouseMove(stars, stars.rect().center())
    states.append(drawn(stars))
    stars.setEnabled(False)
    states.append(drawn(stars))
    small = StarRating(size=18)
    small.set_levels((-1.0, 0.0, 1.0, 2.0))
    small.set_value(0.0)
    states.append(drawn(small))
    focused(small)
    hold("StarRating", *states, drawn(small))


def test_layers(hold, drawn):
    picture = ArchitecturePicture()
    nothing = drawn(picture)
    picture.show_layers(
        (
            LayerOutline("embeddings", 100, (), (Weights("user", (671, 50)), Weights("movie", (9125, 50)))),
            LayerOutline("deep", 40, ("embeddings",), (Weights("w", (40, 100)),)),
            LayerOutline("wide", 2, (), ()),
            LayerOutline("a prediction that is called by a name", 1, ("deep", "wide"), (Weights("b", (1,)),)),
        )
    )
    hold("ArchitecturePicture", nothing, drawn(picture), drawn(picture, 700, 500))


def test_a_legend(hold, drawn, qtbot):
    canvas = QWidget()
    qtbot.addWidget(canvas)
    legend = ChartLegend(canvas)
    shared = [LegendEntry(kind, kind) for kind in ("solid", "dashed", "dotted", "circle", "triangle")]
    states = []
    for runs in ([], ["dense"], ["dense", "biases with a long name"]):
        entries = [*(LegendEntry(name, "solid", run) for run, name in enumerate(runs)), *shared]
        drawn(legend)
        legend.show_entries(entries, ("#aa0000", "#0000aa")[: len(runs)])
        states.append(drawn(legend))
    hold("ChartLegend", *states)


def test_the_values_of_an_epoch(hold, drawn, qtbot):
    canvas = QWidget()
    qtbot.addWidget(canvas)
    canvas.resize(600, 220)
    overlay = ChartOverlay(canvas)
    readings = (Reading("#aa0000", "Run a: validation 0.9", (60.0, 150.0)), Reading("#0000aa", "Run b: 0.8", (170.0,)))
    states = []
    for x, legend in (
        (100.0, QRectF()),
        (560.0, QRectF()),
        (100.0, QRectF(150, 4, 300, 60)),
        (5.0, QRectF(0, 0, 9, 9)),
    ):
        overlay.keep_off(legend)
        drawn(overlay)
        overlay.show_readings(x, 180.0, "Epoch 3", readings)
        states.append(drawn(overlay))
    hold("ChartOverlay", *states)


STEPS = np.array([[0.5, 1.6], [1.0, 1.4], [1.5, 1.2], [2.0, 1.1], [2.5, np.nan], [3.0, 1.0]])
CURVED = HistorySeries(
    "curved", np.arange(1, 6), np.array([1.4, 1.1, 1.0, 0.9, 0.8]), np.array([1.3, 1.1, np.nan, 1.0, 1.05]),
    best=4, overfitting=5, validation_ratings=800, steps=STEPS,
)  # fmt: skip
LEVEL = HistorySeries("level", np.array([1]), np.array([0.7]), np.array([0.9]), best=1)
RUNS = (ShownRun("a", 0, CURVED), ShownRun("b", 9, LEVEL))


@pytest.mark.parametrize(
    "options",
    [
        ChartOptions(),
        ChartOptions(steps=False, reference=("Movie means", 0.75)),
        ChartOptions(logarithmic=True, smoothing=0.6, epochs=12),
    ],
    ids=["plain", "reference", "smooth"],
)
def test_curves(hold, drawn, request, options):
    canvas = CurveCanvas()
    empty = drawn(canvas, 500, 300)
    canvas.show_runs(RUNS, options)
    whole = drawn(canvas, 500, 300)
    canvas.zoom(2.0, QPointF(250, 100))
    canvas.pan(30, -20)
    zoomed = drawn(canvas, 500, 300)
    hold(f"CurveCanvas-{request.node.callspec.id}", empty, whole, zoomed, drawn(canvas, 60, 40))


def test_a_chart_with_its_legend_where_it_hides_least(hold, drawn, qtbot):
    chart = LineChart()
    qtbot.addWidget(chart)
    chart.setFont(READER["drawing_font"]())
    chart.resize(700, 420)
    chart.show()
    chart.set_runs(RUNS, 12)
    qtbot.waitUntil(lambda: not chart._timer.isActive())
    states = [drawn(chart.canvas, 640, 360)]
    chart.show_epoch(4)
    states.append(drawn(chart.canvas, 640, 360))
    chart.set_runs([RUNS[1], replace(RUNS[0], series=replace(CURVED, validation=np.linspace(1.0, 3.0, 5)))])
    qtbot.waitUntil(lambda: not chart._timer.isActive())
    hold("LineChart", *states, drawn(chart.canvas, 640, 360))


NAMES = ("a", "b", "c", "d", "e", "f", "A film with a title that is much too long (1999)")
POINTS = np.array([[0, 0], [100, 0], [100, 100], [0, 100], [50, 50], [50, 52], [20, 70]], np.float32)


@pytest.fixture
def movie_map(qtbot):
    view = MovieMapView()
    qtbot.addWidget(view)
    view.setFont(READER["drawing_font"]())
    view.resize(400, 300)
    view.set_points(POINTS, NAMES.__getitem__, str, np.arange(len(NAMES))[::-1].copy())
    return view


def seen(drawn, view):
    """What a map draws, and how many pixels of its picture have its most frequent colours."""
    lines = drawn(view, 400, 300)
    colors, counts = np.unique(view.picture.raster.pixels, return_counts=True)
    most = np.lexsort((colors, -counts))[:12]
    return [*lines, " ".join(f"{colors[place]:08x}:{counts[place]}" for place in most)]


def test_a_map(hold, drawn, movie_map):
    states = [seen(drawn, movie_map)]
    groups = [("rest", range(3), "#aaaaaa"), ("red", range(3, 5), "#ff0000"), ("blue", range(5, 7), "#0000ff")]
    movie_map.set_groups([PointGroup(name, np.array(rows), color) for name, rows, color in groups])
    movie_map.set_regions([Region("Drama", (50.0, 90.0), "#aa0000"), Region("Horror", (99.0, 1.0), "#00aa00")])
    square = np.array([[10, 10], [90, 10], [90, 90], [10, 10]], np.float32)
    movie_map.set_outlines([Outline(0.9, (square,)), Outline(0.5, (square / 2, square + 5))])
    states.append(seen(drawn, movie_map))
    movie_map.zoom_by(3.0)
    movie_map.point_at(4)
    states.append(seen(drawn, movie_map))
    movie_map.zoom_by(2.0)
    states.append(seen(drawn, movie_map))
    movie_map.show_titles(False)
    hold("MovieMap", *states, seen(drawn, movie_map))


def test_a_map_of_which_films_are_selected(hold, drawn, movie_map, focused, qtbot):
    movie_map.set_selected(np.array([1, 6]))
    movie_map.set_moving(True)
    states = [seen(drawn, movie_map)]
    movie_map.fly_to(4)
    qtbot.waitUntil(lambda: not movie_map._flight.running)
    states.append(seen(drawn, movie_map))
    movie_map._outline = QPolygonF(QRectF(20, 30, 100, 50))
    movie_map._shift = QPointF(7, -5)
    states.append(seen(drawn, movie_map))
    focused(movie_map)
    hold("MovieMap-selected", *states, seen(drawn, movie_map))


def test_dots_pixel_by_pixel(hold):
    raster = Raster(9, 7, 4, argb("#ffffff"))
    places = np.array([[2, 2], [7.6, 5.4], [-1, 6], [30, 30]], np.float32)
    raster.draw_dots(places, np.array([argb("#102030"), argb("#a0b0c0"), argb("#ff0000"), 0], np.uint32), 1.7)
    rows = raster.pixels.reshape(-1, raster.stride)
    mixed = mix(np.array([argb("#102030"), argb("#ffffff")], np.uint32), argb("#a0b0c0"), 0.25)
    hold(
        "Raster", [" ".join(f"{pixel:08x}" for pixel in row) for row in rows.tolist()], [f"{one:08x}" for one in mixed]
    )


def cells(view, delegate, columns, rows=(0, 1, 2), width=160):
    """What a delegate paints of some cells."""
    lines = []
    for row in rows:
        for column in columns:
            option = QStyleOptionViewItem()
            option.initFrom(view)
            option.font = READER["drawing_font"]()
            option.rect = QRect(10, 5, width, 24)
            index = view.model().index(row, column)
            lines += READER["painted"](QSize(width + 20, 40), lambda p, o=option, i=index: delegate.paint(p, o, i))
    return lines


def test_bars_behind_numbers(hold, qtbot):
    columns = (ColumnView("name", "Name"), ColumnView("value", "Value", digits=1, width=200))
    states = []
    for values in ([2.0, -1.0, np.nan], [1.0, 4.0, 0.0], [np.nan] * 3):
        table = CompactTable(columns, "Values", bars="value", certain="sure")
        qtbot.addWidget(table)
        table.setFont(READER["drawing_font"]())
        table.show_columns({"name": ["a", "b", "c"], "value": values, "sure": [True, False, True]})
        states.append(cells(table, table.itemDelegateForColumn(1), [1]))
    hold("CompactTable", *states)


def test_intervals_and_grounds(hold, qtbot):
    from movierec_gui.data.tables import Column, Table

    columns = (ColumnView("title", "Title"), ColumnView("low", "Interval", digits=1))
    model = DataFrameModel(columns)
    numbers = {"low": [1.0, 2.5, np.nan], "high": [3.0, 5.0, 1.0], "predicted": [2.0, 4.5, 1.0]}
    table = {name: Column(np.array(values)) for name, values in numbers.items()}
    model.set_table(Table(table | {"title": Column(np.array(["A", "B", "C"], object))}))
    view = CompactTable(columns, "Films")
    qtbot.addWidget(view)
    view.setFont(READER["drawing_font"]())
    view.setModel(model)
    interval, ground = IntervalDelegate(view), GroundDelegate(view)
    interval.scale = (0.5, 5.0)
    data = model.data
    states = [cells(view, interval, [1]), cells(view, interval, [1], width=50)]
    marked = {Qt.ItemDataRole.BackgroundRole: Qt.GlobalColor.yellow, MARK_ROLE: True}
    model.data = lambda index, role=0: marked.get(role) if index.row() == 1 and role in marked else data(index, role)
    states.append(cells(view, ground, [0, 1]))
    hold("Delegates", *states)


def test_a_text_that_has_no_room(hold, drawn):
    label = ElidedLabel("muted", fills=True)
    label.setText("A sentence that needs more room than it has")
    hold("ElidedLabel", drawn(label, 120, 20), drawn(label, 400, 20))


def test_a_figure_before_it_is_there_and_after(hold, qtbot):
    view = FigureView("A figure")
    qtbot.addWidget(view)
    view.resize(200, 100)
    before = READER["drawing"](view)
    view.show()
    view.show_figure(lambda axes, style: axes.plot([0, 1], [0, 1]))
    qtbot.waitUntil(lambda: view.figure is not None)
    hold("FigureView", before, READER["drawing"](view))


class Painted(QObject):
    """Hears when a widget is drawn."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.heard = False
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - the name is Qt's
        self.heard = self.heard or event.type() == QEvent.Type.Paint
        return super().eventFilter(watched, event)

    def after(self, change) -> bool:
        """Whether it is drawn because of a change."""
        QApplication.processEvents()
        self.heard = False
        change()
        QApplication.processEvents()
        return self.heard


def leave(widget: QWidget) -> None:
    QApplication.sendEvent(widget, QEvent(QEvent.Type.Leave))


def point_of(view: MovieMapView, row: int) -> QPoint:
    return view._place(row, view.viewport).toPoint()


CHANGES = {
    "ProportionBar": (ProportionBar, [lambda bar: bar.show_parts((Part("All", 3),))]),
    "StarRating": (
        StarRating,
        [
            lambda stars: stars.set_value(2.0),
            lambda stars: QTest.mouseMove(stars, QPoint(60, 10)),
            leave,
            lambda stars: stars.setEnabled(False),
        ],
    ),
    "ArchitecturePicture": (
        ArchitecturePicture,
        [lambda picture: picture.show_layers((LayerOutline("a", 1, (), ()),)), lambda picture: picture.show_layers(())],
    ),
    "CurveCanvas": (
        CurveCanvas,
        [
            lambda canvas: canvas.show_runs(RUNS, ChartOptions()),
            lambda canvas: canvas.zoom(2.0),
            lambda canvas: canvas.pan(5, 5),
            lambda canvas: canvas.reset_view(),
        ],
    ),
    "MovieMap": (
        MovieMapView,
        [
            lambda view: view.set_points(POINTS, str, str, np.arange(7)),
            lambda view: view.move_points(POINTS + 1),
            lambda view: view.set_groups([PointGroup("a", np.arange(3), "#ff0000")]),
            lambda view: view.set_regions([Region("Drama", (50.0, 50.0), "#aa0000")]),
            lambda view: view.set_outlines([Outline(0.5, (POINTS[:3],))]),
            lambda view: view.set_selected(np.array([1])),
            lambda view: view.show_titles(False),
            lambda view: view.set_moving(True),
            lambda view: view.zoom_by(2.0),
            lambda view: view.point_at(3),
            lambda view: view.follow(view.viewport.panned(3, 3)),
            lambda view: QTest.mouseMove(view, point_of(view, 4)),
            leave,
            lambda view: (
                QTest.mousePress(view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, QPoint(9, 9))
                or QTest.mouseMove(view, QPoint(90, 90))
            ),
            lambda view: QTest.mouseRelease(
                view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(90, 90)
            ),
            lambda view: view.unmark(),
        ],
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_changes_is_drawn_anew(qtbot, name):
    kind, changes = CHANGES[name]
    widget = kind()
    qtbot.addWidget(widget)
    widget.resize(500, 300)
    widget.show()
    painted = Painted(widget)
    assert [painted.after(lambda change=change: change(widget)) for change in changes] == [True] * len(changes)


def test_what_lies_over_a_chart_is_drawn_anew(qtbot):
    canvas = QWidget()
    qtbot.addWidget(canvas)
    canvas.resize(600, 220)
    canvas.show()
    legend, overlay = ChartLegend(canvas), ChartOverlay(canvas)
    legend.show()
    entries = [LegendEntry("solid", "solid"), LegendEntry("dashes", "dashed")]
    painted = Painted(legend)
    legend.show_entries(entries, ())
    assert painted.after(lambda: legend.show_entries(entries[::-1], ()))
    overlay.show_readings(100.0, 180.0, "Epoch 3", ())
    painted = Painted(overlay)
    assert painted.after(lambda: overlay.show_readings(120.0, 180.0, "Epoch 4", ()))
