"""The right side of a search: the kept ones to choose from, the picture, and the table of trials."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from movierec_gui.gui.style import SPACING, set_icon, text_label
from movierec_gui.gui.tabs.train_tab.kept_head import KeptList, bare_card, head_row, view_tabs
from movierec_gui.gui.tabs.train_tab.kept_panel import KeptCard, KeptPanel
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
from movierec_gui.gui.widgets.value_table import ValueTable

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


class SearchResults(KeptPanel):
    """Shows one search."""

    use_requested = Signal(int)
    """Number of the trial whose settings should go into the form."""

    def __init__(self, runner: KeptRunner, parent: QWidget | None = None) -> None:
        super().__init__(
            KeptCard(runner, "search", "Stop", "every trial"),
            KeptList("Kept searches", "Searches on this data set, the newest first", _LIST_WIDTH),
            {
                "continue": "Go on with this search",
                "table": "Export the trials as CSV (Ctrl+E)",
                "chart": "Save the picture as PNG, SVG or PDF",
                "delete": "Delete this search; can be undone",
            },
            EmptyState("search", _EMPTY),
            record_text,
            parent,
        )
        self._record: SearchRecord | None = None
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
        self.place(above, below, (_CHART_HEIGHT, _TABLE_HEIGHT))

    def show_record(self, record: SearchRecord | None) -> None:
        """Show a search; None for the hint to start one."""
        before, self._record = self._record, record
        self.show_some(record is not None)
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


def _key(record: SearchRecord) -> str:
    return "" if record.best is None else str(record.best.number)


def _same(trial: Any, key: str) -> bool:
    return str(trial.number) == key


def _paint_search(draw: Any, record: SearchRecord, axes: Any, style: Any) -> None:
    draw(axes, record, style)


def _paint_parallel(draw: Any, parts: Any, lower_is_better: bool, marked: int, axes: Any, style: Any) -> None:
    draw(axes, parts, style, lower_is_better, marked)
