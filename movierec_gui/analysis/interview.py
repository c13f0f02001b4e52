"""Which film to ask a person about next, so that a few answers tell most of the taste behind them.

A film is worth asking by how much the answer is expected to lower the variance of predictions (Rubens, Kaplan and
Sugiyama, "Active learning in recommender systems", 2011), in closed form under a Bayesian model, times the chance that
the person knows the film at all. That chance starts as the share of users who rated the film, and follows the answers:
users who rated the films that the person knows, and not those that the person does not know, count more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from movierec_gui.models.baselines import USER_PULL
from movierec_gui.models.taste_space import TasteSpace
from movierec_gui.training.trained import TrainedRun

Array = npt.NDArray[np.float64]

QUESTIONS = 10
"""Films asked before the list is left to itself."""
MOST_ASKED, MOST_USERS = 1_000, 5_000
"""Films that may be asked about, the most rated, and users who tell which of them go together, at most."""
LIKENESS = 0.7
"""How much a user who rated a film tells of whether a person of the same kind knows it: 0 nothing, 1 all."""
_PLAIN_NOISE = 0.75
"""Variance of a rating around the biases, where no model tells: what the article's networks reach."""


@dataclass(frozen=True)
class Answer:
    """What a person said of a film that they were asked about."""

    movie: int
    rating: float | None
    """None: not seen."""


class Interview:
    """Chooses films to ask about. It keeps no answers: the same ones lead to the same next film."""

    def __init__(self, run: TrainedRun) -> None:
        self.run = run
        counts, ratings = run.data.movie_counts, run.data.ratings
        ordered = np.argsort(-counts, kind="stable")[:MOST_ASKED]
        self._asked = ordered[counts[ordered] > 0]  # [A] the films that may be asked, the most rated first
        self._places = {int(movie): place for place, movie in enumerate(self._asked)}
        space = run.model.taste_space() or _plain_space(run)
        self._space = space
        self._moment = space.second_moment(torch.from_numpy(counts).to(run.model.device))
        trained = np.flatnonzero(run.data.user_counts)
        self._users = trained[:: -(-len(trained) // MOST_USERS)]
        places, rows = np.full(run.data.n_movies, -1), np.full(run.data.n_users, -1)
        places[self._asked], rows[self._users] = np.arange(len(self._asked)), np.arange(len(self._users))
        self._rated = np.zeros((len(self._users), len(self._asked)), np.float32)  # [U, A] one where a user rated a film
        kept = (places[ratings.movies] >= 0) & (rows[ratings.users] >= 0)
        self._rated[rows[ratings.users[kept]], places[ratings.movies[kept]]] = 1.0
        self._shares = self._rated.mean(0)

    def next_movie(self, answers: Sequence[Answer], without: Iterable[int] = ()) -> int | None:
        """The film to ask about after these answers, none of those ``without``; None where nothing is left."""
        worth = self.gains(answers) * self.chances(answers)
        for movie in (*(answer.movie for answer in answers), *without):
            if movie in self._places:
                worth[self._places[movie]] = 0.0
        best = int(np.argmax(worth)) if len(worth) else 0
        return int(self._asked[best]) if len(worth) and worth[best] > 0 else None

    @property
    def asked(self) -> npt.NDArray[np.intp]:
        """[A] the films that may be asked, the most rated first."""
        return self._asked

    def gains(self, answers: Sequence[Answer]) -> Array:
        """[A] by how much a rating of each film would lower the mean variance of predictions, in squared stars.

        The mean is one over what people rate: a film counts as often as it was rated.
        """
        device = self._space.movies.device
        rated = torch.tensor([a.movie for a in answers if a.rating is not None], dtype=torch.long, device=device)
        gains: Array = self._space.gains(rated, torch.from_numpy(self._asked).to(device), self._moment).cpu().numpy()
        return gains

    def chances(self, answers: Sequence[Answer]) -> Array:
        """[A] the chance that the person knows each film, 0 to 1.

        The person is taken for one of the users, who are weighted by how well they fit what the person knows.
        """
        fit = np.zeros(len(self._users))  # logarithms
        for answer in answers:
            place = self._places.get(answer.movie)
            if place is not None:
                chance = _likened(self._shares[place], self._rated[:, place])
                fit += np.log(np.maximum(chance if answer.rating is not None else 1.0 - chance, 1e-9))
        weights = np.exp(fit - fit.max()).astype(np.float32)
        return _likened(self._shares, weights @ self._rated / weights.sum()).astype(np.float64)


def _likened(shares: Any, of_alike: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """The chance of what these shares of all users rated, and these of the ones who are alike."""
    likened: npt.NDArray[np.float32] = (1.0 - LIKENESS) * shares + LIKENESS * of_alike
    return likened


def _plain_space(run: TrainedRun) -> TasteSpace:
    """For a model that knows no variances: people differ by their own mean alone, so every film tells the same."""
    n = run.data.n_movies
    return TasteSpace(torch.ones(n, 1), torch.zeros(n, 1), torch.full((1,), _PLAIN_NOISE / USER_PULL), _PLAIN_NOISE)
