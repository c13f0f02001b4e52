"""Messages beside their cause: what happened, what to do, and the details for those who want them."""

from __future__ import annotations

import traceback
from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from movierec_gui.errors import UserError
from movierec_gui.gui.style import SPACING, icon, set_icon, set_style_property, text_label, theme_colors

_UNEXPECTED = "Something unexpected went wrong in the program. It goes on; Details and the log say more."
_ICONS = {"error": "warning", "warning": "warning", "info": "info"}


class MessageBar(QFrame):
    """One message at a time, hidden while there is none; a new message replaces the old one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("messageBar")
        self._icon = QLabel()
        self._text = text_label("", wrap=True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._action = QPushButton()
        self._action.hide()
        self._action.clicked.connect(self._on_action_clicked)
        self._run_action: Callable[[], None] | None = None
        self._show_details = QPushButton("Details")
        self._show_details.hide()
        self._show_details.setCheckable(True)
        self._show_details.setToolTip("Show what the program knows about the problem")
        self._details = QPlainTextEdit()
        self._details.setReadOnly(True)
        self._details.setAccessibleName("Details of the message")
        self._details.setFixedHeight(140)
        self._details.hide()
        self._show_details.toggled.connect(self._details.setVisible)
        close = QToolButton()
        set_icon(close, "close")
        close.setToolTip("Close the message")
        close.setAccessibleName("Close the message")
        close.clicked.connect(self.clear)
        self._lay_out(close)
        self.hide()

    def _lay_out(self, close: QToolButton) -> None:
        line = QHBoxLayout()
        line.setSpacing(SPACING)
        line.addWidget(self._icon)
        line.addWidget(self._text, 1)
        for button in (self._action, self._show_details, close):
            line.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACING + 4, SPACING, SPACING, SPACING)
        layout.addLayout(line)
        layout.addWidget(self._details)

    @property
    def text(self) -> str:
        """The message that is shown; empty while there is none."""
        return self._text.text()

    @property
    def level(self) -> str:
        """``error``, ``warning`` or ``info``; empty while nothing is shown."""
        return str(self.property("level") or "")

    @property
    def details(self) -> str:
        """The text behind the Details button."""
        return self._details.toPlainText()

    @Slot(object)
    def show_error(self, error: BaseException, action_text: str = "", action: Callable[[], None] | None = None) -> None:
        """Show an exception: a UserError in its own words, anything else plainly, with its traceback behind Details.

        ``action`` is what a person may do about it, and ``action_text`` its button.
        """
        if isinstance(error, UserError):
            self._show("error", str(error), str(error.__cause__ or ""))
        else:
            self._show("error", _UNEXPECTED, "".join(traceback.format_exception(error)))
        self._offer(action_text, action)

    def show_warning(self, text: str, details: str = "") -> None:
        """Show what a person should know before going on."""
        self._show("warning", text, details)

    def show_info(
        self, text: str, details: str = "", action_text: str = "", action: Callable[[], None] | None = None
    ) -> None:
        """Show a piece of news, with a button for what can be done about it (Undo, Resume) where there is something."""
        self._show("info", text, details)
        self._offer(action_text, action)

    @Slot()
    def clear(self) -> None:
        """Take the message away."""
        self._text.clear()
        self._run_action = None
        self.setProperty("level", "")
        self.hide()

    def changeEvent(self, event: QEvent) -> None:
        """Recolour the icon with the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self.level:
            self._draw_icon()

    def _show(self, level: str, text: str, details: str) -> None:
        set_style_property(self, "level", level)
        self._draw_icon()
        self._text.setText(text)
        self.setAccessibleName(f"{level}: {text}")
        self._run_action = None
        self._action.hide()
        self._details.setPlainText(details)
        self._show_details.setVisible(bool(details))
        self._show_details.setChecked(False)
        self.show()

    def _offer(self, text: str, action: Callable[[], None] | None) -> None:
        self._run_action = action
        self._action.setText(text)
        self._action.setVisible(action is not None)

    def _draw_icon(self) -> None:
        colors = theme_colors()
        color = {"error": colors.error, "warning": colors.warning, "info": colors.accent}[self.level]
        self._icon.setPixmap(icon(_ICONS[self.level], color).pixmap(20, 20))

    @Slot()
    def _on_action_clicked(self) -> None:
        action = self._run_action
        self.clear()
        if action is not None:
            action()
