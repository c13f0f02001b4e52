"""The runs that a tab can look at."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from movierec_gui.gui.run_list import RunList
from movierec_gui.gui.workspace import Workspace
from movierec_gui.training.config import preset_spec
from movierec_gui.training.runs import RunRecord, RunStore


@pytest.fixture
def workspace(qapp, tmp_path) -> Iterator[Workspace]:
    workspace = Workspace(RunStore(tmp_path / "runs"))
    yield workspace
    assert workspace.stop_jobs()


@pytest.fixture
def record(tiny_dataset) -> RunRecord:
    return RunRecord(
        "20260101-1", "first", preset_spec("dense"), "tiny", tiny_dataset.content_hash, "2026-01-01", best_epoch=3
    )


def test_without_a_dataset_nothing_is_read(workspace):
    runs = RunList(workspace)
    runs.refresh()
    assert runs.records == ()
    assert not runs.known
    assert workspace.jobs == ()


def test_the_newest_run_with_weights_becomes_the_current_one(workspace, record, tiny_dataset, qtbot):
    for number, best, digest in (
        (1, 3, record.dataset_hash),
        (2, 5, record.dataset_hash),
        (3, 0, record.dataset_hash),
        (4, 9, "x"),
    ):
        workspace.store.write(replace(record, id=f"20260101-{number}", best_epoch=best, dataset_hash=digest))
    runs = RunList(workspace)
    workspace.set_dataset(tiny_dataset)
    qtbot.waitUntil(lambda: runs.known)
    assert [entry.id for entry in runs.records] == ["20260101-2", "20260101-1"]
    assert workspace.current_run_id == "20260101-2"


def test_a_chosen_run_stays_until_it_is_gone(workspace, record, tiny_dataset, qtbot):
    for number in (1, 2):
        workspace.store.write(replace(record, id=f"20260101-{number}"))
    runs = RunList(workspace)
    workspace.set_dataset(tiny_dataset)
    qtbot.waitUntil(lambda: runs.known)
    workspace.set_current_run("20260101-1")
    with qtbot.waitSignal(runs.changed):
        workspace.runs_changed.emit()
    assert workspace.current_run_id == "20260101-1"
    for run_id in ("20260101-1", "20260101-2"):
        workspace.store.delete(run_id)
    with qtbot.waitSignal(runs.changed):
        workspace.runs_changed.emit()
    assert workspace.current_run_id == ""
    assert runs.records == ()


def test_a_store_that_cannot_be_read_is_reported(workspace, tiny_dataset, qtbot, monkeypatch):
    def fail():
        raise OSError("no disk")

    runs = RunList(workspace)
    monkeypatch.setattr(workspace.store, "list", fail)
    with qtbot.waitSignal(runs.failed) as failed:
        workspace.set_dataset(tiny_dataset)
    assert "no disk" in str(failed.args[0])
    assert not runs.known
