"""The run store: atomic files, clear words about damaged ones, undo for deletion."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch

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
    with pytest.raises(UserError, match="empty"):
        store.rename(made.id, " ")


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
