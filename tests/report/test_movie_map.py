from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from movierec_gui.analysis.clusters import ClusterConfig, find_clusters
from movierec_gui.analysis.projections import MapConfig, MovieMap, raw_map
from movierec_gui.data.dataset import Dataset
from movierec_gui.errors import UserError
from movierec_gui.figures import DARK
from movierec_gui.progress import finish
from movierec_gui.report.config import COLORINGS
from movierec_gui.report.movie_map import main_genres, map_figure, map_groups, map_table


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
    clusters = finish(find_clusters(movie_map, ClusterConfig(count=3)))
    groups = map_groups(tiny_dataset, movie_map.movies, DARK, "cluster", clusters)
    assert [group.label for group in groups] == ["0", "1", "2"]
    assert map_table(tiny_dataset, movie_map, clusters)["cluster"].tolist() == clusters.labels.tolist()
    with pytest.raises(UserError, match="Unknown colouring 'cluster'"):
        map_groups(tiny_dataset, movie_map.movies, DARK, "cluster")


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
    assert axes.get_legend().get_title().get_text() == "Mean rating"
