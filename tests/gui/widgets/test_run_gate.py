"""A page behind its empty states."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel

from movierec_gui.gui.widgets.run_chooser import RunChooser
from movierec_gui.gui.widgets.run_gate import RunGate
from movierec_gui.gui.workspace import Workspace
from movierec_gui.training.config import preset_spec
from movierec_gui.training.runs import RunRecord, RunStore


@pytest.fixture
def workspace(qapp, tmp_path) -> Iterator[Workspace]:
    workspace = Workspace(RunStore(tmp_path / "runs"))
    yield workspace
    assert workspace.stop_jobs()


@pytest.fixture
def gate(qtbot, workspace):
    runs = workspace.catalogue
    gate = RunGate(workspace, runs, QLabel("page"), "predict", "to see what it predicts")
    qtbot.addWidget(gate)
    return gate


@pytest.fixture
def record(tiny_dataset):
    return RunRecord(
        "20260101-1", "first", preset_spec("dense"), "tiny", tiny_dataset.content_hash, "2026-01-01",
        best_epoch=3, validation={"mse": 0.7654},
    )  # fmt: skip


def test_it_asks_for_a_dataset_then_for_a_run_then_opens(gate, workspace, record, tiny_dataset, qtbot):
    assert gate.currentWidget() is gate.no_dataset
    assert gate.no_dataset.text == "Open a dataset and train a network to see what it predicts."
    workspace.set_dataset(tiny_dataset)
    qtbot.waitUntil(lambda: gate.currentWidget() is gate.no_run)
    assert not gate.open
    workspace.store.write(record)
    workspace.runs_changed.emit()
    qtbot.waitUntil(lambda: gate.open)


def test_it_says_that_data_are_being_loaded_and_that_a_network_is_being_trained(gate, workspace, tiny_dataset, qtbot):
    workspace.set_loading("ml-1m")
    assert gate.no_dataset.text == "Loading ml-1m…"
    assert gate.no_dataset.button.isHidden()
    workspace.set_loading("")
    assert gate.no_dataset.text.startswith("Open a dataset")
    assert not gate.no_dataset.button.isHidden()
    workspace.set_dataset(tiny_dataset)
    qtbot.waitUntil(lambda: gate.currentWidget() is gate.no_run)
    assert gate.no_run.text == "Train a network to see what it predicts."
    workspace.set_training("LSTM 2")
    assert gate.no_run.text == "A network is being trained (LSTM 2). Wait until it ends to see what it predicts."
    workspace.set_training("")
    assert gate.no_run.text == "Train a network to see what it predicts."


def test_a_page_that_needs_no_run_opens_with_the_data(workspace, tiny_dataset, qtbot):
    gate = RunGate(workspace, workspace.catalogue, QLabel("page"), "predict", "to see it", needs_run=False)
    qtbot.addWidget(gate)
    assert gate.no_dataset.text == "Open a dataset to see it."
    workspace.set_dataset(tiny_dataset)
    qtbot.waitUntil(lambda: workspace.catalogue.known)
    assert gate.open


def test_the_page_does_not_flicker_while_the_runs_are_read(gate, workspace, tiny_dataset):
    workspace.set_dataset(tiny_dataset)
    assert gate.open  # nobody knows yet that there is no run


def test_the_chooser_shows_and_sets_the_current_run(workspace, record, tiny_dataset, qtbot):
    for number, name in ((1, "first"), (2, "second")):
        workspace.store.write(replace(record, id=f"20260101-{number}", name=name))
    runs = workspace.catalogue
    chooser = RunChooser(workspace, runs)
    qtbot.addWidget(chooser)
    workspace.set_dataset(tiny_dataset)
    qtbot.waitUntil(lambda: runs.known)
    assert [chooser.itemText(number) for number in range(2)] == ["second  ·  MSE 0.765", "first  ·  MSE 0.765"]
    assert chooser.currentText().startswith("second")
    chooser.setCurrentIndex(1)
    chooser.activated.emit(1)
    assert workspace.current_run_id == "20260101-1"
    workspace.set_current_run("20260101-2")
    assert chooser.currentText().startswith("second")
    workspace.set_current_run("running")
    assert chooser.currentIndex() == -1
