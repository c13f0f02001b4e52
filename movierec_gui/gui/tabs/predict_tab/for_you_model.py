"""Behind the page "For you": who makes the list, for whom, and how it stands; every change that takes long is a job."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from movierec_gui.gui.background_job import LatestJob
from movierec_gui.gui.tabs.predict_tab.for_you_work import Look, explain, learned, look
from movierec_gui.gui.workspace import Workspace
from movierec_gui.progress import Progress

if TYPE_CHECKING:
    from movierec_gui.analysis.list_source import ListSource
    from movierec_gui.analysis.watch_list import Expected, ListMaker
    from movierec_gui.data.dataset import BoolArray
    from movierec_gui.data.people.follow import Followed
    from movierec_gui.data.people.person import Person
    from movierec_gui.recommenders.base import Scores
    from movierec_gui.recommenders.listing import Agreement

LEAST_RATINGS = 1
"""Films that somebody must have rated to get a list: the guided start shows one from the first answer on, too."""
_MOST_MAKERS = 3
"""Recommenders that are held at a time; further ones are read again from where they are kept."""
Reasons = tuple[tuple[int, float, float], ...]
"""Ratings that speak for a movie: movie, rating, share of all that speaks for it."""
Learn = Callable[[Workspace, "ListSource"], Generator[Progress, None, "ListMaker"]]


class State(Enum):
    """How far the list is."""

    IDLE = "idle"
    """Nothing is asked for."""
    LEARNING = "learning"
    STOPPED = "stopped"
    """Somebody cancelled the learning, or it failed."""
    TOO_FEW = "too few ratings"
    READY = "ready"


@dataclass(frozen=True)
class People:
    """For whom the list is."""

    first: int | Followed | None = None
    """A user of the dataset by index, or a person who is looked up in it."""
    companion: int | Person | None = None
    spared: int | Person | None = None
    """Who is not to have seen the movies."""


@dataclass(eq=False)
class _Kept:
    """What was computed for the people who are chosen now."""

    look: Look | None = None
    reasons: dict[int, Reasons] = field(default_factory=dict)


class ForYouModel(QObject):
    """Fits a recommender once, looks at people once each, and ranks the movies anew at every move."""

    state_changed = Signal()
    ranked = Signal()
    """The movies have other scores, or other people expect them."""
    explained = Signal()
    """More reasons are known."""
    failed = Signal(object)

    def __init__(self, workspace: Workspace, learn: Learn = learned, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace, self._learn = workspace, learn
        self._makers: dict[ListSource, ListMaker] = {}
        self._source: ListSource | None = None
        self._learning, self._looking, self._explaining = LatestJob(), LatestJob(), LatestJob()
        self._people, self._kept = People(), _Kept()
        self._discovery: float | None = None
        self.agreement: Agreement = "least"
        self.state = State.IDLE

    @property
    def maker(self) -> ListMaker | None:
        """Whoever makes the list, once it has learned."""
        return None if self._source is None else self._makers.get(self._source)

    @property
    def source(self) -> ListSource | None:
        """Who is asked to make the list."""
        return self._source

    @property
    def discovery(self) -> float:
        """From well known to discoveries: where a person put it, or else where the settings have it."""
        if self._discovery is not None:
            return self._discovery
        return 0.0 if self.maker is None else self.maker.discovery

    @property
    def unseen(self) -> BoolArray | None:
        """[movies] which the one who is to be spared has not seen."""
        return None if self._kept.look is None else self._kept.look.unseen

    @property
    def together(self) -> bool:
        """Whether the list is for two."""
        return self._people.companion is not None

    def scores(self) -> Scores | None:
        """[movies] as they stand now; None where there is no list."""
        if self.maker is None or self._kept.look is None:
            return None
        return self.maker.scores(self._kept.look.tastes, self.discovery, self.agreement)

    def expected(self) -> Expected | None:
        """How the group would rate the movies."""
        from movierec_gui.analysis.watch_list import together

        return None if self._kept.look is None else together(self._kept.look.tastes.expected, self.agreement)

    def uncertainty(self) -> str:
        """How unsure the list is, where it is made from few ratings; else empty."""
        from movierec_gui.analysis.watch_list import uncertainty_text

        look, maker = self._kept.look, self.maker
        if look is None or look.nobody is None or maker is None:
            return ""
        same, told_of = maker.in_common(look.tastes, look.nobody, self.discovery, self.agreement)
        return uncertainty_text(look.tastes.fewest_ratings, same, told_of, self.together) if told_of else ""

    def reasons(self, movie: int) -> Reasons | None:
        """What speaks for a movie; None while nobody knows."""
        return self._kept.reasons.get(movie)

    @property
    def known_reasons(self) -> dict[int, Reasons]:
        """Movie to what speaks for it, as far as somebody looked."""
        return self._kept.reasons

    def reset(self) -> None:
        """Forget everything: another dataset is open."""
        for job in (self._learning, self._looking, self._explaining):
            job.drop()
        self._makers.clear()
        self._source, self._people, self._kept = None, People(), _Kept()
        self._set_state(State.IDLE)

    def ask(self, source: ListSource, people: People) -> None:
        """Make a list; what is there already is not done again, and what somebody stopped is not begun again."""
        others = not _same(people, self._people)
        self._people = people
        if source != self._source:
            self._source, self._kept = source, _Kept()
            self.retry()
        elif self._learning.job is None and self.state is not State.STOPPED and (others or self._kept.look is None):
            self._look()

    @Slot()
    def retry(self) -> None:
        """Go on with what was asked for."""
        self._learning.drop()
        if self.maker is not None:
            self._look()
        elif self._source is not None:
            self._set_state(State.LEARNING)
            work = partial(self._learn, self._workspace, self._source)
            start = self._workspace.start_job
            self._learning.take(
                start("Learning what people watch", work, self._on_learned, self._on_failed, None, self._on_stopped)
            )

    def move(self, discovery: float | None) -> None:
        """Move the list between well known movies and discoveries; None: where the settings have it."""
        self._discovery = discovery
        if self.state is State.READY:
            self.ranked.emit()

    def agree(self, agreement: Agreement) -> None:
        """Say how two people's scores become one."""
        self.agreement = agreement
        if self.state is State.READY:
            self.ranked.emit()

    def explain(self, movies: Sequence[int]) -> None:
        """Look for what speaks for these movies, where nobody has yet."""
        maker, seen = self.maker, self._kept.look
        if maker is None or seen is None or not maker.explains:
            return
        missing = [movie for movie in dict.fromkeys(movies) if movie not in self._kept.reasons]
        self._explaining.drop()
        if missing:
            import numpy as np

            work = partial(explain, maker, seen.tastes, np.array(missing, np.int64))
            self._explaining.take(
                self._workspace.start_job("Looking for the reasons", work, self._on_explained, self.failed)
            )

    def _look(self) -> None:
        maker, people = self.maker, self._people
        self._explaining.drop()
        self._looking.drop()
        if maker is None or people.first is None:
            self._set_state(State.IDLE)
            return
        group: Sequence[Any] = [whom for whom in (people.first, people.companion) if whom is not None]
        work = partial(look, maker, group, people.spared, self._workspace.people.finder)
        start = self._workspace.start_job
        self._looking.take(
            start("Looking at the ratings", work, self._on_looked, self._on_failed, None, self._on_stopped)
        )

    @Slot(object)
    def _on_learned(self, maker: ListMaker) -> None:
        self._learning.forget()
        if self._source is not None:
            self._makers[self._source] = maker
        for oldest in list(self._makers)[:-_MOST_MAKERS]:
            del self._makers[oldest]
        self._look()

    @Slot(object)
    def _on_looked(self, found: Look) -> None:
        self._looking.forget()
        self._kept = _Kept(found)
        self._set_state(State.READY if found.tastes.fewest_ratings >= LEAST_RATINGS else State.TOO_FEW)
        if self.state is State.READY:
            self.ranked.emit()

    @Slot(object)
    def _on_explained(self, reasons: dict[int, Reasons]) -> None:
        self._explaining.forget()
        self._kept.reasons.update(reasons)
        self.explained.emit()

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self._on_stopped()
        self.failed.emit(error)

    @Slot()
    def _on_stopped(self) -> None:
        self._learning.forget()
        self._looking.forget()
        self._set_state(State.STOPPED)

    def _set_state(self, state: State) -> None:
        self.state = state
        self.state_changed.emit()


def _same(people: People, others: People) -> bool:
    """Whether nobody is another one, or has other ratings; marks do not matter to whom the list is for."""
    from movierec_gui.data.people.follow import Followed

    one, other = people.first, others.first
    if isinstance(one, Followed) and isinstance(other, Followed):
        same = (one.ratings, one.times) == (other.ratings, other.times)
    else:
        same = one == other
    return same and (people.companion, people.spared) == (others.companion, others.spared)
