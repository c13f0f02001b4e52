"""The right side of the comparison: the kept ones to choose from, the tables, and the picture."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from movierec_gui.gui.style import SPACING, set_role, text_label
from movierec_gui.gui.tabs.train_tab.comparing.columns import ERRORS, LISTS, PAGES, page_columns
from movierec_gui.gui.tabs.train_tab.comparing.result_table import ResultTable
from movierec_gui.gui.tabs.train_tab.comparing.runner import ComparisonRunner
from movierec_gui.gui.tabs.train_tab.comparing.texts import (
    OPTIMISTIC,
    failure_lines,
    missing_text,
    record_text,
    source_text,
)
from movierec_gui.gui.tabs.train_tab.kept_head import KeptList, bare_card, head_row, view_tabs
from movierec_gui.gui.tabs.train_tab.kept_panel import KeptCard, KeptPanel
from movierec_gui.gui.widgets.empty_state import EmptyState
from movierec_gui.gui.widgets.figure_view import FigureView

if TYPE_CHECKING:
    from movierec_gui.training.comparing.record import ComparisonRecord, Standing

_TIMED_TITLE = "Context-aware models"
_TIMED_NOTE = (
    "They are told when each rating was given, and look at the user's other ratings around that moment, later ones "
    "included. Their figures answer an easier question than a plain model's: do not compare the two."
)
_TABLE_HEIGHT, _CHART_HEIGHT = 330, 270
_LIST_WIDTH = 200
"""Where there is little room the list is cut to this, rather than the pages beside it."""
_EMPTY = (
    "Tick models on the left and start: every model is trained and judged on the same ratings, and the table says "
    "which differences are more than noise."
)


class ResultsPanel(KeptPanel):
    """Shows one comparison."""

    def __init__(self, runner: ComparisonRunner, parent: QWidget | None = None) -> None:
        super().__init__(
            KeptCard(runner, "comparison", "Cancel", "what is finished"),
            KeptList("Kept comparisons", "Comparisons on this data set, the newest first", _LIST_WIDTH),
            {
                "continue": "Continue this comparison",
                "table": "Export the table as CSV (Ctrl+E)",
                "chart": "Save the chart as PNG, SVG or PDF",
                "delete": "Delete this comparison; can be undone",
            },
            EmptyState("compare", _EMPTY),
            record_text,
            parent,
        )
        self._record: ComparisonRecord | None = None
        self.pages = view_tabs("Kinds of figures", PAGES)
        self.pages.currentChanged.connect(self._show_tables)
        self.source = text_label("", "caption", wrap=True)
        self.optimistic = text_label(OPTIMISTIC, "caption", wrap=True)
        self.table = ResultTable("Models, best first")
        self.timed_title = text_label(_TIMED_TITLE, "heading")
        self.timed_note = text_label(_TIMED_NOTE, "caption", wrap=True)
        self.timed_table = ResultTable("Context-aware models, best first")
        self.failures = text_label("", "error", wrap=True)
        self.failures.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.chart = FigureView("Test errors, or NDCG of lists, of every split, by model")
        self._lay_out()
        self.show_record(None)

    def _lay_out(self) -> None:
        head = head_row(self.pages, self.list, self.buttons.values())
        inside = QWidget()
        set_role(inside, "page")
        tables = QVBoxLayout(inside)
        tables.setContentsMargins(0, 0, 0, 0)
        tables.setSpacing(SPACING)
        timed = (self.timed_title, self.timed_table, self.timed_note)
        for part in (self.table, *timed, self.failures, self.source, self.optimistic):
            tables.addWidget(part)
        tables.addStretch()
        area = QScrollArea()
        area.setAccessibleName("Tables of the comparison")
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        card = bare_card()
        inner = QVBoxLayout(card)
        inner.setContentsMargins(SPACING, SPACING // 2, SPACING, SPACING)
        inner.addLayout(head)
        inner.addWidget(area, 1)
        self._picture = bare_card()
        beside = QVBoxLayout(self._picture)
        beside.setContentsMargins(SPACING, SPACING, SPACING, SPACING)
        beside.addWidget(self.chart)
        self.place(card, self._picture, (_TABLE_HEIGHT, _CHART_HEIGHT))

    def show_record(self, record: ComparisonRecord | None) -> None:
        """Show a comparison; None for the hint to start one."""
        self._record = record
        self.show_some(record is not None)
        if record is None:
            return
        self.buttons["continue"].setVisible(not record.is_complete and record.id != self._running)
        self.buttons["continue"].setToolTip(missing_text(record))
        self.source.setText(source_text(record))
        self.failures.setText(failure_lines(record))
        self.failures.setVisible(bool(record.comparison.failures))
        self._show_tables()

    @Slot()
    def _show_tables(self) -> None:
        if self._record is None:
            return
        standings = self._record.standings()
        for table, rows in zip((self.table, self.timed_table), standings, strict=True):
            page = self.pages.currentIndex()
            names = {name for row in rows for name in row.figures} or {"splits", "mse"}
            if self._record.is_complete:
                names.discard("splits")
            ordered = sorted(rows, key=_by_lists) if page == LISTS else rows
            table.show_standings(page_columns(page, names), ordered, len(self._record.splits))
        self.table.setVisible(bool(standings[0]))
        for part in (self.timed_title, self.timed_table, self.timed_note):
            part.setVisible(bool(standings[1]))
        self.optimistic.setVisible(self.pages.currentIndex() == ERRORS)
        self._draw()

    def _draw(self) -> None:
        """The picture: errors, or NDCG on the page of lists and where nobody predicts ratings."""
        record = self._record
        if record is None:
            return
        from movierec_gui.figures import draw_splits

        parts = record.standings()
        predicts = any(has_figure(row, "mse") for part in parts for row in part)
        figure = "ndcg" if self.pages.currentIndex() == LISTS or not predicts else "mse"
        plain, timed = ([row for row in part if has_figure(row, figure)] for part in parts)
        pick = min if figure == "mse" else max
        best = [pick(part, key=lambda row: float(row.figures[figure])).label for part in (plain, timed) if part]
        self._picture.setVisible(bool(best))
        self.buttons["chart"].setEnabled(bool(best))
        self.chart.show_figure(partial(_paint, draw_splits, record, figure), f"Best: {', '.join(best)}" if best else "")


def has_figure(row: Standing, name: str) -> bool:
    """Whether the contestant has this figure: a recommender has no error."""
    return not math.isnan(float(row.figures.get(name, math.nan)))


def _by_lists(row: Standing) -> float:
    return -float(row.figures["ndcg"]) if has_figure(row, "ndcg") else math.inf


def _paint(draw: Any, record: ComparisonRecord, figure: str, axes: Any, style: Any) -> None:
    draw(axes, record, style, figure)
