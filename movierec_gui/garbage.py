"""Work that makes many small objects, and during which garbage is not looked for."""

from __future__ import annotations

import gc
from collections.abc import Callable, Generator
from functools import wraps
from typing import ParamSpec, TypeVar

Args = ParamSpec("Args")
EventT = TypeVar("EventT")
ResultT = TypeVar("ResultT")


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
                enabled = gc.isenabled()
                gc.disable()
                try:
                    event = next(begun)
                except StopIteration as end:
                    return end.value  # type: ignore[no-any-return]
                finally:
                    if enabled:
                        gc.enable()
                yield event
        finally:
            begun.close()

    return steps
