"""A rating model for lists: its movies in the order of the predicted rating, or how likely each is to be liked."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt
import scipy.special
import torch
from torch import Tensor

from movierec_gui.data.dataset import Int64Array, Ratings
from movierec_gui.data.features import TrainingData
from movierec_gui.data.people.joining import JoinedPerson
from movierec_gui.data.scales import liked_from
from movierec_gui.models.base import RatingModel
from movierec_gui.models.own_fit import TRAIN_SAMPLE
from movierec_gui.progress import Progress, finish
from movierec_gui.recommenders.base import Recommender, Scores
from movierec_gui.recommenders.people import NEW, People

PRIOR_USERS = 5_000
"""Trained users, at most, whose states say what a person is like before the first rating."""
_SMALLEST_VARIANCE = 1e-6


class Rated(Recommender):
    """Scores are the model's unclipped predictions; people who were there in training keep the state they got there."""

    def __init__(
        self, model: RatingModel, n_movies: int, user_counts: Int64Array, joined: JoinedPerson | None = None
    ) -> None:
        """``user_counts`` [users] are those of the training ratings; ``joined`` is the last user, if a person was."""
        self.model, self._prior = model, prior_users(user_counts)
        self._n_movies = n_movies
        self._joined, self._last = joined, len(user_counts) - 1

    def fit(self, data: TrainingData) -> Iterator[Progress]:
        """Nothing to do: the model is finished."""
        yield Progress("nothing to fit", 1, 1)

    def scores(self, people: People) -> Scores:
        return finish(self.scored(people))

    def scored(self, people: People) -> Generator[None, None, Scores]:
        states = yield from self._states(people)
        means, _ = yield from self.model.predict_people(states, self._n_movies)
        return np.asarray(means.cpu().numpy())

    def _states(self, people: People) -> Generator[None, None, list[Tensor]]:
        """[S] of each person, with a stop after everybody who is new."""
        everybody = [people.one(person) for person in range(len(people))]
        users = [self._user(person) for person in everybody]
        self.model.eval()
        with torch.inference_mode():
            trained = [user for user in users if user != NEW]
            known = iter(self.model.user_state(torch.tensor(trained, dtype=torch.long, device=self.model.device)))
        states = []
        for person, user in zip(everybody, users, strict=True):
            if user != NEW:
                states.append(next(known))
                continue
            states.append(folded_in(self.model, person, self._prior))  # by gradients
            yield
        return states

    def _user(self, person: People) -> int:
        """The index of one person in training; that of the joined one for whoever has the very same ratings."""
        known = int(person.known[0])
        if known != NEW or self._joined is None:
            return known
        ratings = dict(zip(person.movies.tolist(), person.values.tolist(), strict=True))
        return self._last if self._joined.is_rating_as(ratings) else NEW

    def state(self) -> dict[str, Tensor]:
        return dict(self.model.state_dict())


@dataclass(frozen=True, eq=False)
class Predicted:
    """How one person, or each of several, would rate every movie."""

    mean: npt.NDArray[np.float64]
    """[..., movies]"""
    spread: npt.NDArray[np.float64] | None
    """[..., movies] standard deviations; None where the model knows none."""


class ChanceOfLiking:
    """How likely a person is to like each movie: a rating model's mean and variance, as a normal distribution.

    A model that knows no variance has the same for all pairs: that of its errors at training ratings.
    """

    def __init__(self, model: RatingModel, data: TrainingData) -> None:
        self.model, self._prior = model, prior_users(data.user_counts)
        self._n_movies = data.n_movies
        self._from = liked_from(data.scale) - half_step(data.ratings.values)
        self._errors = partial(_mean_squared_error, model, data.ratings)
        self._variance: float | None = None

    def logarithm(self, people: People) -> npt.NDArray[np.float64]:
        """[B] people -> [B, movies] logarithm of the chance. Everybody is folded in, so that the same ratings tell
        the same of everybody.
        """
        return finish(self.found(people))

    def found(self, people: People) -> Generator[None, None, npt.NDArray[np.float64]]:
        """``logarithm``, with a stop after every person."""
        states = []
        for person in range(len(people)):
            states.append(folded_in(self.model, people.one(person), self._prior))
            yield
        means, variances = yield from self.model.predict_people(states, self._n_movies)
        return self.of_predicted(_predicted(means.clamp(*self.model.scale), variances))

    def ratings(self, person: People) -> npt.NDArray[np.float64]:
        """[movies] how the person would rate each movie, by the model."""
        return self.predicted(person).mean

    def predicted(self, person: People) -> Predicted:
        """How one person would rate every movie, folded in."""
        state = folded_in(self.model, person, self._prior)
        return _predicted(*self.model.predict_catalogue(state, self._n_movies))

    def of_predicted(self, predicted: Predicted) -> npt.NDArray[np.float64]:
        """[..., movies] logarithm of the chance that such ratings are of liked movies."""
        spread = predicted.spread
        if spread is None:
            self._variance = self._variance or self._errors()
            spread = np.full_like(predicted.mean, np.sqrt(max(self._variance, _SMALLEST_VARIANCE)))
        return np.asarray(scipy.special.log_ndtr((predicted.mean - self._from) / spread))


def _predicted(mean: Tensor, variance: Tensor | None) -> Predicted:
    spread = None if variance is None else variance.double().clamp(min=_SMALLEST_VARIANCE).sqrt().cpu().numpy()
    return Predicted(mean.double().cpu().numpy(), spread)


def _mean_squared_error(model: RatingModel, ratings: Ratings) -> float:
    """Of a model at ratings, or at some of them that are spread evenly where there are many."""
    n = len(ratings)
    chosen = ratings.take(np.linspace(0, n - 1, min(n, TRAIN_SAMPLE)).astype(np.int64))
    users, movies = (torch.from_numpy(column).long().to(model.device) for column in (chosen.users, chosen.movies))
    return float((model.predict(users, movies).cpu() - torch.from_numpy(chosen.values)).square().mean())


def folded_in(model: RatingModel, person: People, prior: Int64Array) -> Tensor:
    """The state [S] that one person's ratings give, whoever the person is."""
    movies = torch.from_numpy(person.movies).to(model.device)
    return model.fold_in(
        movies, torch.from_numpy(person.values).to(model.device), torch.from_numpy(prior).to(model.device)
    )


def prior_users(counts: Int64Array) -> Int64Array:
    """Indices of users with training ratings, evenly spread and at most ``PRIOR_USERS``."""
    trained = np.flatnonzero(counts)
    return trained[:: max(1, -(-len(trained) // PRIOR_USERS))]


def half_step(values: npt.NDArray[np.float32]) -> float:
    """Half the usual distance of two neighbouring ratings: where steps are half, a 4 stands for all from 3.75."""
    levels = np.unique(values)
    return float(np.median(np.diff(levels))) / 2 if len(levels) > 1 else 0.0
