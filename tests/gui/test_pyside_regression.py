"""PySide6 6.12.0 on CPython 3.11 loses a reference to True or None with each emit and void call, until it aborts."""

import sys

from PySide6.QtCore import QObject, Signal


class Speaker(QObject):
    spoken = Signal(object)


def test_two_thousand_emits_and_void_calls_lose_no_reference():
    speaker, heard = Speaker(), []
    speaker.spoken.connect(heard.append)
    before = sys.getrefcount(True), sys.getrefcount(None)
    for _ in range(2000):
        speaker.spoken.emit(0)
        speaker.setObjectName("speaker")
    after = sys.getrefcount(True), sys.getrefcount(None)
    assert len(heard) == 2000
    # Other threads may let go of a few meanwhile; the defect loses one with each call.
    assert all(left - lost > -500 for lost, left in zip(before, after, strict=True))
