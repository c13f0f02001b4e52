"""The table of runs and what can be done with them."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from movierec_gui.gui.file_dialogs import ask_to_open, ask_to_save
from movierec_gui.gui.run_catalogue import RunRow
from movierec_gui.gui.run_import import imported_text, importing
from movierec_gui.gui.style import SPACING, set_icon, text_label
from movierec_gui.gui.tabs.train_tab.board import RunBoard
from movierec_gui.gui.tabs.train_tab.queue import TrainingQueue
from movierec_gui.gui.tabs.train_tab.run_bar import RunBar
from movierec_gui.gui.tabs.train_tab.texts import deleted_text, foreign_line, list_line, run_line
from movierec_gui.gui.tabs.train_tab.with_person import may_hand_on
from movierec_gui.gui.widgets.action_button import ActionButton
from movierec_gui.gui.widgets.run_columns import RunLine
from movierec_gui.gui.widgets.run_table import RunTable
from movierec_gui.gui.workspace import Workspace
from movierec_gui.progress import Progress
from movierec_gui.wording import unique_names

if TYPE_CHECKING:
    from movierec_gui.data.dataset import Dataset
    from movierec_gui.gui.run_catalogue import ListRow
    from movierec_gui.models.base import Architecture
    from movierec_gui.training.every_run import AnyRecord
    from movierec_gui.training.run_differences import SettingColumn
    from movierec_gui.training.runs import RunRecord, RunStore

_FILTER = "Runs (*.movierec-run *.zip)"


class RunPanel(QWidget):
    """Reads the board; asks the tab for what concerns the form or the queue."""

    duplicate_requested = Signal(str)
    """Id of a run whose settings should go into the form."""
    resume_requested = Signal(str)
    differences_requested = Signal(object)
    """Records of the runs that a person wants to hold against each other."""
    failed = Signal(object)
    told = Signal(str)
    """News for the person."""
    deleted = Signal(str)
    """That runs were moved to the trash."""

    def __init__(
        self, workspace: Workspace, board: RunBoard, queue: TrainingQueue, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._workspace, self._board, self._queue = workspace, board, queue
        self.table = RunTable()
        self.hint = text_label("", "muted")
        self.bar = RunBar(self.table)
        self._settings: tuple[tuple[str, ...], tuple[SettingColumn, ...]] = ((), ())
        self._make_actions()
        self._lay_out()
        self.table.lines.shown_toggled.connect(board.set_shown)
        self.table.lines.edited.connect(self._on_edited)
        self.table.current_changed.connect(self._on_current_changed)
        self.table.selection_edited.connect(self._enable_actions)
        self.table.delete_requested.connect(self._on_delete)
        self.table.opened.connect(self._look_into)
        workspace.current_run_changed.connect(self._on_current_run_changed)
        board.changed.connect(self.refresh)
        board.live_changed.connect(self._on_live_changed)
        queue.changed.connect(self.refresh)

    def _make_actions(self) -> None:
        stack = self._board.undo_stack
        self.resume = self._action("Resume", "play", "Go on with an unfinished run", self._on_resume)
        self.look = self._action(
            "In depth…",
            "search",
            "Look into the run: for whom and where it errs; also by a double click",
            self._on_look,
        )
        self.duplicate = self._action(
            "Copy settings", "settings", "Put the run's settings into the form", self._on_copy
        )
        self.rename = self._action("Rename", "titles", "Type another name for the run (F2)", self.table.rename_current)
        self.differ = self._action(
            "What differs…",
            "compare",
            "Settings in which the selected runs differ, or all of the table, beside their errors",
            self._on_differ,
        )
        self.average = self._action(
            "Average these runs", "average", "Average the selected runs, weighted, into a new run", self._on_average
        )
        self.average.setIconText("Average")
        self.export = self._action("Export…", "export", "Save the run as a zip file", self._on_export)
        self.load = self._action("Import…", "open", "Add a run from a zip file", self._on_import)
        self.delete = self._action("Delete", "delete", "Delete the selected runs; can be undone", self._on_delete)
        self.undo = self._action("Undo", "undo", "Undo the last change of a run", stack.undo)
        self.redo = self._action("Redo", "redo", "Do it again", stack.redo)
        self._enable_actions()

    def _action(self, text: str, icon_name: str, help: str, run: Callable[[], None]) -> QAction:
        action = QAction(text, self)
        set_icon(action, icon_name)
        action.setToolTip(help)
        action.triggered.connect(run)
        return action

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(2)
        bar.addWidget(text_label("Runs", "heading"))
        bar.addSpacing(SPACING)
        bar.addWidget(self.hint, 1)
        bar.addWidget(self.bar)
        of_runs = [self.resume, self.look, self.duplicate, self.average, self.differ, self.export, self.load]
        of_runs.append(self.delete)
        actions = (*of_runs, self.undo, self.redo)
        for action in actions:
            button = ActionButton(action)
            if action in (self.resume, self.look, self.duplicate):
                button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            bar.addWidget(button)
        in_menu = [self.rename, *of_runs]
        for view in (self.table, self.table.frozen):
            view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
            view.addActions(in_menu)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACING // 2)
        layout.addLayout(bar)
        layout.addWidget(self.table, 1)

    @Slot()
    def refresh(self) -> None:
        """Show the runs as they are now."""
        live = ("paused" if self._queue.job.paused else "training") if self._board.live else ""
        rating = [
            run_line(
                row,
                self._board.color_of(row.record.id),
                _architecture(row.record).title,
                live if row.record.id == self._board.live else "",
            )
            for row in self._board.rows
        ]
        lists = [
            list_line(row, _title(row), live if row.record.id == self._board.live else "") for row in self._board.lists
        ]
        others = [foreign_line(record) for record in self._board.others]
        at = self.table.current_key
        ours = sorted([*rating, *lists], key=lambda line: line.key, reverse=True)
        self.table.lines.set_lines(self._with_settings([*ours, *others]))
        self.hint.setText("" if ours or others else "Runs appear here; tick them to see their curves.")
        self.bar.setVisible(bool(ours or others))
        self.bar.show_columns()
        # Neither a list run nor one of other data is ever the current run, but a person who went to it stays there.
        stays = self._board.row(at) is None and self._board.record(at) is not None
        self.table.select(at if stays else self._workspace.current_run_id)
        self._enable_actions()

    def state(self) -> dict[str, Any]:
        """Order, groups and hidden columns of the table, for the next start."""
        return self.bar.state()

    def restore(self, values: Mapping[str, Any]) -> None:
        """What ``state`` gave. Raises TypeError or LookupError where it is no such thing."""
        self.bar.restore(values)

    def _with_settings(self, lines: Sequence[RunLine]) -> list[RunLine]:
        """The lines with the settings that differ between them; found anew where other runs are listed."""
        from movierec_gui.training.run_differences import differing_settings  # imported since the records were read

        keys = tuple(line.key for line in lines)
        if self._settings[0] != keys:
            records = [record for key in keys if (record := self._board.record(key)) is not None]
            self._settings = (keys, differing_settings(records) if len(records) == len(keys) else ())
        names = unique_names(column.name for column in self._settings[1])
        columns = list(zip(names, self._settings[1], strict=True))
        return [
            replace(line, settings={name: column.values[place] for name, column in columns})
            for place, line in enumerate(lines)
        ]

    def ask_for_export(self) -> None:
        """Let the person choose a file and write the selected run there."""
        self._on_export()

    @Slot()
    def _enable_actions(self) -> None:
        keys = self.table.selected_keys()
        one = len(keys) == 1
        row = self._board.row(keys[0]) if one else None
        list_row = self._board.list_row(keys[0]) if one else None
        training = self._board.live in keys
        resumable = (row is not None and row.resumable) or (list_row is not None and list_row.resumable)
        self.resume.setEnabled(resumable and not training)
        self.look.setEnabled(_can_be_looked_into(row) and not training)
        can_be_copied = row is not None and bool(_architecture(row.record).presets)
        self.duplicate.setEnabled(can_be_copied or list_row is not None)
        predict = all(self._board.row(key) is not None for key in keys)
        self.average.setEnabled(bool(keys) and predict and not training)
        self.export.setEnabled(one and (row is not None or list_row is not None) and not training)
        ours = all(self._board.row(key) or self._board.list_row(key) for key in keys)
        self.rename.setEnabled(one and ours)
        self.differ.setEnabled(len(self.table.shown_keys) > 1)
        self.delete.setEnabled(bool(keys) and ours and not training)
        stack = self._board.undo_stack
        self.undo.setEnabled(stack.canUndo())
        self.undo.setToolTip(f"Undo: {stack.undoText()} (Ctrl+Z)" if stack.canUndo() else "Nothing to undo")
        self.redo.setEnabled(stack.canRedo())
        self.redo.setToolTip(f"Redo: {stack.redoText()} (Ctrl+Shift+Z)" if stack.canRedo() else "Nothing to redo")

    @Slot()
    def _on_live_changed(self) -> None:
        row = self._board.row(self._board.live)
        line = next((line for line in self.table.lines.lines if line.key == self._board.live), None)
        # Once an epoch, not with every step.
        if row is not None and line is not None and line.epochs != len(row.history):
            self.refresh()

    @Slot(str)
    def _on_current_changed(self, run_id: str) -> None:
        """The other tabs look at the run, where it predicts ratings of the open data."""
        if self._board.row(run_id) is not None:
            self._workspace.set_current_run(run_id)

    @Slot()
    def _on_current_run_changed(self) -> None:
        self.table.select(self._workspace.current_run_id)

    @Slot(str, str, str)
    def _on_edited(self, run_id: str, field: str, text: str) -> None:
        if field == "name":
            self._board.rename(run_id, text)
        else:
            self._board.annotate(run_id, text)

    @Slot()
    def _on_resume(self) -> None:
        for run_id in self.table.selected_keys():
            self.resume_requested.emit(run_id)

    @Slot()
    def _on_look(self) -> None:
        for run_id in self.table.selected_keys()[:1]:
            self._look_into(run_id)

    @Slot(str)
    def _look_into(self, run_id: str) -> None:
        if run_id != self._board.live and _can_be_looked_into(self._board.row(run_id)):
            self._workspace.run_requested.emit(run_id)

    @Slot()
    def _on_differ(self) -> None:
        selected = self.table.selected_keys()
        keys = selected if len(selected) > 1 else self.table.shown_keys
        records = [record for key in keys if (record := self._board.record(key)) is not None]
        self.differences_requested.emit(tuple(records))

    @Slot()
    def _on_copy(self) -> None:
        for run_id in self.table.selected_keys():
            self.duplicate_requested.emit(run_id)

    @Slot()
    def _on_delete(self) -> None:
        keys = self.table.selected_keys()
        if keys and self._board.live not in keys:
            self._board.delete(keys)
            self.deleted.emit(deleted_text(len(keys)))

    @Slot()
    def _on_export(self) -> None:
        keys = self.table.selected_keys()
        row = (self._board.row(keys[0]) or self._board.list_row(keys[0])) if len(keys) == 1 else None
        if row is None:
            self.told.emit("Select one run in the table to export it.")
            return
        if not may_hand_on(self, row.record):
            return
        path, _ = ask_to_save(self, "Export a run", f"{row.record.id}.movierec-run", _FILTER)
        if path is not None:
            self.export_run(row.record.id, path)

    @Slot()
    def _on_import(self) -> None:
        path = ask_to_open(self, "Import a run", _FILTER)
        if path is not None:
            self.import_run(path)

    @Slot()
    def _on_average(self) -> None:
        keys = self.table.selected_keys()
        if self._workspace.dataset is not None:
            work = partial(_averaging, self._workspace.store, self._workspace.dataset, keys)
            self._workspace.start_job("Averaging runs", work, self._on_averaged, self._on_failed)

    @Slot(object)
    def _on_averaged(self, record: RunRecord) -> None:
        self.told.emit(f"“{record.name}” was added: {record.note}.")
        self._workspace.runs_changed.emit()
        if self.isVisible():
            self._workspace.set_current_run(record.id)

    def export_run(self, run_id: str, path: Path) -> None:
        """Write a run as a zip file, in the background; with the ratings of a person that it was trained with."""
        work = partial(_exporting, self._workspace, run_id, path)
        self._workspace.start_job("Exporting a run", work, self._on_exported, self._on_failed)

    def import_run(self, path: Path) -> None:
        """Add a run from a zip file, in the background."""
        work = partial(importing, self._workspace, path)
        self._workspace.start_job("Importing a run", work, self._on_imported, self._on_failed)

    @Slot(object)
    def _on_exported(self, path: Path) -> None:
        self.told.emit(f"The run was saved as {path.name}.")

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self.failed.emit(error)

    @Slot(object)
    def _on_imported(self, record: AnyRecord) -> None:
        self.told.emit(imported_text(self._workspace, record))
        self._workspace.runs_changed.emit()


def _can_be_looked_into(row: RunRow | None) -> bool:
    """Whether the run has weights."""
    return row is not None and row.record.best_epoch > 0


def _architecture(record: RunRecord) -> Architecture:
    from movierec_gui.models import architecture  # imported since the record was read

    return architecture(record.spec.architecture)


def _title(row: ListRow) -> str:
    from movierec_gui.training.list_runs import kind_title  # imported since the record was read

    return kind_title(row.record)


def _averaging(store: RunStore, dataset: Dataset, run_ids: Sequence[str]) -> Generator[Progress, None, RunRecord]:
    from movierec_gui.training.averaging_runs import average_runs

    return average_runs(dataset, run_ids, store)


def _exporting(workspace: Workspace, run_id: str, path: Path) -> Generator[Progress, None, Path]:
    from movierec_gui.training.every_run import EveryRun
    from movierec_gui.training.run_files import export_run

    yield Progress("Writing the zip file")
    return export_run(EveryRun(workspace.store).store_of(run_id), run_id, path, with_ratings=True)
