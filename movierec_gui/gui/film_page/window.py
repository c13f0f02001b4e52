"""The window about one film: its figures, the person's own rating, what a run says of it, and where to go from it."""

from __future__ import annotations

import math
from collections.abc import Generator
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl, Slot
from PySide6.QtGui import QCloseEvent, QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from movierec_gui.data.posters import PosterBox
from movierec_gui.gui.background_job import LatestJob
from movierec_gui.gui.film_page.map_section import MapSection
from movierec_gui.gui.film_page.own_card import OwnCard
from movierec_gui.gui.film_page.posters import PosterDialog, PosterView
from movierec_gui.gui.film_page.prediction_card import PredictionCard
from movierec_gui.gui.film_page.ratings_view import RatingsView
from movierec_gui.gui.film_page.section import FilmSection
from movierec_gui.gui.film_page.sections import NodesSection, SimilarSection, WhySection
from movierec_gui.gui.style import SPACING, set_role, text_label
from movierec_gui.gui.widgets.noted_table import NotedTable
from movierec_gui.gui.widgets.page_window import PageWindow, card
from movierec_gui.gui.widgets.table_model import ColumnView
from movierec_gui.gui.workspace import Workspace
from movierec_gui.progress import Progress
from movierec_gui.resource_paths import data_home
from movierec_gui.wording import counted

if TYPE_CHECKING:
    from movierec_gui.analysis.film_page import FilmFacts, Link
    from movierec_gui.data.dataset import Dataset

_MOST_REMEMBERED = 50
_FAN_COLUMNS = (
    ColumnView("label", "User"),
    ColumnView("rating", "Rated", digits=1, width=72),
    ColumnView("usual", "Usually", digits=2, width=80, help="The user's mean rating"),
    ColumnView("residual", "Above", digits=2, width=130, help="Stars above what the user usually gives"),
    ColumnView("count", "Ratings", digits=0, width=80, help="Ratings of the user"),
)


class FilmWindow(PageWindow):
    """Shows one film at a time and remembers those before it."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None, posters: PosterBox | None = None) -> None:
        """``posters`` are by default those in the program's home, where they are off until the user turns them on."""
        super().__init__("About the film", parent)
        self._posters = posters or PosterBox(data_home())
        self._workspace = workspace
        self._movie: int | None = None
        self._before: list[int] = []
        self._ratings_before: dict[int, float] = {}
        self._asked: tuple[int | None] | None = None
        self._job = LatestJob()
        self.links = QWidget()
        self.poster = PosterView(workspace, self._posters)
        self.posters_button = QPushButton("Posters…")
        set_role(self.posters_button, "link")
        self.posters_button.setToolTip("Show posters, with a key of your own; off unless you turn them on")
        self.posters_button.clicked.connect(self.set_posters_up)
        self.own = OwnCard(workspace)
        self.prediction = PredictionCard(workspace)
        self.tags = text_label("", "muted", wrap=True)
        self.tags.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.tags.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.ratings = RatingsView()
        self.fans = NotedTable(
            _FAN_COLUMNS, "Users who like it", "residual", "Enter or a double click opens the user's page."
        )
        self.why = WhySection(workspace, self._whom)
        self.similar = SimilarSection(workspace)
        self.nodes = NodesSection(workspace)
        self.place = MapSection(workspace)
        self._link_row = QHBoxLayout(self.links)
        self._link_row.setContentsMargins(0, 0, 0, 0)
        self._link_row.setSpacing(SPACING)
        self._sections: tuple[FilmSection, ...] = (
            self.poster,
            self.prediction,
            self.why,
            self.similar,
            self.nodes,
            self.place,
        )
        pages: tuple[tuple[str, QWidget], ...] = (
            ("Ratings", self.ratings),
            ("Why", self.why),
            ("Similar films", self.similar),
            ("Liked by", self.fans),
            ("Nodes", self.nodes),
            ("Map", self.place),
        )
        for name, page in pages:
            self.pages.addTab(page, name)
        self.fans.setContentsMargins(0, SPACING, 0, 0)
        self.lay_out(
            [self.links, self.posters_button],
            [self.poster, card("", self.own), card("Prediction", self.prediction), card("Tags", self.tags)],
        )
        self._connect()

    def _connect(self) -> None:
        workspace = self._workspace
        workspace.dataset_changed.connect(self._on_dataset_changed)
        workspace.current_run_changed.connect(self._on_run_changed)
        workspace.map_changed.connect(self.place.refresh)
        self.prediction.whom_changed.connect(self.why.refresh)
        workspace.people.failed.connect(self.messages.show_error)
        workspace.people.person_changed.connect(self._on_person_changed)
        for section in self._sections:
            section.failed.connect(self.messages.show_error)

    def _whom(self) -> int | dict[int, float]:
        return self.prediction.chosen

    @property
    def movie(self) -> int | None:
        """Index of the film that is shown."""
        return self._movie

    @Slot(int)
    def show_film(self, movie: int) -> None:
        """Show a film; ``go_back`` leads to the one before."""
        if self._movie is not None and movie != self._movie:
            self._before = [*self._before[1 - _MOST_REMEMBERED :], self._movie]
        self._show(movie)

    @Slot()
    def go_back(self) -> None:
        """Show the film before."""
        if self._before:
            self._show(self._before.pop())

    def _show(self, movie: int) -> None:
        dataset = self._workspace.dataset
        if dataset is None:
            return
        self._movie = movie
        self.back_button.setVisible(bool(self._before))
        self.messages.clear()
        label = dataset.movies.label(movie)
        self.setWindowTitle(f"{label} – MovieRec")
        self.title.setText(label)
        self.facts.setText("Looking for what the data know of it…")
        self._show_links(())
        self.tags.setText("Working…")
        self.fans.say("Working…")
        self.ratings.say("Working…")
        self._choose_whom()
        self.own.show_film(movie)
        for section in self._sections:
            section.show_film(movie)
        work = partial(_facts, dataset, movie)
        self._job.take(self._workspace.start_job("Looking at a film", work, self._show_facts, self._on_failed))
        self.bring_up()

    def _choose_whom(self) -> None:
        """For the user that predictions were asked for last, else for the person; whoever is chosen here stays until
        predictions are asked for somebody else.
        """
        asked = (self._workspace.current_user,)
        if asked != self._asked:
            self._asked = asked
            self.prediction.choose_whom(*asked)
            self._on_person_changed()

    @Slot(object)
    def _show_facts(self, facts: FilmFacts) -> None:
        dataset = self._workspace.dataset
        if dataset is None or facts.movie != self._movie:
            return
        self.facts.setText(facts_line(facts))
        self._show_links(facts.links)
        self.tags.setText(tags_text(facts.tags))
        self.ratings.show_facts(facts, dataset.scale)
        self.fans.show_rows(
            {
                "user": [fan.user for fan in facts.fans],
                "label": [fan.label for fan in facts.fans],
                "rating": [fan.rating for fan in facts.fans],
                "usual": [fan.usual for fan in facts.fans],
                "residual": [fan.residual for fan in facts.fans],
                "count": [fan.count for fan in facts.fans],
            },
            "Users who gave it most above what they usually give.",
            "Nobody gave it more than they usually give." if facts.count else "Nobody in these data rated this film.",
        )

    def _show_links(self, links: tuple[Link, ...]) -> None:
        while item := self._link_row.takeAt(0):
            button = item.widget()
            if button is not None:
                button.hide()
                button.deleteLater()
        for link in links:
            button = QPushButton(link.site)
            set_role(button, "link")
            button.setToolTip(f"Open {link.url} in the browser")
            button.clicked.connect(partial(self.open_link, link.url))
            self._link_row.addWidget(button)

    @Slot()
    def set_posters_up(self) -> None:
        """Let the user turn posters on or off."""
        dialog = PosterDialog(self._posters, self)
        dialog.accepted.connect(self.poster.follow_settings)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def open_link(self, url: str, _checked: bool = False) -> None:
        """Open a page in the browser."""
        if not QDesktopServices.openUrl(QUrl(url)):
            self.messages.show_warning(f"No browser could be opened. The address is {url}")

    def closeEvent(self, event: QCloseEvent) -> None:
        """Give up what nobody waits for any more; it is made up for when a film is shown again."""
        self._job.drop()
        for section in self._sections:
            section.drop()
        super().closeEvent(event)

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self.facts.clear()
        self.tags.clear()
        self.fans.say("")
        self.ratings.say("")
        self.messages.show_error(error)

    @Slot()
    def _on_person_changed(self) -> None:
        people = self._workspace.people
        self.prediction.name_person(people.person.name if people.person is not None else "You")
        ratings = people.ratings
        if ratings != self._ratings_before:
            self._ratings_before = ratings
            if isinstance(self.prediction.chosen, dict):
                self.prediction.refresh()
                self.why.refresh()

    @Slot()
    def _on_run_changed(self) -> None:
        for section in (self.prediction, self.why, self.similar, self.nodes):
            section.refresh()

    @Slot()
    def _on_dataset_changed(self) -> None:
        """The film's number is of the dataset before."""
        self._job.drop()
        self._movie, self._before, self._asked = None, [], None
        self.own.show_film(None)
        for section in self._sections:
            section.show_film(None)
        self.close()


def facts_line(facts: FilmFacts) -> str:
    """Genres, ratings, mean and rank, on one line."""
    parts = [", ".join(facts.genres) or "no genres listed", counted(facts.count, "rating")]
    if not math.isnan(facts.mean):
        parts += [f"mean {facts.mean:.2f}", f"number {facts.rank:,} of {facts.ranked:,} by ratings"]
    return " · ".join(parts)


def tags_text(tags: tuple[tuple[str, int], ...]) -> str:
    """Tags in a row, with the number of people where several gave one."""
    if not tags:
        return "Nobody gave it a tag."
    return " · ".join(f"{text} ({count:,})" if count > 1 else text for text, count in tags)


def _facts(dataset: Dataset, movie: int) -> Generator[Progress, None, FilmFacts]:
    yield Progress("Loading libraries")
    from movierec_gui.analysis.film_page import film_facts

    return (yield from film_facts(dataset, movie))
