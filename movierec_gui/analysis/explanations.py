"""Why a network predicts a rating: the biases' share, and which of a person's ratings move it.

This is sensitivity, not cause: it says how the prediction would change if a rating were not there, nothing more.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from movierec_gui.analysis.fold_in import check_ratings, fold_in_user, prior_users
from movierec_gui.analysis.predictions import PARTS, bias_baseline, parts_of_rows, rows_of_user, user_state
from movierec_gui.errors import UserError
from movierec_gui.models.base import PREDICTION, RatingModel
from movierec_gui.models.baselines import Biases
from movierec_gui.progress import Progress
from movierec_gui.training.trained import TrainedRun

LEFT_OUT_LIMIT = 100
"""Ratings that are left out one by one; of a person with more, those with the largest estimated influence."""


@dataclass(frozen=True)
class Influence:
    """The effect of one of the person's ratings on the prediction."""

    movie: int
    rating: float
    change: float
    """The prediction with all ratings minus that without this one: above 0 where the rating raises it.

    In stars, unclipped.
    """


@dataclass(frozen=True)
class Explanation:
    """Sensitivity of one prediction; ``mean + user_bias + movie_bias + beyond_biases`` is ``predicted``."""

    movie: int
    predicted: float
    """As the table of predictions shows it, clipped to the scale."""
    folded: float
    """With the person's training ratings folded in as if they were new, unclipped: what the changes refer to."""
    mean: float
    user_bias: float
    movie_bias: float
    """Of the bias baseline, fitted on the same training ratings."""
    beyond_biases: float
    """The prediction less the biases."""
    influences: tuple[Influence, ...]
    """Largest change first, whatever its sign."""
    rated: int
    """Ratings of the person that were folded in: the support on the person's side. ``influences`` may cover fewer."""
    support: int
    """Training ratings of the movie."""


def explain_prediction(
    run: TrainedRun, user: int, movie: int, baseline: Biases | None = None, limit: int = LEFT_OUT_LIMIT
) -> Generator[Progress, None, Explanation]:
    """Explain one movie's prediction for a user of the dataset, by leaving out the user's training ratings in turn.

    ``baseline`` is ``bias_baseline(run)``, given by callers that ask more than once. Raises UserError where the user
    or the movie is unknown.
    """
    rows = rows_of_user(run.dataset, user)
    rated = run.dataset.ratings.take(rows[parts_of_rows(run.split, rows) == PARTS[0]])
    baseline = baseline or bias_baseline(run)
    state, biases = (user_state(model, user) for model in (run.model, baseline))
    person = _Person(rated.movies.astype(np.int64), rated.values, state, biases)
    return (yield from _explain(run, person, movie, baseline, limit))


def explain_new_user(
    run: TrainedRun,
    movies: npt.ArrayLike,
    ratings: npt.ArrayLike,
    movie: int,
    baseline: Biases | None = None,
    limit: int = LEFT_OUT_LIMIT,
) -> Generator[Progress, None, Explanation]:
    """Explain the prediction of one movie for a person known only by ratings [n] of movie indices [n]."""
    indices, values = check_ratings(run, movies, ratings)
    baseline = baseline or bias_baseline(run)
    state, biases = fold_in_user(run, indices, values), _fold_in(baseline, indices, values, prior_users(run))
    return (yield from _explain(run, _Person(indices, values, state, biases), movie, baseline, limit))


@dataclass(frozen=True, eq=False)
class _Person:
    movies: npt.NDArray[np.int64]
    ratings: npt.NDArray[np.float32]
    state: Tensor
    biases: Tensor
    """The state in the bias baseline."""


def _explain(
    run: TrainedRun, person: _Person, movie: int, baseline: Biases, limit: int
) -> Generator[Progress, None, Explanation]:
    if not 0 <= movie < run.dataset.n_movies:
        raise UserError(f"There is no movie number {movie}", f"The catalogue has {run.dataset.n_movies:,}", "")
    target = torch.tensor([movie], device=run.model.device)
    users = prior_users(run)
    movies, ratings = person.movies, person.ratings
    state = _fold_in(run.model, movies, ratings, users)
    folded = _unclipped(run.model, state, target)
    candidates = np.arange(len(movies))
    if len(candidates) > limit:
        estimates = _estimated_changes(run.model, state, movies, ratings, target, users)
        candidates = np.argsort(-np.abs(estimates), kind="stable")[:limit]
    influences = []
    for done, left_out in enumerate(candidates.tolist()):
        yield Progress("Leaving out ratings one by one", done, len(candidates))
        kept = np.arange(len(movies)) != left_out
        without = _unclipped(run.model, _fold_in(run.model, movies[kept], ratings[kept], users), target)
        influences.append(Influence(int(movies[left_out]), float(ratings[left_out]), folded - without))
    user_bias, movie_bias = _bias_share(baseline, person.biases, target)
    predicted = float(run.model.predict_state(person.state, target)[0])
    mean = float(baseline.mean)
    return Explanation(
        movie=movie,
        predicted=predicted,
        folded=folded,
        mean=mean,
        user_bias=user_bias,
        movie_bias=movie_bias,
        beyond_biases=predicted - mean - user_bias - movie_bias,
        influences=tuple(sorted(influences, key=_size, reverse=True)),
        rated=len(movies),
        support=int(run.data.movie_counts[movie]),
    )


def _fold_in(
    model: RatingModel, movies: npt.NDArray[np.int64], ratings: npt.NDArray[np.float32], users: Tensor
) -> Tensor:
    return model.fold_in(torch.from_numpy(movies).to(users.device), torch.from_numpy(ratings).to(users.device), users)


@torch.inference_mode()
def _unclipped(model: RatingModel, state: Tensor, movie: Tensor) -> float:
    return float(model.layers(state[None], movie)[PREDICTION][0, 0])  # [1, S], [1] -> [1, 1]


@torch.inference_mode()
def _bias_share(baseline: Biases, state: Tensor, movie: Tensor) -> tuple[float, float]:
    user_bias, movie_bias = baseline.layers(state[None], movie)["biases"][0].tolist()
    return user_bias, movie_bias


def _estimated_changes(
    model: RatingModel,
    state: Tensor,
    movies: npt.NDArray[np.int64],
    ratings: npt.NDArray[np.float32],
    target: Tensor,
    users: Tensor,
) -> npt.NDArray[np.float32]:
    """Roughly how much each rating moves the prediction [n], from one gradient: it only chooses which ones to leave out
    exactly.

    One Gauss-Newton step (the influence function of Cook and Weisberg 1982): g_target' H^-1 g_i e_i, with H = sum of
    g_i g_i' + the prior's precision.
    """
    if len(state) == 0:
        return np.zeros(len(movies), np.float32)
    everything = torch.cat([torch.from_numpy(movies).to(target.device), target])  # [n + 1]
    states = state.detach().clone().expand(len(everything), -1).contiguous().requires_grad_()  # [n + 1, S]
    predicted = model.layers(states, everything)[PREDICTION][:, 0]
    (gradients,) = torch.autograd.grad(predicted.sum(), [states])  # [n + 1, S]
    errors = torch.from_numpy(ratings).to(target.device) - predicted[:-1].detach()
    with torch.no_grad():
        variance = model.user_state(users).var(dim=0, unbiased=False) + 1e-6
    own = gradients[:-1]
    hessian = own.T @ own + torch.diag(errors.square().mean() / variance)
    changes = (own @ torch.linalg.solve(hessian, gradients[-1])) * errors
    estimates: npt.NDArray[np.float32] = changes.cpu().numpy()
    return estimates


def _size(influence: Influence) -> float:
    return abs(influence.change)
