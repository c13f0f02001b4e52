"""Predictions of a trained network for one person, known or new, over the whole catalogue."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import torch
from torch import Tensor

from movierec_gui.analysis.fold_in import check_ratings, fold_in_user
from movierec_gui.data.dataset import Dataset, Float32Array, Int64Array, Ratings
from movierec_gui.data.splits import Split
from movierec_gui.errors import UserError
from movierec_gui.models.base import RatingModel
from movierec_gui.models.baselines import BiasConfig, Biases
from movierec_gui.models.batch import as_batch
from movierec_gui.training.intervals import rating_spread, spread_of
from movierec_gui.training.metrics import mean_squared_error, predict_ratings
from movierec_gui.training.trained import TrainedRun

PARTS = ("train", "validation", "test")
"""Names of a split's parts, in the order of ``Split.part_of_rows``."""
OWN = "own"
"""Stands in the column ``part`` where a new user gave the rating."""


@dataclass(frozen=True)
class PartError:
    """One user's error in one part of the split, beside what user and movie biases alone would have made."""

    part: str
    count: int
    mse: float
    baseline_mse: float


def user_predictions(run: TrainedRun, user: int) -> pd.DataFrame:
    """Predicted ratings of one user for every movie of the catalogue, in its order.

    Columns: those of ``Dataset.movie_table`` (movie, id, title, year, genres, count, mean), then support (the movie's
    *training* ratings), predicted (clipped to the scale), low and high (the 80 % interval of ``run.intervals``) with
    its width (NaN where the run has none), rated (the user's rating or NaN), part (train, validation, test or empty)
    and residual (rated - predicted). What the user rated is predicted as of the moment of that rating, so that the
    residuals give the errors of ``user_errors``. Raises UserError where the user is not in the dataset.
    """
    rows = rows_of_user(run.dataset, user)
    state = user_state(run.model, user)
    predicted, spread = _predict_everything(run, state)
    ratings = run.dataset.ratings.take(rows)
    then = ratings.take(_other_states(run.model, ratings, state))
    predicted[then.movies] = predict_ratings(run.model, then)
    known = rating_spread(run.model, then)
    if spread is not None and known is not None:
        spread[then.movies] = known
    return _table(run, predicted, spread, ratings.movies, ratings.values, parts_of_rows(run.split, rows))


def new_user_predictions(run: TrainedRun, movies: npt.ArrayLike, ratings: npt.ArrayLike) -> pd.DataFrame:
    """Predicted ratings for every movie, for a person known only by ratings [n] of movie indices [n] (n may be 0).

    Columns as in ``user_predictions``; the part of the given ratings is ``own``. Raises UserError at a rating that
    cannot be used.
    """
    indices, values = check_ratings(run, movies, ratings)
    predicted, spread = _predict_everything(run, fold_in_user(run, indices, values))
    return _table(run, predicted, spread, indices, values, np.full(len(indices), OWN, dtype=object))


def user_errors(run: TrainedRun, user: int, baseline: Biases | None = None) -> tuple[PartError, ...]:
    """The user's mean squared error in each part that holds a rating of theirs, beside the bias baseline's.

    ``baseline`` is ``bias_baseline(run)``, given by callers that ask for more than one user.
    """
    rows = rows_of_user(run.dataset, user)
    baseline = baseline or bias_baseline(run)
    parts = parts_of_rows(run.split, rows)
    errors = []
    for part in PARTS:
        ratings = run.dataset.ratings.take(rows[parts == part])
        if len(ratings):
            mse, base = (
                mean_squared_error(predict_ratings(model, ratings), ratings.values) for model in (run.model, baseline)
            )
            errors.append(PartError(part, len(ratings), mse, base))
    return tuple(errors)


def bias_baseline(run: TrainedRun) -> Biases:
    """User and movie biases fitted on the run's own training part: what its network has to beat."""
    data = run.data_of_split
    model = Biases(BiasConfig(), data, torch.Generator())
    model.fit(data)
    model.to(run.model.device).eval()
    return model


def rows_of_user(dataset: Dataset, user: int) -> Int64Array:
    """Row numbers of a user's ratings. Raises UserError where there is no such user."""
    if not 0 <= user < dataset.n_users:
        raise UserError(f"There is no user number {user}", f"{dataset.name} has {dataset.n_users:,} users", "")
    return dataset.rows_of_user(user)


def user_state(model: RatingModel, user: int) -> Tensor:
    """The trained state [S] of a user of the dataset."""
    model.eval()
    with torch.inference_mode():
        return model.user_state(torch.tensor([user], device=model.device))[0]


def surer_than(table: pd.DataFrame, movie: int) -> float:
    """Share of a table's movies whose interval is wider than this one's, 0 to 1."""
    widths = table["width"].to_numpy()
    return float((widths > widths[movie]).mean())


def parts_of_rows(split: Split, rows: Int64Array) -> npt.NDArray[np.object_]:
    """The name of the part that each of the dataset's row numbers is in, shape [rows]."""
    parts = np.full(len(rows), PARTS[0], dtype=object)
    for name, members in zip(PARTS[1:], (split.validation, split.test), strict=True):
        places = np.minimum(np.searchsorted(members, rows), max(len(members) - 1, 0))
        if len(members):
            parts[members[places] == rows] = name
    return parts


def _predict_everything(run: TrainedRun, state: Tensor) -> tuple[Float32Array, Float32Array | None]:
    """Predictions [movies] of one user's state, clipped to the scale, and their standard deviations, if known."""
    predicted, variance = run.model.predict_catalogue(state, run.dataset.n_movies)
    return predicted.cpu().numpy(), None if variance is None else spread_of(variance).cpu().numpy()


def _other_states(model: RatingModel, ratings: Ratings, state: Tensor) -> npt.NDArray[np.intp]:
    """Which of one user's ratings were given in another state than today's: those of a model that knows moments."""
    batch = as_batch(ratings, model.device).wide()
    with torch.inference_mode():
        states = model.state_at(batch.users, batch.timestamps)  # [n, S]
    return np.flatnonzero((states != state).any(-1).cpu().numpy())


def _table(
    run: TrainedRun,
    predicted: Float32Array,
    spread: Float32Array | None,
    movies: npt.NDArray[np.integer],
    ratings: Float32Array,
    parts: npt.NDArray[np.object_],
) -> pd.DataFrame:
    rated = np.full(run.dataset.n_movies, np.nan, np.float32)
    rated[movies] = ratings
    part = np.full(run.dataset.n_movies, "", dtype=object)
    part[movies] = parts
    table = run.dataset.movie_table()
    table["support"] = run.data.movie_counts
    table["predicted"] = predicted
    missing = np.full(run.dataset.n_movies, np.nan, np.float32)
    low, high = run.intervals.bounds(predicted, spread, run.data.scale) if run.intervals else (missing, missing)
    table["low"], table["high"], table["width"] = low, high, high - low
    table["rated"] = rated
    table["part"] = part
    table["residual"] = rated - predicted
    return table
