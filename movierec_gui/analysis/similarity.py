"""Neighbours in the space that a network learned."""

from __future__ import annotations

import numpy as np
import pandas as pd
import torch
from torch import Tensor

from movierec_gui.errors import UserError
from movierec_gui.training.trained import TrainedRun

MIN_SUPPORT = 5
"""Training ratings below which a vector is mostly its random start, and no neighbour."""


def similar_movies(run: TrainedRun, movie: int, k: int = 10, min_support: int = MIN_SUPPORT) -> pd.DataFrame:
    """The k movies whose learned vectors point most nearly the same way, nearest first.

    Columns: movie, id, title, year, genres, count, mean, support (training ratings), similarity (cosine, -1 to 1).
    Movies with fewer than ``min_support`` training ratings are left out. Raises UserError where the movie is unknown or
    the architecture has no movie embeddings.
    """
    _check_index("movie", movie, run.dataset.n_movies)
    vectors = _vectors(run, run.model.movie_vectors(), "movie")
    chosen, similarity = _nearest(vectors, movie, k, run.data.movie_counts >= min_support)
    table = run.dataset.movie_table().iloc[chosen].reset_index(drop=True)
    table["support"] = run.data.movie_counts[chosen]
    table["similarity"] = similarity
    return table


def similar_users(run: TrainedRun, user: int, k: int = 10, min_support: int = MIN_SUPPORT) -> pd.DataFrame:
    """The k users whose learned vectors point most nearly the same way, nearest first.

    Columns: user (index), id, count, mean, support (training ratings), similarity (cosine). Raises UserError as
    ``similar_movies`` does.
    """
    _check_index("user", user, run.dataset.n_users)
    vectors = _vectors(run, run.model.user_vectors(), "user")
    support = run.data.user_counts[: run.dataset.n_users]  # without a person that the run was trained with
    chosen, similarity = _nearest(vectors, user, k, support >= min_support)
    return pd.DataFrame(
        {
            "user": chosen,
            "id": run.dataset.user_ids[chosen],
            "count": run.dataset.user_counts[chosen],
            "mean": run.dataset.user_means[chosen],
            "support": support[chosen],
            "similarity": similarity,
        }
    )


def _check_index(kind: str, index: int, count: int) -> None:
    if not 0 <= index < count:
        raise UserError(f"There is no {kind} number {index}", f"The dataset has {count:,} {kind}s", "")


def _vectors(run: TrainedRun, vectors: Tensor | None, kind: str) -> Tensor:
    if vectors is None:
        raise UserError(
            f"{run.record.name} learns no {kind} embeddings",
            f"Its architecture ({run.record.spec.architecture}) has no space in which {kind}s lie near each other",
            "Choose a run of a network with embeddings",
        )
    return vectors


def _nearest(
    vectors: Tensor, index: int, k: int, allowed: np.ndarray[tuple[int], np.dtype[np.bool_]]
) -> tuple[np.ndarray[tuple[int], np.dtype[np.int64]], np.ndarray[tuple[int], np.dtype[np.float32]]]:
    """Indices [<= k] and cosines of the nearest allowed vectors to the one at ``index``, without itself."""
    with torch.inference_mode():
        cosines = torch.nn.functional.cosine_similarity(vectors, vectors[index][None], dim=1).cpu().numpy()  # [n]
    candidates = np.flatnonzero(allowed)
    candidates = candidates[candidates != index]
    order = np.argsort(-cosines[candidates], kind="stable")[:k]
    return candidates[order], cosines[candidates[order]]
