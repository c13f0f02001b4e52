"""A person as one more user of a training: their ratings in a dataset, as they were when the training began."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from movierec_gui.data.dataset import Dataset, Ratings
from movierec_gui.data.people.finding import MovieFinder
from movierec_gui.data.people.follow import follow
from movierec_gui.data.people.person import Person
from movierec_gui.errors import UserError
from movierec_gui.wording import counted


@dataclass(frozen=True)
class JoinedPerson:
    """Columns of the same length, one entry for each rated movie of the dataset."""

    id: str
    """That of the person's file; they may be gone by now."""
    name: str
    given: int
    """Ratings that the person had, of films in the dataset or not."""
    movies: tuple[int, ...]
    """Indices into the dataset."""
    values: tuple[float, ...]
    """On the dataset's scale."""
    times: tuple[int, ...]
    """Seconds since 1970; 0 throughout where the dataset has no times."""

    @property
    def summary(self) -> str:
        """As in ``23 of 25 ratings of Ann``."""
        return joined_text(self.name, len(self.movies), self.given)

    def is_rating_as(self, ratings: Mapping[int, float]) -> bool:
        """Whether ratings by movie index are exactly those of the training."""
        own = dict(zip(self.movies, np.array(self.values, np.float32).tolist(), strict=True))
        return own == {movie: float(np.float32(value)) for movie, value in ratings.items()}

    def ratings_of(self, user: int) -> Ratings:
        """The ratings, by a user of this index."""
        return Ratings(
            np.full(len(self.movies), user, np.int32),
            np.array(self.movies, np.int32),
            np.array(self.values, np.float32),
            np.array(self.times, np.int64),
        )


def joined_text(name: str, used: int, given: int) -> str:
    """As in ``23 of 25 ratings of Ann``."""
    return f"{used:,} of {counted(given, 'rating')} of {name}"


def join(person: Person, finder: MovieFinder) -> JoinedPerson:
    """The person's ratings of the finder's movies. Raises UserError where there is none.

    A rating without a time gets the person's latest one, or else the dataset's: times far from all others would
    stretch what a network makes of them.
    """
    followed, dataset = follow(person, finder), finder.dataset
    if not followed.ratings:
        raise UserError(
            f"{person.name} has rated no movie of {dataset.name}", followed.summary(), "Choose somebody else, or nobody"
        )
    movies = tuple(followed.ratings)
    return JoinedPerson(
        person.id,
        person.name,
        len(person.ratings),
        movies,
        tuple(float(value) for value in followed.ratings.values()),
        _times([followed.times[movie] for movie in movies], dataset),
    )


def _times(known: list[int], dataset: Dataset) -> tuple[int, ...]:
    latest = int(dataset.ratings.timestamps.max())
    if latest == 0:
        return (0,) * len(known)
    usual = max(known) or latest
    return tuple(time or usual for time in known)
