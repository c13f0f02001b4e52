"""The map of the movies, for a report: coordinates as a table, and the picture."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.figure import Figure

from movierec_gui.analysis.clusters import Clusters, NamedClusters
from movierec_gui.analysis.map_quality import MapQuality
from movierec_gui.analysis.projections import MovieMap
from movierec_gui.data.dataset import NO_YEAR, Dataset
from movierec_gui.errors import unknown_name
from movierec_gui.figures import (
    FigureStyle,
    MapGroup,
    draw_legend,
    draw_map,
    groups_by_category,
    groups_by_value,
    new_figure,
)
from movierec_gui.report.config import BY_CLUSTER, COLORINGS

_TITLES = {"genre": "Genre", "year": "Year", "mean": "Mean rating", "count": "Ratings", BY_CLUSTER: "Cluster"}


def map_figure(
    dataset: Dataset,
    movie_map: MovieMap,
    style: FigureStyle,
    color_by: str = "mean",
    clusters: NamedClusters | None = None,
    quality: MapQuality | None = None,
) -> Figure:
    """The picture of a map with its legend, and how far it can be trusted where that is measured.

    Raises UserError at a colouring that is unknown or lacks its clusters.
    """
    figure, axes = new_figure(style, width=9.0, height=6.5)
    groups = map_groups(dataset, movie_map.movies, style, color_by, clusters)
    draw_map(axes, movie_map.coordinates, groups, style, note=map_note(movie_map, quality))
    draw_legend(axes, style, _TITLES[color_by])
    return figure


def map_table(dataset: Dataset, movie_map: MovieMap, clusters: Clusters | None = None) -> pd.DataFrame:
    """A row per movie on the map: id, title, year, genres, count, mean, x, y, and with clusters its own number."""
    table = dataset.movie_table().iloc[movie_map.movies].drop(columns="movie").reset_index(drop=True)
    table["x"], table["y"] = movie_map.coordinates.T
    return table if clusters is None else table.assign(cluster=clusters.column)


def map_note(movie_map: MovieMap, quality: MapQuality | None) -> str:
    """What stands in the corner of a map's picture: what it is, and how far it can be trusted."""
    if quality is None:
        return movie_map.description
    return "\n".join([movie_map.description, *quality.kept_in_words.split("; ")])


def trust_table(movie_map: MovieMap, quality: MapQuality) -> pd.DataFrame:
    """The figures of trust as rows of name, value, and what the value is measured against."""
    components, rows = f"{quality.components} principal components", quality.rows_name or "unknown"
    entries = [
        ("neighbours kept", quality.preservation, components),
        ("neighbours kept", quality.rows_preservation, rows),
        ("trustworthiness", quality.trustworthiness, components),
        ("rank correlation of distances", quality.distance_correlation, components),
        ("KL divergence", movie_map.kl, "affinities"),
        ("variance kept by the components", quality.explained, rows),
    ]
    return pd.DataFrame(entries, columns=["figure", "value", "against"])


def map_groups(
    dataset: Dataset,
    movies: npt.NDArray[np.integer],
    style: FigureStyle,
    color_by: str,
    clusters: NamedClusters | None = None,
) -> tuple[MapGroup, ...]:
    """The colours of these movies, as groups of positions in ``movies``. Raises UserError at an unknown colouring."""
    allowed = COLORINGS if clusters is None else (*COLORINGS, BY_CLUSTER)
    if color_by not in allowed:
        raise unknown_name("colouring", color_by, allowed)
    if color_by == BY_CLUSTER and clusters is not None:
        return cluster_groups(clusters, style)
    if color_by == "genre":
        return groups_by_category(main_genres(dataset)[movies], dataset.movies.genre_names, style)
    if color_by == "year":
        years = dataset.movies.years[movies].astype(np.float64)
        return groups_by_value(np.where(years == NO_YEAR, np.nan, years), style, form=".0f")
    if color_by == "mean":
        return groups_by_value(dataset.movie_means[movies], style, form=".1f")
    return groups_by_value(dataset.movie_counts[movies].astype(np.float64), style, form=".0f")


def cluster_groups(clusters: NamedClusters, style: FigureStyle) -> tuple[MapGroup, ...]:
    """The colours of the largest clusters, each with its number and name."""
    return groups_by_category(clusters.found.numbers - 1, clusters.labels, style)


def main_genres(dataset: Dataset) -> npt.NDArray[np.int64]:
    """One genre index per movie [movies], -1 for none: of several genres the one that fewest movies have.

    A horror drama is told from other dramas by its horror.
    """
    genres = dataset.movies.genres
    if genres.shape[1] == 0:
        return np.full(len(genres), -1, np.int64)
    rarity = np.where(genres, genres.sum(axis=0), len(genres) + 1)  # [movies, genres]
    return np.where(genres.any(axis=1), rarity.argmin(axis=1), -1).astype(np.int64)
