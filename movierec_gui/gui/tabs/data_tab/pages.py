"""The pages of an open dataset: overview, tables, split and the report on reading it."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QPushButton, QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from movierec_gui.gui.background_job import LatestJob
from movierec_gui.gui.style import MARGIN, SPACING, text_label
from movierec_gui.gui.tabs.data_tab.overview_page import OverviewPage
from movierec_gui.gui.tabs.data_tab.prepare_page import PreparePage
from movierec_gui.gui.tabs.data_tab.split_panel import SplitPanel
from movierec_gui.gui.tabs.data_tab.table_pages import (
    issues_table,
    movies_table,
    offer_choices,
    ratings_table,
    show_issues,
    users_table,
)
from movierec_gui.gui.widgets.empty_state import EmptyState
from movierec_gui.gui.widgets.row_page import Kind, PageOf
from movierec_gui.gui.widgets.table_view import SearchableTable
from movierec_gui.gui.workspace import Workspace
from movierec_gui.progress import Progress

if TYPE_CHECKING:
    from movierec_gui.data.dataset import Dataset
    from movierec_gui.data.dataset_tables import DatasetTables
    from movierec_gui.data.overview import Histogram, Overview
    from movierec_gui.data.tables import Table


@dataclass(frozen=True, eq=False)
class Summary:
    """Contents of the pages of a dataset."""

    dataset: Dataset
    overview: Overview
    decades: Histogram
    tables: DatasetTables


def summarise(dataset: Dataset) -> Generator[Progress, None, Summary]:
    """Count everything that the pages show."""
    from movierec_gui.data.dataset_tables import dataset_tables
    from movierec_gui.data.overview import overview, year_histogram

    yield Progress("Counting", 0, 3)
    figures = overview(dataset)
    yield Progress("Counting", 1, 3)
    decades = year_histogram(dataset)
    yield Progress("Counting", 2, 3)
    tables = dataset_tables(dataset)
    _ = tables.ratings.rows  # made here, not in the window's thread
    return Summary(dataset, figures, decades, tables)


class DatasetPages(QTabWidget):
    """One tab per page."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._job = LatestJob()
        self.setDocumentMode(True)
        self.setAccessibleName("Pages of the dataset")
        self.tabBar().setAccessibleName("Pages of the dataset")
        start_job = workspace.start_job
        self.overview = OverviewPage()
        self.ratings = ratings_table(start_job)
        self.movies = movies_table(start_job)
        self.users = users_table(start_job)
        self.ratings.follow_selection(workspace, of_movies=False)
        self.movies.follow_selection(workspace)
        self.movies.page_of, self.users.page_of = _row_is_film, _row_is_user
        self.prepare = PreparePage(workspace)
        self.split = SplitPanel(workspace)
        self.report = issues_table(start_job)
        self._report_summary = text_label("", wrap=True)
        self.clean = EmptyState("info", "")
        self._report_stack = QStackedWidget()
        self.select = QPushButton("Select in every tab")
        self.select.setToolTip("Select the marked movies, or all that are listed, on the map and in the other tabs")
        self.select.clicked.connect(self._on_select_clicked)
        self.addTab(self.overview, "Overview")
        self.addTab(_page(self.ratings), "Ratings")
        self._movies_page = _page(self.movies)
        self.movies.add_to_footer(self.select)
        self.addTab(self._movies_page, "Movies")
        self.addTab(_page(self.users), "Users")
        self.addTab(self.prepare, "Prepare")
        self.addTab(self.split, "Split")
        self.overview.guide_requested.connect(self._on_guide_clicked)
        workspace.person_switched.connect(self._offer_guide)
        workspace.current_run_changed.connect(self._offer_guide)
        self._report_stack.addWidget(self.clean)
        self._report_stack.addWidget(_page(self.report, above=self._report_summary))
        self.addTab(self._report_stack, "Report")

    def show_dataset(self, dataset: Dataset) -> None:
        """Count in the background, then show."""
        self._job.drop()
        self.prepare.show_dataset(dataset)
        self.split.show_dataset(dataset)
        self._offer_guide()
        work, failed = partial(summarise, dataset), self._workspace.error_raised.emit
        self._job.take(self._workspace.start_job(f"Counting {dataset.name}", work, self._on_summarised, failed))

    def current_table(self) -> SearchableTable | None:
        """The table of the page that is open."""
        return self.currentWidget().findChild(SearchableTable)

    def show_movies(self) -> SearchableTable:
        """Open the movies' page and return its table."""
        self.setCurrentWidget(self._movies_page)
        return self.movies

    @Slot()
    def show_report(self) -> None:
        """Open the report's page."""
        self.setCurrentWidget(self._report_stack)

    @Slot(object)
    def _on_summarised(self, summary: Summary) -> None:
        self.overview.show_overview(summary.overview, summary.decades)
        for table in (self.ratings, self.movies):
            offer_choices(table, summary.dataset)
        self.ratings.page_of = partial(_film_of_rating, summary.dataset)
        self.ratings.set_table(summary.tables.ratings)
        self.movies.set_table(summary.tables.movies)
        self.users.set_table(summary.tables.users)
        report = summary.dataset.report
        self.setTabVisible(self.indexOf(self._report_stack), report is not None)
        if report is not None:
            self._report_stack.setCurrentIndex(0 if report.clean else 1)
            self.clean.set_text(report.account())
            self._report_summary.setText(report.account())
            show_issues(self.report, report)

    @Slot()
    def _offer_guide(self) -> None:
        """Where nobody is kept yet, and a run can predict for them."""
        new = bool(self._workspace.current_run_id) and not self._workspace.people.people
        self.overview.offer.setVisible(new)

    @Slot()
    def _on_guide_clicked(self) -> None:
        self._workspace.tab_requested.emit("Predict")  # which builds the tab, if it is not there yet
        self._workspace.guide_requested.emit()

    @Slot()
    def _on_select_clicked(self) -> None:
        marked = self.movies.selected_rows()
        self._workspace.select_movies(marked or self.movies.shown_rows, "list of movies")


def _film_of_rating(dataset: Dataset, _table: Table, row: int) -> PageOf:
    return PageOf(Kind.FILM, int(dataset.ratings.movies[row]))


def _row_is_film(_table: Table, row: int) -> PageOf:
    return PageOf(Kind.FILM, row)


def _row_is_user(_table: Table, row: int) -> PageOf:
    return PageOf(Kind.USER, row)


def _page(table: SearchableTable, above: QWidget | None = None) -> QWidget:
    page = QWidget()
    layout = QVBoxLayout(page)
    layout.setContentsMargins(0, MARGIN - 4, 0, 0)
    layout.setSpacing(SPACING)
    if above is not None:
        layout.addWidget(above)
    layout.addWidget(table, 1)
    return page
