"""A person in a dataset: their films as its movies, their ratings on its scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from movierec_gui.data.people.finding import Found, MovieFinder
from movierec_gui.data.people.person import LIKED, MARK_LISTS, NOT_FOR_ME, SEEN, WATCHLIST, Film, Marked, Person, Rated
from movierec_gui.data.people.scales import converted, rounded, step_of
from movierec_gui.wording import counted


@dataclass(frozen=True)
class Followed:
    """A person as far as a dataset knows their films; movies are indices into it."""

    ratings: dict[int, float]
    """Movie to rating on the dataset's scale and steps, in the person's order."""
    times: dict[int, int]
    """Movie to seconds since 1970, 0 for unknown."""
    watchlist: tuple[int, ...] = ()
    not_for_me: tuple[int, ...] = ()
    seen: tuple[int, ...] = ()
    liked: tuple[int, ...] = ()
    missing: tuple[Film, ...] = ()
    """Rated films that the dataset does not have."""
    unsure: tuple[Film, ...] = ()
    """Rated films that may be one of several movies; they are not used."""
    unlisted: tuple[Film, ...] = ()
    """Films on the lists that are no movie of the dataset for sure."""
    notes: tuple[str, ...] = ()
    """Changes to ratings that the dataset's scale does not have, a line each."""

    @property
    def unmatched(self) -> int:
        """Ratings and films on lists that are kept with the person and not used here."""
        return len(self.missing) + len(self.unsure) + len(self.unlisted)

    def fresh(self, n_movies: int) -> npt.NDArray[np.bool_]:
        """Which movies [n_movies] the person has neither rated, nor seen, nor marked as not for them."""
        fresh = np.ones(n_movies, np.bool_)
        fresh[[*self.ratings, *self.seen, *self.not_for_me]] = False
        return fresh

    def to_watch(self, n_movies: int) -> npt.NDArray[np.bool_]:
        """Which movies [n_movies] are on the watchlist."""
        listed = np.zeros(n_movies, np.bool_)
        listed[list(self.watchlist)] = True
        return listed

    def summary(self) -> str:
        """One sentence, such as ``18 of 20 ratings kept; 2 of films that are not in this dataset``."""
        total = len(self.ratings) + len(self.missing) + len(self.unsure)
        text = f"{len(self.ratings):,} of {counted(total, 'rating')} kept"
        if self.missing:
            text += f"; {len(self.missing):,} of films that are not in this dataset"
        return text + (f"; {len(self.unsure):,} of films in doubt" if self.unsure else "")


def follow(person: Person, finder: MovieFinder) -> Followed:
    """The person in the finder's dataset."""
    found = [(rated, finder.find(rated.film)) for rated in person.ratings]
    matched: dict[int, Rated] = {}
    for rated, answer in found:
        if answer.movie is not None:
            known = matched.get(answer.movie)
            if known is None or rated.time >= known.time:
                matched[answer.movie] = rated
    ratings, notes = _on_scale(matched, finder)
    return Followed(
        ratings=ratings,
        times={movie: rated.time for movie, rated in matched.items()},
        watchlist=_movies(person.marks(WATCHLIST), finder),
        not_for_me=_movies(person.marks(NOT_FOR_ME), finder),
        seen=_movies(person.marks(SEEN), finder),
        liked=_movies(person.marks(LIKED), finder),
        missing=tuple(rated.film for rated, answer in found if _is_missing(answer)),
        unsure=tuple(rated.film for rated, answer in found if answer.candidates and answer.movie is None),
        unlisted=tuple(
            mark.film for which in MARK_LISTS for mark in person.marks(which) if finder.find(mark.film).movie is None
        ),
        notes=notes,
    )


def _is_missing(answer: Found) -> bool:
    return answer.movie is None and not answer.candidates


def _movies(marks: Sequence[Marked], finder: MovieFinder) -> tuple[int, ...]:
    found = (finder.find(marked.film).movie for marked in marks)
    return tuple(dict.fromkeys(movie for movie in found if movie is not None))


def _on_scale(matched: dict[int, Rated], finder: MovieFinder) -> tuple[dict[int, float], tuple[str, ...]]:
    """Ratings on the dataset's scale and steps, and a line for each kind of change."""
    dataset = finder.dataset
    scale = finder.scale
    low, high = dataset.scale
    step = step_of(dataset.rating_levels)
    ratings: dict[int, float] = {}
    changes: dict[str, int] = {}
    for movie, rated in matched.items():
        there = converted(rated.value, rated.scale, scale)
        here = min(max(rounded(there, step), low), high)
        ratings[movie] = here
        if abs(rated.scale.high - scale.high) > 1e-9:
            _count(changes, f"from {rated.scale} to the dataset's {scale}")
        if abs(here - there) > 1e-9 or _was_clamped(rated, there, scale.high):
            _count(changes, f"moved to the nearest rating that the dataset has ({low:g} to {high:g})")
    return ratings, tuple(f"{counted(count, 'rating')} {change}" for change, count in changes.items())


def _was_clamped(rated: Rated, there: float, high: float) -> bool:
    """Whether a rating in proportion to the highest lies outside the dataset's scale."""
    return rated.scale.low >= 0 and abs(rated.value * high / rated.scale.high - there) > 1e-9


def _count(changes: dict[str, int], change: str) -> None:
    changes[change] = changes.get(change, 0) + 1
