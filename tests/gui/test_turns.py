"""One thing at a time, with everything else of the window in between."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from movierec_gui.gui.turns import Turns


def test_each_action_has_a_round_of_the_event_loop_to_itself(qtbot: QtBot) -> None:
    turns = Turns()
    seen: list[object] = []
    for number in range(3):
        turns.add(partial(_do, seen, number))
    assert seen == [], "nothing happens within the call"
    qtbot.waitUntil(lambda: len(seen) == 6)
    assert seen == [0, "between", 1, "between", 2, "between"]


def _do(seen: list[object], number: int) -> None:
    seen.append(number)
    QTimer.singleShot(0, partial(seen.append, "between"))


def _fail() -> None:
    raise ZeroDivisionError


def test_an_action_may_ask_for_another_turn(qtbot: QtBot) -> None:
    turns = Turns()
    seen: list[object] = []
    turns.add(lambda: turns.add(partial(seen.append, "second")))
    qtbot.waitUntil(lambda: seen == ["second"])


def test_a_turn_that_fails_keeps_nothing_back(qtbot: QtBot) -> None:
    turns = Turns()
    seen: list[object] = []
    turns.add(_fail)
    turns.add(partial(seen.append, "next"))
    with qtbot.captureExceptions() as raised:
        qtbot.waitUntil(lambda: seen == ["next"])
    assert [kind for kind, *_ in raised] == [ZeroDivisionError]
