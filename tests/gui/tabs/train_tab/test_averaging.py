"""Averaging runs from the table, as a person does it."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from movierec_gui.data.splits import SplitConfig
from movierec_gui.gui.tabs.train_tab import TrainTab
from movierec_gui.progress import finish
from movierec_gui.training.config import preset_spec
from movierec_gui.training.trainer import train


@pytest.fixture
def tab(qtbot, workspace):
    """The tab, shown, with two runs on one split and a third on another."""
    for name, title, split in (("biases", "one", None), ("dot", "two", None), ("biases", "far", SplitConfig(seed=1))):
        spec = preset_spec(name, split=split)
        spec = replace(spec, training=replace(spec.training, epochs=2, batch_size=32, threads=1))
        finish(train(workspace.dataset, spec, workspace.store, title))
    made = TrainTab(workspace)

    def hide(_, made=made):
        made.hide()

    qtbot.addWidget(made, before_close_func=hide)
    made.resize(1280, 690)
    made.show()
    qtbot.waitUntil(lambda: len(lines(made)) == 3 and not workspace.jobs)
    return made


def lines(tab):
    return {line.name: line for line in tab.runs.table.lines.lines}


def click(qtbot, tab, *names):
    """Click the first run, and the others with Ctrl held down."""
    table = tab.runs.table
    modifier = Qt.KeyboardModifier.NoModifier
    for name in names:
        row = next(row for row in range(table.model().rowCount()) if table.model().index(row, 0).data() == name)
        place = table.visualRect(table.model().index(row, 2)).center()
        qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, modifier, place)
        modifier = Qt.KeyboardModifier.ControlModifier


def test_selected_runs_become_a_run_like_every_other(qtbot, workspace, tab):
    click(qtbot, tab, "one", "two")
    assert tab.runs.average in tab.runs.table.actions()
    tab.runs.average.trigger()
    qtbot.waitUntil(lambda: len(lines(tab)) == 4)
    qtbot.waitUntil(lambda: not workspace.jobs)
    (name,) = set(lines(tab)) - {"one", "two", "far"}
    line = lines(tab)[name]
    assert name in ("Average of one and two", "Average of two and one")
    assert (line.architecture, line.status, line.epochs) == ("Average of runs", "finished", 1)
    assert line.note in tab.messages.text
    assert workspace.current_run_id == line.key
    assert tab.runs.table.selected_keys() == (line.key,)
    assert not tab.runs.duplicate.isEnabled()
    assert workspace.open_current_run().record.test["mse"] == line.test_mse


@pytest.mark.parametrize(
    ("names", "message"),
    [(["one"], "at least two different runs, not 1"), (["one", "far"], "were trained on different splits")],
)
def test_runs_that_do_not_fit_together_are_told(qtbot, workspace, tab, names, message):
    click(qtbot, tab, *names)
    tab.runs.average.trigger()
    qtbot.waitUntil(lambda: message in tab.messages.text)
    qtbot.waitUntil(lambda: not workspace.jobs)
    assert len(workspace.store.list()) == 3
