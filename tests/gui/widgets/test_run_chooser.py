"""Which run a tab looks at."""

from dataclasses import replace

import pytest

from movierec_gui.gui.widgets.run_chooser import RunChooser
from movierec_gui.gui.workspace import Workspace
from movierec_gui.training.config import preset_spec
from movierec_gui.training.runs import RunRecord, RunStore


@pytest.fixture
def chooser(qtbot, tmp_path, tiny_dataset):
    workspace = Workspace(RunStore(tmp_path / "runs"))
    spec = preset_spec("dense")
    plain = RunRecord("20260101-1", "plain", spec, "tiny", tiny_dataset.content_hash, "2026-01-01", best_epoch=1)
    timed = replace(plain, id="20260102-1", name="evening", spec=preset_spec("house-context"), created="2026-01-02")
    for record in (plain, replace(timed, validation={"mse": 0.7})):
        workspace.store.write(record)
    made = RunChooser(workspace, workspace.catalogue)
    qtbot.addWidget(made)
    workspace.set_dataset(tiny_dataset)
    qtbot.waitUntil(lambda: made.count() == 2 and not workspace.jobs)
    yield made
    assert workspace.stop_jobs()


def test_context_aware_runs_say_so(chooser):
    assert [chooser.itemText(row) for row in range(2)] == ["evening (context-aware)  ·  MSE 0.700", "plain"]


def test_the_tool_tip_tells_what_the_field_cuts_off(chooser):
    chooser.setCurrentIndex(0)
    assert chooser.toolTip().endswith("evening (context-aware)  ·  MSE 0.700")


def test_a_field_without_a_run_says_what_it_is_for(qtbot, tmp_path):
    workspace = Workspace(RunStore(tmp_path / "runs"))
    empty = RunChooser(workspace, workspace.catalogue)
    qtbot.addWidget(empty)
    assert empty.toolTip() == "The trained network to look at"
    assert empty.accessibleName() == "Run"
    assert empty.minimumContentsLength() == 24
    assert workspace.stop_jobs()


def test_the_whole_name_stands_in_the_tip(chooser):
    chooser.setCurrentIndex(0)
    assert chooser.toolTip() == f"The trained network to look at\n{chooser.itemText(0)}"
