"""Numbers of every movie to colour a map by: a node's activation, predictions for somebody, ratings, a run's error."""

from __future__ import annotations

from collections.abc import Generator, Mapping

import numpy as np

from movierec_gui.analysis.activations import Activations, average_by_movie, slice_network
from movierec_gui.analysis.people import KnownUser, NewUser, Person
from movierec_gui.analysis.predictions import new_user_predictions, user_predictions
from movierec_gui.analysis.run_depth.judged import judge_run
from movierec_gui.data.movie_column import MovieColumn
from movierec_gui.errors import UserError
from movierec_gui.progress import Progress
from movierec_gui.training.trained import TrainedRun


def node_column(activations: Activations, node: int, n_movies: int, run_name: str) -> MovieColumn:
    """A node's mean activation over each movie's ratings. Raises UserError where there is no such node."""
    if not 0 <= node < activations.width:
        raise UserError(f"There is no node {node}", f"Layer {activations.layer} has {activations.width}, from 0", "")
    averaged = average_by_movie(activations)
    values = np.full(n_movies, np.nan)
    values[averaged.movies] = averaged.values[:, node]
    return MovieColumn(f"Node {node} of {activations.layer}, {run_name}", values, digits=3)


def sliced_node(
    run: TrainedRun, node: int, layer: str = "", rows: str = "all"
) -> Generator[Progress, None, MovieColumn]:
    """``node_column`` of a run; ``layer`` and ``rows`` as for ``slice_network``."""
    activations = yield from slice_network(run, layer, rows)
    return node_column(activations, node, run.dataset.n_movies, run.record.name)


def predicted_column(run: TrainedRun, person: Person, whose: str) -> Generator[Progress, None, MovieColumn]:
    """What a run predicts for somebody; ``whose`` names them, as in ``user 15``."""
    yield Progress("Predicting every movie")
    table = (
        user_predictions(run, person.user)
        if isinstance(person, KnownUser)
        else new_user_predictions(run, person.movies, person.ratings)
    )
    return MovieColumn(f"{run.record.name} for {whose}", table["predicted"].to_numpy(np.float64))


def rated_column(ratings: Mapping[int, float], n_movies: int, whose: str) -> MovieColumn:
    """Ratings by movie index. Raises UserError where there is none."""
    if not ratings:
        raise UserError(f"{whose} has rated no movie of these data", "", "Choose somebody in the Predict tab, or rate")
    values = np.full(n_movies, np.nan)
    values[list(ratings)] = list(ratings.values())
    return MovieColumn(f"Ratings by {whose}", values, digits=1)


def error_column(run: TrainedRun, part: str = "") -> Generator[Progress, None, MovieColumn]:
    """A run's mean absolute error over each movie's held-out ratings; ``part`` as for ``judge_run``."""
    judged = yield from judge_run(run, part)
    counts = np.bincount(judged.movies, minlength=run.dataset.n_movies)
    totals = np.bincount(judged.movies, weights=np.abs(judged.errors), minlength=run.dataset.n_movies)
    values = np.divide(totals, counts, out=np.full(len(counts), np.nan), where=counts > 0)
    return MovieColumn(f"Error of {run.record.name}, stars ({judged.part})", values)


def person_of(user: int | None, ratings: Mapping[int, float]) -> Person:
    """A user of the data by index, or else somebody by their ratings."""
    return NewUser(tuple(ratings), tuple(ratings.values())) if user is None else KnownUser(user)
