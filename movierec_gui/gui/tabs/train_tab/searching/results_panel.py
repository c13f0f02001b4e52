"""The right side of a search: the kept ones to choose from, the picture, and the table of trials."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from movierec_gui.gui.style import MARGIN, SPACING, set_icon, text_label
from movierec_gui.gui.tabs.train_tab.job_card import JobCard
from movierec_gui.gui.tabs.train_tab.kept_head import KeptList, bare_card, head_row, icon_button, view_tabs
from movierec_gui.gui.tabs.train_tab.kept_runner import KeptRunner
from movierec_gui.gui.tabs.train_tab.searching.texts import (
    best_text,
    labels_of,
    record_text,
    source_text,
    trial_axes,
    trial_columns,
    trial_row,
)
from movierec_gui.gui.widgets.empty_state import EmptyState
from movierec_gui.gui.widgets.figure_view import FigureView
from movierec_gui.gui.widgets.message_bar import MessageBar
from movierec_gui.gui.widgets.value_table import ValueTable
from movierec_gui.progress import format_duration

if TYPE_CHECKING:
    from movierec_gui.training.searching.record import SearchRecord

BEST, PARALLEL = range(2)
"""The pictures."""
_PICTURES = ("Best so far", "Settings of all trials")
_CHART_HEIGHT, _TABLE_HEIGHT = 300, 260
_LIST_WIDTH = 180
_EMPTY = (
    "Which learning rate, how many nodes, how much dropout? Tick on the left what may vary and start: other settings "
    "are tried one after the other, and the best become a form with one click."
)


class SearchResults(QWidget):
    """Shows one search; the page gives it the records."""

    chosen = Signal(str)
    """Id of the search that a person wants to see."""
    continue_requested = Signal()
    delete_requested = Signal()
    table_export_requested = Signal()
    chart_export_requested = Signal()
    use_requested = Signal(int)
    """Number of the trial whose settings should go into the form."""

    def __init__(self, runner: KeptRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._record: SearchRecord | None = None
        self._running = ""
        self.messages = MessageBar()
        self.progress = SearchCard(runner)
        self.list = KeptList("Kept searches", "Searches on this data set, the newest first", _LIST_WIDTH)
        self.list.record_chosen.connect(self.chosen)
        self.pictures = view_tabs("Pictures of the search", _PICTURES)
        self.pictures.currentChanged.connect(self._draw)
        self.chart = FigureView("Scores of the trials")
        self.best = text_label("", "heading", wrap=True)
        self.use = QPushButton("Use these settings")
        set_icon(self.use, "settings")
        self.use.setToolTip("Put the settings of the selected trial into the form on the Train page")
        self.use.clicked.connect(self._on_use)
        self.table = ValueTable("Trials")
        self.table.chosen.connect(self._on_trial_chosen)
        self.source = text_label("", "caption", wrap=True)
        self.empty = EmptyState("search", _EMPTY)
        self.buttons = {
            name: icon_button(icon_name, text, signal)
            for name, icon_name, text, signal in (
                ("continue", "play", "Go on with this search", self.continue_requested),
                ("table", "export", "Export the trials as CSV (Ctrl+E)", self.table_export_requested),
                ("chart", "download", "Save the picture as PNG, SVG or PDF", self.chart_export_requested),
                ("delete", "delete", "Delete this search; can be undone", self.delete_requested),
            )
        }
        self._lay_out()
        self.show_record(None)

    def _lay_out(self) -> None:
        head = head_row(self.pictures, self.list, self.buttons.values())
        above, below = bare_card(), bare_card()
        upper = QVBoxLayout(above)
        upper.setContentsMargins(SPACING, SPACING // 2, SPACING, SPACING)
        upper.addLayout(head)
        upper.addWidget(self.chart, 1)
        line = QHBoxLayout()
        line.addWidget(self.best, 1)
        line.addWidget(self.use, 0, Qt.AlignmentFlag.AlignTop)
        lower = QVBoxLayout(below)
        lower.setContentsMargins(SPACING, SPACING, SPACING, SPACING)
        lower.setSpacing(SPACING)
        lower.addLayout(line)
        lower.addWidget(self.table, 1)
        lower.addWidget(self.source)
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.addWidget(above)
        splitter.addWidget(below)
        splitter.setStretchFactor(0, 1)
        splitter.setStretchFactor(1, 1)
        splitter.setChildrenCollapsible(False)
        splitter.setSizes([_CHART_HEIGHT, _TABLE_HEIGHT])
        self._stack = QStackedWidget()
        self._stack.addWidget(self.empty)
        self._stack.addWidget(splitter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACING, MARGIN, MARGIN, MARGIN)
        layout.setSpacing(SPACING)
        layout.addWidget(self.messages)
        layout.addWidget(self.progress)
        layout.addWidget(self._stack, 1)

    def list_records(self, records: Sequence[SearchRecord], shown: str, running: str) -> None:
        """Offer these, with the one of the id ``shown`` chosen; ``running`` is the id of the one that runs."""
        self._running = running
        self.list.offer(((record_text(record, record.id == running), record.id) for record in records), shown)

    def show_record(self, record: SearchRecord | None) -> None:
        """Show a search; None for the hint to start one."""
        before, self._record = self._record, record
        self._stack.setCurrentIndex(0 if record is None else 1)
        if record is None:
            return
        labels = labels_of(record)
        self.table.show_rows(trial_columns(record, labels), [trial_row(record, trial) for trial in record.trials])
        # Who looks at the best goes on doing so; who chose another trial stays there.
        at = self.table.current_key
        stays = before is not None and before.id == record.id and at and (before.best is None or at != _key(before))
        if not stays:
            self.table.select(_key(record))
        self.buttons["continue"].setVisible(record.id != self._running and not record.is_spent)
        self.best.setText(best_text(record))
        self.source.setText(source_text(record))
        self._offer_use()
        self._draw()

    def _offer_use(self) -> None:
        key = self.table.current_key
        record = self._record
        trial = next((one for one in record.trials if str(one.number) == key), None) if record is not None else None
        self.use.setEnabled(trial is not None and trial.score is not None)

    @Slot()
    def _draw(self) -> None:
        record = self._record
        if record is None:
            return
        from movierec_gui.figures import draw_parallel, draw_search

        self.buttons["chart"].setEnabled(bool(record.trials))
        if self.pictures.currentIndex() == BEST:
            self.chart.show_figure(partial(_paint_search, draw_search, record), best_text(record))
            return
        marked = next((place for place, one in enumerate(record.trials) if _same(one, self.table.current_key)), -1)
        parts = trial_axes(record, labels_of(record))
        paint = partial(_paint_parallel, draw_parallel, parts, not record.higher_is_better, marked)
        self.chart.show_figure(paint, f"{len(record.trials)} trials. {best_text(record)}")

    @Slot()
    def _on_use(self) -> None:
        if self.table.current_key:
            self.use_requested.emit(int(self.table.current_key))

    @Slot(str)
    def _on_trial_chosen(self, _key: str) -> None:
        self._offer_use()
        if self.pictures.currentIndex() == PARALLEL:
            self._draw()


class SearchCard(JobCard):
    """The search that runs: how far it is, and its controls."""

    def __init__(self, runner: KeptRunner, parent: QWidget | None = None) -> None:
        stop_help = "End the search and keep every trial (Shift+F5)"
        super().__init__(runner.job, "search", "Stop", stop_help, parent)
        runner.changed.connect(self._on_changed)
        self._on_changed()

    def state_text(self) -> str:
        """Returns the trial under way and the time left, in words."""
        if self.job.stopping:
            return "Stopping; all trials are kept…"
        left = self.job.seconds_left
        text = self.job.progress.stage or "Preparing"
        if left is not None and self.job.progress.total:
            text = f"{text} · {format_duration(left)} left"
        return f"Paused · {text}" if self.job.paused else text


def _key(record: SearchRecord) -> str:
    return "" if record.best is None else str(record.best.number)


def _same(trial: Any, key: str) -> bool:
    return str(trial.number) == key


def _paint_search(draw: Any, record: SearchRecord, axes: Any, style: Any) -> None:
    draw(axes, record, style)


def _paint_parallel(draw: Any, parts: Any, lower_is_better: bool, marked: int, axes: Any, style: Any) -> None:
    draw(axes, parts, style, lower_is_better, marked)
