"""A file that the system hands to the running program is opened as what it is; other events pass."""

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QUrl
from PySide6.QtGui import QFileOpenEvent

from movierec_gui.gui.opened_files import OpenedFiles


def test_a_file_that_the_system_hands_over_is_told(qapp, qtbot, tmp_path):
    files, target = OpenedFiles(), QObject()
    target.installEventFilter(files)
    path = tmp_path / "my run.movierec-run"
    with qtbot.waitSignal(files.opened) as told:
        assert qapp.sendEvent(target, QFileOpenEvent(QUrl.fromLocalFile(str(path))))
    assert told.args == [(Path(path),)]


def test_what_is_no_file_and_other_events_pass(qapp, qtbot):
    files, target = OpenedFiles(), QObject()
    target.installEventFilter(files)
    with qtbot.assertNotEmitted(files.opened):
        qapp.sendEvent(target, QFileOpenEvent(QUrl("https://example.org/")))
        qapp.sendEvent(target, QEvent(QEvent.Type.User))
