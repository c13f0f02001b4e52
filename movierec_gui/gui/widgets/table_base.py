"""The base of all tables: headings that explain themselves, and whole rows without a grid."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSortFilterProxyModel, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

SORT_ROLE = Qt.ItemDataRole.UserRole
"""The role of the sort key of a row in a table made by ``show_sorted``."""
Index = QModelIndex | QPersistentModelIndex
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class Heading(Protocol):
    """Description of a column."""

    @property
    def title(self) -> str: ...
    @property
    def help(self) -> str: ...
    @property
    def numeric(self) -> bool: ...


class HeadedModel(QAbstractTableModel):
    """Knows the columns; a subclass has the rows."""

    columns: Sequence[Heading] = ()

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.heading_help(section)
        return alignment(column) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def heading_help(self, section: int) -> str | None:
        """The tool tip of a heading."""
        return self.columns[section].help or None


def alignment(column: Heading) -> Qt.AlignmentFlag:
    """Numbers stand flush right, below a heading that does, too."""
    return _RIGHT if column.numeric else _LEFT


def set_up_rows(view: QTableView, name: str, height: int) -> None:
    """Whole rows of this height without a grid; ``name`` is for screen readers."""
    view.setAccessibleName(name)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setShowGrid(False)
    view.setWordWrap(False)
    view.setTabKeyNavigation(False)
    view.horizontalHeader().setHighlightSections(False)
    rows = view.verticalHeader()
    rows.hide()
    # Fixed sections are not stored one by one: 32 million rows cost nothing.
    rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    rows.setDefaultSectionSize(height)


def set_up_sorting(view: QTableView) -> None:
    """A click on a heading sorts, a third one no more; in the given order at first."""
    view.setAlternatingRowColors(True)
    header = view.horizontalHeader()
    header.setSortIndicatorClearable(True)
    header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
    view.setSortingEnabled(True)


def show_sorted(view: QTableView, model: QAbstractTableModel) -> QSortFilterProxyModel:
    """Show a model's rows in the order of their ``SORT_ROLE``."""
    proxy = QSortFilterProxyModel(view)
    proxy.setSourceModel(model)
    proxy.setSortRole(SORT_ROLE)
    view.setModel(proxy)
    return proxy
