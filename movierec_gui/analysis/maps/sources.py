"""The rows that a map is made of: a row of numbers for every movie, from the ratings or from a trained network."""

from __future__ import annotations

from collections.abc import Callable, Generator, Hashable
from dataclasses import dataclass
from functools import partial

import numpy as np

from movierec_gui.analysis.activations import average_by_movie, slice_network
from movierec_gui.analysis.maps.columns import READING, Columns, dense_columns, one_hot_columns
from movierec_gui.analysis.maps.config import EMBEDDING, LAYER, MapConfig
from movierec_gui.data.dataset import Dataset, Int64Array
from movierec_gui.errors import UserError
from movierec_gui.progress import Progress
from movierec_gui.training.trained import TrainedRun


@dataclass(frozen=True, eq=False)
class MapSource:
    """Movies as rows of numbers."""

    key: Hashable
    """Equal for equal content: what later stages are cached under."""
    title: str
    movies: Int64Array
    """The movie index of each row, ascending."""
    columns: Callable[[], Generator[Progress, None, Columns]]
    """Starts work that returns the matrix [movies, d]: for the one who needs it, and nobody holds it afterwards."""


def rating_rows(dataset: Dataset) -> Generator[Progress, None, MapSource]:
    """Every rated movie as users x rating levels, 1 where that user gave that rating (the article's part 1)."""
    yield Progress(READING)
    movies = np.flatnonzero(dataset.movie_counts)
    key, title = ("ratings", dataset.content_hash), f"Ratings of {dataset.name}"
    return MapSource(key, title, movies, partial(one_hot_columns, dataset, movies))


def learned_rows(run: TrainedRun, config: MapConfig) -> Generator[Progress, None, MapSource]:
    """A run's movie embeddings, or a layer's outputs averaged over each movie's ratings.

    Movies that the network saw no rating of are left out: their numbers are those of the start. Raises UserError where
    the source is the ratings, where the architecture has no embeddings, and at an unknown layer.
    """
    if config.source == EMBEDDING:
        return (yield from _embeddings(run))
    if config.source == LAYER:
        return (yield from _layer_outputs(run, config))
    raise UserError(
        f"The source {config.source!r} needs no run", f"Allowed with a run: {EMBEDDING}, {LAYER}", "Choose one of them"
    )


def _embeddings(run: TrainedRun) -> Generator[Progress, None, MapSource]:
    yield Progress("Movie embeddings")
    vectors = run.model.movie_vectors()
    if vectors is None:
        raise UserError(f"{run.record.name} has no movie embeddings", "", f"Choose the source {LAYER!r} or another run")
    movies = np.unique(run.data.ratings.movies).astype(np.int64)
    values = vectors.detach().cpu().numpy().astype(np.float32)[movies]
    key, title = ("embedding", run.record.id), f"Movie embeddings of {run.record.name}"
    return MapSource(key, title, movies, partial(dense_columns, values))


def _layer_outputs(run: TrainedRun, config: MapConfig) -> Generator[Progress, None, MapSource]:
    activations = average_by_movie((yield from slice_network(run, config.layer, config.layer_rows)))
    key = ("layer", run.record.id, activations.layer, activations.rows)
    title = f"Layer {activations.layer} of {run.record.name}"
    return MapSource(key, title, activations.movies.astype(np.int64), partial(dense_columns, activations.values))
