"""A second thread for what lets others run Python meanwhile: reading and writing files, hashes, copies of columns.

Array arithmetic on small blocks is nothing for it: each short call gives the interpreter back and waits for it again.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")
Event = TypeVar("Event")
Result = TypeVar("Result")
Other = TypeVar("Other")

WORTH_A_THREAD = 8 << 20
"""Bytes below which one thread is as quick."""
_AHEAD = 3
"""Items that are made before they are asked for."""
_WAITING = 2
"""Things to do that may wait; each holds memory."""
_STEPS = 4
"""Steps that are begun ahead, so that the second thread need not wait for the next event."""


class Helper:
    """Does things one after the other beside its owner, who alone talks to it; without a thread at once."""

    def __init__(self, pool: ThreadPoolExecutor | None) -> None:
        self._pool = pool
        self._begun: deque[Future[None]] = deque()

    def ahead(self, items: Iterator[Item]) -> Iterator[Item]:
        """The same items, the next few of them made before they are asked for. What making one raises comes in turn."""
        if self._pool is None:
            yield from items
            return
        coming = deque(self._pool.submit(next, items, None) for _ in range(_AHEAD))
        while (item := coming.popleft().result()) is not None:
            coming.append(self._pool.submit(next, items, None))
            yield item

    def do(self, work: Callable[[], None]) -> None:
        """Let it be done. What it raises is raised by a later ``do``, or by ``finish``."""
        if self._pool is None:
            work()
            return
        self._begun.append(self._pool.submit(work))
        if len(self._begun) > _WAITING:
            self._begun.popleft().result()

    def finish(self) -> None:
        """Wait until all is done."""
        while self._begun:
            self._begun.popleft().result()


ALONE = Helper(None)
"""Does everything at once."""


@contextmanager
def second_thread(*, worth: bool = True) -> Iterator[Helper]:
    """A helper, which has a thread where that is worth it and there are two processors.

    Nothing runs any more when the context is left; what was not begun by then is left out.
    """
    pool = _pool(worth=worth)
    try:
        yield Helper(pool) if pool is not None else ALONE
    finally:
        if pool is not None:
            pool.shutdown(cancel_futures=True)


def alongside(
    work: Generator[Event, None, Result], other: Generator[Event, None, Other], *, worth: bool = True
) -> Generator[Event, None, tuple[Result, Other]]:
    """Two long tasks at once, ``other`` by steps in a second thread; one after the other where there is no such.

    The events are those of ``work``, and those of ``other`` once ``work`` has ended. Where nobody pulls, both stand
    still after a step or two; closing it closes both.
    """
    pool, begun = _pool(worth=worth), deque[Future[_Step[Event, Other]]]()
    step: _Step[Event, Other] = _Step()
    try:
        while True:
            if pool is not None:
                while begun and begun[0].done() and not step.ended:
                    step = begun.popleft().result()
                while len(begun) < _STEPS and not step.ended:
                    begun.append(pool.submit(_step, other))
            try:
                event = next(work)
            except StopIteration as end:
                result: Result = end.value
                break
            yield event
        while not step.ended:
            step = begun.popleft().result() if begun else _step(other)
            yield from step.events
        return result, step.results[0]
    finally:
        if pool is not None:
            pool.shutdown(cancel_futures=True)
        work.close()
        other.close()


@dataclass(frozen=True)
class _Step(Generic[Event, Result]):
    """What came of one step of a task: an event, or its result; neither before the first."""

    events: tuple[Event, ...] = ()
    results: tuple[Result, ...] = ()

    @property
    def ended(self) -> bool:
        return bool(self.results)


def _step(work: Generator[Event, None, Result]) -> _Step[Event, Result]:
    try:
        return _Step((next(work),))
    except StopIteration as end:
        return _Step(results=(end.value,))


def _pool(*, worth: bool) -> ThreadPoolExecutor | None:
    """A thread, where that is worth it and there are two processors."""
    return ThreadPoolExecutor(1, "helper") if worth and (os.cpu_count() or 1) > 1 else None
