"""The stored runs, read once a change."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest

from movierec_gui import records
from movierec_gui.gui.main_window import MainWindow
from movierec_gui.gui.session import Session
from movierec_gui.gui.workspace import Workspace
from movierec_gui.training.config import preset_spec
from movierec_gui.training.events import EpochRecord
from movierec_gui.training.runs import HISTORY_FILE, RUN_FILE, RunRecord, RunStore
from movierec_gui.training.starter import STARTER


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
    runs = workspace.catalogue
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
    runs = workspace.catalogue
    workspace.set_dataset(tiny_dataset)
    qtbot.waitUntil(lambda: runs.known)
    assert [entry.id for entry in runs.records] == ["20260101-2", "20260101-1"]
    assert workspace.current_run_id == "20260101-2"


def test_a_chosen_run_stays_until_it_is_gone(workspace, record, tiny_dataset, qtbot):
    for number in (1, 2):
        workspace.store.write(replace(record, id=f"20260101-{number}"))
    runs = workspace.catalogue
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

    runs = workspace.catalogue
    monkeypatch.setattr(workspace.store, "listing", fail)
    with qtbot.waitSignal(runs.failed) as failed:
        workspace.set_dataset(tiny_dataset)
    assert "no disk" in str(failed.args[0])
    assert not runs.known


def test_histories_come_along_and_damage_is_told_once_and_hides_nothing_else(workspace, record, tiny_dataset, qtbot):
    store = workspace.store
    for number in range(3):
        store.write(replace(record, id=f"20260101-{number}"))
    epoch = EpochRecord(1, 1.0, {"mse": 1.0, "rmse": 1.0, "mae": 0.5}, 1e-3, 2.0)
    store.write_history("20260101-0", [replace(epoch, epoch=number) for number in (1, 2, 3)])
    (store.path("20260101-1") / HISTORY_FILE).write_text("epoch\nx\n", encoding="utf-8")
    (store.path("20260101-2") / RUN_FILE).write_text("{", encoding="utf-8")
    workspace.set_dataset(tiny_dataset)
    with qtbot.waitSignal(workspace.catalogue.damage_found) as found:
        workspace.catalogue.refresh()
    assert len(found.args[0]) == 2
    assert {row.record.id: len(row.history) for row in workspace.catalogue.rows} == {"20260101-0": 3, "20260101-1": 0}
    with qtbot.assertNotEmitted(workspace.catalogue.damage_found), qtbot.waitSignal(workspace.catalogue.changed):
        workspace.catalogue.refresh()


def test_the_run_of_the_last_session_is_chosen_if_it_is_still_there(workspace, record, tiny_dataset, qtbot):
    for number in (1, 2):
        workspace.store.write(replace(record, id=f"20260101-{number}"))
    for preferred, chosen in (("20260101-1", "20260101-1"), ("gone", "20260101-2")):
        workspace.set_dataset(tiny_dataset)
        workspace.catalogue.prefer(preferred)
        qtbot.waitUntil(lambda: workspace.catalogue.known)
        assert workspace.current_run_id == chosen


def test_a_change_is_one_job_for_the_whole_window_and_reads_each_run_once(
    workspace, record, tiny_dataset, qtbot, tmp_path, monkeypatch
):
    for number in range(6):
        workspace.store.write(replace(record, id=f"20260101-{number}"))
        workspace.store.write_history(f"20260101-{number}", [])
    window = MainWindow(workspace, Session(tmp_path / "session.ini"))
    qtbot.addWidget(window)
    window.tabs.build_all()
    workspace.set_dataset(tiny_dataset)
    qtbot.waitUntil(lambda: workspace.catalogue.known and not workspace.jobs)
    read, jobs = Counter(), []
    original = records.read_bytes

    def counted(path, *limit):
        read[path] += 1
        return original(path, *limit)

    monkeypatch.setattr(records, "read_bytes", counted)
    workspace.job_started.connect(lambda job: jobs.append(job.title))
    with qtbot.waitSignal(workspace.catalogue.changed):
        workspace.runs_changed.emit()
    qtbot.waitUntil(lambda: not workspace.jobs)
    assert jobs.count("Listing runs") == 1
    assert {path.name for path in read} == {RUN_FILE, HISTORY_FILE}
    assert set(read.values()) == {1}
    assert len(read) == 12 + 1  # the program's own, which has no history


def test_the_most_accurate_run_is_looked_at_first(workspace, record, tiny_dataset, qtbot):
    for number, error in ((1, 0.9), (2, 0.7), (3, 0.8)):
        workspace.store.write(replace(record, id=f"20260101-{number}", validation={"mse": error}))
    workspace.set_dataset(tiny_dataset)
    qtbot.waitUntil(lambda: workspace.catalogue.known)
    assert workspace.current_run_id == "20260101-2"


def test_the_programs_own_run_stands_in_and_is_in_no_row(workspace, record, bundled_dataset, qtbot):
    workspace.set_dataset(bundled_dataset)
    runs = workspace.catalogue
    qtbot.waitUntil(lambda: runs.known)
    assert workspace.current_run_id == STARTER
    assert (runs.rows, runs.records) == ((), ())
    assert [entry.id for entry in runs.choices] == [STARTER]
    own = replace(record, dataset_hash=bundled_dataset.content_hash, dataset_name=bundled_dataset.name)
    workspace.store.write(own)
    with qtbot.waitSignal(runs.changed):
        workspace.runs_changed.emit()
    assert workspace.current_run_id == STARTER  # a run that somebody looks at stays
    assert [entry.id for entry in runs.choices] == [own.id, STARTER]
    workspace.set_dataset(bundled_dataset)
    qtbot.waitUntil(lambda: runs.known)
    assert workspace.current_run_id == own.id


def test_other_data_have_no_run_of_the_programs(workspace, tiny_dataset, qtbot):
    workspace.set_dataset(tiny_dataset)
    qtbot.waitUntil(lambda: workspace.catalogue.known)
    assert workspace.catalogue.choices == ()
    assert workspace.current_run_id == ""


def test_other_data_take_the_runs_away_before_they_are_read(workspace, record, tiny_dataset, qtbot):
    workspace.store.write(record)
    runs = workspace.catalogue
    with qtbot.waitSignal(runs.changed):
        workspace.set_dataset(tiny_dataset)
    qtbot.waitUntil(lambda: runs.known and not workspace.jobs)
    assert len(runs.rows) == 1
    seen = []
    runs.changed.connect(lambda: seen.append((len(runs.rows), runs.known)))
    workspace.set_dataset(replace(tiny_dataset, name="other"))
    assert seen[0] == (0, False)
    qtbot.waitUntil(lambda: runs.known and not workspace.jobs)
