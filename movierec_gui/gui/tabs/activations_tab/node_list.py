"""Every node of a layer as a row: sorted by what makes nodes interesting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QAbstractItemView, QWidget

from movierec_gui.data.tables import Table
from movierec_gui.gui.widgets.filter_bar import FilterBar
from movierec_gui.gui.widgets.row_page import no_page
from movierec_gui.gui.widgets.table_model import ColumnView
from movierec_gui.gui.widgets.table_view import SearchableTable, StartJob

if TYPE_CHECKING:
    import pandas as pd

    from movierec_gui.analysis.node_details import MovieProfile

_COPY = "Pearson correlation of the activation with the prediction: ±1 is a copy of it, 0 has nothing to do with it"
_OVER_RATINGS = "Pearson correlation of the activation with this, over the ratings that were sliced"
COLUMNS = (
    ColumnView("node", "Node", digits=0, width=56),
    ColumnView("size", "Movies", digits=0, width=68, help="Movies of this node in the view chosen"),
    ColumnView("mean_rating", "Rating", digits=2, width=64, help="Mean of its movies' mean ratings by everybody"),
    ColumnView("mean_year", "Year", digits=1, grouped=False, width=64, help="Mean release year of its movies"),
    ColumnView("movie", "Movie", digits=3, width=76, help="Mean activation over the ratings of the movie searched"),
    ColumnView("prediction_correlation", "r pred.", digits=2, width=74, help=_COPY),
    ColumnView("rating_correlation", "r rating", digits=2, width=74, help=_OVER_RATINGS),
    ColumnView("year_correlation", "r year", digits=2, width=72, help=_OVER_RATINGS),
    ColumnView("popularity_correlation", "r popul.", digits=2, width=80, help=f"{_OVER_RATINGS}, by its logarithm"),
    ColumnView(
        "note", "Note", width=84, help="dead: never changes; copy: correlates with an earlier node beyond ±0.99"
    ),
    ColumnView("genres", "More common than expected", width=200, help="Genres with a corrected p below 0.05, and lift"),
)


class NodeList(SearchableTable):
    """A searchable table of nodes; row numbers are node numbers."""

    node_changed = Signal(int)
    """The cursor is on another node."""

    def __init__(self, start_job: StartJob, parent: QWidget | None = None) -> None:
        filters = FilterBar(("node", "genres", "note"), "Search nodes by number, genre or note")
        super().__init__(COLUMNS, filters, start_job, "nodes", parent=parent)
        self._frame: pd.DataFrame | None = None
        self._profile: MovieProfile | None = None
        self._node: int | None = None
        self.page_of = no_page
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.view.selectionModel().currentRowChanged.connect(self._on_cursor_moved)

    @property
    def node(self) -> int | None:
        """The node that the cursor is on, or was on before it was filtered out."""
        return self._node

    def reset(self) -> None:
        """Show nothing."""
        self._frame = self._profile = self._node = None
        self.set_table(Table({}))

    def show_nodes(self, frame: pd.DataFrame) -> None:
        """Show a node table; the cursor stays on its node, or goes to the one with the most movies if that is shown."""
        self._frame = frame
        self._fill()
        wanted = int(frame["size"].to_numpy().argmax()) if self._node is None and len(frame) else self._node
        if wanted is None or not self.select_row(wanted):
            self.view.setCurrentIndex(self.model.index(0, 0))

    def show_profile(self, profile: MovieProfile | None) -> None:
        """Add the column of a movie's activations, or take it away."""
        self._profile = profile
        self._fill()

    def go_to(self, node: int) -> None:
        """Put the cursor on a node, even if a filter hides it."""
        if not self.select_row(node):
            self.filters.clear()
            self.refresh()
            self.select_row(node)

    def _fill(self) -> None:
        number = [column.name for column in COLUMNS].index("movie")
        self.view.setColumnHidden(number, self._profile is None)
        if self._frame is None:
            return
        current = self.current_row()
        means = self._profile.means if self._profile is not None else float("nan")
        self.set_frame(self._frame.assign(movie=means))
        if current is not None:
            self.select_row(current)

    @Slot()
    def _on_cursor_moved(self) -> None:
        node = self.current_row()
        if node is not None and node != self._node:
            self._node = node
            self.node_changed.emit(node)
