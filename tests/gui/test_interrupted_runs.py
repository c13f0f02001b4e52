"""A training that a killed program left is offered once, for the data it belongs to, and handed to the Train tab."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QObject

from movierec_gui.gui.interrupted_runs import InterruptedRuns
from movierec_gui.gui.widgets.message_bar import MessageBar
from movierec_gui.gui.workspace import Workspace
from movierec_gui.training.config import preset_spec
from movierec_gui.training.runs import CHECKPOINT_FILE, RunRecord, RunStore


@pytest.fixture
def bar(qtbot):
    widget = MessageBar()
    qtbot.addWidget(widget)
    return widget


@pytest.fixture
def workspace(tmp_path, tiny_dataset):
    store = RunStore(tmp_path / "runs")
    record = RunRecord("r1", "My LSTM", preset_spec("lstm"), "tiny", tiny_dataset.content_hash, "2024-01-01T00:00:00Z")
    store.write(record)
    (store.path("r1") / CHECKPOINT_FILE).touch()
    made = Workspace(store)
    yield made
    assert made.stop_jobs()


def listed(qtbot, workspace):
    """After the runs on the open data are read."""
    qtbot.waitUntil(lambda: workspace.catalogue.known and not workspace.jobs)


def test_the_offer_leads_to_the_train_tab(qtbot, workspace, bar, tiny_dataset):
    parent = QObject()
    InterruptedRuns(workspace, bar, parent)
    workspace.set_dataset(tiny_dataset)
    listed(qtbot, workspace)
    assert "My LSTM" in bar.text
    with qtbot.waitSignals([workspace.tab_requested, workspace.resume_requested]):
        bar._action.click()
    assert bar.isHidden()
    workspace.set_dataset(tiny_dataset)
    listed(qtbot, workspace)
    assert bar.isHidden()


def test_runs_on_other_data_are_not_offered(qtbot, workspace, bar, tiny_dataset):
    parent = QObject()
    InterruptedRuns(workspace, bar, parent)
    workspace.set_dataset(replace(tiny_dataset, user_ids=tiny_dataset.user_ids + 1))
    listed(qtbot, workspace)
    assert bar.isHidden()
