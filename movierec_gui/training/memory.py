"""How much memory work takes: the growth of this process while it goes on."""

from __future__ import annotations

import psutil


class MemoryMeter:
    """The largest growth of the process's resident memory since the meter was made, as far as it was looked at.

    Rough: a peak between two looks is missed, what earlier work left to be used again is not counted, and neither is
    the memory of a graphics card. A process of its own gives the cleanest figure.
    """

    def __init__(self) -> None:
        self._process = psutil.Process()
        self._before = self._process.memory_info().rss
        self.peak = 0
        """Bytes; never below 0."""

    def look(self) -> None:
        """Take notice of what the process holds now."""
        self.peak = max(self.peak, self._process.memory_info().rss - self._before)

    @property
    def peak_mb(self) -> float:
        """The peak in megabytes (10^6 bytes)."""
        return self.peak / 1e6
