"""How far a long task is: what every engine generator reports, and the remaining time that follows from it."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
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
    """Seconds left at the average speed so far, or None where that cannot be told yet."""
    fraction = progress.fraction
    if not fraction:
        return None
    return elapsed * (1.0 - fraction) / fraction


def format_duration(seconds: float) -> str:
    """Seconds as people say them: ``0.4 s``, ``12 s``, ``3 min 05 s``, ``2 h 10 min``."""
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
