"""How far a long task is: what every engine generator reports, and the remaining time that follows from it."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from time import monotonic
from typing import Protocol, TypeVar, cast, runtime_checkable

ResultT = TypeVar("ResultT")


@dataclass(frozen=True)
class Progress:
    """The stage a task is in and how much of it is done; ``total`` 0 means that nobody knows how much there is."""

    stage: str
    done: float = 0
    total: float = 0

    @property
    def fraction(self) -> float | None:
        """Between 0 and 1, or None where the total is not known."""
        return min(1.0, self.done / self.total) if self.total else None

    @property
    def progress(self) -> Progress:
        """Itself, so that a bare Progress is an event as well."""
        return self


@runtime_checkable
class ProgressEvent(Protocol):
    """Any event of a long task that says how far the task is."""

    @property
    def progress(self) -> Progress: ...


def remaining_seconds(progress: Progress, elapsed: float) -> float | None:
    """Seconds left at the average speed so far, or None where it is not known yet."""
    fraction = progress.fraction
    if not fraction:
        return None
    return elapsed * (1.0 - fraction) / fraction


class Clock:
    """The remaining time of a task that may begin half-way, be paused, and take another way at its next stage."""

    def __init__(self) -> None:
        self._since = monotonic()
        self._held_at: float | None = None
        self._first: Progress | None = None
        self._latest: Progress | None = None

    def tick(self, progress: Progress) -> None:
        """The task has come so far."""
        if self._latest is None or not _goes_on(self._latest, progress):
            # What a resumed run did before, and the pace of another way, say nothing about the rest of this one.
            self._first, self._since = progress, monotonic()
            self._held_at = None if self._held_at is None else self._since
        self._latest = progress

    def hold(self) -> None:
        """A pause begins."""
        self._held_at = self._held_at or monotonic()

    def go_on(self) -> None:
        """A pause ends."""
        if self._held_at is not None:
            self._since += monotonic() - self._held_at
            self._held_at = None

    def remaining(self) -> float | None:
        """Seconds left at the pace so far, or None where it is not known yet."""
        if self._first is None or self._latest is None:
            return None
        before = self._first.done
        way = Progress("", self._latest.done - before, self._latest.total - before)
        return remaining_seconds(way, (self._held_at or monotonic()) - self._since)


def _goes_on(before: Progress, after: Progress) -> bool:
    """Whether it is the same stage, or the next step of the same way, as the models of a comparison are."""
    return before.stage == after.stage or (0 < before.done <= after.done and before.total == after.total)


def format_duration(seconds: float) -> str:
    """Seconds as people say them: ``0 s``, ``4 ms``, ``0.4 s``, ``12 s``, ``3 min 05 s``, ``2 h 10 min``."""
    if seconds <= 0.0:
        return "0 s"
    if seconds < 0.0995:
        return f"{max(1, round(1000 * seconds))} ms"
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02d} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02d} min"


def finish(work: Generator[object, None, ResultT]) -> ResultT:
    """Run a long task to its end and return its result, for those who do not look at its progress."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            return cast(ResultT, end.value)
