"""Projects in the window: saved with what was ticked, opened, dropped, and what they lack is said."""

from __future__ import annotations

import shutil

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from movierec_gui.data.people.store import default_people
from movierec_gui.data.splits import SplitConfig
from movierec_gui.gui.project.files import ProjectFiles
from movierec_gui.gui.project.work import Wanted
from movierec_gui.gui.workspace import Workspace
from movierec_gui.report.project.opening import read_facts
from movierec_gui.training.runs import RunStore

LONG = 60_000


@pytest.fixture
def files(looking, tiny_dataset, keep, settled):
    looking.set_dataset(tiny_dataset, split=None)
    assert looking.catalogue.rows == ()
    settled()
    window = QWidget()
    keep(window)
    return ProjectFiles(looking, window)


@pytest.fixture
def elsewhere(tmp_path):
    made = Workspace(RunStore(tmp_path / "elsewhere" / "runs"))
    yield made
    assert made.stop_jobs()


def _open(qtbot, workspace, window, path):
    files = ProjectFiles(workspace, window)
    with qtbot.waitSignal(files.told, timeout=LONG) as told:
        files.open(path)
    return files, told.args[0]


def test_a_project_is_saved_with_what_is_ticked(files, qtbot, tmp_path, monkeypatch, looking):
    default_people().create("Ann")
    with qtbot.waitSignal(looking.jobs[-1].ended if looking.jobs else looking.job_started, timeout=LONG):
        files.ask_to_save()
    qtbot.waitUntil(lambda: files.dialog is not None, timeout=LONG)
    dialog = files.dialog
    assert dialog.parts["runs"].text() == "Runs (2)"
    assert dialog.parts["runs"].isChecked()
    assert not dialog.parts["people"].isChecked()
    assert "personal" in dialog.parts["people"].toolTip()
    assert not dialog.parts["comparisons"].isEnabled()
    dialog.note.setPlainText("Look!")
    target = tmp_path / "mine"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    with qtbot.waitSignal(files.told, timeout=LONG) as told:
        qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    assert told.args == [f"The project was saved to {target}.movierec"]
    facts = read_facts(target.with_suffix(".movierec"))
    assert facts.counts == {"runs": 2}
    assert facts.note == "Look!"


def test_nothing_ticked_cannot_be_saved(files, qtbot):
    files.ask_to_save()
    qtbot.waitUntil(lambda: files.dialog is not None, timeout=LONG)
    for box in files.dialog.parts.values():
        box.setChecked(False)
    assert not files.dialog.save.isEnabled()
    files.dialog.reject()


@pytest.fixture
def project(files, qtbot, tmp_path, looking):
    looking.set_split_config(SplitConfig(seed=3))
    path = tmp_path / "class.movierec"
    with qtbot.waitSignal(files.told, timeout=LONG):
        files.save(Wanted(("runs",), "For Monday.", path))
    looking.set_split_config(SplitConfig())
    return path


def test_opened_elsewhere_it_brings_runs_split_and_note(project, qtbot, elsewhere, keep, tiny_dataset, looking):
    elsewhere.set_dataset(tiny_dataset)
    assert elsewhere.catalogue.rows == ()
    window = QWidget()
    keep(window)
    _, text = _open(qtbot, elsewhere, window, project)
    assert text == "Added: runs 2. Note: For Monday."
    assert elsewhere.split_config == SplitConfig(seed=3)
    qtbot.waitUntil(lambda: len(elsewhere.catalogue.rows) == 2, timeout=LONG)
    assert elsewhere.current_run_id == looking.current_run_id


def test_without_its_data_it_says_what_it_lacks_and_settles_when_they_open(
    project, qtbot, elsewhere, keep, tiny_dataset, monkeypatch
):
    window = QWidget()
    keep(window)
    asked = []
    elsewhere.load_requested.connect(asked.append)
    _, text = _open(qtbot, elsewhere, window, project)
    if asked:  # the fixture's data have no path, as the bundled ones
        assert asked == [None]
    else:
        assert f"hash {tiny_dataset.content_hash[:12]}" in text
    elsewhere.set_dataset(tiny_dataset)
    assert elsewhere.split_config == SplitConfig(seed=3)


def test_a_damaged_project_is_refused_with_its_file(project, qtbot, elsewhere, keep, tmp_path):
    damaged = tmp_path / "damaged.movierec"
    shutil.copy(project, damaged)
    content = bytearray(damaged.read_bytes())
    content[len(content) // 2] ^= 1
    damaged.write_bytes(bytes(content))
    window = QWidget()
    keep(window)
    files = ProjectFiles(elsewhere, window)
    with qtbot.waitSignal(files.failed, timeout=LONG) as failed:
        files.open(damaged)
    assert "damaged" in str(failed.args[0])


def test_without_data_there_is_nothing_to_save(qtbot, elsewhere, keep):
    window = QWidget()
    keep(window)
    files = ProjectFiles(elsewhere, window)
    with qtbot.waitSignal(files.failed) as failed:
        files.ask_to_save()
    assert "Open a dataset first" in str(failed.args[0])


def test_a_project_is_chosen_from_a_dialog(project, qtbot, elsewhere, keep, tiny_dataset, monkeypatch):
    elsewhere.set_dataset(tiny_dataset)
    window = QWidget()
    keep(window)
    files = ProjectFiles(elsewhere, window)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(project), ""))
    with qtbot.waitSignal(files.told, timeout=LONG):
        elsewhere.project_open_requested.emit()
    qtbot.waitUntil(lambda: len(elsewhere.catalogue.rows) == 2, timeout=LONG)
