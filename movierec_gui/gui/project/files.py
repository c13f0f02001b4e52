"""Saves and opens projects behind the window, and says what an opened one lacks."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from movierec_gui.errors import UserError
from movierec_gui.gui.file_dialogs import ask_to_open, ask_to_save
from movierec_gui.gui.project.save_dialog import SaveDialog
from movierec_gui.gui.project.work import PartView, Wanted, count_parts, open_file, save
from movierec_gui.gui.workspace import Workspace

if TYPE_CHECKING:
    from movierec_gui.report.project.facts import Facts
    from movierec_gui.report.project.opening import Opened
    from movierec_gui.report.project.saving import Saved

ENDING = ".movierec"
_KINDS = "Projects (*.movierec)"


class ProjectFiles(QObject):
    """One dialog at a time; ``told`` and ``failed`` are for whichever tab is open."""

    told = Signal(str)
    failed = Signal(object)

    def __init__(self, workspace: Workspace, window: QWidget) -> None:
        super().__init__(window)
        self._workspace, self._window = workspace, window
        self.dialog: SaveDialog | None = None
        self._waiting: Facts | None = None
        """Of a project that was opened before its data."""
        workspace.project_save_requested.connect(self.ask_to_save)
        workspace.project_open_requested.connect(self.ask_to_open)
        workspace.dataset_changed.connect(self._on_dataset_changed)

    @Slot()
    def ask_to_save(self) -> None:
        """Look at what there is, and ask what goes in."""
        dataset = self._workspace.dataset
        if dataset is None:
            self.failed.emit(UserError("There is nothing to save yet", "", "Open a dataset first"))
            return
        work = partial(count_parts, dataset, self._workspace.store)
        self._workspace.start_job("Looking at what there is", work, self._on_counted, self._on_failed)

    @Slot(object)
    def _on_counted(self, parts: tuple[PartView, ...]) -> None:
        dataset = self._workspace.dataset
        if dataset is not None:
            self.dialog = SaveDialog(dataset.name, parts, self._window)
            self.dialog.accepted.connect(self._on_accepted)
            self.dialog.open()

    @Slot()
    def _on_accepted(self) -> None:
        dataset = self._workspace.dataset
        if dataset is None or self.dialog is None:
            return
        path, _ = ask_to_save(self._window, "Save a project", f"{dataset.name}{ENDING}", _KINDS)
        if path is not None:
            target = path if path.suffix else path.with_suffix(ENDING)
            self.save(Wanted(self.dialog.chosen, self.dialog.note.toPlainText().strip(), target))

    def save(self, wanted: Wanted) -> None:
        """Write a project of the open data."""
        space = self._workspace
        if space.dataset is not None:
            bundled = space.source is None
            work = partial(
                save, space.dataset, bundled, space.store, space.split_config, space.current_run_id, wanted
            )  # fmt: skip
            space.start_job("Saving a project", work, self._on_saved, self._on_failed)

    @Slot(object)
    def _on_saved(self, saved: Saved) -> None:
        self.told.emit(f"The project was saved to {saved.path}")

    @Slot()
    def ask_to_open(self) -> None:
        """Ask for a project and open it."""
        path = ask_to_open(self._window, "Open a project", f"{_KINDS};;All files (*)")
        if path is not None:
            self.open(path)

    def open(self, path: Path) -> None:
        """Put what a project holds where it lies here."""
        work = partial(open_file, self._workspace.store, path)
        self._workspace.start_job(f"Opening {path.name}", work, self._on_opened, self._on_failed)

    @Slot(object)
    def _on_opened(self, opened: Opened) -> None:
        facts, dataset = opened.facts, self._workspace.dataset
        note = f" Note: {facts.note}" if facts.note else ""
        if facts.data.are(dataset):
            self._settle(facts)
        self._workspace.runs_changed.emit()
        self._workspace.people.refresh()
        self._workspace.sets.refresh()
        if facts.data.are(dataset):
            self.told.emit(f"{opened.in_words}{note}")
            return
        self._waiting = facts
        if facts.data.bundled and facts.data.preparation is None:
            self._workspace.load_requested.emit(None)
            self.told.emit(f"{opened.in_words}{note}")
        else:
            self.told.emit(f"{opened.in_words} {opened.lacking(dataset)}{note}")

    @Slot()
    def _on_dataset_changed(self) -> None:
        facts = self._waiting
        if facts is not None and facts.data.are(self._workspace.dataset):
            self._waiting = None
            self._settle(facts)

    def _settle(self, facts: Facts) -> None:
        """Its split and its run become the window's."""
        if facts.current_run:
            self._workspace.catalogue.prefer(facts.current_run)
        split = facts.split_config
        if split is not None:
            self._workspace.set_split_config(split)

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self.failed.emit(error)
