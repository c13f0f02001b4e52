"""The comparison that runs: how far it is, and its controls."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from movierec_gui.gui.tabs.train_tab.comparing.runner import ComparisonRunner
from movierec_gui.gui.tabs.train_tab.job_card import JobCard
from movierec_gui.progress import Progress, format_duration


class ProgressCard(JobCard):
    """Hidden while no comparison runs."""

    def __init__(self, runner: ComparisonRunner, parent: QWidget | None = None) -> None:
        stop_help = "End the comparison and keep what is finished (Shift+F5)"
        super().__init__(runner.job, "comparison", "Cancel", stop_help, parent)
        runner.changed.connect(self._on_changed)
        self._on_changed()

    def state_text(self) -> str:
        """Returns the fit under way and the time left, in words."""
        if self.job.stopping:
            return "Stopping; what is finished is kept…"
        text = progress_text(self.job.progress, self.job.seconds_left)
        return f"Paused · {text}" if self.job.paused else text


def progress_text(progress: Progress, seconds_left: float | None) -> str:
    """One line about the running comparison."""
    if not progress.total:
        return f"{progress.stage or 'Preparing'}…"
    return progress.stage if seconds_left is None else f"{progress.stage} · {format_duration(seconds_left)} left"
