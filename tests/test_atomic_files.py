"""Files appear as a whole or not at all."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from movierec_gui import atomic_files
from movierec_gui.atomic_files import (
    keep_files_private,
    make_own_folder,
    make_shared_folder,
    replacing,
    share,
    sweep_leftovers,
    temporary_folder,
    write_atomically,
)
from movierec_gui.errors import UserError
from movierec_gui.report.folder import written


def test_the_new_file_takes_the_old_ones_place(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old", encoding="utf-8")
    with replacing(path) as partial:
        partial.write_text("new", encoding="utf-8")
        assert path.read_text(encoding="utf-8") == "old"
    assert path.read_text(encoding="utf-8") == "new"
    assert list(tmp_path.iterdir()) == [path]


def _write_half(path: Path) -> None:
    with replacing(path) as partial:
        partial.write_text("half", encoding="utf-8")
        raise ZeroDivisionError


def test_an_error_while_writing_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(ZeroDivisionError):
        _write_half(path)
    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_said_plainly(tmp_path: Path) -> None:
    path = tmp_path / "missing" / "a.txt"
    with pytest.raises(UserError, match="cannot be written"), replacing(path) as partial:
        partial.write_text("new", encoding="utf-8")


def test_two_writers_of_one_file_do_not_meet(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with replacing(path) as first, replacing(path) as second:
        first.write_text("first", encoding="utf-8")
        second.write_text("second", encoding="utf-8")
    assert path.read_text(encoding="utf-8") == "first"  # the outer one ends last
    assert list(tmp_path.iterdir()) == [path]


def test_a_temporary_folder_goes_with_its_lock(tmp_path: Path) -> None:
    with temporary_folder(tmp_path) as folder:
        (folder / "a").write_text("x", encoding="utf-8")
        assert sweep_leftovers(tmp_path) == 0
        assert (folder / "a").exists()
    assert list(tmp_path.iterdir()) == []


WRITING = """
import sys
from pathlib import Path
from movierec_gui.atomic_files import replacing
with replacing(Path(sys.argv[1]) / "a.json") as partial:
    partial.write_text("half")
    print("writing", flush=True)
    input()
"""
WORKING = """
import sys
from pathlib import Path
from movierec_gui.atomic_files import temporary_folder
with temporary_folder(Path(sys.argv[1])) as folder:
    (folder / "piece").write_text("half")
    print("working", flush=True)
    input()
"""


@pytest.mark.parametrize("code", [WRITING, WORKING])
@pytest.mark.parametrize("depth", ["", "runs", "runs/20260101-000000-lstm-1"])
def test_what_a_killed_program_left_is_swept_and_what_a_running_one_owns_stays(
    start_program: Callable[..., Any], tmp_path: Path, code: str, depth: str
) -> None:
    folder = tmp_path / depth
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "mine.part").write_text("a person's own", encoding="utf-8")
    program = start_program(code, folder)
    assert program.hear() in ("writing", "working")
    assert sweep_leftovers(tmp_path) == 0
    assert list(folder.glob(".movierec-*"))
    program.kill()
    assert sweep_leftovers(tmp_path) == 1
    assert [path.name for path in folder.iterdir()] == ["mine.part"]


def test_leftovers_without_an_owner_go_when_a_day_old(tmp_path: Path) -> None:
    other_machine = tmp_path / "runs" / ".movierec-00000000-1-abc.part"
    lock = tmp_path / "runs" / ".movierec-abc.tmp.lock"
    older = [
        tmp_path / "cache" / "new-abc_1234", tmp_path / "runs" / ".import-abc_1234",
        tmp_path / "runs" / "x" / "run.json.part", tmp_path / "runs" / "comparisons" / "20260101-000000-1.json.part",
    ]  # fmt: skip
    kept = [
        tmp_path / "runs" / "new-abc_1234",
        tmp_path / "downloads" / "ml-25m.zip.part",
        tmp_path / "runs" / "a.part",
    ]
    for path in (other_machine, lock, *older, *kept):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", encoding="utf-8")
    assert sweep_leftovers(tmp_path) == 0
    for path in tmp_path.rglob("*"):
        os.utime(path, (1, 1))
    assert sweep_leftovers(tmp_path) == 2 + len(older)
    assert all(path.exists() for path in kept)


def test_what_cannot_be_removed_or_read_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    leftover = tmp_path / ".movierec-00000000-1-abc.part"
    leftover.write_text("x", encoding="utf-8")
    os.utime(leftover, (1, 1))

    def refuse(*_arguments: object, **_options: object) -> None:
        raise PermissionError("not yours")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", refuse)
        assert sweep_leftovers(tmp_path) == 0
    assert leftover.exists()
    assert sweep_leftovers(tmp_path / "missing") == 0


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.skipif(os.name != "posix", reason="rights of POSIX")
def test_own_folders_are_closed_to_others_with_those_above_them(tmp_path: Path) -> None:
    make_own_folder(tmp_path / "home" / "runs" / "one")
    made = [tmp_path / "home", tmp_path / "home" / "runs", tmp_path / "home" / "runs" / "one"]
    assert [_mode(folder) for folder in made] == [0o700] * 3
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(UserError, match=r"folder .*file.* cannot be made"):
        make_own_folder(tmp_path / "file" / "runs")


@pytest.mark.skipif(os.name != "posix", reason="rights of POSIX")
def test_files_are_private_and_what_is_shared_has_the_rights_that_the_user_gives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(atomic_files, "_USUAL_MASK", [])
    before = os.umask(0o027)
    try:
        keep_files_private(tmp_path)
        keep_files_private(tmp_path)  # the second time changes nothing
        (tmp_path / "export").mkdir()
        (tmp_path / "export" / "a.csv").write_text("a", encoding="utf-8")
        write_atomically(tmp_path / "run.json", b"{}")
        share(tmp_path / "export")
    finally:
        os.umask(before)
    assert (_mode(tmp_path), _mode(tmp_path / "run.json")) == (0o700, 0o600)
    assert (_mode(tmp_path / "export"), _mode(tmp_path / "export" / "a.csv")) == (0o750, 0o640)


@pytest.mark.skipif(os.name != "posix", reason="rights of POSIX")
def test_a_folder_for_exports_has_usual_rights_and_one_that_is_there_keeps_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(atomic_files, "_USUAL_MASK", [])
    before = os.umask(0o022)
    try:
        (tmp_path / "mine").mkdir(mode=0o700)
        keep_files_private(None)
        make_shared_folder(tmp_path / "mine" / "a" / "b")
        make_shared_folder(tmp_path / "mine")
        with written(tmp_path / "mine", "report") as folder:
            (folder / "tables").mkdir()
            (folder / "tables" / "a.csv").write_text("a", encoding="utf-8")
    finally:
        os.umask(before)
    assert _mode(tmp_path / "mine") == 0o700
    made = ("a", "a/b", "tables", "tables/a.csv")
    assert [_mode(tmp_path / "mine" / name) for name in made] == [0o755, 0o755, 0o755, 0o644]


KILLED = """
import os, signal, sys
from pathlib import Path
from movierec_gui.atomic_files import replacing, sweep_leftovers
home, target = map(Path, sys.argv[1:])
sweep_leftovers(home)
with replacing(target) as partial:
    partial.write_text("half")
    print("written", flush=True)
    sys.stdin.readline()
"""


def test_what_a_killed_program_left_outside_the_home_goes_at_the_next_start(
    tmp_path: Path, start_program: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(atomic_files, "_HOME", [])
    home, elsewhere = tmp_path / "home", tmp_path / "elsewhere"
    home.mkdir()
    elsewhere.mkdir()
    (elsewhere / ".movierec-mine.part").write_text("not ours", encoding="utf-8")
    program = start_program(KILLED, home, elsewhere / "export.csv")
    assert program.hear() == "written"
    assert sweep_leftovers(home) == 0  # it is still at work
    assert len(list(elsewhere.iterdir())) == 2
    program.kill()
    assert sweep_leftovers(home) == 1
    assert [path.name for path in elsewhere.iterdir()] == [".movierec-mine.part"]
    assert list(home.iterdir()) == []


def test_empty_claims_of_killed_programs_go_and_held_ones_stay(tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    for name in ("20260101-000000-lstm-1", "20260101-000000-lstm-2", "20260101-000000-lstm-3", "mine"):
        (runs / name).mkdir(parents=True)
        (runs / name / "lock").touch()
    (runs / "20260101-000000-lstm-3" / "run.json").write_text("{}", encoding="utf-8")
    (runs / "comparisons").mkdir()
    (runs / "comparisons" / "20260101-000000-1.json").touch()
    (runs / "comparisons" / "20260101-000000-2.json").write_text("{}", encoding="utf-8")
    with FileLock(runs / "20260101-000000-lstm-2" / "lock"):
        assert sweep_leftovers(tmp_path) == 2
    assert sorted(path.name for path in runs.iterdir()) == [
        "20260101-000000-lstm-2", "20260101-000000-lstm-3", "comparisons", "mine",
    ]  # fmt: skip
    assert [path.name for path in (runs / "comparisons").glob("*.json")] == ["20260101-000000-2.json"]


def test_half_a_run_without_its_record_goes_also_in_the_folder_of_lists(tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    with_person, listed, whole = (
        runs / name
        for name in ("20260101-000000-lstm-1", "lists/20260101-000000-ease-1", "lists/20260101-000000-ease-2")
    )
    for folder in (with_person, listed, whole):
        folder.mkdir(parents=True)
        (folder / "lock").touch()
    (with_person / "person.json").write_text("{}", encoding="utf-8")
    with replacing(tmp_path / "x") as partial:
        half = partial.name.replace(f"-{os.getpid()}-", "-4194305-")  # one above the largest number of a process
        partial.touch()
    (listed / half).touch()
    (whole / "list.json").write_text("{}", encoding="utf-8")
    (whole / half).touch()
    assert sweep_leftovers(tmp_path) == 3
    assert list(runs.iterdir()) == [runs / "lists"]
    assert list((runs / "lists").iterdir()) == [whole]
    assert sorted(path.name for path in whole.iterdir()) == ["list.json", "lock"]
