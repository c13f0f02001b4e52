"""The run store: atomic files, clear words about damaged ones, undo for deletion."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from movierec_gui import records
from movierec_gui.errors import UserError
from movierec_gui.training.config import preset_spec
from movierec_gui.training.events import EpochRecord
from movierec_gui.training.runs import RUN_FILE, WEIGHTS_FILE, RunRecord, RunStore


@pytest.fixture(name="store")
def _store(tmp_path: Path) -> RunStore:
    return RunStore(tmp_path / "runs")


def record(store: RunStore, name: str = "first") -> RunRecord:
    made = RunRecord("", name, preset_spec("lstm"), "tiny", "hash", "2026-01-01T00:00:00+00:00")
    with store.claim("lstm") as run_id:
        made = replace(made, id=run_id)
        store.write(made)
    return made


def test_a_record_comes_back_as_it_was(store: RunStore) -> None:
    made = record(store)
    assert store.read(made.id) == made
    assert store.list() == (made,)


def test_ids_never_collide(store: RunStore) -> None:
    assert record(store).id != record(store).id


def test_an_empty_store_lists_nothing(store: RunStore) -> None:
    assert store.list() == ()
    assert store.listing().problems == ()


def test_rename_and_note_change_only_that(store: RunStore) -> None:
    made = record(store)
    store.rename(made.id, "  better ")
    store.annotate(made.id, "lower rate")
    assert store.read(made.id) == replace(made, name="better", note="lower rate")
    for name in (" ", "\u200b", "\u3164"):
        with pytest.raises(UserError, match="empty"):
            store.rename(made.id, name)


def test_deletion_can_be_undone(store: RunStore) -> None:
    made = record(store)
    store.delete(made.id)
    assert store.list() == ()
    assert store.restore(made.id) == made
    assert store.list() == (made,)


def test_a_run_in_training_is_neither_deleted_nor_trained_twice(store: RunStore) -> None:
    made = record(store)
    with store.training_lock(made.id):
        assert store.is_training(made.id)
        with pytest.raises(UserError, match="still being trained"):
            store.delete(made.id)
        with pytest.raises(UserError, match="another program"), store.training_lock(made.id):
            pytest.fail("the lock was given twice")
    assert not store.is_training(made.id)


@pytest.mark.parametrize("content", ["", "{", "{}", '{"id": 3}', '{"spec": {"architecture": "nope"}}'])
def test_a_damaged_record_is_named_and_hides_no_other(store: RunStore, content: str) -> None:
    good, bad = record(store, "good"), record(store, "bad")
    (store.path(bad.id) / RUN_FILE).write_text(content, encoding="utf-8")
    assert store.list() == (good,)
    (problem,) = store.listing().problems
    assert bad.id in str(problem)


@pytest.mark.parametrize("run_id", ["", "../elsewhere", "a/b", ".trash", "no-such-run"])
def test_a_name_that_is_no_run_is_refused(store: RunStore, run_id: str) -> None:
    with pytest.raises(UserError):
        store.read(run_id)


def test_history_comes_back_exactly(store: RunStore) -> None:
    made = record(store)
    history = (
        EpochRecord(1, 1.1, {"mse": 1 / 3, "rmse": 0.5, "mae": 0.25}, 1e-3, 1.25),
        EpochRecord(2, 0.9, {}, 1e-4, 2.5),
    )
    store.write_history(made.id, history)
    assert store.read_history(made.id) == history


def test_tensors_come_back_with_their_notes_and_damage_is_named(store: RunStore) -> None:
    made = record(store)
    store.write_tensors(made.id, WEIGHTS_FILE, {"a": torch.arange(3.0)}, {"epochs": "2"})
    tensors, notes = store.read_tensors(made.id, WEIGHTS_FILE)
    assert torch.equal(tensors["a"], torch.arange(3.0))
    assert notes == {"epochs": "2"}
    (store.path(made.id) / WEIGHTS_FILE).write_bytes(b"nonsense")
    with pytest.raises(UserError, match="damaged"):
        store.read_tensors(made.id, WEIGHTS_FILE)


def test_writing_leaves_no_partial_files(store: RunStore) -> None:
    made = record(store)
    store.write_tensors(made.id, WEIGHTS_FILE, {"a": torch.zeros(2)})
    assert not list(store.folder.rglob("*.part"))


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"validation": None}, "validation"),
        ({"validation": {"mse": -1.0}}, "validation"),
        ({"validation": {"rmse": 1.0}}, "lack mse"),
        ({"seconds": None}, "seconds"),
        ({"best_epoch": -1}, "best_epoch"),
        ({"parts": {"train": 1.5}}, "parts"),
        ({"status": "asleep"}, "asleep"),
        ({"created": "yesterday"}, "yesterday"),
        ({"versions": {"python": 3}}, "versions"),
        ({"spec": []}, "spec"),
        (
            {"spec": {"architecture": "lstm", "model": None, "split": {}, "training": {}}},
            "instead of names with values",
        ),
        ({"spec": {"architecture": [], "model": {}, "split": {}, "training": {}}}, "architecture"),
    ],
)
def test_a_sealed_record_of_wrong_types_or_numbers_is_named(
    store: RunStore, values: dict[str, object], message: str
) -> None:
    good, bad = record(store, "good"), record(store, "bad")
    path = store.path(bad.id) / RUN_FILE
    path.write_bytes(records.seal(records.unseal(path.read_bytes())[0] | values))
    listing = store.listing()
    assert listing.records == (good,)
    (problem,) = listing.problems
    assert bad.id in str(problem)
    assert message in str(problem)


def test_what_another_version_wrote_is_told_from_damage(store: RunStore) -> None:
    made = record(store)
    path = store.path(made.id) / RUN_FILE
    values, _ = records.unseal(path.read_bytes())
    values["spec"]["model"]["gears"] = 3
    values["mood"] = "good"  # an unknown fact is ignored, an unknown setting is not
    path.write_bytes(records.seal(values))
    with pytest.raises(UserError, match=r"is of another version of this program\. Unknown setting 'gears'"):
        store.read(made.id)
    del values["spec"]["model"]["gears"]
    path.write_bytes(records.seal(values))
    assert store.read(made.id) == made


def test_the_folder_s_name_is_the_id_whatever_stands_inside(store: RunStore) -> None:
    made = record(store)
    store.path(made.id).rename(store.path("copied"))
    assert store.read("copied") == replace(made, id="copied")


def test_figures_that_are_no_numbers_are_left_out_of_the_record(store: RunStore) -> None:
    made = replace(record(store), validation={"mse": float("nan"), "rmse": 1.0, "mae": 1.0}, test={"mse": 2.0})
    store.write(made)
    assert store.read(made.id) == replace(made, validation={})


RENAMING = """
import sys
from pathlib import Path
from movierec_gui.training.runs import RunStore
store = RunStore(Path(sys.argv[1]))
change = getattr(store, sys.argv[3])
print("ready", flush=True)
input()
for number in range(25):
    change(sys.argv[2], f"{sys.argv[3]} {number}")
print("done", flush=True)
"""


def test_programs_that_rename_and_note_at_once_lose_nothing(store: RunStore, start_program: Callable[..., Any]) -> None:
    made = record(store)
    programs = [start_program(RENAMING, store.folder, made.id, change) for change in ("rename", "annotate")]
    for program in programs:
        assert program.hear() == "ready"
    for program in programs:
        program.tell()
    assert [program.hear() for program in programs] == ["done", "done"]
    assert store.read(made.id) == replace(made, name="rename 24", note="annotate 24")
    assert not list(store.folder.rglob("*.part"))
