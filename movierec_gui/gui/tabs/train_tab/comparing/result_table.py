"""The table of a comparison: the best model first, those still to come last."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QObject, Qt, Slot
from PySide6.QtGui import QColor, QFont, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from movierec_gui.gui.style import theme_colors
from movierec_gui.gui.tabs.train_tab.comparing.columns import ResultColumn
from movierec_gui.gui.widgets.table_base import (
    SORT_ROLE,
    HeadedModel,
    Index,
    alignment,
    set_up_rows,
    set_up_sorting,
    show_sorted,
)

if TYPE_CHECKING:
    from movierec_gui.training.comparing.record import Standing

_ROW_HEIGHT = 26
_MOST_ROWS = 12
_LEAST_NAME_WIDTH = 150
_ROOM = 4
"""Pixels beside what a column holds."""


class ResultModel(HeadedModel):
    """Standings by figures; the columns may change with them."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns: tuple[ResultColumn, ...] = ()
        self.rows: tuple[Standing, ...] = ()
        self._splits = 0

    def show_standings(self, columns: Sequence[ResultColumn], rows: Sequence[Standing], splits: int) -> None:
        """Show these models; each is to be judged on so many splits."""
        self.beginResetModel()
        self.columns, self.rows, self._splits = tuple(columns), tuple(rows), splits
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = self.rows[index.row()], self.columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(row, column)
        if role == SORT_ROLE:
            return column.order(row)
        if role == Qt.ItemDataRole.ToolTipRole:
            reasons = [failure.reason for failure in row.failures]
            return "\n".join(dict.fromkeys(reasons)) or self._full_text(row, column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return alignment(column)
        return self._look(row, column, role)

    def _text(self, row: Standing, column: ResultColumn) -> str:
        if column.name == "splits":
            failed = ", failed" if row.failures else ""
            return f"{row.splits} of {self._splits}{failed}"
        return column.text(row)

    def _full_text(self, row: Standing, column: ResultColumn) -> str:
        return self._text(row, column) if column.name == "splits" else column.full_text(row)

    def _look(self, row: Standing, column: ResultColumn, role: int) -> Any:
        colors = theme_colors()
        if role == Qt.ItemDataRole.ForegroundRole:
            if row.failures and column.name == "splits":
                return QColor(colors.error)
            faint = not row.figures or column.name == "optimistic_mse"
            return QColor(colors.muted) if faint else None
        if (
            role == Qt.ItemDataRole.FontRole
            and row.figures.get("difference") == 0.0
            and column.name in ("model", "mse")
            and any(shown.name == "mse" for shown in self.columns)
        ):
            font = QFont()
            font.setBold(True)
            return font
        return None


class ResultTable(QTableView):
    """As tall as its rows; the model's name takes the width that is left. A click on a heading sorts."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_up_rows(self, name, _ROW_HEIGHT)
        self.standings = ResultModel(self)
        show_sorted(self, self.standings)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        set_up_sorting(self)
        self.horizontalHeader().sortIndicatorChanged.connect(self._fit)

    def show_standings(self, columns: Sequence[ResultColumn], rows: Sequence[Standing], splits: int) -> None:
        """Show these models; each is to be judged on so many splits."""
        self.standings.show_standings(columns, rows, splits)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the models' names the width that is left."""
        super().resizeEvent(event)
        self._fit()

    @Slot()
    def _fit(self) -> None:
        columns = self.standings.columns
        if not columns:
            return
        self.horizontalHeader().ensurePolished()
        for place in range(1, len(columns)):
            self.setColumnWidth(place, max(self.sizeHintForColumn(place) + _ROOM, self._heading_width(place)))
        others = sum(self.columnWidth(place) for place in range(1, len(columns)))
        self.setColumnWidth(0, max(_LEAST_NAME_WIDTH, self.viewport().width() - others))
        rows = min(_MOST_ROWS, max(1, len(self.standings.rows)))
        overflows = others + _LEAST_NAME_WIDTH > self.viewport().width()
        bar = self.horizontalScrollBar().sizeHint().height() if overflows else 0
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + rows * _ROW_HEIGHT + bar + 4)

    def _heading_width(self, place: int) -> int:
        """Returns the width of a heading in pixels: the arrow takes room only where the table is sorted by it."""
        header = self.horizontalHeader()
        header.setSortIndicatorShown(header.sortIndicatorSection() == place)
        width = header.sectionSizeHint(place)
        header.setSortIndicatorShown(True)
        return width
