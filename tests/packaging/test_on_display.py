"""The picture of a packaged window waits for the program, not for the clock."""

import os
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest


@pytest.mark.skipif(not Path("/proc/self/stat").is_file(), reason="reads Linux's files of processes")
def test_the_time_of_a_processor_is_read(recipe):
    on_display = recipe("linux/on_display.py")
    before = sum(os.times()[:2])
    assert before - 0.1 <= on_display.processor_seconds(os.getpid()) <= sum(os.times()[:2]) + 0.1


def test_a_picture_waits_until_the_program_has_nothing_to_do(recipe, monkeypatch):
    """Charts came forty seconds after the window where eight other programs wanted the two processors."""
    on_display = recipe("linux/on_display.py")
    used = iter([0.0, 2.0, 2.5, 2.8, 2.85, 9.0])
    waited = []
    monkeypatch.setattr(on_display, "processor_seconds", lambda process: next(used))
    monkeypatch.setattr(on_display, "time", SimpleNamespace(monotonic=lambda: 0.0, sleep=waited.append))
    on_display.wait_until_idle(1)
    assert waited == [5.0] * 4
    assert next(used) == 9.0


def test_a_program_that_is_never_idle_is_waited_for_no_longer_than_for_a_window(recipe, monkeypatch):
    on_display = recipe("linux/on_display.py")
    clock = iter(range(0, 1000, 50))
    hands = SimpleNamespace(monotonic=lambda: next(clock), sleep=lambda seconds: None)
    monkeypatch.setattr(on_display, "time", hands)
    used = iter(range(sys.maxsize))
    monkeypatch.setattr(on_display, "processor_seconds", lambda process: next(used))
    on_display.wait_until_idle(1)
    assert next(used) <= 4


def test_a_fault_in_the_programs_log_is_no_good_start(recipe, tmp_path):
    on_display = recipe("linux/on_display.py")
    on_display.refuse_faults(tmp_path / "no home")
    log = tmp_path / "logs" / "movierec.log"
    log.parent.mkdir()
    log.write_text("movierec 0.1.0\n", encoding="utf-8")
    on_display.refuse_faults(tmp_path)
    log.write_bytes(b"\xff\nTraceback (most recent call last):\nValueError: odd\n")
    with pytest.raises(RuntimeError, match="ValueError: odd"):
        on_display.refuse_faults(tmp_path)
