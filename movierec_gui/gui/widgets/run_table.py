"""The table of runs: what was trained, how well it did, and which curve is whose."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from typing import Any

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from movierec_gui.gui.style import theme_colors
from movierec_gui.gui.widgets.frozen_column import FrozenColumn
from movierec_gui.gui.widgets.run_columns import (
    COLUMNS,
    ONLY_WITH_LISTS,
    SETTINGS_AFTER,
    RunColumn,
    RunLine,
    SettingColumn,
    setting_columns,
)
from movierec_gui.gui.widgets.run_order import RunOrder
from movierec_gui.gui.widgets.table_base import (
    SORT_ROLE,
    HeadedModel,
    Index,
    alignment,
    set_up_rows,
    set_up_sorting,
)

_SWATCH = QSize(12, 12)
_ROW_HEIGHT = 28
_ONLY_THIS_ROW = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows


class RunTableModel(HeadedModel):
    """The lines; edits are asked for by signals and come back as new lines."""

    shown_toggled = Signal(str, bool)
    """Key of a run, and whether it should be on the chart."""
    edited = Signal(str, str, str)
    """Key of a run, ``name`` or ``note``, and the new text."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: list[RunLine] = []
        self.columns: tuple[RunColumn | SettingColumn, ...] = COLUMNS

    @property
    def lines(self) -> tuple[RunLine, ...]:
        """Returns the shown runs, in the given order."""
        return tuple(self._lines)

    def set_lines(self, lines: Sequence[RunLine]) -> None:
        """Show these runs; where only values changed, selection and scrolling stay."""
        columns: tuple[RunColumn | SettingColumn, ...] = (*COLUMNS, *setting_columns(lines))
        if columns == self.columns and [line.key for line in lines] == [line.key for line in self._lines]:
            self._lines = list(lines)
            if lines:
                self.dataChanged.emit(self.index(0, 0), self.index(len(lines) - 1, len(columns) - 1))
            return
        self.beginResetModel()
        self._lines, self.columns = list(lines), columns
        self.endResetModel()

    def row_of(self, key: str) -> int:
        """The row of a run, or -1."""
        return next((row for row, line in enumerate(self._lines) if line.key == key), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._lines)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        line = self._lines[index.row()] if index.isValid() else None
        if line is None or line.foreign:
            return flags
        if index.column() == 0 and line.can_be_drawn:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        if self.columns[index.column()].editable:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line, column = self._lines[index.row()], self.columns[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole, Qt.ItemDataRole.ToolTipRole):
            return column.text(line)
        if role == SORT_ROLE:
            return column.order(line)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return alignment(column)
        if role == Qt.ItemDataRole.ForegroundRole:
            return QColor(theme_colors().disabled) if line.foreign else None
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
        column = self.columns[index.column()]
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
        self._hidden: frozenset[str] = frozenset()
        self._group = ""
        self._wanted = ("", False)
        self.lines = RunTableModel(self)
        self._sorted = RunOrder(self.lines, self)
        self.setModel(self._sorted)
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked | QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setIconSize(_SWATCH)
        header = self.horizontalHeader()
        header.setStretchLastSection(True)
        header.ensurePolished()
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._fit(0)
        set_up_sorting(self)
        self.lines.modelAboutToBeReset.connect(self._on_model_about_to_be_reset)
        self.lines.modelReset.connect(self._on_model_reset)
        self.lines.dataChanged.connect(self._hide_columns)
        self.frozen = FrozenColumn(self)
        self._arrange()
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

    @property
    def shown_keys(self) -> tuple[str, ...]:
        """The runs that the filter leaves, from the top."""
        return tuple(self._key(self._sorted.index(row, 0)) for row in range(self._sorted.rowCount()))

    @property
    def hidden(self) -> frozenset[str]:
        """Fields of the columns that a person does not want to see."""
        return self._hidden

    def hide_columns(self, fields: Collection[str]) -> None:
        """Hide the columns of these fields, and show the others; ``SETTINGS`` are those that differ."""
        self._hidden = frozenset(fields)
        self._arrange()

    def filter_by(self, text: str) -> None:
        """Show the runs alone that hold all these words somewhere."""
        self._sorted.filter_by(text)

    @property
    def group(self) -> str:
        """The field that the rows stand together by; empty for none."""
        return self._group

    def group_by(self, group: str) -> None:
        """Put runs with the same value of a field together, whatever they are sorted by; empty: nowhere."""
        self._group = group
        self._sorted.group_by(group)
        self._arrange()

    @property
    def order(self) -> tuple[str, bool]:
        """Title of the column that sorts the rows, and whether they descend; an empty title for none."""
        header = self.horizontalHeader()
        at = header.sortIndicatorSection()
        known = 0 <= at < len(self.lines.columns)
        return self.lines.columns[
            at
        ].title if known else "", header.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder

    def set_order(self, title: str, descending: bool) -> None:
        """Sort by a column; where none has that title yet, once there is one."""
        titles = [column.title for column in self.lines.columns]
        self._wanted = ("", False) if title in titles else (title, descending)
        if title in titles:
            order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
            self.sortByColumn(titles.index(title), order)

    def rename_current(self) -> None:
        """Let a person type another name for the run under the cursor."""
        self.horizontalScrollBar().setValue(0)
        self.edit(self._sorted.index(self.currentIndex().row(), 0))

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        """Down to a row; to the right only for what is not the name, which is in sight anyway."""
        at = self.horizontalScrollBar().value()
        super().scrollTo(index, hint)
        if index.column() == 0:
            self.horizontalScrollBar().setValue(at)

    def _fit(self, first: int) -> None:
        header = self.horizontalHeader()
        for position, column in enumerate(self.lines.columns[first:], first):
            self.setColumnWidth(position, max(column.width, header.sectionSizeHint(position)))

    @Slot()
    def _on_model_about_to_be_reset(self) -> None:
        """The columns of settings may change their places."""
        self._wanted = self.order if self.order[0] else self._wanted

    @Slot()
    def _on_model_reset(self) -> None:
        self._fit(len(COLUMNS))
        self._arrange()
        if self.horizontalHeader().sortIndicatorSection() >= len(COLUMNS):
            self.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        if self._wanted[0]:
            self.set_order(*self._wanted)

    def _arrange(self) -> None:
        """Settings behind the network, groups behind the name; what is not wanted or says nothing is hidden."""
        columns, header = self.lines.columns, self.horizontalHeader()
        base, extra = list(range(len(COLUMNS))), list(range(len(COLUMNS), len(columns)))
        order = [*base[:SETTINGS_AFTER], *extra, *base[SETTINGS_AFTER:]]
        grouping = [place for place in base if columns[place].field == self._group]
        order = [0, *grouping, *(place for place in order[1:] if place not in grouping)]
        for visual, logical in enumerate(order):
            header.moveSection(header.visualIndex(logical), visual)
        self._hide_columns()

    @Slot()
    def _hide_columns(self) -> None:
        """A list run has figures only when it is done: its columns come then."""
        for place, column in enumerate(self.lines.columns):
            hidden = column.field in self._hidden or not self._says_something(column)
            self.setColumnHidden(place, hidden and place != 0 and column.field != self._group)

    def _says_something(self, column: RunColumn | SettingColumn) -> bool:
        """Whether the column is no empty one: figures of lists where there are none, one dataset everywhere."""
        if column.field in ONLY_WITH_LISTS:
            return any(not math.isnan(getattr(line, column.field)) for line in self.lines.lines)
        if column.field == "dataset":
            several = len({line.dataset for line in self.lines.lines}) > 1
            return several or any(line.foreign for line in self.lines.lines)
        return True

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
        if not self.lines.columns[index.column()].editable:
            self.opened.emit(self._key(index))

    @Slot()
    def _on_selection_changed(self) -> None:
        self.selection_edited.emit()
