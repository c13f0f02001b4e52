"""The order of the rows in the table of runs: filtered by words, in groups, sorted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSortFilterProxyModel, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QTableView

from movierec_gui.gui.widgets.table_base import SORT_ROLE

if TYPE_CHECKING:
    from movierec_gui.gui.widgets.run_columns import RunLine
    from movierec_gui.gui.widgets.run_table import RunTableModel

Index = QModelIndex | QPersistentModelIndex
_SEARCHED = ("name", "note", "architecture", "status", "split", "dataset")


class RunOrder(QSortFilterProxyModel):
    """Runs of a group stay together, groups in the order of their names, whichever way the rows are sorted."""

    def __init__(self, lines: RunTableModel, view: QTableView) -> None:
        super().__init__(view)
        self._lines = lines
        self._words: tuple[str, ...] = ()
        self._group, self._column = "", -1
        self._order = Qt.SortOrder.AscendingOrder
        self.setSourceModel(lines)
        self.setSortRole(SORT_ROLE)

    def filter_by(self, text: str) -> None:
        """Leave the runs that hold all words."""
        self._words = tuple(text.casefold().split())
        self.invalidate()

    def group_by(self, field: str) -> None:
        """Keep runs with the same value of a field together; empty: nowhere."""
        self._group = field
        self.sort(self._column, self._order)
        self.invalidate()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """By a column; -1 for the given order, which groups still divide."""
        self._column, self._order = column, order
        super().sort(0 if column < 0 and self._group else column, order)

    def lessThan(self, left: Index, right: Index) -> bool:
        lines, rising = self._lines.lines, self._order == Qt.SortOrder.AscendingOrder
        if self._group:
            one, other = (self._group_of(lines[index.row()]) for index in (left, right))
            if one != other:
                return (one < other) is rising
        if self._column < 0:
            return left.row() < right.row()
        return bool(left.data(SORT_ROLE) < right.data(SORT_ROLE))

    def filterAcceptsRow(self, source_row: int, source_parent: Index) -> bool:
        line = self._lines.lines[source_row]
        text = " ".join([*(getattr(line, name) for name in _SEARCHED), *map(str, line.settings.values())]).casefold()
        return all(word in text for word in self._words)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.FontRole and self._group and self._begins_group(index):
            font = QFont()
            font.setBold(True)
            return font
        return super().data(index, role)

    def _begins_group(self, index: Index) -> bool:
        """Whether it is the first cell of a group that says which it is."""
        if self._lines.columns[index.column()].field != self._group:
            return False
        rows = [index.row()] if index.row() == 0 else [index.row() - 1, index.row()]
        names = [self._group_of(self._lines.lines[self.mapToSource(self.index(row, 0)).row()]) for row in rows]
        return len(names) == 1 or names[0] != names[1]

    def _group_of(self, line: RunLine) -> str:
        return str(getattr(line, self._group)).casefold()
