"""Which film to ask a person about next, so that a few answers tell most of the taste behind them.

A film is worth asking by how much the answer is expected to lower the variance of predictions (Rubens, Kaplan and
Sugiyama, "Active learning in recommender systems", 2011), in closed form under a Bayesian model, times the chance that
the person knows the film at all. That chance starts as the share of users who rated the film, and follows the answers:
users who rated the films that the person knows, and not those that the person does not know, count more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import torch

from movierec_gui.data.dataset import BoolArray
from movierec_gui.models.baselines import USER_PULL
from movierec_gui.models.taste_space import TasteSpace
from movierec_gui.training.trained import TrainedRun

Array = npt.NDArray[np.float64]

QUESTIONS = 10
"""Films asked before the list is left to itself."""
LIKENESS = 0.5
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
        self._data = run.data
        self._space = run.model.taste_space() or _plain_space(run)
        self._counts = torch.from_numpy(run.data.movie_counts)

    def next_movie(self, answers: Sequence[Answer]) -> int | None:
        """The film to ask about after these answers; None where nothing is left that anybody rated."""
        worth = self.worth(answers)
        worth[[answer.movie for answer in answers]] = 0.0
        best = int(np.argmax(worth))
        return best if worth[best] > 0 else None

    def worth(self, answers: Sequence[Answer]) -> Array:
        """[movies] the expected gain of asking about each film, in squared stars."""
        rated = torch.tensor([answer.movie for answer in answers if answer.rating is not None], dtype=torch.long)
        gains: Array = self._space.gains(rated, self._counts).numpy()
        return gains * self.chance_known(answers)

    def chance_known(self, answers: Sequence[Answer]) -> Array:
        """[movies] the chance that the person knows each film, 0 to 1.

        The person is taken for one of the users, who are weighted by how well they fit what the person knows.
        """
        trained = self._data.user_counts > 0
        fit = np.where(trained, 0.0, -np.inf)  # [users] logarithms
        shares = self._data.movie_counts / max(int(trained.sum()), 1)
        for answer in answers:
            chance = (1 - LIKENESS) * shares[answer.movie] + LIKENESS * self._raters_of(answer.movie)
            fit += np.log(np.maximum(chance if answer.rating is not None else 1 - chance, 1e-9))
        weights = np.exp(fit - fit.max())
        ratings = self._data.ratings
        known = np.bincount(ratings.movies, weights=weights[ratings.users], minlength=self._data.n_movies)
        of_alike: Array = known / weights.sum()
        return (1 - LIKENESS) * shares + LIKENESS * of_alike if answers else shares

    def _raters_of(self, movie: int) -> BoolArray:
        """[users] who rated a film."""
        order, starts = self._by_movie
        found = np.zeros(self._data.n_users, np.bool_)
        found[self._data.ratings.users[order[starts[movie] : starts[movie + 1]]]] = True
        return found

    @cached_property
    def _by_movie(self) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
        """Rows of the training ratings grouped by movie, and where each movie's begin."""
        order = np.argsort(self._data.ratings.movies, kind="stable")
        return order, np.concatenate([[0], np.cumsum(self._data.movie_counts)])


def _plain_space(run: TrainedRun) -> TasteSpace:
    """For a model that knows no variances: people differ by their own mean alone, so every film tells the same."""
    n = run.data.n_movies
    return TasteSpace(torch.ones(n, 1), torch.zeros(n, 1), torch.full((1,), _PLAIN_NOISE / USER_PULL), _PLAIN_NOISE)
