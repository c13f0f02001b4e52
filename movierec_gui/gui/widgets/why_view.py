"""The parts of one prediction, and the ratings that move it most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from movierec_gui.gui.style import SPACING, text_label
from movierec_gui.gui.widgets.compact_table import CompactTable
from movierec_gui.gui.widgets.table_model import ColumnView

if TYPE_CHECKING:
    from movierec_gui.analysis.explanations import Explanation
    from movierec_gui.data.dataset import Dataset
    from movierec_gui.progress import Progress

_SHOWN = 20
_SENSITIVITY = (
    "How far the prediction would move if that rating were not there. This is sensitivity, not cause: ratings that "
    "say the same share their weight."
)


class WhyView(QWidget):
    """Shows an Explanation."""

    movie_chosen = Signal(int)
    """One of the person's rated movies was double-clicked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.parts = CompactTable(
            (ColumnView("part", "Part of the prediction"), ColumnView("stars", "Stars", digits=2, width=110)),
            "Parts of the prediction",
            bars="stars",
        )
        self.parts.fit_height(5)
        self.influences = CompactTable(
            (
                ColumnView("title", "Rated movie"),
                ColumnView("rating", "Rated", digits=1, width=56),
                ColumnView("change", "Change", digits=3, width=100, help="With this rating minus without it, in stars"),
            ),
            "Ratings that move the prediction most",
            bars="change",
        )
        self.support = text_label("", "muted", wrap=True)
        self.note = text_label("", "caption", wrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, SPACING, 0, 0)
        layout.setSpacing(SPACING)
        layout.addWidget(self.support)
        layout.addWidget(self.parts)
        layout.addWidget(self.influences, 1)
        layout.addWidget(self.note)
        self.influences.row_chosen.connect(self._on_row_chosen)

    def clear(self) -> None:
        """Show nothing."""
        self.show_working("")

    def show_working(self, text: str) -> None:
        """Show that the explanation is not there yet."""
        self.parts.clear()
        self.influences.clear()
        self.support.setText(text)
        self.note.clear()

    @Slot(object)
    def show_progress(self, progress: Progress) -> None:
        """Say how far the work is."""
        self.support.setText(f"{progress.stage}: {progress.done:,.0f} of {progress.total:,.0f}")

    def show_explanation(self, dataset: Dataset, explanation: Explanation) -> None:
        """Show the parts and, strongest first, what moves the prediction."""
        self.support.setText(
            f"Behind it: {explanation.support:,} training ratings of the movie, {explanation.rated:,} of the person."
        )
        self.parts.show_columns(
            {
                "part": ["Mean of all ratings", "This person", "This movie", "What the network adds", "Prediction"],
                "stars": [
                    explanation.mean,
                    explanation.user_bias,
                    explanation.movie_bias,
                    explanation.beyond_biases,
                    explanation.predicted,
                ],
            }
        )
        shown = explanation.influences[:_SHOWN]
        self.influences.show_columns(
            {
                "movie": [influence.movie for influence in shown],
                "title": [dataset.movies.label(influence.movie) for influence in shown],
                "rating": [influence.rating for influence in shown],
                "change": [influence.change for influence in shown],
            }
        )
        tested = len(explanation.influences)
        some = (
            f" Tried: the {tested} of {explanation.rated:,} ratings that seem to matter most."
            if tested < explanation.rated
            else ""
        )
        self.note.setText(_SENSITIVITY + some)

    @Slot(int)
    def _on_row_chosen(self, row: int) -> None:
        self.movie_chosen.emit(int(self.influences.table.column("movie").at(row)))
