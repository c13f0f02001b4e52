"""A dialog around a review: its summary, its keys, and the button that keeps it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLayout, QVBoxLayout, QWidget

from movierec_gui.gui.people_import.review_view import ReviewView
from movierec_gui.gui.style import MARGIN, SPACING, set_role, text_label
from movierec_gui.gui.widgets.message_bar import MessageBar


class ReviewDialog(QDialog):
    """Keeps nothing before its button is pressed."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._warned = False
        self.kept = False
        self.setWindowTitle(title)
        self.heading = text_label(title, "title")
        self.summary = text_label("", "muted", wrap=True)
        self.messages = MessageBar()
        self.review = ReviewView()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setToolTip("Keep nothing (Esc)")
        self.keep_button = self.buttons.addButton("Keep", QDialogButtonBox.ButtonRole.AcceptRole)
        set_role(self.keep_button, "primary")
        self.buttons.accepted.connect(self.keep)
        self.buttons.rejected.connect(self.reject)
        self.undo_key = QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), self)
        self.undo_key.activated.connect(self.review.undo)

    def _place(self, content: QWidget, line: QLayout | None = None) -> None:
        """Lay the dialog out around its content, with a line of its own below the heading."""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        layout.setSpacing(SPACING)
        layout.addWidget(self.heading)
        if line is not None:
            layout.addLayout(line)
        for widget in (self.summary, self.messages):
            layout.addWidget(widget)
        layout.addWidget(content, 1)
        layout.addWidget(self.buttons)

    @Slot()
    def keep(self) -> None:
        """Keep the review and close; say why where that cannot be."""

    @Slot()
    def reject(self) -> None:
        """Close without keeping anything; where decisions were made, only the second time."""
        if self.review.can_undo and not self._warned:
            self._warned = True
            self.messages.show_warning("Your decisions are not kept yet. Close once more to drop them.")
            return
        super().reject()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter belongs to the fields; with Ctrl it keeps."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.keep()
            return
        super().keyPressEvent(event)
