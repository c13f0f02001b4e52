"""Work without a look for garbage: none within its steps, as before between them."""

from __future__ import annotations

import gc
from collections.abc import Generator

import pytest

from movierec_gui.garbage import without_collecting
from movierec_gui.progress import finish


@without_collecting
def work(seen: list[bool], fails: bool = False) -> Generator[int, None, str]:
    """Notes whether garbage is looked for."""
    try:
        seen.append(gc.isenabled())
        yield 1
        seen.append(gc.isenabled())
        if fails:
            raise ValueError("as asked")
        return "done"
    finally:
        seen.append(gc.isenabled())


def test_garbage_is_not_looked_for_within_steps_but_between_them() -> None:
    seen: list[bool] = []
    steps = work(seen)
    assert next(steps) == 1
    assert gc.isenabled()
    assert finish(steps) == "done"
    assert seen == [False] * 3
    assert gc.isenabled()


def test_where_it_was_off_it_stays_off() -> None:
    gc.disable()
    try:
        assert finish(work([])) == "done"
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_work_that_fails_or_is_left_leaves_things_as_they_were() -> None:
    with pytest.raises(ValueError, match="as asked"):
        finish(work([], fails=True))
    assert gc.isenabled()
    seen: list[bool] = []
    steps = work(seen)
    next(steps)
    steps.close()
    assert len(seen) == 2, "the work was closed with it"
    assert gc.isenabled()
