"""A line where a run's lists hardly differ between people; measured once for a run, in a job, and kept with it."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLabel, QWidget

from movierec_gui.gui.background_job import LatestJob
from movierec_gui.gui.style import set_role
from movierec_gui.gui.workspace import Workspace

if TYPE_CHECKING:
    from movierec_gui.training.runs import RunRecord
    from movierec_gui.training.trained import TrainedRun

_LOG = logging.getLogger(__name__)


class AlikeLine(QLabel):
    """Hidden where the lists differ, and while nobody knows."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._job = LatestJob()
        self._known: dict[str, RunRecord | None] = {}
        set_role(self, "caption")
        self.setWordWrap(True)
        self.setToolTip("People's lists of ten are compared, two by two, for 100 users of the data")
        self.hide()

    def show_run(self, run: TrainedRun) -> None:
        """Say it of this run; measure it first where nobody has."""
        from movierec_gui.analysis.list_likeness import keep_likeness

        self._job.drop()
        record = run.record if run.record.lists else self._known.get(run.record.id)
        self._say(record)
        if record is None and run.record.id not in self._known:
            work = partial(keep_likeness, self._workspace.store, run)
            failed = partial(self._on_failed, run.record.id)
            self._job.take(self._workspace.start_job("Comparing people's lists", work, self._on_measured, failed))

    def _say(self, record: RunRecord | None) -> None:
        from movierec_gui.analysis.list_likeness import sentence

        self.setText(sentence(record) if record is not None else "")
        self.setVisible(bool(self.text()))

    @Slot(object)
    def _on_measured(self, record: RunRecord) -> None:
        self._job.forget()
        self._known[record.id] = record
        self._say(record)

    def _on_failed(self, run_id: str, error: Exception) -> None:
        """Nobody asked for it, so nobody is disturbed; it is tried again at the next start."""
        _LOG.info("How alike the lists of %s are is not known: %s", run_id, error)
        self._job.forget()
        self._known[run_id] = None
