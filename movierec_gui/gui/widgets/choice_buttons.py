"""The lower edge of a dialog that asks what to write."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPushButton

from movierec_gui.gui.style import set_icon, set_role


def writing_buttons(dialog: QDialog, text: str, tip: str) -> tuple[QDialogButtonBox, QPushButton]:
    """Cancel, and a button of that text that accepts the dialog: both together, and the latter."""
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    buttons.button(QDialogButtonBox.StandardButton.Cancel).setToolTip("Write nothing")
    write = buttons.addButton(text, QDialogButtonBox.ButtonRole.AcceptRole)
    write.setToolTip(tip)
    set_role(write, "primary")
    set_icon(write, "export", on_accent=True)
    buttons.accepted.connect(dialog.accept)
    buttons.rejected.connect(dialog.reject)
    return buttons, write
