"""Common traits of the selected movies, beside the catalogue, and their list."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from movierec_gui.gui.style import SPACING, set_icon, text_label
from movierec_gui.gui.widgets.compact_table import CompactTable
from movierec_gui.gui.widgets.table_model import ColumnView
from movierec_gui.wording import counted

if TYPE_CHECKING:
    from movierec_gui.analysis.selection_statistics import GenreRank, SelectionStatistics
    from movierec_gui.data.dataset import Dataset
    from movierec_gui.gui.workspace import MovieSelection

_HINT = (
    "Nothing is selected.\n\nChoose the rectangle or the lasso above the map and drag over some movies. "
    "Shift adds to the selection, Alt or Ctrl takes away, Esc clears it. A click on a movie or on a colour of the "
    "legend selects as well."
)
_DIFFERING = 6


class SelectionPanel(QStackedWidget):
    """A hint, or the statistics of the selection."""

    movie_chosen = Signal(int)
    clear_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._movies = np.empty(0, np.int64)
        self.hint = text_label(_HINT, "muted", wrap=True)
        self.hint.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.heading = text_label("", "heading", wrap=True)
        self.origin = text_label("", "caption", wrap=True)
        self.clear_button = QPushButton("Clear")
        set_icon(self.clear_button, "close")
        self.clear_button.setToolTip("Select nothing (Esc)")
        self.clear_button.clicked.connect(self.clear_requested)
        self._figures: dict[str, tuple[QLabel, QLabel]] = {}
        self.genres = CompactTable(
            (
                ColumnView("name", "Genre", help="Genres whose rank differs most from the catalogue's"),
                ColumnView("rank", "Rank", text=str, width=96, help="Rank in the catalogue → in the selection"),
                ColumnView("share", "Share", text=str, width=100, help="Share of the catalogue → of the selection"),
            ),
            "Genres whose rank differs most",
        )
        self.genres.fit_height(_DIFFERING)
        self.same = text_label("Every genre has the rank that it has in the catalogue.", "muted", wrap=True)
        self.movies = CompactTable(
            (
                ColumnView("title", "Movie"),
                ColumnView("mean", "Mean", digits=2, width=62, help="Mean of all ratings"),
                ColumnView("count", "Ratings", digits=0, width=76, help="How many people rated it"),
            ),
            "Selected movies",
        )
        self.movies.row_chosen.connect(self._on_row_chosen)
        self.addWidget(self._hint_page())
        self.addWidget(self._page())

    def _hint_page(self) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, SPACING, 0, 0)
        layout.addWidget(self.hint, 1)
        return page

    def _page(self) -> QWidget:
        top = QHBoxLayout()
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self.heading)
        names.addWidget(self.origin)
        top.addLayout(names, 1)
        top.addWidget(self.clear_button, 0, Qt.AlignmentFlag.AlignTop)
        figures = QGridLayout()
        figures.setHorizontalSpacing(2 * SPACING)
        figures.setVerticalSpacing(2)
        figures.addWidget(text_label("Selection", "caption"), 0, 1)
        figures.addWidget(text_label("Catalogue", "caption"), 0, 2)
        for number, name in enumerate(("Movies", "Mean year", "Mean rating"), start=1):
            labels = (text_label(""), text_label("", "muted"))
            self._figures[name] = labels
            figures.addWidget(text_label(name, "muted"), number, 0)
            figures.addWidget(labels[0], number, 1)
            figures.addWidget(labels[1], number, 2)
        figures.setColumnStretch(3, 1)
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, SPACING, 0, 0)
        layout.setSpacing(SPACING)
        layout.addLayout(top)
        layout.addLayout(figures)
        layout.addSpacing(SPACING)
        layout.addWidget(text_label("Genres whose rank differs most"))
        layout.addWidget(self.same)
        layout.addWidget(self.genres)
        layout.addSpacing(SPACING)
        layout.addWidget(text_label("The movies, the most rated first"))
        layout.addWidget(self.movies, 1)
        return page

    def show_selection(self, dataset: Dataset | None, selection: MovieSelection) -> None:
        """Describe the selection, or hint at how to make one."""
        if dataset is None or not selection.movies:
            self.setCurrentIndex(0)
            return
        from movierec_gui.analysis.selection_statistics import describe_selection

        found = describe_selection(dataset, selection.movies)
        self.heading.setText(f"{counted(found.size, 'movie')} selected")
        self.origin.setText(f"From {selection.label}" if selection.label else "")
        self.origin.setVisible(bool(selection.label))
        self._show_figures(found)
        self._show_genres(found)
        chosen = np.array(selection.movies, np.int64)
        self._movies = chosen[np.argsort(-dataset.movie_counts[chosen], kind="stable")]
        self.movies.show_columns(
            {
                "movie": self._movies.tolist(),
                "title": [dataset.movies.label(movie) for movie in self._movies.tolist()],
                "mean": dataset.movie_means[self._movies].tolist(),
                "count": dataset.movie_counts[self._movies].tolist(),
            }
        )
        self.setCurrentIndex(1)

    def figure_texts(self, name: str) -> tuple[str, str]:
        """Returns the texts beside ``Movies``, ``Mean year`` or ``Mean rating``: of the selection, of the catalogue."""
        here, catalogue = self._figures[name]
        return here.text(), catalogue.text()

    def _show_figures(self, found: SelectionStatistics) -> None:
        values = {
            "Movies": (f"{found.size:,}", f"{found.catalogue_size:,}"),
            "Mean year": (_number(found.mean_year, 1), _number(found.catalogue_mean_year, 1)),
            "Mean rating": (_number(found.mean_rating, 3), _number(found.catalogue_mean_rating, 3)),
        }
        for name, texts in values.items():
            for label, text in zip(self._figures[name], texts, strict=True):
                label.setText(text)

    def _show_genres(self, found: SelectionStatistics) -> None:
        genres = found.differing_genres(_DIFFERING)
        self.same.setVisible(not genres)
        self.genres.setVisible(bool(genres))
        self.genres.fit_height(max(1, len(genres)))
        self.genres.show_columns(
            {
                "name": [genre.name for genre in genres],
                "rank": [_rank_text(genre) for genre in genres],
                "share": [f"{genre.catalogue_share:.0%} → {genre.share:.0%}" for genre in genres],
            }
        )

    @Slot(int)
    def _on_row_chosen(self, row: int) -> None:
        self.movie_chosen.emit(int(self._movies[row]))


def _rank_text(genre: GenreRank) -> str:
    arrow = "▲" if genre.change > 0 else "▼"
    return f"{arrow} {genre.catalogue_rank} → {genre.rank if genre.count else 'none'}"


def _number(value: float, digits: int) -> str:
    return "–" if math.isnan(value) else f"{value:.{digits}f}"
