"""What is shown of the table of runs: words to filter by, groups, columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QMenu, QToolButton, QWidget

from movierec_gui.gui.style import SPACING, set_icon
from movierec_gui.gui.widgets.run_columns import COLUMNS, SETTINGS
from movierec_gui.gui.widgets.run_table import RunTable

GROUPS = (("", "No groups"), ("architecture", "By network"), ("dataset", "By data"))
_FILTER_WIDTHS, _GROUP_WIDTHS = (64, 110), (92, 128)
"""At least and at most: the table's buttons stand in the same line."""


class RunBar(QWidget):
    """Changes the table; what the table shows is its own affair."""

    def __init__(self, table: RunTable, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table = table
        self.filter = QLineEdit()
        self.filter.setPlaceholderText("Filter…")
        self.filter.setAccessibleName("Filter the runs")
        self.filter.setToolTip("Words that a run's name, note, network, status, split, data or settings hold")
        self.filter.setClearButtonEnabled(True)
        self.filter.setMinimumWidth(_FILTER_WIDTHS[0])
        self.filter.setMaximumWidth(_FILTER_WIDTHS[1])
        self.filter.textChanged.connect(table.filter_by)
        self.groups = QComboBox()
        self.groups.setAccessibleName("Groups of runs")
        self.groups.setToolTip("Keep runs of one network, or of one data set, together")
        self.groups.setMinimumWidth(_GROUP_WIDTHS[0])
        self.groups.setMaximumWidth(_GROUP_WIDTHS[1])
        for field, title in GROUPS:
            self.groups.addItem(title, field)
        self.groups.currentIndexChanged.connect(self._on_group_chosen)
        self.columns = QToolButton()
        set_icon(self.columns, "more")
        self.columns.setAccessibleName("Columns")
        self.columns.setToolTip("Which columns the table has; those that say nothing are left out anyway")
        self.columns.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self.columns)
        self._actions = {
            field: self._action(field, title)
            for field, title in ((SETTINGS, "Settings that differ"), *((one.field, one.title) for one in COLUMNS[1:]))
        }
        self._menu.triggered.connect(self._on_column_toggled)
        self.columns.setMenu(self._menu)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(SPACING)
        for part in (self.filter, self.groups, self.columns):
            line.addWidget(part)

    def _action(self, field: str, title: str) -> QAction:
        action = QAction(title, self._menu)
        action.setData(field)
        action.setCheckable(True)
        action.setChecked(True)
        self._menu.addAction(action)
        return action

    def show_columns(self) -> None:
        """Tick what the table does not hide."""
        for field, action in self._actions.items():
            action.setChecked(field not in self._table.hidden)

    def state(self) -> dict[str, Any]:
        """Order, groups and hidden columns, for the next start."""
        title, falling = self._table.order
        hidden = sorted(self._table.hidden)
        return {"sort": title, "descending": falling, "group": self._table.group, "hidden": hidden}

    def restore(self, values: Mapping[str, Any]) -> None:
        """What ``state`` gave; names that no longer exist change nothing. Raises LookupError where one lacks."""
        self._table.hide_columns([str(name) for name in values["hidden"] if str(name) in self._actions])
        self.show_columns()
        self.groups.setCurrentIndex(max(0, self.groups.findData(str(values["group"]))))
        self._table.set_order(str(values["sort"]), bool(values["descending"]))

    @Slot(int)
    def _on_group_chosen(self, place: int) -> None:
        self._table.group_by(GROUPS[place][0])

    @Slot(QAction)
    def _on_column_toggled(self, action: QAction) -> None:
        hidden = set(self._table.hidden)
        (hidden.discard if action.isChecked() else hidden.add)(action.data())
        self._table.hide_columns(hidden)
