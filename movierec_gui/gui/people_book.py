"""The people that are kept, and the one whose ratings the window shows: every change is on the disk before it shows."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from movierec_gui.errors import UserError
from movierec_gui.gui.background_job import BackgroundJob
from movierec_gui.gui.film_changes import adopting, marking, rating
from movierec_gui.gui.person_lookup import PersonLookup
from movierec_gui.progress import Progress

if TYPE_CHECKING:
    from movierec_gui.data.dataset import Dataset
    from movierec_gui.data.people.finding import MovieFinder
    from movierec_gui.data.people.follow import Followed
    from movierec_gui.data.people.person import Film, Person
    from movierec_gui.data.people.review import Review
    from movierec_gui.data.people.store import Change, PeopleStore
    from movierec_gui.gui.workspace import Workspace

FIRST_PERSON = "Me"
"""The name of the person who is made when somebody rates and nobody is kept yet."""
_MOST_AT_ONCE = 1_000
"""Ratings up to which a person is written in the GUI thread, so that it takes less than 50 ms."""


@dataclass
class _Step:
    """One write that waits for its turn."""

    title: str
    act: Callable[[], Person]
    size: int
    """Ratings of the person, by which the time of the write is judged."""
    person: Person | None = None
    """The person after the write."""


class PeopleBook(QObject):
    """People in the program's home, the current one, and that one's films in the open dataset.

    Changes are made one after the other in the order in which they were asked for; those of large persons in jobs.
    """

    people_changed = Signal()
    """Somebody was made, renamed, deleted or brought back, or has other ratings."""
    person_changed = Signal()
    """Another person is current, the current one changed, or was looked up in the dataset."""
    review_kept = Signal()
    """An import was kept; its person is the current one."""
    failed = Signal(object)
    """The exception because of which a change was not kept."""

    def __init__(self, workspace: Workspace, preferred: str = "") -> None:
        """``preferred`` is the id of the person to begin with, if they are kept."""
        super().__init__(workspace)
        from movierec_gui.data.people.store import default_people

        self._workspace = workspace
        self.store: PeopleStore = default_people()
        self._people: dict[str, Person] = {}
        self._current = preferred
        self._deleted: Person | None = None
        self._waiting: deque[_Step] = deque()
        self._writing: BackgroundJob | None = None
        self._lookup = PersonLookup(workspace, self)
        self._lookup.found.connect(self.person_changed)
        self._lookup.failed.connect(self.failed)
        workspace.dataset_changed.connect(self._on_dataset_changed)
        self._list()
        self._lookup.follow(self.person)
        self._lookup.set_dataset(workspace.dataset)

    @property
    def people(self) -> tuple[Person, ...]:
        """Everybody, by name."""
        return tuple(self._people.values())

    @property
    def problems(self) -> tuple[str, ...]:
        """A sentence for each file that holds no person; it stays where it is."""
        return self.store.damaged()

    @property
    def person(self) -> Person | None:
        """The current person; None where nobody is kept."""
        return self._people.get(self._current)

    @property
    def finder(self) -> MovieFinder | None:
        """Finds films in the open dataset; None until it is made, and without a dataset."""
        return self._lookup.finder

    @property
    def followed(self) -> Followed | None:
        """The current person in the open dataset; None where there is none, and until it is looked up."""
        return self._lookup.followed

    @property
    def ratings(self) -> dict[int, float]:
        """The current person's ratings by movie of the open dataset, on its scale; empty until they are looked up."""
        return {} if self.followed is None else dict(self.followed.ratings)

    def lists_of(self, movie: int) -> tuple[str, ...]:
        """The lists (``watchlist``, ``not_for_me``, ``seen``, ``liked``) of the current person that hold a movie."""
        from movierec_gui.data.people.person import MARK_LISTS

        followed = self.followed
        return () if followed is None else tuple(name for name in MARK_LISTS if movie in getattr(followed, name))

    @property
    def undo_text(self) -> str:
        """What ``undo`` would take back; empty for nothing."""
        if self._deleted is not None:
            return f"the deletion of {self._deleted.name}"
        return self._undo_texts()[0]

    @property
    def redo_text(self) -> str:
        """What ``redo`` would bring again; empty for nothing."""
        return self._undo_texts()[1]

    def choose(self, person_id: str) -> None:
        """Make another person the current one."""
        if person_id in self._people and person_id != self._current:
            self._switch(person_id)
            self.people_changed.emit()

    def create(self, name: str) -> Person:
        """Make somebody new, the current person from then on. Raises UserError where the name is empty or taken."""
        person = self.store.create(name)
        self._deleted = None
        self._list()
        self._switch(person.id)
        self.people_changed.emit()
        return person

    def rename(self, name: str) -> None:
        """Give the current person another name. Raises UserError where it is empty or somebody else's."""
        person = self.person
        if person is not None:
            self.finish()
            self._took(self.store.rename(person.id, name))

    def delete(self) -> None:
        """Move the current person to the trash; ``undo`` brings them back until something else is changed."""
        person = self.person
        if person is None:
            return
        self.finish()
        try:
            self.store.delete(person.id)
        except (UserError, OSError) as error:
            self.failed.emit(error)
            return
        self._deleted = self._people[person.id]
        self._list()
        self._switch("")
        self.people_changed.emit()

    def rate(self, movie: int, value: float | None) -> None:
        """Rate a movie of the open dataset on its scale, or take its rating back with None.

        Where nobody is kept yet, the first person is made. The rating shows with ``person_changed``, on the disk.
        """
        self._change_film(movie, partial(rating, value=value), "the rating of")

    def mark(self, movie: int, which: str, on: bool = True) -> None:
        """Put a movie on one of the person's lists (see ``lists_of``), or take it off.

        What is seen or not for somebody leaves their watchlist, and what they want to watch is for them again.
        """
        label = which.replace("_", " ")
        what = f"the mark {label} of" if on else f"taking the mark {label} from"
        self._change_film(movie, partial(marking, which=which, on=on), what)

    def clear_ratings(self) -> None:
        """Take all ratings of the current person back."""
        from movierec_gui.data.people.changes import clear_ratings

        self.change(clear_ratings, "the clearing of all ratings")

    def adopt(self, ratings: Mapping[int, float]) -> None:
        """Give the current person ratings of movies of the open dataset that they have not rated; in one change."""
        if ratings:
            self._change_film(
                next(iter(ratings)),
                partial(adopting, ratings=dict(ratings)),
                "the ratings of the last session, such as",
            )

    def keep_review(self, review: Review, name: str = "") -> None:
        """Keep an import's review for the person it was made for, or for somebody new of this name.

        Raises UserError where the name is empty or taken.
        """
        from movierec_gui.data.people.keeping import keep

        person = review.person or self.create(name)
        self.choose(person.id)
        what = f"the import of {review.history.origin.name}"
        act = partial(self.store.change, person.id, partial(keep, review), what)
        self._do(_Step("Keeping the import", act, len(person.ratings) + len(review.rows)))
        self.review_kept.emit()

    def settle(self, review: Review) -> None:
        """Keep the decisions of a review of what was not matched."""
        from movierec_gui.data.people.unmatched import settle

        self.change(partial(settle, review), "the decisions on films that were not matched")

    def change(self, change: Change, what: str) -> None:
        """Change the current person, on the disk before it shows; ``what`` completes "Undo …"."""
        person = self.person
        if person is not None:
            act = partial(self.store.change, person.id, change, what)
            self._do(_Step(f"Keeping {what}", act, len(person.ratings)))

    @Slot()
    def undo(self) -> None:
        """Take the last change of the current person back, or the deletion of somebody."""
        if self._deleted is not None:
            self._restore(self._deleted)
        elif self.person is not None:
            act = partial(self.store.undo, self.person.id)
            self._do(_Step("Undoing", act, len(self.person.ratings)))

    @Slot()
    def redo(self) -> None:
        """Make the change again that was undone last."""
        if self.person is not None:
            act = partial(self.store.redo, self.person.id)
            self._do(_Step("Redoing", act, len(self.person.ratings)))

    def prepare(self) -> None:
        """Somebody may rate a film soon: look through the data's titles now."""
        self._lookup.prepare()

    @Slot()
    def refresh(self) -> None:
        """Read again what another program may have changed."""
        before, people = self.person, self._people
        self._list()
        if people != self._people:
            self.people_changed.emit()
        if before != self.person:
            self._lookup.follow(self.person)
            self.person_changed.emit()

    def finish(self) -> None:
        """Make every change that waits, now; for closing the window."""
        job, self._writing = self._writing, None
        if job is not None:
            job.wait()
            job.supersede()
            step = self._waiting.popleft()
            if step.person is None:
                self._act(step)
            else:
                self._took(step.person)
        while self._waiting:
            self._act(self._waiting.popleft())

    def _change_film(self, movie: int, change: Callable[[Film, MovieFinder], Change], what: str) -> None:
        dataset = self._lookup.dataset
        if dataset is None:
            return
        try:
            person = self.person or self.create(FIRST_PERSON)
        except UserError as error:
            self.failed.emit(error)
            self.person_changed.emit()
            return
        label = dataset.movies.label(movie)
        act = partial(self._write_film, person.id, dataset, movie, change, f"{what} {label}")
        self._do(_Step(f"Keeping {what} {label}", act, len(person.ratings)))

    def _write_film(
        self, person_id: str, dataset: Dataset, movie: int, change: Callable[[Film, MovieFinder], Change], what: str
    ) -> Person:
        finder = self.finder
        if finder is None or finder.dataset is not dataset:
            from movierec_gui.data.people.finding import MovieFinder

            finder = MovieFinder(dataset)
        return self.store.change(person_id, change(finder.film(movie), finder), what)

    def _do(self, step: _Step) -> None:
        self._deleted = None
        self._waiting.append(step)
        self._go_on()

    def _go_on(self) -> None:
        """Make what waits, in order, until it takes a job."""
        while self._waiting and self._writing is None:
            step = self._waiting[0]
            if step.size > _MOST_AT_ONCE or (self._lookup.dataset is not None and self.finder is None):
                self._writing = self._workspace.start_job(
                    step.title, partial(_written, step), self._on_written, self._on_write_failed, None, self._on_stopped
                )
                return
            self._act(self._waiting.popleft())

    def _act(self, step: _Step) -> None:
        try:
            person = step.act()
        except (UserError, OSError) as error:
            self.failed.emit(error)
            self.person_changed.emit()
        else:
            self._took(person)

    def _took(self, person: Person) -> None:
        """Show a person as they are on the disk now."""
        self._people = dict(sorted({**self._people, person.id: person}.items(), key=_by_name))
        if person.id == self._current:
            self._lookup.follow(self.person)
            self.person_changed.emit()
        self.people_changed.emit()

    @Slot(object)
    def _on_written(self, person: Person) -> None:
        self._end_writing()
        self._took(person)
        self._go_on()

    @Slot(object)
    def _on_write_failed(self, error: Exception) -> None:
        self._end_writing()
        self.failed.emit(error)
        self.person_changed.emit()
        self._go_on()

    @Slot()
    def _on_stopped(self) -> None:
        """A person cancelled the job: what it wrote by then is kept."""
        step = self._end_writing()
        if step.person is not None:
            self._took(step.person)
        else:
            self.person_changed.emit()
        self._go_on()

    def _end_writing(self) -> _Step:
        self._writing = None
        return self._waiting.popleft()

    def _restore(self, person: Person) -> None:
        self._deleted = None
        try:
            self.store.restore(person.id)
        except (UserError, OSError) as error:
            self.failed.emit(error)
            return
        self._list()
        self._switch(person.id)
        self.people_changed.emit()

    def _list(self) -> None:
        self._people = {person.id: person for person in self.store.list()}
        if self._current not in self._people:
            self._current = next(iter(self._people), "")

    def _switch(self, person_id: str) -> None:
        self._current = person_id if person_id in self._people else next(iter(self._people), "")
        self._lookup.follow(self.person)
        self._workspace.person_switched.emit(self._current)
        self.person_changed.emit()

    def _undo_texts(self) -> tuple[str, str]:
        try:
            return ("", "") if self.person is None else self.store.undo_texts(self._current)
        except UserError:
            return "", ""

    @Slot()
    def _on_dataset_changed(self) -> None:
        self._lookup.set_dataset(self._workspace.dataset)
        self.person_changed.emit()


def _by_name(item: tuple[str, Person]) -> tuple[str, str]:
    return item[1].name.casefold(), item[0]


def _written(step: _Step) -> Generator[Progress, None, Person]:
    step.person = step.act()
    yield Progress("Kept")
    return step.person
