"""The number field: steps of the right size, and nothing that is typed gets lost."""

import math

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractSpinBox

from movierec_gui.errors import UserError
from movierec_gui.gui.widgets.number_edit import NumberEdit, number_text, stepped
from movierec_gui.settings import NamedSetting, Setting

RATE = NamedSetting("rate", float, 1e-3, Setting("Rate", "", 1e-7, 10.0, logarithmic=True))
DECAY = NamedSetting("decay", float, 0.0, Setting("Decay", "", 0.0, 1.0, logarithmic=True))
SHARE = NamedSetting("share", float, 0.3, Setting("Share", "", 0.0, 0.95))
FREE = NamedSetting("free", float, 1.0, Setting("Free", ""))
EPOCHS = NamedSetting("epochs", int, 20, Setting("Epochs", "", 1, 10_000))
BATCH = NamedSetting("batch", int, 64, Setting("Batch", "", 1, 100_000_000, logarithmic=True))


@pytest.mark.parametrize(
    ("entry", "value", "steps", "expected"),
    [
        (RATE, 1e-3, 1, 2e-3),
        (RATE, 1e-3, -1, 5e-4),
        (RATE, 3e-3, 1, 5e-3),
        (RATE, 3e-3, -1, 2e-3),
        (RATE, 1e-3, 3, 1e-2),
        (RATE, 1e-3, -10, 5e-7),
        (RATE, 5.0, 2, 10.0),
        (DECAY, 0.0, 1, 1e-6),
        (DECAY, 1e-6, -1, 0.0),
        (DECAY, 1e-6, 1, 2e-6),
        (SHARE, 0.3, 1, 0.35),
        (SHARE, 0.3, -1, 0.25),
        (SHARE, 0.95, 1, 0.95),
        (SHARE, 0.0, -1, 0.0),
        (FREE, 1.0, 10, 11.0),
        (EPOCHS, 20, 1, 21),
        (EPOCHS, 1, -1, 1),
        (BATCH, 64, 1, 128),
        (BATCH, 100, 1, 128),
        (BATCH, 100, -1, 64),
        (BATCH, 1, -1, 1),
    ],
)
def test_steps(entry, value, steps, expected):
    result = stepped(entry, value, steps)
    assert math.isclose(result, expected, rel_tol=1e-9)
    assert isinstance(result, entry.kind)


@pytest.mark.parametrize(
    ("value", "text"), [(64, "64"), (0.75, "0.75"), (0.001, "0.001"), (1e-5, "1e-05"), (100_000_000, "100000000")]
)
def test_numbers_are_written_without_loss(value, text):
    assert number_text(value) == text


@pytest.fixture
def edit(qtbot):
    made = NumberEdit(RATE)
    qtbot.addWidget(made)
    made.set_value(1e-3)
    return made


def test_arrow_keys_step(qtbot, edit):
    qtbot.keyClick(edit, Qt.Key.Key_Up)
    assert edit.value() == 2e-3
    qtbot.keyClick(edit, Qt.Key.Key_Down)
    assert edit.value() == 1e-3


def test_typing_is_told_and_kept_even_out_of_range(qtbot, edit):
    edit.lineEdit().selectAll()
    with qtbot.waitSignal(edit.edited):
        qtbot.keyClicks(edit, "100")
    assert edit.value() == 100.0
    assert edit.stepEnabled() == QAbstractSpinBox.StepEnabledFlag.StepDownEnabled


def test_text_that_is_no_number_is_named_by_its_label(qtbot, edit):
    edit.lineEdit().setText("fast")
    with pytest.raises(UserError, match="Rate is 'fast'"):
        edit.value()
    assert edit.stepEnabled() == QAbstractSpinBox.StepEnabledFlag.StepNone
    edit.stepBy(1)
    assert edit.value() == 2e-3  # from the default


def test_thousands_may_be_set_apart(qtbot):
    made = NumberEdit(BATCH)
    qtbot.addWidget(made)
    made.lineEdit().setText("1,024")
    assert made.value() == 1024
