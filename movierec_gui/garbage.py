"""Work that makes many small objects, and during which garbage is not looked for."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

Args = ParamSpec("Args")
EventT = TypeVar("EventT")
ResultT = TypeVar("ResultT")

USUAL, NEVER = gc.get_threshold(), (10**9, 10**9, 10**9)
"""When garbage is looked for."""
_LOCK = threading.Lock()
_PAUSES: set[object] = set()


@contextmanager
def no_collection() -> Iterator[None]:
    """Meanwhile Python does not look for garbage by itself, in whichever thread; as often as usual after the last one.

    Only the thresholds change. The switch of ``gc.enable`` is the window's, which collects in its own thread: work that
    put the switch back as it found it would let workers collect for good, and destroy Qt objects.
    """
    pause = object()
    with _LOCK:
        _PAUSES.add(pause)
        gc.set_threshold(*NEVER)
    try:
        yield
    finally:
        with _LOCK:
            _PAUSES.remove(pause)
            if not _PAUSES:
                gc.set_threshold(*USUAL)


def without_collecting(
    work: Callable[Args, Generator[EventT, None, ResultT]],
) -> Callable[Args, Generator[EventT, None, ResultT]]:
    """The same work; within its steps Python does not look through all objects for rings of them that nobody uses.

    It would do so again and again while tens of thousands of movies are read, which are no rings. Between two steps
    things are as they were.
    """

    @wraps(work)
    def steps(*args: Args.args, **kwargs: Args.kwargs) -> Generator[EventT, None, ResultT]:
        begun = work(*args, **kwargs)
        try:
            while True:
                with no_collection():
                    try:
                        event = next(begun)
                    except StopIteration as end:
                        return end.value  # type: ignore[no-any-return]
                yield event
        finally:
            begun.close()

    return steps
