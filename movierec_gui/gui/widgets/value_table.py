"""A short sortable table whose columns change with what is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from movierec_gui.gui.style import theme_colors
from movierec_gui.gui.widgets.table_base import (
    SORT_ROLE,
    HeadedModel,
    Index,
    alignment,
    set_up_rows,
    set_up_sorting,
    show_sorted,
)

_ROW_HEIGHT = 26
_WIDEST = 260
_GAP = 28
"""Pixels beside a heading's text, for the sort mark."""


@dataclass(frozen=True)
class ValueColumn:
    """A heading."""

    title: str
    help: str = ""
    numeric: bool = False


@dataclass(frozen=True)
class ValueRow:
    """Texts, one a column, and what they are sorted by."""

    key: str
    texts: tuple[str, ...]
    orders: tuple[Any, ...]
    tip: str = ""
    """Shown over every cell; empty for the cell's own text."""
    muted: bool = False


class ValueModel(HeadedModel):
    """Rows in a given order."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[ValueRow, ...] = ()

    def show_rows(self, columns: Sequence[ValueColumn], rows: Sequence[ValueRow]) -> None:
        """Show these in place of others."""
        self.beginResetModel()
        self.columns, self.rows = tuple(columns), tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = self.rows[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return row.texts[column]
        if role == Qt.ItemDataRole.ToolTipRole:
            return row.tip or row.texts[column]
        if role == SORT_ROLE:
            return row.orders[column]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return alignment(self.columns[column])
        if role == Qt.ItemDataRole.ForegroundRole and row.muted:
            return QColor(theme_colors().muted)
        return None


class ValueTable(QTableView):
    """One row can be selected."""

    chosen = Signal(str)
    """Key of the row that a person went to."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """``name`` is for screen readers."""
        super().__init__(parent)
        set_up_rows(self, name, _ROW_HEIGHT)
        self.values = ValueModel(self)
        self._sorted = show_sorted(self, self.values)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.horizontalHeader().setStretchLastSection(True)
        set_up_sorting(self)
        self._by_program = False
        self.selectionModel().currentRowChanged.connect(self._on_current_changed)

    def show_rows(self, columns: Sequence[ValueColumn], rows: Sequence[ValueRow]) -> None:
        """Show these; what was selected stays so where it still is there."""
        at, headings = self.current_key, [column.title for column in self.values.columns]
        self._by_program = True
        self.values.show_rows(columns, rows)
        if headings != [column.title for column in columns]:
            self._fit_columns()
        self._by_program = False
        self.select(at)

    @property
    def current_key(self) -> str:
        """The row under the cursor; empty for none."""
        index = self.currentIndex()
        return self._key(index) if index.isValid() else ""

    def select(self, key: str) -> None:
        """Go to a row without telling anybody; an unknown key changes nothing."""
        for place, row in enumerate(self.values.rows):
            if row.key == key:
                self._by_program = True
                self.setCurrentIndex(self._sorted.mapFromSource(self.values.index(place, 0)))
                self._by_program = False

    def _fit_columns(self) -> None:
        self.resizeColumnsToContents()
        for column, heading in enumerate(self.values.columns):
            least = self.fontMetrics().horizontalAdvance(heading.title) + _GAP
            self.setColumnWidth(column, min(_WIDEST, max(least, self.columnWidth(column))))

    def _key(self, index: QModelIndex) -> str:
        return self.values.rows[self._sorted.mapToSource(index).row()].key

    @Slot(QModelIndex, QModelIndex)
    def _on_current_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid() and not self._by_program:
            self.chosen.emit(self._key(current))
