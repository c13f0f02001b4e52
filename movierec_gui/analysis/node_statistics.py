"""Figures of every node of a sliced layer, with what chance alone would give beside them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from movierec_gui.analysis.activations import Activations, NodeMovies, movies_by_node, top_movies
from movierec_gui.analysis.movie_groups import (
    SIGNIFICANT,
    GenreStatistics,
    genre_statistics,
    mean_rating,
    mean_year,
    random_movies,
)
from movierec_gui.data.dataset import NO_YEAR, Dataset
from movierec_gui.errors import unknown_name

VIEWS = ("strongest", "top", "bottom")
"""A node's movies: those whose node it is (the article's view 1), or those of its k largest or smallest activations
(view 2).
"""
DUPLICATE_CORRELATION = 0.99
_CHUNK = 65_536

FloatArray = npt.NDArray[np.float64]


def node_groups(activations: Activations, view: str = "strongest", k: int = 20) -> tuple[NodeMovies, ...]:
    """The movies of every node in one of the ``VIEWS``. Raises UserError at an unknown view."""
    if view not in VIEWS:
        raise unknown_name("view", view, VIEWS)
    if view == "strongest":
        return movies_by_node(activations)
    return tuple(top_movies(activations, node, k, view == "top") for node in range(activations.width))


def node_table(
    dataset: Dataset, activations: Activations, groups: Sequence[NodeMovies], rng: np.random.Generator
) -> pd.DataFrame:
    """One row per node; ``groups`` are the movies of each node, as from ``node_groups``.

    Columns: node; size, mean_year, mean_rating (mean of the movies' means) and genres (significantly more common than
    among all the movies sliced, with lift) of its movies; p_value (the smallest of any genre, corrected over all nodes
    and genres); random_year and random_rating (the same of a random set of that size, drawn from ``rng``);
    prediction_, rating_, year_ and popularity_correlation (Pearson, over the ratings; popularity is the logarithm of
    the movie's number of ratings; a node with ±1 beside the prediction is a copy of it); mean and spread of its
    activation; dead (it never changes); duplicate_of (the first node with |r| > 0.99, or missing).
    """
    chosen = [group.movies for group in groups]
    drawn = [random_movies(activations.rated_movies, len(movies), rng) for movies in chosen]
    genres = genre_statistics(dataset, chosen, activations.rated_movies)
    means, spreads = _moments(activations.values)
    dead = spreads <= 1e-6 * np.maximum(1.0, np.abs(means))
    correlations = node_correlations(dataset, activations)
    return pd.DataFrame(
        {
            "node": np.arange(activations.width),
            "size": [len(movies) for movies in chosen],
            "mean_year": [mean_year(dataset, movies) for movies in chosen],
            "random_year": [mean_year(dataset, movies) for movies in drawn],
            "mean_rating": [mean_rating(dataset, movies) for movies in chosen],
            "random_rating": [mean_rating(dataset, movies) for movies in drawn],
            "genres": [_common_genres(dataset, genres, node) for node in range(activations.width)],
            "p_value": genres.p_values.min(axis=1, initial=1.0),
            "prediction_correlation": correlations["prediction"],
            "rating_correlation": correlations["rating"],
            "year_correlation": correlations["year"],
            "popularity_correlation": correlations["popularity"],
            "mean": means,
            "spread": spreads,
            "dead": dead,
            "duplicate_of": pd.array(_duplicates(activations.values, dead), dtype="Int64"),
        }
    )


def node_correlations(dataset: Dataset, activations: Activations) -> dict[str, FloatArray]:
    """Pearson correlation of each node [width] with prediction, rating, year and popularity; NaN for a dead node.

    Over the ratings that were sliced, of the years over those with one: a movie counts as often as it is rated.
    """
    predictions = activations.predictions
    if predictions is None:
        predictions = np.full(len(activations), np.nan, np.float32)
    years = dataset.movies.years[activations.movies].astype(np.float64)
    popularity = np.log(dataset.movie_counts[activations.movies].astype(np.float64))
    return {
        "prediction": _correlations(activations.values, predictions.astype(np.float64)),
        "rating": _correlations(activations.values, activations.ratings.astype(np.float64)),
        "year": _correlations(activations.values, np.where(years == NO_YEAR, np.nan, years)),
        "popularity": _correlations(activations.values, popularity),
    }


def effective_dimensions(activations: Activations) -> float:
    """Number of directions that a layer's outputs really use: from 1 to its width, 0 where they never change.

    The participation ratio of the eigenvalues of the outputs' covariance, (sum)² / (sum of squares): 1 where all nodes
    go up and down together, the width where all directions vary alike.
    """
    covariance = _covariance(activations.values)
    squares = float(np.square(covariance).sum())  # the squared eigenvalues' sum
    return float(np.trace(covariance)) ** 2 / squares if squares > 0 else 0.0


def node_movie_table(dataset: Dataset, activations: Activations, group: NodeMovies) -> pd.DataFrame:
    """A node's movies as a table: movie, id, title, year, genres, count, mean, ratings (of those sliced), strength."""
    table = dataset.movie_table().iloc[group.movies].reset_index(drop=True)
    sliced = np.bincount(activations.movies, minlength=dataset.n_movies)
    table["ratings"] = sliced[group.movies]
    table["strength"] = group.strengths
    return table


def _common_genres(dataset: Dataset, genres: GenreStatistics, node: int) -> str:
    """Genres that are significantly more common than expected, the highest lift first: ``War ×3.1, Drama ×1.4``."""
    lifts = genres.lifts[node]
    found = [g for g in np.argsort(-lifts, kind="stable") if genres.p_values[node, g] < SIGNIFICANT and lifts[g] > 1.0]
    return ", ".join(f"{dataset.movies.genre_names[g]} ×{lifts[g]:.1f}" for g in found)


def _moments(values: npt.NDArray[np.float32]) -> tuple[FloatArray, FloatArray]:
    """Mean and standard deviation of each column [width], in chunks: a float64 copy of all would not always fit."""
    means = values.mean(axis=0, dtype=np.float64)
    squares = sum(
        (np.square(values[start : start + _CHUNK] - means).sum(axis=0) for start in range(0, len(values), _CHUNK)),
        np.zeros(values.shape[1]),
    )
    return means, np.sqrt(squares / len(values))


def _correlations(values: npt.NDArray[np.float32], target: FloatArray) -> FloatArray:
    """Pearson correlation of each column of values [n, width] with target [n]; rows with a NaN target are left out."""
    known = ~np.isnan(target)
    if not known.all():
        values, target = values[known], target[known]
    if len(target) == 0:
        return np.full(values.shape[1], np.nan)
    means, spreads = _moments(values)
    centred = target - target.mean()
    products = sum(
        (centred[s : s + _CHUNK] @ (values[s : s + _CHUNK] - means) for s in range(0, len(values), _CHUNK)),
        np.zeros(values.shape[1]),
    )
    scale = spreads * centred.std() * len(target)
    defined = (spreads > 1e-6 * np.maximum(1.0, np.abs(means))) & (centred.std() > 0)
    correlations: FloatArray = np.divide(products, scale, out=np.full(len(means), np.nan), where=defined)
    return correlations


def _duplicates(values: npt.NDArray[np.float32], dead: npt.NDArray[np.bool_]) -> list[int | None]:
    """For each node the first earlier one that it copies (or mirrors), None where there is none."""
    covariance = _covariance(values)
    scale = np.where(dead, 1.0, np.sqrt(covariance.diagonal()))
    correlations = covariance / np.outer(scale, scale)
    alike = (np.abs(correlations) > DUPLICATE_CORRELATION) & ~dead & ~dead[:, None]
    return [int(np.argmax(alike[node, :node])) if alike[node, :node].any() else None for node in range(len(dead))]


def _covariance(values: npt.NDArray[np.float32]) -> FloatArray:
    """[n, width] -> [width, width], in chunks."""
    means = values.mean(axis=0, dtype=np.float64)
    total = np.zeros((len(means), len(means)))
    for start in range(0, len(values), _CHUNK):
        centred = values[start : start + _CHUNK] - means
        total += centred.T @ centred  # [width, n] @ [n, width]
    return total / len(values)
