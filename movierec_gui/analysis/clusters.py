"""Clusters of the movies on a map, found in the space that the map was made from and not on the map itself."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components

from movierec_gui.analysis.group_traits import GENRE, NAMELESS, Trait, group_name, group_traits
from movierec_gui.analysis.maps.config import DENSITY, KMEANS, ClusterConfig
from movierec_gui.analysis.maps.neighbours import Neighbours, nearest_neighbours
from movierec_gui.analysis.movie_groups import mean_rating, mean_year
from movierec_gui.analysis.projections import MovieMap
from movierec_gui.data.dataset import Dataset, Int64Array
from movierec_gui.errors import UserError
from movierec_gui.progress import Progress

__all__ = [
    "DENSITY",
    "KMEANS",
    "NO_CLUSTER",
    "ClusterConfig",
    "Clusters",
    "NamedClusters",
    "cluster_table",
    "find_clusters",
    "named_clusters",
]

NO_CLUSTER = 0
"""The number of a movie that the density method finds too far from all others."""
TOP_GENRES, TOP_TITLES = 3, 3
_STARTS = 5
_GRAPH_NEIGHBOURS = 30
_CORE_POINTS = 10
_MOSTLY = 0.75
"""Where a larger share of the movies belongs to no cluster, the density method says little."""


@dataclass(frozen=True, eq=False)
class Clusters:
    """The cluster of each movie of a map."""

    config: ClusterConfig
    movies: Int64Array
    """The movie index of each row, as on the map."""
    numbers: Int64Array
    """From 1, the largest cluster first; ``NO_CLUSTER`` (0) for none. Parallel to ``movies``.

    The window, the figures and every file show these numbers.
    """

    @property
    def count(self) -> int:
        """Clusters found."""
        return int(self.numbers.max(initial=NO_CLUSTER))

    @property
    def outside(self) -> int:
        """Number of movies that belong to no cluster."""
        return int(np.count_nonzero(self.numbers == NO_CLUSTER))

    @property
    def summary(self) -> str:
        """How many clusters there are, where they were found, and what to do if there are none."""
        if not self.count:
            remedy = f"no group of at least {self.config.smallest} movies is denser than the rest"
            return f"No clusters: {remedy}. Ask for smaller ones, or for {KMEANS}."
        found = "1 cluster" if self.count == 1 else f"{self.count} clusters"
        text = f"{found} in the high-dimensional space"
        if not self.outside:
            return f"{text}."
        thin = self.outside > _MOSTLY * len(self.numbers)
        hint = f" There are hardly any dense groups here: {KMEANS} divides all movies, dense or not." if thin else ""
        return f"{text}; {self.outside:,} movies belong to none.{hint}"

    @property
    def column(self) -> pd.Series[int]:
        """The numbers for a table; missing for a movie without a cluster."""
        return pd.Series(self.numbers, dtype="Int64", name="cluster").replace(NO_CLUSTER, pd.NA)

    def members(self, cluster: int) -> Int64Array:
        """The movie indices of one cluster, ascending; of those outside any with ``NO_CLUSTER``."""
        members: Int64Array = self.movies[self.numbers == cluster]
        return members


@dataclass(frozen=True, eq=False)
class NamedClusters:
    """Clusters with the table that describes them."""

    found: Clusters
    table: pd.DataFrame
    """As from ``cluster_table``."""

    @property
    def labels(self) -> list[str]:
        """Number and name of every cluster, as in ``Cluster 1: War, 1940s``."""
        named = self.table[self.table["cluster"].notna()]
        titles = zip(named["cluster"], named["name"], strict=True)
        return [f"Cluster {number}" if name == NAMELESS else f"Cluster {number}: {name}" for number, name in titles]


def named_clusters(dataset: Dataset, clusters: Clusters) -> NamedClusters:
    """Describe clusters by what sets them apart from the map's other movies."""
    return NamedClusters(clusters, cluster_table(dataset, clusters))


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
    return Clusters(config, movie_map.movies, _numbered(labels))


def cluster_table(dataset: Dataset, clusters: Clusters) -> pd.DataFrame:
    """One row per cluster: cluster, name, size, year, mean, ratings, genres, movies, traits.

    ``name`` and ``traits`` are those of ``group_traits`` against the map's movies, in words, the traits with their
    lifts and corrected p; ``genres`` are the genres among them. ``ratings`` is the median number of ratings of its
    movies, ``year`` and ``mean`` are as in ``describe_movies``, and ``movies`` are the most rated ones. The last row,
    its number missing, holds the movies without a cluster if there are any.
    """
    found = np.unique(clusters.numbers)
    found = np.concatenate([found[found != NO_CLUSTER], found[found == NO_CLUSTER]])
    members = [clusters.members(int(number)) for number in found]
    traits = group_traits(dataset, members, clusters.movies)
    return pd.DataFrame(
        {
            "cluster": pd.Series(found, dtype="Int64").replace(NO_CLUSTER, pd.NA),
            "name": [group_name(entries) for entries in traits],
            "size": [len(movies) for movies in members],
            "year": [mean_year(dataset, movies) for movies in members],
            "mean": [mean_rating(dataset, movies) for movies in members],
            "ratings": [float(np.median(dataset.movie_counts[movies])) for movies in members],
            "genres": [_genres(entries) for entries in traits],
            "movies": [_best_known(dataset, movies) for movies in members],
            "traits": ["; ".join(trait.words for trait in entries) for entries in traits],
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
    """HDBSCAN (Campello et al. 2013) on the nearest neighbours' graph, whose tree is nearly that of all pairs.

    scikit-learn counts a point among the points around it, but a sparse graph has no edge from a point to itself:
    there, one fewer is asked for.
    """
    from sklearn.cluster import HDBSCAN

    k = min(max(_GRAPH_NEIGHBOURS, config.smallest), len(points) - 1)
    neighbours = yield from nearest_neighbours(points, k)
    yield Progress("Clusters")
    graph = _connected(_neighbour_graph(neighbours))
    found = HDBSCAN(
        min_cluster_size=config.smallest,
        min_samples=min(_CORE_POINTS, config.smallest) - 1,
        metric="precomputed",
        copy=True,
    ).fit(graph)
    labels: Int64Array = np.maximum(found.labels_, -1).astype(np.int64)
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


def _numbered(labels: Int64Array) -> Int64Array:
    """Numbers from 1, the largest cluster first, for scikit-learn's labels; ``NO_CLUSTER`` for its -1."""
    found = labels[labels >= 0]
    order = np.argsort(-np.bincount(found), kind="stable") if len(found) else found
    numbers = np.empty(len(order) + 1, np.int64)
    numbers[order] = np.arange(1, len(order) + 1)
    numbers[-1] = NO_CLUSTER
    return numbers[labels]


def _genres(traits: Sequence[Trait]) -> str:
    lifted = sorted((trait for trait in traits if trait.kind == GENRE), key=_lift, reverse=True)
    return ", ".join(f"{trait.name} ×{trait.lift:.1f}" for trait in lifted[:TOP_GENRES])


def _lift(trait: Trait) -> float:
    return trait.lift


def _best_known(dataset: Dataset, movies: Int64Array) -> str:
    best = movies[np.argsort(-dataset.movie_counts[movies], kind="stable")][:TOP_TITLES]
    return ", ".join(dataset.movies.label(int(movie)) for movie in best)
