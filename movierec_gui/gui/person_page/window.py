"""The window about one person: their taste by genre and decade beside everybody's, and their most unusual ratings."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QPushButton, QWidget

from movierec_gui.errors import UserError
from movierec_gui.gui.background_job import LatestJob
from movierec_gui.gui.style import SPACING, text_label
from movierec_gui.gui.widgets.figure_view import FigureView
from movierec_gui.gui.widgets.noted_table import NotedTable
from movierec_gui.gui.widgets.page_window import PageWindow, card
from movierec_gui.gui.widgets.table_model import ColumnView
from movierec_gui.gui.workspace import Workspace
from movierec_gui.progress import Progress
from movierec_gui.wording import counted

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from movierec_gui.analysis.person_page import PersonTaste, TasteGroup, UnusualRating
    from movierec_gui.data.dataset import Dataset
    from movierec_gui.data.overview import Histogram
    from movierec_gui.figures import FigureStyle

_MOST_REMEMBERED = 50
_HISTOGRAM_HEIGHT = 260
_TOO_FEW = "Too few ratings to tell."
_FILM_HINT = "Enter or a double click opens the film's page."
_LEAN_NOTE = (
    "Lean: stars above or below what this person's other ratings lead to expect, drawn to 0 where the ratings are few."
)


def _percent(share: float) -> str:
    return f"{share:.0%}"


def _stars(lean: float) -> str:
    return f"{round(lean, 2) + 0.0:.2f}"  # the sum makes -0 of what is nearly nothing a plain 0


def _group_columns(title: str) -> tuple[ColumnView, ...]:
    return (
        ColumnView("name", title),
        ColumnView("count", "Ratings", digits=0, width=76),
        ColumnView("share", "Share", digits=0, text=_percent, width=66, help="Share of this person's ratings"),
        ColumnView("everybody", "All", digits=0, text=_percent, width=60, help="Share of all ratings in the data"),
        ColumnView("mean", "Mean", digits=2, width=66, help="Mean of this person's ratings"),
        ColumnView("others", "Others", digits=2, width=72, help="What others think of the same films"),
        ColumnView("lean", "Lean", digits=2, text=_stars, width=130, help=_LEAN_NOTE),
    )


_UNUSUAL_COLUMNS = (
    ColumnView("title", "Film"),
    ColumnView("rating", "Rated", digits=1, width=66),
    ColumnView("others", "Others", digits=2, width=72, help="Mean of the others, drawn to the mean of all films"),
    ColumnView("count", "Ratings", digits=0, width=80, help="Ratings by others"),
    ColumnView("residual", "Unlike others", digits=2, width=130, help="Stars beyond this person's usual difference"),
)


@dataclass(frozen=True)
class Whose:
    """A user of the data by index, or a kept person by id."""

    user: int | None = None
    person: str = ""


class PersonWindow(PageWindow):
    """Shows one person at a time and remembers those before."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__("About the person", parent)
        self._workspace = workspace
        self._whose: Whose | None = None
        self._before: list[Whose] = []
        self._job = LatestJob()
        self.histogram = FigureView("Histogram of the person's ratings")
        self.histogram.setFixedHeight(_HISTOGRAM_HEIGHT)
        self.kindness = text_label("", "muted", wrap=True)
        self.genres = NotedTable(_group_columns("Genre"), "Taste by genre", "lean", _LEAN_NOTE)
        self.decades = NotedTable(_group_columns("Decade"), "Taste by decade", "lean", _LEAN_NOTE)
        self.likes = NotedTable(_UNUSUAL_COLUMNS, "Most unusual likes", "residual", _FILM_HINT)
        self.dislikes = NotedTable(_UNUSUAL_COLUMNS, "Most unusual dislikes", "residual", _FILM_HINT)
        self._tables = (self.genres, self.decades, self.likes, self.dislikes)
        for table, title in zip(self._tables, ("Genres", "Decades", "Unusual likes", "Unusual dislikes"), strict=True):
            table.setContentsMargins(0, SPACING, 0, 0)
            self.pages.addTab(table, title)
        self.unmatched = QPushButton("Not matched…")
        self.unmatched.setToolTip("Say what films these are, or leave them out")
        self.unmatched.clicked.connect(workspace.unmatched_requested)
        self.unmatched.hide()
        self.lay_out([self.unmatched], [card("Ratings by value", self.histogram, self.kindness)])
        workspace.dataset_changed.connect(self._on_dataset_changed)
        workspace.people.person_changed.connect(self._on_person_changed)

    @Slot(int)
    def show_user(self, user: int) -> None:
        """Show a user of the data."""
        self._go_to(Whose(user=user))

    @Slot(str)
    def show_person(self, person_id: str) -> None:
        """Show a kept person, who becomes the current one."""
        self._go_to(Whose(person=person_id))

    @Slot()
    def go_back(self) -> None:
        """Show the person before."""
        if self._before:
            self._show(self._before.pop())

    def _go_to(self, whose: Whose) -> None:
        if self._whose is not None and whose != self._whose:
            self._before = [*self._before[1 - _MOST_REMEMBERED :], self._whose]
        self._show(whose)

    def _show(self, whose: Whose) -> None:
        dataset = self._workspace.dataset
        if dataset is None:
            return
        self._whose = whose
        self.back_button.setVisible(bool(self._before))
        self.messages.clear()
        self._say("Working…")
        if whose.person:
            self._workspace.people.choose(whose.person)
        self.title.setText(self._name(dataset, whose))
        self.facts.clear()
        self._offer_unmatched()
        self._start(dataset)
        self.bring_up()

    def _offer_unmatched(self) -> None:
        """Offer to decide on films of a kept person that these data do not have for sure."""
        followed = self._workspace.people.followed if self._whose is not None and self._whose.person else None
        count = 0 if followed is None else followed.unmatched
        self.unmatched.setText(f"Not matched ({count:,})…")
        self.unmatched.setVisible(count > 0)

    def _name(self, dataset: Dataset, whose: Whose) -> str:
        if whose.user is not None:
            return f"User {dataset.user_label(whose.user)}"
        person = self._workspace.people.person
        return person.name if person is not None else "You"

    def _start(self, dataset: Dataset) -> None:
        whose = self._whose
        if whose is None:
            return
        if whose.user is not None:
            work = partial(_taste_of_user, dataset, whose.user)
        else:
            people = self._workspace.people
            if people.followed is None:
                return  # ``person_changed`` comes when the person's films are looked up
            work = partial(_taste_of_person, dataset, self._name(dataset, whose), people.ratings)
        start = self._workspace.start_job
        self._job.take(start("Looking at a person's taste", work, self._show_taste, self._on_failed))

    @Slot(object)
    def _show_taste(self, taste: PersonTaste) -> None:
        dataset = self._workspace.dataset
        if dataset is None:
            return
        self.setWindowTitle(f"{taste.label} – MovieRec")
        self.title.setText(taste.label)
        self.facts.setText(f"{counted(taste.count, 'rating')} · mean {taste.mean:.2f}")
        self.kindness.setText(kindness_text(taste.kindness))
        self.histogram.setVisible(True)
        self.histogram.show_figure(partial(_paint_histogram, taste.histogram), f"mean {taste.mean:.2f}")
        self.genres.show_rows(_group_rows(taste.genres), empty="These data name no genres.")
        self.decades.show_rows(_group_rows(taste.decades), empty="These data name no years.")
        for table, unusual in ((self.likes, taste.likes), (self.dislikes, taste.dislikes)):
            table.show_rows(_unusual_rows(dataset, unusual), empty=_TOO_FEW)

    def _say(self, text: str) -> None:
        self.kindness.clear()
        self.histogram.hide()
        for table in self._tables:
            table.say(text)

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self.facts.clear()
        self._say(str(error) if isinstance(error, UserError) else "")
        if not isinstance(error, UserError):
            self.messages.show_error(error)

    @Slot()
    def _on_person_changed(self) -> None:
        dataset = self._workspace.dataset
        if dataset is not None and self.isVisible() and self._whose is not None and self._whose.person:
            self._offer_unmatched()
            self._start(dataset)

    @Slot()
    def _on_dataset_changed(self) -> None:
        """The user's number is of the dataset before."""
        self._job.drop()
        self._whose, self._before = None, []
        self.close()


def kindness_text(kindness: float) -> str:
    """How a person rates beside others, in a sentence."""
    if abs(kindness) < 0.05:
        return "Rates as others rate the same films."
    return f"Rates {abs(kindness):.2f} stars {'higher' if kindness > 0 else 'lower'} than others rate the same films."


def _group_rows(groups: Sequence[TasteGroup]) -> dict[str, list[object]]:
    return {
        "name": [group.name for group in groups],
        "count": [group.count for group in groups],
        "share": [group.share for group in groups],
        "everybody": [group.everybody_share for group in groups],
        "mean": [group.mean for group in groups],
        "others": [group.everybody_mean for group in groups],
        "lean": [group.lean for group in groups],
    }


def _unusual_rows(dataset: Dataset, unusual: Sequence[UnusualRating]) -> dict[str, list[object]]:
    return {
        "movie": [entry.movie for entry in unusual],
        "title": [dataset.movies.label(entry.movie) for entry in unusual],
        "rating": [entry.rating for entry in unusual],
        "others": [entry.others for entry in unusual],
        "count": [entry.others_count for entry in unusual],
        "residual": [entry.residual for entry in unusual],
    }


def _taste_of_user(dataset: Dataset, user: int) -> Generator[Progress, None, PersonTaste]:
    yield Progress("Comparing with everybody")
    from movierec_gui.analysis.person_page import user_taste

    return user_taste(dataset, user)


def _taste_of_person(dataset: Dataset, name: str, ratings: dict[int, float]) -> Generator[Progress, None, PersonTaste]:
    yield Progress("Comparing with everybody")
    from movierec_gui.analysis.person_page import person_taste

    return person_taste(dataset, name, list(ratings), list(ratings.values()))


def _paint_histogram(histogram: Histogram, axes: Axes, style: FigureStyle) -> None:
    from movierec_gui.figures import draw_histogram

    draw_histogram(axes, histogram.labels, histogram.counts, style, label="Rating")
