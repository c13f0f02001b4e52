"""Jobs in the background: stage, progress, time left and Cancel for each job; and the movies that are selected."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QHBoxLayout, QMenu, QProgressBar, QSizePolicy, QStatusBar, QToolButton, QWidget

from movierec_gui.gui.background_job import BackgroundJob
from movierec_gui.gui.style import MARGIN, SPACING, set_icon, text_label
from movierec_gui.gui.widgets.elided_label import ElidedLabel
from movierec_gui.gui.workspace import Workspace
from movierec_gui.progress import Clock, Progress, ProgressEvent, format_duration
from movierec_gui.wording import counted

_SHOW_AFTER_MS = 300
"""Shorter jobs come and go unseen, and most are: an indicator takes longer to make than they to start."""
_REDRAW_MS = 250
_STEPS = 1000
_HEIGHT = 34
_MOST_SHOWN = 2
"""Jobs side by side; the others are counted, so that the window need not grow for them."""
_STAGE_WIDTH = 300


class StatusBar(QStatusBar):
    """One line: the shared selection on the left, the running jobs on the right."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.setSizeGripEnabled(False)
        self.setMinimumHeight(_HEIGHT)
        self.setContentsMargins(MARGIN, 0, SPACING, 0)
        self._selection = ElidedLabel()
        self._clear = QToolButton()
        set_icon(self._clear, "close")
        self._clear.setToolTip("Clear the selection (Esc)")
        self._clear.setAccessibleName("Clear the selection")
        self._clear.clicked.connect(workspace.clear_selection)
        self.menu_button = QToolButton()
        self.menu_button.setText("Selection ▾")
        self.menu_button.setToolTip("Keep the selected movies as a set, combine them with others, export or copy them")
        self.menu_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu_button.hide()
        self.addWidget(self._selection)
        self.addWidget(self.menu_button)
        self.addWidget(self._clear)
        self._more = text_label("", "muted")
        self.addPermanentWidget(self._more)
        workspace.selection_changed.connect(self._on_selection_changed)
        workspace.job_started.connect(self._on_job_started)
        self._on_selection_changed()

    def set_menu(self, menu: QMenu) -> None:
        """What the button beside the selection opens."""
        self.menu_button.setMenu(menu)

    def indicators(self) -> tuple[JobIndicator, ...]:
        """Those of the jobs that have run for a moment, oldest first."""
        return tuple(child for child in self.findChildren(JobIndicator) if not child.over)

    @Slot()
    def _on_selection_changed(self) -> None:
        selection = self._workspace.selection
        count = len(selection.movies)
        origin = f" ({selection.label})" if selection.label else ""
        self._selection.setText(f"{counted(count, 'movie')} selected{origin}" if count else "")
        self._selection.setToolTip(self._selection.text())
        for button in (self._clear, self.menu_button):
            button.setVisible(bool(count))

    @Slot(object)
    def _on_job_started(self, job: BackgroundJob) -> None:
        QTimer.singleShot(_SHOW_AFTER_MS, self, partial(self._show_job, job))

    def _show_job(self, job: BackgroundJob) -> None:
        if job not in self._workspace.jobs:
            return
        self.addPermanentWidget(JobIndicator(job))
        job.ended.connect(self._make_room)
        self._make_room()

    @Slot()
    def _make_room(self) -> None:
        """Show the oldest jobs and count the others."""
        indicators = self.indicators()
        for number, indicator in enumerate(indicators):
            indicator.set_crowded_out(number >= _MOST_SHOWN)
        others = [indicator.title for indicator in indicators[_MOST_SHOWN:]]
        self._more.setText(f"and {len(others)} more" if others else "")
        self._more.setToolTip("\n".join(others))


class JobIndicator(QWidget):
    """One job, until it ends."""

    def __init__(self, job: BackgroundJob, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._job = job
        self.over = False
        """Whether the job has ended."""
        self._crowded_out = False
        self._progress = Progress("")
        self._clock = Clock()
        self.stage = text_label("")
        self._say(job.title)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(120)
        self.bar.setRange(0, 0)
        self.bar.setAccessibleName(f"Progress of {job.title}")
        self.time_left = text_label("", "caption")
        self.cancel = QToolButton()
        set_icon(self.cancel, "stop")
        self.cancel.setToolTip(f"Cancel: {job.title}")
        self.cancel.setAccessibleName(f"Cancel {job.title}")
        self.cancel.clicked.connect(self._on_cancel_clicked)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACING, 0, 0, 0)
        layout.setSpacing(SPACING)
        for widget in (self.stage, self.bar, self.time_left, self.cancel):
            layout.addWidget(widget)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self._redraw = QTimer(self)
        self._redraw.timeout.connect(self._draw)
        self._redraw.start(_REDRAW_MS)
        job.progressed.connect(self._on_progressed)
        job.paused_changed.connect(self._on_paused_changed)
        job.ended.connect(self._on_ended)

    @property
    def title(self) -> str:
        """Returns the job's name."""
        return self._job.title

    def set_crowded_out(self, crowded_out: bool) -> None:
        """Whether there is no room for it now."""
        self._crowded_out = crowded_out
        self.setVisible(not crowded_out)

    def setVisible(self, visible: bool) -> None:
        """Stay hidden, whatever the status bar wants, while there is no room."""
        super().setVisible(visible and not self._crowded_out and not self.over)

    @Slot(object)
    def _on_progressed(self, event: object) -> None:
        if isinstance(event, ProgressEvent):
            self._progress = event.progress
            self._clock.tick(event.progress)

    @Slot()
    def _draw(self) -> None:
        progress = self._progress
        self._say(task_text(self._job.title, progress.stage))
        self.bar.setRange(0, _STEPS if progress.fraction is not None else 0)
        self.bar.setValue(round((progress.fraction or 0.0) * _STEPS))
        self.time_left.setText(self._time_text())

    def _say(self, text: str) -> None:
        shown = self.stage.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, _STAGE_WIDTH)
        self.stage.setText(shown)
        self.stage.setToolTip(text if shown != text else "")

    def _time_text(self) -> str:
        if self._job.paused:
            return "paused"
        fraction = self._progress.fraction
        if fraction is None:
            return ""
        left = self._clock.remaining()
        return f"{fraction:.0%}" if left is None else f"{fraction:.0%}, {format_duration(left)} left"

    @Slot()
    def _on_cancel_clicked(self) -> None:
        self.cancel.setEnabled(False)
        self._say(f"{self._job.title}: stopping…")
        self._redraw.stop()
        self._job.cancel()

    @Slot(bool)
    def _on_paused_changed(self, paused: bool) -> None:
        if paused:
            self._clock.hold()
        else:
            self._clock.go_on()
        self._draw()

    @Slot()
    def _on_ended(self) -> None:
        self._redraw.stop()
        self.over = True
        self.hide()
        self.deleteLater()


def task_text(title: str, stage: str) -> str:
    """Returns a job's name and stage, without saying the same twice."""
    if stage.startswith(title):
        return stage
    subject, _, step = stage.partition(": ")
    if step and title.endswith(subject):
        return f"{title}: {step}"
    return title if title.startswith(stage) else f"{title}: {stage}"
