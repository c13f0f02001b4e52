"""Measures how long work takes that others may pause."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from typing import TypeVar

EventT = TypeVar("EventT")
ResultT = TypeVar("ResultT")


class Stopwatch:
    """Adds up the seconds of some work; it stands still while nobody pulls the work's events."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self.seconds = 0.0
        """Seconds of work so far."""

    @contextmanager
    def running(self) -> Iterator[None]:
        """Count the time that this lasts."""
        started = self._clock()
        try:
            yield
        finally:
            self.seconds += self._clock() - started

    def timed(self, work: Generator[EventT, None, ResultT]) -> Generator[EventT, None, ResultT]:
        """The events of ``work`` and its result; only the time that it takes to make them counts."""
        try:
            while True:
                try:
                    with self.running():
                        event = next(work)
                except StopIteration as end:
                    result: ResultT = end.value
                    return result
                yield event
        finally:
            work.close()
