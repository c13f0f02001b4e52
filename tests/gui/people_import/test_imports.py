"""Who asks for an import gets it."""

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget

from movierec_gui.gui.people_import.imports import PeopleImports
from movierec_gui.gui.workspace import Workspace

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def workspace():
    workspace = Workspace()
    yield workspace
    assert workspace.stop_jobs()


@pytest.fixture
def imports(qtbot, workspace):
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return PeopleImports(workspace, window)


@pytest.fixture
def mine(tmp_path):
    path = tmp_path / "ratings.csv"
    path.write_text("Date,Name,Year,Letterboxd URI,Rating\n2024-01-01,Movie 3,1953,u,4\n", encoding="utf-8")
    return path


def test_an_import_that_is_kept_leads_to_the_predictions(imports, workspace, qtbot, mine, tiny_dataset):
    workspace.set_dataset(tiny_dataset)
    imports.open(mine)
    qtbot.waitUntil(lambda: imports.dialog is not None and not workspace.jobs)
    with (
        qtbot.waitSignals([workspace.tab_requested, imports.finished]),
        qtbot.waitSignal(workspace.tab_requested) as asked,
    ):
        imports.dialog.keep()
    assert asked.args == ["Predict"]
    assert imports.dialog is None
    qtbot.waitUntil(lambda: not workspace.jobs)


def test_without_data_an_import_says_what_it_needs(imports, workspace, qtbot, mine):
    with qtbot.waitSignal(workspace.error_raised) as told:
        workspace.import_requested.emit(mine)
    assert "Open a dataset first" in str(told.args[0])


def test_a_file_is_asked_for(imports, workspace, qtbot, mine, monkeypatch, tiny_dataset):
    workspace.set_dataset(tiny_dataset)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    workspace.import_requested.emit(None)
    assert imports.dialog is None
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(mine), ""))
    workspace.import_requested.emit(None)
    assert imports.dialog is not None
    qtbot.waitUntil(lambda: not workspace.jobs)
    imports.dialog.reject()
    assert imports.dialog is None
