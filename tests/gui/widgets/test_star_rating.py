"""Stars to rate with."""

import pytest
from PySide6.QtCore import QPoint, Qt

from movierec_gui.gui.style import theme_colors
from movierec_gui.gui.widgets.star_rating import StarRating


@pytest.fixture
def stars(qtbot):
    stars = StarRating()
    qtbot.addWidget(stars)
    stars.show()
    return stars


def click(qtbot, stars, x):
    with qtbot.waitSignal(stars.rated) as rated:
        qtbot.mouseClick(stars, Qt.MouseButton.LeftButton, pos=QPoint(x, 10))
    return rated.args[0]


def test_a_click_on_half_a_star_gives_half_a_star(stars, qtbot):
    assert click(qtbot, stars, 5) == 0.5
    assert click(qtbot, stars, 20) == 1.0
    assert click(qtbot, stars, 100) == 4.5
    assert click(qtbot, stars, 119) == 5.0
    assert stars.value == 5.0


def test_keys_step_set_and_take_back(stars, qtbot):
    seen = []
    stars.rated.connect(seen.append)
    for key in (Qt.Key.Key_4, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Delete):
        qtbot.keyClick(stars, key)
    assert seen == [4.0, 4.5, 5.0, 4.5, None]


def test_the_first_step_starts_in_the_middle(stars, qtbot):
    qtbot.keyClick(stars, Qt.Key.Key_Right)
    assert stars.value == 3.0


def test_a_digit_off_the_scale_rates_nothing(stars, qtbot):
    with qtbot.assertNotEmitted(stars.rated):
        for key in (Qt.Key.Key_7, Qt.Key.Key_0, Qt.Key.Key_X):
            qtbot.keyClick(stars, key)


@pytest.mark.parametrize(
    ("levels", "stars_shown", "clicks"),
    [
        ((1, 2, 3, 4, 5), 5, {3: 1, 30: 2, 119: 5}),
        (tuple(range(1, 11)), 10, {3: 1, 239: 10}),
        (tuple(range(0, 101, 10)), 10, {3: 0, 239: 100}),
        ((-1, 0, 1), 1, {3: -1, 12: 0, 23: 1}),
    ],
)
def test_other_scales_fit_into_ten_stars(stars, qtbot, levels, stars_shown, clicks):
    stars.set_levels(levels)
    assert stars.sizeHint().width() == stars_shown * 24
    for x, level in clicks.items():
        assert stars.level_at(x) == level


def test_the_value_is_told_to_screen_readers_and_drawn(stars):
    assert stars.accessibleName() == "Your rating: not rated"
    stars.resize(stars.sizeHint())
    empty = stars.grab().toImage()
    stars.set_value(3.5)
    assert stars.accessibleName() == "Your rating: 3.5 of 5"
    drawn = stars.grab().toImage()
    assert drawn.pixelColor(12, 16).name() == theme_colors().series[4]
    assert drawn.pixelColor(108, 16) == empty.pixelColor(108, 16)


def test_hovering_shows_what_a_click_would_give(stars, qtbot):
    qtbot.mouseMove(stars, QPoint(60, 10))
    stars.mouseMoveEvent(_Moved(60))
    assert stars.toolTip().startswith("2.5: ")
    stars.leaveEvent(None)
    assert not stars.toolTip().startswith("2.5")


class _Moved:
    def __init__(self, x):
        self._x = x

    def position(self):
        return QPoint(self._x, 10)
