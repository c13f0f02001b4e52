"""The palette (Ctrl+K): type a few words, press Enter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QLineEdit,
    QMenuBar,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
)

from movierec_gui.gui.finder.entries import Entry, offers
from movierec_gui.gui.style import SPACING, set_role, text_label
from movierec_gui.gui.workspace import Workspace

if TYPE_CHECKING:
    from movierec_gui.data.title_search import TitleSearch

_WIDTH, _HEIGHT, _FROM_TOP = 620, 420, 90
_KIND_WIDTH, _KEY_WIDTH = 92, 110
_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_NOTHING = "Nothing has these words: commands, films, runs, people, “user 15” and “node 3” are found."


class Finder(QDialog):
    """One field and one list; a choice closes it and acts."""

    def __init__(self, workspace: Workspace, menus: QMenuBar) -> None:
        super().__init__(menus.window())
        self.setWindowTitle("Find anything")
        self._workspace, self._menus = workspace, menus
        self._films: TitleSearch | None = None
        self._entries: list[Entry] = []
        self.field = QLineEdit()
        self.field.setPlaceholderText("A command, film, run, person, user or node")
        self.field.setAccessibleName("What to find")
        self.field.setToolTip("Choose with the arrow keys, act with Enter")
        self.field.setClearButtonEnabled(True)
        self.field.installEventFilter(self)
        self.list = QTableWidget(0, 3)
        self.list.setAccessibleName("What was found")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setShowGrid(False)
        self.list.verticalHeader().hide()
        self.list.horizontalHeader().hide()
        self.list.setColumnWidth(0, _KIND_WIDTH)
        self.list.setColumnWidth(2, _KEY_WIDTH)
        self.list.horizontalHeader().setSectionResizeMode(1, self.list.horizontalHeader().ResizeMode.Stretch)
        self.nothing = text_label(_NOTHING, "muted", wrap=True)
        set_role(self.nothing, "muted")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACING, SPACING, SPACING, SPACING)
        layout.setSpacing(SPACING)
        layout.addWidget(self.field)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.nothing, 1, Qt.AlignmentFlag.AlignTop)
        self.resize(_WIDTH, _HEIGHT)
        self.field.textChanged.connect(self._show)
        self.field.returnPressed.connect(self._act)
        self.list.itemClicked.connect(self._act)
        workspace.dataset_changed.connect(self._on_dataset_changed)
        self._on_dataset_changed()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """What is on offer, in order."""
        return tuple(self._entries)

    @Slot()
    def bring_up(self) -> None:
        """Show it over the window, empty."""
        self.field.clear()
        self._show("")
        window = self.parentWidget()
        self.move(window.mapToGlobal(QPoint((window.width() - self.width()) // 2, _FROM_TOP)))
        self.show()
        self.activateWindow()
        self.field.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The arrow keys move in the list while the cursor stays in the field."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _MOVES:
            self.list.keyPressEvent(event)
            return True
        return super().eventFilter(watched, event)

    @Slot(str)
    def _show(self, words: str) -> None:
        self._entries = offers(words, self._menus, self._workspace, self._films)
        self.list.setRowCount(len(self._entries))
        for row, entry in enumerate(self._entries):
            for column, text in enumerate((entry.kind, entry.text, entry.key)):
                item = QTableWidgetItem(text)
                if column == 1:
                    item.setToolTip(text)
                self.list.setItem(row, column, item)
        self.list.setVisible(bool(self._entries))
        self.nothing.setVisible(not self._entries)
        self.list.setCurrentCell(0, 1)

    @Slot()
    def _act(self) -> None:
        row = self.list.currentRow()
        if 0 <= row < len(self._entries):
            entry = self._entries[row]
            self.accept()
            # Once it is closed: a command may open a dialog of its own.
            QTimer.singleShot(0, self._menus, entry.act)

    @Slot()
    def _on_dataset_changed(self) -> None:
        from movierec_gui.data.title_search import TitleSearch

        dataset = self._workspace.dataset
        self._films = None if dataset is None else TitleSearch(dataset)
