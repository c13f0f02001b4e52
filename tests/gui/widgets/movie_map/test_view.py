"""The widget is driven with mouse and keys; its picture is looked at pixel by pixel."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtWidgets import QApplication

from movierec_gui.gui.widgets.movie_map import ADD, REMOVE, REPLACE, MovieMapView, Outline, PointGroup, Region, Tool
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


RED = "#ff0000"


@pytest.fixture
def bare(view):
    """Red points without names."""
    view.set_groups([PointGroup("red", np.arange(6), RED)])
    view.show_titles(shown=False)
    view.clearFocus()
    return view


def disc(pixels, color, place, tolerance=60):
    """Width and height of what has the colour around a place."""
    part = pixels.like(color, tolerance)[place.y() - 18 : place.y() + 19, place.x() - 18 : place.x() + 19]
    return int(part.any(axis=0).sum()), int(part.any(axis=1).sum())


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_dots_are_as_large_on_a_sharper_screen(bare, ratio):
    picture = draw_picture(bare.scene, bare.viewport, ratio, _colors(), bare.font(), titles=False)
    raster = picture.raster
    rows = raster.pixels.reshape(-1, raster.stride)
    x, y = (round(value * ratio) + raster.margin for value in (_pixel(bare, 1).x(), _pixel(bare, 1).y()))
    reach = round(20 * ratio)
    part = (rows[y - reach : y + reach, x - reach : x + reach] & 0xFFFFFF) == 0xFF0000
    width = part.any(axis=0).sum() / ratio
    assert width == pytest.approx(2 * bare.scene.dot_radius(bare.viewport.zoom), abs=1.6)


def test_a_selected_point_has_a_rim_and_the_others_are_dimmed_towards_the_ground(bare, pixels_of):
    before = disc(pixels_of(bare), RED, _pixel(bare, 3))
    bare.set_selected(np.array([1]))
    bare.show_titles(shown=False)
    pixels, place = pixels_of(bare), _pixel(bare, 1)
    rim = disc(pixels, _colors().text, place, 90)
    assert rim[0] > before[0]
    assert rim[0] - disc(pixels, RED, place)[0] >= 1
    dimmed = pixels.rgb[_pixel(bare, 3).y(), _pixel(bare, 3).x()]
    assert dimmed[0] == 255
    assert 120 < dimmed[1] < 230
    assert dimmed[1] == dimmed[2]


def test_of_many_selected_points_the_rims_would_hide_the_colours(qtbot, pixels_of):
    view = MovieMapView()
    qtbot.addWidget(view)
    view.resize(400, 400)
    view.show()
    rng = np.random.default_rng(0)
    view.set_points(rng.random((400, 2)).astype(np.float32), str, str, np.arange(400))
    view.set_groups([PointGroup("red", np.arange(400), RED)])
    view.show_titles(shown=False)
    dark = []
    for count in (300, 301):
        view.set_selected(np.arange(count))
        picture = draw_picture(view.scene, view.viewport, 1.0, _colors(), view.font(), titles=False)
        dark.append(int(((picture.raster.pixels >> np.uint32(16)) & np.uint32(255) < 150).sum()))
    assert dark[0] > 300
    assert dark[1] == 0


def test_at_most_twelve_well_known_movies_carry_names_and_twice_as_many_selected_ones(qtbot):
    view = MovieMapView()
    qtbot.addWidget(view)
    view.resize(1000, 1000)
    view.show()
    places = np.stack(np.meshgrid(np.arange(6.0), np.arange(10.0)), axis=-1).reshape(-1, 2).astype(np.float32)
    view.set_points(places, lambda row: f"m{row}", str, np.arange(60)[::-1])
    assert len(view.picture.labels) == 12
    assert view.picture.labels[0].text == "m59"  # the most important first
    view.set_selected(np.arange(50))
    assert len(view.picture.labels) == 24


def test_names_outside_of_the_view_are_not_written(view):
    view.fly_to(0)
    view._flight.stop()
    view.unmark()
    view.viewport = view.viewport.fitted(POINTS).zoomed(8, *view.viewport.to_screen(POINTS[:1])[0].tolist())
    view._redraw()
    assert [label.text for label in view.picture.labels] == ["a"]


def test_names_are_dark_with_a_rim_of_the_ground(view, pixels_of):
    view.set_groups([PointGroup("red", np.arange(6), RED)])
    label = next(label for label in view.picture.labels if label.text == "a")
    pixels = pixels_of(view)
    part = pixels.like(_colors().text, 60)[
        int(label.top) : int(label.top + label.height) + 1, int(label.left) : int(label.left + label.width) + 1
    ]
    assert part.sum() > 5
    rows = part.any(axis=1).nonzero()[0]
    assert abs(rows.mean() - label.height / 2) <= 4
    assert label.left >= _pixel(view, 0).x() + 5
    assert abs(label.top + label.height / 2 - _pixel(view, 0).y()) <= 1


def test_the_point_below_the_mouse_and_the_one_searched_for_are_ringed(bare, pixels_of):
    bare.point_at(1)
    accent = _colors().accent
    ring = disc(pixels_of(bare), accent, _pixel(bare, 1))
    radius = bare.scene.dot_radius(bare.viewport.zoom) + 5
    assert ring[0] == pytest.approx(2 * radius + 2, abs=2.5)
    assert ring[0] == ring[1]
    assert pixels_of(bare).at(_pixel(bare, 1).x(), _pixel(bare, 1).y()) == RED  # it is a ring
    bare.point_at(None)
    assert disc(pixels_of(bare), accent, _pixel(bare, 1)) == (0, 0)
    bare.scene.marked = 2
    bare._redraw()
    assert disc(pixels_of(bare), accent, _pixel(bare, 2))[0] > 10


def test_what_is_being_encircled_is_seen_until_the_button_is_released(qtbot, bare, pixels_of):
    bare.tool = Tool.RECTANGLE
    before = pixels_of(bare)
    qtbot.mousePress(bare, LEFT, NONE, QPoint(60, 60))
    qtbot.mouseMove(bare, QPoint(160, 140))
    during = pixels_of(bare)
    assert during.at(110, 100) != before.at(110, 100)  # a faint ground
    assert during.like(_colors().accent, 90)[60:62, 60:160].any(axis=0).mean() > 0.4
    assert during.at(200, 100) == before.at(200, 100)
    qtbot.mouseRelease(bare, LEFT, NONE, QPoint(160, 140))
    assert pixels_of(bare).at(110, 100) == before.at(110, 100)


def test_the_focus_is_seen_along_the_edge(focused, bare, pixels_of):
    bare.clearFocus()
    assert pixels_of(bare).at(0, 200) == _colors().surface
    focused(bare)
    pixels = pixels_of(bare)
    for x, y in ((0, 200), (399, 200), (200, 0), (200, 399)):
        assert pixels.at(x, y) == _colors().accent
    assert pixels.at(2, 200) == _colors().surface


def test_a_far_search_comes_near_and_a_near_one_keeps_its_zoom(qtbot, view):
    view.fly_to(2)
    qtbot.waitUntil(lambda: not view._flight.running)
    assert view.viewport.zoom == pytest.approx(8.0)
    view.zoom_by(3.0)
    assert view.viewport.zoom == pytest.approx(24.0)
    view.fly_to(0)
    qtbot.waitUntil(lambda: not view._flight.running)
    assert view.viewport.zoom == pytest.approx(24.0)
    assert (_pixel(view, 0) - QPoint(200, 200)).manhattanLength() <= 1


def test_zooming_keeps_the_middle(view):
    middle = view.viewport.to_plane(200, 200)
    view.zoom_by(2.0)
    assert view.viewport.to_plane(200, 200) == pytest.approx(middle)
    assert view.viewport.zoom == pytest.approx(2.0)


def test_another_size_shows_everything_until_a_person_moved_the_view(view):
    view.resize(600, 300)
    view.grab()
    assert (view.viewport.width, view.viewport.height) == (600, 300)
    assert view.viewport.zoom == pytest.approx(1.0)
    assert all(0 < _pixel(view, row).y() < 300 for row in range(6))
    view.zoom_by(2.0)
    scale, middle = view.viewport.scale, view.viewport.to_plane(300, 150)
    view.resize(400, 400)
    view.grab()
    assert view.viewport.scale == scale
    assert view.viewport.to_plane(200, 200) == pytest.approx(middle)


def test_points_are_hit_a_little_beside_their_dots(view):
    place = _pixel(view, 1)
    reach = view.scene.dot_radius(view.viewport.zoom) + 4
    assert view.rows_at(place.x() + reach - 1, place.y()) == [1]
    assert view.rows_at(place.x() + reach + 1.5, place.y()) == []


def test_a_click_on_one_point_takes_those_on_it_but_not_its_neighbours(qtbot, view):
    near = POINTS.copy()
    near[0] = POINTS[1] - np.float32([3, 0])
    view.move_points(near)
    with qtbot.waitSignal(view.selection_made) as signal:
        qtbot.mouseClick(view, LEFT, NONE, _pixel(view, 1))
    assert signal.args[0].tolist() == [1]


def test_moved_points_are_hovered_by_nobody(view):
    view.point_at(3)
    view.move_points(POINTS + 1)
    assert view.hovered == ()


def test_leaving_the_map_lets_go_of_the_point(qtbot, view, monkeypatch):
    monkeypatch.setattr("movierec_gui.gui.widgets.movie_map.view.QToolTip.showText", lambda *_: None)
    heard = []
    view.pointed.connect(heard.append)
    qtbot.mouseMove(view, QPoint(200, 90))
    qtbot.mouseMove(view, _pixel(view, 4))
    qtbot.waitUntil(lambda: view.hovered == (4, 5))
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    assert view.hovered == ()
    assert heard == [4, None]


def _opened(view):
    rows = []
    view.row_opened.connect(rows.append)
    return rows


def test_a_double_click_opens_a_point_and_selects_it_once(qtbot, view):
    rows, selected = _opened(view), []
    view.selection_made.connect(lambda found, mode: selected.append(found.tolist()))
    place = _pixel(view, 1)
    qtbot.mouseClick(view, LEFT, NONE, place)
    qtbot.mouseDClick(view, LEFT, NONE, place)
    assert rows == [1]
    assert selected == [[1]]


def test_a_double_click_beside_the_points_or_with_another_button_opens_nothing(qtbot, view):
    rows = _opened(view)
    qtbot.mouseDClick(view, LEFT, NONE, QPoint(200, 100))
    qtbot.mouseDClick(view, RIGHT, NONE, _pixel(view, 1))
    assert rows == []


def test_enter_opens_the_point_below_the_mouse_else_the_one_marked_else_the_one_selected(qtbot, view):
    rows = _opened(view)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert rows == []
    view.set_selected(np.array([2, 3]))
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert rows == []
    view.set_selected(np.array([2]))
    qtbot.keyClick(view, Qt.Key.Key_Enter)
    view.fly_to(3)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    view._set_hovered([1])
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert rows == [2, 3, 1]


def test_the_closer_one_looks_the_more_movies_are_named(qtbot):
    view = MovieMapView()
    qtbot.addWidget(view)
    view.resize(1200, 900)
    view.show()
    rng = np.random.default_rng(0)
    view.set_points(rng.normal(size=(4000, 2)).astype(np.float32), "m{}".format, str, np.arange(4000))
    named = []
    for _ in range(4):
        named.append(len(view.picture.labels))
        view.zoom_by(2.0)
    assert named[0] == 12
    assert named == sorted(named)
    assert named[3] > 2 * named[0]


def test_regions_are_named_from_afar_and_their_movies_from_near(view):
    view.set_regions([Region("War", tuple(view.scene.points[0].tolist()), "#ff0000")])
    assert [label.text for label, _ in view.picture.regions] == ["War"]
    view.fly_to(0)
    view._flight.stop()
    view.zoom_by(8.0)
    assert view.picture.regions == []
    view.set_regions(())
    view.fit()


def test_one_map_follows_another_without_telling(qtbot, view):
    other = MovieMapView()
    qtbot.addWidget(other)
    other.resize(300, 200)
    other.set_points(view.scene.points * 1.0, str, str, np.arange(view.scene.count))
    with qtbot.waitSignal(view.looked):
        view.zoom_by(3.0)
    with qtbot.assertNotEmitted(other.looked):
        other.follow(view.viewport)
    assert other.viewport.zoom == pytest.approx(view.viewport.zoom)
    assert (other.viewport.x, other.viewport.y) == (view.viewport.x, view.viewport.y)


def test_contours_lie_over_the_map(view, pixels_of):
    low, high = view.scene.points.min(axis=0), view.scene.points.max(axis=0)
    square = np.array([low, [high[0], low[1]], high, [low[0], high[1]], low], np.float32)
    before = pixels_of(view).rgb
    view.set_outlines([Outline(0.5, (square,))])
    changed = np.abs(pixels_of(view).rgb - before).sum(axis=2) > 0
    assert changed.any(axis=1).sum() > view.height() / 2
    view.set_outlines(())
    assert np.array_equal(pixels_of(view).rgb, before)
