"""Where somebody new rates movies: search one or pick it in the table, then click its stars."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from movierec_gui.gui.style import SPACING, set_icon, set_role, text_label
from movierec_gui.gui.tabs.predict_tab.own_ratings import OwnRatings
from movierec_gui.gui.widgets.compact_table import CompactTable
from movierec_gui.gui.widgets.movie_search import MovieSearch
from movierec_gui.gui.widgets.star_rating import StarRating
from movierec_gui.gui.widgets.table_model import ColumnView

if TYPE_CHECKING:
    from movierec_gui.data.dataset import Dataset

_HELP = "Rate a few movies, and the table shows what the network predicts for you. Nothing is trained again."


class OwnRatingsPanel(QFrame):
    """Edits OwnRatings."""

    movie_chosen = Signal(int)
    """A movie was searched or picked in the list."""
    import_requested = Signal(Path)

    def __init__(self, ratings: OwnRatings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ratings = ratings
        self._dataset: Dataset | None = None
        self._movie: int | None = None
        set_role(self, "card")
        self.search = MovieSearch("Search a movie to rate")
        self.title = text_label("", "heading", wrap=True)
        self.stars = StarRating()
        self.list = CompactTable(
            (ColumnView("title", "Rated by you"), ColumnView("rating", "Stars", digits=1, width=60)), "Your ratings"
        )
        self.list.setMinimumHeight(80)
        self.undo_button, self.redo_button, self.clear_button = QToolButton(), QToolButton(), QPushButton("Clear")
        self.import_button = QPushButton("Import…")
        self._add_actions()
        self._lay_out()
        self.search.chosen.connect(self.movie_chosen)
        self.stars.rated.connect(self._on_rated)
        self.list.selectionModel().currentRowChanged.connect(self._on_list_moved)
        self.import_button.clicked.connect(self._on_import_clicked)
        ratings.changed.connect(self._on_ratings_changed)
        self.set_movie(None)
        self._on_ratings_changed()

    def _add_actions(self) -> None:
        for button, name, key, act in (
            (self.undo_button, "Undo", QKeySequence.StandardKey.Undo, self._ratings.undo),
            (self.redo_button, "Redo", QKeySequence.StandardKey.Redo, self._ratings.redo),
        ):
            action = QAction(name, self)
            set_icon(action, name.lower())
            action.setShortcut(key)
            action.triggered.connect(act)
            button.setDefaultAction(action)
            self.addAction(action)
            button.setAccessibleName(name)
        self.clear_button.setToolTip("Take all your ratings back (can be undone)")
        self.clear_button.clicked.connect(self._ratings.clear)
        self.import_button.setToolTip("Read your ratings from a table with movie ids or titles and ratings")

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACING // 2)
        for button in (self.undo_button, self.redo_button, self.clear_button):
            buttons.addWidget(button)
        buttons.addStretch()
        buttons.addWidget(self.import_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACING, SPACING, SPACING, SPACING)
        layout.setSpacing(SPACING)
        for widget in (text_label(_HELP, "muted", wrap=True), self.search, self.title, self.stars):
            layout.addWidget(widget)
        layout.addWidget(self.list, 1)
        layout.addLayout(buttons)

    @property
    def movie(self) -> int | None:
        """The movie that the stars rate."""
        return self._movie

    def set_dataset(self, dataset: Dataset | None) -> None:
        """Rate the movies of a dataset; the ratings so far belong to another one and go."""
        self._dataset = dataset
        self._ratings.forget()
        self.search.set_dataset(dataset)
        if dataset is not None:
            self.stars.set_levels(dataset.rating_levels.tolist())
        self.set_movie(None)

    def set_movie(self, movie: int | None) -> None:
        """Let the stars rate this movie."""
        self._movie = movie
        self.stars.setEnabled(movie is not None)
        if movie is None or self._dataset is None:
            self.title.setText("Pick a movie in the table, or search one")
            self.stars.set_value(None)
            return
        self.title.setText(self._dataset.movies.label(movie))
        self.stars.set_value(self._ratings.values.get(movie))

    @Slot(object)
    def _on_rated(self, value: float | None) -> None:
        if self._movie is not None:
            self._ratings.rate(self._movie, value, self.title.text())

    @Slot()
    def _on_ratings_changed(self) -> None:
        values = self._ratings.values
        label = self._dataset.movies.label if self._dataset is not None else str
        self.list.show_columns({"title": [label(movie) for movie in values], "rating": list(values.values())})
        self.clear_button.setEnabled(bool(values))
        _offer(self.undo_button.defaultAction(), self._ratings.undo_text)
        _offer(self.redo_button.defaultAction(), self._ratings.redo_text)
        if self._movie is not None:
            self.stars.set_value(values.get(self._movie))

    @Slot()
    def _on_list_moved(self) -> None:
        row = self.list.current_row()
        if row is not None:
            self.movie_chosen.emit(list(self._ratings.values)[row])

    @Slot()
    def _on_import_clicked(self) -> None:
        text, _ = QFileDialog.getOpenFileName(
            self, "Import your ratings", "", "Tables (*.csv *.tsv *.txt);;All files (*)"
        )
        if text:
            self.import_requested.emit(Path(text))


def _offer(action: QAction, what: str) -> None:
    """Enable Undo or Redo if there is something to it, and say what."""
    action.setEnabled(bool(what))
    action.setToolTip(f"{action.text()} {what} ({action.shortcut().toString()})".replace("  ", " "))
