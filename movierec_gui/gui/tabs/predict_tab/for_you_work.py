"""What the page "For you" asks of the engine, in jobs."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from movierec_gui.gui.libraries import import_alone
from movierec_gui.gui.workspace import Workspace
from movierec_gui.progress import Progress
from movierec_gui.resource_paths import data_home

if TYPE_CHECKING:
    from movierec_gui.analysis.list_source import ListSource
    from movierec_gui.analysis.watch_list import ListMaker, Tastes
    from movierec_gui.data.dataset import BoolArray, Dataset, Int64Array
    from movierec_gui.data.people.finding import MovieFinder
    from movierec_gui.data.people.follow import Followed
    from movierec_gui.data.people.person import Person


@dataclass(frozen=True, eq=False)
class Look:
    """What one look at the people gave."""

    tastes: Tastes
    unseen: BoolArray | None
    """[movies] which the one who is to be spared has not seen; None where there is nobody."""
    nobody: Tastes | None = None
    """Somebody who has rated nothing, to compare with where the list is made from few ratings; else None."""


def learned(workspace: Workspace, source: ListSource) -> Generator[Progress, None, ListMaker]:
    """Whoever makes the lists for the open dataset."""
    from movierec_gui.errors import UserError

    yield Progress("Loading libraries")
    import_alone("movierec_gui.analysis.watch_list")
    from movierec_gui.analysis.watch_list import open_maker

    dataset = workspace.dataset
    if dataset is None:
        raise UserError("There is no dataset", "", "Open one")
    return (yield from open_maker(dataset, source, workspace.store, data_home() / "cache" / "recommenders"))


def look(
    maker: ListMaker, group: Sequence[int | Followed | Person], spared: int | Followed | Person | None,
    finder: MovieFinder | None,
) -> Generator[Progress, None, Look]:  # fmt: skip
    """One look at the group that the list is for, and at the one who is not to have seen its movies."""
    yield Progress("Looking at the ratings")
    from movierec_gui.analysis.watch_list import FEW_RATINGS, person_of, unseen_by_user

    people = []
    for whom in group:
        followed = _followed(whom, maker.dataset, finder)
        people.append(maker.user(followed) if isinstance(followed, int) else person_of(followed))
    tastes = maker.look_at(people)
    nobody = maker.nobody() if tastes.fewest_ratings < FEW_RATINGS else None
    if spared is None:
        return Look(tastes, None, nobody)
    other = _followed(spared, maker.dataset, finder)
    count = maker.dataset.n_movies
    unseen = unseen_by_user(maker.dataset, other) if isinstance(other, int) else other.fresh(count)
    return Look(tastes, unseen, nobody)


def explain(
    maker: ListMaker, tastes: Tastes, movies: Int64Array
) -> Generator[Progress, None, dict[int, tuple[tuple[int, float, float], ...]]]:
    """Movie to the ratings that speak for it: movie, rating, share of all that speaks for it."""
    yield Progress("Looking for the reasons")
    found = maker.reasons(tastes, movies)
    return {
        int(movie): tuple((reason.movie, reason.rating, reason.share) for reason in reasons)
        for movie, reasons in zip(movies, found, strict=True)
    }


def _followed(whom: int | Followed | Person, dataset: Dataset, finder: MovieFinder | None) -> int | Followed:
    from movierec_gui.data.people.finding import MovieFinder
    from movierec_gui.data.people.follow import follow
    from movierec_gui.data.people.person import Person

    if isinstance(whom, Person):
        usable = finder is not None and finder.dataset is dataset
        return follow(whom, finder if usable and finder is not None else MovieFinder(dataset))
    return whom
