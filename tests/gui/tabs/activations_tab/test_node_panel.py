"""The panel of one node."""

import numpy as np
import pandas as pd
import pytest
from PySide6.QtCore import Qt

from movierec_gui.analysis import movie_groups
from movierec_gui.analysis.movie_groups import describe_movies
from movierec_gui.analysis.node_details import NodeDetails, NodePair
from movierec_gui.gui.tabs.activations_tab.node_panel import LOG_LIFT_LIMIT, NodePanel, PinnedNode, _lift_text, _p_text


def details(dataset, node, movies):
    group = describe_movies(dataset, movies)
    return NodeDetails(node, pd.DataFrame({"movie": movies}), group, describe_movies(dataset, [7, 8]))


def row(note="", correlation=0.25):
    return pd.Series(
        {
            "mean": 0.5,
            "spread": 0.125,
            "prediction_correlation": 0.75,
            "rating_correlation": correlation,
            "year_correlation": np.nan,
            "popularity_correlation": -0.5,
            "note": note,
        }
    )


@pytest.fixture
def panel(keep):
    panel = NodePanel()
    keep(panel)
    return panel


def test_a_node_is_shown_beside_a_random_set(panel, tiny_dataset):
    panel.show_node(details(tiny_dataset, 4, [0, 2]), row(), None, None)
    assert panel.title.text() == "Node 4: 2 movies"
    assert "mean year 1951.0 (1957.5)" in panel.facts.text()
    figures = panel.figures.table
    assert figures.column("node").values.tolist()[3:] == ["0.500", "0.125", "0.75", "0.25", "–", "-0.50"]
    assert figures.column("random").values.tolist()[0] == "2"
    assert panel.tags.table.column("tag").values.tolist() == ["funny"]
    assert panel.figures.isColumnHidden(3)
    assert panel.note.text() == ""


def test_dead_nodes_and_copies_are_pointed_out(panel, tiny_dataset):
    panel.show_node(details(tiny_dataset, 4, [0]), row("dead"), None, None)
    assert "never changes" in panel.note.text()
    panel.show_node(details(tiny_dataset, 4, [0]), row("copy of 2"), None, None)
    assert panel.note.text() == "A copy of 2: |r| above 0.99."


def test_a_pinned_node_stands_beside_the_others_but_not_beside_itself(panel, tiny_dataset):
    pinned = PinnedNode(details(tiny_dataset, 9, [1, 3]), row(correlation=0.75))
    panel.show_node(details(tiny_dataset, 4, [0, 2]), row(), pinned, NodePair(-0.5, 1))
    assert panel.note.text() == "With node 9: r = -0.50, 1 movie in common."
    assert panel.figures.table.column("pinned").values.tolist()[5] == "0.75"
    genres = panel.genres.table
    lifts = dict(zip(genres.column("genre").values, genres.column("pinned").values, strict=True))
    assert lifts["Drama"] == 1.0
    panel.show_node(pinned.details, pinned.row, pinned, None)
    assert panel.figures.isColumnHidden(3)


def test_a_node_without_movies_cannot_be_shown_on_the_map(panel, tiny_dataset):
    panel.show_node(details(tiny_dataset, 4, []), row(), None, None)
    assert "Mean rating –" in panel.facts.text()
    assert not panel.map_button.isEnabled()
    panel.clear()
    assert panel.title.text() == "No node chosen"
    assert not panel.pin_button.isEnabled()


def test_lifts_and_chances_are_written_as_people_read_them():
    assert LOG_LIFT_LIMIT == movie_groups.LOG_LIFT_LIMIT
    assert [_lift_text(value) for value in (1.0, -1.0, 0.0, -4.0)] == ["×2", "×0.5", "×1", "none"]
    assert [_p_text(value) for value in (0.0001, 0.0123, 1.0)] == ["<0.001", "0.012", "1.000"]


def test_no_p_value_is_cut(panel):
    place = 3
    assert panel.genres.fontMetrics().horizontalAdvance(_p_text(1e-9)) + 18 <= panel.genres.columnWidth(place)


def test_it_reads_from_top_to_bottom(panel, words_of):
    assert words_of(panel) == [
        "No node chosen",
        "Choose a node in the list.",
        "Pin [Keep this node's figures besid…] (off)",
        "Show on map [Select this node's movies and…] (off)",
        "Colour map [Go to the map, coloured by thi…] (off)",
        "Genres of the node's movies: Genre | Movies | Lift | p | Pin…",
        "Lift: how many times as common as among all movies sliced. G…",
    ]


def test_a_note_takes_room_only_where_there_is_one(panel, tiny_dataset):
    panel.show()
    panel.show_node(details(tiny_dataset, 4, [0, 2]), row(), None, None)
    assert not panel.note.isVisible()
    panel.show_node(details(tiny_dataset, 4, [0, 2]), row("dead"), None, None)
    assert panel.note.isVisible()


def test_the_pin_says_what_it_does(qtbot, panel, tiny_dataset):
    shown = details(tiny_dataset, 4, [0, 2])
    panel.show_node(shown, row(), None, None)
    assert (panel.pin_button.text(), panel.pin_button.isChecked(), panel.pin_button.isEnabled()) == ("Pin", False, True)
    panel.show_node(shown, row(), PinnedNode(shown, row()), None)
    assert (panel.pin_button.text(), panel.pin_button.isChecked()) == ("Unpin node 4", True)
    assert panel.map_button.isEnabled()
    for button, asked in (
        (panel.pin_button, panel.pin_requested),
        (panel.map_button, panel.map_requested),
        (panel.colors_button, panel.colors_requested),
    ):
        with qtbot.waitSignal(asked):
            button.click()


def test_beside_a_pinned_node_its_figures_take_the_place_of_the_chances(panel, tiny_dataset):
    pinned = PinnedNode(details(tiny_dataset, 9, [1, 3]), row(correlation=0.75))

    def hidden(table):
        titles = (table.model().headerData(place, Qt.Orientation.Horizontal) for place in range(5))
        return {title for place, title in enumerate(titles) if table.isColumnHidden(place)}

    panel.show_node(details(tiny_dataset, 4, [0, 2]), row(), pinned, NodePair(-0.5, 1))
    assert (hidden(panel.genres), hidden(panel.figures)) == ({"p"}, set())
    assert panel.figures.table.column("pinned").values.tolist()[:3] == ["2", *_means(tiny_dataset, [1, 3])]
    panel.show_node(details(tiny_dataset, 4, [0, 2]), row(), None, None)
    assert (hidden(panel.genres), hidden(panel.figures)) == ({"Pinned"}, {"Pinned"})
    assert panel.figures.table.column("pinned").values.tolist()[0] == ""


def _means(dataset, movies):
    return [f"{dataset.movie_means[movies].mean():.2f}", f"{dataset.movies.years[movies].mean():.1f}"]


def test_genres_are_those_of_the_catalogue_with_their_counts(panel, tiny_dataset):
    panel.show_node(details(tiny_dataset, 4, [0, 2]), row(), None, None)
    genres = panel.genres.table
    counts = {genres.column("genre").at(place): genres.column("movies").at(place) for place in range(len(genres))}
    assert counts == {"Comedy": 2, "War": 1, "Drama": 0}
    panel.clear()
    assert len(panel.genres.table) == len(panel.figures.table) == len(panel.tags.table) == 0
    assert panel.facts.text() == "Choose a node in the list."


def test_a_new_panel_has_no_node(keep):
    panel = NodePanel()
    keep(panel)
    assert panel.title.text() == "No node chosen"
    assert not panel.pin_button.isEnabled()
    assert not panel.map_button.isEnabled()
