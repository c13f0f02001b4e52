"""One film of the list in words: how it would be rated, and why it is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from movierec_gui.gui.style import SPACING, fit_text_width, set_role, text_label
from movierec_gui.gui.tabs.predict_tab.for_you_model import Reasons

if TYPE_CHECKING:
    from movierec_gui.analysis.watch_list import Expected
    from movierec_gui.data.dataset import Dataset

_NUMBER_WIDTH = 130


class ForYouDetails(QFrame):
    """Below the list, so that the list keeps the width."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "card")
        self.title = text_label("", "heading", wrap=True)
        self.facts = text_label("", "muted", wrap=True)
        self.why = text_label("", wrap=True)
        self.rating = text_label("", "number")
        self.range = text_label("", "caption", wrap=True)
        for label in (self.rating, self.range):
            fit_text_width(label, _NUMBER_WIDTH)
        words, number = QVBoxLayout(), QVBoxLayout()
        for widget in (self.title, self.facts, self.why):
            words.addWidget(widget)
        for widget in (self.rating, self.range):
            number.addWidget(widget)
        words.addStretch()
        number.addStretch()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACING, SPACING, SPACING, SPACING)
        layout.setSpacing(2 * SPACING)
        for column, stretch in ((number, 0), (words, 1)):
            column.setSpacing(SPACING // 2)
            layout.addLayout(column, stretch)
        self.hide()

    def show_movie(
        self, dataset: Dataset, movie: int, expected: Expected | None, rating_title: str, reasons: Reasons | None
    ) -> None:
        """Show what is known of a movie; ``rating_title`` says whose rating is expected."""
        self.title.setText(dataset.movies.label(movie))
        genres = ", ".join(dataset.movies.genres_of(movie)) or "no genres listed"
        self.facts.setText(f"{genres}; rated by {int(dataset.movie_counts[movie]):,}")
        rating, low, high = (
            (np.nan, np.nan, np.nan)
            if expected is None
            else (float(values[movie]) for values in (expected.rating, expected.low, expected.high))
        )
        self.rating.setText("" if np.isnan(rating) else f"{rating:.1f}")
        self.rating.setAccessibleName(f"{rating_title} {self.rating.text()}")
        between = "" if np.isnan(low) else f", four times in five {low:.1f} to {high:.1f}"
        self.range.setText("" if np.isnan(rating) else f"{rating_title}{between}")
        for label in (self.rating, self.range):
            label.setVisible(bool(label.text()))
        self.why.setText(why_text(dataset, reasons))
        self.why.setVisible(bool(self.why.text()))
        self.show()


def short_reasons(dataset: Dataset, reasons: Reasons) -> str:
    """As in ``Toy Story (4); Blade Runner (4.5)``: there is a film called Toy Story 4."""
    return "; ".join(f"{dataset.movies.titles[movie]} ({rating:g})" for movie, rating, _ in reasons)


def why_text(dataset: Dataset, reasons: Reasons | None) -> str:
    """As in ``Because you rated Alien (1979) with 5, Heat (1995) with 4.5. …``; nothing where nothing is known."""
    if not reasons:
        return ""
    rated = ", ".join(f"{dataset.movies.label(movie)} with {rating:g}" for movie, rating, _ in reasons)
    share = sum(share for _, _, share in reasons)
    return f"Because you rated {rated}. That is {share:.0%} of all that speaks for it."
