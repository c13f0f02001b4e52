"""A person's films in the open dataset: few are looked up at once, many in a job."""

from __future__ import annotations

from collections.abc import Generator
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from movierec_gui.gui.background_job import LatestJob
from movierec_gui.progress import Progress

if TYPE_CHECKING:
    from movierec_gui.data.dataset import Dataset
    from movierec_gui.data.people.finding import MovieFinder
    from movierec_gui.data.people.follow import Followed
    from movierec_gui.data.people.person import Film, Person
    from movierec_gui.gui.workspace import Workspace

_MOST_AT_ONCE = 100
"""Films up to which they are looked up in the GUI thread."""


class PersonLookup(QObject):
    """Follows one person into one dataset, anew whenever either changes."""

    found = Signal()
    """A job looked the person up."""
    failed = Signal(object)

    def __init__(self, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._job = LatestJob()
        self._known: set[Film] = set()
        self._person: Person | None = None
        self.dataset: Dataset | None = None
        self.finder: MovieFinder | None = None
        """Finds films in the dataset; None until it is made, and without a dataset."""
        self.followed: Followed | None = None
        """The person in the dataset; None without a person, and until they are looked up."""

    def set_dataset(self, dataset: Dataset | None) -> None:
        """Look the person up in another dataset."""
        self.dataset, self.finder = dataset, None
        self._forget()
        self.follow(self._person)

    def follow(self, person: Person | None) -> None:
        """Look a person up as they are now: at once where few of their films are new, otherwise in a job.

        For nobody no finder is made: to go through all titles takes seconds, and holds the window up meanwhile.
        """
        finding = self._job.job is not None
        self._job.drop()
        if person is None or self._person is None or person.id != self._person.id:
            self._forget()
        self._person = person
        if self.dataset is None or (person is None and self.finder is None and not finding):
            return
        films = _films(person)
        if self.finder is None or len(films - self._known) > _MOST_AT_ONCE:
            self._look_up(self.dataset)
            return
        from movierec_gui.data.people.follow import follow

        self.followed, self._known = (None if person is None else follow(person, self.finder)), films

    def prepare(self) -> None:
        """Make the finder now, in a job: somebody may rate a film soon."""
        if self.dataset is not None and self.finder is None and self._job.job is None:
            self._look_up(self.dataset)

    def _look_up(self, dataset: Dataset) -> None:
        work, start = partial(_look_up, dataset, self.finder, self._person), self._workspace.start_job
        self._job.take(start("Looking your films up", work, self._on_found, self._on_failed))

    def _forget(self) -> None:
        self.followed, self._known = None, set()

    @Slot(object)
    def _on_found(self, found: tuple[MovieFinder, Followed | None]) -> None:
        self._job.forget()
        self.finder, self.followed = found
        self._known = _films(self._person)
        self.found.emit()

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self._job.forget()
        self.failed.emit(error)


def _films(person: Person | None) -> set[Film]:
    return set() if person is None else {rated.film for rated in person.ratings}


def _look_up(
    dataset: Dataset, finder: MovieFinder | None, person: Person | None
) -> Generator[Progress, None, tuple[MovieFinder, Followed | None]]:
    yield Progress("Looking your films up")
    from movierec_gui.data.people.finding import MovieFinder
    from movierec_gui.data.people.follow import follow

    finder = finder or MovieFinder(dataset)
    finder.film(0)  # prepares what every look-up needs, here instead of in the GUI thread
    return finder, None if person is None else follow(person, finder)
