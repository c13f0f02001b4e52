"""The ratings of the person that a run was trained with, in a file of the run: as they were at its beginning.

Other records, such as those in a report, hold the ``WithPerson`` alone, which says whose ratings they are and how many.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass

from movierec_gui import records
from movierec_gui.data.dataset import Dataset
from movierec_gui.data.features import TrainingData, training_data, with_one_more_user
from movierec_gui.data.people.joining import JoinedPerson, joined_text
from movierec_gui.data.splits import Split
from movierec_gui.records import Count, DamagedError


@dataclass(frozen=True)
class WithPerson:
    """Whose ratings a run was trained with, beside the dataset's."""

    id: str
    name: str
    used: Count
    """Ratings that the training had."""
    given: Count
    """Ratings that the person had then, of films in the dataset or not."""
    digest: str
    """SHA-256 of the file of ratings."""

    @property
    def summary(self) -> str:
        """As in ``23 of 25 ratings of Ann``."""
        return joined_text(self.name, self.used, self.given)


def data_with(dataset: Dataset, split: Split, person: JoinedPerson | None) -> TrainingData:
    """The training part of a split, and the person's ratings as those of a user after all others."""
    data = training_data(dataset, split)
    return data if person is None else with_one_more_user(data, person.ratings_of(data.n_users))


def encode(person: JoinedPerson) -> bytes:
    """The file's content."""
    return records.seal(asdict(person))


def facts_of(person: JoinedPerson) -> WithPerson:
    """The entry in the run's record that the file of a person belongs to."""
    digest = hashlib.sha256(encode(person)).hexdigest()
    return WithPerson(person.id, person.name, len(person.movies), person.given, digest)


def decode(content: bytes, facts: WithPerson, n_movies: int | None = None) -> JoinedPerson:
    """The person in a file. Raises DamagedError where it is not the file of these facts, or of other movies."""
    if hashlib.sha256(content).hexdigest() != facts.digest:
        raise DamagedError("it does not hold the ratings that the run was trained with")
    values, _ = records.unseal(content)
    person = records.convert(JoinedPerson, values)
    if not len(person.movies) == len(person.values) == len(person.times) == facts.used:
        raise DamagedError("its columns have other lengths than the run's record says")
    if n_movies is not None and not all(0 <= movie < n_movies for movie in person.movies):
        raise DamagedError("it rates movies that the dataset does not have")
    return person
