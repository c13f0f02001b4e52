"""Faults in methods that Qt calls; each in a process of its own, which they could end."""

import subprocess
import sys

import pytest
from PySide6.QtCore import QAbstractListModel, QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

_PROGRAM = """
import sys
import movierec_gui.gui
from PySide6.QtCore import QAbstractListModel, QEvent, QTimer, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QListView, QWidget

def fault():
    {fault}

class Keys(QWidget):
    def keyPressEvent(self, event):
        fault()

class Model(QAbstractListModel):
    def rowCount(self, parent):
        return 1
    def data(self, index, role):
        fault()

told = []
sys.excepthook = lambda kind, error, trace: told.append(kind.__name__)
app = QApplication([])
keys, view = Keys(), QListView()
view.setModel(Model(view))
QTimer.singleShot(0, view.show)
app.postEvent(keys, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier))
QTimer.singleShot(100, app.quit)
app.exec()
print(sorted(set(told)), len(told) > 1, flush=True)
"""


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("[][0]", "IndexError"),
        ('int("x")', "ValueError"),
        ("next(iter(()))", "StopIteration"),
        ("1 / 0", "ZeroDivisionError"),
        ('raise OSError("told")', "OSError"),
    ],
)
def test_a_fault_in_a_method_that_qt_calls_is_told_and_the_program_goes_on(fault, kind):
    program = [sys.executable, "-c", _PROGRAM.format(fault=fault)]
    done = subprocess.run(program, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, f"['{kind}'] True"), done.stderr


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="exceptions are whole there")
def test_what_overrides_nothing_is_left_as_it_is():
    def own(self):
        return self

    class Part(QObject):
        fired = Signal()
        plain = own

        @Slot()
        def on_fired(self):
            """Of this class alone."""

        def event(self, event):
            """One of Qt's."""
            return super().event(event)

    assert Part.plain is own
    assert not hasattr(Part.on_fired, "__wrapped__")
    assert Part.event.__wrapped__.__name__ == "event"
    assert Part.event.__doc__ == "One of Qt's."


def test_guarded_methods_take_and_give_what_they_did(qtbot):
    class Numbers(QAbstractListModel):
        def rowCount(self, parent=None):  # noqa: N802 - as Qt has it
            return 3

        def data(self, index, role=Qt.ItemDataRole.DisplayRole):
            return index.row() * 2 if role == Qt.ItemDataRole.DisplayRole else None

    class Keys(QWidget):
        pressed = Signal(str)

        def keyPressEvent(self, event):  # noqa: N802 - as Qt has it
            self.pressed.emit(event.text())

    numbers, keys = Numbers(), Keys()
    qtbot.addWidget(keys)
    assert [numbers.data(numbers.index(row)) for row in range(numbers.rowCount())] == [0, 2, 4]
    with qtbot.waitSignal(keys.pressed) as heard:
        keys.event(QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "a"))
    assert heard.args == ["a"]
