"""Asks how a table of ratings is read: a guess filled in, its first rows, and what each choice makes of it."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from movierec_gui.errors import UserError
from movierec_gui.gui.background_job import LatestJob
from movierec_gui.gui.style import MARGIN, SPACING, set_role, text_label
from movierec_gui.gui.tabs.data_tab.reading_effect import ReadingEffect
from movierec_gui.gui.tabs.data_tab.reading_fields import ROLES, ReadingFields, remarks_of
from movierec_gui.gui.workspace import Workspace
from movierec_gui.progress import Progress

if TYPE_CHECKING:
    from movierec_gui.data.choices import TableChoice
    from movierec_gui.data.table_preview import TablePreview
    from movierec_gui.data.table_reading import TableReading
    from movierec_gui.data.table_trial import Trial

_SIZE = (1040, 690)
_WIDEST_COLUMN = 260
_PAUSE_MS = 200
"""After the last change, before the table is tried again."""
_EFFECT_WIDTH = 340


@dataclass(frozen=True)
class Question:
    """A table that a person is asked about."""

    path: Path
    preview: TablePreview
    choice: TableChoice
    """The choice to begin with."""
    reason: str = ""
    """Why it is asked; empty where a person wanted to."""
    readings: tuple[TableReading, ...] = ()
    """How the whole table was understood, where it was read already."""


@dataclass(frozen=True)
class _Tried:
    """Trials as found and as chosen, or why there is none."""

    found: Trial | UserError
    chosen: Trial | UserError


class ReadingDialog(QDialog):
    """Accepted with a choice that the beginning of the table can be read with; ``choice`` gives it then."""

    def __init__(self, workspace: Workspace, question: Question, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"How {question.path.name} is read")
        self._workspace, self._question = workspace, question
        self._job, self._looking = LatestJob(), LatestJob()
        self._found: Trial | UserError | None = None
        self._chosen: Trial | UserError | None = None
        self._tried_with: TableChoice | None = None
        self.reason = text_label(question.reason, wrap=True)
        self.reason.setVisible(bool(question.reason))
        self.fields, self.effect = ReadingFields(), ReadingEffect()
        self.effect.setFixedWidth(_EFFECT_WIDTH)
        self.rows = QTableWidget()
        self.rows.setAccessibleName("First rows of the table")
        self.rows.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.rows.verticalHeader().hide()
        self.rows.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.rows.horizontalHeader().setMaximumSectionSize(_WIDEST_COLUMN)
        self._problem = text_label("", "error", wrap=True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.open_button = self.buttons.addButton("Open", QDialogButtonBox.ButtonRole.AcceptRole)
        set_role(self.open_button, "primary")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._lay_out()
        self._connect()
        self._show_question(question)
        self.resize(*_SIZE)

    def _lay_out(self) -> None:
        middle = QHBoxLayout()
        middle.setSpacing(MARGIN)
        middle.addWidget(self.fields, 1)
        middle.addWidget(self.effect)
        foot = QHBoxLayout()
        foot.setSpacing(SPACING)
        foot.addWidget(self._problem, 1)
        foot.addWidget(self.buttons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        layout.setSpacing(SPACING + 4)
        layout.addWidget(self.reason)
        layout.addLayout(middle)
        layout.addWidget(self.rows, 1)
        layout.addLayout(foot)

    def _connect(self) -> None:
        self.fields.changed.connect(self._on_changed)
        self.fields.table_chosen.connect(self._on_table_chosen)
        self.fields.encoding_chosen.connect(self._on_encoding_chosen)
        self._pause.timeout.connect(self._try)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.finished.connect(self._on_finished)

    @property
    def problem(self) -> str:
        """Why the table cannot be opened so; empty where it can."""
        return self._problem.text()

    @property
    def unchanged(self) -> bool:
        """Whether nothing is chosen but what the dialog began with."""
        return self._current() == self._question.choice

    def choice(self) -> TableChoice:
        """The choice; what was in doubt is said in it, since a person has agreed."""
        from movierec_gui.data.table_reading import settled

        chosen = self._current() or self._question.choice
        readings = self._question.readings if self.unchanged else ()
        if not readings and not isinstance(self._chosen, UserError) and self._chosen is not None:
            readings = self._chosen.readings
        return settled(readings[0], chosen, self.fields.columns()) if len(readings) == 1 else chosen

    def _show_question(self, question: Question) -> None:
        self._question = question
        self.fields.show_table(question.preview, question.choice)
        self._fill_rows(question.preview)
        self._found = self._chosen = None
        self._on_changed()
        self._pause.stop()
        self._try()

    def _fill_rows(self, preview: TablePreview) -> None:
        self.rows.setRowCount(len(preview.rows))
        self.rows.setColumnCount(len(preview.columns))
        for row, fields in enumerate(preview.rows):
            for column, text in enumerate(fields[: len(preview.columns)]):
                self.rows.setItem(row, column, QTableWidgetItem(text))
        self._name_columns()

    def _name_columns(self) -> None:
        """Say in the head of the rows which column serves for what."""
        preview, places = self._question.preview, self.fields.places()
        labels = {place: label.lower() for role, label, _ in ROLES if (place := places[role]) is not None}
        names = [
            f"{name or f'Column {at + 1}'}\n{f'→ {labels[at]}' if at in labels else ''}"
            for at, name in enumerate(preview.columns)
        ]
        self.rows.setHorizontalHeaderLabels(names)
        self.rows.resizeColumnsToContents()

    def _current(self) -> TableChoice | None:
        """The choice as the fields have it; None while one of them holds what cannot be taken."""
        named = bool(self._question.choice.columns)
        try:
            choice = self.fields.choice(always_columns=named)
        except UserError:
            return None
        if (choice.columns or choice.table) and len(self._question.preview.tables) > 1:
            choice = replace(choice, table=self._question.preview.table)
        return choice

    @Slot()
    def _on_changed(self) -> None:
        self._name_columns()
        self._chosen = None
        self._job.drop()
        self._pause.start()
        self._show_state()

    @Slot()
    def _try(self) -> None:
        choice = self._current()
        if choice is None:
            return
        self.effect.show_waiting()
        work = partial(_tried, self._question, choice, self._found)
        title = f"Trying {self._question.path.name}"
        self._job.take(self._workspace.start_job(title, work, self._on_tried, self._on_failed))

    @Slot(object)
    def _on_tried(self, tried: _Tried) -> None:
        self._job.forget()
        self._found, self._chosen = tried.found, tried.chosen
        choice = self._current() or self._question.choice
        chosen = None if isinstance(tried.chosen, UserError) else tried.chosen
        only_columns = replace(choice, scale=None, not_rated=None, time_unit="") == choice
        if not isinstance(tried.found, UserError):
            self.fields.show_found(tried.found)
        elif chosen is not None and only_columns:
            self.fields.show_found(chosen)
        if chosen is not None and chosen.readings:
            self.fields.show_remarks(remarks_of(chosen.readings[0], choice))
        self._show_state()

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self._job.forget()
        self._chosen = UserError("The table cannot be tried", repr(error))
        self._show_state()

    def _show_state(self) -> None:
        """The figures, and whether and why it cannot be opened so."""
        problems = self.fields.problems()
        found = None if isinstance(self._found, UserError) else self._found
        chosen = None if isinstance(self._chosen, UserError) else self._chosen
        self.effect.show_trials(found, None if problems else chosen)
        text = next(iter(problems.values()), "")
        if not text and isinstance(self._chosen, UserError):
            text = str(self._chosen)
        if not text and chosen is None:
            self.effect.show_waiting()
        self._problem.setText(text)
        self.open_button.setEnabled(not text and chosen is not None)
        self.open_button.setToolTip(text)

    @Slot(str)
    def _on_table_chosen(self, name: str) -> None:
        from movierec_gui.data.choices import TableChoice

        self._look(name, TableChoice(table=name))

    @Slot(str)
    def _on_encoding_chosen(self, encoding: str) -> None:
        choice = self._current() or self._question.choice
        if encoding != self._question.choice.encoding:
            self._look(self._question.preview.file, replace(choice, encoding=encoding))

    def _look(self, name: str, choice: TableChoice) -> None:
        """Show the table's beginning anew."""
        from movierec_gui.data.table_preview import preview_table

        work = partial(preview_table, self._question.path, choice)
        self._pause.stop()
        self._job.drop()
        shown = partial(self._on_looked, choice)
        self._looking.take(self._workspace.start_job(f"Looking at {name}", work, shown, self._on_failed))

    def _on_looked(self, choice: TableChoice, preview: TablePreview) -> None:
        self._looking.forget()
        self._show_question(replace(self._question, preview=preview, choice=choice, readings=()))

    @Slot()
    def _on_finished(self) -> None:
        self._pause.stop()
        self._job.drop()
        self._looking.drop()


def _tried(
    question: Question, choice: TableChoice, found: Trial | UserError | None
) -> Generator[Progress, None, _Tried]:
    """The table tried as found, unless that is known, and as chosen."""
    from movierec_gui.data.choices import TableChoice

    plain = TableChoice(table=choice.table)
    as_found = found or (yield from _trial(question.path, plain))
    as_chosen = as_found if choice == plain else (yield from _trial(question.path, choice))
    return _Tried(as_found, as_chosen)


def _trial(path: Path, choice: TableChoice) -> Generator[Progress, None, Trial | UserError]:
    from movierec_gui.data.table_trial import try_reading

    try:
        return (yield from try_reading(path, choice))
    except UserError as error:
        return error
