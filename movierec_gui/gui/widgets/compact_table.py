"""A short table without search: a few rows that belong to something chosen elsewhere, with bars behind numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QAction, QColor, QGuiApplication, QKeySequence, QPainter, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from movierec_gui.data.tables import Column, Table
from movierec_gui.gui.style import at_text_size, theme_colors
from movierec_gui.gui.widgets.row_page import page_of_row
from movierec_gui.gui.widgets.table_base import set_up_rows
from movierec_gui.gui.widgets.table_model import ColumnView, DataFrameModel

if TYPE_CHECKING:
    import pandas as pd

_ROW_HEIGHT = 24


class CompactTable(QTableView):
    """Rows in the order given; the first column takes the width that is left, and the others give way to its texts."""

    row_chosen = Signal(int)
    """A row was double-clicked, or Enter pressed on it."""
    page_requested = Signal(object)
    """PageOf the film or user of such a row."""

    def __init__(
        self,
        columns: Sequence[ColumnView],
        name: str,
        bars: str = "",
        certain: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """``name`` is for screen readers; ``bars`` names the column whose numbers have bars, from 0 to either side.

        ``certain`` names a column of yes and no: bars of rows with no are grey.
        """
        super().__init__(parent)
        self._fitted_rows = 0
        self._model = DataFrameModel(columns, parent=self)
        self.setModel(self._model)
        set_up_rows(self, name, _ROW_HEIGHT)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self._widths = [column.width or 72 for column in columns[1:]]
        self._usual = [at_text_size(width) for width in self._widths]
        for number, width in enumerate(self._usual, start=1):
            self.setColumnWidth(number, width)
        self._bars_at: int | None = None
        if bars:
            self._bars_at = place = [column.name for column in columns].index(bars)
            self._bars = _BarDelegate(bars, certain, self)
            self.setItemDelegateForColumn(place, self._bars)
        copy = QAction("Copy the whole list", self)
        copy.setShortcut(QKeySequence.StandardKey.Copy)
        copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        copy.triggered.connect(self.copy)
        self.addAction(copy)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.activated.connect(self._on_activated)

    @property
    def table(self) -> Table:
        return self._model.table

    def show_columns(self, columns: Mapping[str, Sequence[Any]]) -> None:
        """Show these columns, one value per row."""
        self.show_table(Table({name: Column(_array(values)) for name, values in columns.items()}))

    def show_frame(self, frame: pd.DataFrame) -> None:
        """Show a pandas table."""
        self.show_table(Table.from_frame(frame))

    def show_table(self, table: Table) -> None:
        """Show a table."""
        self._model.set_table(table)
        self._share_width()

    def set_titles(self, titles: Mapping[str, str]) -> None:
        """Change the headings of some columns, by their names."""
        for name, title in titles.items():
            self._model.set_title(name, title)
        self._share_width()

    def clear(self) -> None:
        """Show nothing."""
        self._model.set_table(Table({}))

    def current_row(self) -> int | None:
        """Row number that the cursor is on, or None."""
        return self.currentIndex().row() if self.currentIndex().isValid() else None

    def fit_height(self, rows: int) -> None:
        """Be as tall as the heading and this many rows, no taller, whatever the style makes of the heading."""
        self._fitted_rows = rows
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + rows * _ROW_HEIGHT + 4)

    def showEvent(self, event: QShowEvent) -> None:
        """Fit the rows again: the style sheet may have come after them."""
        super().showEvent(event)
        if self._fitted_rows:
            self.fit_height(self._fitted_rows)
        self._share_width()

    def changeEvent(self, event: QEvent) -> None:
        """At another text size the columns hold as much as before."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._usual = [at_text_size(width) for width in self._widths]
            self._share_width()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width anew."""
        super().resizeEvent(event)
        self._share_width()

    def _share_width(self) -> None:
        """Take from the other columns what the first one's texts lack, as long as what those say stays whole."""
        others = range(1, len(self._usual) + 1)
        lacking = self.sizeHintForColumn(0) - (self.viewport().width() - sum(self._usual))
        needed = [max(self.sizeHintForColumn(one), self.horizontalHeader().sectionSizeHint(one)) for one in others]
        if self._bars_at is not None:  # a bar needs room beside its number
            needed[self._bars_at - 1] = (needed[self._bars_at - 1] + self._usual[self._bars_at - 1]) // 2
        spare = [max(0, usual - need) for usual, need in zip(self._usual, needed, strict=True)]
        share = min(1.0, max(0, lacking) / sum(spare)) if sum(spare) else 0.0
        for one, usual, room in zip(others, self._usual, spare, strict=True):
            self.setColumnWidth(one, usual - round(room * share))

    @Slot()
    def copy(self) -> None:
        """Put all rows on the clipboard as tab-separated text."""
        if len(self.table):
            QGuiApplication.clipboard().setText(self._model.text_of(range(len(self.table))))

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        self.row_chosen.emit(index.row())
        page = page_of_row(self.table, index.row())
        if page is not None:
            self.page_requested.emit(page)


class _BarDelegate(QStyledItemDelegate):
    """Paints a bar behind each number of a column, as long as it is large beside the column's largest."""

    def __init__(self, name: str, certain: str, table: CompactTable) -> None:
        super().__init__(table)
        self._name, self._certain, self._table = name, certain, table

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        values = self._table.table.column(self._name)
        value = values.at(index.row())
        numbers = np.asarray(values.values, np.float64)
        largest = float(np.nanmax(np.abs(numbers))) if np.isfinite(numbers).any() else 0.0
        if value is not None and largest > 0:
            colors = theme_colors()
            rect = QRectF(option.rect).adjusted(4, 4, -4, -4)
            signed = bool(np.nanmin(numbers) < 0)
            room = rect.width() / 2 if signed else rect.width()
            length = abs(value) / largest * room
            zero = rect.left() + (room if signed else 0.0)
            sure = not self._certain or self._table.table.column(self._certain).at(index.row())
            color = QColor((colors.series[0] if value >= 0 else colors.series[1]) if sure else colors.disabled)
            color.setAlphaF(0.4 if sure else 0.25)
            painter.fillRect(QRectF(zero if value >= 0 else zero - length, rect.top(), length, rect.height()), color)
        super().paint(painter, option, index)


def _array(values: Sequence[Any]) -> np.ndarray[Any, np.dtype[Any]]:
    array = np.asarray(values)
    return array.astype(object) if array.dtype.kind in "US" else array
