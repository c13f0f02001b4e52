"""The pictures of the Train tab: learning curves, the network's layers, and the learning-rate test."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from movierec_gui.errors import UserError
from movierec_gui.gui.file_dialogs import ask_to_save
from movierec_gui.gui.style import SPACING, set_role
from movierec_gui.gui.tabs.train_tab.board import RunBoard
from movierec_gui.gui.widgets.architecture_picture import ArchitecturePicture
from movierec_gui.gui.widgets.figure_view import FigureView
from movierec_gui.gui.widgets.line_chart import LineChart

if TYPE_CHECKING:
    from movierec_gui.models.outline import LayerOutline
    from movierec_gui.training.lr_finder import RateSearch

CURVES, NETWORK, RATES, LISTS = range(4)
"""The pages; rates are hidden until there was a test, lists until a recommender with epochs is there."""
_FIGURES = "Pictures (*.png *.svg *.pdf)"


class CurveCard(QFrame):
    """Follows the board; the tab gives it layers and rates."""

    failed = Signal(object)
    told = Signal(str)
    """News for the person."""

    def __init__(self, board: RunBoard, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "card")
        self._board = board
        self._drawn: Any = []
        """The curves of lists that are shown."""
        self.chart = LineChart()
        self.picture = ArchitecturePicture()
        self.rates = FigureView("Loss against learning rate")
        self.lists = FigureView("Quality of the lists, epoch by epoch")
        # A bar and a stack instead of a tab widget, which would cut the chart's options to its own height.
        self.pages = QTabBar()
        self.pages.setAccessibleName("Curves or network")
        self.pages.setExpanding(False)
        self.pages.setUsesScrollButtons(False)
        self._stack = QStackedWidget()
        self._lay_out()
        self.pages.currentChanged.connect(self._on_page_changed)
        self.chart.toolbar.save_requested.connect(self._on_save_requested)
        board.changed.connect(self._on_board_changed)
        board.live_changed.connect(self._on_live_changed)
        board.lists_changed.connect(self._on_list_epoch)

    def _lay_out(self) -> None:
        picture = QScrollArea()
        picture.setWidget(self.picture)
        picture.setWidgetResizable(True)
        picture.setAccessibleName("Picture of the network")
        set_role(self.picture, "page")
        pages = (
            ("Learning curves", self.chart),
            ("Network", picture),
            ("Learning rate", self.rates),
            ("Lists", self.lists),
        )
        for title, widget in pages:
            self.pages.addTab(title)
            self._stack.addWidget(widget)
        for page in (RATES, LISTS):
            self.pages.setTabVisible(page, False)
        head = QHBoxLayout()
        head.addWidget(self.pages)
        head.addWidget(self.chart.toolbar, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACING, SPACING // 2, SPACING, SPACING)
        layout.addLayout(head)
        layout.addWidget(self._stack, 1)

    def show_layers(self, layers: Sequence[LayerOutline]) -> None:
        """Draw the network."""
        self.picture.show_layers(layers)

    def show_rates(self, search: RateSearch) -> None:
        """Draw the learning-rate test and go to its page."""
        from movierec_gui.figures.training import draw_rate_search

        paint = partial(_paint_rates, draw_rate_search, search)
        self.rates.show_figure(paint, f"The loss is lowest at about ten times {search.suggestion:g}")
        self.pages.setTabVisible(RATES, True)
        self.pages.setCurrentIndex(RATES)

    def save_chart(self, path: Path, kind: str) -> None:
        """Write the curves that are shown, as a ``figure`` or a ``table``."""
        from movierec_gui.training.curves import write_curves

        try:
            if kind == "figure":
                self.chart.save_picture(path)
            else:
                shown = [row for row in self._board.rows if self._board.color_of(row.record.id) is not None]
                write_curves([(row.record, row.history) for row in shown], path)
        except UserError as error:
            self.failed.emit(error)
        else:
            self.told.emit(f"Saved as {path.name}.")

    @Slot()
    def _on_board_changed(self) -> None:
        self.chart.set_runs(self._board.shown_runs(), self._board.live_epochs)
        self._draw_lists()

    @Slot()
    def _on_live_changed(self) -> None:
        run = self._board.live_run()
        if run is not None:
            self.chart.update_run(run)

    @Slot()
    def _on_list_epoch(self) -> None:
        self._draw_lists()
        self.pages.setCurrentIndex(LISTS)

    def _draw_lists(self) -> None:
        """The newest recommenders' curves; nothing is drawn anew where none has changed."""
        curves = self._board.list_curves
        if curves == self._drawn:
            return
        self._drawn = curves
        self.pages.setTabVisible(LISTS, bool(curves))
        if curves:
            name, curve = curves[0]
            ndcg = f"NDCG {curve[-1].ndcg:.3f}" if curve[-1].ndcg is not None else "no validation ratings"
            self.lists.show_figure(partial(_paint_lists, curves), f"{name} after epoch {len(curve)}: {ndcg}")

    @Slot(int)
    def _on_page_changed(self, page: int) -> None:
        self._stack.setCurrentIndex(page)
        self.chart.toolbar.setVisible(page == CURVES)

    @Slot(str)
    def _on_save_requested(self, kind: str) -> None:
        picture = kind == "figure"
        start, names = ("learning-curves.png", _FIGURES) if picture else ("learning-curves.csv", "Tables (*.csv)")
        path, _ = ask_to_save(self, "Save the learning curves", start, names)
        if path is not None:
            self.save_chart(path, kind)


def _paint_lists(curves: Any, axes: Any, style: Any) -> None:
    from movierec_gui.figures.list_epochs import draw_list_epochs

    draw_list_epochs(axes, curves, style)


def _paint_rates(draw: Any, search: RateSearch, axes: Any, style: Any) -> None:
    draw(axes, search, style)
