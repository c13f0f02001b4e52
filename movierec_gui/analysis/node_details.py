"""One node looked at closely, two nodes beside each other, and one movie across all nodes."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from movierec_gui.analysis.activations import Activations, NodeMovies, nodes_of_movie
from movierec_gui.analysis.movie_groups import MovieGroup, describe_movies, random_movies
from movierec_gui.analysis.node_statistics import node_movie_table
from movierec_gui.data.dataset import Dataset
from movierec_gui.progress import Progress


@dataclass(frozen=True, eq=False)
class NodeDetails:
    """A node's movies in one view, described, with a random set of the same size to compare with."""

    node: int
    movies: pd.DataFrame
    """As from ``node_movie_table``."""
    group: MovieGroup
    random: MovieGroup


@dataclass(frozen=True)
class NodePair:
    """How much two nodes have to do with each other."""

    correlation: float
    """Pearson, over the ratings that were sliced; NaN where one of them never changes."""
    common: int
    """Movies that are in both groups."""


@dataclass(frozen=True, eq=False)
class MovieProfile:
    """The effect of one movie on the nodes of a layer."""

    movie: int
    means: npt.NDArray[np.float32]
    """Mean activation over the movie's ratings, shape [width]."""
    node: int
    """The movie's node, as in the article's view 1."""
    share: float
    """Share of the movie's ratings that agree on it."""

    def strongest(self, count: int) -> tuple[int, ...]:
        """The nodes with the largest absolute mean activation, strongest first."""
        return tuple(np.argsort(-np.abs(self.means), kind="stable")[:count].tolist())


def describe_node(
    dataset: Dataset, activations: Activations, groups: Sequence[NodeMovies], node: int, rng: np.random.Generator
) -> Generator[Progress, None, NodeDetails]:
    """Describe the movies of one node; the background is every movie that was sliced."""
    group = groups[node]
    yield Progress(f"Describing node {node}", 0, 2)
    described = describe_movies(dataset, group.movies, activations.rated_movies)
    yield Progress(f"Describing node {node}", 1, 2)
    drawn = random_movies(activations.rated_movies, len(group.movies), rng)
    random = describe_movies(dataset, drawn, activations.rated_movies)
    return NodeDetails(node, node_movie_table(dataset, activations, group), described, random)


def compare_nodes(activations: Activations, groups: Sequence[NodeMovies], first: int, second: int) -> NodePair:
    """Correlation of two nodes and what their groups of movies share."""
    pair = activations.values[:, [first, second]].astype(np.float64)
    pair -= pair.mean(axis=0)
    sizes = np.sqrt(np.square(pair).sum(axis=0))
    changing = bool((sizes > 1e-6 * np.sqrt(len(pair))).all())
    correlation = float(pair[:, 0] @ pair[:, 1] / np.prod(sizes)) if changing else float("nan")
    return NodePair(correlation, len(np.intersect1d(groups[first].movies, groups[second].movies)))


def profile_movie(activations: Activations, movie: int) -> Generator[Progress, None, MovieProfile]:
    """Find one movie's nodes. Raises UserError where none of its ratings was sliced."""
    yield Progress("Looking for the movie's nodes")
    means = nodes_of_movie(activations, movie)
    nodes, shares = activations.movie_nodes
    place = int(np.searchsorted(activations.rated_movies, movie))
    return MovieProfile(movie, means, int(nodes[place]), float(shares[place]))
