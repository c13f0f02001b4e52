"""One predicted movie: why, how much stands behind it, and what is similar."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QTabWidget, QVBoxLayout, QWidget

from movierec_gui.errors import UserError
from movierec_gui.gui.background_job import LatestJob
from movierec_gui.gui.style import SPACING, set_role, text_label
from movierec_gui.gui.tabs.predict_tab.prediction_table import PART_TEXTS
from movierec_gui.gui.widgets.compact_table import CompactTable
from movierec_gui.gui.widgets.interval_text import explanation, sureness
from movierec_gui.gui.widgets.message_bar import MessageBar
from movierec_gui.gui.widgets.table_model import ColumnView
from movierec_gui.gui.widgets.why_view import WhyView
from movierec_gui.gui.workspace import Workspace

if TYPE_CHECKING:
    import pandas as pd

    from movierec_gui.analysis.explanations import Explanation
    from movierec_gui.analysis.people import Neighbours, PersonPredictions
    from movierec_gui.training.trained import TrainedRun

_PAUSE_MS = 200
"""How long the cursor rests on a movie before the work for it begins."""
_MOVIE_COLUMNS = (
    ColumnView("label", "Movie"),
    ColumnView("support", "Support", digits=0, width=78, help="Training ratings of the movie"),
    ColumnView("similarity", "Cosine", digits=2, width=72, help="1: the learned vectors point the same way"),
)
_USER_COLUMNS = (
    ColumnView("id", "User"),
    ColumnView("count", "Ratings", digits=0, width=70),
    ColumnView("mean", "Mean", digits=2, width=60),
    ColumnView("similarity", "Cosine", digits=2, width=76, help="1: the learned vectors point the same way"),
)


class PredictionDetails(QFrame):
    """Computes what it shows in jobs, a newer movie's superseding the older one's."""

    movie_chosen = Signal(int)
    """A similar movie was double-clicked."""
    user_chosen = Signal(int)
    """A similar user was double-clicked."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._run: TrainedRun | None = None
        self._predictions: PersonPredictions | None = None
        self._movie: int | None = None
        self._looking, self._explaining = LatestJob(), LatestJob()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE_MS)
        self._timer.timeout.connect(self._start)
        set_role(self, "card")
        self.title = text_label("", "heading", wrap=True)
        self.facts = text_label("", "muted", wrap=True)
        self.predicted = text_label("", "number")
        self.actual = text_label("", "muted", wrap=True)
        self.sureness = text_label("", "muted", wrap=True)
        self.messages = MessageBar()
        self.why = WhyView()
        self.movies = CompactTable(_MOVIE_COLUMNS, "Similar movies", bars="similarity")
        self.users = CompactTable(_USER_COLUMNS, "Similar users", bars="similarity")
        self.no_movies, self.no_users = text_label("", "muted", wrap=True), text_label("", "muted", wrap=True)
        self.pages = QTabWidget()
        self.pages.tabBar().setAccessibleName("About the movie")
        self._lay_out()
        self.movies.row_chosen.connect(self._on_movie_row_chosen)
        self.users.row_chosen.connect(self._on_user_row_chosen)
        self.why.movie_chosen.connect(self.movie_chosen)
        self.clear()

    def _lay_out(self) -> None:
        self.pages.addTab(self.why, "Why")
        self.pages.addTab(_page(self.movies, self.no_movies, "Double-click a movie to go there."), "Similar movies")
        self.pages.addTab(_page(self.users, self.no_users, "Double-click a user to see theirs."), "Similar users")
        line = QHBoxLayout()
        line.setSpacing(SPACING)
        line.addWidget(self.predicted)
        line.addWidget(self.actual, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACING, SPACING, SPACING, SPACING)
        layout.setSpacing(SPACING)
        for widget in (self.title, self.facts):
            layout.addWidget(widget)
        layout.addLayout(line)
        layout.addWidget(self.sureness)
        layout.addWidget(self.messages)
        layout.addWidget(self.pages, 1)

    def show_movie(self, run: TrainedRun, predictions: PersonPredictions, movie: int) -> None:
        """Show a movie's figures at once, and the rest when the cursor rests."""
        self._drop_jobs()
        self._run, self._predictions, self._movie = run, predictions, movie
        from movierec_gui.analysis.predictions import surer_than

        row = predictions.table.iloc[movie]
        self.title.setText(run.dataset.movies.label(movie))
        self.facts.setText(", ".join(run.dataset.movies.genres_of(movie)) or "no genres listed")
        self.predicted.setText(f"{row['predicted']:.2f}")
        self.predicted.setAccessibleName(f"Predicted rating {row['predicted']:.2f}")
        self.actual.setText(_actual_text(row))
        self.sureness.setText(
            sureness(row["low"], row["high"], predictions.intervals, surer_than(predictions.table, movie))
        )
        self.sureness.setToolTip(explanation(predictions.intervals, predictions.check))
        self.sureness.setVisible(predictions.intervals is not None)
        self.pages.setEnabled(True)
        self._timer.start()

    def clear(self) -> None:
        """Show that no movie is chosen."""
        self._drop_jobs()
        self._run = self._predictions = self._movie = None
        self.title.setText("No movie chosen")
        self.facts.setText("Choose a movie in the table to see why it is predicted so, and what is similar.")
        for label in (self.predicted, self.actual, self.sureness, self.no_movies, self.no_users):
            label.clear()
        for table in (self.movies, self.users):
            table.clear()
        self.why.clear()
        self.messages.clear()
        self.pages.setEnabled(False)

    def _drop_jobs(self) -> None:
        self._timer.stop()
        for job in (self._looking, self._explaining):
            job.drop()

    @Slot()
    def _start(self) -> None:
        from movierec_gui.analysis.people import explain_person, find_neighbours

        run, predictions, movie = self._run, self._predictions, self._movie
        if run is None or predictions is None or movie is None:
            return
        self.messages.clear()
        self.why.show_working("Working…")
        explain = partial(explain_person, run, predictions.person, movie, predictions.baseline)
        look = partial(find_neighbours, run, predictions.person, movie)
        start = self._workspace.start_job
        self._looking.take(start("Looking for similar ones", look, self._show_neighbours, self.messages.show_error))
        self._explaining.take(
            start(
                "Explaining", explain, self._show_explanation, self._on_failed, self.why.show_progress, self._cancelled
            )
        )

    @Slot(object)
    def _show_explanation(self, explanation: Explanation) -> None:
        if self._run is not None:
            self.why.show_explanation(self._run.dataset, explanation)

    @Slot(object)
    def _show_neighbours(self, neighbours: Neighbours) -> None:
        for found, table, note in zip(
            neighbours, (self.movies, self.users), (self.no_movies, self.no_users), strict=True
        ):
            missing = isinstance(found, UserError)
            note.setText(str(found) if missing else "")
            note.setVisible(missing)
            table.setVisible(not missing)
            if not isinstance(found, UserError):
                table.show_frame(found)

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self.why.clear()
        self.messages.show_error(error)

    @Slot()
    def _cancelled(self) -> None:
        self.why.show_working("Cancelled. Choose the movie again to go on.")

    @Slot(int)
    def _on_movie_row_chosen(self, row: int) -> None:
        self.movie_chosen.emit(int(self.movies.table.column("movie").at(row)))

    @Slot(int)
    def _on_user_row_chosen(self, row: int) -> None:
        self.user_chosen.emit(int(self.users.table.column("user").at(row)))


def _actual_text(row: pd.Series) -> str:
    """What is known beside the prediction: the actual rating with its part, and the mean of everybody."""
    mean = f"everybody's mean {row['mean']:.2f}" if row["count"] else "rated by nobody"
    if not row["part"]:
        return f"predicted; {mean}"
    whose = f"your rating {row['rated']:g}"
    if row["part"] != "own":
        whose = f"actual {row['rated']:g} ({PART_TEXTS[row['part']]})"
    return f"predicted; {whose}; {mean}"


def _page(table: CompactTable, note: QWidget, hint: str) -> QWidget:
    page = QWidget()
    layout = QVBoxLayout(page)
    layout.setContentsMargins(0, SPACING, 0, 0)
    layout.addWidget(note)
    layout.addWidget(table, 1)
    layout.addWidget(text_label(hint, "caption", wrap=True))
    return page
