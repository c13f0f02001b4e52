from __future__ import annotations

import numpy as np
import pytest

from movierec_gui.analysis.clusters import find_clusters, named_clusters
from movierec_gui.analysis.map_nodes import MapNodes
from movierec_gui.analysis.maps.config import ClusterConfig
from movierec_gui.gui.tabs.map_tab.coloring import COLORINGS, Known, MapLegend, color_by, map_style
from movierec_gui.gui.widgets.movie_map import PointGroup
from movierec_gui.progress import finish


@pytest.mark.parametrize("name", [name for name, _, _ in COLORINGS])
def test_every_colouring_colours_every_movie_once(qapp, tiny_dataset, movie_map, name):
    groups = color_by(name, tiny_dataset, movie_map, Known()).points()
    rows = np.concatenate([group.rows for group in groups])
    assert sorted(rows.tolist()) == list(range(59))
    assert len({group.color for group in groups}) == len(groups)


def test_genres_are_named(qapp, tiny_dataset, movie_map):
    labels = {group.label for group in color_by("genre", tiny_dataset, movie_map, Known()).points()}
    assert labels == {"Comedy", "Drama", "War"}


def test_clusters_and_nodes_colour_once_they_are_known(qapp, tiny_dataset, movie_map):
    clusters = named_clusters(tiny_dataset, finish(find_clusters(movie_map, ClusterConfig(method="k-means", count=2))))
    found = color_by("cluster", tiny_dataset, movie_map, Known(clusters)).points()
    assert [group.label for group in found] == ["Cluster 1: Comedy", "Cluster 2: Drama"]
    nodes = MapNodes("lstm", np.where(movie_map.movies == 5, -1, movie_map.movies % 2), 40)
    colors = color_by("node", tiny_dataset, movie_map, Known(nodes=nodes))
    assert colors.title == "Node of lstm"
    assert {group.label: len(group.rows) for group in colors.points()} == {"other": 1, "Node 0": 30, "Node 1": 28}


def test_the_legend_names_the_muted_group_last_and_tells_which_was_clicked(qtbot):
    legend = MapLegend()
    qtbot.addWidget(legend)
    legend.show()
    groups = [
        PointGroup("other", np.arange(3), map_style().muted),
        PointGroup("Drama", np.arange(2), "#0072b2"),
        PointGroup("War", np.arange(1), "#d55e00"),
    ]
    legend.show_groups("Genre", groups)
    assert legend.labels == ("Drama", "War", "other")
    with qtbot.waitSignal(legend.group_chosen) as signal:
        legend._buttons[1].click()
    assert signal.args == [2]
    legend.resize(600, 100)
    for shown in (groups, groups[:2]):
        legend.show_groups("Genre", shown)
        qtbot.waitUntil(lambda: all(button.isVisible() and button.width() > 20 for button in legend._buttons))
