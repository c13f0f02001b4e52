"""How large a window may be, and where, so that its title bar and its last line are on the screen."""

from __future__ import annotations

from PySide6.QtCore import QMargins, QPoint, QRect, QSize
from PySide6.QtWidgets import QWidget

USUAL_FRAME = QMargins(4, 36, 4, 4)
"""What a desktop puts around a window, before it is shown and the desktop says so."""


def fitted(wanted: QRect, frame: QMargins, available: QRect) -> QRect:
    """The place of a window's contents: as wanted, but with its frame inside the available part of the screen."""
    room = available.marginsRemoved(frame)
    size = wanted.size().boundedTo(room.size())
    left = min(max(wanted.left(), room.left()), room.right() + 1 - size.width())
    top = min(max(wanted.top(), room.top()), room.bottom() + 1 - size.height())
    return QRect(QPoint(left, top), size)


def first_size(widget: QWidget, wanted: QSize) -> QSize:
    """The size of a window that was never shown: as wanted, or what the screen has room for."""
    return wanted.boundedTo(widget.screen().availableGeometry().marginsRemoved(USUAL_FRAME).size())


def keep_on_screen(window: QWidget) -> None:
    """Move and shrink a window that reaches beyond the screen; one that fills it stays as it is."""
    if window.isMaximized() or window.isFullScreen():
        return
    inner, outer = window.geometry(), window.frameGeometry()
    frame = QMargins(
        inner.left() - outer.left(),
        inner.top() - outer.top(),
        outer.right() - inner.right(),
        outer.bottom() - inner.bottom(),
    )
    place = fitted(inner, frame, window.screen().availableGeometry())
    if place != inner:
        window.setGeometry(place)
