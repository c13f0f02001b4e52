"""The table's actions: which are possible, and what they lead to."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QItemSelectionModel
from PySide6.QtWidgets import QFileDialog

from movierec_gui.gui.tabs.train_tab.board import RunBoard
from movierec_gui.gui.tabs.train_tab.queue import TrainingQueue
from movierec_gui.gui.tabs.train_tab.run_panel import RunPanel
from movierec_gui.models import architecture
from movierec_gui.training.runs import RUNNING

_AND_THIS = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows


@pytest.fixture
def panel(qtbot, workspace, stored_run, make_trainer):
    workspace.store.write(replace(stored_run, id="other", name="other", status=RUNNING))
    board = RunBoard(workspace)
    made = RunPanel(workspace, board, TrainingQueue(workspace, make_trainer()))
    qtbot.addWidget(made)
    with qtbot.waitSignal(board.changed):
        workspace.catalogue.refresh()
    made.table.clearSelection()  # the newest became the current one
    return made


def lines(panel):
    return {line.key: line for line in panel.table.lines.lines}


def enabled(panel):
    changes = (panel.resume, panel.duplicate, panel.average, panel.export, panel.load, panel.delete)
    actions = (*changes, panel.undo, panel.redo)
    return [action.text() for action in actions if action.isEnabled()]


def test_shows_the_runs(panel, stored_run):
    line = lines(panel)[stored_run.id]
    assert (line.name, line.architecture, line.status) == ("stored", architecture("dense").title, "finished")
    assert line.test_mse == stored_run.test["mse"]
    assert line.color is not None
    assert panel.hint.text() == ""


def test_actions_follow_the_selection(panel, stored_run):
    assert enabled(panel) == ["Import…"]
    panel.table.select(stored_run.id)
    assert enabled(panel) == ["Copy settings", "Average these runs", "Export…", "Import…", "Delete"]
    panel.table.selectAll()
    assert enabled(panel) == ["Average these runs", "Import…", "Delete"]


def test_an_interrupted_run_can_be_resumed(qtbot, workspace, panel, stored_run):
    store = workspace.store
    (store.path("other") / "checkpoint.safetensors").write_bytes(
        (store.path(stored_run.id) / "checkpoint.safetensors").read_bytes()
    )
    with qtbot.waitSignal(panel._board.changed):
        panel._workspace.catalogue.refresh()
    assert lines(panel)["other"].status == "interrupted"
    panel.table.select("other")
    with qtbot.waitSignal(panel.resume_requested) as asked:
        panel.resume.trigger()
    assert asked.args == ["other"]


def test_selecting_a_run_makes_it_the_workspaces(qtbot, workspace, panel, stored_run):
    panel.table.selectRow(panel.table.lines.row_of(stored_run.id))
    assert workspace.current_run_id == stored_run.id
    workspace.set_current_run("other")
    assert panel.table.selected_keys() == ("other",)


def test_ticks_put_runs_on_the_chart(panel, stored_run):
    panel.table.lines.shown_toggled.emit(stored_run.id, False)
    assert lines(panel)[stored_run.id].color is None
    panel.table.lines.shown_toggled.emit(stored_run.id, True)
    assert lines(panel)[stored_run.id].color is not None


def test_names_and_notes_are_edited_in_place_and_undone(qtbot, panel, stored_run):
    for field, text in (("name", "better"), ("note", "why")):
        with qtbot.waitSignal(panel._board.changed):
            panel.table.lines.edited.emit(stored_run.id, field, text)
        assert getattr(lines(panel)[stored_run.id], field) == text
    with qtbot.waitSignal(panel._board.changed):
        panel.undo.trigger()
    assert lines(panel)[stored_run.id].note == ""
    assert "Rename stored" in panel.undo.toolTip()


def test_deleting_can_be_undone(qtbot, panel, stored_run):
    panel.table.select(stored_run.id)
    with qtbot.waitSignals([panel._board.changed, panel.deleted]):
        panel.delete.trigger()
    qtbot.waitUntil(lambda: stored_run.id not in lines(panel))
    panel.undo.trigger()
    qtbot.waitUntil(lambda: stored_run.id in lines(panel))


def test_settings_are_copied(qtbot, panel, stored_run):
    panel.table.select(stored_run.id)
    with qtbot.waitSignal(panel.duplicate_requested) as asked:
        panel.duplicate.trigger()
    assert asked.args == [stored_run.id]


def test_a_run_goes_out_and_comes_back(qtbot, panel, stored_run, tmp_path, monkeypatch):
    path = tmp_path / "run.zip"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    panel.table.select(stored_run.id)
    with qtbot.waitSignal(panel.told) as told:
        panel.export.trigger()
    assert told.args == ["The run was saved as run.zip."]
    with qtbot.waitSignal(panel.told) as told:
        panel.load.trigger()
    assert told.args == ["“stored” was added."]
    qtbot.waitUntil(lambda: len(lines(panel)) == 3)


def test_a_run_on_other_data_says_when_it_will_appear(qtbot, workspace, panel, stored_run, tmp_path):
    workspace.store.write(replace(stored_run, dataset_hash="0", dataset_name="other data"))
    with qtbot.waitSignal(panel.told):
        panel.export_run(stored_run.id, tmp_path / "run.zip")
    with qtbot.waitSignal(panel.told) as told:
        panel.import_run(tmp_path / "run.zip")
    assert "It appears when its data (other data) are open" in told.args[0]


def test_a_file_that_is_no_run_is_told(qtbot, panel, tmp_path):
    with qtbot.waitSignal(panel.failed) as failed:
        panel.import_run(tmp_path / "missing.zip")
    assert "cannot be read" in str(failed.args[0])


def test_export_needs_a_selection(qtbot, panel):
    with qtbot.waitSignal(panel.told) as told:
        panel.ask_for_export()
    assert "Select one run" in told.args[0]


def test_it_reads_from_top_to_bottom(panel, words_of):
    # Qt before 6.11 leaves the dots of a menu's entry on its button.
    assert [words.replace("… [", " [") for words in words_of(panel)] == [
        "Runs",
        "Filter the runs: Filter [Words that a run's name, note,…]",
        "Groups of runs: No groups [Keep runs of one network, or o…]",
        "Columns [Which columns the table has; t…]",
        "Resume [Go on with an unfinished run] (off)",
        "In depth [Look into the run: for whom an…] (off)",
        "Copy settings [Put the run's settings into th…] (off)",
        "Average [Average the selected runs, wei…] (off)",
        "What differs [Settings in which the selected…]",
        "Export [Save the run as a zip file] (off)",
        "Import [Add a run from a zip file]",
        "Delete [Delete the selected runs; can…] (off)",
        "Undo [Nothing to undo] (off)",
        "Redo [Nothing to redo] (off)",
        "Runs: Run | Note | Network | Best valid. MSE | Test MSE | Va…",
    ]


def test_an_average_is_told_listed_and_made_the_current_run(qtbot, workspace, panel, stored_run):
    made = replace(stored_run, id="average", name="both", note="weights 0.4 and 0.6")
    panel.show()
    with qtbot.waitSignals([panel.told, workspace.runs_changed]):
        panel._on_averaged(made)
    assert workspace.current_run_id == "average"
    panel.hide()
    panel._on_averaged(replace(made, id="other"))
    assert workspace.current_run_id == "average"


def test_neither_nothing_nor_the_run_that_trains_is_deleted(qtbot, panel, stored_run, monkeypatch):
    with qtbot.assertNotEmitted(panel.deleted):
        panel._on_delete()
        panel.table.select(stored_run.id)
        monkeypatch.setattr(panel._board, "live", stored_run.id)
        panel._on_delete()
    assert stored_run.id in lines(panel)


def test_runs_are_held_against_each_other_the_selected_or_all(qtbot, panel, stored_run):
    for selected, shown in ((), {stored_run.id, "other"}), ((stored_run.id,), {stored_run.id, "other"}):
        panel.table.clearSelection()
        for key in selected:
            panel.table.select(key)
        with qtbot.waitSignal(panel.differences_requested) as asked:
            panel.differ.trigger()
        assert {record.id for record in asked.args[0]} == shown
    panel._board._workspace.store.write(replace(stored_run, id="third", name="third"))
    with qtbot.waitSignal(panel._board.changed):
        panel._workspace.catalogue.refresh()
    panel.table.clearSelection()
    for key in (stored_run.id, "third"):
        row = panel.table.model().mapFromSource(panel.table.lines.index(panel.table.lines.row_of(key), 0))
        panel.table.selectionModel().select(row, _AND_THIS)
    with qtbot.waitSignal(panel.differences_requested) as asked:
        panel.differ.trigger()
    assert {record.id for record in asked.args[0]} == {stored_run.id, "third"}


def test_a_run_with_weights_is_looked_into_unless_it_trains(qtbot, workspace, panel, stored_run, monkeypatch):
    workspace.store.write(replace(stored_run, id="empty", name="empty", best_epoch=0))
    with qtbot.waitSignal(panel._board.changed):
        workspace.catalogue.refresh()
    for open_it in (lambda: panel.table.opened.emit(stored_run.id), panel.look.trigger):
        panel.table.select(stored_run.id)
        with qtbot.waitSignal(workspace.run_requested) as asked:
            open_it()
        assert asked.args == [stored_run.id]
    with qtbot.assertNotEmitted(workspace.run_requested):
        panel.table.opened.emit("empty")
        monkeypatch.setattr(panel._board, "live", stored_run.id)
        panel.table.opened.emit(stored_run.id)
