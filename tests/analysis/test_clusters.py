from __future__ import annotations

import numpy as np
import pytest
from sklearn.cluster import HDBSCAN
from sklearn.metrics import adjusted_rand_score

from movierec_gui.analysis.clusters import NO_CLUSTER, ClusterConfig, cluster_table, find_clusters
from movierec_gui.analysis.projections import MapConfig, MovieMap, raw_map
from movierec_gui.errors import UserError
from movierec_gui.progress import finish
from movierec_gui.settings import settings_of


@pytest.fixture
def groups():
    """Groups of 40, 30 and 20 movies far apart in 5 dimensions, ten movies alone, and coordinates that mix them all."""
    rng = np.random.default_rng(0)
    centres = np.repeat(np.eye(3, 5) * 50, (40, 30, 20), axis=0)
    alone = rng.normal(size=(10, 5)) * 400
    space = np.concatenate([centres + rng.normal(size=(90, 5)), alone]).astype(np.float32)
    coordinates = rng.normal(size=(100, 2)).astype(np.float32)
    return MovieMap(MapConfig(), "groups", "", np.arange(100) * 3, space, 1.0, coordinates, complete=True)


def test_k_means_finds_the_groups_in_the_high_space(groups):
    near = MovieMap(
        MapConfig(), "", "", groups.movies[:90], groups.space[:90], 1.0, groups.coordinates[:90], complete=True
    )
    found = finish(find_clusters(near, ClusterConfig(method="k-means", count=3)))
    assert found.count == 3
    np.testing.assert_array_equal(found.numbers, np.repeat([1, 2, 3], (40, 30, 20)))
    np.testing.assert_array_equal(found.members(3), np.arange(70, 90) * 3)


def test_density_leaves_out_what_is_alone(groups):
    found = finish(find_clusters(groups, ClusterConfig(method="density", smallest=10)))
    assert found.count == 3
    np.testing.assert_array_equal(found.numbers[:90], np.repeat([1, 2, 3], (40, 30, 20)))
    assert np.all(found.numbers[90:] == NO_CLUSTER)
    assert found.column.isna().sum() == found.outside == 10


def test_density_accepts_movies_that_coincide(groups):
    space = np.repeat(groups.space[::10], 10, axis=0)
    same = MovieMap(MapConfig(), "", "", groups.movies, space, 1.0, groups.coordinates, complete=True)
    assert finish(find_clusters(same, ClusterConfig(method="density", smallest=8))).count >= 3


def test_too_few_movies_are_refused(groups):
    few = MovieMap(MapConfig(), "", "", groups.movies[:8], groups.space[:8], 1.0, groups.coordinates[:8], complete=True)
    with pytest.raises(UserError, match="8 movies"):
        finish(find_clusters(few, ClusterConfig(method="k-means")))
    with pytest.raises(UserError, match="need 50"):
        finish(find_clusters(few, ClusterConfig()))


def test_the_settings_are_checked_and_described():
    with pytest.raises(UserError):
        ClusterConfig(method="k-means", count=1)
    assert len(settings_of(ClusterConfig)) == 4


def test_the_same_seed_finds_the_same_clusters(groups, poison_seeds):
    one = finish(find_clusters(groups, ClusterConfig(method="k-means", count=7)))
    poison_seeds()
    again = finish(find_clusters(groups, ClusterConfig(method="k-means", count=7)))
    np.testing.assert_array_equal(one.numbers, again.numbers)


def test_the_table_names_what_is_frequent(tiny_dataset):
    """The checkerboard's two tastes are its two genres."""
    movie_map = finish(raw_map(tiny_dataset, MapConfig(method="pca")))
    table = cluster_table(tiny_dataset, finish(find_clusters(movie_map, ClusterConfig(method="k-means", count=2))))
    assert table["cluster"].tolist() == [1, 2]
    assert sorted(table["name"]) == ["Comedy", "Drama"]
    assert table["ratings"].between(1, 40).all()
    assert table["size"].sum() == 59
    assert sorted(genres.split(" ×")[0] for genres in table["genres"]) == ["Comedy", "Drama"]
    assert all("Movie" in titles for titles in table["movies"])
    assert table["mean"].between(2.5, 3.5).all()


def test_movies_outside_any_cluster_come_last(tiny_dataset, groups):
    mapped = MovieMap(
        MapConfig(), "", "", np.arange(60), groups.space[40:], 1.0, groups.coordinates[40:], complete=True
    )
    table = cluster_table(tiny_dataset, finish(find_clusters(mapped, ClusterConfig(method="density", smallest=10))))
    assert table["cluster"].isna().tolist() == [False] * (len(table) - 1) + [True]


def _mapped(points):
    points = points.astype(np.float32)
    return MovieMap(MapConfig(), "", "", np.arange(len(points)), points, 1.0, points[:, :2], complete=True)


@pytest.mark.parametrize(("series", "each", "smallest"), [(12, 5, 5), (7, 8, 8), (5, 30, 25)])
def test_density_counts_a_movie_among_its_own_neighbours_as_scikit_learn_does(series, each, smallest):
    """Series of exactly as many films as the smallest cluster: with one neighbour too many they melt together."""
    rng = np.random.default_rng(series)
    centres = np.repeat(rng.normal(size=(series, 5)) * 50, each, axis=0)
    points = centres + rng.normal(size=centres.shape)
    found = finish(find_clusters(_mapped(points), ClusterConfig(smallest=smallest)))
    theirs = HDBSCAN(min_cluster_size=smallest, min_samples=min(10, smallest), copy=True).fit(points).labels_
    assert found.count == theirs.max() + 1 == series
    assert adjusted_rand_score(found.numbers, theirs) == 1.0


def test_on_the_bundled_ratings_density_finds_what_it_finds_without_the_graph(bundled_dataset):
    movie_map = finish(raw_map(bundled_dataset, MapConfig(method="pca")))
    found = finish(find_clusters(movie_map, ClusterConfig(smallest=5)))
    assert found.count == pytest.approx(233, abs=3)
    usual = finish(find_clusters(movie_map, ClusterConfig()))
    assert len(usual.members(1)) < 1000  # k-means puts 6,653 movies into its largest
    assert usual.count > 20


def test_where_hardly_anything_is_dense_it_says_so(groups):
    rng = np.random.default_rng(1)
    scattered = rng.normal(size=(200, 5)) * 300
    few = np.concatenate([np.zeros((20, 5)), np.full((20, 5), 90.0)]) + rng.normal(size=(40, 5))
    found = finish(find_clusters(_mapped(np.concatenate([few, scattered])), ClusterConfig(smallest=15)))
    assert found.outside > 180
    assert "hardly any dense groups here: k-means divides all movies" in found.summary
    usual = finish(find_clusters(groups, ClusterConfig(smallest=10)))
    assert usual.summary == "3 clusters in the high-dimensional space; 10 movies belong to none."


def test_where_nothing_is_dense_there_is_no_cluster():
    found = finish(find_clusters(_mapped(np.random.default_rng(0).normal(size=(60, 4))), ClusterConfig()))
    assert (found.count, found.outside) == (0, 60)
    assert "Ask for smaller ones" in found.summary
