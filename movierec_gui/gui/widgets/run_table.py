"""The table of runs: what was trained, how well it did, and which curve is whose."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

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
from movierec_gui.progress import format_duration

_SWATCH = QSize(12, 12)
_ROW_HEIGHT = 28
_ONLY_THIS_ROW = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows


@dataclass(frozen=True)
class RunLine:
    """One run as the table shows it; NaN and 0 stand for what is not known."""

    key: str
    color: int | None
    """Position in the theme's series colours; None where the run is not on the chart."""
    name: str
    note: str
    architecture: str
    validation_mse: float
    test_mse: float
    test_rmse: float
    test_mae: float
    best_epoch: int
    epochs: int
    seconds: float
    status: str
    split: str
    validation_ndcg: float = math.nan
    test_ndcg: float = math.nan
    can_be_drawn: bool = True
    """Whether it has a curve to put on the chart."""


@dataclass(frozen=True)
class _Column:
    """One field of RunLine as the table shows it."""

    field: str
    title: str
    width: int
    help: str
    editable: bool = False
    numeric: bool = False

    def text(self, line: RunLine) -> str:
        """The value as it is read."""
        value = getattr(line, self.field)
        if self.field == "best_epoch":
            return f"{value} of {line.epochs}" if line.epochs else "–"
        if self.field == "seconds":
            return format_duration(value) if line.epochs or value else "–"
        if isinstance(value, float):
            return "–" if math.isnan(value) else f"{value:.4f}"
        return str(value)

    def order(self, line: RunLine) -> Any:
        """Returns the column's sort key: text without regard to case, unknown errors last."""
        value = getattr(line, self.field)
        if isinstance(value, str):
            return value.casefold()
        return math.inf if math.isnan(value) else value


_TEST = "Measured once, on ratings that nothing was chosen on"
_LISTS = "How good everybody's ten movies are; runs that make lists have it in place of errors"
COLUMNS: tuple[_Column, ...] = (
    _Column("name", "Run", 190, "Tick to show the run on the chart; double-click to rename it", editable=True),
    _Column("note", "Note", 90, "Double-click to write a note", editable=True),
    _Column("architecture", "Network", 196, "The architecture"),
    _Column(
        "validation_mse", "Best valid. MSE", 124, "Optimistic: the epoch was chosen on the same ratings", numeric=True
    ),
    _Column("test_mse", "Test MSE", 78, _TEST, numeric=True),
    _Column("validation_ndcg", "Valid. NDCG@10", 116, _LISTS, numeric=True),
    _Column("test_ndcg", "Test NDCG@10", 106, f"{_LISTS}. {_TEST}", numeric=True),
    _Column("test_rmse", "Test RMSE", 84, f"{_TEST}; in stars", numeric=True),
    _Column("test_mae", "Test MAE", 78, f"{_TEST}; in stars", numeric=True),
    _Column("best_epoch", "Best epoch", 90, "The epoch that is kept, of those trained", numeric=True),
    _Column("seconds", "Time", 84, "Time spent training", numeric=True),
    _Column("status", "Status", 92, "How the run ended"),
    _Column("split", "Split", 250, "How the ratings were divided: only runs on the same split can be compared"),
)


class RunTableModel(HeadedModel):
    """The lines; edits are asked for by signals and come back as new lines."""

    shown_toggled = Signal(str, bool)
    """Key of a run, and whether it should be on the chart."""
    edited = Signal(str, str, str)
    """Key of a run, ``name`` or ``note``, and the new text."""
    columns = COLUMNS

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: list[RunLine] = []

    @property
    def lines(self) -> tuple[RunLine, ...]:
        """Returns the shown runs, in the given order."""
        return tuple(self._lines)

    def set_lines(self, lines: Sequence[RunLine]) -> None:
        """Show these runs; where only values changed, selection and scrolling stay."""
        if [line.key for line in lines] == [line.key for line in self._lines]:
            self._lines = list(lines)
            if lines:
                self.dataChanged.emit(self.index(0, 0), self.index(len(lines) - 1, len(COLUMNS) - 1))
            return
        self.beginResetModel()
        self._lines = list(lines)
        self.endResetModel()

    def row_of(self, key: str) -> int:
        """The row of a run, or -1."""
        return next((row for row, line in enumerate(self._lines) if line.key == key), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._lines)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if index.column() == 0 and index.isValid() and self._lines[index.row()].can_be_drawn:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        if index.isValid() and COLUMNS[index.column()].editable:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line, column = self._lines[index.row()], COLUMNS[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole, Qt.ItemDataRole.ToolTipRole):
            return column.text(line)
        if role == SORT_ROLE:
            return column.order(line)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return alignment(column)
        return self._first_column_data(line, role) if index.column() == 0 else None

    def _first_column_data(self, line: RunLine, role: int) -> Any:
        if role == Qt.ItemDataRole.CheckStateRole:
            if not line.can_be_drawn:
                return None
            return Qt.CheckState.Unchecked if line.color is None else Qt.CheckState.Checked
        if role == Qt.ItemDataRole.DecorationRole:
            series = theme_colors().series
            return QColor(0, 0, 0, 0) if line.color is None else QColor(series[line.color % len(series)])
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if not index.isValid():
            return False
        line = self._lines[index.row()]
        if role == Qt.ItemDataRole.CheckStateRole:
            self.shown_toggled.emit(line.key, Qt.CheckState(value) == Qt.CheckState.Checked)
            return True
        column = COLUMNS[index.column()]
        if role == Qt.ItemDataRole.EditRole and column.editable:
            self.edited.emit(line.key, column.field, str(value))
            return True
        return False


class RunTable(QTableView):
    """Sortable; several rows can be selected, and the one under the cursor is the current run."""

    current_changed = Signal(str)
    """Key of the run that a person moved to."""
    selection_edited = Signal()
    """Other rows are selected than before."""
    delete_requested = Signal()
    opened = Signal(str)
    """Key of a run that was double-clicked, beside its name and note, which are edited so."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_up_rows(self, "Runs", _ROW_HEIGHT)
        self._moved_by_program = False
        self.lines = RunTableModel(self)
        self._sorted = show_sorted(self, self.lines)
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked | QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setIconSize(_SWATCH)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(True)
        header.ensurePolished()
        for position, column in enumerate(COLUMNS):
            self.setColumnWidth(position, max(column.width, header.sectionSizeHint(position)))
        set_up_sorting(self)
        selection = self.selectionModel()
        selection.currentRowChanged.connect(self._on_current_changed)
        selection.selectionChanged.connect(self._on_selection_changed)
        self.doubleClicked.connect(self._on_double_clicked)

    def selected_keys(self) -> tuple[str, ...]:
        """The selected runs, from the top."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return tuple(self._key(self._sorted.index(row, 0)) for row in rows)

    @property
    def current_key(self) -> str:
        """The run under the cursor; empty for none."""
        return self._key(self.currentIndex()) if self.currentIndex().isValid() else ""

    def select(self, key: str) -> None:
        """Move to a run without telling anybody; an unknown key changes nothing.

        Where that is the current run already, the others that a person selected beside it stay selected.
        """
        row = self.lines.row_of(key)
        if row >= 0 and not (self.selected_keys() and self._key(self.currentIndex()) == key):
            index = self._sorted.mapFromSource(self.lines.index(row, 0))
            self._moved_by_program = True
            # Not the view's own setCurrentIndex, which heeds the keys that happen to be held down.
            self.selectionModel().setCurrentIndex(index, _ONLY_THIS_ROW)
            self._moved_by_program = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The Delete key asks for deletion."""
        if event.key() == Qt.Key.Key_Delete and self.selected_keys():
            self.delete_requested.emit()
        else:
            super().keyPressEvent(event)

    def _key(self, index: QModelIndex) -> str:
        return self.lines.lines[self._sorted.mapToSource(index).row()].key

    @Slot(QModelIndex, QModelIndex)
    def _on_current_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid() and not self._moved_by_program:
            self.current_changed.emit(self._key(current))

    @Slot(QModelIndex)
    def _on_double_clicked(self, index: QModelIndex) -> None:
        if not COLUMNS[index.column()].editable:
            self.opened.emit(self._key(index))

    @Slot()
    def _on_selection_changed(self) -> None:
        self.selection_edited.emit()
