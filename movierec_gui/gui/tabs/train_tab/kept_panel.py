"""The right side of a page of kept records, comparisons or searches: what runs, the list, and the one that is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from movierec_gui.gui.style import MARGIN, SPACING
from movierec_gui.gui.tabs.train_tab.job_card import JobCard
from movierec_gui.gui.tabs.train_tab.kept_head import KeptList, icon_button
from movierec_gui.gui.tabs.train_tab.kept_runner import KeptRunner
from movierec_gui.gui.widgets.empty_state import EmptyState
from movierec_gui.gui.widgets.message_bar import MessageBar
from movierec_gui.progress import Progress, format_duration


class KeptCard(JobCard):
    """The comparison or search that runs: how far it is, and its controls. Hidden while none runs."""

    def __init__(self, runner: KeptRunner, noun: str, stop: str, keeps: str, parent: QWidget | None = None) -> None:
        """``stop`` is the text of the button that ends it, ``keeps`` what stays then."""
        super().__init__(runner.job, noun, stop, f"End the {noun} and keep {keeps} (Shift+F5)", parent)
        self._keeps = keeps
        runner.changed.connect(self._on_changed)
        self._on_changed()

    def state_text(self) -> str:
        """Returns what is under way and the time left, in words."""
        if self.job.stopping:
            return f"Stopping, with {self._keeps} kept…"
        text = progress_text(self.job.progress, self.job.seconds_left)
        return f"Paused · {text}" if self.job.paused else text


class KeptPanel(QWidget):
    """Shows one record; its page gives it the records. A subclass writes ``show_record`` and places its own parts."""

    chosen = Signal(str)
    """Id of the record that a person wants to see."""
    continue_requested = Signal()
    delete_requested = Signal()
    table_export_requested = Signal()
    chart_export_requested = Signal()

    def __init__(
        self,
        progress: KeptCard,
        records: KeptList,
        tips: Mapping[str, str],
        empty: EmptyState,
        text_of: Callable[[Any, bool], str],
        parent: QWidget | None = None,
    ) -> None:
        """``tips`` of the buttons ``continue``, ``table``, ``chart`` and ``delete``; ``text_of`` a record in the list.

        ``text_of`` is also told whether the record runs.
        """
        super().__init__(parent)
        self._running, self._text_of = "", text_of
        self.messages, self.progress, self.list, self.empty = MessageBar(), progress, records, empty
        self.list.record_chosen.connect(self.chosen)
        self.buttons = {
            name: icon_button(icon_name, tips[name], signal)
            for name, icon_name, signal in (
                ("continue", "play", self.continue_requested),
                ("table", "export", self.table_export_requested),
                ("chart", "download", self.chart_export_requested),
                ("delete", "delete", self.delete_requested),
            )
        }
        self._stack = QStackedWidget()
        self._stack.addWidget(self.empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACING, MARGIN, MARGIN, MARGIN)
        layout.setSpacing(SPACING)
        layout.addWidget(self.messages)
        layout.addWidget(self.progress)
        layout.addWidget(self._stack, 1)

    def place(self, above: QFrame, below: QFrame, heights: Sequence[int]) -> None:
        """Put two cards one above the other, which share the room that there is."""
        splitter = QSplitter(Qt.Orientation.Vertical)
        for card in (above, below):
            splitter.addWidget(card)
            splitter.setStretchFactor(splitter.count() - 1, 1)
        splitter.setChildrenCollapsible(False)
        splitter.setSizes(list(heights))
        self._stack.addWidget(splitter)

    def list_records(self, records: Sequence[Any], shown: str, running: str) -> None:
        """Offer these, with the one of the id ``shown`` chosen; ``running`` is the id of the one that runs."""
        self._running = running
        self.list.offer(((self._text_of(record, record.id == running), record.id) for record in records), shown)

    def show_some(self, some: bool) -> None:
        """Show a record, or the hint to start one."""
        self._stack.setCurrentIndex(int(some))


def progress_text(progress: Progress, seconds_left: float | None) -> str:
    """One line about what runs."""
    if not progress.total:
        return f"{progress.stage or 'Preparing'}…"
    return progress.stage if seconds_left is None else f"{progress.stage} · {format_duration(seconds_left)} left"
