"""What the stores of runs and comparisons share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from movierec_gui.errors import UserError
from movierec_gui.training import store_folder
from movierec_gui.training.store_folder import EntryKind, StoreFolder

FOLDERS = EntryKind("run", "being trained", "List them", "{}/run.json", "{}/lock")
FILES = EntryKind("comparison", "being run", "", "{}.json", ".{}.lock")


def store(folder: Path, kind: EntryKind) -> StoreFolder[str]:
    """A store of plain texts."""

    def read(entry_id: str) -> str:
        try:
            text = made.record_path(entry_id).read_text(encoding="utf-8")
        except OSError as error:
            raise UserError(f"There is no {kind.noun} {entry_id!r}") from error
        if not text.startswith("good"):
            raise UserError(f"The {kind.noun} {entry_id!r} is damaged")
        return text

    made = StoreFolder(folder, kind, read)
    return made


@pytest.fixture(params=[FOLDERS, FILES], ids=["folders", "files"])
def entries(request: pytest.FixtureRequest, tmp_path: Path) -> StoreFolder[str]:
    return store(tmp_path / "store", request.param)


def write(entries: StoreFolder[str], text: str = "good") -> str:
    with entries.claim("x") as entry_id:
        entries.record_path(entry_id).write_text(text, encoding="utf-8")
    return entry_id


CLAIMING = """
import sys
from pathlib import Path
from movierec_gui.training.store_folder import EntryKind, StoreFolder
entries = StoreFolder(Path(sys.argv[1]), EntryKind("x", "held", "", *sys.argv[2:]), str)
print("ready", flush=True)
input()
for _ in range(40):
    with entries.claim("x") as entry_id:
        entries.record_path(entry_id).write_text("good")
    print(entry_id, flush=True)
print("done", flush=True)
"""


def test_programs_that_start_in_the_same_second_get_ids_of_their_own(
    entries: StoreFolder[str], start_program: Callable[..., Any]
) -> None:
    kind = entries.kind
    programs = [start_program(CLAIMING, entries.folder, kind.record_name, kind.lock_name) for _ in range(3)]
    assert [program.hear() for program in programs] == ["ready"] * 3
    for program in programs:
        program.tell()
    claimed = [list(iter(program.hear, "done")) for program in programs]
    assert [len(ids) for ids in claimed] == [40] * 3
    assert len({entry_id for ids in claimed for entry_id in ids}) == 120
    assert len(entries.listing().records) == 120


HOLDING = """
import sys
from pathlib import Path
from movierec_gui.training.store_folder import EntryKind, StoreFolder
entries = StoreFolder(Path(sys.argv[1]), EntryKind("x", "held", "", *sys.argv[2:]), str)
with entries.claim("x") as entry_id:
    entries.record_path(entry_id).write_text("good")
    print(entry_id, flush=True)
    input()
"""


def test_what_another_program_holds_is_let_alone_until_it_dies(
    entries: StoreFolder[str], start_program: Callable[..., Any]
) -> None:
    program = start_program(HOLDING, entries.folder, entries.kind.record_name, entries.kind.lock_name)
    entry_id = program.hear()
    assert entries.is_held(entry_id)
    with pytest.raises(UserError, match="by another program"), entries.hold(entry_id):
        pass
    with pytest.raises(UserError, match="is still being"):
        entries.delete(entry_id)
    program.kill()
    with entries.hold(entry_id) as held:
        assert held == entry_id
    entries.delete(entry_id)


def test_a_claim_without_a_record_leaves_nothing(entries: StoreFolder[str]) -> None:
    for error in (UserError("nothing to train"), None):
        try:
            with entries.claim("x") as entry_id:
                assert entries.listing() == store_folder.Listing((), ())  # not named while it is being made
                if error:
                    raise error
        except UserError:
            pass
        assert not entries.path(entry_id).exists()


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "store").write_text("a file", encoding="utf-8")
    entries = store(tmp_path / "store", FOLDERS)
    with pytest.raises(UserError, match="cannot be made"), entries.claim("x"):
        pass


def test_each_entry_is_read_once_and_the_damaged_are_named(entries: StoreFolder[str]) -> None:
    good, bad = write(entries), write(entries, "bad")
    seen: list[str] = []

    def counted(entry_id: str) -> str:
        seen.append(entry_id)
        return entries.read(entry_id)

    listing = StoreFolder(entries.folder, entries.kind, counted).listing()
    assert (listing.records, [str(problem) for problem in listing.problems]) == (
        ("good",), [f"The {entries.kind.noun} {bad!r} is damaged."],
    )  # fmt: skip
    assert sorted(seen) == sorted((good, bad))


def test_a_claimed_folder_that_lost_its_record_is_named_and_a_strange_one_is_not(tmp_path: Path) -> None:
    entries = store(tmp_path / "store", FOLDERS)
    lost = write(entries)
    (entries.path(lost) / "weights").write_text("x", encoding="utf-8")
    entries.record_path(lost).unlink()
    (entries.folder / "comparisons").mkdir()
    (entries.folder / "comparisons" / "a.json").write_text("x", encoding="utf-8")
    assert [problem.what for problem in entries.listing().problems] == [f"There is no run {lost!r}"]


def test_a_folder_that_may_not_be_opened_is_named_and_hides_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = store(tmp_path / "store", FOLDERS)
    write(entries)
    closed = write(entries)
    exists = Path.exists

    def refuse(path: Path) -> bool:
        if path.parent.name == closed:
            raise PermissionError("not yours")
        return exists(path)

    entries.record_path(closed).unlink()
    monkeypatch.setattr(Path, "exists", refuse)
    listing = entries.listing()
    assert listing.records == ("good",)
    assert [problem.what for problem in listing.problems] == [f"There is no run {closed!r}"]


@pytest.mark.parametrize("text", ["good", "bad"])
def test_any_entry_can_be_deleted_and_restored(entries: StoreFolder[str], text: str) -> None:
    entry_id = write(entries, text)
    entries.delete(entry_id)
    assert entries.listing() == store_folder.Listing((), ())
    with pytest.raises(UserError, match="There is no"):
        entries.delete(entry_id)
    if text == "good":
        assert entries.restore(entry_id) == text
        entries.delete(entry_id)  # takes the place of what lies in the trash
    with pytest.raises(UserError, match="not in the trash"):
        entries.restore("other")


def test_a_restored_entry_replaces_no_other(entries: StoreFolder[str]) -> None:
    entry_id = write(entries)
    entries.delete(entry_id)
    path = entries.record_path(entry_id)
    path.parent.mkdir(exist_ok=True)
    path.write_text("good too", encoding="utf-8")
    with pytest.raises(UserError, match="already"):
        entries.restore(entry_id)
    assert entries.read(entry_id) == "good too"


@pytest.mark.parametrize("entry_id", ["", "../elsewhere", "a/b", ".trash", "..", "nul\0"])
def test_an_id_points_nowhere_else(entries: StoreFolder[str], entry_id: str) -> None:
    with pytest.raises(UserError, match="is not the id of a"):
        entries.path(entry_id)


def test_asking_for_what_is_not_there_makes_nothing(entries: StoreFolder[str]) -> None:
    with pytest.raises(UserError, match="There is no"), entries.hold("20260101-000000-x-1"):
        pass
    assert not entries.folder.exists()
