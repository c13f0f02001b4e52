"""The lower edge of a dialog that asks what to write."""

import pytest
from PySide6.QtWidgets import QDialog, QDialogButtonBox

from movierec_gui.gui.widgets.choice_buttons import writing_buttons


@pytest.mark.parametrize("writes", [True, False])
def test_one_button_accepts_and_the_other_writes_nothing(qtbot, writes):
    dialog = QDialog()
    qtbot.addWidget(dialog)
    buttons, write = writing_buttons(dialog, "Save…", "Write it there")
    buttons.setParent(dialog)
    cancel = buttons.button(QDialogButtonBox.StandardButton.Cancel)
    assert (write.text(), write.toolTip(), cancel.toolTip()) == ("Save…", "Write it there", "Write nothing")
    with qtbot.waitSignal(dialog.accepted if writes else dialog.rejected):
        (write if writes else cancel).click()
