"""One row of a review: what the file says, what it may be, and a search by hand."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from movierec_gui.gui.people_import.sections import CONFLICTS, facts_text, rating_text
from movierec_gui.gui.style import SPACING, set_role, text_label
from movierec_gui.gui.widgets.movie_search import MovieSearch
from movierec_gui.wording import counted

if TYPE_CHECKING:
    from movierec_gui.data.people.review import Review, ReviewRow

_COLUMNS = 2
_CARD_EDGES = 60
"""Pixels of a card beside its text."""
MOST_CHOICES = 9

_REJECT = "Leave the row out, now and in later imports (0 or Delete)"


class DecisionPanel(QFrame):
    """Cards side by side, each with the key that chooses it."""

    chosen = Signal(int)
    """Number of a card, from 1; 0 rejects."""
    found = Signal(int)
    """A movie that was searched by hand."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "card")
        self.title = text_label("", "heading", wrap=True)
        self.facts = text_label("", "muted", wrap=True)
        self.cards: list[QPushButton] = []
        self._grid = QGridLayout()
        self._grid.setSpacing(SPACING)
        self.reject = QPushButton("0  None of them")
        self.reject.setToolTip(_REJECT)
        self.reject.setAutoDefault(False)
        self.reject.clicked.connect(partial(self.chosen.emit, 0))
        self.search = MovieSearch("Search the film by hand")
        self.search.chosen.connect(self.found)
        line = QHBoxLayout()
        line.setSpacing(SPACING)
        line.addWidget(self.search, 1)
        line.addWidget(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACING, SPACING, SPACING, SPACING)
        layout.setSpacing(SPACING)
        layout.addWidget(self.title)
        layout.addWidget(self.facts)
        layout.addLayout(self._grid)
        layout.addLayout(line)

    def show_row(self, review: Review, row: ReviewRow | None, section: str) -> None:
        """Show a row and what can be chosen for it; without one, say so."""
        for card in self.cards:
            self._grid.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.cards = []
        decidable = row is not None and row.can_be_movie
        for widget in (self.search, self.reject):
            widget.setVisible(decidable and section != CONFLICTS)
        if row is None:
            self.title.setText("Nothing here")
            self.facts.setText("There is no row in this section.")
            return
        self.title.setText(row.entry.film.label)
        self.facts.setText(facts_text(row))
        self.reject.setText("0  None of them" if row.candidates else "0  Leave it out")
        texts = _conflict_cards(row) if section == CONFLICTS else _candidate_cards(review, row) if decidable else []
        texts = texts[:MOST_CHOICES]
        columns = self._columns_for(texts)
        for number, text in enumerate(texts, start=1):
            self._add_card(number, text, self._is_chosen(row, number, section), columns)

    def _columns_for(self, texts: list[tuple[str, str]]) -> int:
        """Cards stand side by side where the longest fits."""
        longest = max((self.fontMetrics().horizontalAdvance(line) for lines in texts for line in lines), default=0)
        return _COLUMNS if longest + _CARD_EDGES < (self.width() - 3 * SPACING) / _COLUMNS else 1

    @staticmethod
    def _is_chosen(row: ReviewRow, number: int, section: str) -> bool:
        if section == CONFLICTS:
            return row.replaces == (number == 2)
        return row.movie is not None and row.candidates[number - 1 : number] == (row.movie,)

    def _add_card(self, number: int, lines: tuple[str, str], chosen: bool, columns: int) -> None:
        title, facts = lines
        apart = "\n     " if columns > 1 and facts else "   "
        card = QPushButton(f"{number}  {title}{apart}{facts}".rstrip().replace("&", "&&"))
        set_role(card, "choice")
        card.setAutoDefault(False)
        card.setCheckable(True)
        card.setChecked(chosen)
        card.setToolTip(f"Press {number}: {title}")
        card.setAccessibleName(f"{number}: {title}, {facts}")
        card.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        card.clicked.connect(partial(self.chosen.emit, number))
        place = len(self.cards)
        self._grid.addWidget(card, place // columns, place % columns)
        self.cards.append(card)


def _candidate_cards(review: Review, row: ReviewRow) -> list[tuple[str, str]]:
    """Each candidate with what tells it from the others."""
    dataset = review.finder.dataset
    cards = []
    for movie in row.candidates:
        genres = ", ".join(dataset.movies.genres_of(movie)) or "no genres listed"
        cards.append((dataset.movies.label(movie), f"{genres} · {counted(int(dataset.movie_counts[movie]), 'rating')}"))
    return cards


def _conflict_cards(row: ReviewRow) -> list[tuple[str, str]]:
    if row.conflict is None:
        return []
    yours = f"{row.conflict.value:g} ({row.conflict.scale})"
    return [(f"Keep yours: {yours}", ""), (f"Take the file's: {rating_text(row)}", "")]
