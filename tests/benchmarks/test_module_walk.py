"""The walk through the modules: each function once, stays in their order, returns counted."""

from __future__ import annotations

import runpy
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from movierec_gui.progress import Progress, finish
from movierec_gui.wording import counted

SCRIPT = Path(__file__).resolve().parents[2] / "benchmarks" / "module_walk.py"


@pytest.fixture(scope="module")
def script() -> dict[str, Any]:
    return runpy.run_path(str(SCRIPT))


def test_each_function_is_read_once_where_it_is_first_called(script: dict[str, Any]) -> None:
    progress = Progress("Work", 1, 2)

    def work() -> None:
        counted(1, "movie")
        assert progress.fraction == 0.5
        counted(2, "movie")
        Progress("More", 0, 1)

    walk = script["walk_through"](work)
    assert walk.stays == ["wording", "progress"]
    assert walk.rooms.count("wording") == 1
    assert script["sums"](walk).splitlines()[-1] == "2 rooms, 2 stays, 0 returns"


def test_a_room_that_is_entered_again_is_a_return(script: dict[str, Any]) -> None:
    walk = script["Walk"](["a", "a", "b", "a"])
    assert script["sums"](walk).splitlines() == [
        f"{'a':40}   3 functions   2 stays",
        f"{'b':40}   1 functions   1 stays",
        "2 rooms, 3 stays, 1 returns",
    ]


def test_modules_can_be_left_out_with_what_they_call(script: dict[str, Any]) -> None:
    def events() -> Generator[None, None, str]:
        yield
        return counted(1, "movie")

    def work() -> None:
        finish(events())

    assert script["walk_through"](work).stays == ["progress", "wording"]
    assert script["walk_through"](work, ["wording"]).stays == ["progress"]
    assert script["walk_through"](work, ["progress"]).stays == []


def test_the_graph_names_who_called_whom(script: dict[str, Any]) -> None:
    walk = script["Walk"]()
    walk.doors["a", "b"] += 2
    assert '  "a" -> "b" [label=2];' in script["graph"](walk).splitlines()
