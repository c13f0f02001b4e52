"""The contract of every recommender: what to watch, not how it would be rated."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
import torch
from torch import Tensor

from movierec_gui.data.dataset import Int64Array
from movierec_gui.data.features import TrainingData
from movierec_gui.errors import UserError, unknown_name
from movierec_gui.progress import Progress
from movierec_gui.recommenders.people import People
from movierec_gui.settings import check_settings

Scores = npt.NDArray[np.floating]
NEVER = -np.inf
"""The score of a movie that is not to be listed."""
PEOPLE_AT_ONCE = 64
"""People who are scored at a time where ratings are taken away one by one."""
BLOCK_NUMBERS = 4_000_000
"""Scores at most that are held at a time where many people are asked for."""


@dataclass(frozen=True)
class RecommenderConfig:
    """Settings of one recommender; subclasses add described fields."""

    def __post_init__(self) -> None:
        check_settings(self)


class Recommender(ABC):
    """Scores every movie for a person by the person's ratings; the movies with the highest scores make the list.

    A score has no unit and says nothing of stars: only the order of one person's scores counts. People who were there
    in training and others are scored in the same way, by their ratings, with no retraining.
    """

    adds_up: ClassVar[bool] = False
    """Whether ``why`` divides what it explains among the person's ratings without a rest."""
    learned: ClassVar[tuple[str, ...]] = ()
    """Attributes that ``fit`` sets and scores rest on: NumPy arrays and SciPy's sparse rows."""
    epochs_done: int = 0
    """Passes after which ``checkpoint`` may be taken; stays 0 where a fit that was left begins anew."""
    epoch_loss: float = math.nan
    """Mean over the steps of the last whole epoch of what they make smaller; NaN where there are no steps."""

    @abstractmethod
    def fit(self, data: TrainingData) -> Iterator[Progress]:
        """Learn from the training ratings, reporting how far it is."""

    @abstractmethod
    def scores(self, people: People) -> Scores:
        """[B] people -> [B, movies] scores; ``NEVER`` where a movie is not to be listed."""

    def scored(self, people: People) -> Generator[None, None, Scores]:
        """``scores``, with a stop wherever they may be left: for those that take long over each person."""
        yield from ()
        return self.scores(people)

    def why(self, person: People, movies: Int64Array) -> Scores:
        """One person with n ratings, [k] movies -> [k, n] how much each rating did for the score of each movie.

        Where ``adds_up``, a movie's shares sum to ``explained``; otherwise each is the score less the score without
        that rating: sensitivity, not cause.
        """
        whole = self.scores(person.as_new())[0, movies]  # [k]
        parts = [self.scores(one)[:, movies] for one in blocks_of(person.without_each(), PEOPLE_AT_ONCE)]
        lacking = np.concatenate([*parts, np.empty((0, len(movies)))])  # [n, k]
        both = np.isfinite(whole) & np.isfinite(lacking)
        shares: Scores = np.where(both, whole - np.where(both, lacking, 0.0), 0.0).T
        return shares

    def explained(self, person: People, movies: Int64Array) -> Scores:
        """One person, [k] movies -> [k] what ``why`` divides: the scores, or the part of them that ratings make."""
        explained: Scores = self.scores(person.as_new())[0, movies]
        return explained

    def state(self) -> dict[str, Tensor]:
        """All that ``fit`` learned, by name."""
        found: dict[str, Tensor] = {}
        for name in self.learned:
            value = getattr(self, name)
            if sp.issparse(value):
                found |= {f"{name}.{part}": _tensor(getattr(value, part)) for part in ("data", "indices", "indptr")}
                found[f"{name}.shape"] = torch.tensor(value.shape)
            else:
                found[name] = _tensor(value)
        return found

    def load_state(self, state: Mapping[str, Tensor]) -> None:
        """Take over what another one with the same settings learned. Raises UserError where something is missing."""
        for name in self.learned:
            try:
                if f"{name}.shape" in state:
                    parts = tuple(state[f"{name}.{part}"].numpy() for part in ("data", "indices", "indptr"))
                    value: Any = sp.csr_matrix(parts, shape=tuple(state[f"{name}.shape"].tolist()))
                else:
                    value = state[name].numpy()
            except KeyError as error:
                raise UserError(f"The stored recommender has no {error}", "", "Fit it again") from error
            setattr(self, name, value)

    def checkpoint(self) -> dict[str, Tensor]:
        """All that ``fit`` needs to go on after the last whole epoch, the generator's state among it."""
        raise NotImplementedError(f"{type(self).__name__} takes no epochs")

    def go_on_from(self, state: Mapping[str, Tensor], epochs: int) -> None:
        """Bring a newly built one to where ``checkpoint`` was taken, after so many epochs.

        Raises UserError, KeyError or RuntimeError where the state is of another one.
        """
        raise UserError("This recommender takes no epochs", "", "Fit it again")


@dataclass(frozen=True)
class RecommenderPreset:
    """Named settings of one recommender."""

    name: str
    help: str
    """Whom or what they are for."""
    changes: Mapping[str, Any] = field(default_factory=dict)
    """Values of settings that differ from what the recommender starts from."""


AS_IT_STARTS = RecommenderPreset("as it starts", "Where nothing more is known of the data")


@dataclass(frozen=True)
class RecommenderKind:
    """One entry of the registry; forms, the command line, the contract tests and the docs are made from it."""

    name: str
    title: str
    summary: str
    config: type[RecommenderConfig]
    build: Callable[[Any, TrainingData, torch.Generator], Recommender]
    """(config, data, generator) -> one that has learned nothing; what it draws comes from the generator."""
    presets: tuple[RecommenderPreset, ...] = (AS_IT_STARTS,)

    def preset(self, name: str) -> RecommenderPreset:
        """The preset of that name. Raises UserError where there is none."""
        for preset in self.presets:
            if preset.name == name:
                return preset
        raise unknown_name("preset", name, (preset.name for preset in self.presets))

    def settings(self, preset: RecommenderPreset = AS_IT_STARTS) -> RecommenderConfig:
        """The settings of a preset."""
        return self.config(**preset.changes)

    def preset_of(self, settings: RecommenderConfig) -> RecommenderPreset:
        """The preset with exactly these settings; where there is none, the one that the recommender starts from."""
        return next((preset for preset in self.presets if self.settings(preset) == settings), AS_IT_STARTS)

    def label(self, preset: RecommenderPreset) -> str:
        """What people know a recommender with these settings by: the title, and the preset unless it is the first."""
        return self.title if preset is AS_IT_STARTS else f"{self.title}, {preset.name}"

    def choices(self) -> Iterator[tuple[str, str, str]]:
        """What to ask for each preset by, what people know it by, and what it is: a form's or a list's entries."""
        yield self.name, self.title, self.summary
        for preset in self.presets[1:]:
            yield f"{self.name}:{preset.name}", self.label(preset), preset.help


def blocks_of(people: People, size: int) -> Iterator[People]:
    """The same people in groups of at most so many."""
    for first in range(0, len(people), size):
        starts = people.starts[first : first + size + 1]
        part = slice(starts[0], starts[-1])
        yield People(
            starts - starts[0],
            people.movies[part],
            people.values[part],
            people.moments[part],
            people.known[first : first + size],
        )


def best_movies(scores: Scores, people: People, length: int) -> Int64Array:
    """[B, movies] -> [B, length] movies with the highest scores that the person has not rated; ties in their order.

    -1 where nothing is left to list. Scores of rated movies are overwritten.
    """
    scores[people.owners, people.movies] = NEVER
    kept = min(length, scores.shape[1])
    # One more than is wanted shows whether a tie goes over the edge.
    values, places = torch.from_numpy(scores).topk(min(kept + 1, scores.shape[1]))
    held, found = values.numpy(), places.numpy()[:, :kept]
    for person in np.flatnonzero((held[:, kept:] == held[:, kept - 1 : kept]).any(1)):
        found[person] = np.argsort(-scores[person], kind="stable")[:kept]
    found = np.sort(found, axis=1)
    held = np.take_along_axis(scores, found, 1)
    order = np.argsort(-held, axis=1, kind="stable")
    lists = np.where(np.take_along_axis(held, order, 1) > NEVER, np.take_along_axis(found, order, 1), -1)
    return np.pad(lists, ((0, 0), (0, length - kept)), constant_values=-1)


def first_movies(order: Int64Array, people: People, length: int) -> Int64Array:
    """All movies in one order for everybody -> [B, length] the first ones that each person has not rated, then -1."""
    n, places = len(order), np.empty(len(order), np.int64)
    places[order] = np.arange(n)
    rated = np.sort(people.owners * n + places[people.movies])  # by person, and by place in the order
    rated = rated[np.diff(rated, prepend=-1) > 0]
    owners, starts = rated // n, np.searchsorted(rated, np.arange(len(people)) * n)
    before = rated % n - (np.arange(len(rated)) - starts[owners])  # how many that are not rated come before
    wanted = np.arange(len(people))[:, None] * (n + 1) + np.arange(length)
    passed = np.searchsorted(owners * (n + 1) + before, wanted, side="right") - starts[:, None]
    found = np.arange(length) + passed
    return np.where(found < n, order[np.minimum(found, n - 1)], -1)


def _tensor(values: npt.NDArray[Any]) -> Tensor:
    return torch.from_numpy(np.ascontiguousarray(values))
