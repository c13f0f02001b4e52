"""Help's dialogs open, say what they should and close."""

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit, QPushButton, QTextBrowser, QWidget

from movierec_gui import __version__
from movierec_gui.gui import about
from movierec_gui.gui.about import show_about, show_data_licence, show_parts_licences, show_shortcuts
from movierec_gui.resource_paths import data_home


@pytest.fixture
def parent(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


def text_of(show):
    """All that a modal dialog says; it is closed as soon as it was read."""
    said = []

    def read():
        dialog = QApplication.activeModalWidget()
        if dialog is None:
            QTimer.singleShot(10, read)
            return
        said.extend(label.text() for label in dialog.findChildren(QLabel))
        said.extend(button.text() for button in dialog.findChildren(QPushButton))
        texts = [*dialog.findChildren(QTextBrowser), *dialog.findChildren(QPlainTextEdit)]
        said.extend(text.toPlainText() for text in texts)
        dialog.reject()

    QTimer.singleShot(0, read)
    show()
    return "\n".join(said)


def test_keys_are_listed_with_what_they_do(parent):
    text = text_of(lambda: show_shortcuts(parent, [("F5", "Start")]))
    assert "F5\nStart" in text
    assert "Drag and drop" in text


def test_the_licence_of_the_data_is_shown_in_full(parent):
    text = text_of(lambda: show_data_licence(parent))
    assert "Harper" in text
    assert "No commercial use" in text


def test_about_names_version_and_folder(parent):
    text = text_of(lambda: show_about(parent))
    assert __version__ in text
    assert str(data_home()) in text


def test_a_package_shows_the_licences_of_its_parts(parent, tmp_path, monkeypatch):
    assert "Licences of the parts…" not in text_of(lambda: show_about(parent))
    parts = tmp_path / "licences" / "parts.md"
    parts.parent.mkdir()
    parts.write_text("Qt is under the LGPL", encoding="utf-8")
    monkeypatch.setattr(about, "resource_roots", lambda _: (tmp_path,))
    monkeypatch.setattr(about, "resource_path", tmp_path.joinpath)
    assert "Licences of the parts…" in text_of(lambda: show_about(parent))
    assert "Qt is under the LGPL" in text_of(lambda: show_parts_licences(parent))
