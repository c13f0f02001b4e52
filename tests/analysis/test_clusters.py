from __future__ import annotations

import numpy as np
import pytest

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
    found = finish(find_clusters(near, ClusterConfig(count=3)))
    assert found.count == 3
    np.testing.assert_array_equal(found.labels, np.repeat([0, 1, 2], (40, 30, 20)))
    np.testing.assert_array_equal(found.members(2), np.arange(70, 90) * 3)


def test_density_leaves_out_what_is_alone(groups):
    found = finish(find_clusters(groups, ClusterConfig(method="density", smallest=10)))
    assert found.count == 3
    np.testing.assert_array_equal(found.labels[:90], np.repeat([0, 1, 2], (40, 30, 20)))
    assert np.all(found.labels[90:] == NO_CLUSTER)


def test_density_accepts_movies_that_coincide(groups):
    space = np.repeat(groups.space[::10], 10, axis=0)
    same = MovieMap(MapConfig(), "", "", groups.movies, space, 1.0, groups.coordinates, complete=True)
    assert finish(find_clusters(same, ClusterConfig(method="density", smallest=8))).count >= 3


def test_too_few_movies_are_refused(groups):
    few = MovieMap(MapConfig(), "", "", groups.movies[:8], groups.space[:8], 1.0, groups.coordinates[:8], complete=True)
    with pytest.raises(UserError, match="8 movies"):
        finish(find_clusters(few, ClusterConfig()))
    with pytest.raises(UserError, match="need 50"):
        finish(find_clusters(few, ClusterConfig(method="density")))


def test_the_settings_are_checked_and_described():
    with pytest.raises(UserError):
        ClusterConfig(count=1)
    assert len(settings_of(ClusterConfig)) == 4


def test_the_same_seed_finds_the_same_clusters(groups, poison_seeds):
    one = finish(find_clusters(groups, ClusterConfig(count=7)))
    poison_seeds()
    np.testing.assert_array_equal(one.labels, finish(find_clusters(groups, ClusterConfig(count=7))).labels)


def test_the_table_names_what_is_frequent(tiny_dataset):
    """The checkerboard's two tastes are its two genres."""
    movie_map = finish(raw_map(tiny_dataset, MapConfig(method="pca")))
    table = cluster_table(tiny_dataset, finish(find_clusters(movie_map, ClusterConfig(count=2))))
    assert table["cluster"].tolist() == [0, 1]
    assert table["size"].sum() == 59
    assert sorted(genres.split(" ×")[0] for genres in table["genres"]) == ["Comedy", "Drama"]
    assert all("Movie" in titles for titles in table["movies"])
    assert table["mean"].between(2.5, 3.5).all()


def test_movies_outside_any_cluster_come_last(tiny_dataset, groups):
    mapped = MovieMap(
        MapConfig(), "", "", np.arange(60), groups.space[40:], 1.0, groups.coordinates[40:], complete=True
    )
    table = cluster_table(tiny_dataset, finish(find_clusters(mapped, ClusterConfig(method="density", smallest=10))))
    assert table["cluster"].tolist()[-1] == NO_CLUSTER
