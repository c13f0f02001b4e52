"""The tables of the Data tab: what their columns are called and which filters they have."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from movierec_gui.gui.widgets.filter_bar import FilterBar
from movierec_gui.gui.widgets.table_model import ColumnView
from movierec_gui.gui.widgets.table_view import SearchableTable, StartJob

if TYPE_CHECKING:
    from movierec_gui.data.dataset import Dataset
    from movierec_gui.data.validation import ValidationReport


def write_time(seconds: float) -> str:
    """Seconds since 1970 as a date and time of day (UTC)."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M")


def write_genres(genres: str) -> str:
    """Genres as people list them."""
    return genres.replace("|", ", ")


_TITLE = ColumnView("title", "Title", width=380)
_YEAR = ColumnView("year", "Year", digits=0, grouped=False, help="Year of release", width=80)
_GENRES = ColumnView("genres", "Genres", width=260, text=write_genres)
_COUNT = ColumnView("count", "Ratings", digits=0, help="How many ratings stand behind the row", width=90)
_MEAN = ColumnView("mean", "Mean", digits=2, help="Mean rating", width=80)


def ratings_table(start_job: StartJob) -> SearchableTable:
    """Every rating, in the order of the file."""
    columns = (
        ColumnView("user", "User", digits=0, grouped=False, help="The user's id in the file", width=90),
        _TITLE,
        _YEAR,
        ColumnView("rating", "Rating", digits=1, width=80),
        ColumnView("time", "Given", help="When the rating was given (UTC)", width=150, text=write_time),
        _GENRES,
    )
    hint = "Search titles or a user's id"
    filters = FilterBar(("title", "user"), hint, genre_column="genres", year_column="year")
    return SearchableTable(columns, filters, start_job, "ratings")


def movies_table(start_job: StartJob) -> SearchableTable:
    """Every movie of the catalogue."""
    columns = (_TITLE, _YEAR, _COUNT, _MEAN, _GENRES)
    filters = FilterBar(("title", "id"), "Search titles or an id", "genres", "year", "count")
    return SearchableTable(columns, filters, start_job, "movies")


def users_table(start_job: StartJob) -> SearchableTable:
    """Every user."""
    columns = (
        ColumnView("id", "User", digits=0, grouped=False, help="The user's id in the file", width=110),
        _COUNT,
        _MEAN,
        ColumnView("first", "First rating", help="UTC", width=150, text=write_time),
        ColumnView("last", "Last rating", help="UTC", width=150, text=write_time),
    )
    return SearchableTable(columns, FilterBar(("id",), "Search an id", support_column="count"), start_job, "users")


def issues_table(start_job: StartJob) -> SearchableTable:
    """Faults found while reading the files, row by row."""
    columns = (
        ColumnView("file", "File", width=170),
        ColumnView("line", "Line", digits=0, help="1 is the first line", width=90),
        ColumnView("reason", "Reason", width=240),
        ColumnView("outcome", "Row", width=90, help="Whether the row was kept"),
        ColumnView("detail", "Detail", width=380),
    )
    return SearchableTable(columns, FilterBar(("file", "reason", "detail"), "Search reasons"), start_job, "problems")


def offer_choices(table: SearchableTable, dataset: Dataset) -> None:
    """Fill a table's genre and year filters from a dataset."""
    from movierec_gui.data.dataset_tables import year_range

    table.filters.set_genres(dataset.movies.genre_names)
    table.filters.set_years(*year_range(dataset))


def show_issues(table: SearchableTable, report: ValidationReport) -> None:
    """Fill the table of problems."""
    import pandas as pd

    rows = [
        (issue.file, issue.line or None, issue.reason, "kept" if issue.kept else "skipped", issue.detail)
        for issue in report.issues
    ]
    table.set_frame(pd.DataFrame(rows, columns=["file", "line", "reason", "outcome", "detail"]))
