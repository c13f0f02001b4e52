"""Predicted ratings of every movie: sorted, searched, filtered, the rated ones marked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QItemSelection, QItemSelectionModel, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from movierec_gui.data.tables import Column, RowArray, RowQuery, Table
from movierec_gui.gui.style import FIELD_MARGIN, SPACING
from movierec_gui.gui.tabs.predict_tab.interval_delegate import IntervalDelegate
from movierec_gui.gui.tabs.predict_tab.movie_filters import movie_filters, offer_choices
from movierec_gui.gui.widgets.interval_text import explanation, range_text
from movierec_gui.gui.widgets.table_model import ColumnView
from movierec_gui.gui.widgets.table_view import SearchableTable, StartJob

if TYPE_CHECKING:
    from movierec_gui.analysis.people import Person, PersonPredictions
    from movierec_gui.data.dataset import Dataset
    from movierec_gui.data.people.follow import Followed


def _genres(text: str) -> str:
    return text.replace("|", ", ")


PART_TEXTS = {"train": "training", "validation": "validation", "test": "test", "own": "yours", "": ""}
COLUMNS = (
    ColumnView("title", "Title", width=230),
    ColumnView("year", "Year", digits=0, grouped=False, width=58),
    ColumnView("predicted", "Predicted", digits=2, width=102, help="What the network predicts, on the rating scale"),
    ColumnView("width", "80 % interval", width=168, text=range_text, others=("low", "high")),
    ColumnView("rated", "Actual", digits=1, width=70, help="The rating that was really given"),
    ColumnView("residual", "Off by", digits=2, width=68, help="Actual minus predicted"),
    ColumnView(
        "part", "Part", text=PART_TEXTS.__getitem__, width=86,
        help="The part of the split that the rating is in: the network has seen those of the training part only",
    ),
    ColumnView("support", "Support", digits=0, width=84, help="Training ratings of the movie behind the prediction"),
    ColumnView("mean", "Mean", digits=2, width=64, help="The movie's mean rating over everybody"),
    ColumnView("genres", "Genres", text=_genres, width=220),
)  # fmt: skip
_MOST_RANGES = 2_000
"""Selected rows that lie apart; more would make the view slow, and nobody sees them at once."""


class PredictionTable(SearchableTable):
    """A searchable table with two more filters; its selection is one of movies."""

    movies_selected = Signal(object)
    """Movie indices that a person selected in the table."""
    movie_changed = Signal(int)
    """The cursor is on another movie."""

    def __init__(self, start_job: StartJob, parent: QWidget | None = None) -> None:
        super().__init__(COLUMNS, movie_filters(), start_job, "movies", mark_column="is_rated", parent=parent)
        self.hide_rated = QCheckBox("Hide rated")
        self.hide_known = QCheckBox("Hide seen, not for me")
        self.only_listed = QCheckBox("Only watchlist")
        self._followed: Followed | None = None
        self.best = QSpinBox()
        self._selected: tuple[int, ...] = ()
        self._movie: int | None = None
        self._person: Person | None = None
        self._showing = False
        self.intervals = IntervalDelegate(self.view)
        self.view.setItemDelegateForColumn(_column("width"), self.intervals)
        self._add_filters()
        self.sort_by("predicted", descending=True)
        self.selection_changed.connect(self._on_selection_changed)
        self.rows_changed.connect(self._on_rows_changed)
        self.view.selectionModel().currentRowChanged.connect(self._on_cursor_moved)

    def _add_filters(self) -> None:
        self.hide_rated.setToolTip("Show only movies that this person has not rated")
        self.hide_known.setToolTip(
            "Show only films that the person has neither rated nor marked as seen or not for them"
        )
        self.only_listed.setToolTip("Show only films on the person's watchlist")
        self.best.setRange(0, 1_000_000)
        self.best.setSpecialValueText("all")
        self.best.setAccessibleName("How many of the best to show")
        self.best.setToolTip("Of the movies that pass the filters, show only so many: those predicted highest")
        self.best.lineEdit().setTextMargins(FIELD_MARGIN, 0, 0, 0)
        self.best.setKeyboardTracking(False)
        label = QLabel("Best")
        label.setBuddy(self.best)
        line = QHBoxLayout()
        line.setSpacing(SPACING)
        for widget in (self.hide_rated, self.hide_known, self.only_listed, label, self.best):
            line.addWidget(widget)
        for box in (self.hide_known, self.only_listed):
            box.hide()
            box.toggled.connect(self.refresh)
        line.addStretch()
        layout = self.layout()
        if isinstance(layout, QVBoxLayout):
            layout.insertLayout(1, line)
        self.setTabOrder(self.best, self.view)
        self.hide_rated.toggled.connect(self.refresh)
        self.best.valueChanged.connect(self.refresh)

    def set_dataset(self, dataset: Dataset) -> None:
        """Offer the genres and years of a dataset, and draw on its scale."""
        self.intervals.scale = dataset.scale
        offer_choices(self.filters, dataset)

    def filter_state(self) -> dict[str, object]:
        """The filters of this table, for the next start."""
        return {
            "hide_rated": self.hide_rated.isChecked(),
            "hide_known": self.hide_known.isChecked(),
            "only_listed": self.only_listed.isChecked(),
            "best": self.best.value(),
        }

    def restore_filters(self, values: Mapping[str, Any]) -> None:
        """Set what ``filter_state`` gave."""
        self.hide_rated.setChecked(values.get("hide_rated") is True)
        self.hide_known.setChecked(values.get("hide_known") is True)
        self.only_listed.setChecked(values.get("only_listed") is True)
        self.best.setValue(int(values.get("best") or 0))

    def reset(self) -> None:
        """Show nothing, of no movie."""
        self._movie, self._selected = None, ()
        self.set_table(Table({}))

    def show_parts(self, shown: bool) -> None:
        """Show or hide what says little about somebody new: the parts of the split and the residuals."""
        for name in ("part", "residual"):
            self.view.setColumnHidden(_column(name), not shown)

    def show_predictions(self, predictions: PersonPredictions) -> None:
        """Show what is predicted for a person; filters, order and selection stay.

        Another person's list begins with the films predicted highest; the same person's stays where it is.
        """
        place = self.view.verticalScrollBar().value() if _same_person(predictions.person, self._person) else 0
        self._person = predictions.person
        self.model.set_help("width", explanation(predictions.intervals, predictions.check))
        self.view.setColumnHidden(_column("width"), predictions.intervals is None)
        self.set_table(self._with_marks(Table.from_frame(predictions.table)))
        self.view.verticalScrollBar().setValue(place)

    def begin_anew(self) -> None:
        """Somebody else comes: their list begins with the films predicted highest."""
        self._person = None

    def set_person(self, followed: Followed | None, shown: bool | None = None) -> None:
        """Filter by the marks of a person; ``shown`` offers the filters or takes them away."""
        if shown is not None:
            for box in (self.hide_known, self.only_listed):
                box.setVisible(shown)
        if followed is self._followed and shown is None:
            return
        self._followed = followed
        if len(self.table):
            # Only the marks are new: rows, cursor and order stay where they are.
            self.model.replace_table(self._with_marks(self.table))
            if self.hide_known.isChecked() or self.only_listed.isChecked():
                self.refresh()

    def _with_marks(self, table: Table) -> Table:
        """The table with what the two filters of a person look at; all rows pass where there is none."""
        count = len(table)
        fresh = listed = np.ones(count, np.bool_)
        if self._followed is not None:
            fresh, listed = self._followed.fresh(count), self._followed.to_watch(count)
        return Table({**table.columns, "fresh": Column(fresh), "listed": Column(listed)})

    def query(self) -> RowQuery:
        boxes = ((self.hide_rated, "unrated"), (self.hide_known, "fresh"), (self.only_listed, "listed"))
        query = super().query()
        return replace(
            query,
            flags=(*query.flags, *(name for box, name in boxes if box.isChecked())),
            best=("predicted", self.best.value()) if self.best.value() else None,
        )

    @property
    def movie(self) -> int | None:
        """The movie that the cursor is on, or was on before it was filtered out."""
        return self._movie

    def select_row(self, row: int) -> bool:
        """Put the cursor on a movie and scroll there, without selecting it; False where it is filtered out."""
        index = self.model.index_of(row)
        if not index.isValid():
            return False
        self.view.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        self.view.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)
        return True

    def go_to(self, movie: int) -> None:
        """Select one movie; where a filter hides it, it becomes the current one all the same."""
        self.show_selected((movie,))
        self.movies_selected.emit((movie,))
        if not self.select_row(movie):
            self._set_movie(movie)

    def show_selected(self, movies: Iterable[int]) -> None:
        """Mark movies that were selected elsewhere and scroll to the first that is shown."""
        movies = tuple(movies)
        if movies != self._selected:
            self._selected = movies
            places = self._mark_selected()
            if len(places):
                self.view.scrollTo(self.model.index(int(places[0]), 0))

    @Slot()
    def _on_rows_changed(self) -> None:
        # Without scrolling: whoever is looked at now, the films predicted highest are what one came for.
        self._mark_selected()

    def _mark_selected(self) -> RowArray:
        """Select the rows of the selected movies, and return where they are shown."""
        places = np.flatnonzero(np.isin(self.model.rows, self._selected))
        selection = QItemSelection()
        last = len(self.model.columns) - 1
        for run in np.split(places, np.flatnonzero(np.diff(places) > 1) + 1)[:_MOST_RANGES]:
            if len(run):
                selection.select(self.model.index(int(run[0]), 0), self.model.index(int(run[-1]), last))
        self._showing = True
        self.view.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self._showing = False
        return places.astype(np.int32)

    def _set_movie(self, movie: int) -> None:
        if movie != self._movie:
            self._movie = movie
            self.movie_changed.emit(movie)

    @Slot()
    def _on_cursor_moved(self) -> None:
        movie = self.current_row()
        if movie is not None:
            self._set_movie(movie)

    @Slot()
    def _on_selection_changed(self) -> None:
        if not self._showing:
            self._selected = tuple(sorted(self.selected_rows()))
            self.movies_selected.emit(self._selected)


def _same_person(one: Person, other: Person | None) -> bool:
    """Whether both are the same user of the data, or both somebody of one's own, whose ratings may be others now."""
    return type(one) is type(other) and getattr(one, "user", None) == getattr(other, "user", None)


def _column(name: str) -> int:
    """The place of a column."""
    return [column.name for column in COLUMNS].index(name)
