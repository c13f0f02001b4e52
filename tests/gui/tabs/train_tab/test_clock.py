"""Remaining time with pauses."""

import pytest

from movierec_gui.gui.tabs.train_tab import clock as module
from movierec_gui.progress import Progress


@pytest.fixture
def now(monkeypatch):
    moment = [100.0]
    monkeypatch.setattr(module.time, "monotonic", lambda: moment[0])
    return moment


def test_pauses_and_what_was_done_before_are_left_out(now):
    clock = module.Clock()
    assert clock.remaining() is None
    clock.tick(Progress("", 4, 10))  # a resumed run
    now[0] += 10.0
    clock.tick(Progress("", 6, 10))
    assert clock.remaining() == pytest.approx(20.0)
    clock.hold()
    now[0] += 1000.0
    assert clock.remaining() == pytest.approx(20.0)
    clock.go_on()
    assert clock.remaining() == pytest.approx(20.0)
