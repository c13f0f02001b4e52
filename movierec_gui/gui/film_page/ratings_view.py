"""Who gave which rating, and when."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from movierec_gui.gui.style import SPACING, text_label
from movierec_gui.gui.widgets.figure_view import FigureView
from movierec_gui.gui.widgets.page_window import card

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from movierec_gui.analysis.film_page import FilmFacts, Period
    from movierec_gui.data.overview import Histogram
    from movierec_gui.figures import FigureStyle


class RatingsView(QWidget):
    """A histogram of a film's ratings, and the ratings over time."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.note = text_label("", "muted", wrap=True)
        self.histogram = FigureView("Histogram of the film's ratings")
        self.periods = FigureView("The film's ratings over time")
        self._cards = (
            card("Ratings by value", self.histogram, stretched=self.histogram),
            card("Ratings over time", self.periods, stretched=self.periods),
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, SPACING, 0, 0)
        layout.setSpacing(SPACING)
        layout.addWidget(self.note)
        for part in self._cards:
            layout.addWidget(part, 1)
        layout.addStretch()
        self.say("")

    def say(self, text: str) -> None:
        """Show a sentence in place of the figures."""
        self._show(text, 0)

    def show_facts(self, facts: FilmFacts, scale: tuple[float, float]) -> None:
        """Draw the ratings, on the dataset's ``scale``."""
        if not facts.count:
            self.say("Nobody in these data rated this film.")
            return
        self.histogram.show_figure(partial(_paint_histogram, facts.histogram), _values_in_words(facts.histogram))
        if facts.periods:
            self.periods.show_figure(partial(_paint_periods, facts.periods, scale), _periods_in_words(facts.periods))
        self._show("" if facts.periods else "These data do not say when ratings were given.", 2 if facts.periods else 1)

    def _show(self, text: str, cards: int) -> None:
        self.note.setText(text)
        self.note.setVisible(bool(text))
        for number, part in enumerate(self._cards):
            part.setVisible(number < cards)


def _paint_histogram(histogram: Histogram, axes: Axes, style: FigureStyle) -> None:
    from movierec_gui.figures import draw_histogram

    draw_histogram(axes, histogram.labels, histogram.counts, style, label="Rating")


def _paint_periods(periods: tuple[Period, ...], scale: tuple[float, float], axes: Axes, style: FigureStyle) -> None:
    from movierec_gui.figures import draw_periods

    labels, counts, means = zip(*((period.label, period.count, period.mean) for period in periods), strict=True)
    draw_periods(axes, labels, counts, means, scale, style)


def _values_in_words(histogram: Histogram) -> str:
    return "; ".join(f"{label}: {count:,}" for label, count in zip(histogram.labels, histogram.counts, strict=True))


def _periods_in_words(periods: tuple[Period, ...]) -> str:
    return "; ".join(f"{part.label}: {part.count:,}, mean {part.mean:.2f}" for part in periods if part.count)
