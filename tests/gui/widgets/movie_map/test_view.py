"""The widget is driven with mouse and keys; its picture is looked at pixel by pixel."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtWidgets import QApplication

from movierec_gui.gui.widgets.movie_map import ADD, REMOVE, REPLACE, MovieMapView, PointGroup, Tool
from movierec_gui.gui.widgets.movie_map.picture import draw_picture

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
NONE, SHIFT, ALT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
POINTS = np.array([[0, 0], [100, 0], [100, 100], [0, 100], [50, 50], [50, 50]], np.float32)
NAMES = ("a", "b", "c", "d", "e", "f")


@pytest.fixture
def view(qtbot):
    view = MovieMapView()
    qtbot.addWidget(view)
    view.resize(400, 400)
    view.set_points(POINTS, NAMES.__getitem__, lambda row: f"details of {NAMES[row]}", np.arange(6))
    view.show()
    return view


def _pixel(view, row):
    return view._place(row, view.viewport).toPoint()


def _drag(qtbot, view, way, button=LEFT, modifier=NONE):
    qtbot.mousePress(view, button, modifier, way[0])
    for place in way[1:]:
        qtbot.mouseMove(view, place)
    qtbot.mouseRelease(view, button, modifier, way[-1])


def _wheel(view, place, notches):
    event = QWheelEvent(
        QPointF(place), view.mapToGlobal(QPointF(place)), QPoint(), QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton, NONE, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view, event)


def test_points_have_the_colours_of_their_groups(view):
    view.set_groups(
        [PointGroup("red", np.array([0, 1, 2]), "#ff0000"), PointGroup("blue", np.array([3, 4, 5]), "#0000ff")]
    )
    picture = view.grab().toImage()
    assert picture.pixelColor(_pixel(view, 1)) == QColor("#ff0000")
    assert picture.pixelColor(_pixel(view, 3)) == QColor("#0000ff")
    assert picture.pixelColor(200, 100) == picture.pixelColor(100, 200)


def test_a_selection_dims_the_others(view):
    view.set_groups([PointGroup("red", np.arange(6), "#ff0000")])
    view.set_selected(np.array([1]))
    picture = view.grab().toImage()
    assert picture.pixelColor(_pixel(view, 1)) == QColor("#ff0000")
    assert picture.pixelColor(_pixel(view, 3)) != QColor("#ff0000")


def test_a_rectangle_selects_what_is_in_it(qtbot, view):
    view.tool = Tool.RECTANGLE
    corner = _pixel(view, 4) - QPoint(30, 30)
    with qtbot.waitSignal(view.selection_made) as signal:
        _drag(qtbot, view, [corner, corner + QPoint(20, 20), corner + QPoint(60, 60)])
    rows, mode = signal.args
    assert rows.tolist() == [4, 5]
    assert mode == REPLACE


@pytest.mark.parametrize(("modifier", "mode"), [(SHIFT, ADD), (ALT, REMOVE)])
def test_a_lasso_adds_and_removes(qtbot, view, modifier, mode):
    view.tool = Tool.LASSO
    top, right = _pixel(view, 3) + QPoint(-20, -20), _pixel(view, 2) + QPoint(20, -20)
    below = QPoint((top.x() + right.x()) // 2, top.y() + 60)
    with qtbot.waitSignal(view.selection_made) as signal:
        _drag(qtbot, view, [top, right, right + QPoint(0, 40), below, top + QPoint(0, 40), top], modifier=modifier)
    assert signal.args[0].tolist() == [2, 3]
    assert signal.args[1] == mode


def test_shift_draws_a_rectangle_whatever_the_tool(qtbot, view):
    with qtbot.waitSignal(view.selection_made) as signal:
        _drag(qtbot, view, [QPoint(1, 1), QPoint(200, 200), QPoint(399, 399)], modifier=SHIFT)
    assert len(signal.args[0]) == 6


def test_a_click_selects_what_lies_at_the_place_and_nothing_clears(qtbot, view):
    with qtbot.waitSignal(view.selection_made) as signal:
        qtbot.mouseClick(view, LEFT, NONE, _pixel(view, 4))
    assert signal.args[0].tolist() == [4, 5]
    with qtbot.waitSignal(view.selection_made) as signal:
        qtbot.mouseClick(view, LEFT, NONE, QPoint(200, 90))
    assert signal.args[0].tolist() == []
    with qtbot.assertNotEmitted(view.selection_made):
        qtbot.mouseClick(view, LEFT, SHIFT, QPoint(200, 90))


@pytest.mark.parametrize("button", [LEFT, RIGHT])
@pytest.mark.parametrize("limit", [1000.0, -1.0])
def test_dragging_moves_the_map(qtbot, view, button, limit, monkeypatch):
    """A slow picture is shifted while dragged and drawn anew at the end, a fast one at every move."""
    monkeypatch.setattr("movierec_gui.gui.widgets.movie_map.view._QUICK_MS", limit)
    before = view.viewport.to_plane(100, 100)
    with qtbot.assertNotEmitted(view.selection_made):
        _drag(qtbot, view, [QPoint(100, 100), QPoint(130, 110), QPoint(150, 140)], button)
    assert view.viewport.to_plane(150, 140) == pytest.approx(before)


def test_the_wheel_zooms_at_the_mouse(view):
    before = view.viewport.to_plane(70, 90)
    _wheel(view, QPoint(70, 90), 2)
    assert view.viewport.zoom == pytest.approx(1.44)
    assert view.viewport.to_plane(70, 90) == pytest.approx(before)


def test_keys_move_zoom_and_clear(qtbot, view):
    x = view.viewport.x
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert view.viewport.x > x
    qtbot.keyClick(view, Qt.Key.Key_Plus)
    assert view.viewport.zoom > 1
    qtbot.keyClick(view, Qt.Key.Key_0)
    qtbot.waitUntil(lambda: not view._flight.running)
    assert view.viewport.zoom == pytest.approx(1)
    with qtbot.waitSignal(view.cleared):
        qtbot.keyClick(view, Qt.Key.Key_Escape)


def test_hovering_lists_all_that_lie_at_the_place(qtbot, view, monkeypatch):
    shown = []
    monkeypatch.setattr(
        "movierec_gui.gui.widgets.movie_map.view.QToolTip.showText", lambda place, text, widget: shown.append(text)
    )
    qtbot.mouseMove(view, QPoint(200, 90))
    qtbot.mouseMove(view, _pixel(view, 4))
    qtbot.waitUntil(lambda: bool(shown))
    assert view.hovered == (4, 5)
    assert shown[-1] == "details of e\ndetails of f"


def test_a_found_movie_comes_to_the_middle_with_its_name(qtbot, view):
    view.show_titles(shown=False)
    view.fly_to(2)
    qtbot.waitUntil(lambda: not view._flight.running)
    assert (_pixel(view, 2) - QPoint(200, 200)).manhattanLength() <= 1
    assert view.marked == 2
    assert [label.text for label in view.picture.labels] == ["c"]
    view.unmark()
    assert view.picture.labels == []


def test_names_stand_on_the_selection_or_on_the_well_known(view):
    assert {label.text for label in view.picture.labels} >= {"a", "b", "c", "d"}
    view.set_selected(np.array([3]))
    assert [label.text for label in view.picture.labels] == ["d"]
    view.set_selected(np.empty(0, np.int64))
    view.set_moving(moving=True)
    assert view.picture.labels == []


def test_the_view_follows_moving_points_until_a_person_moves_it(view):
    view.move_points(POINTS * 50)
    assert view.viewport.zoom == 1.0
    assert abs(_pixel(view, 0).x() - 200) < 200
    _wheel(view, QPoint(200, 200), 1)
    kept = view.viewport
    view.move_points(POINTS * 80)
    assert view.viewport == kept


def test_no_points_at_all_are_drawn_and_hovered(qtbot):
    view = MovieMapView()
    qtbot.addWidget(view)
    view.show()
    assert not view.grab().isNull()
    assert view.rows_at(10, 10) == []


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_a_sharper_screen_gets_more_pixels(view, ratio):
    picture = draw_picture(view.scene, view.viewport, ratio, _colors(), view.font(), titles=True)
    assert (picture.raster.width, picture.raster.height) == (400 * ratio, 400 * ratio)


def _colors():
    from movierec_gui.gui.style import theme_colors

    return theme_colors()
