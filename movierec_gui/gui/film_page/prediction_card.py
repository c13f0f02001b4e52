"""What the current run predicts of a film, for the person or for a user of the data."""

from __future__ import annotations

from collections.abc import Generator
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from movierec_gui.gui.background_job import Work
from movierec_gui.gui.film_page.section import NO_RUN, FilmSection, needed_run
from movierec_gui.gui.style import SPACING, text_label
from movierec_gui.gui.widgets.interval_text import explanation, sureness
from movierec_gui.gui.widgets.user_chooser import UserChooser
from movierec_gui.gui.workspace import Workspace
from movierec_gui.progress import Progress
from movierec_gui.wording import counted

if TYPE_CHECKING:
    from movierec_gui.analysis.film_page import FilmPrediction
    from movierec_gui.analysis.people import Person
    from movierec_gui.data.dataset import Dataset

OWN, USER = "own", "user"


class PredictionCard(FilmSection):
    """Chooses for whom, and shows the number with its interval."""

    job_title = "Predicting a film"
    whom_changed = Signal()
    """Somebody else, or the person's ratings, are predicted for."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(workspace, parent)
        self.whom = QComboBox()
        self.whom.setAccessibleName("Predicted for")
        self.whom.addItem("You", OWN)
        self.whom.addItem("A user of the data", USER)
        self.user = UserChooser()
        self.number = text_label("", "number")
        self.beside = text_label("", "muted", wrap=True)
        self.note = text_label("", "muted", wrap=True)
        label = QLabel("For")
        label.setBuddy(self.whom)
        line, figures = QHBoxLayout(), QHBoxLayout()
        line.addWidget(label)
        line.addWidget(self.whom, 1)
        figures.addWidget(self.number)
        figures.addWidget(self.beside, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACING)
        layout.addLayout(line)
        layout.addWidget(self.user)
        layout.addLayout(figures)
        layout.addWidget(self.note)
        self.user.facts.hide()
        self.user.hide()
        self.whom.currentIndexChanged.connect(self._on_whom_changed)
        self.user.user_changed.connect(self._on_whom_changed)
        self.user.failed.connect(self.failed)

    def choose_whom(self, user: int | None) -> None:
        """Predict for a user of the data, or for the person."""
        self.user.set_dataset(self._workspace.dataset)
        if user is not None:
            self.user.set_user(user)
        self.whom.setCurrentIndex(self.whom.findData(OWN if user is None else USER))

    def name_person(self, name: str) -> None:
        """Call the person by their name."""
        self.whom.setItemText(self.whom.findData(OWN), name)

    @property
    def chosen(self) -> int | dict[int, float]:
        """For whom: the index of a user, or the person's ratings by movie index; see ``person_of``."""
        return self.user.user if self.whom.currentData() == USER else self._workspace.people.ratings

    def say(self, text: str) -> None:
        """Show a sentence and no number."""
        self.number.clear()
        self.number.hide()
        self.beside.clear()
        self.beside.hide()
        self.note.setText(text)

    def work(self, dataset: Dataset, movie: int) -> Work | str:
        """Predict, if there is a run."""
        if not self._workspace.current_run_id:
            return NO_RUN
        return partial(_predict, self._workspace, self.chosen, movie)

    def show_result(self, result: FilmPrediction) -> None:
        """Show the number, what is known beside it, and how sure it is."""
        self.number.setText(f"{result.predicted:.2f}")
        self.number.setAccessibleName(f"Predicted rating {result.predicted:.2f}")
        self.number.show()
        self.beside.setText(_beside(result))
        self.beside.show()
        sure = sureness(result.low, result.high, result.intervals, result.surer_than)
        if self.chosen == {}:
            sure = f"For somebody who has rated nothing yet. {sure}".strip()
        self.note.setText(sure)
        self.note.setToolTip(explanation(result.intervals, result.check))

    @Slot()
    def _on_whom_changed(self) -> None:
        self.user.setVisible(self.whom.currentData() == USER)
        self.refresh()
        self.whom_changed.emit()


def person_of(whom: int | dict[int, float]) -> Person:
    """A user of the dataset by index, or somebody by ratings of movie indices."""
    from movierec_gui.analysis.people import KnownUser, NewUser

    return KnownUser(whom) if isinstance(whom, int) else NewUser(tuple(whom), tuple(whom.values()))


def _predict(
    workspace: Workspace, whom: int | dict[int, float], movie: int
) -> Generator[Progress, None, FilmPrediction]:
    run = yield from needed_run(workspace)
    from movierec_gui.analysis.film_page import predict_film

    return (yield from predict_film(run, person_of(whom), movie))


def _beside(result: FilmPrediction) -> str:
    support = f"from {counted(result.support, 'training rating')} of the film"
    if not result.part:
        return support
    whose = "your rating" if result.part == "own" else f"actual ({result.part} part)"
    return f"{whose} {result.rated:g}; {support}"
