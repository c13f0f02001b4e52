"""For you: what a person is likely to watch and to like.

Watching is EASE's part: what people with these ratings rate as well. Liking is the house model's: the chance that the
rating would be four of five or more. The logarithms of both are added with weights, and so are a tilt towards the
genres and the years that the person watches more than others, and small corrections for how often and how well a movie
is rated. How often it is rated is the weight that a reader may move, from well known to discoveries.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from movierec_gui.data.dataset import Int64Array
from movierec_gui.data.features import TrainingData
from movierec_gui.models import architecture
from movierec_gui.models.base import RatingModel
from movierec_gui.progress import Progress
from movierec_gui.recommenders.als import AlsConfig, ImplicitAls
from movierec_gui.recommenders.base import AS_IT_STARTS, NEVER, Recommender, RecommenderKind, RecommenderPreset, Scores
from movierec_gui.recommenders.ease import Ease, WeightedEaseConfig
from movierec_gui.recommenders.people import People
from movierec_gui.recommenders.rated import ChanceOfLiking, Predicted
from movierec_gui.recommenders.tilts import Kinds, genre_flags, year_flags
from movierec_gui.settings import setting

Array = npt.NDArray[np.float64]
WELL_KNOWN, DISCOVERIES = -0.3, 0.6
"""Ends of the scale between well known movies and discoveries."""
POWER, FURTHER = 0.25, 0.65
"""Beyond the usual place towards discoveries, see ``with_discovery``; the second keeps the end about as novel."""
_SLOPE_OF = 10
"""The movie of a person's list that powers and logarithms have the same slope at."""
GENRE_STRENGTH, YEAR_STRENGTH = 1.0, 10.0
"""How much of everybody's shares a person's counts of genres and years start from, see ``Kinds.tilt``."""
DAMPING = 5.0
"""Ratings of the global mean that a movie's mean starts from."""
OF_ALS = AlsConfig(factors=32, alpha=10.0, base=1.0, ridge=1.0, ridge_power=0.5)
ALS_FLOOR = 1e-3
"""Of implicit ALS, where it has a weight; its scores are near 1 for what a person would watch, near 0 for the rest."""
_RATING, _EASE, _ALS = "rating.", "ease.", "als."
_OF_RATING_MODEL, _OF_EASE = 0.85, 0.03
"""Shares of the fit that the rating model and EASE take."""


@dataclass(frozen=True)
class ForYouConfig(WeightedEaseConfig):
    """Settings of For you."""

    rating_model: str = setting(
        "house", "Rating model", "house: the fast house model; biases: user and movie biases, for very large data",
        choices=("house", "biases"),
    )  # fmt: skip
    prior: float = setting(
        3.0, "Prior", "Times a movie's share of all ratings that is added to what EASE says",
        low=1e-3, high=1e3, logarithmic=True,
    )  # fmt: skip
    liking: float = setting(0.7, "Liking", "Weight of the chance that the person likes the movie", low=0.0, high=5.0)
    discovery: float = setting(
        0.05, "Discovery", "How much a movie that is rated often is held back; below 0 it is preferred",
        low=-2.0, high=2.0,
    )  # fmt: skip
    genres: float = setting(0.5, "Genres", "Weight of the tilt towards the person's genres", low=0.0, high=5.0)
    years: float = setting(0.15, "Years", "Weight of the tilt towards the person's years of release", low=0.0, high=5.0)
    held_back: float = setting(
        0.2, "Mean rating", "How much a movie with a high mean rating is held back", low=-5.0, high=5.0
    )
    factors: float = setting(
        0.0, "Factors", "Weight of what implicit ALS says beside EASE; gains where few movies have many ratings",
        low=0.0, high=5.0,
    )  # fmt: skip


class ForYou(Recommender):
    """Scores are logarithms; movies without a training rating are never listed."""

    adds_up: ClassVar[bool] = True
    learned: ClassVar[tuple[str, ...]] = ("counts", "means", "genre_shares", "year_shares")
    counts: Array
    """[movies] training ratings."""
    means: Array
    """[movies] damped mean ratings."""
    genre_shares: Array
    year_shares: Array

    def __init__(self, config: ForYouConfig, data: TrainingData, generator: torch.Generator) -> None:
        self._config, self._generator = config, generator
        self._ease = Ease(config, data, generator)
        entry = architecture(config.rating_model)
        preset = entry.preset("fast" if config.rating_model == "house" else "default")
        self._rating_model: RatingModel = entry.build(preset.model, data, generator)
        self._als = ImplicitAls(OF_ALS, data, generator) if config.factors else None
        self._fitted = False
        self._chance = ChanceOfLiking(self._rating_model, data)
        self._flags = genre_flags(data), year_flags(data)
        self._kinds: tuple[Kinds, Kinds] | None = None

    @property
    def rating_model(self) -> RatingModel:
        """The model that says how somebody would rate a movie."""
        return self._rating_model

    @property
    def wants_house(self) -> bool:
        """Whether that is the fast house model."""
        return self._config.rating_model == "house"

    @property
    def discovery(self) -> float:
        """Where between ``WELL_KNOWN`` and ``DISCOVERIES`` the settings stand."""
        return self._config.discovery

    def use(self, chance: ChanceOfLiking) -> None:
        """Take a fitted rating model, with what it says of liking, in place of fitting one."""
        self._rating_model, self._fitted, self._chance = chance.model, True, chance

    def fit(self, data: TrainingData) -> Iterator[Progress]:
        if not self._fitted:
            for step in self._rating_model.own_fit(data, self._generator).steps():
                yield Progress(step.stage, _OF_RATING_MODEL * step.fraction, 1)
        for progress in self._ease.fit(data):
            yield Progress(progress.stage, _OF_RATING_MODEL + _OF_EASE * (progress.fraction or 0.0), 1)
        before = _OF_RATING_MODEL + _OF_EASE
        for progress in () if self._als is None else self._als.fit(data):
            yield Progress(progress.stage, before + (1 - before) * (progress.fraction or 0.0), 1)
        self.counts = data.movie_counts.astype(np.float64)
        sums = np.bincount(data.ratings.movies, weights=data.ratings.values, minlength=data.n_movies)
        self.means = (sums + DAMPING * data.mean) / (self.counts + DAMPING)
        self.genre_shares, self.year_shares = (Kinds.of(flags, data).shares for flags in self._flags)

    def scores(self, people: People) -> Scores:
        return self.with_discovery(self.basis(people), self._config.discovery)

    def scored(self, people: People) -> Generator[None, None, Scores]:
        chances = yield from self._chance.found(people)
        return self.with_discovery(self._basis(people, chances), self._config.discovery)

    def basis(self, people: People) -> Scores:
        """[B] people -> [B, movies] scores without the part that a reader may move."""
        return self._basis(people, self._chance.logarithm(people))

    def basis_and_ratings(self, person: People) -> tuple[Scores, Predicted]:
        """One person's ``basis`` and how they would rate every movie, of one look at the person."""
        predicted = self._chance.predicted(person)
        return self._basis(person, self._chance.of_predicted(predicted)[None]), predicted

    def _basis(self, people: People, chances: Array) -> Scores:
        config = self._config
        if self._kinds is None:
            self._kinds = Kinds(self._flags[0], self.genre_shares), Kinds(self._flags[1], self.year_shares)
        genres, years = self._kinds
        shares = np.maximum(self.counts, 0.5) / max(self.counts.sum(), 1.0)
        found = np.log(np.maximum(self._ease.scores(people), 0.0) + config.prior * shares)
        if self._als is not None:
            found += config.factors * np.log(np.maximum(self._als.scores(people), 0.0) + ALS_FLOOR)
        found += config.liking * chances
        found += config.genres * genres.tilt(people, GENRE_STRENGTH)
        found += config.years * years.tilt(people, YEAR_STRENGTH)
        return np.where(self.counts > 0, found - config.held_back * self.means, NEVER)

    def with_discovery(self, basis: Scores, discovery: float) -> Scores:
        """The scores anywhere from ``WELL_KNOWN`` to ``DISCOVERIES``: each movie's less this times log(n + 1).

        Beyond the settings' own place the list is in the same order, but by powers in place of logarithms, before more
        is taken off: logarithms fall without end, so that far down they would outweigh what is taken off above.
        """
        usual = self._config.discovery
        held_back = np.log(self.counts + 1)
        if discovery <= usual:
            return basis - discovery * held_back
        return _as_powers(basis - usual * held_back) - FURTHER * (discovery - usual) * held_back

    def expected_ratings(self, person: People) -> Array:
        """[movies] how the person would rate each movie after watching it, by the rating model."""
        return self._chance.ratings(person)

    def why(self, person: People, movies: Int64Array) -> Scores:
        """Shares of what EASE says: which ratings make it likely that the person watches the movies."""
        return self._ease.why(person, movies)

    def explained(self, person: People, movies: Int64Array) -> Scores:
        return self._ease.explained(person, movies)

    def state(self) -> dict[str, Tensor]:
        of_als = {} if self._als is None else self._als.state()
        of_parts = ((_RATING, self._rating_model.state_dict()), (_EASE, self._ease.state()), (_ALS, of_als))
        return super().state() | {prefix + name: value for prefix, part in of_parts for name, value in part.items()}

    def load_state(self, state: Mapping[str, Tensor]) -> None:
        super().load_state(state)
        self._kinds = None
        self._ease.load_state(_part(state, _EASE))
        if self._als is not None:
            self._als.load_state(_part(state, _ALS))
        self._rating_model.load_state_dict(_part(state, _RATING))


def _as_powers(scores: Scores) -> Scores:
    """[B, movies] logarithms -> their ``POWER``-th powers, less 1 and divided by it, in the same order.

    Each person's are counted from the person's tenth, where both have the same slope. ``NEVER`` stays.
    """
    tenth = min(_SLOPE_OF, scores.shape[-1])
    reference = -np.partition(-scores, tenth - 1, axis=-1)[..., tenth - 1 : tenth]
    above = scores - np.where(np.isfinite(reference), reference, 0.0)
    return np.where(scores > NEVER, np.expm1(POWER * above) / POWER, NEVER)


def _part(state: Mapping[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {name.removeprefix(prefix): value for name, value in state.items() if name.startswith(prefix)}


_NEW_PEOPLE = RecommenderPreset(
    "new people", "For somebody who came after all people of the data; their own lists are worse with it",
    {
        "dropout": 0.5, "person_power": 0.0, "latest": 1.0, "recent": 0.2, "prior": 40.0, "liking": 1.5,
        "discovery": 0.0,
    },
)  # fmt: skip
_DENSE_DATA = RecommenderPreset(
    "dense data", "For few movies with many ratings each, as in MovieLens 100K",
    {"factors": 0.4, "genres": 0.3, "years": 0.3, "prior": 7.0},
)  # fmt: skip
FOR_YOU = RecommenderKind(
    "for-you", "For you", "What you are likely to watch and to like, from well known to discoveries.", ForYouConfig,
    ForYou, (AS_IT_STARTS, _NEW_PEOPLE, _DENSE_DATA),
)  # fmt: skip
