"""The map of the movies, for a report: coordinates as a table, and the picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from movierec_gui.analysis.clusters import Clusters, NamedClusters
from movierec_gui.analysis.map_quality import MapQuality
from movierec_gui.analysis.maps.regions import region_places, told_apart
from movierec_gui.analysis.projections import MovieMap
from movierec_gui.data.dataset import NO_YEAR, Dataset
from movierec_gui.data.movie_column import MovieColumn
from movierec_gui.errors import unknown_name
from movierec_gui.figures import (
    FigureStyle,
    MapGroup,
    draw_legend,
    draw_map,
    draw_region_names,
    groups_by_category,
    groups_by_value,
    new_figure,
)
from movierec_gui.report.config import BY_CLUSTER, COLORINGS

MapColors = str | MovieColumn | Sequence[tuple[str, npt.ArrayLike]]
"""What a map shows: one of ``COLORINGS`` or ``BY_CLUSTER``, a number of every movie, or sets (name, movies)."""
_TITLES = {"genre": "Genre", "year": "Year", "mean": "Mean rating", "count": "Ratings", BY_CLUSTER: "Cluster"}


def map_figure(
    dataset: Dataset,
    movie_map: MovieMap,
    style: FigureStyle,
    color_by: MapColors = "mean",
    clusters: NamedClusters | None = None,
    quality: MapQuality | None = None,
) -> Figure:
    """The picture of a map with its legend, and how far it can be trusted where that is measured.

    Raises UserError at a colouring that is unknown or lacks its clusters.
    """
    figure, axes = new_figure(style, width=9.0, height=6.5)
    groups, title = _coloured(dataset, movie_map, style, color_by, clusters)
    draw_map(axes, movie_map.coordinates, groups, style, note=map_note(movie_map, quality))
    draw_legend(axes, style, title)
    if color_by == BY_CLUSTER:
        name_regions(axes, regions_of(groups, movie_map.coordinates, style), style)
    return figure


def _coloured(
    dataset: Dataset, movie_map: MovieMap, style: FigureStyle, color_by: MapColors, clusters: NamedClusters | None
) -> tuple[tuple[MapGroup, ...], str]:
    """The groups of a colouring and the legend's title."""
    if isinstance(color_by, MovieColumn):
        return column_groups(color_by, movie_map.movies, style), color_by.title
    if not isinstance(color_by, str):
        return set_groups(color_by, movie_map.movies, movie_map.coordinates, style), "Sets"
    if color_by == BY_CLUSTER and clusters is not None:
        return cluster_groups(clusters, movie_map.coordinates, style), _TITLES[color_by]
    return map_groups(dataset, movie_map.movies, style, color_by), _TITLES[color_by]


def map_table(
    dataset: Dataset,
    movie_map: MovieMap,
    clusters: Clusters | None = None,
    values: Mapping[str, npt.NDArray[Any]] | None = None,
) -> pd.DataFrame:
    """A row per movie on the map: id, title, year, genres, count, mean, x, y, and with clusters its own number.

    ``values`` are further columns of names and values per movie of the dataset.
    """
    table = dataset.movie_table().iloc[movie_map.movies].drop(columns="movie").reset_index(drop=True)
    table["x"], table["y"] = movie_map.coordinates.T
    table = table if clusters is None else table.assign(cluster=clusters.column)
    return table.assign(**{name: column[movie_map.movies] for name, column in (values or {}).items()})


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
) -> tuple[MapGroup, ...]:
    """The colours of these movies, as groups of positions in ``movies``. Raises UserError at an unknown colouring."""
    if color_by not in COLORINGS:
        raise unknown_name("colouring", color_by, COLORINGS)
    if color_by == "genre":
        return groups_by_category(main_genres(dataset)[movies], dataset.movies.genre_names, style)
    if color_by == "year":
        years = dataset.movies.years[movies].astype(np.float64)
        return groups_by_value(np.where(years == NO_YEAR, np.nan, years), style, form=".0f")
    if color_by == "mean":
        return groups_by_value(dataset.movie_means[movies], style, form=".1f")
    return groups_by_value(dataset.movie_counts[movies].astype(np.float64), style, form=".0f")


def cluster_groups(
    clusters: NamedClusters, coordinates: npt.NDArray[np.floating], style: FigureStyle
) -> tuple[MapGroup, ...]:
    """Every cluster in a colour, with its number and name, the largest first after the muted rest.

    With more clusters than colours, those of the same colour lie apart on the map [n, 2].
    """
    numbers = clusters.found.numbers
    rows = [np.flatnonzero(numbers == number) for number in range(1, clusters.found.count + 1)]
    groups = _told_apart(clusters.labels, rows, coordinates, style)
    return (*_rest(numbers == 0, "none", style), *groups)


def set_groups(
    sets: Sequence[tuple[str, npt.ArrayLike]],
    movies: npt.NDArray[np.integer],
    coordinates: npt.NDArray[np.floating],
    style: FigureStyle,
) -> tuple[MapGroup, ...]:
    """A colour for each set (name, movie indices); a movie of several sets is shown in the smallest of them."""
    owner = np.full(len(movies), -1)
    sizes = [len(np.unique(np.asarray(members, np.int64))) for _, members in sets]
    for number in np.argsort([-size for size in sizes], kind="stable").tolist():
        owner[np.isin(movies, np.asarray(sets[number][1], np.int64))] = number
    rows = [np.flatnonzero(owner == number) for number in range(len(sets))]
    kept = [number for number in range(len(sets)) if len(rows[number])]
    names = [sets[number][0] for number in kept]
    groups = _told_apart(names, [rows[number] for number in kept], coordinates, style)
    return (*_rest(owner < 0, "in no set", style), *groups)


def column_groups(column: MovieColumn, movies: npt.NDArray[np.integer], style: FigureStyle) -> tuple[MapGroup, ...]:
    """Ordered colours for a number of every movie."""
    return groups_by_value(column.values[movies], style, form=f".{column.digits}f")


def regions_of(
    groups: Sequence[MapGroup], coordinates: npt.NDArray[np.floating], style: FigureStyle
) -> tuple[tuple[str, tuple[float, float], str], ...]:
    """Name, place and colour of groups that can be named on the map, the largest first; the muted one has no name."""
    named = sorted((group for group in groups if group.color != style.muted and len(group.rows)), key=_largest_first)
    places = region_places(coordinates, [group.rows for group in named])
    return tuple(
        (_short(group.label), (float(x), float(y)), group.color) for group, (x, y) in zip(named, places, strict=True)
    )


def name_regions(axes: Axes, regions: Sequence[tuple[str, tuple[float, float], str]], style: FigureStyle) -> None:
    """Write the names of ``regions_of`` on a map."""
    draw_region_names(axes, np.array([place for _, place, _ in regions]), [label for label, _, _ in regions], style)


def _told_apart(
    names: Sequence[str],
    rows: Sequence[npt.NDArray[np.int64]],
    coordinates: npt.NDArray[np.floating],
    style: FigureStyle,
) -> tuple[MapGroup, ...]:
    colors = told_apart(region_places(coordinates, rows), len(style.series) - 1)
    groups = zip(names, rows, colors, strict=True)
    return tuple(MapGroup(name, members, style.color(color)) for name, members, color in groups)


def _rest(outside: npt.NDArray[np.bool_], name: str, style: FigureStyle) -> tuple[MapGroup, ...]:
    rows = np.flatnonzero(outside)
    return (MapGroup(name, rows, style.muted),) if len(rows) else ()


def _largest_first(group: MapGroup) -> int:
    return -len(group.rows)


def _short(label: str) -> str:
    """A group's name on the map: a cluster's without its number, if it has another name."""
    return label.split(": ", maxsplit=1)[-1] if label.startswith("Cluster ") else label


def main_genres(dataset: Dataset) -> npt.NDArray[np.int64]:
    """One genre index per movie [movies], -1 for none: of several genres the one that fewest movies have.

    A horror drama is told from other dramas by its horror.
    """
    genres = dataset.movies.genres
    if genres.shape[1] == 0:
        return np.full(len(genres), -1, np.int64)
    rarity = np.where(genres, genres.sum(axis=0), len(genres) + 1)  # [movies, genres]
    return np.where(genres.any(axis=1), rarity.argmin(axis=1), -1).astype(np.int64)
