"""The dataset at a glance: a row of figures and four charts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from movierec_gui.gui.style import MARGIN, SPACING, set_role, text_label
from movierec_gui.gui.widgets.figure_view import FigureView

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from movierec_gui.data.overview import Histogram, Overview
    from movierec_gui.figures import FigureStyle


@dataclass(frozen=True)
class Fact:
    """One figure of the overview: what it is called, the figure, and what goes with it."""

    title: str
    number: str
    note: str


def facts_of(overview: Overview, years: Histogram) -> tuple[Fact, ...]:
    """The figures in the order shown."""
    first, last = _month(overview.first_rating), _month(overview.last_rating)
    span = _span(years.labels[0], "to", years.labels[-1]) if years.labels else "no title names a year"
    return (
        Fact("Ratings", f"{overview.ratings:,}", _span(first, "–", last) if first else "without times"),
        Fact("Users", f"{overview.users:,}", f"{overview.tags:,} tags"),
        Fact("Movies", f"{overview.movies:,}", f"{overview.rated_movies:,} of them rated"),
        Fact("Sparsity", f"{overview.sparsity:.2%}", "of all pairs have no rating"),
        Fact("Mean rating", f"{overview.mean_rating:.2f}", f"movies' means: {overview.mean_of_movie_means:.2f}"),
        Fact("Mean year", f"{overview.mean_year:.0f}" if years.labels else "–", span),
    )


def _span(first: str, between: str, last: str) -> str:
    return first if first == last else f"{first} {between} {last}"


class OverviewPage(QWidget):
    """An offer for who is new, figures, charts below."""

    guide_requested = Signal()
    """Somebody new wants to rate a few films."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.guide_button = QPushButton("Rate a few films")
        self.guide_button.setToolTip("Go to the Predict tab, which asks for films one by one")
        self.guide_button.clicked.connect(self.guide_requested)
        set_role(self.guide_button, "primary")
        self.offer = _offer_card(self.guide_button)
        self.offer.hide()
        self._facts = QHBoxLayout()
        self._facts.setSpacing(SPACING + 4)
        self.ratings = FigureView("Histogram of the ratings")
        self.years = FigureView("Movies per decade")
        self.genres = FigureView("Movies per genre")
        self.tail = FigureView("Ratings per movie and per user, the most rated first")
        charts = QGridLayout()
        charts.setSpacing(SPACING + 4)
        charts.addWidget(_card("Ratings by value", self.ratings), 0, 0)
        charts.addWidget(_card("Movies by decade of release", self.years), 1, 0)
        charts.addWidget(_card("Movies by genre", self.genres), 0, 1, 2, 1)
        charts.addWidget(_card("The long tail", self.tail), 0, 2, 2, 1)
        for column, stretch in enumerate((10, 9, 11)):
            charts.setColumnStretch(column, stretch)
        for row in range(2):
            charts.setRowStretch(row, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, MARGIN - 4, 0, 0)
        layout.setSpacing(SPACING + 4)
        layout.addWidget(self.offer)
        layout.addLayout(self._facts)
        layout.addLayout(charts, 1)

    def show_overview(self, overview: Overview, years: Histogram) -> None:
        """Show a dataset's figures."""
        while (item := self._facts.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for fact in facts_of(overview, years):
            self._facts.addWidget(_fact_card(fact), 1)
        histogram = overview.rating_histogram
        self.ratings.show_figure(partial(_paint_histogram, histogram, "Rating", "Ratings"), _words(histogram))
        self.years.show_figure(partial(_paint_histogram, years, "", "Rated movies"), _words(years))
        genres = "; ".join(f"{name}: {count:,}" for name, count in overview.genre_counts)
        self.genres.show_figure(partial(_paint_genres, overview), genres)
        share = f"The most rated tenth of the movies holds {overview.movie_tail.share_of_top(0.1):.0%} of the ratings"
        self.tail.show_figure(partial(_paint_tail, overview), share)


def _paint_histogram(histogram: Histogram, label: str, count_label: str, axes: Axes, style: FigureStyle) -> None:
    from movierec_gui.figures import draw_histogram

    if not histogram.labels:
        _paint_note("No title names a year", axes, style)
        return
    draw_histogram(axes, histogram.labels, histogram.counts, style, label=label, count_label=count_label)


def _paint_genres(overview: Overview, axes: Axes, style: FigureStyle) -> None:
    from movierec_gui.figures import draw_histogram

    if not overview.genre_counts:
        _paint_note("No genres are given", axes, style)
        return
    names = [name for name, _ in overview.genre_counts]
    counts = [count for _, count in overview.genre_counts]
    draw_histogram(axes, names, counts, style, count_label="Rated movies", horizontal=True)


def _paint_tail(overview: Overview, axes: Axes, style: FigureStyle) -> None:
    from movierec_gui.figures import draw_long_tail

    curves = {"per movie": overview.movie_tail.counts, "per user": overview.user_tail.counts}
    draw_long_tail(axes, curves, style)


def _paint_note(text: str, axes: Axes, style: FigureStyle) -> None:
    axes.set_axis_off()
    axes.text(0.5, 0.5, text, transform=axes.transAxes, ha="center", va="center", color=style.muted)


def _words(histogram: Histogram) -> str:
    return "; ".join(f"{label}: {count:,}" for label, count in zip(histogram.labels, histogram.counts, strict=True))


def _month(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%b %Y") if seconds else ""


def _card(title: str, content: QWidget) -> QFrame:
    card = QFrame()
    set_role(card, "card")
    layout = QVBoxLayout(card)
    layout.setContentsMargins(SPACING + 4, SPACING + 2, SPACING + 4, SPACING)
    layout.setSpacing(SPACING - 2)
    layout.addWidget(text_label(title, "heading"))
    layout.addWidget(content, 1)
    return card


def _offer_card(button: QPushButton) -> QFrame:
    """What somebody new may do at once, in a line."""
    card = QFrame()
    set_role(card, "card")
    card.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    layout = QHBoxLayout(card)
    layout.setContentsMargins(SPACING + 6, SPACING, SPACING + 4, SPACING)
    layout.addWidget(
        text_label("What should you watch next? Rate a few films and get a list of your own.", wrap=True), 1
    )
    layout.addWidget(button)
    return card


def _fact_card(fact: Fact) -> QFrame:
    card = QFrame()
    set_role(card, "card")
    card.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    card.setAccessibleName(f"{fact.title}: {fact.number}, {fact.note}")
    layout = QVBoxLayout(card)
    layout.setContentsMargins(SPACING + 6, SPACING, SPACING, SPACING)
    layout.setSpacing(0)
    labels: tuple[QLabel, ...] = (
        text_label(fact.title, "caption"), text_label(fact.number, "number"), text_label(fact.note, "caption")
    )  # fmt: skip
    for label in labels:
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        layout.addWidget(label)
    return card
