"""Only work counts."""

from __future__ import annotations

from collections.abc import Callable, Generator

import pytest

from movierec_gui.progress import finish
from movierec_gui.training.stopwatch import Stopwatch


def test_the_time_between_two_events_does_not_count(clock: Callable[[], float]) -> None:
    def work() -> Generator[int, None, str]:
        for number in range(3):
            clock.work()
            yield number
        clock.work()
        return "done"

    watch = Stopwatch(clock)
    timed = watch.timed(work())
    for _ in range(3):
        next(timed)
        clock.now += 25.0
    with pytest.raises(StopIteration) as end:
        next(timed)
    assert end.value.value == "done"
    assert watch.seconds == 4.0


def test_work_that_fails_or_is_closed_is_timed_up_to_there(clock: Callable[[], float]) -> None:
    closed = []

    def work(fails: bool) -> Generator[int, None, None]:
        try:
            clock.work()
            yield 1
            if fails:
                clock.work()
                raise ValueError("broken")
        finally:
            closed.append(fails)

    watch = Stopwatch(clock)
    with pytest.raises(ValueError, match="broken"):
        finish(watch.timed(work(fails=True)))
    assert watch.seconds == 2.0
    left = watch.timed(work(fails=False))
    next(left)
    left.close()
    assert watch.seconds == 3.0
    assert closed == [True, False]


def test_stretches_add_up(clock: Callable[[], float]) -> None:
    watch = Stopwatch(clock)
    for _ in range(2):
        with watch.running():
            clock.work()
        clock.now += 10.0
    assert watch.seconds == 2.0


def test_work_that_is_left_is_closed_with_what_it_holds() -> None:
    ended: list[str] = []

    def work() -> Generator[int, None, None]:
        try:
            yield 1
            yield 2
        finally:
            ended.append("inner")

    inner = work()
    timed = Stopwatch().timed(inner)
    next(timed)
    timed.close()
    assert ended == ["inner"]
    with pytest.raises(StopIteration):
        next(inner)
