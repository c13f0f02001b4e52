"""What differs between runs: a table, parallel coordinates, and any setting against any figure."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QPushButton, QVBoxLayout, QWidget

from movierec_gui.errors import UserError
from movierec_gui.gui.file_dialogs import ask_to_save
from movierec_gui.gui.save_table import ask_for_csv, save_csv
from movierec_gui.gui.style import SPACING, set_icon, text_label
from movierec_gui.gui.tabs.train_tab.differences.facts import RunFacts, facts_of, table_of
from movierec_gui.gui.widgets.figure_view import FigureView
from movierec_gui.gui.widgets.page_window import PageWindow, card
from movierec_gui.gui.widgets.value_table import ValueTable
from movierec_gui.gui.workspace import Workspace
from movierec_gui.wording import counted

if TYPE_CHECKING:
    from movierec_gui.training.every_run import AnyRecord

TABLE, PARALLEL, SCATTER = range(3)
"""The pages."""
_FIGURES = "Pictures (*.png *.svg *.pdf)"
_MOST_AXES = 12
_SAME = "These runs have the same settings, data and versions."


class DifferencesWindow(PageWindow):
    """Shows runs as they were when somebody asked."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__("What differs", parent)
        self._workspace = workspace
        self._facts: RunFacts | None = None
        self.setWindowTitle("What differs between runs")
        self.back_button.hide()
        self.figure, self.across = QComboBox(), QComboBox()
        for box, name, tip in (
            (self.figure, "Judged by", "The figure that the pictures hold against the settings"),
            (self.across, "Setting", "The setting that the page One setting shows against the figure"),
        ):
            box.setAccessibleName(name)
            box.setToolTip(tip)
            box.setMinimumWidth(160)
            box.activated.connect(self._draw)
        self.note = text_label("", "caption", wrap=True)
        self.same = text_label("", "muted", wrap=True)
        self.table = ValueTable("What differs")
        self.parallel = FigureView("Settings of the runs beside what judges them")
        self.scatter = FigureView("One setting against one figure")
        self.picture_button, self.table_button = QPushButton("Save picture…"), QPushButton("Export table…")
        for button, icon_name, tip in (
            (self.picture_button, "download", "Save the picture of this page as PNG, SVG or PDF"),
            (self.table_button, "export", "Write all these runs, settings and figures to a CSV file (Ctrl+E)"),
        ):
            set_icon(button, icon_name)
            button.setToolTip(tip)
        self.table_button.setShortcut("Ctrl+E")
        self.picture_button.clicked.connect(self._on_save_picture)
        self.table_button.clicked.connect(self.export)
        for title, page in (
            ("Settings", _page(self.same, self.table)),
            ("All settings as lines", _page(self.parallel)),
            ("One setting", _page(self.scatter)),
        ):
            self.pages.addTab(page, title)
        self.pages.currentChanged.connect(self._on_page_changed)
        self.lay_out(
            [self.picture_button, self.table_button],
            [card("Judged by", self.figure, self.note), card("Setting", self.across)],
        )

    def show_runs(self, records: Sequence[AnyRecord]) -> None:
        """Hold these runs against each other."""
        facts = facts_of(records)
        self._facts = facts
        two = len(records) == 2
        self.title.setText(" and ".join(facts.names) if two else counted(len(records), "run"))
        count = counted(len(facts.settings), "setting")
        differ = "differs" if len(facts.settings) == 1 else "differ"
        self.facts.setText(f"{count} of the models {differ}.")
        self.note.setText(facts.note)
        self.table.show_rows(*table_of(facts))
        nothing = two and not any(row.key for row in self.table.values.rows if not row.muted)
        self.same.setText(_SAME if nothing else "")
        self.same.setVisible(nothing)
        _offer(self.figure, [figure.title for figure in facts.figures])
        numeric = [column.name for column in facts.settings if column.is_numeric]
        _offer(self.across, numeric)
        self._on_page_changed()
        self._draw()
        self.bring_up()

    @Slot()
    def export(self) -> None:
        """Write all runs, settings and figures to a CSV file (Ctrl+E)."""
        if self._facts is None:
            return
        path = ask_for_csv(self, "runs")
        if path is not None:
            save_csv(self._workspace, self.messages, self._facts.frame(), path)

    def save_picture(self, path: Path) -> None:
        """Write the picture of the page that is shown."""
        view = self.scatter if self.pages.currentIndex() == SCATTER else self.parallel
        try:
            view.save(path)
        except UserError as error:
            self.messages.show_error(error)
        else:
            self.messages.show_info(f"Saved as {path.name}.")

    @Slot()
    def _draw(self) -> None:
        facts, at = self._facts, self.figure.currentIndex()
        if facts is None or at < 0:
            return
        from movierec_gui.figures import draw_parallel, draw_scatter

        judged, axes = facts.figure_axis(at), facts.setting_axes()
        lower = facts.figures[at].lower_is_better
        parts = (*axes[:_MOST_AXES], judged)
        words = f"{counted(len(facts.records), 'run')}, {counted(len(axes), 'setting')}, judged by {judged.title}"
        self.parallel.show_figure(partial(_paint_parallel, draw_parallel, parts, lower, facts.names), words)
        across = next((axis for axis in axes if axis.title == self.across.currentText()), None)
        if across is not None:
            paint = partial(_paint_scatter, draw_scatter, across, judged, facts.names, facts.networks)
            self.scatter.show_figure(paint, f"{judged.title} against {across.title}")

    @Slot()
    def _on_page_changed(self) -> None:
        facts, page = self._facts, self.pages.currentIndex()
        drawn = facts is not None and bool(facts.figures and facts.settings)
        self.picture_button.setEnabled(page != TABLE and drawn)
        self.across.setEnabled(page == SCATTER and self.across.count() > 0)

    @Slot()
    def _on_save_picture(self) -> None:
        path, _ = ask_to_save(self, "Save the picture", "runs.png", _FIGURES)
        if path is not None:
            self.save_picture(path)


def _offer(box: QComboBox, names: Sequence[str]) -> None:
    """Offer these; what was chosen stays so, if it is among them."""
    before = box.currentText()
    box.clear()
    box.addItems(list(names))
    box.setCurrentIndex(max(0, box.findText(before)) if names else -1)


def _page(*widgets: QWidget) -> QWidget:
    page = QWidget()
    layout = QVBoxLayout(page)
    layout.setContentsMargins(SPACING, SPACING, SPACING, SPACING)
    layout.setSpacing(SPACING)
    for widget in widgets[:-1]:
        layout.addWidget(widget)
    layout.addWidget(widgets[-1], 1)
    return page


def _paint_parallel(draw: Any, parts: Any, lower: bool, labels: Any, axes: Any, style: Any) -> None:
    draw(axes, parts, style, lower, labels=labels)


def _paint_scatter(draw: Any, across: Any, up: Any, labels: Any, groups: Any, axes: Any, style: Any) -> None:
    draw(axes, across, up, style, labels, groups)
