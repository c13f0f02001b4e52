"""The pages of a film that a run has something to say to: why it is predicted so, similar films, nodes."""

from __future__ import annotations

from collections.abc import Callable, Generator
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from movierec_gui.gui.background_job import Work
from movierec_gui.gui.film_page.prediction_card import person_of
from movierec_gui.gui.film_page.section import NO_RUN, FilmSection, needed_run, opened_run, titles_of
from movierec_gui.gui.style import SPACING
from movierec_gui.gui.widgets.noted_table import NotedTable
from movierec_gui.gui.widgets.table_model import ColumnView
from movierec_gui.gui.widgets.why_view import WhyView
from movierec_gui.gui.workspace import Workspace
from movierec_gui.progress import Progress

if TYPE_CHECKING:
    from movierec_gui.analysis.explanations import Explanation
    from movierec_gui.analysis.film_neighbours import SimilarFilms
    from movierec_gui.analysis.film_nodes import FilmNodes
    from movierec_gui.data.dataset import Dataset

_FILM_HINT = "Enter or a double click opens the film's page."
_MOST_NODES = 24
_BY = {
    "learned": "Nearest in the space that the run learned.",
    "co-rated": "Rated alike by the people who rated both.",
}


def _lay_out(section: QWidget, *widgets: QWidget) -> QVBoxLayout:
    layout = QVBoxLayout(section)
    layout.setContentsMargins(0, SPACING, 0, 0)
    layout.setSpacing(SPACING)
    for widget in widgets:
        layout.addWidget(widget)
    return layout


class WhySection(FilmSection):
    """The parts of the prediction, and the ratings that move it."""

    job_title = "Explaining"

    def __init__(
        self, workspace: Workspace, whom: Callable[[], int | dict[int, float]], parent: QWidget | None = None
    ) -> None:
        """``whom`` gives for whom to explain, as ``PredictionCard.chosen``."""
        super().__init__(workspace, parent)
        self._whom = whom
        self.view = WhyView()
        _lay_out(self, self.view).setContentsMargins(0, 0, 0, 0)  # the view has a margin of its own

    def say(self, text: str) -> None:
        """Show a sentence alone."""
        self.view.show_working(text)

    def show_progress(self, progress: Progress) -> None:
        """Count the ratings that were tried."""
        if progress.total:
            self.view.show_progress(progress)

    def work(self, dataset: Dataset, movie: int) -> Work | str:
        """Explain, if there is a run."""
        if not self._workspace.current_run_id:
            return NO_RUN
        return partial(_explain, self._workspace, self._whom(), movie)

    def show_result(self, result: Explanation) -> None:
        """Show the explanation."""
        if self._workspace.dataset is not None:
            self.view.show_explanation(self._workspace.dataset, result)


class SimilarSection(FilmSection):
    """Similar films: by the run's learned space, else by who rated both."""

    job_title = "Looking for similar films"

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(workspace, parent)
        columns = (
            ColumnView("title", "Film"),
            ColumnView("support", "Support", digits=0, width=84, help="Training ratings, or people who rated both"),
            ColumnView("similarity", "Cosine", digits=2, width=110, help="1: alike in everything"),
        )
        self.by = QComboBox()
        self.by.setAccessibleName("Similar by")
        self.by.addItem("What the run learned", True)
        self.by.addItem("Who rated both", False)
        self.table = NotedTable(columns, "Similar films", bars="similarity", hint=_FILM_HINT)
        label = QLabel("By")
        label.setBuddy(self.by)
        line = QHBoxLayout()
        line.addWidget(label)
        line.addWidget(self.by)
        line.addStretch()
        layout = _lay_out(self)
        layout.addLayout(line)
        layout.addWidget(self.table, 1)
        self.by.currentIndexChanged.connect(self.refresh)

    def say(self, text: str) -> None:
        """Show a sentence in place of the table."""
        self.table.say(text)

    def work(self, dataset: Dataset, movie: int) -> Work | str:
        """Look, with the run if there is one."""
        return partial(_similar, self._workspace, dataset, movie, bool(self.by.currentData()))

    def show_result(self, result: SimilarFilms) -> None:
        """Show the films and how they were found."""
        dataset = self._workspace.dataset
        if dataset is None:
            return
        movies = [film.movie for film in result.films]
        note = " ".join(part for part in (_BY[result.how], f"{result.note}." if result.note else "") if part)
        self.table.show_rows(
            {
                "movie": movies,
                "title": titles_of(dataset, movies),
                "support": [film.support for film in result.films],
                "similarity": [film.similarity for film in result.films],
            },
            note,
            f"No film was rated alike by enough of the same people. {result.note}".strip(),
        )


class NodesSection(FilmSection):
    """The nodes that the film moves most."""

    job_title = "Looking for a film's nodes"

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(workspace, parent)
        columns = (
            ColumnView("name", "Node"),
            ColumnView("mean", "Activation", digits=3, width=100, help="Mean over the film's ratings"),
            ColumnView("usual", "Usual", digits=3, width=100, help="Mean over ratings of all films"),
            ColumnView("shift", "Shift", digits=2, width=160, help="The difference, in standard deviations"),
        )
        self.table = NotedTable(columns, "Nodes that the film moves", bars="shift")
        _lay_out(self, self.table)

    def say(self, text: str) -> None:
        """Show a sentence in place of the table."""
        self.table.say(text)

    def work(self, dataset: Dataset, movie: int) -> Work | str:
        """Send the film's ratings through the network, if there is one."""
        return partial(_nodes, self._workspace, movie) if self._workspace.current_run_id else NO_RUN

    def show_result(self, result: FilmNodes) -> None:
        """Show the nodes with the largest shifts."""
        shown = result.nodes[:_MOST_NODES]
        self.table.show_rows(
            {
                "name": [f"Node {node.node}" for node in shown],
                "mean": [node.mean for node in shown],
                "usual": [node.usual for node in shown],
                "shift": [node.shift for node in shown],
            },
            f"What {result.ratings:,} of its ratings do to the {len(result.nodes):,} nodes of {result.layer}, beside "
            f"ratings of all films. Its own node is {result.node} ({result.share:.0%} of its ratings agree).",
            "The layer has no nodes.",
        )


def _explain(workspace: Workspace, whom: int | dict[int, float], movie: int) -> Generator[Progress, None, Explanation]:
    run = yield from needed_run(workspace)
    from movierec_gui.analysis.people import explain_person

    return (yield from explain_person(run, person_of(whom), movie))


def _similar(
    workspace: Workspace, dataset: Dataset, movie: int, learned: bool
) -> Generator[Progress, None, SimilarFilms]:
    run = (yield from opened_run(workspace)) if learned else None
    from movierec_gui.analysis.film_neighbours import similar_films

    return (yield from similar_films(dataset, run, movie))


def _nodes(workspace: Workspace, movie: int) -> Generator[Progress, None, FilmNodes]:
    run = yield from needed_run(workspace)
    from movierec_gui.analysis.film_nodes import film_nodes

    return (yield from film_nodes(run, movie))
