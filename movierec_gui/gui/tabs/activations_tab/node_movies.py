"""The movies of one node, strongest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from movierec_gui.data.tables import Table
from movierec_gui.gui.widgets.filter_bar import FilterBar
from movierec_gui.gui.widgets.table_model import ColumnView
from movierec_gui.gui.widgets.table_view import SearchableTable, StartJob

if TYPE_CHECKING:
    import pandas as pd


def _genres(text: str) -> str:
    return text.replace("|", ", ")


COLUMNS = (
    ColumnView("title", "Title", width=230),
    ColumnView("year", "Year", digits=0, grouped=False, width=58),
    ColumnView(
        "strength", "Strength", digits=3, width=82,
        help="Share of the movie's ratings with this node, or its highest or lowest activation",
    ),
    ColumnView("mean", "Mean", digits=2, width=66, help="The movie's mean rating"),
    ColumnView("ratings", "Ratings", digits=0, width=76, help="Ratings of the movie among those that were sliced"),
    ColumnView("genres", "Genres", text=_genres, width=200),
)  # fmt: skip


class NodeMovieTable(SearchableTable):
    """A searchable table of movies; its selection is one of movies."""

    movies_selected = Signal(object)
    """Movie indices that a person selected."""

    def __init__(self, start_job: StartJob, parent: QWidget | None = None) -> None:
        super().__init__(
            COLUMNS, FilterBar(("title", "genres"), "Search its movies"), start_job, "movies", parent=parent
        )
        self.selection_changed.connect(self._on_selection_changed)

    def reset(self) -> None:
        """Show nothing."""
        self.set_table(Table({}))

    def show_movies(self, frame: pd.DataFrame) -> None:
        """Show a table of ``node_movie_table``."""
        self.set_frame(frame)
        self.view.scrollToTop()

    @Slot()
    def _on_selection_changed(self) -> None:
        movies = self.table.column("movie")
        self.movies_selected.emit(tuple(int(movies.at(row)) for row in self.selected_rows()))
