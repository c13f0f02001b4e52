"""Python's threads take short turns while the window is open."""

import sys

import pytest

from movierec_gui.gui.short_turns import TURN_SECONDS, ShortTurns


def test_turns_are_short_until_it_is_over():
    usual = sys.getswitchinterval()
    turns = ShortTurns()
    turns.start()
    assert sys.getswitchinterval() == pytest.approx(TURN_SECONDS)
    turns.stop()
    assert sys.getswitchinterval() == pytest.approx(usual)
    assert usual > TURN_SECONDS
