"""The fields that make a question."""

import pytest

from movierec_gui.gui.tabs.activations_tab.settings_bar import SettingsBar
from movierec_gui.gui.tabs.activations_tab.study import Question
from movierec_gui.gui.widgets.run_chooser import RunChooser


@pytest.fixture
def bar(keep, looking):
    runs = looking.catalogue
    bar = SettingsBar(RunChooser(looking, runs))
    keep(bar)
    return bar


def test_at_first_it_asks_what_the_article_asked(bar):
    assert bar.question("run") == Question("run", "", "validation", False, "strongest", 20)
    assert not bar.k.isEnabled()


def test_a_node_takes_one_to_ten_thousand_ratings(bar):
    for wanted, taken in ((0, 1), (1, 1), (10_000, 10_000), (10_001, 10_000)):
        bar.k.setValue(wanted)
        assert bar.question("run").k == taken


def test_a_layer_counts_for_its_run_only(bar):
    bar.show_layers("run", ("embeddings", "hidden", "prediction"), "hidden")
    assert bar.question("run").layer == "hidden"
    assert bar.question("another").layer == ""


def test_changes_are_told(bar, qtbot):
    with qtbot.waitSignal(bar.changed):
        bar.rows.activated.emit(1)
    bar.view.setCurrentIndex(1)
    assert bar.k.isEnabled()
    with qtbot.waitSignal(bar.changed):
        bar.k.setValue(7)
    assert bar.question("run").k == 7


def test_it_reads_from_top_to_bottom(bar, words_of):
    assert words_of(bar) == [
        "Run",
        "Run: [The trained network to look at]",
        "Layer",
        "Layer: [The layer whose outputs are lo…]",
        "Ratings",
        "Ratings: Validation ratings [Which ratings are sent through…]",
        "for",
        "One activation for: each rating [Look at the activations of eac…]",
        "Slice [Send the ratings through the n…]",
        "View",
        "View: Movies by their strongest node [Which movies belong to a node:…]",
        "k",
        "Activations per node: 20 [How many of a node's highest o…] (off)",
        "Search a movie to see its nodes: Search a movie to see its n… [Type a part of the title, then…]",
        "Export CSV [Save the nodes or their movies…]",
    ]
