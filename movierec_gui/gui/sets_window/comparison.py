"""Set against set: years, ratings and genres with corrected p, and the current run's error on each."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from movierec_gui.gui.background_job import LatestJob
from movierec_gui.gui.save_table import ask_for_csv, save_csv
from movierec_gui.gui.sets_window.work import Compared, Side, compare
from movierec_gui.gui.style import SPACING, set_icon, set_role, text_label
from movierec_gui.gui.widgets.compact_table import CompactTable
from movierec_gui.gui.widgets.message_bar import MessageBar
from movierec_gui.gui.widgets.table_model import ColumnView
from movierec_gui.gui.workspace import Workspace

if TYPE_CHECKING:
    from movierec_gui.analysis.set_comparison import Difference

SELECTION, EVERYTHING = "selection", "everything"
_HINT = "Choose two sides and compare them."
_HEADING_LETTERS = 14


class SetComparisonPanel(QWidget):
    """Two choosers, a button, and what came out."""

    failed = Signal(object)

    def __init__(self, workspace: Workspace, messages: MessageBar, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace, self._messages = workspace, messages
        self._job = LatestJob()
        self.compared: Compared | None = None
        self.sides = (QComboBox(), QComboBox())
        for chooser, name in zip(self.sides, ("First side", "Second side"), strict=True):
            chooser.setAccessibleName(name)
            chooser.setToolTip("A kept set, the selection, or every movie of the data")
            chooser.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            chooser.setMinimumContentsLength(14)
        self.with_run = QCheckBox("Error of the run")
        self.with_run.setToolTip("Also the current run's error on the held-out ratings of each side's movies")
        self.button = QPushButton("Compare")
        set_role(self.button, "primary")
        self.button.setToolTip("Test what tells the two sides apart")
        self.export_button = QPushButton("Export CSV…")
        set_icon(self.export_button, "export")
        self.export_button.setToolTip("Save the differences, a row each, as a table")
        self.summary = text_label(_HINT, "muted", wrap=True)
        self.table = CompactTable(_columns("First", "Second"), "Differences")
        self.errors = text_label("", wrap=True)
        self.note = text_label("", "caption", wrap=True)
        self._lay_out()
        self.button.clicked.connect(self.start)
        self.with_run.clicked.connect(self._on_run_clicked)
        self.export_button.clicked.connect(self._on_export)
        workspace.selection_changed.connect(self._offer)
        workspace.sets.changed.connect(self._offer)
        workspace.dataset_changed.connect(self._on_dataset_changed)
        workspace.current_run_changed.connect(self._offer)
        self._offer()
        self._clear()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(SPACING)
        row.addWidget(self.sides[0], 1)
        row.addWidget(text_label("against"))
        row.addWidget(self.sides[1], 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACING)
        buttons.addWidget(self.button)
        buttons.addWidget(self.with_run)
        buttons.addStretch()
        buttons.addWidget(self.export_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACING)
        layout.addWidget(text_label("Set against set", "heading"))
        layout.addLayout(row)
        layout.addLayout(buttons)
        layout.addWidget(self.summary)
        layout.addWidget(self.errors)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.note)

    @Slot()
    def start(self) -> None:
        """Compare what is chosen."""
        one, other = (self._side(chooser) for chooser in self.sides)
        if one is not None and other is not None:
            with_run = self.with_run.isChecked() and self.with_run.isEnabled()
            work, start = partial(compare, self._workspace, one, other, with_run), self._workspace.start_job
            self._job.take(start("Comparing sets", work, self._on_compared, self.failed))

    @Slot()
    def _on_run_clicked(self) -> None:
        if self.compared is not None:
            self.start()

    def choose(self, one: str, other: str) -> None:
        """Choose the sides by a set's id, ``selection`` or ``everything``."""
        for chooser, key in zip(self.sides, (one, other), strict=True):
            chooser.setCurrentIndex(max(0, chooser.findData(key)))

    def _side(self, chooser: QComboBox) -> Side | None:
        key = str(chooser.currentData())
        dataset = self._workspace.dataset
        if dataset is None:
            return None
        if key == SELECTION:
            return Side("selection", self._workspace.selection.movies)
        if key == EVERYTHING:
            return Side("everything", tuple(range(dataset.n_movies)))
        found = self._workspace.sets.found(key)
        return None if found is None else Side(found.film_set.name, found.movies)

    @Slot()
    def _offer(self) -> None:
        """Offer the sets as they are now; what is chosen stays where it can."""
        count = len(self._workspace.selection.movies)
        entries = [(kept.name, kept.id) for kept in self._workspace.sets.sets]
        entries += [(f"Selection ({count:,})", SELECTION)] if count else []
        entries += [("Every movie", EVERYTHING)]
        for number, chooser in enumerate(self.sides):
            chosen = chooser.currentData()
            chooser.clear()
            for text, key in entries:
                chooser.addItem(text, key)
            place = chooser.findData(chosen)
            chooser.setCurrentIndex(place if place >= 0 else min(number, len(entries) - 1))
        self.button.setEnabled(self._workspace.dataset is not None and len(entries) > 1)
        self.with_run.setEnabled(bool(self._workspace.current_run_id))

    def _clear(self) -> None:
        self.compared = None
        self.summary.setText(_HINT)
        for label in (self.errors, self.note):
            label.clear()
        self.errors.hide()
        self.table.clear()
        self.export_button.setEnabled(False)

    @Slot()
    def _on_dataset_changed(self) -> None:
        self._job.drop()
        self._clear()
        self._offer()

    @Slot(object)
    def _on_compared(self, compared: Compared) -> None:
        self.compared = compared
        found = compared.found
        one, other = found.names
        self.summary.setText(
            f"{one}: {found.sizes[0]:,} movies; {other}: {found.sizes[1]:,}; {found.common:,} in both."
        )
        self.table.set_titles({"one": _heading(one), "other": _heading(other)})
        self.table.show_columns(
            {
                "name": [entry.name[:1].upper() + entry.name[1:] for entry in found.differences],
                "one": [_value(entry, entry.one) for entry in found.differences],
                "other": [_value(entry, entry.other) for entry in found.differences],
                "p": [_p(entry.p_value) for entry in found.differences],
            }
        )
        self.errors.setText(_errors(compared))
        self.errors.setVisible(bool(compared.errors))
        self.note.setText(found.explanation)
        self.export_button.setEnabled(True)

    @Slot()
    def _on_export(self) -> None:
        path = ask_for_csv(self, "sets compared") if self.compared is not None else None
        if path is not None and self.compared is not None:
            save_csv(self._workspace, self._messages, self.compared.found.table(), path)


def _columns(one: str, other: str) -> tuple[ColumnView, ...]:
    return (
        ColumnView("name", "Trait"),
        ColumnView("one", one, digits=0, text=str, width=120, help="Median of a number, share of a genre"),
        ColumnView("other", other, digits=0, text=str, width=120, help="Median of a number, share of a genre"),
        ColumnView("p", "p", digits=0, text=str, width=80, help="Chance of such a difference, corrected"),
    )


def _value(entry: Difference, value: float) -> str:
    if math.isnan(value):
        return "–"
    if entry.kind == "genre":
        return f"{value:.1%}"
    if entry.name == "mean rating":
        return f"{value:.3f}"
    return f"{value:.0f}" if entry.name == "year" else f"{value:.4g}"


def _heading(name: str) -> str:
    """A set's name as a heading; the line above the table has all of it."""
    return name if len(name) <= _HEADING_LETTERS else f"{name[: _HEADING_LETTERS - 1].rstrip()}…"


def _p(value: float) -> str:
    if math.isnan(value):
        return "–"
    return "< 0.001" if value < 0.001 else f"{value:.3f}"


def _errors(compared: Compared) -> str:
    """The run's error on each side, with its interval and what it was measured on."""
    parts = []
    for error in compared.errors:
        if math.isnan(error.mse):
            parts.append(f"{error.name}: no held-out rating")
            continue
        interval = "" if math.isnan(error.low) else f" (95 % interval {error.low:.3f} to {error.high:.3f})"
        parts.append(f"{error.name} {error.mse:.3f}{interval}, {error.ratings:,} ratings")
    return f"MSE of {compared.run}: {'; '.join(parts)}. On {compared.errors_on}." if parts else ""
