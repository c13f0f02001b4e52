from __future__ import annotations

import numpy as np
import pytest

from movierec_gui.analysis.clusters import find_clusters, named_clusters
from movierec_gui.analysis.map_nodes import MapNodes
from movierec_gui.analysis.maps.config import ClusterConfig
from movierec_gui.data.movie_column import MovieColumn
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


def parts(legend):
    """What the legend holds, in its order."""
    layout = legend.layout()
    shown = [layout.itemAt(place).widget() for place in range(layout.count())]
    return [widget.text() for widget in shown if widget.text()]


def test_of_many_groups_ten_are_listed_and_the_others_counted(qtbot):
    legend = MapLegend()
    qtbot.addWidget(legend)
    legend.show()
    groups = [PointGroup(f"Cluster {number}", np.arange(number), f"#0000{number:02x}") for number in range(1, 13)]
    legend.show_groups("Cluster", [PointGroup("none", np.arange(1200), map_style().muted), *groups[:10]])
    named = [f"Cluster {number}" for number in range(1, 11)]
    assert parts(legend) == ["Cluster:", *named, "none"]
    assert legend._buttons[-1].toolTip() == "1,200 movies; click to select them"
    legend.show_groups("Cluster", groups)
    assert parts(legend) == ["Cluster:", *named, "… and 2 more, named on the map"]


@pytest.mark.parametrize(
    ("title", "shown", "tip"),
    [("T" * 32, f"{'T' * 32}:", ""), (f"{'T' * 30} of user 15", f"{'T' * 30}…:", f"{'T' * 30} of user 15")],
)
def test_a_long_title_is_cut_and_is_whole_in_its_tip(qtbot, title, shown, tip):
    legend = MapLegend()
    qtbot.addWidget(legend)
    legend.show_groups(title, [])
    assert (legend._title.text(), legend._title.toolTip()) == (shown, tip)


def test_each_group_has_a_dot_of_its_colour(qtbot):
    legend = MapLegend()
    qtbot.addWidget(legend)
    legend.show_groups("Genre", [PointGroup("War", np.arange(1), "#d55e00")])
    (button,) = legend._buttons
    picture = button.icon().pixmap(12, 12).toImage()
    assert picture.pixelColor(6, 6).name() == "#d55e00"
    filled = [picture.pixelColor(x, 6).alpha() > 128 for x in range(picture.width())]
    assert filled == [False, *[True] * (picture.width() - 2), False]


def test_what_is_not_there_yet_is_one_faint_group_that_says_so(qapp, tiny_dataset, movie_map):
    for name, label in (("set", "no set is kept"), ("cluster", "not computed yet"), ("error", "not computed yet")):
        (group,) = color_by(name, tiny_dataset, movie_map, Known()).points()
        assert (group.label, group.color, len(group.rows)) == (label, map_style().muted, 59)


def test_kept_sets_and_clusters_are_named_on_the_map_and_others_are_not(qapp, tiny_dataset, movie_map):
    sets = (("Even", tuple(range(0, 40, 2))), ("Few", (1, 3)))
    colors = color_by("set", tiny_dataset, movie_map, Known(sets=sets))
    assert {group.label: len(group.rows) for group in colors.points()} == {"Even": 20, "Few": 2, "in no set": 37}
    assert {region.label for region in colors.regions(movie_map.coordinates)} == {"Even", "Few"}
    assert color_by("genre", tiny_dataset, movie_map, Known()).regions(movie_map.coordinates) == ()
    moved = colors.regions(movie_map.coordinates, [PointGroup("Few", np.arange(5), "#d55e00")])
    assert [region.label for region in moved] == ["Few"]


def test_a_column_gives_its_own_title(qapp, tiny_dataset, movie_map):
    column = MovieColumn("Error of dense", np.linspace(0, 1, tiny_dataset.n_movies), 2)
    for name in ("column", "error", "predicted", "rated"):
        assert color_by(name, tiny_dataset, movie_map, Known(column=column)).title == "Error of dense"
    assert color_by("genre", tiny_dataset, movie_map, Known(column=column)).title == "Genre"
