"""Asks which runs and sections a report is to have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from movierec_gui.gui.style import MARGIN, SPACING, text_label
from movierec_gui.gui.widgets.choice_buttons import writing_buttons

_SIZE = (520, 560)


class ReportDialog(QDialog):
    """Runs to tick, the first of them being the one whose nodes and recommendations are shown; sections to tick."""

    def __init__(
        self, runs: Sequence[tuple[str, str]], sections: Mapping[str, str], current: str, parent: QWidget | None = None
    ) -> None:
        """``runs``: id and name of each; ``sections``: title by name; ``current``: the run that is ticked already."""
        super().__init__(parent)
        self.setWindowTitle("Write a report")
        self.runs = QListWidget()
        self.runs.setAccessibleName("Runs in the report")
        self.runs.setSpacing(4)
        ordered = sorted(runs, key=lambda run: run[0] != current)  # the current one first
        for run_id, name in ordered:
            item = QListWidgetItem(name)
            item.setData(Qt.ItemDataRole.UserRole, run_id)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            ticked = run_id == (current or ordered[0][0])
            item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
            self.runs.addItem(item)
        self.sections = {name: QCheckBox(title) for name, title in sections.items()}
        tip = "Choose a folder, and write the report there"
        self.buttons, self.write = writing_buttons(self, "Write report…", tip)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        layout.setSpacing(SPACING)
        layout.addWidget(text_label("Runs: the first one ticked is looked into", "heading"))
        layout.addWidget(self.runs, 1)
        layout.addWidget(text_label("Sections", "heading"))
        for name, box in self.sections.items():
            box.setChecked(True)
            box.setToolTip(f"Whether the report has the section “{sections[name]}”")
            box.toggled.connect(self._enable)
            layout.addWidget(box)
        note = "A folder with a page to read, tables, figures, and each run's settings: enough to make it again."
        layout.addWidget(text_label(note, "caption", wrap=True))
        layout.addWidget(self.buttons)
        self.runs.itemChanged.connect(self._enable)
        self.resize(*_SIZE)
        self._enable()

    @property
    def chosen_runs(self) -> tuple[str, ...]:
        """Ids of the runs that are ticked, in the list's order."""
        items = (self.runs.item(row) for row in range(self.runs.count()))
        return tuple(
            str(item.data(Qt.ItemDataRole.UserRole)) for item in items if item.checkState() == Qt.CheckState.Checked
        )

    @property
    def chosen_sections(self) -> tuple[str, ...]:
        """Names of the sections that are ticked."""
        return tuple(name for name, box in self.sections.items() if box.isChecked())

    @Slot()
    def _enable(self) -> None:
        self.write.setEnabled(bool(self.chosen_runs) and bool(self.chosen_sections))
