"""Work without a look for garbage: none within its steps, as before between them, whoever else works or switches."""

from __future__ import annotations

import gc
from collections.abc import Generator

import pytest

from movierec_gui.garbage import NEVER, USUAL, no_collection, without_collecting
from movierec_gui.progress import finish

Seen = list[tuple[int, int, int]]


@without_collecting
def work(seen: Seen, fails: bool = False) -> Generator[int, None, str]:
    """Notes when garbage is looked for."""
    try:
        seen.append(gc.get_threshold())
        yield 1
        seen.append(gc.get_threshold())
        if fails:
            raise ValueError("as asked")
        return "done"
    finally:
        seen.append(gc.get_threshold())


def test_garbage_is_not_looked_for_within_steps_but_between_them() -> None:
    seen: Seen = []
    steps = work(seen)
    assert next(steps) == 1
    assert gc.get_threshold() == USUAL
    assert finish(steps) == "done"
    assert seen == [NEVER] * 3
    assert gc.get_threshold() == USUAL


def test_the_switch_is_left_to_whoever_turns_it_meanwhile() -> None:
    @without_collecting
    def turned_off_meanwhile() -> Generator[int, None, None]:
        gc.disable()
        yield 1

    was_on = gc.isenabled()
    try:
        finish(turned_off_meanwhile())
        assert not gc.isenabled(), "a window that began to collect by itself would deadlock with its workers"
    finally:
        if was_on:
            gc.enable()


def test_the_last_of_several_ends_the_pause() -> None:
    with no_collection():
        assert finish(work([])) == "done"
        assert gc.get_threshold() == NEVER
    assert gc.get_threshold() == USUAL


def test_work_that_fails_or_is_left_leaves_things_as_they_were() -> None:
    with pytest.raises(ValueError, match="as asked"):
        finish(work([], fails=True))
    assert gc.get_threshold() == USUAL
    seen: Seen = []
    steps = work(seen)
    next(steps)
    steps.close()
    assert len(seen) == 2, "the work was closed with it"
    assert gc.get_threshold() == USUAL
