"""The list of nodes."""

import numpy as np
import pytest

from movierec_gui.analysis.node_details import MovieProfile
from movierec_gui.gui.tabs.activations_tab.node_list import COLUMNS, NodeList
from movierec_gui.gui.tabs.activations_tab.study import Question, answer
from movierec_gui.progress import finish


@pytest.fixture(name="frame")
def _frame(looking, tiny_dataset):
    looking.set_dataset(tiny_dataset)
    looking.set_current_run(looking.store.list()[0].id)
    return finish(answer(looking, Question("", "", "validation", False, "top", 20), None)).table


@pytest.fixture
def nodes(keep, looking, frame):
    nodes = NodeList(looking.start_job)
    keep(nodes)
    nodes.show_nodes(frame)
    return nodes


def test_the_cursor_starts_on_the_node_with_the_most_movies_and_stays(nodes, frame, qtbot):
    assert nodes.node == frame["size"].argmax()
    with qtbot.waitSignal(nodes.node_changed) as moved:
        nodes.go_to(12)
    assert moved.args == [12]
    with qtbot.assertNotEmitted(nodes.node_changed, wait=20):
        nodes.sort_by("mean_rating")
    assert nodes.node == 12
    nodes.show_nodes(frame)
    assert nodes.node == 12


def test_a_hidden_node_is_found_by_clearing_the_filter(nodes):
    nodes.filters.search.setText("33")
    nodes.refresh()
    assert nodes.shown_rows.tolist() == [33]
    nodes.go_to(5)
    assert nodes.node == 5
    assert len(nodes.shown_rows) == 70


def test_a_movies_activations_come_and_go_as_a_column(nodes):
    number = [column.name for column in COLUMNS].index("movie")
    assert nodes.view.isColumnHidden(number)
    nodes.show_profile(MovieProfile(3, np.linspace(-1, 1, 70).astype(np.float32), 0, 1.0))
    assert not nodes.view.isColumnHidden(number)
    nodes.sort_by("movie", descending=True)
    assert nodes.shown_rows[0] == 69
    nodes.show_profile(None)
    assert nodes.view.isColumnHidden(number)


def test_reset_shows_nothing(nodes):
    nodes.reset()
    assert nodes.count_text == "0 nodes"
    assert nodes.node is None
    nodes.show_profile(None)


def test_a_first_node_without_movies_is_passed_over(keep, looking, frame):
    nodes = NodeList(looking.start_job)
    keep(nodes)
    nodes.show_nodes(frame.assign(size=[0, 0, 7, *[1] * (len(frame) - 3)]))
    assert nodes.node == 2
    nodes.reset()
    nodes.show_nodes(frame.iloc[:0])
    assert nodes.node is None


def test_it_reads_from_top_to_bottom(nodes, words_of):
    assert words_of(nodes) == [
        "Search nodes by number, genre or note: Search nodes by numbe… [Search nodes by number, genre…]",
        "Clear the search and all filters [Clear the search and all filte…]",
        "Table of nodes: Node | Movies | Rating | Year | Movie | r pr…",
        "70 nodes",
    ]
