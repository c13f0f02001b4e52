"""The meter sees what a process takes, and does not forget it when it is given back."""

import numpy as np

from movierec_gui.training.memory import MemoryMeter


def test_the_peak_stays_after_the_memory_is_given_back() -> None:
    meter = MemoryMeter()
    meter.look()
    block = np.ones(64_000_000, np.uint8)
    meter.look()
    peak = meter.peak_mb
    assert 50 < peak < 200
    del block
    meter.look()
    assert meter.peak_mb == peak


def test_nothing_looked_at_is_nothing_grown() -> None:
    assert MemoryMeter().peak == 0
