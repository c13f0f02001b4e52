"""The Data tab: opens datasets in the background, and shows them when they are read."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from movierec_gui.errors import UserError
from movierec_gui.gui.background_job import LatestJob
from movierec_gui.gui.dataset_dialogs import ask_for_file, ask_for_folder
from movierec_gui.gui.file_dialogs import ask_to_save
from movierec_gui.gui.people_import.imports import OTHER_WAY
from movierec_gui.gui.style import MARGIN, SPACING
from movierec_gui.gui.tabs.data_tab.asking import HISTORY, RUN, ReadingQuestions
from movierec_gui.gui.tabs.data_tab.download_dialog import DownloadDialog
from movierec_gui.gui.tabs.data_tab.header import Header
from movierec_gui.gui.tabs.data_tab.loading import (
    Opened,
    ReleaseSource,
    Source,
    TableSource,
    TooFewRatingsError,
    name_of,
    open_source,
)
from movierec_gui.gui.tabs.data_tab.pages import DatasetPages
from movierec_gui.gui.widgets.dataset_needed import DatasetNeeded
from movierec_gui.gui.widgets.message_bar import MessageBar
from movierec_gui.gui.widgets.table_view import SearchableTable
from movierec_gui.gui.workspace import Workspace

_NEEDS = "Open a folder, a zip or a file with ratings, or download a MovieLens release. You can also drop it here."


class DataTab(QWidget):
    """Header, message, and either what the tab needs or the dataset's pages."""

    title = "Data"
    icon_name = "data"

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._job = LatestJob()
        self._source: Source = None
        self.questions = ReadingQuestions(workspace, self)
        self.header = Header()
        self.messages = MessageBar()
        self.empty = DatasetNeeded(workspace, "data", _NEEDS, "Open…")
        self.pages = DatasetPages(workspace)
        self._stack = QStackedWidget()
        # From the outside in: whatever is put into another widget is styled anew, with all that it holds by then.
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, SPACING)
        layout.setSpacing(SPACING)
        layout.addWidget(self.header)
        layout.addWidget(self.messages)
        layout.addWidget(self._stack, 1)
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self.pages)
        self._connect()

    def _connect(self) -> None:
        header, workspace = self.header, self._workspace
        header.open_file_requested.connect(self._on_open_requested)
        header.open_folder_requested.connect(self._on_folder_requested)
        header.open_table_requested.connect(self._on_table_requested)
        header.download_requested.connect(self._on_download_requested)
        header.report_requested.connect(self.pages.show_report)
        header.article_requested.connect(self._workspace.article_requested)
        header.change_requested.connect(self._on_change_requested)
        self.questions.answered.connect(self.load)
        self.questions.agreed.connect(self._take)
        self.questions.declined.connect(self._on_declined)
        self.questions.recognised.connect(self._on_recognised)
        self.empty.requested.connect(self._on_open_requested)
        workspace.open_dataset_requested.connect(self._on_open_requested)
        workspace.download_requested.connect(self._on_download_requested)
        workspace.load_requested.connect(self.load)
        workspace.dataset_changed.connect(self._on_dataset_changed)

    @Slot(object)
    def load(self, source: Source) -> None:
        """Open something in place of the dataset, which stays until the new one is read."""
        self._job.drop()
        self.questions.drop()
        self._source = source
        self.messages.clear()
        self._start(source)

    @Slot()
    def stop(self) -> None:
        """Give up opening."""
        if self._job.job is not None:
            self._job.job.cancel()

    def export(self) -> None:
        """Write the rows that the open page lists as CSV."""
        table = self.pages.current_table() if self._workspace.dataset is not None else None
        if table is None or not len(table.table):
            self.messages.show_info("There is no table on this page. Open Ratings, Movies or Users to export one.")
            return
        path, _ = ask_to_save(self, "Export the rows shown", "movierec.csv", "CSV (*.csv)")
        if path is not None:
            self._export_to(table, path)

    def focus_search(self) -> None:
        """Put the cursor into the search field of the open page, or of the movies where it has none."""
        table = self.pages.current_table()
        if table is None:
            table = self.pages.show_movies()
        table.focus_search()

    def clear(self) -> None:
        """Clear the open page's filters; where there are none to clear, the shared selection."""
        table = self.pages.current_table()
        if table is not None and table.filters.active:
            table.filters.clear()
        else:
            self._workspace.clear_selection()

    def _start(self, source: Source) -> None:
        name = name_of(source)
        self._workspace.set_loading(name)
        work, start = partial(open_source, source), self._workspace.start_job
        self._job.take(start(f"Opening {name}", work, self._on_opened, self._on_failed, on_cancel=self._on_cancelled))

    def _export_to(self, table: SearchableTable, path: Path) -> None:
        from movierec_gui.data.table_export import write_csv

        work = partial(write_csv, table.table, table.shown_rows, path)
        self._workspace.start_job(f"Exporting {path.name}", work, self._on_exported, self.messages.show_error)

    @Slot(object)
    def _on_exported(self, path: Path) -> None:
        self.messages.show_info(f"Exported to {path}.")

    @Slot(object)
    def _on_opened(self, opened: Opened) -> None:
        self._job.forget()
        if opened.doubts and opened.path is not None:
            self._workspace.set_loading("")
            self.questions.ask_about(opened.path, opened)
        else:
            self._take(opened)

    @Slot(object)
    def _take(self, opened: Opened) -> None:
        self._workspace.set_loading("")
        self._workspace.set_dataset(opened.dataset, opened.path, opened.split, opened.original)
        if opened.problem is not None:
            self._say(opened.problem)

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self._job.forget()
        self._workspace.set_loading("")
        path = self._path()
        too_few = isinstance(error, TooFewRatingsError)
        if isinstance(error, UserError) and not too_few and path is not None and path.exists():
            self.questions.ask_after_failure(path, error)
        else:
            self._give_up(error)

    @Slot(object)
    def _on_declined(self, error: Exception | None) -> None:
        if error is not None:
            self._give_up(error)
        elif self._source is not None and self._workspace.source != self._path():
            self._give_up(None)

    @Slot(object, str)
    def _on_recognised(self, error: Exception, kind: str) -> None:
        path = self._path()
        if path is None:
            self._give_up(error)
            return
        problem = UserError(f"{path.name} is {kind} and no dataset", "", OTHER_WAY if kind == HISTORY else "")
        take = partial(self._workspace.paths_requested.emit, (path,))
        self._give_up(problem, "Add the run" if kind == RUN else "Import it…", take)

    def _give_up(
        self, error: Exception | None, action_text: str = "Choose columns…", action: Callable[[], None] | None = None
    ) -> None:
        """Nothing is opened: say why, where a person looks; at the start, open what is always there."""
        path, dataset = self._path(), self._workspace.dataset
        if dataset is None and self._source is not None:
            # What the last session had open is gone: start as if there had been none, and say why.
            self._source = None
            self._start(None)
        problem = _not_opened(path, error, None if dataset is None else dataset.name)
        if action is None and self.questions.can_ask and path is not None:
            action = partial(self.questions.ask, path)
        if error is None:
            self.messages.show_info(str(problem))
        else:
            self._say(problem, action_text if action else "", action)

    def _say(self, problem: Exception, action_text: str = "", action: Callable[[], None] | None = None) -> None:
        """Show what went wrong where a person looks: here, or in whichever tab is open."""
        if self.isVisible():
            self.messages.show_error(problem, action_text, action)
        else:
            self._workspace.problem_raised.emit(problem, action_text, action)

    def _path(self) -> Path | None:
        source = self._source
        return source.path if isinstance(source, TableSource) else source if isinstance(source, Path) else None

    @Slot()
    def _on_cancelled(self) -> None:
        self._job.forget()
        self._workspace.set_loading("")

    @Slot()
    def _on_dataset_changed(self) -> None:
        dataset = self._workspace.dataset
        if dataset is None:
            return
        self.header.show_dataset(dataset, self._workspace.source)
        self.pages.show_dataset(dataset)
        self._stack.setCurrentWidget(self.pages)

    @Slot()
    def _on_open_requested(self) -> None:
        self._load_if_chosen(ask_for_file(self))

    @Slot()
    def _on_folder_requested(self) -> None:
        self._load_if_chosen(ask_for_folder(self))

    @Slot()
    def _on_table_requested(self) -> None:
        path = ask_for_file(self, "Open a table of ratings")
        if path is not None:
            self._source = path
            self.questions.ask(path)

    @Slot()
    def _on_change_requested(self) -> None:
        if self._workspace.source is not None:
            self._source = self._workspace.source
            self.questions.ask(self._workspace.source)

    @Slot()
    def _on_download_requested(self) -> None:
        dialog = DownloadDialog(self)
        if dialog.exec():
            self.load(ReleaseSource(dialog.release))
        dialog.deleteLater()

    def _load_if_chosen(self, path: Path | None) -> None:
        if path is not None:
            self.load(path)


def _not_opened(path: Path | None, error: Exception | None, open_name: str | None) -> Exception:
    """Why nothing was opened, and that what is open stays so."""
    stays = f"{open_name} stays open" if open_name else ""
    if error is None:
        return UserError(f"{'The table' if path is None else path.name} was not opened", "", stays)
    if not isinstance(error, UserError) or not stays:
        return error
    remedy = f"{error.remedy.rstrip('.')}. {stays}" if error.remedy else stays
    problem = UserError(error.what, error.where, remedy)
    problem.__cause__ = error.__cause__
    return problem
