"""Stars to rate with."""

import numpy as np
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


GOLD = 4


def draw(stars, pixels_of, value):
    stars.resize(stars.sizeHint())
    stars.clearFocus()
    stars.set_value(value)
    return pixels_of(stars)


def test_a_star_is_filled_as_far_as_the_rating_reaches(stars, pixels_of):
    gold = draw(stars, pixels_of, 2.5).like(theme_colors().series[GOLD], 40)
    whole = [gold[:, 24 * number : 24 * number + 24].sum() for number in range(5)]
    assert whole[0] == whole[1] > 100
    assert 0.35 < whole[2] / whole[0] < 0.65
    assert whole[3] == whole[4] == 0
    assert gold[:, 48:72].any(axis=0).nonzero()[0].max() <= 12  # its left half


def test_stars_are_as_high_as_wide_and_stand_in_the_middle_of_their_places(stars, pixels_of):
    pixels = draw(stars, pixels_of, 5.0)
    left, top, right, bottom = pixels.box(theme_colors().series[GOLD], 40)
    assert 1 <= left <= 4
    assert 1 <= 119 - right <= 4
    assert 3 <= top <= 6
    assert bottom <= 24
    first = pixels.like(theme_colors().series[GOLD], 40)[:, :24]
    across = first.any(axis=0).nonzero()[0]
    assert abs((across.min() + across.max()) / 2 - 11.5) <= 1
    assert first[top + 1].sum() <= 3  # a point stands at the top
    arms = first.sum(axis=1)
    assert arms.argmax() < len(arms) / 2  # and the arms above the middle
    assert stars.sizeHint().height() == 28


def test_empty_stars_have_an_outline(stars, pixels_of):
    pixels = draw(stars, pixels_of, None)
    outline = pixels.like(theme_colors().disabled, 50)
    for number in range(5):
        assert 20 < outline[:, 24 * number : 24 * number + 24].sum() < 200
    assert not pixels.like(theme_colors().series[GOLD], 40).any()


def test_pointing_shows_another_colour_up_to_the_pointer(stars, pixels_of):
    draw(stars, pixels_of, 1.0)
    stars.mouseMoveEvent(_Moved(60))
    pixels = pixels_of(stars)
    accent = pixels.like(theme_colors().accent, 40)
    assert accent[:, :48].any()
    assert accent[:, 48:60].any()
    assert not accent[:, 63:].any()
    assert not pixels.like(theme_colors().series[GOLD], 40).any()


def test_nobody_can_rate_with_stars_that_are_off(stars, qtbot, pixels_of):
    draw(stars, pixels_of, 3.0)
    stars.setEnabled(False)
    stars.mouseMoveEvent(_Moved(60))
    pixels = pixels_of(stars)
    assert not pixels.like(theme_colors().series[GOLD], 40).any()
    assert not pixels.like(theme_colors().accent, 40).any()
    assert not stars.toolTip().startswith("2.5")


def test_the_focus_is_seen_along_the_edge(stars, focused, pixels_of):
    stars.resize(stars.sizeHint())
    stars.set_value(2.0)
    stars.clearFocus()
    before = pixels_of(stars)
    focused(stars)
    after = np.abs(pixels_of(stars).rgb - before.rgb).max(axis=2) > 40
    for edge in (after[0], after[-1], after[:, 0], after[:, -1]):
        assert 0.15 < edge.mean() < 0.8  # dotted
    assert not after[2:-2, 2:-2].any()


def test_only_the_left_button_rates(stars, qtbot):
    with qtbot.assertNotEmitted(stars.rated):
        qtbot.mouseClick(stars, Qt.MouseButton.RightButton, pos=QPoint(50, 10))


def test_the_same_rating_again_is_no_news(stars, qtbot):
    click(qtbot, stars, 50)
    with qtbot.assertNotEmitted(stars.rated):
        qtbot.mouseClick(stars, Qt.MouseButton.LeftButton, pos=QPoint(50, 10))


def test_steps_end_at_the_ends_of_the_scale(stars, qtbot):
    stars.set_value(5.0)
    qtbot.keyClick(stars, Qt.Key.Key_Up)
    assert stars.value == 5.0
    stars.set_value(0.5)
    qtbot.keyClick(stars, Qt.Key.Key_Minus)
    assert stars.value == 0.5
    qtbot.keyClick(stars, Qt.Key.Key_Plus)
    assert stars.value == 1.0
    qtbot.keyClick(stars, Qt.Key.Key_Backspace)
    assert stars.value is None


def test_a_step_from_beside_the_scale_starts_at_the_nearest(stars, qtbot):
    stars.set_value(3.2)
    qtbot.keyClick(stars, Qt.Key.Key_Right)
    assert stars.value == 3.5
    stars.set_value(3.3)
    qtbot.keyClick(stars, Qt.Key.Key_Left)
    assert stars.value == 3.0


def test_another_scale_takes_the_rating_back_and_is_sorted(stars):
    stars.set_value(4.0)
    stars.set_levels((3, 1, 2))
    assert stars.value is None
    assert stars.levels == (1, 2, 3)
    assert stars.sizeHint().width() == 72


def test_what_can_be_done_is_said(stars):
    assert stars.toolTip() == "click, or use the arrow keys and digits; Delete takes the rating back"
    assert stars.focusPolicy() == Qt.FocusPolicy.StrongFocus
    assert stars.hasMouseTracking()
