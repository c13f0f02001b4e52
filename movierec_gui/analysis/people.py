"""Whom ratings are predicted for: a user of the dataset, or somebody who is known by a few ratings only."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from movierec_gui.analysis.explanations import Explanation, explain_new_user, explain_prediction
from movierec_gui.analysis.predictions import (
    PartError,
    bias_baseline,
    new_user_predictions,
    user_errors,
    user_predictions,
)
from movierec_gui.analysis.similarity import similar_movies, similar_users
from movierec_gui.errors import UserError
from movierec_gui.models.baselines import Biases
from movierec_gui.progress import Progress
from movierec_gui.training.intervals import IntervalCheck, Intervals
from movierec_gui.training.trained import TrainedRun


@dataclass(frozen=True)
class KnownUser:
    """A user of the dataset, by index."""

    user: int


@dataclass(frozen=True)
class NewUser:
    """Somebody new, by ratings of movie indices."""

    movies: tuple[int, ...] = ()
    ratings: tuple[float, ...] = ()


Person = KnownUser | NewUser
Neighbours = tuple[pd.DataFrame | UserError, pd.DataFrame | UserError]
"""Similar movies and similar users, or why there are none."""


@dataclass(frozen=True, eq=False)
class PersonPredictions:
    """All that the Predict tab shows of one person."""

    person: Person
    table: pd.DataFrame
    """As from ``user_predictions``, with two more columns: unrated (no rating is known) and is_rated (its opposite)."""
    errors: tuple[PartError, ...]
    """Empty for somebody new."""
    baseline: Biases
    """Fitted once per run; hand it to the next call."""
    intervals: Intervals | None
    """How the table's intervals were made; None where it has none."""
    check: IntervalCheck | None
    """How often the run's intervals hold on held-out ratings."""


def predict_person(
    run: TrainedRun, person: Person, baseline: Biases | None = None
) -> Generator[Progress, None, PersonPredictions]:
    """Predictions for every movie and, for a user of the dataset, the errors. Raises UserError at unknown ones."""
    if baseline is None:
        yield Progress("Fitting user and movie biases to compare with")
        baseline = bias_baseline(run)
    yield Progress("Predicting every movie")
    if isinstance(person, KnownUser):
        table, errors = user_predictions(run, person.user), user_errors(run, person.user, baseline)
    else:
        table, errors = new_user_predictions(run, person.movies, person.ratings), ()
    table["is_rated"] = table["rated"].notna()
    table["unrated"] = ~table["is_rated"]
    return PersonPredictions(person, table, errors, baseline, run.intervals, run.interval_check)


def explain_person(
    run: TrainedRun, person: Person, movie: int, baseline: Biases | None = None
) -> Generator[Progress, None, Explanation]:
    """Why this movie's prediction for this person is what it is; see ``explanations``."""
    if isinstance(person, KnownUser):
        return (yield from explain_prediction(run, person.user, movie, baseline))
    return (yield from explain_new_user(run, person.movies, np.array(person.ratings), movie, baseline))


def find_neighbours(run: TrainedRun, person: Person, movie: int, k: int = 20) -> Generator[Progress, None, Neighbours]:
    """The k nearest movies and users in the learned space; somebody new has no vector to compare with.

    The tables are those of ``similarity``, the movies' with one more column, label (title and year).
    """
    yield Progress("Looking for similar movies")
    movies = _found(partial(_labelled_similar_movies, run, movie, k))
    yield Progress("Looking for similar users")
    if isinstance(person, KnownUser):
        return movies, _found(partial(similar_users, run, person.user, k))
    return movies, UserError("Somebody new is in none of the run's tables", "", "Choose a user of the data instead")


def _labelled_similar_movies(run: TrainedRun, movie: int, k: int) -> pd.DataFrame:
    table = similar_movies(run, movie, k)
    table["label"] = [run.dataset.movies.label(int(near)) for near in table["movie"]]
    return table


def _found(look: Callable[[], pd.DataFrame]) -> pd.DataFrame | UserError:
    try:
        return look()
    except UserError as error:
        return error
