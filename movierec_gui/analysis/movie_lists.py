"""What to watch: the films that a run predicts highest for a person, of those that enough people have rated.

The one place where lists come from: the guided start, ``movierec quickstart`` and how alike people's lists are.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from movierec_gui.analysis.fold_in import fold_in_user
from movierec_gui.analysis.predictions import rows_of_user, user_state
from movierec_gui.data.dataset import Int64Array
from movierec_gui.training.trained import TrainedRun

LENGTH = 10
MIN_SUPPORT = 50
"""Training ratings that a film needs: of those with fewer the highest predictions are mostly luck.

Of 20, 35, 50, 75 and 100, on the held-out people of seeds 11 and 12 of ``benchmarks/interview.py`` after ten films: the
NDCG of the lists rises from 0.126 over 0.144 to 0.162, and so do the films that two people's lists share, from 3.3
over 3.7 to 4.9.
"""
_LEAST_FILMS = 100
"""Films that may be listed at least, where the data have so many: small data ask for less support."""


@dataclass(frozen=True)
class Listed:
    """A film of a list."""

    movie: int
    predicted: float
    """In stars."""


def list_for_ratings(
    run: TrainedRun, ratings: Mapping[int, float], without: Collection[int] = (), length: int = LENGTH
) -> tuple[Listed, ...]:
    """A list for somebody with these ratings of movie indices, without those films and the ones named.

    Raises UserError at a rating that cannot be used.
    """
    state = fold_in_user(run, list(ratings), list(ratings.values()))
    return best_of_state(run, state, (*ratings, *without), length)


def list_for_user(run: TrainedRun, user: int, length: int = LENGTH) -> tuple[Listed, ...]:
    """A list for a user of the dataset, without what they rated. Raises UserError where there is no such user."""
    rated = run.dataset.ratings.movies[rows_of_user(run.dataset, user)]
    return best_of_state(run, user_state(run.model, user), rated.tolist(), length)


def best_of_state(run: TrainedRun, state: Tensor, without: Collection[int], length: int) -> tuple[Listed, ...]:
    """The films predicted highest for a user state [S]; ties go to the one that is rated more often."""
    movies = np.setdiff1d(supported_movies(run), np.fromiter(without, np.int64, len(without)))
    with torch.inference_mode():
        predicted = run.model.predict_state(state, torch.from_numpy(movies).to(run.model.device)).cpu().numpy()
    order = np.lexsort((-run.data.movie_counts[movies], -predicted))[:length]
    return tuple(Listed(int(movies[place]), float(predicted[place])) for place in order)


def supported_movies(run: TrainedRun) -> Int64Array:
    """The films that enough people have rated in training, ascending."""
    return np.flatnonzero(run.data.movie_counts >= least_support(run)).astype(np.int64)


def least_support(run: TrainedRun) -> int:
    """Training ratings that a film needs to be listed."""
    return min(MIN_SUPPORT, max(1, int(np.sort(run.data.movie_counts)[-_LEAST_FILMS:][0])))
