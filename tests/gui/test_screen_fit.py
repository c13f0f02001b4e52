from PySide6.QtCore import QMargins, QRect

from movierec_gui.gui.screen_fit import fitted

FRAME = QMargins(4, 30, 4, 4)


def outer(place):
    return place.marginsAdded(FRAME)


def test_a_window_that_fits_stays_where_it_is():
    wanted = QRect(100, 60, 1280, 800)
    assert fitted(wanted, FRAME, QRect(0, 0, 1920, 1040)) == wanted


def test_a_window_as_large_as_the_screen_shrinks_by_its_frame_and_the_desktops_bars():
    for screen in (QRect(0, 24, 1280, 776), QRect(0, 0, 1366, 728)):
        place = fitted(QRect(0, 0, 1280, 800), FRAME, screen)
        assert screen.contains(outer(place))
        assert place.height() == screen.height() - 34


def test_a_window_beyond_the_edge_moves_back():
    screen = QRect(1920, 0, 1920, 1040)
    place = fitted(QRect(100, 900, 1280, 800), FRAME, screen)
    assert screen.contains(outer(place))
    assert (place.width(), place.height()) == (1280, 800)
