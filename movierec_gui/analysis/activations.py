"""A trained network cut at a layer: what its nodes put out, rating by rating, and the article's two views of that."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
import torch

from movierec_gui.data.dataset import Float32Array, Int32Array, Int64Array
from movierec_gui.errors import UserError, unknown_name
from movierec_gui.models.base import PREDICTION
from movierec_gui.models.batch import in_batches
from movierec_gui.progress import Progress
from movierec_gui.training.trained import TrainedRun

Rows = Literal["validation", "held_out", "all"]
ROWS: tuple[str, ...] = get_args(Rows)
"""Which ratings are sent through the network: the validation part (the article), every held-out one, or all."""
SLICE_BATCH = 8_192
MAX_BYTES = 2**30
"""Activations kept at most; of more ratings than fit, evenly spaced ones are taken."""


@dataclass(frozen=True, eq=False)
class Activations:
    """A layer's outputs for n ratings."""

    layer: str
    rows: str
    values: Float32Array
    """Shape [n, width]."""
    movies: Int32Array
    """The movie index of each rating, shape [n]."""
    ratings: Float32Array
    """The rating that was really given, shape [n]."""
    total: int
    """Ratings that ``rows`` names; more than n where they did not all fit."""
    predictions: Float32Array | None = None
    """The network's prediction for each rating, not clipped to the scale, shape [n]; None where unknown."""

    @property
    def width(self) -> int:
        """Number of nodes."""
        return int(self.values.shape[1])

    def __len__(self) -> int:
        return len(self.values)

    @cached_property
    def rated_movies(self) -> Int64Array:
        """The distinct movies, ascending: the background that a node's movies come from."""
        return np.unique(self.movies).astype(np.int64)

    @cached_property
    def movie_nodes(self) -> tuple[Int64Array, Float32Array]:
        """Each rated movie's node and the share of its ratings that agree, parallel to ``rated_movies``.

        A rating's node is the one with the largest absolute activation, a movie's node the most frequent over its
        ratings; the lowest number wins a tie in both.
        """
        batches = np.array_split(self.values, -(-len(self) // SLICE_BATCH))
        strongest = np.concatenate([np.abs(batch).argmax(axis=1) for batch in batches])
        keys, votes = np.unique(self.movies.astype(np.int64) * self.width + strongest, return_counts=True)
        movies, nodes = keys // self.width, keys % self.width
        order = np.lexsort((nodes, -votes, movies))
        _, first = np.unique(movies[order], return_index=True)
        winners = order[first]
        totals = np.bincount(np.searchsorted(self.rated_movies, movies), weights=votes)
        return nodes[winners], (votes[winners] / totals).astype(np.float32)


@dataclass(frozen=True, eq=False)
class NodeMovies:
    """Movies of one node, strongest first, each once."""

    movies: Int64Array
    strengths: Float32Array
    """Share of the movie's ratings with this node (view 1), or its extreme activation (view 2); shape [movies]."""


def slice_network(
    run: TrainedRun, layer: str = "", rows: str = "validation", max_bytes: int = MAX_BYTES
) -> Generator[Progress, None, Activations]:
    """Send ratings through the network and keep what one layer puts out, by default the architecture's interim layer.

    Works in batches and keeps at most ``max_bytes``. Raises UserError at an unknown layer or part, where the split
    holds out nothing, and where the network puts out something that is not a number.
    """
    return (yield from slice_rows(run, _row_numbers(run, rows), layer, rows, max_bytes))


def slice_rows(
    run: TrainedRun, chosen: Int64Array, layer: str = "", rows: str = "chosen", max_bytes: int = MAX_BYTES
) -> Generator[Progress, None, Activations]:
    """As ``slice_network``, for the ratings at these row numbers [at least one]; ``rows`` is what they are called."""
    layer = layer or run.model.default_layer
    if layer not in run.model.layer_names():
        raise unknown_name("layer", layer, run.model.layer_names())
    run.model.eval()
    device = run.model.device
    first = torch.zeros(1, dtype=torch.long, device=device)
    with torch.inference_mode():
        width = run.model.layers(run.model.user_state(first), first)[layer].shape[1]
    room = max(1, max_bytes // (4 * width))
    kept = chosen if len(chosen) <= room else chosen[np.linspace(0, len(chosen) - 1, room).astype(np.int64)]
    ratings = run.dataset.ratings.take(kept)
    values, predictions = np.empty((len(kept), width), np.float32), np.empty(len(kept), np.float32)
    for number, batch in enumerate(in_batches(ratings, SLICE_BATCH, device)):
        start = number * SLICE_BATCH
        yield Progress(f"Slicing {run.record.name} at {layer}", start, len(kept))
        with torch.inference_mode():
            states = run.model.state_at(batch.users, batch.timestamps)
            outputs = run.model.layers(states, batch.movies)  # of the layer: [B, width], of the prediction: [B, 1]
        values[start : start + SLICE_BATCH] = outputs[layer].cpu().numpy()
        predictions[start : start + SLICE_BATCH] = outputs[PREDICTION][:, 0].cpu().numpy()
    if not np.isfinite(values).all():
        raise UserError(
            f"{run.record.name} puts out something that is not a number", f"Layer {layer}", "Train it again"
        )
    return Activations(layer, rows, values, ratings.movies, ratings.values, len(chosen), predictions)


def average_by_movie(activations: Activations) -> Activations:
    """One row per movie, ascending: the mean activation (rating, prediction) over the users who rated it."""
    movies, inverse = np.unique(activations.movies, return_inverse=True)
    counts = np.bincount(inverse)
    rows = np.arange(len(inverse))
    member = sp.csr_array((np.ones(len(inverse), np.float32), (inverse, rows)), shape=(len(movies), len(inverse)))
    values = (member @ activations.values) / counts[:, None]  # [movies, n] @ [n, width] -> [movies, width]
    ratings = np.bincount(inverse, weights=activations.ratings) / counts
    predictions = activations.predictions
    if predictions is not None:
        predictions = (np.bincount(inverse, weights=predictions) / counts).astype(np.float32)
    return replace(
        activations,
        values=values.astype(np.float32),
        movies=movies,
        ratings=ratings.astype(np.float32),
        predictions=predictions,
    )


def movies_by_node(activations: Activations) -> tuple[NodeMovies, ...]:
    """View 1: for each node the movies that activate it most, the most unanimous first (ties: lower index).

    See ``Activations.movie_nodes`` for what a movie's node is; a node may have no movie.
    """
    nodes, shares = activations.movie_nodes
    groups = []
    for node in range(activations.width):
        members = np.flatnonzero(nodes == node)
        members = members[np.argsort(-shares[members], kind="stable")]
        groups.append(NodeMovies(activations.rated_movies[members], shares[members]))
    return tuple(groups)


def top_movies(activations: Activations, node: int, k: int = 20, largest: bool = True) -> NodeMovies:
    """View 2: the movies of the k ratings with the largest (or smallest) activation of a node, each movie once.

    As in the article, the k are ratings: fewer than k movies come out where one movie has several of them. Ties:
    earlier rating.
    """
    if not 0 <= node < activations.width:
        raise UserError(f"There is no node {node}", f"Layer {activations.layer} has {activations.width}, from 0", "")
    if k < 1:
        raise UserError(f"{k} ratings are asked for", "Allowed: 1 or more", "The article takes 20")
    column = activations.values[:, node] if largest else -activations.values[:, node]
    k = min(k, len(column))
    limit = np.partition(column, len(column) - k)[len(column) - k]
    above, equal = np.flatnonzero(column > limit), np.flatnonzero(column == limit)
    rows = np.concatenate([above, equal[: k - len(above)]])
    rows = rows[np.argsort(-column[rows], kind="stable")]
    movies = activations.movies[rows].astype(np.int64)
    _, first = np.unique(movies, return_index=True)
    first = np.sort(first)
    return NodeMovies(movies[first], activations.values[rows[first], node])


def nodes_of_movie(activations: Activations, movie: int) -> npt.NDArray[np.float32]:
    """The mean activation of every node over the ratings of one movie, shape [width].

    Raises UserError where it has none.
    """
    rows = np.flatnonzero(activations.movies == movie)
    if len(rows) == 0:
        raise UserError(
            "This movie has no rating among those that were sent through the network", "", "Choose all ratings"
        )
    means: npt.NDArray[np.float32] = activations.values[rows].mean(axis=0)
    return means


def _row_numbers(run: TrainedRun, rows: str) -> Int64Array:
    if rows not in ROWS:
        raise unknown_name("part of the ratings", rows, ROWS)
    if rows == "all":
        return np.arange(len(run.dataset.ratings))
    chosen = run.split.validation if rows == "validation" else run.split.held_out
    if len(chosen) == 0:
        raise UserError(f"{run.record.name} has no {rows.replace('_', ' ')} ratings", "", "Choose all ratings")
    return chosen
