"""Keeps a table's first column in sight while the others are scrolled."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Slot
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from movierec_gui.gui.style import set_role
from movierec_gui.gui.widgets.table_base import set_up_rows


class FrozenColumn(QTableView):
    """Lies over the table's left edge, only while the first column is scrolled away."""

    def __init__(self, table: QTableView) -> None:
        super().__init__(table)
        self._table = table
        set_up_rows(self, f"{table.accessibleName()}: names", table.verticalHeader().defaultSectionSize())
        self.setModel(table.model())
        self.setSelectionModel(table.selectionModel())
        self.setSelectionMode(table.selectionMode())
        self.setAlternatingRowColors(True)
        self.setIconSize(table.iconSize())
        set_role(self, "frozen")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(table.verticalScrollMode())
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.hide()
        table.verticalScrollBar().valueChanged.connect(self.verticalScrollBar().setValue)
        self.verticalScrollBar().valueChanged.connect(table.verticalScrollBar().setValue)
        table.horizontalScrollBar().valueChanged.connect(self.settle)
        table.horizontalHeader().sectionResized.connect(self.settle)
        table.model().modelReset.connect(self.settle)
        self.doubleClicked.connect(self._on_double_clicked)
        table.viewport().installEventFilter(self)

    @Slot()
    def settle(self) -> None:
        """Take the place that the table's size and scrolling leave."""
        table = self._table
        scrolled = table.horizontalScrollBar().value() > 0
        if scrolled:
            for column in range(1, table.model().columnCount()):
                self.setColumnHidden(column, True)
            width, height = table.columnWidth(0), table.horizontalHeader().height()
            self.setColumnWidth(0, width)
            self.horizontalHeader().setFixedHeight(height)
            edge = table.frameWidth()
            self.setGeometry(edge, edge, width, height + table.viewport().height())
            self.verticalScrollBar().setValue(table.verticalScrollBar().value())
            self.raise_()
        self.setVisible(scrolled)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the table's size."""
        if event.type() == QEvent.Type.Resize:
            self.settle()
        return super().eventFilter(watched, event)

    @Slot(QModelIndex)
    def _on_double_clicked(self, index: QModelIndex) -> None:
        """A name is edited in the table itself, scrolled back to it."""
        self._table.horizontalScrollBar().setValue(0)
        self._table.edit(index)
