"""A window beside the main one about one film or person: Esc closes it, Alt+Left goes back to the one before."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QTabWidget, QToolButton, QVBoxLayout, QWidget

from movierec_gui.gui.style import MARGIN, SPACING, set_icon, set_role, text_label
from movierec_gui.gui.widgets.message_bar import MessageBar

_SIZE = QSize(1060, 720)
_LEAST = QSize(720, 480)
_WIDEST_CARD = 400


class PageWindow(QWidget):
    """A heading with facts, a column of cards and pages; a subclass fills them."""

    def __init__(self, pages_name: str, parent: QWidget | None = None) -> None:
        """``pages_name`` is what screen readers call the pages."""
        super().__init__(parent, Qt.WindowType.Window)
        self.resize(_SIZE)
        self.setMinimumSize(_LEAST)
        self.back_button = QToolButton()
        set_icon(self.back_button, "back")
        self.back_button.setAccessibleName("Back")
        self.back_button.setToolTip("Back to the page before (Alt+Left)")
        self.back_button.clicked.connect(self.go_back)
        self.title = text_label("", "title", wrap=True)
        self.facts = text_label("", "muted", wrap=True)
        self.messages = MessageBar()
        self.pages = QTabWidget()
        self.pages.tabBar().setAccessibleName(pages_name)
        for label in (self.title, self.facts):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Back), self, self.go_back)

    def lay_out(self, header: list[QWidget], cards: list[QWidget]) -> None:
        """Place the heading, widgets beside it, the cards on the left and the pages."""
        names = QVBoxLayout()
        names.setSpacing(2)
        names.addWidget(self.title)
        names.addWidget(self.facts)
        top = QHBoxLayout()
        top.setSpacing(SPACING)
        top.addWidget(self.back_button, 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(names, 1)
        for widget in header:
            top.addWidget(widget, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(SPACING)
        for card in cards:
            card.setMaximumWidth(_WIDEST_CARD)
            column.addWidget(card)
        column.addStretch()
        body = QHBoxLayout()
        body.setSpacing(2 * SPACING)
        body.addLayout(column, 2)
        body.addWidget(self.pages, 5)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        layout.setSpacing(SPACING + 4)
        layout.addLayout(top)
        layout.addWidget(self.messages)
        layout.addLayout(body, 1)

    def bring_up(self) -> None:
        """Show the window in front of the others."""
        self.show()
        self.raise_()
        self.activateWindow()
        if self.focusWidget() is None:
            self.pages.tabBar().setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    @Slot()
    def go_back(self) -> None:
        """Show the page before."""


def card(title: str, *widgets: QWidget, stretched: QWidget | None = None) -> QFrame:
    """A frame with a heading and widgets below each other; ``stretched`` takes the room that is left."""
    frame = QFrame()
    set_role(frame, "card")
    layout = QVBoxLayout(frame)
    layout.setContentsMargins(SPACING + 4, SPACING + 2, SPACING + 4, SPACING + 2)
    layout.setSpacing(SPACING - 2)
    if title:
        layout.addWidget(text_label(title, "heading"))
    for widget in widgets:
        layout.addWidget(widget, 1 if widget is stretched else 0)
    return frame
