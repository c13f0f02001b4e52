"""Preferences hold at once and come back at the next start."""

import pytest
from PySide6.QtGui import QFontInfo
from PySide6.QtWidgets import QFileDialog, QWidget

from movierec_gui.gui.preferences import PreferencesDialog
from movierec_gui.gui.session import Session
from movierec_gui.gui.style import apply_text_size
from movierec_gui.gui.tabs.train_tab.form_panel import FormPanel
from movierec_gui.models import ARCHITECTURES


@pytest.fixture
def parts(qtbot, tmp_path):
    window = QWidget()
    qtbot.addWidget(window)
    session = Session(tmp_path / "session.ini")
    return PreferencesDialog(session, window), session, window


def test_theme_and_text_size_are_told_and_kept(qtbot, parts):
    dialog, session, _ = parts
    with qtbot.waitSignal(dialog.theme_chosen) as told:
        dialog.theme.setCurrentIndex(dialog.theme.findData("dark"))
    assert told.args == ["dark"]
    with qtbot.waitSignal(dialog.text_size_chosen) as told:
        dialog.text_size.setCurrentIndex(dialog.text_size.findData(130))
    assert told.args == [130]
    assert session.text_size == 130


def test_threads_and_device_are_kept_where_they_are_right(qtbot, parts):
    dialog, session, window = parts
    with qtbot.waitSignal(dialog.training_changed):
        dialog.training["threads"].set_value(3)
    dialog.training["device"].set_value("cpu")
    assert session.training == {"threads": 3, "device": "cpu"}
    dialog.training["threads"].set_value(-4)
    assert dialog.training["threads"].error
    assert session.training["threads"] == 3
    assert PreferencesDialog(session, window).training["threads"].value() == 3


def test_the_folder_of_file_dialogs_is_chosen(parts, tmp_path, monkeypatch):
    dialog, session, _ = parts
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    dialog.choose.click()
    assert (session.folder, dialog.folder.text()) == (tmp_path, str(tmp_path))


def test_what_a_damaged_session_says_is_not_believed(tmp_path):
    session = Session(tmp_path / "session.ini")
    session.set_training({"threads": "many", "device": 7, "epochs": 9})
    session.set_text_size(7)
    assert (session.training, session.text_size) == ({}, 0)


def test_text_grows_and_comes_back(qapp):
    usual = QFontInfo(qapp.font()).pointSizeF()
    apply_text_size(qapp, 150)
    assert qapp.font().pointSizeF() == pytest.approx(1.5 * usual, rel=0.05)
    apply_text_size(qapp, 0)
    assert qapp.font().pointSizeF() == pytest.approx(usual, rel=0.01)


def test_new_runs_start_from_them_unless_the_preset_says_otherwise(qtbot):
    panel = FormPanel()
    qtbot.addWidget(panel)
    panel.set_architectures(ARCHITECTURES)
    panel.training_form.editors["epochs"].set_value(7)
    panel.set_defaults({"threads": 3, "device": "cpu"})
    config = panel.training_form.config()
    assert (config.threads, config.device, config.epochs) == (3, "cpu", 7)
    assert panel.more.text() == "All settings"
    panel.architecture.setCurrentIndex(2)
    assert panel.training_form.config().threads == 3
