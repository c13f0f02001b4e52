"""Shows a page as soon as there is a dataset, and a run if it needs one, and until then what is missing."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from movierec_gui.gui.run_catalogue import RunCatalogue
from movierec_gui.gui.widgets.dataset_needed import DatasetNeeded
from movierec_gui.gui.widgets.empty_state import EmptyState
from movierec_gui.gui.workspace import Workspace


class RunGate(QStackedWidget):
    """A page behind two empty states, whose buttons lead to the Data and the Train tab."""

    def __init__(
        self,
        workspace: Workspace,
        runs: RunCatalogue,
        page: QWidget,
        icon_name: str,
        purpose: str,
        needs_run: bool = True,
    ) -> None:
        """``purpose`` completes "Open a dataset and train a network …", as in "to see what it predicts"."""
        super().__init__()
        self._workspace, self._runs, self.page, self._needs_run = workspace, runs, page, needs_run
        first = "Open a dataset and train a network" if needs_run else "Open a dataset"
        self.no_dataset = DatasetNeeded(workspace, icon_name, f"{first} {purpose}.", "Go to Data")
        self.no_run, self._purpose = EmptyState(icon_name, ""), purpose
        self.no_dataset.requested.connect(partial(workspace.tab_requested.emit, "Data"))
        self.no_run.requested.connect(partial(workspace.tab_requested.emit, "Train"))
        for widget in (self.no_dataset, self.no_run, page):
            self.addWidget(widget)
        workspace.dataset_changed.connect(self._choose)
        workspace.current_run_changed.connect(self._choose)
        workspace.training_changed.connect(self._say_what_trains)
        runs.changed.connect(self._choose)
        self._say_what_trains()
        self._choose()

    @property
    def open(self) -> bool:
        """Whether the page is shown."""
        return self.currentWidget() is self.page

    @Slot()
    def _say_what_trains(self) -> None:
        name = self._workspace.training
        if name:
            self.no_run.set_text(
                f"A network is being trained ({name}). Wait until it ends {self._purpose}.", "Go to Train"
            )
        else:
            self.no_run.set_text(f"Train a network {self._purpose}.", "Go to Train")

    @Slot()
    def _choose(self) -> None:
        if self._workspace.dataset is None:
            self.setCurrentWidget(self.no_dataset)
        elif self._workspace.current_run_id or not self._runs.known or not self._needs_run:
            self.setCurrentWidget(self.page)
        else:
            self.setCurrentWidget(self.no_run)
