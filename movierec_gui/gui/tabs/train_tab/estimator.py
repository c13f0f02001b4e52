"""Asks the engine what the settings on the form would cost, a moment after they stop changing."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from movierec_gui.gui.background_job import LatestJob, Work
from movierec_gui.gui.workspace import Workspace

if TYPE_CHECKING:
    from movierec_gui.training.comparing.contestants import AnySpec

_WAIT_MS = 400


class Estimator(QObject):
    """The newest question supersedes the older ones."""

    estimated = Signal(object)
    """The engine's Estimate, or its ListEstimate for a recommender."""
    failed = Signal(object)

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._job = LatestJob()
        self._spec: AnySpec | None = None
        self._timed = True
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT_MS)
        self._timer.timeout.connect(self._on_settled)

    def ask(self, spec: AnySpec | None, timed: bool) -> None:
        """Estimate these settings; None only drops older questions. ``timed`` is False while something else trains."""
        self._job.drop()
        self._spec, self._timed = spec, timed
        if spec is None:
            self._timer.stop()
        else:
            self._timer.start()

    @Slot()
    def _on_settled(self) -> None:
        dataset = self._workspace.dataset
        if dataset is None or self._spec is None:
            return
        from movierec_gui.training.estimate import estimate
        from movierec_gui.training.list_estimate import estimate_list
        from movierec_gui.training.list_runs import ListSpec

        if isinstance(self._spec, ListSpec):
            work: Work = partial(estimate_list, dataset, self._spec, self._timed)
        else:
            work = partial(estimate, dataset, self._spec, self._timed)
        start = self._workspace.start_job
        self._job.take(start("Estimating the run", work, self.estimated, self.failed))
