"""The Data tab: opens datasets in the background, and shows them when they are read."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from movierec_gui.errors import UserError
from movierec_gui.gui.background_job import LatestJob
from movierec_gui.gui.dataset_dialogs import ask_for_file, ask_for_folder
from movierec_gui.gui.style import MARGIN, SPACING
from movierec_gui.gui.tabs.data_tab.column_dialog import ColumnDialog
from movierec_gui.gui.tabs.data_tab.download_dialog import DownloadDialog
from movierec_gui.gui.tabs.data_tab.header import Header
from movierec_gui.gui.tabs.data_tab.loading import Opened, ReleaseSource, Source, TableSource, name_of, open_source
from movierec_gui.gui.tabs.data_tab.pages import DatasetPages
from movierec_gui.gui.widgets.empty_state import EmptyState
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
        self.header = Header()
        self.messages = MessageBar()
        self.empty = EmptyState("data", _NEEDS, "Open…")
        self.pages = DatasetPages(workspace)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self.pages)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, SPACING)
        layout.setSpacing(SPACING)
        layout.addWidget(self.header)
        layout.addWidget(self.messages)
        layout.addWidget(self._stack, 1)
        self._connect()

    def _connect(self) -> None:
        header, workspace = self.header, self._workspace
        header.open_file_requested.connect(self._on_open_requested)
        header.open_folder_requested.connect(self._on_folder_requested)
        header.open_table_requested.connect(self._on_table_requested)
        header.download_requested.connect(self._on_download_requested)
        header.report_requested.connect(self.pages.show_report)
        self.empty.requested.connect(self._on_open_requested)
        workspace.open_dataset_requested.connect(self._on_open_requested)
        workspace.download_requested.connect(self._on_download_requested)
        workspace.load_requested.connect(self.load)
        workspace.dataset_changed.connect(self._on_dataset_changed)

    @Slot(object)
    def load(self, source: Source) -> None:
        """Open something in place of the dataset, which stays until the new one is read."""
        self._job.drop()
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
        name, _ = QFileDialog.getSaveFileName(self, "Export the rows shown", "movierec.csv", "CSV (*.csv)")
        if name:
            self._export_to(table, Path(name))

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
        if self._workspace.dataset is None:
            self.empty.set_text(f"Loading {name}…")
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
        self._workspace.set_dataset(opened.dataset, opened.path, opened.split, opened.original)
        if opened.problem is not None:
            self.messages.show_error(opened.problem)

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self._job.forget()
        source = self._source
        if isinstance(error, UserError) and isinstance(source, Path) and source.is_file():
            # It may be a table that only lacks the usual names.
            self.messages.show_error(error, "Choose columns…", partial(self._choose_columns, source))
        else:
            self.messages.show_error(error)
        self.empty.set_text(_NEEDS, "Open…")
        if self._workspace.dataset is None and source is not None:
            # What the last session had open is gone: start as if there had been none, and say why.
            self._source = None
            self._start(None)

    @Slot()
    def _on_cancelled(self) -> None:
        self._job.forget()
        self.empty.set_text(_NEEDS, "Open…")

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
            self._choose_columns(path)

    @Slot()
    def _on_download_requested(self) -> None:
        dialog = DownloadDialog(self)
        if dialog.exec():
            self.load(ReleaseSource(dialog.release))
        dialog.deleteLater()

    def _load_if_chosen(self, path: Path | None) -> None:
        if path is not None:
            self.load(path)

    def _choose_columns(self, path: Path) -> None:
        from movierec_gui.data.sources import preview_table

        try:
            dialog = ColumnDialog(preview_table(path), self)
        except UserError as error:
            self.messages.show_error(error)
            return
        if dialog.exec():
            self.load(TableSource(path, dialog.choice()))
        dialog.deleteLater()
