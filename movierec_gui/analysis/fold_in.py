"""People who were not there in training: their state is found from a few ratings, and nothing is trained again."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from movierec_gui.errors import UserError
from movierec_gui.recommenders import rated
from movierec_gui.training.trained import TrainedRun


def fold_in_user(run: TrainedRun, movies: npt.ArrayLike, ratings: npt.ArrayLike) -> Tensor:
    """The state [S] of a new person from ratings [n] of movie indices [n]; that of an average user where n is 0.

    Where these are the ratings of the person that the run was trained with, the state that they got there. Neither the
    run's weights nor its training data change. Raises UserError where a movie is not in the catalogue or named twice,
    or a rating is off the scale.
    """
    indices, values = check_ratings(run, movies, ratings)
    device = run.model.device
    if is_trained_with(run, dict(zip(indices.tolist(), values.tolist(), strict=True))):
        run.model.eval()
        with torch.inference_mode():
            return run.model.user_state(torch.tensor([run.dataset.n_users], device=device))[0]
    return run.model.fold_in(
        torch.from_numpy(indices).to(device), torch.from_numpy(values).to(device), prior_users(run)
    )


def is_trained_with(run: TrainedRun, ratings: Mapping[int, float]) -> bool:
    """Whether the run was trained with a person who had exactly these ratings of movie indices."""
    return run.person is not None and run.person.is_rating_as(ratings)


def acquaintance_text(run: TrainedRun, ratings: Mapping[int, float], person_id: str = "") -> str:
    """How a run that was trained with a person knows these ratings; empty where it has nothing to do with them.

    ``person_id`` is that of whom the ratings are.
    """
    if run.person is None:
        return ""
    if is_trained_with(run, ratings):
        return f"The run was trained with these ratings, as those of {run.person.name}."
    if person_id != run.person.id:
        return ""
    return (
        f"The ratings of {run.person.name} have changed since the run was trained with {len(run.person.movies):,} of "
        "them: it predicts from those of now, without being trained again."
    )


def prior_users(run: TrainedRun) -> Tensor:
    """The users of ``rated.prior_users``, where the run's network is."""
    return torch.from_numpy(rated.prior_users(run.data.user_counts[: run.dataset.n_users])).to(run.model.device)


def check_ratings(
    run: TrainedRun, movies: npt.ArrayLike, ratings: npt.ArrayLike
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
    """Movie indices [n] and ratings [n] as arrays. Raises UserError where they cannot be used for folding in."""
    indices = np.asarray(movies, np.int64).reshape(-1)
    values = np.asarray(ratings, np.float32).reshape(-1)
    if len(indices) != len(values):
        raise UserError(f"{len(indices)} movies but {len(values)} ratings", "", "Give one rating for each movie")
    outside = indices[(indices < 0) | (indices >= run.dataset.n_movies)]
    if len(outside):
        raise UserError(
            f"There is no movie {outside[0]}", f"The catalogue has {run.dataset.n_movies:,}", "Search it by title"
        )
    named, counts = np.unique(indices, return_counts=True)
    if np.any(counts > 1):
        raise UserError(
            f"{run.dataset.movies.label(int(named[np.argmax(counts)]))} is rated twice", "", "Keep one of its ratings"
        )
    low, high = run.data.scale
    wrong = values[~((values >= low) & (values <= high))]
    if len(wrong):
        raise UserError(f"The rating {wrong[0]:g} is off the scale", f"Allowed: {low:g} to {high:g}", "Correct it")
    return indices, values
