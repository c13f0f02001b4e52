"""An empty page: a text on what is missing, and the button that provides it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from movierec_gui.gui.style import SPACING, icon, set_role, text_label, theme_colors

_PICTURE = 64


class EmptyState(QWidget):
    """A picture, a sentence or two, and one button; ``requested`` is emitted when it is clicked."""

    requested = Signal()

    def __init__(self, icon_name: str, text: str, button_text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name = icon_name
        self._picture = QLabel()
        self._text = text_label(text, "muted", wrap=True)
        self._text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._text.setFixedWidth(420)
        self.button = QPushButton(button_text)
        set_role(self.button, "primary")
        if not button_text:
            self.button.hide()  # to show it already, before it has a parent, would open a window of its own
        self.button.clicked.connect(self.requested)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACING, SPACING, SPACING, SPACING)
        layout.setSpacing(2 * SPACING)
        layout.addStretch(2)
        for widget in (self._picture, self._text, self.button):
            # Stretches rather than an alignment: an aligned label is cut to one line.
            line = QHBoxLayout()
            line.addStretch()
            line.addWidget(widget)
            line.addStretch()
            layout.addLayout(line)
        layout.addStretch(3)
        self._draw()

    def add_below(self, line: QHBoxLayout) -> None:
        """Show a line of widgets below the button."""
        layout = self.layout()
        if isinstance(layout, QVBoxLayout):
            layout.insertLayout(layout.count() - 1, line)

    @property
    def text(self) -> str:
        """Returns the text on what is missing."""
        return self._text.text()

    def set_text(self, text: str, button_text: str = "") -> None:
        """Say something else; without a button text the button goes."""
        self._text.setText(text)
        self.button.setText(button_text)
        self.button.setVisible(bool(button_text))

    def changeEvent(self, event: QEvent) -> None:
        """Recolour the picture with the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()

    def _draw(self) -> None:
        self._picture.setPixmap(icon(self._icon_name, theme_colors().disabled).pixmap(_PICTURE, _PICTURE))
