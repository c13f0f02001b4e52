"""The lists, and before them, for whoever is new, the offer to begin and the questions."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from movierec_gui.errors import UserError
from movierec_gui.gui.tabs.predict_tab.guide import Guide
from movierec_gui.gui.tabs.predict_tab.start_offer import StartOffer
from movierec_gui.gui.workspace import Workspace


class StartPages(QStackedWidget):
    """One of the page of lists, the offer and the guide; ``choose`` says which, whenever people or runs change."""

    chosen = Signal()
    """The page was chosen anew; it may be the same."""
    guided = Signal()
    """The questions are over, and the lists are shown."""

    def __init__(self, workspace: Workspace, page: QWidget, icon_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._looks_around = False
        self.page, self.offer, self.guide = page, StartOffer(icon_name), Guide(workspace)
        for one in (self.page, self.offer, self.guide):
            self.addWidget(one)
        self.offer.guide_requested.connect(self.begin_guide)
        self.offer.import_requested.connect(partial(workspace.import_requested.emit, None))
        self.offer.look_requested.connect(self._on_look_requested)
        self.guide.finished.connect(self._on_guide_finished)
        workspace.guide_requested.connect(self.begin_guide)

    @property
    def asks(self) -> bool:
        """Whether the person is being asked about films."""
        return self.currentWidget() is self.guide

    @Slot()
    def begin_guide(self) -> None:
        """Ask the current person about films, one after the other; without a network to choose them, say so."""
        if self._workspace.dataset is None:
            return
        if self._workspace.current_run_id:
            self.setCurrentWidget(self.guide)
            self.guide.begin()
        elif self.currentWidget() is self.offer:
            self._to_training()
        else:
            error = UserError("No network is trained on these data yet", "It chooses what to ask", "Train one first")
            self._workspace.problem_raised.emit(error, "Train a network", self._to_training)

    @Slot()
    def _to_training(self) -> None:
        self._workspace.tab_requested.emit("Train")

    @Slot()
    def choose(self) -> None:
        """Where there are neither people nor runs of one's own, offer to begin."""
        if not self.asks:
            workspace = self._workspace
            is_new = not (self._looks_around or workspace.people.people or workspace.catalogue.records)
            self.offer.set_ready(workspace.dataset is None or bool(workspace.current_run_id))
            self.setCurrentWidget(self.offer if is_new else self.page)
        self.chosen.emit()

    @Slot()
    def _on_look_requested(self) -> None:
        self._looks_around = True
        self.choose()

    @Slot()
    def _on_guide_finished(self) -> None:
        self.setCurrentWidget(self.page)
        self.guided.emit()
