"""How long a task that can be paused still takes."""

from __future__ import annotations

import time

from movierec_gui.progress import Progress, remaining_seconds


class Clock:
    """The time that a task has taken without its pauses, and the part of the way that it came in it."""

    def __init__(self) -> None:
        self._since = time.monotonic()
        self._held_at: float | None = None
        self._first: Progress | None = None
        self._latest: Progress | None = None

    def tick(self, progress: Progress) -> None:
        """The task has come so far."""
        if self._first is None:
            # A resumed run does not start at 0: only what is done from here on counts.
            self._first, self._since = progress, time.monotonic()
        self._latest = progress

    def hold(self) -> None:
        """A pause begins."""
        self._held_at = self._held_at or time.monotonic()

    def go_on(self) -> None:
        """A pause ends."""
        if self._held_at is not None:
            self._since += time.monotonic() - self._held_at
            self._held_at = None

    def remaining(self) -> float | None:
        """Seconds left at the pace so far, or None where that cannot be told yet."""
        if self._first is None or self._latest is None:
            return None
        before = self._first.done
        way = Progress("", self._latest.done - before, self._latest.total - before)
        return remaining_seconds(way, (self._held_at or time.monotonic()) - self._since)
