"""The kept sets of films, and what each of them is in the open dataset."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from movierec_gui.gui.background_job import LatestJob
from movierec_gui.progress import Progress

if TYPE_CHECKING:
    from movierec_gui.data.dataset import Dataset
    from movierec_gui.data.film_sets.film_set import FilmSet, FoundSet
    from movierec_gui.data.film_sets.store import SetStore
    from movierec_gui.data.people.finding import MovieFinder
    from movierec_gui.gui.workspace import Workspace


class SetBook(QObject):
    """Every change is on the disk before it shows; films are looked up in jobs."""

    changed = Signal()
    """A set was kept, renamed, deleted or brought back, or its films were found in the dataset."""
    failed = Signal(object)
    """The exception because of which a change was not kept."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        from movierec_gui.data.film_sets.store import default_sets

        self._workspace = workspace
        self.store: SetStore = default_sets()
        self.problems: tuple[str, ...] = ()
        """A sentence for each file that holds no set; it stays where it is."""
        self._sets: tuple[FilmSet, ...] = ()
        self._found: dict[str, FoundSet] = {}
        self._deleted = ""
        self._job, self._reading = LatestJob(), LatestJob()
        workspace.dataset_changed.connect(self._on_dataset_changed)
        self.refresh()

    @property
    def sets(self) -> tuple[FilmSet, ...]:
        """Every readable set, by name."""
        return self._sets

    @property
    def can_bring_back(self) -> bool:
        """Whether a set was deleted that ``bring_back`` would restore."""
        return bool(self._deleted)

    def found(self, set_id: str) -> FoundSet | None:
        """A set in the open dataset; None until it is looked up."""
        return self._found.get(set_id)

    def refresh(self) -> None:
        """Read the sets anew, as other programs may have changed them, and look up those that are new, in jobs."""
        work = partial(_listing, self.store)
        self._reading.take(self._workspace.start_job("Reading sets", work, self._on_listed, self.failed))

    @Slot(object)
    def _on_listed(self, listing: tuple[tuple[FilmSet, ...], tuple[str, ...]]) -> None:
        self._sets, self.problems = listing
        known = {kept.id: kept for kept in self._sets}
        if self._deleted in known:  # another program brought it back
            self._deleted = ""
        self._found = {name: found for name, found in self._found.items() if known.get(name) == found.film_set}
        self._look_up()
        self.changed.emit()

    def keep(self, name: str, movies: Iterable[int], origin: str) -> None:
        """Keep movies of the open dataset as a new set, in a job."""
        dataset = self._workspace.dataset
        if dataset is not None:
            chosen = tuple(movies)
            work = partial(_keep, self.store, name, chosen, origin, dataset, self._finder())
            self._workspace.start_job("Keeping a set", work, self._on_kept, self.failed)

    def replace(self, set_id: str, movies: Iterable[int], origin: str) -> None:
        """Put other movies of the open dataset in the place of a set's, in a job."""
        dataset = self._workspace.dataset
        if dataset is not None:
            chosen = tuple(movies)
            work = partial(_replace, self.store, set_id, chosen, origin, dataset, self._finder())
            self._workspace.start_job("Keeping a set", work, self._on_kept, self.failed)

    def rename(self, set_id: str, name: str) -> None:
        """Give a set another name."""
        self._try(partial(self.store.rename, set_id, name))

    def delete(self, set_id: str) -> None:
        """Move a set to the trash; ``bring_back`` restores it."""
        if self._try(partial(self.store.delete, set_id)):
            self._deleted = set_id

    def bring_back(self) -> None:
        """Restore the set that was deleted last."""
        if self._deleted and self._try(partial(self.store.restore, self._deleted)):
            self._deleted = ""

    def _try(self, act: Callable[[], FilmSet | Path]) -> bool:
        from movierec_gui.errors import UserError

        try:
            act()
        except UserError as error:
            self.failed.emit(error)
            return False
        self.refresh()
        return True

    def _finder(self) -> MovieFinder | None:
        return self._workspace.people.finder

    def _look_up(self) -> None:
        dataset = self._workspace.dataset
        missing = tuple(kept for kept in self._sets if kept.id not in self._found)
        if dataset is None or not missing:
            self._job.drop()
            return
        work = partial(_find, missing, dataset, self._finder())
        self._job.take(self._workspace.start_job("Looking sets up", work, self._on_found, self.failed))

    @Slot(object)
    def _on_kept(self, _kept: FilmSet) -> None:
        self.refresh()

    @Slot(object)
    def _on_found(self, found: dict[str, FoundSet]) -> None:
        self._found |= found
        self.changed.emit()

    @Slot()
    def _on_dataset_changed(self) -> None:
        self._found = {}
        self._look_up()
        self.changed.emit()


def _listing(store: SetStore) -> Generator[Progress, None, tuple[tuple[FilmSet, ...], tuple[str, ...]]]:
    yield Progress("Reading sets")
    return store.listing()


def _find(
    sets: tuple[FilmSet, ...], dataset: Dataset, finder: MovieFinder | None
) -> Generator[Progress, None, dict[str, FoundSet]]:
    from movierec_gui.data.film_sets.film_set import find_set
    from movierec_gui.data.people.finding import MovieFinder

    made: list[MovieFinder] = [] if finder is None else [finder]

    def ready() -> MovieFinder:
        if not made:
            made.append(MovieFinder(dataset))
        return made[0]

    found = {}
    for number, kept in enumerate(sets):
        yield Progress("Looking sets up", number, len(sets))
        found[kept.id] = find_set(kept, dataset, ready)
    return found


def _keep(
    store: SetStore, name: str, movies: tuple[int, ...], origin: str, dataset: Dataset, finder: MovieFinder | None
) -> Generator[Progress, None, FilmSet]:
    from movierec_gui.data.film_sets.film_set import films_of
    from movierec_gui.data.people.finding import MovieFinder

    yield Progress("Keeping a set")
    films = films_of(movies, finder or MovieFinder(dataset))
    return store.create(name, films, origin, (dataset.content_hash, dataset.name))


def _replace(
    store: SetStore, set_id: str, movies: tuple[int, ...], origin: str, dataset: Dataset, finder: MovieFinder | None
) -> Generator[Progress, None, FilmSet]:
    from movierec_gui.data.film_sets.film_set import films_of
    from movierec_gui.data.people.finding import MovieFinder

    yield Progress("Keeping a set")
    films = films_of(movies, finder or MovieFinder(dataset))
    return store.change(set_id, films, origin, (dataset.content_hash, dataset.name))
