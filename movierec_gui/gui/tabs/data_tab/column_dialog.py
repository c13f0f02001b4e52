"""Names the columns of a table of ratings that calls them something else, beside its first rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from movierec_gui.gui.style import MARGIN, SPACING, set_role, text_label

if TYPE_CHECKING:
    from movierec_gui.data.sniffing import ColumnChoice
    from movierec_gui.data.sources import TablePreview

ROLES = (
    ("user", "Users", True),
    ("movie", "Movies", True),
    ("rating", "Ratings", True),
    ("timestamp", "Times", False),
    ("title", "Titles", False),
)
"""Field of ColumnChoice, its name, whether a table must have it."""
_NONE = "none"
_SIZE = (760, 560)


class ColumnDialog(QDialog):
    """A combo box per role and the table's first rows; accepted with a column for each role that is needed."""

    def __init__(self, preview: TablePreview, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"Columns of {preview.file}")
        self._preview = preview
        self.combos: dict[str, QComboBox] = {}
        form = QGridLayout()
        form.setSpacing(SPACING)
        form.setColumnStretch(1, 1)
        for number, (role, label, needed) in enumerate(ROLES):
            combo = self._make_combo(label, needed)
            guess = getattr(preview.guess, role, None) if preview.guess else (number if needed else None)
            combo.setCurrentIndex(max(0, combo.findData(guess)))
            combo.currentIndexChanged.connect(self._on_changed)
            self.combos[role] = combo
            name = QLabel(label)
            name.setBuddy(combo)
            form.addWidget(name, number, 0)
            form.addWidget(combo, number, 1)
        self._problem = text_label("", "error", wrap=True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.open_button = self.buttons.addButton("Open", QDialogButtonBox.ButtonRole.AcceptRole)
        set_role(self.open_button, "primary")
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        layout.setSpacing(SPACING + 4)
        layout.addWidget(text_label("Which column holds what?", "heading"))
        layout.addLayout(form)
        layout.addWidget(self._problem)
        layout.addWidget(_table_of(preview), 1)
        layout.addWidget(self.buttons)
        self.resize(*_SIZE)
        self._on_changed()

    def choice(self) -> ColumnChoice:
        """The columns as chosen; whether identifiers are text is found from the first rows."""
        from movierec_gui.data.sniffing import ColumnChoice, with_text_ids

        columns = {role: combo.currentData() for role, combo in self.combos.items()}
        return with_text_ids(ColumnChoice(**columns), [list(row) for row in self._preview.rows])

    @property
    def problem(self) -> str:
        """Why the choice cannot be taken; empty where it can."""
        return self._problem.text()

    def _make_combo(self, label: str, needed: bool) -> QComboBox:
        combo = QComboBox()
        combo.setAccessibleName(f"Column of the {label.lower()}")
        if not needed:
            combo.addItem(_NONE, None)
        for number, name in enumerate(self._preview.columns):
            combo.addItem(name, number)
        return combo

    @Slot()
    def _on_changed(self) -> None:
        chosen = [combo.currentData() for combo in self.combos.values()]
        named = [column for column in chosen if column is not None]
        twice = sorted({self._preview.columns[column] for column in named if named.count(column) > 1})
        self._problem.setText(f"Chosen twice: {', '.join(twice)}. Choose another column." if twice else "")
        self._problem.setVisible(bool(twice))
        self.open_button.setEnabled(not twice)


def _table_of(preview: TablePreview) -> QTableWidget:
    table = QTableWidget(len(preview.rows), len(preview.columns))
    table.setAccessibleName("First rows of the table")
    table.setHorizontalHeaderLabels(list(preview.columns))
    table.verticalHeader().hide()
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    for row, fields in enumerate(preview.rows):
        for column, text in enumerate(fields[: len(preview.columns)]):
            table.setItem(row, column, QTableWidgetItem(text))
    return table
