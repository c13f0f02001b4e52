"""The runs as the tab shows them: what is read, what is on the chart, what can be undone."""

from dataclasses import replace

import pytest

from movierec_gui.gui.style import LIGHT
from movierec_gui.gui.tabs.train_tab.board import FIRST_SHOWN, RunBoard
from movierec_gui.progress import Progress
from movierec_gui.training.events import EpochEnded, EpochRecord, StepsTrained, TrainingStarted
from movierec_gui.training.runs import RUNNING, STOPPED


@pytest.fixture
def board(workspace):
    return RunBoard(workspace)


@pytest.fixture
def listed(qtbot, workspace, board, stored_run):
    """The board after it has read the store, with its one run."""
    with qtbot.waitSignal(board.changed):
        workspace.catalogue.refresh()
    return board


def copies(workspace, record, count):
    for number in range(count):
        workspace.store.write(replace(record, id=f"copy-{number}", name=f"copy {number}"))


def refresh(qtbot, board):
    with qtbot.waitSignal(board.changed):
        board._workspace.catalogue.refresh()


def test_reads_runs_with_their_histories(listed, stored_run):
    (row,) = listed.rows
    assert row.record == stored_run
    assert [epoch.epoch for epoch in row.history] == [1, 2]
    assert not row.resumable
    assert listed.row("nobody") is None


def test_the_newest_runs_are_on_the_chart_at_first(qtbot, workspace, board, stored_run):
    copies(workspace, stored_run, 8)
    refresh(qtbot, board)
    assert len(board.rows) == 9
    shown = board.shown_runs()
    assert [run.key for run in shown] == [row.record.id for row in reversed(board.rows[:FIRST_SHOWN])]
    assert len({run.color for run in shown}) == FIRST_SHOWN
    assert shown[0].series.validation_ratings == stored_run.parts["validation"]


def test_a_run_keeps_its_colour_while_others_come_and_go(qtbot, workspace, listed, stored_run):
    assert listed.color_of(stored_run.id) == 0
    copies(workspace, stored_run, 2)
    refresh(qtbot, listed)
    assert listed.color_of(stored_run.id) == 0
    assert {listed.color_of("copy-0"), listed.color_of("copy-1")} == {1, 2}
    taken = listed.color_of("copy-0")
    listed.set_shown("copy-0", False)
    assert listed.color_of("copy-0") is None
    listed.set_shown("copy-0", True)
    assert listed.color_of("copy-0") == taken


def test_renaming_can_be_undone_and_done_again(qtbot, listed, stored_run):
    store = listed._workspace.store
    with qtbot.waitSignal(listed.changed):
        listed.rename(stored_run.id, "better")
    assert store.read(stored_run.id).name == "better"
    listed.undo_stack.undo()
    assert store.read(stored_run.id).name == "stored"
    listed.undo_stack.redo()
    assert store.read(stored_run.id).name == "better"


def test_the_same_name_is_no_change(listed, stored_run):
    listed.rename(stored_run.id, stored_run.name)
    listed.annotate(stored_run.id, stored_run.note)
    assert listed.undo_stack.count() == 0


def test_an_empty_name_is_refused_and_leaves_nothing_to_undo(qtbot, listed, stored_run):
    with qtbot.waitSignal(listed.failed) as failed:
        listed.rename(stored_run.id, "  ")
    assert "name is empty" in str(failed.args[0])
    assert not listed.undo_stack.canUndo()


def test_notes_can_be_undone(listed, stored_run):
    store = listed._workspace.store
    listed.annotate(stored_run.id, "with dropout")
    assert store.read(stored_run.id).note == "with dropout"
    listed.undo_stack.undo()
    assert store.read(stored_run.id).note == ""


def test_deleting_several_runs_is_one_step_to_undo(qtbot, workspace, listed, stored_run):
    copies(workspace, stored_run, 2)
    refresh(qtbot, listed)
    workspace.set_current_run("copy-0")
    with qtbot.waitSignal(listed.changed):
        listed.delete(["copy-0", "copy-1"])
    assert listed.undo_stack.undoText() == "Delete 2 runs"
    assert [row.record.id for row in listed.rows] == [stored_run.id]
    assert workspace.current_run_id == stored_run.id  # the newest that is left
    with qtbot.waitSignal(listed.changed):
        listed.undo_stack.undo()
    assert len(listed.rows) == 3


def test_a_run_that_trains_is_not_deleted(qtbot, workspace, listed, stored_run):
    with workspace.store.training_lock(stored_run.id), qtbot.waitSignal(listed.failed) as failed:
        listed.delete([stored_run.id])
    assert "still being trained" in str(failed.args[0])
    assert not listed.undo_stack.canUndo()


@pytest.mark.parametrize(("status", "resumable"), [(RUNNING, True), (STOPPED, True), ("finished", False)])
def test_unfinished_runs_can_go_on(qtbot, workspace, board, stored_run, status, resumable):
    workspace.store.write(replace(stored_run, status=status))
    refresh(qtbot, board)
    assert board.rows[0].resumable == resumable


def test_a_run_that_another_program_trains_cannot_go_on_here(qtbot, workspace, board, stored_run):
    workspace.store.write(replace(stored_run, status=RUNNING))
    with workspace.store.training_lock(stored_run.id):
        refresh(qtbot, board)
        assert not board.rows[0].resumable


def test_another_dataset_has_other_runs(qtbot, workspace, listed, tiny_dataset):
    other = replace(tiny_dataset, name="other", user_ids=tiny_dataset.user_ids + 1)
    with qtbot.waitSignals([listed.changed, listed.changed]):
        workspace.set_dataset(other)
    assert listed.rows == ()
    assert listed.shown_runs() == []
    assert listed.undo_stack.count() == 0


def test_follows_the_running_training(qtbot, workspace, listed, stored_run):
    run_id = stored_run.id
    with qtbot.waitSignal(listed.changed):
        listed.on_event(TrainingStarted(run_id, 5, 800, 90, 7, "cpu", Progress("", 0, 5)))
    assert (listed.live, listed.live_epochs) == (run_id, 5)
    with qtbot.waitSignal(listed.live_changed):
        listed.on_event(StepsTrained(run_id, 2.5, 1.2, 1000.0, Progress("", 2.5, 5)))
    assert listed.live_run().series.steps.tolist() == [[2.5, 1.2]]
    record = EpochRecord(3, 1.1, {"mse": 0.01, "rmse": 0.1, "mae": 0.1}, 1e-3, 2.0)
    with qtbot.waitSignal(listed.live_changed):
        listed.on_event(EpochEnded(run_id, record, 3, Progress("", 3, 5)))
    row = listed.row(run_id)
    assert row.record.best_epoch == 3
    assert row.record.validation["mse"] == 0.01
    assert len(row.history) == 3
    # What the disk says is older than what was just heard.
    refresh(qtbot, listed)
    assert len(listed.row(run_id).history) == 3
    listed.end_live()
    assert listed.live_run() is None


def test_an_hour_of_steps_stays_small(listed, stored_run):
    for step in range(10_000):
        listed.on_event(StepsTrained(stored_run.id, step / 1000, 1.0, 1.0, Progress("", step, 10_000)))
    assert len(listed.live_run().series.steps) < 5000
    assert listed.live_run().series.steps[-1, 0] > 9.99


def test_another_dataset_ends_what_was_followed(qtbot, workspace, listed, stored_run, tiny_dataset):
    listed.on_event(TrainingStarted(stored_run.id, 5, 800, 90, 7, "cpu", Progress("", 0, 5)))
    listed.on_event(StepsTrained(stored_run.id, 2.5, 1.2, 1000.0, Progress("", 2.5, 5)))
    listed.set_shown(stored_run.id, False)
    other = replace(tiny_dataset, name="other", user_ids=tiny_dataset.user_ids + 1)
    for dataset in (other, tiny_dataset):
        with qtbot.waitSignal(listed.changed):
            workspace.set_dataset(dataset)
        qtbot.waitUntil(lambda: not workspace.jobs)
    assert (listed.live, listed.live_epochs) == ("", 0)
    (run,) = listed.shown_runs()  # it is new again, so it is on the chart
    assert run.series.steps.tolist() == []


def test_many_steps_are_thinned_from_the_beginning_and_the_last_stays(listed, stored_run):
    for step in range(1501):
        listed.on_event(StepsTrained(stored_run.id, float(step), 1.0, 1.0, Progress("", step, 2000)))
    assert listed._steps[stored_run.id] == [(float(step), 1.0) for step in range(0, 1501, 2)]
    listed.on_event(StepsTrained(stored_run.id, 1501.0, 1.0, 1.0, Progress("", 1501, 2000)))
    assert len(listed._steps[stored_run.id]) == 752


def test_colours_are_shared_once_all_are_taken(qtbot, workspace, board, stored_run):
    copies(workspace, stored_run, 14)
    refresh(qtbot, board)
    for row in board.rows:
        board.set_shown(row.record.id, True)
    colors = [board.color_of(row.record.id) for row in board.rows]
    counts = {colors.count(color) for color in range(len(LIGHT.series))}
    assert max(counts) - min(counts) <= 1
    assert board.state() == {
        "shown": {row.record.id: board.color_of(row.record.id) for row in board.rows},
        "known": sorted(row.record.id for row in board.rows),
    }
