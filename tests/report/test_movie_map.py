from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from movierec_gui.analysis.clusters import (
    NAMELESS,
    ClusterConfig,
    Clusters,
    NamedClusters,
    find_clusters,
    named_clusters,
)
from movierec_gui.analysis.map_quality import MapQuality
from movierec_gui.analysis.projections import MapConfig, MovieMap, raw_map
from movierec_gui.data.dataset import Dataset
from movierec_gui.data.movie_column import MovieColumn
from movierec_gui.errors import UserError
from movierec_gui.figures import DARK, LIGHT, MapGroup, new_figure
from movierec_gui.progress import finish
from movierec_gui.report.config import COLORINGS
from movierec_gui.report.movie_map import (
    cluster_groups,
    column_groups,
    main_genres,
    map_figure,
    map_groups,
    map_table,
    name_regions,
    regions_of,
    set_groups,
    trust_table,
)


@pytest.fixture(scope="module")
def movie_map(tiny_dataset: Dataset) -> MovieMap:
    return finish(raw_map(tiny_dataset, MapConfig(method="pca")))


def test_the_table_has_a_row_per_movie_on_the_map(tiny_dataset: Dataset, movie_map: MovieMap) -> None:
    table = map_table(tiny_dataset, movie_map)
    assert table["id"].tolist() == tiny_dataset.movies.ids[movie_map.movies].tolist()
    np.testing.assert_array_equal(table[["x", "y"]].to_numpy(), movie_map.coordinates)


@pytest.mark.parametrize("color_by", COLORINGS)
def test_every_movie_has_a_colour(tiny_dataset: Dataset, movie_map: MovieMap, color_by: str) -> None:
    groups = map_groups(tiny_dataset, movie_map.movies, DARK, color_by)
    assert sorted(row for group in groups for row in group.rows) == list(range(len(movie_map)))


def test_a_movie_without_a_year_is_muted(tiny_dataset: Dataset, movie_map: MovieMap) -> None:
    groups = map_groups(tiny_dataset, movie_map.movies, DARK, "year")
    assert [(group.label, group.rows.tolist()) for group in groups if group.color == DARK.muted] == [("unknown", [58])]


def test_clusters_can_be_shown(tiny_dataset: Dataset, movie_map: MovieMap) -> None:
    clusters = finish(find_clusters(movie_map, ClusterConfig(method="k-means", count=3)))
    groups = cluster_groups(named_clusters(tiny_dataset, clusters), movie_map.coordinates, DARK)
    assert [group.label.partition(":")[0] for group in groups] == ["Cluster 1", "Cluster 2", "Cluster 3"]
    assert map_table(tiny_dataset, movie_map, clusters)["cluster"].tolist() == clusters.numbers.tolist()
    assert clusters.numbers.min() == 1
    with pytest.raises(UserError, match="Unknown colouring 'cluster'"):
        map_groups(tiny_dataset, movie_map.movies, DARK, "cluster")


def test_more_clusters_than_colours_have_each_a_colour_and_a_name(tiny_dataset: Dataset, movie_map: MovieMap) -> None:
    clusters = finish(find_clusters(movie_map, ClusterConfig(method="k-means", count=11)))
    groups = cluster_groups(named_clusters(tiny_dataset, clusters), movie_map.coordinates, DARK)
    assert len(groups) == 11
    assert sorted(row for group in groups for row in group.rows) == list(range(len(movie_map)))
    assert DARK.muted not in {group.color for group in groups}
    regions = regions_of(groups, movie_map.coordinates, DARK)
    assert len(regions) == 11
    assert not any(label.startswith("Cluster 1:") for label, _, _ in regions)


def test_a_movie_of_several_sets_is_shown_in_the_smallest(movie_map: MovieMap) -> None:
    sets = (("all", range(40)), ("few", [3, 4]), ("elsewhere", [59]))
    groups = {group.label: group for group in set_groups(sets, movie_map.movies, movie_map.coordinates, DARK)}
    assert set(groups) == {"all", "few", "in no set"}
    assert groups["few"].rows.tolist() == [3, 4]
    assert len(groups["all"].rows) == 38
    assert groups["in no set"].color == DARK.muted


def test_a_number_of_every_movie_has_ordered_colours(movie_map: MovieMap) -> None:
    values = np.linspace(0.0, 1.0, 60)
    values[5] = np.nan
    groups = column_groups(MovieColumn("Node 3", values, 3), movie_map.movies, DARK)
    assert groups[0].rows.tolist() == [5]
    assert groups[1].label.startswith("0.000")


def test_an_unknown_colouring_is_refused(tiny_dataset: Dataset, movie_map: MovieMap) -> None:
    with pytest.raises(UserError, match="Did you mean 'genre'"):
        map_groups(tiny_dataset, movie_map.movies, DARK, "genres")


def test_the_rarest_genre_tells_a_movie_from_the_others(tiny_dataset: Dataset) -> None:
    genres = main_genres(tiny_dataset)
    assert tiny_dataset.movies.genres_of(0) == ("Comedy", "War")
    assert [tiny_dataset.movies.genre_names[genre] for genre in genres[:3]] == ["War", "Drama", "Comedy"]
    without = replace(tiny_dataset.movies, genres=np.zeros_like(tiny_dataset.movies.genres))
    assert set(main_genres(replace(tiny_dataset, movies=without))) == {-1}


def test_the_picture_says_what_it_shows(tiny_dataset: Dataset, movie_map: MovieMap) -> None:
    (axes,) = map_figure(tiny_dataset, movie_map, DARK).axes
    assert [text.get_text() for text in axes.texts] == [movie_map.description]
    quality = MapQuality(10, 59, 0.42, 0.9, 0.1, 50, 0.25, 0.22, "the ratings themselves")
    (judged,) = map_figure(tiny_dataset, movie_map, DARK, quality=quality).axes
    assert judged.texts[0].get_text() == f"{movie_map.description}\n{quality.kept_in_words}".replace("; ", "\n")
    assert "42% are kept, counted in the 50 components" in quality.kept_in_words
    assert "counted in the ratings themselves 22%" in quality.kept_in_words
    assert axes.get_legend().get_title().get_text() == "Mean rating"


def test_the_figures_of_trust_name_what_they_are_measured_against(movie_map: MovieMap) -> None:
    quality = MapQuality(10, 59, 0.42, 0.9, 0.1, 2, 0.25, 0.22, "the ratings themselves")
    table = trust_table(replace(movie_map, kl=1.5), quality)
    assert list(table.itertuples(index=False, name=None)) == [
        ("neighbours kept", 0.42, "2 principal components"),
        ("neighbours kept", 0.22, "the ratings themselves"),
        ("trustworthiness", 0.9, "2 principal components"),
        ("rank correlation of distances", 0.1, "2 principal components"),
        ("KL divergence", 1.5, "affinities"),
        ("variance kept by the components", 0.25, "the ratings themselves"),
    ]
    assert list(table.columns) == ["figure", "value", "against"]
    unnamed = trust_table(movie_map, replace(quality, rows_name=""))
    assert unnamed["against"].iloc[-1] == "unknown"


@pytest.fixture
def square(movie_map: MovieMap) -> MovieMap:
    """Movies 0 to 9, five on the left and five far right."""
    places = np.array([[100.0 * (row >= 5), float(row)] for row in range(10)], np.float32)
    return replace(movie_map, movies=np.arange(10), coordinates=places)


@pytest.fixture
def halves(square: MovieMap) -> NamedClusters:
    """Two clusters, a movie of the left half in none."""
    found = Clusters(ClusterConfig(), square.movies, np.array([0, 2, 2, 2, 2, 1, 1, 1, 1, 1]))
    return NamedClusters(found, pd.DataFrame({"cluster": [1, 2, pd.NA], "name": ["War, 1940s", NAMELESS, "none"]}))


SETS = (("Left", range(5)), ("Right", range(5, 9)))
NUMBERS = MovieColumn("Node 3", np.arange(60.0), 1)


@pytest.mark.parametrize(
    ("color_by", "title", "groups", "regions"),
    [
        ("mean", "Mean rating", 9, []),
        ("year", "Year", 9, []),
        ("count", "Ratings", 9, []),
        ("genre", "Genre", ["Comedy", "Drama", "War"], []),
        ("cluster", "Cluster", ["Cluster 1: War, 1940s", "Cluster 2", "none"], ["War, 1940s", "Cluster 2"]),
        (SETS, "Sets", ["Left", "Right", "in no set"], []),
        (NUMBERS, "Node 3", 8, []),
    ],
    ids=["mean", "year", "count", "genre", "cluster", "sets", "numbers"],
)
def test_a_map_s_legend_names_what_its_colours_show(
    tiny_dataset: Dataset, square: MovieMap, halves: NamedClusters, color_by, title: str, groups, regions: list[str]
) -> None:
    figure = map_figure(tiny_dataset, square, LIGHT, color_by, halves)
    (axes,) = figure.axes
    legend = axes.get_legend()
    names = [text.get_text() for text in legend.get_texts()]
    assert legend.get_title().get_text() == title
    if isinstance(groups, list):
        assert names == groups
    else:
        assert len(names) <= groups
    assert [text.get_text() for text in axes.texts[1:]] == regions
    assert figure.get_size_inches().tolist() == [9.0, 6.5]


def test_values_at_the_legend_have_the_digits_that_they_need(tiny_dataset: Dataset, movie_map: MovieMap) -> None:
    for color_by, pattern in (("mean", r"\d\.\d"), ("year", r"\d{4}"), ("count", r"\d+")):
        labels = [group.label for group in map_groups(tiny_dataset, movie_map.movies, LIGHT, color_by)]
        assert all(re.fullmatch(rf"{pattern}( – {pattern})?|unknown", label) for label in labels), labels
        assert len(labels) > 1


def test_regions_stand_at_a_movie_of_their_own_the_largest_first(square: MovieMap, halves: NamedClusters) -> None:
    groups = (*cluster_groups(halves, square.coordinates, LIGHT), MapGroup("empty", np.array([], np.int64), "#000000"))
    assert regions_of(groups, square.coordinates, LIGHT) == (
        ("War, 1940s", (100.0, 7.0), LIGHT.color(0)),
        ("Cluster 2", (0.0, 2.0), LIGHT.color(1)),
    )
    _, axes = new_figure(LIGHT)
    name_regions(axes, (), LIGHT)
    assert not axes.texts


def test_columns_of_ones_own_stand_beside_the_coordinates(tiny_dataset: Dataset, square: MovieMap) -> None:
    table = map_table(tiny_dataset, square, values={"node": np.arange(60) * 2})
    assert table["node"].tolist() == list(range(0, 20, 2))
    assert list(table.columns) == ["id", "title", "year", "genres", "count", "mean", "x", "y", "node"]
    assert table.index.tolist() == list(range(10))


def test_of_equally_large_sets_the_later_one_shows_a_movie_and_no_set_is_no_group(square: MovieMap) -> None:
    sets = (("one", [0, 1, 1]), ("other", [1, 2]), ("elsewhere", [50]))
    groups = set_groups(sets, square.movies, square.coordinates, LIGHT)
    shown = [(group.label, group.rows.tolist(), group.color) for group in groups]
    assert shown == [
        ("in no set", list(range(3, 10)), LIGHT.muted),
        ("one", [0], LIGHT.color(0)),
        ("other", [1, 2], LIGHT.color(1)),
    ]
    everything = set_groups([("all", range(10))], square.movies, square.coordinates, LIGHT)
    assert [group.label for group in everything] == ["all"]
