"""The list of what to watch, as a table: searched and filtered, ordered by whoever makes the list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLabel, QSpinBox, QWidget

from movierec_gui.data.tables import Column, RowQuery, Table
from movierec_gui.gui.style import FIELD_MARGIN
from movierec_gui.gui.tabs.predict_tab.interval_delegate import IntervalDelegate
from movierec_gui.gui.tabs.predict_tab.movie_filters import movie_filters, offer_choices
from movierec_gui.gui.widgets.table_model import ColumnView
from movierec_gui.gui.widgets.table_view import SearchableTable, StartJob

if TYPE_CHECKING:
    import pandas as pd

    from movierec_gui.analysis.watch_list import Expected
    from movierec_gui.data.dataset import BoolArray, Dataset
    from movierec_gui.data.people.follow import Followed
    from movierec_gui.recommenders.base import Scores

_MOST_GENRES = 3
USUAL_LENGTH, _MOST = 50, 1000


def short_genres(text: str) -> str:
    """The first genres of ``Action|Crime|Drama|Thriller``: ``Action, Crime, Drama …``."""
    genres = text.split("|")
    return ", ".join(genres[:_MOST_GENRES]) + (" …" if len(genres) > _MOST_GENRES else "")


def _stars(value: float) -> str:
    return f"{value:.1f}"


COLUMNS = (
    ColumnView("title", "Title", width=210),
    ColumnView("year", "Year", digits=0, grouped=False, width=58),
    ColumnView("genres", "Genres", text=short_genres, width=170),
    ColumnView(
        "predicted", "Your rating if you watch it", text=_stars, width=216,
        help="How the film would be rated after watching it, and where four such ratings in five should lie",
    ),
    ColumnView("support", "Ratings", digits=0, width=76, help="How many people have rated the film"),
    ColumnView(
        "because", "Because you rated", width=180,
        help="The ratings that speak most for the film, with the stars that were given",
    ),
)  # fmt: skip
_FLAGS = ("fresh", "listed", "pool", "unseen")
"""Columns of yes and no that the filters look at."""


@dataclass(frozen=True)
class Filters:
    """Which movies may be on the list, beside what the bar of filters asks for."""

    hide_known: bool = True
    """Without films that are seen, or not for the person."""
    only_listed: bool = False
    """Only those of the watchlist."""
    only_pool: bool = False
    """Only those that are selected in the window."""
    only_unseen: bool = False
    """Only those that somebody else has not seen."""


class ForYouTable(SearchableTable):
    """Rows are the movies of the dataset; shown are the best of those that pass the filters."""

    movie_changed = Signal(int)
    """The cursor is on another movie."""

    def __init__(self, start_job: StartJob, parent: QWidget | None = None) -> None:
        super().__init__(COLUMNS, movie_filters(), start_job, "films", parent=parent)
        self._filters = Filters()
        self._columns: dict[str, Column] = {}
        self.intervals = IntervalDelegate(self.view, numbers=1)
        self.view.setItemDelegateForColumn(_place("predicted"), self.intervals)
        self.length = QSpinBox()
        self.length.setRange(1, _MOST)
        self.length.setValue(USUAL_LENGTH)
        self.length.setAccessibleName("Length of the list")
        self.length.setToolTip("How many films the list has at most")
        self.length.lineEdit().setTextMargins(FIELD_MARGIN, 0, 0, 0)
        self.length.setKeyboardTracking(False)
        label = QLabel("Films at most")
        label.setBuddy(self.length)
        self.add_to_footer(label)
        self.add_to_footer(self.length)
        self.length.valueChanged.connect(self.refresh)
        self.view.selectionModel().currentRowChanged.connect(self._on_cursor_moved)

    def set_dataset(self, dataset: Dataset | None) -> None:
        """Offer the genres and years of a dataset, and draw on its scale. No movie is shown yet."""
        self._columns = {}
        self.set_table(Table({}))
        if dataset is None:
            return
        self.intervals.scale = dataset.scale
        movies, count = dataset.movies, dataset.n_movies
        offer_choices(self.filters, dataset)
        nothing, every = np.full(count, np.nan), np.ones(count, np.bool_)
        self._columns = {
            "movie": Column(np.arange(count)),
            "title": Column(np.array(movies.titles, object)),
            "year": Column(np.where(movies.years > 0, movies.years, np.nan)),
            "genres": Column(np.array(movies.genre_labels, object)),
            "support": Column(dataset.movie_counts),
            **{name: Column(nothing) for name in ("score", "predicted", "low", "high")},
            "because": Column(np.full(count, None, object)),
            **{name: Column(every) for name in _FLAGS},
        }

    def set_parts(self, foreseen: bool, explained: bool) -> None:
        """Show the columns that whoever makes the list can fill."""
        self.view.setColumnHidden(_place("predicted"), not foreseen)
        self.view.setColumnHidden(_place("because"), not explained)

    def set_rating_title(self, title: str) -> None:
        """Call the ratings that are foreseen something: they can be of two people."""
        self.model.set_title("predicted", title)

    def set_person(self, followed: Followed | None) -> None:
        """Filter by the marks of a person; without one everything is fresh."""
        count = len(self._columns.get("title", ()))
        if count and followed is not None:
            self._set_flags("fresh", followed.fresh(count))
            self._set_flags("listed", followed.to_watch(count))
        elif count:
            self._set_flags("fresh", np.ones(count, np.bool_))
            self._set_flags("listed", np.ones(count, np.bool_))

    def set_pool(self, movies: tuple[int, ...]) -> None:
        """Which movies are selected in the window."""
        count = len(self._columns.get("title", ()))
        pool = np.zeros(count, np.bool_)
        pool[[movie for movie in movies if movie < count]] = True
        self._set_flags("pool", pool)

    def show_list(
        self, scores: Scores, expected: Expected, unseen: BoolArray | None, because: Mapping[int, str]
    ) -> None:
        """Rank the movies by scores [movies]; where they are not finite, a movie is never listed."""
        self._columns |= {
            "score": Column(np.where(np.isfinite(scores), scores, np.nan)),
            "predicted": Column(expected.rating),
            "low": Column(expected.low),
            "high": Column(expected.high),
            "unseen": Column(np.ones(len(scores), np.bool_) if unseen is None else unseen),
        }
        self._set_texts(because)
        self._show()

    def show_reasons(self, because: Mapping[int, str]) -> None:
        """Fill in why movies are on the list; rows and cursor stay."""
        self._set_texts(because)
        self.model.replace_table(Table(self._columns))
        self.view.viewport().update()

    def set_filters(self, filters: Filters) -> None:
        """Say which movies may be listed."""
        self._filters = filters
        self._show()

    def query(self) -> RowQuery:
        asked = self._filters
        wanted = dict(
            zip(_FLAGS, (asked.hide_known, asked.only_listed, asked.only_pool, asked.only_unseen), strict=True)
        )
        query = super().query()
        return replace(
            query,
            sort_by=query.sort_by or "score",
            descending=query.descending or not query.sort_by,
            flags=tuple(name for name, on in wanted.items() if on),
            best=("score", self.length.value()),
        )

    def frame(self) -> pd.DataFrame:
        """The rows shown, in their order, with what is known of them."""
        import pandas as pd

        names = ("movie", "title", "year", "genres", "predicted", "low", "high", "support", "because")
        kept = [name for name in names if name in self._columns and not self._is_hidden(name)]
        frame = pd.DataFrame({name: self._columns[name].values[self.shown_rows] for name in kept})
        return frame.rename(columns={"predicted": "rating if watched", "support": "ratings"})

    def _is_hidden(self, name: str) -> bool:
        shown = "predicted" if name in ("low", "high") else name
        names = [column.name for column in COLUMNS]
        return shown in names and self.view.isColumnHidden(names.index(shown))

    def _set_flags(self, name: str, values: BoolArray) -> None:
        if self._columns and not np.array_equal(self._columns[name].values, values):
            self._columns[name] = Column(values)
            self._show()

    def _set_texts(self, because: Mapping[int, str]) -> None:
        texts = np.full(len(self._columns["title"]), None, object)
        texts[list(because)] = list(because.values())
        self._columns["because"] = Column(texts)

    def _show(self) -> None:
        """Rank anew; the cursor stays on its movie if that is still listed."""
        if self._columns and np.isfinite(self._columns["score"].values).any():
            self.model.replace_table(Table(self._columns))
            self.refresh()

    @Slot()
    def _on_cursor_moved(self) -> None:
        movie = self.current_row()
        if movie is not None:
            self.movie_changed.emit(movie)


def _place(name: str) -> int:
    return [column.name for column in COLUMNS].index(name)
