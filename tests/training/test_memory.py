"""The meter sees what a process takes, and does not forget it when it is given back."""

from types import SimpleNamespace

import psutil
import pytest

from movierec_gui.training.memory import MemoryMeter


def test_the_peak_stays_after_the_memory_is_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    # A real one may fall, too, while something else is freed.
    held = iter([100_000_000, 100_500_000, 164_000_000, 90_000_000])
    monkeypatch.setattr(psutil.Process, "memory_info", lambda _process: SimpleNamespace(rss=next(held)))
    meter = MemoryMeter()
    peaks = []
    for _ in range(3):
        meter.look()
        peaks.append(meter.peak_mb)
    assert peaks == [0.5, 64.0, 64.0]


def test_what_this_process_holds_is_less_than_the_machine_has() -> None:
    meter = MemoryMeter()
    meter.look()
    assert 0 <= meter.peak < psutil.virtual_memory().total


def test_nothing_looked_at_is_nothing_grown() -> None:
    assert MemoryMeter().peak == 0
