"""A table for Qt's views: any number of rows, shown in any order, nothing copied."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QBrush, QColor

from movierec_gui.data.table_export import safe_cell
from movierec_gui.data.tables import RowArray, Table
from movierec_gui.gui.style import theme_colors
from movierec_gui.gui.widgets.ground_delegate import MARK_ROLE
from movierec_gui.gui.widgets.table_base import HeadedModel, Index, alignment

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class ColumnView:
    """How one column of a table is shown."""

    name: str
    """The table's name for it."""
    title: str
    digits: int | None = None
    """Decimals of a number; None for texts and for what ``text`` writes."""
    grouped: bool = True
    """Whether thousands are set apart (not in years and ids)."""
    help: str = ""
    width: int = 0
    """Pixels at first; 0 for a usual width."""
    text: Callable[..., str] | None = None
    """Writes a value that is there; missing values stay blank."""
    others: tuple[str, ...] = ()
    """Further columns, whose values ``text`` gets after this one's."""

    @property
    def numeric(self) -> bool:
        """Whether the column is set flush right."""
        return self.digits is not None

    def write(self, value: Any, *others: Any) -> str:
        """A value as a person reads it; nothing for a missing one."""
        if value is None:
            return ""
        if self.text is not None:
            return self.text(value, *others)
        if self.digits is None:
            return str(value)
        return f"{value:,.{self.digits}f}" if self.grouped else f"{value:.{self.digits}f}"


def _clipped(column: ColumnView, cell: str) -> str:
    return cell if column.numeric else str(safe_cell(" ".join(cell.split())))


class DataFrameModel(HeadedModel):
    """Rows of a Table (or a pandas table) in a given order. It does not sort: it emits ``sort_requested``."""

    sort_requested = Signal(str, bool)
    """Column name and whether it should descend; an empty name for the table's own order."""

    def __init__(self, columns: Sequence[ColumnView], mark_column: str = "", parent: QObject | None = None) -> None:
        """``mark_column`` names a column of yes and no; rows with yes are set off by the colour of their ground."""
        super().__init__(parent)
        self.columns: tuple[ColumnView, ...] = tuple(columns)
        self._mark_column = mark_column
        self._table = Table({})
        self._rows: RowArray = np.empty(0, np.int32)
        self.is_marked: Callable[[int], bool] | None = None
        """Whether a row number of the table is set off by a bar."""
        self.ground_of: Callable[[str, int], QBrush | None] | None = None
        """The ground of a cell, by the column's name and the row number of the table; None for the usual one."""

    @property
    def table(self) -> Table:
        return self._table

    @property
    def rows(self) -> RowArray:
        """Row numbers of the table in the order in which they are shown."""
        return self._rows

    def set_help(self, name: str, text: str) -> None:
        """Change the tool tip of a column's heading."""
        self.columns = tuple(replace(column, help=text) if column.name == name else column for column in self.columns)

    def set_title(self, name: str, title: str) -> None:
        """Change a column's heading."""
        self.columns = tuple(replace(column, title=title) if column.name == name else column for column in self.columns)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)

    def set_frame(self, frame: pd.DataFrame) -> None:
        """Show a pandas table, all rows in its own order."""
        self.set_table(Table.from_frame(frame))

    def set_table(self, table: Table, rows: RowArray | None = None) -> None:
        """Show a table; without ``rows`` all of it in its own order. Raises UserError if a shown column is missing."""
        for column in self.columns:
            if len(table):
                table.column(column.name)
        self.beginResetModel()
        self._table = table
        self._rows = table.rows if rows is None else rows
        self.endResetModel()

    def replace_table(self, table: Table) -> None:
        """Show a table of the same rows, with other values in columns that are not shown."""
        self._table = table

    def set_rows(self, rows: RowArray) -> None:
        """Show these rows of the same table, in this order."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def table_row(self, index: Index) -> int:
        """The table's row number behind an index of the view."""
        return int(self._rows[index.row()])

    def index_of(self, table_row: int) -> QModelIndex:
        """Where a row of the table is shown; an invalid index where it is filtered out."""
        found = np.flatnonzero(self._rows == table_row)
        return self.index(int(found[0]), 0) if len(found) else QModelIndex()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        column = self.columns[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._write(column, self.table_row(index))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return alignment(column)
        if role == MARK_ROLE:
            return self.is_marked is not None and self.is_marked(self.table_row(index))
        return self._ground(column, self.table_row(index)) if role == Qt.ItemDataRole.BackgroundRole else None

    def _ground(self, column: ColumnView, row: int) -> QBrush | None:
        shaded = None if self.ground_of is None else self.ground_of(column.name, row)
        if shaded is not None or not self._mark_column:
            return shaded
        marked = self._table.columns[self._mark_column].at(row)
        return QBrush(QColor(theme_colors().info_surface)) if marked else None

    def heading_help(self, section: int) -> str:
        column = self.columns[section]
        return column.help or f"Click to sort by {column.title.lower()}"

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Ask for an order; the table's owner answers with ``set_rows``."""
        name = self.columns[column].name if column >= 0 else ""
        self.sort_requested.emit(name, order == Qt.SortOrder.DescendingOrder)

    def _write(self, column: ColumnView, row: int) -> str:
        return column.write(*(self._table.columns[name].at(row) for name in (column.name, *column.others)))

    def cells_of(self, table_rows: Sequence[int]) -> list[list[str]]:
        """Rows as they are shown, a text per column."""
        return [[self._write(column, row) for column in self.columns] for row in table_rows]

    def text_of(self, table_rows: Sequence[int]) -> str:
        """Rows as tab-separated text with a header, as spreadsheets take it from the clipboard.

        A text that they would run as a formula is made safe, and is one cell whatever it holds.
        """
        header = [column.title for column in self.columns]
        lines = ((_clipped(column, cell) for column, cell in zip(self.columns, cells, strict=True))
                 for cells in self.cells_of(table_rows))  # fmt: skip
        return "\n".join("\t".join(line) for line in (header, *lines))
