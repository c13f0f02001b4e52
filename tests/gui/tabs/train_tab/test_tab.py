"""The Train tab as a person uses it."""

import json
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from movierec_gui.data.splits import ARTICLE_SPLIT
from movierec_gui.errors import UserError
from movierec_gui.gui.tabs.train_tab import TrainTab
from movierec_gui.gui.tabs.train_tab.curve_card import RATES
from movierec_gui.gui.tabs.train_tab.queue import train_run
from movierec_gui.gui.tabs.train_tab.tab import COMPARE, SEARCH, TRAIN
from movierec_gui.gui.workspace import Workspace
from movierec_gui.training.events import EpochEnded
from movierec_gui.training.list_runs import ListRecord, default_spec
from movierec_gui.training.runs import FINISHED, RUN_FILE, STOPPED, RunStore
from movierec_gui.training.trainer import train


def keep(qtbot, tab):
    """Close the tab at the end; the function's default holds it until then, or it might be collected while it draws."""

    def hide(_, tab=tab):
        tab.hide()

    qtbot.addWidget(tab, before_close_func=hide)


@pytest.fixture
def make_tab(qtbot, workspace):
    def make(trainer=train_run):
        tab = TrainTab(workspace, trainer)
        keep(qtbot, tab)
        tab.resize(1280, 690)
        tab.show()
        qtbot.waitUntil(lambda: tab.form.isVisible() and workspace.catalogue.known)
        qtbot.waitUntil(lambda: not workspace.jobs)
        return tab

    return make


def test_without_data_it_asks_for_some(qtbot, tmp_path):
    workspace = Workspace(RunStore(tmp_path / "runs"))
    tab = TrainTab(workspace)
    keep(qtbot, tab)
    tab.show()
    assert tab.empty.isVisible()
    with qtbot.waitSignal(workspace.open_dataset_requested):
        tab.empty.button.click()
    tab.start()  # F5 here does nothing
    assert tab.queue.current is None


def test_it_says_that_data_are_being_loaded(qtbot, tmp_path):
    workspace = Workspace(RunStore(tmp_path / "runs"))
    tab = TrainTab(workspace)
    qtbot.addWidget(tab)
    workspace.set_loading("ml-1m")
    assert tab.empty.text == "Loading ml-1m…"
    workspace.set_loading("")
    assert tab.empty.text.startswith("Load ratings")


def test_the_form_and_its_estimate_appear_with_the_data(qtbot, make_tab):
    tab = make_tab()
    qtbot.waitUntil(lambda: "per epoch" in tab.form.cost.text())
    assert "parameters" in tab.form.cost.text()
    assert tab.form.split_text.text().startswith("random, test 20%")
    assert [box.name for box in tab.curves.picture.boxes][-1] == "prediction"


def test_a_real_training_from_start_to_table(qtbot, workspace, make_tab):
    tab = make_tab()
    tab.form.training_form.editors["epochs"].set_value(3)
    tab.form.name.setText("first")
    with qtbot.waitSignal(tab.queue.finished):
        qtbot.mouseClick(tab.form.start, Qt.MouseButton.LeftButton)
        assert "queue" in tab.form.start.text()
        assert tab.queue_view.isVisible()
    qtbot.waitUntil(lambda: [line.status for line in tab.runs.table.lines.lines] == [FINISHED])
    (line,) = tab.runs.table.lines.lines
    assert (line.name, line.epochs) == ("first", 3)
    assert line.test_mse == workspace.store.read(line.key).test["mse"]
    assert workspace.current_run_id == line.key
    (run,) = tab.curves.chart._runs
    assert run.series.epochs.tolist() == [1, 2, 3]
    assert len(run.series.steps)
    qtbot.waitUntil(lambda: "first" in tab.curves.chart.legend.labels)
    assert not tab.queue_view.isVisible()
    assert tab.form.start.text() == "Start training"


def test_several_runs_queue_up_and_overlay(qtbot, workspace, make_tab, make_trainer):
    tab = make_tab(make_trainer())
    ended = []
    tab.queue.finished.connect(ended.append)
    for name in ("a", "b"):
        tab.form.name.setText(name)
        tab.start()
    qtbot.waitUntil(lambda: len(ended) == 2)
    qtbot.waitUntil(lambda: {"a", "b"} <= set(tab.curves.chart.legend.labels))
    assert "validation (90 ratings)" in tab.curves.chart.legend.labels
    assert len({run.color for run in tab.curves.chart._runs}) == 2


def test_runs_without_a_typed_name_are_told_apart(qtbot, make_tab, make_trainer):
    tab = make_tab(make_trainer())
    ended = []
    tab.queue.finished.connect(ended.append)
    title = tab.form.run_name
    for _ in range(3):
        tab.start()
    qtbot.waitUntil(lambda: len(ended) == 3)
    qtbot.waitUntil(lambda: {title, f"{title} 2", f"{title} 3"} == {line.name for line in tab.runs.table.lines.lines})


def test_the_chart_follows_the_training(qtbot, make_tab, make_trainer):
    trainer = make_trainer(gated=True)
    tab = make_tab(trainer)
    tab.start()
    trainer.let_go(3)
    qtbot.waitUntil(lambda: bool(tab.curves.chart._runs) and len(tab.curves.chart._runs[0].series.epochs) == 1)
    qtbot.waitUntil(lambda: [line.status for line in tab.runs.table.lines.lines] == ["training"])
    assert tab.curves.chart._runs[0].series.steps[-1].tolist() == [1.5, 1.0]
    tab.queue.job.pause()
    assert [line.status for line in tab.runs.table.lines.lines] == ["paused"]
    tab.queue.job.resume()
    with qtbot.waitSignal(tab.queue.finished):
        trainer.let_go()


def test_stop_keeps_what_was_learned(qtbot, workspace, make_tab):
    tab = make_tab()
    tab.form.training_form.editors["epochs"].set_value(5000)
    tab.start()
    qtbot.waitUntil(lambda: bool(tab.board.live_run() and len(tab.board.live_run().series.epochs)))
    with qtbot.waitSignal(tab.queue.stopped):
        tab.stop()
    qtbot.waitUntil(lambda: [line.status for line in tab.runs.table.lines.lines] == [STOPPED])
    (record,) = workspace.store.list()
    assert record.validation["mse"] > 0
    assert workspace.current_run_id == record.id


def test_a_stopped_run_goes_on_where_it_was(qtbot, workspace, make_tab, spec):
    work = train(workspace.dataset, spec, workspace.store, "half")
    while not isinstance(next(work), EpochEnded):
        pass
    work.close()
    tab = make_tab()
    (line,) = tab.runs.table.lines.lines
    tab.runs.table.select(line.key)
    with qtbot.waitSignal(tab.queue.finished) as finished:
        tab.runs.resume.trigger()
    assert finished.args[0].id == line.key
    assert len(workspace.store.read_history(line.key)) == 2


def test_the_window_can_ask_to_resume(qtbot, workspace, make_tab, make_trainer, stored_run):
    trainer = make_trainer()
    tab = make_tab(trainer)
    with qtbot.waitSignal(tab.queue.finished):
        workspace.resume_requested.emit(stored_run.id)
    assert trainer.trained == ["stored"]
    workspace.resume_requested.emit("nobody")
    assert "no run 'nobody'" in tab.messages.text


def test_a_blown_up_training_is_told_and_what_was_learned_stays(qtbot, make_tab, make_trainer):
    trainer = make_trainer(error=UserError("Training blew up", "", "Lower the learning rate"))
    tab = make_tab(trainer)
    with qtbot.waitSignal(tab.queue.failed):
        tab.start()
    assert tab.messages.text == "Training blew up. Lower the learning rate."
    assert tab.messages.level == "error"
    qtbot.waitUntil(lambda: [line.epochs for line in tab.runs.table.lines.lines] == [1])
    tab.start()
    assert tab.messages.text == ""
    qtbot.waitUntil(lambda: tab.queue.current is None)


def test_settings_that_do_not_fit_start_nothing(qtbot, make_tab, make_trainer):
    tab = make_tab(make_trainer())
    tab.form.training_form.editors["epochs"].set_value(0)
    tab.start()
    assert "Epochs is 0" in tab.messages.text
    assert tab.queue.current is None
    assert "another value" in tab.form.cost.text()


def test_damaged_runs_are_reported_and_the_others_listed(qtbot, workspace, make_tab, stored_run):
    workspace.store.write(replace(stored_run, id="broken"))
    (workspace.store.path("broken") / RUN_FILE).write_text("{", encoding="utf-8")
    tab = make_tab()
    assert tab.messages.text == "One run cannot be read. The others are not affected."
    assert "broken" in tab.messages.details
    assert [line.key for line in tab.runs.table.lines.lines] == [stored_run.id]


def test_a_deleted_run_comes_back_with_the_bars_button(qtbot, workspace, make_tab, stored_run):
    tab = make_tab()
    tab.runs.table.select(stored_run.id)
    tab.runs.delete.trigger()
    assert tab.messages.text == "The run was deleted."
    qtbot.waitUntil(lambda: not tab.runs.table.lines.lines)
    tab.messages._action.click()
    qtbot.waitUntil(lambda: len(tab.runs.table.lines.lines) == 1)
    assert workspace.store.read(stored_run.id) == stored_run


def test_the_offer_to_undo_goes_when_it_was_undone_otherwise(qtbot, make_tab, stored_run):
    tab = make_tab()
    tab.runs.table.select(stored_run.id)
    tab.runs.delete.trigger()
    assert tab.messages.text == "The run was deleted."
    assert tab.undo_text == f"Delete {stored_run.name}"
    tab.undo()
    assert tab.messages.text == ""
    qtbot.waitUntil(lambda: len(tab.runs.table.lines.lines) == 1)
    assert (tab.undo_text, tab.redo_text) == ("", f"Delete {stored_run.name}")
    tab.redo()
    qtbot.waitUntil(lambda: not tab.runs.table.lines.lines)


def test_whether_all_settings_are_shown_comes_back(make_tab):
    tab = make_tab()
    tab.form.more.setChecked(True)
    again = make_tab()
    again.restore_form(tab.form_state())
    assert again.form.more.isChecked()


def test_a_runs_settings_go_into_the_form(make_tab, stored_run):
    tab = make_tab()
    tab.runs.table.select(stored_run.id)
    tab.runs.duplicate.trigger()
    assert tab.form.spec() == stored_run.spec
    assert tab.form.run_name == "stored"


def test_the_split_comes_from_the_data_tab(qtbot, workspace, make_tab):
    tab = make_tab()
    workspace.set_split_config(ARTICLE_SPLIT)
    assert tab.form.split_text.text().startswith("random, validation 20%, seed 0:\n")
    assert tab.form.spec().split == ARTICLE_SPLIT
    with qtbot.waitSignal(workspace.tab_requested) as asked:
        tab.form.split_requested.emit()
    assert asked.args == ["Data"]


def test_a_learning_rate_is_suggested_and_taken(qtbot, make_tab):
    tab = make_tab()
    tab.form.training_form.editors["threads"].set_value(1)
    tab.form.rate_requested.emit()
    qtbot.waitUntil(lambda: "good start" in tab.messages.text)
    assert tab.curves.pages.currentIndex() == RATES
    tab.messages._action.click()
    rate = tab.form.spec().training.learning_rate
    assert f"{rate:g}" not in ("0.001", "0")


def test_no_learning_rate_is_tried_beside_a_training(qtbot, make_tab, make_trainer):
    trainer = make_trainer(gated=True)
    tab = make_tab(trainer)
    tab.start()
    tab.form.rate_requested.emit()
    assert "Wait until the training ends" in tab.messages.text
    with qtbot.waitSignal(tab.queue.finished):
        trainer.let_go(4)


def test_the_curves_are_saved_where_a_person_says(qtbot, make_tab, stored_run, tmp_path, monkeypatch):
    tab = make_tab()
    answers = [str(tmp_path / "mine.csv"), ""]
    asked = []

    def ask(parent, title, suggestion, names):
        asked.append(suggestion)
        return answers.pop(0), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
    tab.curves.chart.toolbar.save_requested.emit("table")
    assert (tmp_path / "mine.csv").exists()
    tab.curves.chart.toolbar.save_requested.emit("figure")
    assert asked == ["learning-curves.csv", str(tmp_path / "learning-curves.png")]  # where the first one went
    assert [path.name for path in tmp_path.glob("*.png")] == []


def test_the_curves_are_saved(qtbot, make_tab, stored_run, tmp_path):
    tab = make_tab()
    tab.curves.save_chart(tmp_path / "curves.png", "figure")
    assert tab.messages.text == "Saved as curves.png."
    tab.curves.save_chart(tmp_path / "curves.csv", "table")
    lines = (tmp_path / "curves.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("run,name,epoch,train_mse,validation_mse")
    assert len(lines) == 3
    for kind in ("figure", "table"):
        tab.curves.save_chart(tmp_path / "nowhere" / "curves.png", kind)
        assert "cannot be written" in tab.messages.text


def test_the_settings_survive_the_session(qtbot, workspace, make_tab):
    tab = make_tab()
    tab.form.model_form.editors["hidden"].set_value(33)
    state = tab.form_state()
    again = TrainTab(workspace)
    keep(qtbot, again)
    again.restore_form(state)
    assert again.form_state() == state
    qtbot.waitUntil(lambda: not workspace.jobs)
    assert again.form.spec().model.hidden == 33
    assert again.form_state() == state


def test_settings_of_another_version_leave_the_defaults(qtbot, workspace):
    tab = TrainTab(workspace)
    keep(qtbot, tab)
    tab.restore_form({"architecture": "perceptron", "preset": "x", "model": {}, "training": {}})
    qtbot.waitUntil(lambda: not workspace.jobs)
    assert "no longer fit" in tab.messages.text
    assert tab.form.spec().architecture


def test_nothing_is_estimated_while_nobody_looks(qtbot, workspace, make_tab):
    tab = make_tab()
    tab.hide()
    tab.form.cost.setText("")
    tab.form.model_form.editors["hidden"].set_value(8)
    assert not tab._estimator._timer.isActive()
    tab.show()
    qtbot.waitUntil(lambda: "parameters" in tab.form.cost.text())


@pytest.mark.parametrize("size", [(1280, 690), (1920, 970)])
def test_it_fits_the_window(qtbot, make_tab, stored_run, size):
    tab = make_tab()
    tab.resize(*size)
    assert (tab.width(), tab.height()) == size
    assert tab.curves.chart.canvas.height() > 200
    qtbot.waitUntil(lambda: tab.curves.chart.legend.x() > 0)


def test_another_dataset_leaves_the_running_training_alone(qtbot, workspace, make_tab, make_trainer, tiny_dataset):
    trainer = make_trainer(gated=True)
    tab = make_tab(trainer)
    tab.start()
    with qtbot.waitSignal(tab.queue.progressed):
        pass
    workspace.set_dataset(replace(tiny_dataset, name="other", user_ids=tiny_dataset.user_ids + 1))
    with qtbot.waitSignal(tab.queue.finished):
        trainer.let_go(4)
    qtbot.waitUntil(lambda: not workspace.jobs)
    assert [line.foreign for line in tab.runs.table.lines.lines] == [True]  # it is of the other dataset
    assert len(workspace.store.list()) == 1


def test_networks_that_cannot_be_loaded_are_told(qtbot, workspace, make_tab):
    tab = make_tab()
    with qtbot.waitSignal(workspace.error_raised):
        tab._on_load_failed(OSError("broken"))
    assert tab.empty.text == "The networks could not be loaded, so nothing can be trained."


def test_a_run_becomes_the_current_one_unless_somebody_looks_at_another(workspace, make_tab):
    tab = make_tab()
    tab._look_at("first")
    assert workspace.current_run_id == "first"
    tab._look_at("second")
    assert workspace.current_run_id == "second"
    tab.hide()
    tab._look_at("third")
    assert workspace.current_run_id == "second"


def test_ticks_colours_order_and_curves_within_epochs_survive_the_session(qtbot, workspace, make_tab, stored_run):
    workspace.store.write(replace(stored_run, id="20260101-000000-dense-1", name="older"))
    tab = make_tab()
    qtbot.waitUntil(lambda: len(tab.board.rows) == 2)
    tab.board.set_shown(stored_run.id, shown=False)
    tab.curves.chart.toolbar.steps.setChecked(False)
    tab.runs.table.set_order("Run", descending=True)
    tab.runs.bar.groups.setCurrentIndex(1)
    tab.runs.table.hide_columns(["note"])
    color = tab.board.color_of("20260101-000000-dense-1")
    state = tab.form_state()
    assert json.loads(json.dumps(state)) == state

    again = TrainTab(workspace)
    keep(qtbot, again)
    again.restore_form(state)
    qtbot.waitUntil(lambda: len(again.board.rows) == 2 and not workspace.jobs)
    assert again.board.color_of(stored_run.id) is None
    assert again.board.color_of("20260101-000000-dense-1") == color
    assert not again.curves.chart.toolbar.steps.isChecked()
    assert again.runs.table.order == ("Run", True)
    assert (again.runs.table.group, again.runs.table.hidden) == ("architecture", {"note"})
    assert again.form_state() == state


def test_runs_of_other_data_are_listed_grey_and_are_never_the_current_one(qtbot, workspace, make_tab, stored_run):
    workspace.store.write(replace(stored_run, id="20990101-000000-dense-1", dataset_hash="0", dataset_name="club"))
    tab = make_tab()
    qtbot.waitUntil(lambda: len(tab.runs.table.lines.lines) == 2)
    foreign = tab.runs.table.lines.lines[-1]
    assert (foreign.dataset, foreign.foreign) == ("club", True)
    tab.runs.table.select(foreign.key)
    tab.runs.table.current_changed.emit(foreign.key)
    assert workspace.current_run_id == stored_run.id
    actions = {action.text(): action.isEnabled() for action in tab.runs.table.actions()}
    assert not any(actions[name] for name in ("Rename", "Delete", "Export…", "In depth…", "Resume"))
    assert actions["What differs…"]
    tab.runs.differ.trigger()
    window = tab._differences
    qtbot.addWidget(window)
    assert "2 data sets" in window.note.text()


def test_training_settings_of_the_preferences_reach_the_form_at_once(workspace, make_tab):
    tab = make_tab()
    workspace.set_training_defaults({"threads": 3})
    assert tab.form.training_form.config().threads == 3


def test_an_estimate_that_fails_is_told_in_its_place(make_tab):
    tab = make_tab()
    tab._estimator.failed.emit(UserError("There is no such device", "", "Choose another"))
    assert tab.form.cost.text() == "There is no such device. Choose another."
    assert tab.form.cost.property("role") == "error"


def test_each_page_exports_its_own(make_tab):
    tab = make_tab()
    for page, messages, text in (
        (TRAIN, tab.messages, "Select one run in the table to export it."),
        (COMPARE, tab.comparison.results.messages, "There are no results to export yet."),
        (SEARCH, tab.search.results.messages, "There are no trials to export yet."),
    ):
        tab.pages.go_to(page)
        tab.export()
        assert messages.text == text


def test_undo_and_redo_say_what_they_do(qtbot, workspace, make_tab, stored_run):
    tab = make_tab()
    assert (tab.undo_text, tab.redo_text) == ("", "")
    tab.board.rename(stored_run.id, "better")
    assert (tab.undo_text, tab.redo_text) == ("Rename stored", "")
    tab.undo()
    assert (tab.undo_text, tab.redo_text) == ("", "Rename stored")
    assert workspace.store.read(stored_run.id).name == "stored"
    tab.redo()
    assert workspace.store.read(stored_run.id).name == "better"
    qtbot.waitUntil(lambda: not workspace.jobs)


def test_what_a_trained_recommender_is_good_for_is_told(make_tab):
    tab = make_tab()
    for test, validation, figure in (
        ({"ndcg": 0.3125}, {"ndcg": 0.2}, " NDCG@10 of its lists: 0.312."),
        ({}, {"ndcg": 0.25}, " NDCG@10 of its lists: 0.250."),
        ({}, {}, ""),
    ):
        record = ListRecord("l", "mine", default_spec("ease"), "tiny", "hash", "now", test=test, validation=validation)
        tab.queue.finished.emit(record)
        assert tab.messages.text == f"“mine” has learned.{figure} The Predict tab can list by it."


def test_damaged_runs_are_counted(workspace, make_tab):
    tab = make_tab()
    problems = tuple(UserError(f"Run {number} is damaged", "", "") for number in range(3))
    for count, text in ((1, "One run cannot be read."), (3, "3 runs cannot be read.")):
        workspace.catalogue.damage_found.emit(problems[:count])
        assert tab.messages.text == f"{text} The others are not affected."
        assert tab.messages.details == "\n".join(f"Run {number} is damaged." for number in range(count))
