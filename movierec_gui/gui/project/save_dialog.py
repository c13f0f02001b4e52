"""Asks what goes into a project."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QDialog, QPlainTextEdit, QVBoxLayout, QWidget

from movierec_gui.gui.project.work import PartView
from movierec_gui.gui.style import MARGIN, SPACING, text_label
from movierec_gui.gui.widgets.choice_buttons import writing_buttons

_SIZE = (520, 480)
_NOTE_HEIGHT = 96


class SaveDialog(QDialog):
    """Parts to tick, people off by default, and a note."""

    def __init__(self, data: str, parts: Sequence[PartView], parent: QWidget | None = None) -> None:
        """``data`` is the name of the open dataset."""
        super().__init__(parent)
        self.setWindowTitle("Save a project")
        self.parts = {part.name: QCheckBox(f"{part.title} ({part.count:,})") for part in parts}
        self.note = QPlainTextEdit()
        self.note.setAccessibleName("Note to whoever opens it")
        self.note.setPlaceholderText("A note to whoever opens it")
        self.note.setFixedHeight(_NOTE_HEIGHT)
        self.note.setTabChangesFocus(True)
        tip = "Choose a place, and write the project there"
        self.buttons, self.save = writing_buttons(self, "Save project…", tip)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        layout.setSpacing(SPACING)
        about = f"All that was made of {data}, in one file. The data are not in it, only their name and hash."
        layout.addWidget(text_label(about, wrap=True))
        for part in parts:
            box = self.parts[part.name]
            box.setChecked(bool(part.count) and not part.only_by_request)
            box.setEnabled(bool(part.count))
            personal = "These are personal: whoever gets the file can read them" if part.only_by_request else ""
            box.setToolTip(personal or f"Whether the project holds {part.title.lower()}")
            layout.addWidget(box)
        whose = "People, and runs that were trained with their ratings, go along only if you tick them."
        layout.addWidget(text_label(whose, "caption", wrap=True))
        layout.addWidget(self.note)
        layout.addStretch()
        layout.addWidget(self.buttons)
        for box in self.parts.values():
            box.toggled.connect(self._enable)
        self.resize(*_SIZE)
        self._enable()

    @property
    def chosen(self) -> tuple[str, ...]:
        """Names of the parts that are ticked."""
        return tuple(name for name, box in self.parts.items() if box.isChecked())

    @Slot()
    def _enable(self) -> None:
        self.save.setEnabled(bool(self.chosen))
