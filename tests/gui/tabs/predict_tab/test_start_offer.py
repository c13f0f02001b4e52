"""What the tab offers somebody new, and from when on it does not any more."""

import pytest
from PySide6.QtCore import Qt

from movierec_gui.gui.tabs.predict_tab import PredictTab
from movierec_gui.gui.workspace import Workspace
from movierec_gui.training.runs import RunStore
from movierec_gui.training.starter import NAME, STARTER


@pytest.fixture
def workspace(qtbot, tmp_path, bundled_dataset):
    made = Workspace(RunStore(tmp_path / "runs"))
    yield made
    assert made.stop_jobs()


@pytest.fixture
def tab(qtbot, keep, workspace, bundled_dataset):
    made = PredictTab(workspace)
    keep(made)
    made.resize(1280, 720)
    made.show()
    workspace.set_dataset(bundled_dataset)
    qtbot.waitUntil(lambda: workspace.catalogue.known and not workspace.jobs, timeout=60_000)
    return made


def test_without_runs_and_people_the_programs_own_run_is_there_and_the_questions_are_offered(tab, workspace):
    assert workspace.current_run_id == STARTER
    assert tab.run.currentText().startswith(NAME)
    assert workspace.catalogue.records == ()
    assert tab.gate.open
    assert tab.pages.currentWidget() is tab.offer


def test_who_only_looks_sees_the_users_of_the_data(qtbot, tab, workspace):
    tab.offer.look_link.click()
    assert tab.pages.currentWidget() is tab.page
    workspace.runs_changed.emit()
    qtbot.waitUntil(lambda: not workspace.jobs, timeout=60_000)
    assert tab.pages.currentWidget() is tab.page


def test_a_history_can_be_imported_instead(qtbot, tab, workspace):
    with qtbot.waitSignal(workspace.import_requested) as asked:
        tab.offer.import_link.click()
    assert asked.args == [None]


def test_once_somebody_is_kept_it_is_gone(tab, workspace):
    workspace.people.create("Ann")
    assert tab.pages.currentWidget() is tab.page


def test_with_runs_of_ones_own_it_is_not_shown(show_tab, looking):
    tab = show_tab(PredictTab)
    assert tab.pages.currentWidget() is tab.page
    assert looking.catalogue.starter is None


def test_the_panel_offers_the_questions_too(qtbot, show_tab, settled):
    tab = show_tab(PredictTab)
    tab.new.setChecked(True)
    settled()
    qtbot.mouseClick(tab.own_panel.guide_button, Qt.MouseButton.LeftButton)
    settled()
    assert tab.pages.currentWidget() is tab.guide
