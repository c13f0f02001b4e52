"""Which run a tab looks at; the choice is shared by all tabs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QWidget

from movierec_gui.gui.run_catalogue import RunCatalogue
from movierec_gui.gui.workspace import Workspace

if TYPE_CHECKING:
    from movierec_gui.training.runs import RunRecord


class RunChooser(QComboBox):
    """Lists runs by name and validation error and sets the workspace's current run."""

    def __init__(self, workspace: Workspace, runs: RunCatalogue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace, self._runs = workspace, runs
        self.setAccessibleName("Run")
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(24)
        self.activated.connect(self._on_activated)
        self.currentTextChanged.connect(self._on_text_changed)
        runs.changed.connect(self._fill)
        workspace.current_run_changed.connect(self._show_current)
        self._on_text_changed("")
        self._fill()

    @Slot()
    def _fill(self) -> None:
        self.clear()
        for record in self._runs.choices:
            self.addItem(_text(record), record.id)
        self._show_current()

    @Slot()
    def _show_current(self) -> None:
        self.setCurrentIndex(self.findData(self._workspace.current_run_id))

    @Slot(str)
    def _on_text_changed(self, text: str) -> None:
        """Tell the whole text, which the field may have to cut off."""
        self.setToolTip(f"The trained network to look at\n{text}".rstrip())

    @Slot(int)
    def _on_activated(self, index: int) -> None:
        self._workspace.set_current_run(str(self.itemData(index)))


def _text(record: RunRecord) -> str:
    from movierec_gui.training.run_labels import run_label  # imported since the record was read

    error = f"  ·  MSE {record.validation['mse']:.3f}" if record.validation else ""
    return f"{run_label(record)}{error}"
