"""The Edit menu: undo and redo, of whatever the open tab changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, runtime_checkable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from movierec_gui.gui.style import set_icon


@runtime_checkable
class Undoes(Protocol):
    """Whatever takes its last change back: a tab, or else the people's book."""

    @property
    def undo_text(self) -> str:
        """What ``undo`` would take back; empty for nothing."""

    @property
    def redo_text(self) -> str:
        """What ``redo`` would bring again; empty for nothing."""

    def undo(self) -> None:
        """Take the last change back."""

    def redo(self) -> None:
        """Make the change again that was undone last."""


class EditMenu(QMenu):
    """Undo and Redo of what ``undoer`` names when they are asked for."""

    told = Signal(str)
    """Why nothing happened."""

    def __init__(self, undoer: Callable[[], Undoes], parent: QWidget) -> None:
        super().__init__("&Edit", parent)
        self._undoer = undoer
        self.undo = self._add("&Undo", QKeySequence.StandardKey.Undo, "undo", self._on_undo)
        self.redo = self._add("&Redo", QKeySequence.StandardKey.Redo, "redo", self._on_redo)
        self.aboutToShow.connect(self._on_about_to_show)
        self.aboutToHide.connect(self._on_about_to_hide)

    def _add(self, text: str, key: QKeySequence.StandardKey, icon_name: str, act: Callable[[], None]) -> QAction:
        action = QAction(text, self)
        action.setShortcut(QKeySequence(key))
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        set_icon(action, icon_name)
        action.triggered.connect(act)
        self.addAction(action)
        return action

    @Slot()
    def _on_about_to_show(self) -> None:
        """Say what would be undone, which changes with the tab and with every change."""
        undoer = self._undoer()
        for action, name, text in ((self.undo, "&Undo", undoer.undo_text), (self.redo, "&Redo", undoer.redo_text)):
            action.setText(f"{name} {text.replace('&', '&&')}".strip())
            action.setEnabled(bool(text))

    @Slot()
    def _on_about_to_hide(self) -> None:
        """The keys work whenever there is something to undo, whatever the menu showed last."""
        for action in (self.undo, self.redo):
            action.setEnabled(True)

    @Slot()
    def _on_undo(self) -> None:
        undoer = self._undoer()
        if undoer.undo_text:
            undoer.undo()
        else:
            self.told.emit("There is nothing to undo here.")

    @Slot()
    def _on_redo(self) -> None:
        undoer = self._undoer()
        if undoer.redo_text:
            undoer.redo()
        else:
            self.told.emit("There is nothing to redo here.")
