from __future__ import annotations

import numpy as np
import pytest

from movierec_gui.analysis.maps.config import ClusterConfig
from movierec_gui.gui.tabs.map_tab.insights import MapInsights


@pytest.fixture
def insights(workspace, tiny_dataset):
    workspace.set_dataset(tiny_dataset)
    return MapInsights(workspace)


def test_clusters_come_with_their_table(qtbot, insights, movie_map, idle):
    with qtbot.waitSignal(insights.clusters_found):
        insights.find_clusters(movie_map, ClusterConfig(method="k-means", count=2))
    idle()
    assert insights.clusters.found.count == 2
    assert len(insights.clusters.table) == 2


def test_a_map_is_judged(qtbot, insights, movie_map, idle):
    with qtbot.waitSignal(insights.quality_found):
        insights.judge(movie_map)
    idle()
    assert 0 <= insights.quality.preservation <= 1
    assert np.isnan(insights.quality.rows_preservation)  # of this map nobody knows the rows


def test_what_comes_too_late_is_dropped(qtbot, insights, movie_map, idle):
    with qtbot.assertNotEmitted(insights.clusters_found):
        insights.find_clusters(movie_map, ClusterConfig(method="k-means", count=2))
        insights.reset()
        idle()
    assert insights.clusters is None


def test_nodes_need_a_run(qtbot, insights, movie_map, idle):
    with qtbot.waitSignal(insights.failed) as signal:
        insights.find_nodes(movie_map)
    idle()
    assert "needs a trained network" in str(signal.args[0])


def test_nodes_and_layers_of_a_run_are_found(qtbot, insights, workspace, movie_map, run, monkeypatch, idle):
    monkeypatch.setattr(workspace, "open_current_run", lambda: run)
    with qtbot.waitSignal(insights.layers_found) as signal:
        insights.read_layers()
    assert signal.args[0] == run.model.layer_names()
    with qtbot.waitSignal(insights.nodes_found):
        insights.find_nodes(movie_map)
    idle()
    assert len(insights.nodes.nodes) == 59
    insights.drop_nodes()
    assert insights.nodes is None


def test_too_few_movies_for_the_settings_are_told(qtbot, insights, movie_map, idle):
    with qtbot.waitSignal(insights.failed) as signal:
        insights.find_clusters(movie_map, ClusterConfig(method="k-means", count=100))
    idle()
    assert "59 movies are too few" in str(signal.args[0])
