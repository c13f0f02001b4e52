"""Short forms of the scripts behind docs/reliability.md: each is run once, at one seeded moment, on small data."""

from __future__ import annotations

import importlib
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

_SCRIPTS = Path(__file__).resolve().parents[2] / "benchmarks" / "reliability"
_MADE = ("import", "export", "export table", "rename", "delete", "restore", "ratings", "rename person",
         "delete person", "export person", "set", "project save", "project open", "map", "reading")  # fmt: skip
"""Operations that no test kills at every change of the disk, as tests/training/test_leftovers.py does others."""

LIMIT = 600
"""Seconds until a script is given up; alone none takes a quarter of a minute."""
pytestmark = pytest.mark.timeout(LIMIT + 60)
of_posix = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")


def run(script: str, *arguments: str) -> str:
    command = [sys.executable, str(_SCRIPTS / f"{script}.py"), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=LIMIT)
    assert done.returncode == 0, done.stdout + done.stderr[-4000:]
    return done.stdout


@pytest.mark.slow
@of_posix
def test_operations_that_are_killed_are_whole_and_leave_nothing() -> None:
    told = run("kill_operations", "--kills", "1", "--seed", "5", "--operations", *_MADE)
    assert told.count("survived   1") == len(_MADE)


@of_posix
def test_ratings_that_were_acknowledged_outlive_their_program() -> None:
    assert "tried 2, survived 2" in run("kill_people", "--kills", "2", "--longest", "0.1")


@pytest.mark.slow
def test_every_long_task_of_the_window_is_cancelled_and_two_hundred_random_events_do_no_harm() -> None:
    assert run("monkey", "--short", "--events", "200", "--seeds", "1").strip() == ""


@pytest.fixture(name="load")
def _load(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], ModuleType]:
    """A script as a module, which is forgotten afterwards with what it imports from beside it."""
    monkeypatch.syspath_prepend(str(_SCRIPTS))

    def load(name: str) -> ModuleType:
        for each in (name, "damaged_store"):
            monkeypatch.delitem(sys.modules, each, raising=False)
        return importlib.import_module(name)

    return load


@of_posix
@pytest.mark.parametrize("trouble", ["file", "nowhere", "locale-c", "locale-tr"])
def test_a_home_or_a_system_that_is_not_as_usual_is_no_fault(
    trouble: str, load: Callable[[str], ModuleType], tmp_path: Path
) -> None:
    script = load("home_troubles")
    (tmp_path / "first" / "home").mkdir(parents=True)
    (found,) = script.tried(trouble, tmp_path / "first", tmp_path / "trouble", ["list"], window=False)
    assert found.fault == "", found.said
    assert found.status == (trouble == "nowhere")  # where nothing can be kept, one can still look


@pytest.mark.slow
def test_every_reader_reads_or_refuses_what_comes(
    load: Callable[[str], ModuleType], monkeypatch: pytest.MonkeyPatch
) -> None:
    fuzz = load("fuzz_readers")
    monkeypatch.setattr(fuzz, "MOST_SECONDS", 1e9)  # how fast it is here is no matter of this test
    fuzz.make_samples()
    assert set(fuzz.READERS) == set(fuzz.SAMPLES)
    for name in fuzz.READERS:
        found, faults = fuzz.tried(name, 12, 3)
        assert set(found) <= {"read", "refused"}, faults
