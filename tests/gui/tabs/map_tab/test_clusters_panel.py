from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from movierec_gui.analysis.clusters import find_clusters, named_clusters
from movierec_gui.analysis.maps.config import ClusterConfig
from movierec_gui.errors import UserError
from movierec_gui.gui.tabs.map_tab.clusters_panel import ClustersPanel
from movierec_gui.progress import finish


@pytest.fixture
def panel(qtbot):
    panel = ClustersPanel()
    qtbot.addWidget(panel)
    panel.show()
    return panel


@pytest.fixture
def shown(panel, tiny_dataset, movie_map):
    clusters = finish(find_clusters(movie_map, ClusterConfig(method="k-means", count=2)))
    panel.show_clusters(named_clusters(tiny_dataset, clusters))
    return panel


def test_the_settings_follow_the_method(panel):
    assert not panel.editors["count"].isVisible()
    assert panel.config() == ClusterConfig(method="density")
    panel.editors["method"].set_value("k-means")
    assert panel.editors["count"].isVisible()
    assert not panel.editors["smallest"].isVisible()
    assert panel.config() == ClusterConfig(method="k-means")
    panel.editors["method"].set_value("density")
    panel.editors["smallest"].set_value(1)
    with pytest.raises(UserError):
        panel.config()
    assert panel.editors["smallest"].error


def test_the_table_shows_what_was_found(shown):
    assert shown.summary.text() == "2 clusters in the high-dimensional space."
    assert shown.table.table.column("size").values.tolist() == [30, 29]
    assert shown.table.table.column("cluster").values.tolist() == ["1", "2"]
    assert shown.export_button.isEnabled()


def test_a_row_tells_more_and_selects_its_movies(qtbot, shown):
    with qtbot.waitSignal(shown.cluster_chosen) as signal:
        shown.table.selectRow(1)
    assert signal.args == [2]
    assert "Best known: Movie" in shown.details.text()
    assert "Mean year 19" in shown.details.text()
    assert "ratings per movie" in shown.details.text()


def test_the_movies_outside_any_cluster_have_no_number(qtbot, panel, tiny_dataset, movie_map):
    alone = replace(movie_map, space=movie_map.space + (movie_map.movies[:, None] > 56) * 500)
    clusters = finish(find_clusters(alone, ClusterConfig(smallest=10)))
    panel.show_clusters(named_clusters(tiny_dataset, clusters))
    assert "belong to none" in panel.summary.text()
    assert panel.table.table.column("cluster").values.tolist()[-1] == "none"
    with qtbot.waitSignal(panel.cluster_chosen) as signal:
        panel.table.selectRow(clusters.count)
    assert signal.args == [0]


def test_where_nothing_is_dense_it_says_what_to_do(panel, tiny_dataset, movie_map):
    rng = np.random.default_rng(0)
    scattered = replace(movie_map, space=rng.normal(size=(59, 4)).astype(np.float32))
    clusters = finish(find_clusters(scattered, ClusterConfig()))
    panel.show_clusters(named_clusters(tiny_dataset, clusters))
    assert panel.summary.text() == (
        "No clusters: no group of at least 25 movies is denser than the rest. Ask for smaller ones, or for k-means."
    )


def test_it_can_be_emptied(shown):
    shown.clear()
    assert shown.frame is None
    assert not shown.export_button.isEnabled()


def test_the_button_asks(qtbot, panel):
    with qtbot.waitSignal(panel.find_requested):
        panel.find_button.click()


def test_it_reads_from_top_to_bottom(shown, words_of):
    assert words_of(shown) == [
        "Setting: Method",
        "Setting: Smallest cluster",
        "Find clusters [Group the movies in the space…]",
        "Export CSV… [Save the clusters, a row each,…]",
        "2 clusters in the high-dimensional space.",
        "Clusters: No. | Set apart by | Movies | Mean",
    ]


def test_at_first_it_says_what_clusters_are_and_exports_nothing(panel):
    assert panel.summary.text().startswith("Clusters are found")
    assert not panel.export_button.isEnabled()
    assert panel.frame is None
