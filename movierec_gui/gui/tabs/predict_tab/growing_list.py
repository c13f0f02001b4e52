"""The list beside the questions: what it holds now, and how each film moved with the last answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from movierec_gui.gui.style import SPACING, set_role, text_label
from movierec_gui.gui.widgets.compact_table import CompactTable
from movierec_gui.gui.widgets.table_model import ColumnView

if TYPE_CHECKING:
    from movierec_gui.analysis.movie_lists import Listed
    from movierec_gui.training.trained import TrainedRun

_COLUMNS = (
    ColumnView("film", "Film"),
    ColumnView("moved", "Moved", width=72, help="How many places up or down with your last answer"),
    ColumnView("predicted", "Stars", digits=1, width=64, help="What the model predicts that you would give"),
)
_ROWS = 10


class GrowingList(QFrame):
    """Ten films and their predicted stars."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "card")
        self._shown: tuple[int, ...] = ()
        self._answered = False
        """Whether there were answers, even if they are taken back."""
        self.heading = text_label("", "heading")
        self.table = CompactTable(_COLUMNS, "Your list so far")
        self.table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.table.fit_height(_ROWS)
        self.source = text_label("", "caption", wrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACING, SPACING, SPACING, SPACING)
        layout.setSpacing(SPACING)
        for widget in (self.heading, self.table, self.source):
            layout.addWidget(widget)
        layout.addStretch()
        self.clear()

    @property
    def movies(self) -> tuple[int, ...]:
        """The films shown, the best first."""
        return self._shown

    def clear(self) -> None:
        """Show that the list is still to come."""
        self._shown, self._answered = (), False
        self.heading.setText("Your list")
        self.source.setText("The model is being opened…")
        self.table.clear()

    def show_list(self, run: TrainedRun, listed: Sequence[Listed], ratings: int) -> None:
        """Show a list that was made from so many ratings."""
        from movierec_gui.training.run_labels import run_label  # imported since the run was opened

        movies = tuple(one.movie for one in listed)
        self.table.show_columns({
            "movie": list(movies),
            "film": [run.dataset.movies.label(movie) for movie in movies],
            "moved": [moved_text(self._shown, movies, movie) for movie in movies],
            "predicted": [one.predicted for one in listed],
        })  # fmt: skip
        self._shown = movies
        self._answered |= bool(ratings)
        without = "Without an answer of yours" if self._answered else "Before your first answer"
        self.heading.setText("Your list so far" if ratings else without)
        self.source.setText(f"Predicted by: {run_label(run.record)}")


def moved_text(before: Sequence[int], after: Sequence[int], movie: int) -> str:
    """As in ``▲ 3``, ``▼ 1``, ``new``; nothing where the film stays, or where there was no list before."""
    if not before:
        return ""
    if movie not in before:
        return "new"
    places = before.index(movie) - after.index(movie)
    return "" if places == 0 else f"{'▲' if places > 0 else '▼'} {abs(places)}"
