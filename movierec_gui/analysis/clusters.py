"""Clusters of the movies on a map, found in the space that the map was made from and not on the map itself."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components

from movierec_gui.analysis.maps.config import DENSITY, KMEANS, ClusterConfig
from movierec_gui.analysis.maps.neighbours import Neighbours, nearest_neighbours
from movierec_gui.analysis.movie_groups import genre_statistics, mean_rating, mean_year
from movierec_gui.analysis.projections import MovieMap
from movierec_gui.data.dataset import Dataset, Int64Array
from movierec_gui.errors import UserError
from movierec_gui.progress import Progress

__all__ = ["DENSITY", "KMEANS", "NO_CLUSTER", "ClusterConfig", "Clusters", "cluster_table", "find_clusters"]

NO_CLUSTER = -1
"""The label of a movie that the density method finds too far from all others."""
TOP_GENRES, TOP_TITLES = 3, 3
_STARTS = 5
_GRAPH_NEIGHBOURS = 30
_UNLIKELY = 0.05


@dataclass(frozen=True, eq=False)
class Clusters:
    """The cluster of each movie of a map."""

    config: ClusterConfig
    movies: Int64Array
    """The movie index of each row, as on the map."""
    labels: Int64Array
    """From 0, the largest cluster first; ``NO_CLUSTER`` (-1) for none. Parallel to ``movies``."""

    @property
    def count(self) -> int:
        """Clusters found."""
        return int(self.labels.max(initial=NO_CLUSTER)) + 1

    def members(self, cluster: int) -> Int64Array:
        """The movie indices of one cluster, ascending; of those outside any with ``NO_CLUSTER``."""
        members: Int64Array = self.movies[self.labels == cluster]
        return members


def find_clusters(movie_map: MovieMap, config: ClusterConfig) -> Generator[Progress, None, Clusters]:
    """Group the movies of a map by their coordinates in its high-dimensional space.

    Raises UserError where there are fewer movies than the settings need.
    """
    n = len(movie_map)
    needed = config.count if config.method == KMEANS else 2 * config.smallest
    if n < needed:
        raise UserError(f"{n} movies are too few", f"These settings need {needed}", "Ask for fewer or smaller clusters")
    find = _centres if config.method == KMEANS else _dense_groups
    labels = yield from find(movie_map.space, config)
    return Clusters(config, movie_map.movies, _largest_first(labels))


def cluster_table(dataset: Dataset, clusters: Clusters) -> pd.DataFrame:
    """One row per cluster: cluster, size, year and mean (as ``describe_movies``), genres, movies.

    ``genres`` are those most overrepresented against the map's movies, with how many times as frequent they are (only
    where the corrected p is below 0.05); ``movies`` are the most rated ones. The row -1, if any, holds the movies
    without a cluster.
    """
    labels = np.unique(clusters.labels)
    labels = np.concatenate([labels[labels >= 0], labels[labels < 0]])
    members = [clusters.members(int(label)) for label in labels]
    statistics = genre_statistics(dataset, members, clusters.movies)
    return pd.DataFrame(
        {
            "cluster": labels,
            "size": [len(movies) for movies in members],
            "year": [mean_year(dataset, movies) for movies in members],
            "mean": [mean_rating(dataset, movies) for movies in members],
            "genres": [
                _overrepresented(dataset.movies.genre_names, lifts, p_values)
                for lifts, p_values in zip(statistics.lifts, statistics.p_values, strict=True)
            ],
            "movies": [_best_known(dataset, movies) for movies in members],
        }
    )


def _centres(points: npt.NDArray[np.float32], config: ClusterConfig) -> Generator[Progress, None, Int64Array]:
    from sklearn.cluster import KMeans

    inertia, labels = np.inf, np.zeros(len(points), np.int64)
    for start in range(_STARTS):
        yield Progress("Clusters", start, _STARTS)
        found = KMeans(config.count, n_init=1, random_state=config.seed + start).fit(points)
        if found.inertia_ < inertia:
            inertia, labels = found.inertia_, found.labels_.astype(np.int64)
    return labels


def _dense_groups(points: npt.NDArray[np.float32], config: ClusterConfig) -> Generator[Progress, None, Int64Array]:
    """HDBSCAN (Campello et al. 2013) on the nearest neighbours' graph, whose tree is nearly that of all pairs."""
    from sklearn.cluster import HDBSCAN

    k = min(max(_GRAPH_NEIGHBOURS, config.smallest), len(points) - 1)
    neighbours = yield from nearest_neighbours(points, k)
    yield Progress("Clusters")
    graph = _connected(_neighbour_graph(neighbours))
    found = HDBSCAN(
        min_cluster_size=config.smallest,
        min_samples=min(10, config.smallest),
        metric="precomputed",
        allow_single_cluster=False,
        copy=True,
    ).fit(graph)
    labels: Int64Array = np.maximum(found.labels_, NO_CLUSTER).astype(np.int64)
    return labels


def _neighbour_graph(neighbours: Neighbours) -> sp.csr_matrix:
    """Distances between neighbours, in both directions; a tiny one for points that coincide: zero means no edge."""
    n, k = neighbours.indices.shape
    distances = np.maximum(neighbours.distances.astype(np.float64).ravel(), 1e-9)
    rows = np.repeat(np.arange(n), k)
    graph = sp.csr_matrix((distances, (rows, neighbours.indices.ravel())), shape=(n, n))
    return graph.maximum(graph.T)


def _connected(graph: sp.csr_matrix) -> sp.csr_matrix:
    """The graph with its separate parts tied to the largest by edges longer than all others, as HDBSCAN needs it."""
    count, parts = connected_components(graph, directed=False)
    if count == 1:
        return graph
    hub = int(np.flatnonzero(parts == np.bincount(parts).argmax())[0])
    first = np.unique(parts, return_index=True)[1]
    ends = first[parts[first] != parts[hub]]
    length = np.full(len(ends), 2.0 * float(graph.data.max()))
    ties = sp.csr_matrix((length, (ends, np.full(len(ends), hub))), shape=graph.shape)
    return (graph + ties + ties.T).tocsr()


def _largest_first(labels: Int64Array) -> Int64Array:
    found = labels[labels >= 0]
    order = np.argsort(-np.bincount(found), kind="stable") if len(found) else found
    renamed = np.empty(len(order) + 1, np.int64)
    renamed[order] = np.arange(len(order))
    renamed[-1] = NO_CLUSTER
    return renamed[labels]


def _overrepresented(names: tuple[str, ...], lifts: npt.NDArray[np.float64], p_values: npt.NDArray[np.float64]) -> str:
    likely = np.flatnonzero((p_values < _UNLIKELY) & (lifts > 1.0))
    likely = likely[np.argsort(-lifts[likely], kind="stable")][:TOP_GENRES]
    return ", ".join(f"{names[genre]} ×{lifts[genre]:.1f}" for genre in likely)


def _best_known(dataset: Dataset, movies: Int64Array) -> str:
    best = movies[np.argsort(-dataset.movie_counts[movies], kind="stable")][:TOP_TITLES]
    return ", ".join(dataset.movies.label(int(movie)) for movie in best)
