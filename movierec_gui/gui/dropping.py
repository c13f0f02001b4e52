"""Files dropped on the window: datasets and projects are opened, runs added, people's histories imported."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

from movierec_gui.gui.people_import.imports import OTHER_WAY, PeopleImports
from movierec_gui.gui.run_import import imported_text, importing
from movierec_gui.gui.session import Session
from movierec_gui.gui.workspace import Workspace
from movierec_gui.progress import Progress

if TYPE_CHECKING:
    from movierec_gui.training.every_run import AnyRecord


@dataclass(frozen=True)
class Sorted:
    """Dropped files and folders by what they are."""

    runs: tuple[Path, ...] = ()
    histories: tuple[Path, ...] = ()
    dataset: Path | None = None
    left: tuple[Path, ...] = ()
    """Further datasets: only one can be open."""
    projects: tuple[Path, ...] = ()
    pages: tuple[Path, ...] = ()
    """Of the article, handed on."""
    tables: tuple[Path, ...] = ()
    """The histories that are plain tables, no site's exports: somebody may mean them otherwise."""


def dropped_paths(event: QDropEvent) -> tuple[Path, ...]:
    """The files and folders of this computer that are dragged; none for texts and for what lies elsewhere."""
    return tuple(Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile())


class Drops(QObject):
    """Takes what is dropped; one thing of each kind at a time."""

    project_found = Signal(object)
    """The Path of a project."""
    page_found = Signal(object)
    """The Path of a page of the article that was handed on."""
    told = Signal(str)
    """News for the person, in whichever tab is open."""
    taken = Signal()
    """Something else was dropped, so that earlier news are old."""

    def __init__(self, workspace: Workspace, imports: PeopleImports, window: QWidget) -> None:
        super().__init__(window)
        self._workspace, self._imports = workspace, imports
        self._histories: list[Path] = []
        imports.finished.connect(self._import_next)

    def take(self, paths: Sequence[Path]) -> None:
        """Look at dropped files and folders, and open each as what it is."""
        if paths:
            self.taken.emit()
            title = f"Looking at {paths[0].name}"
            failed = self._workspace.error_raised.emit
            self._workspace.start_job(title, partial(sort_paths, tuple(paths)), self._on_sorted, failed)

    @Slot(object)
    def _on_sorted(self, found: Sorted) -> None:
        for path in found.runs:
            done = self._on_run_added
            failed = self._workspace.error_raised.emit
            self._workspace.start_job(f"Adding {path.name}", partial(importing, self._workspace, path), done, failed)
        for path in found.projects:
            self.project_found.emit(path)
        for path in found.pages:
            self.page_found.emit(path)
        self._histories += found.histories
        if found.tables:
            names = ", ".join(path.name for path in found.tables)
            self.told.emit(f"Taken for one person's history: {names}. {OTHER_WAY}.")
        if found.dataset is not None:
            self._workspace.load_requested.emit(found.dataset)
        elif self._workspace.dataset is None:
            # The program was started with this file, which holds no data itself.
            self._workspace.load_requested.emit(Session().source)
        if found.left:
            names = ", ".join(path.name for path in found.left)
            opened = found.dataset.name if found.dataset is not None else ""
            self.told.emit(f"One dataset can be open at a time: {opened} is opened. Left out: {names}.")
        self._import_next()

    @Slot(object)
    def _on_run_added(self, record: AnyRecord) -> None:
        self._workspace.runs_changed.emit()
        self._workspace.tab_requested.emit("Train")
        self.told.emit(imported_text(self._workspace, record))

    @Slot()
    def _import_next(self) -> None:
        if self._histories and self._imports.dialog is None:
            self._imports.open(self._histories.pop(0))


def sort_paths(paths: Sequence[Path]) -> Generator[Progress, None, Sorted]:
    """What each of some files and folders is. Nothing is read but their beginnings."""
    from movierec_gui.data.people.reading import is_personal
    from movierec_gui.report.article.handout import is_handout
    from movierec_gui.report.project.opening import is_project
    from movierec_gui.training.run_files import is_exported_run

    runs, histories, projects, pages, others = [], [], [], [], []
    for number, path in enumerate(paths):
        yield Progress(f"Looking at {path.name}", number, len(paths))
        if is_exported_run(path):
            runs.append(path)
        elif is_project(path):
            projects.append(path)
        elif is_handout(path):
            pages.append(path)
        elif is_personal(path):
            histories.append(path)
        else:
            others.append(path)
    dataset = _meant(others)
    left = () if _one_folder(others) else tuple(path for path in others if path != dataset)
    tables = tuple(path for path in histories if not is_personal(path, of_site=True))
    return Sorted(tuple(runs), tuple(histories), dataset, left, tuple(projects), tuple(pages), tables)


def _meant(paths: Sequence[Path]) -> Path | None:
    """The dataset among several files and folders: the table of ratings, which brings the tables beside it along."""
    if len(paths) < 2:
        return next(iter(paths), None)
    from movierec_gui.data.sources import holds_ratings

    return next((path for path in paths if holds_ratings(path)), paths[0])


def _one_folder(paths: Sequence[Path]) -> bool:
    """Whether all are files of one folder with one table of ratings among them: the parts of one dataset."""
    from movierec_gui.data.sources import holds_ratings

    files = all(path.is_file() for path in paths)
    return files and len({path.parent for path in paths}) < 2 and sum(map(holds_ratings, paths)) < 2
