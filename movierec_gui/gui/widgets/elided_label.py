"""A line of text that gives way to its neighbours: where there is no room for all of it, it ends in “…”."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QStyleOption, QStylePainter, QWidget

_LEAST = 40


class ElidedLabel(QLabel):
    """``text`` is always the whole line; only what is painted is cut."""

    def __init__(self, role: str = "", *, fills: bool = False, parent: QWidget | None = None) -> None:
        """``fills``: take whatever room there is, instead of as much as the text needs."""
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        if role:
            self.setProperty("role", role)
        policy = QSizePolicy.Policy.Ignored if fills else QSizePolicy.Policy.Preferred
        self.setSizePolicy(policy, QSizePolicy.Policy.Preferred)

    @property
    def shown(self) -> str:
        """The text as it is painted."""
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.contentsRect().width())

    def minimumSizeHint(self) -> QSize:
        """A word or so."""
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), _LEAST), hint.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw what there is room for, in the colours of the style sheet."""
        option = QStyleOption()
        option.initFrom(self)
        painter = QStylePainter(self)  # not self.style(): of a style that Python has seen something stays for good
        painter.drawItemText(
            self.contentsRect(), self.alignment(), option.palette, self.isEnabled(), self.shown, self.foregroundRole()
        )
        painter.end()
