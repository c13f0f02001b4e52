"""Where a person rates and marks films: search one or pick it in the table, then click its stars."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from movierec_gui.gui.people_book import PeopleBook
from movierec_gui.gui.style import SPACING, set_icon, set_role, text_label
from movierec_gui.gui.widgets.action_button import ActionButton
from movierec_gui.gui.widgets.compact_table import CompactTable
from movierec_gui.gui.widgets.film_marks import FilmMarks
from movierec_gui.gui.widgets.movie_search import MovieSearch
from movierec_gui.gui.widgets.star_rating import StarRating
from movierec_gui.gui.widgets.table_model import ColumnView
from movierec_gui.wording import counted

if TYPE_CHECKING:
    from movierec_gui.data.dataset import Dataset
    from movierec_gui.data.people.follow import Followed

_HELP = "Rate a few films, and the table shows what the network predicts. Nothing is trained again."


class OwnRatingsPanel(QFrame):
    """Edits the ratings and marks of the book's current person."""

    movie_chosen = Signal(int)
    """A movie was searched or picked in the list."""
    import_requested = Signal()
    unmatched_requested = Signal()
    """The person wants to decide what films are that were not matched."""
    guide_requested = Signal()
    """The person wants to be asked about films."""

    def __init__(self, book: PeopleBook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._book = book
        self._dataset: Dataset | None = None
        self._movie: int | None = None
        set_role(self, "card")
        self.help = text_label(_HELP, "muted", wrap=True)
        self.guide_button = QPushButton("Rate a few films…")
        self.guide_button.setToolTip("Be asked about films, one after the other, chosen so that your answers tell most")
        self.search = MovieSearch("Search a film to rate")
        self.stars = StarRating()
        self.marks = FilmMarks(book)
        self.title = text_label("", "heading", wrap=True)
        self.list = CompactTable(
            (ColumnView("title", "Rated"), ColumnView("rating", "Stars", digits=1, width=60)), "Ratings of the person"
        )
        self.list.setMinimumHeight(80)
        self.elsewhere = text_label("", "caption", wrap=True)
        self.unmatched_button = QPushButton("Not matched")
        self.unmatched_button.setToolTip("Say what films these are, or leave them out")
        set_role(self.unmatched_button, "link")
        self.undo_button = ActionButton(self._action("Undo", QKeySequence.StandardKey.Undo, book.undo))
        self.redo_button = ActionButton(self._action("Redo", QKeySequence.StandardKey.Redo, book.redo))
        self.clear_button = QPushButton("Clear")
        self.clear_button.setToolTip("Take all ratings of this person back (can be undone)")
        self.import_button = QPushButton("Import…")
        self.import_button.setToolTip("Bring your history from Letterboxd, IMDb, Trakt and others, or any table")
        self._lay_out()
        self.search.chosen.connect(self.movie_chosen)
        self.stars.rated.connect(self._on_rated)
        self.list.selectionModel().currentRowChanged.connect(self._on_list_moved)
        self.clear_button.clicked.connect(book.clear_ratings)
        self.import_button.clicked.connect(self.import_requested)
        self.guide_button.clicked.connect(self.guide_requested)
        self.unmatched_button.clicked.connect(self.unmatched_requested)
        book.person_changed.connect(self._on_person_changed)
        self.set_movie(None)
        self._on_person_changed()

    def _action(self, name: str, key: QKeySequence.StandardKey, act: Callable[[], None]) -> QAction:
        action = QAction(name, self)
        set_icon(action, name.lower())
        action.setData(QKeySequence(key).toString())  # the Edit menu has the key itself
        action.triggered.connect(act)
        return action

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
        # Stars and marks above the title: a long one wraps without moving them from under the mouse.
        for widget in (self.guide_button, self.search, self.stars, self.marks, self.title, self.help):
            layout.addWidget(widget)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.elsewhere)
        layout.addWidget(self.unmatched_button)
        layout.addLayout(buttons)

    @property
    def movie(self) -> int | None:
        """The movie that the stars rate."""
        return self._movie

    @property
    def shortcuts(self) -> tuple[QAction, QAction]:
        """Undo and redo, for a widget that is there when the panel is hidden."""
        return self.undo_button.defaultAction(), self.redo_button.defaultAction()

    def set_dataset(self, dataset: Dataset | None) -> None:
        """Rate the movies of a dataset."""
        self._dataset = dataset
        self.search.set_dataset(dataset)
        if dataset is not None:
            self.stars.set_levels(dataset.rating_levels.tolist())
        self.set_movie(None)
        self._on_person_changed()

    def set_movie(self, movie: int | None) -> None:
        """Let the stars rate this movie."""
        self._movie = movie if self._dataset is not None else None
        self.stars.setEnabled(self._movie is not None)
        self.marks.set_movie(self._movie)
        if self._movie is None or self._dataset is None:
            self.title.setText("Pick a film in the table, or search one")
            self.stars.set_value(None)
            return
        self.title.setText(self._dataset.movies.label(self._movie))
        self.stars.set_value(self._book.ratings.get(self._movie))

    @Slot(object)
    def _on_rated(self, value: float | None) -> None:
        if self._movie is not None:
            self.stars.set_value(self._book.ratings.get(self._movie))  # the new one shows once it is on the disk
            self._book.rate(self._movie, value)

    @Slot()
    def _on_person_changed(self) -> None:
        values = self._book.ratings
        label = self._dataset.movies.label if self._dataset is not None else str
        self.list.show_columns(
            {"movie": list(values), "title": [label(movie) for movie in values], "rating": list(values.values())}
        )
        self.help.setVisible(not values)
        self._show_elsewhere(self._book.followed)
        self.clear_button.setEnabled(self._book.person is not None and bool(self._book.person.ratings))
        _offer(self.undo_button.defaultAction(), self._book.undo_text)
        _offer(self.redo_button.defaultAction(), self._book.redo_text)
        if self._movie is not None:
            self.stars.set_value(values.get(self._movie))

    def _show_elsewhere(self, followed: Followed | None) -> None:
        """Say what of the person is not in this dataset, and what its scale made of the rest."""
        lines = [] if followed is None else [*_elsewhere(followed), *followed.notes]
        self.elsewhere.setText("\n".join(lines))
        self.elsewhere.setVisible(bool(lines))
        count = 0 if followed is None else followed.unmatched
        self.unmatched_button.setText(f"Not matched ({count:,})…")
        self.unmatched_button.setVisible(count > 0)

    @Slot()
    def _on_list_moved(self) -> None:
        row = self.list.current_row()
        movies = list(self._book.ratings)
        if row is not None and row < len(movies):
            self.movie_chosen.emit(movies[row])


def _elsewhere(followed: Followed) -> tuple[str, ...]:
    """As in ``2 rated films are not in this dataset, 1 is in doubt. They stay with the person.``."""
    counts = ((len(followed.missing), "not in this dataset"), (len(followed.unsure), "in doubt"))
    parts = []
    for count, where in counts:
        if count:
            parts.append(f"{counted(count, 'rated film')} {'is' if count == 1 else 'are'} {where}")
    stays = "It stays" if sum(count for count, _ in counts) == 1 else "They stay"
    return (f"{', '.join(parts)}. {stays} with the person.",) if parts else ()


def _offer(action: QAction, what: str) -> None:
    """Enable Undo or Redo if there is something to it, and say what."""
    action.setEnabled(bool(what))
    action.setToolTip(f"{action.text()} {what} ({action.data()})".replace("  ", " "))
