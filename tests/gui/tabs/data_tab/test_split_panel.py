"""The split panel shows sizes, takes every valid change, offers folds, and refuses what is wrong."""

from dataclasses import replace

import numpy as np
import pytest

from movierec_gui.data.dataset import OfficialFold
from movierec_gui.data.splits import ARTICLE_SPLIT, SPLIT_METHODS, SplitConfig
from movierec_gui.errors import UserError
from movierec_gui.gui.tabs.data_tab.split_panel import METHODS, SplitPanel


@pytest.fixture
def folded(tiny_dataset):
    return replace(tiny_dataset, folds=(OfficialFold("u1", np.arange(100)), OfficialFold("u2", np.arange(100, 200))))


@pytest.fixture
def panel(qtbot, workspace, folded):
    made = SplitPanel(workspace)
    qtbot.addWidget(made)
    workspace.set_dataset(folded)
    made.show_dataset(folded)
    made.show()
    return made


def choose(panel, method):
    panel.method.setCurrentIndex(panel.method.findData(method))


def sizes(panel):
    return {part.name: part.size for part in panel.parts.parts}


def test_every_method_has_a_name_and_a_sentence():
    assert set(METHODS) == set(SPLIT_METHODS)


def test_the_default_split_is_shown_with_its_sizes(panel, workspace):
    split = workspace.split
    assert sizes(panel) == {"Training": len(split.train), "Validation": len(split.validation), "Test": len(split.test)}
    assert panel.config() == SplitConfig()


def test_a_change_becomes_the_split_of_the_next_runs(qtbot, panel, workspace):
    with qtbot.waitSignal(workspace.split_changed):
        panel.editors["test"].set_value(0.5)
    assert workspace.split_config == SplitConfig(test=0.5)
    assert sizes(panel)["Test"] == len(workspace.split.test)


def test_the_articles_split_is_one_click_away(qtbot, panel, workspace):
    with qtbot.waitSignal(workspace.split_changed):
        panel.article.click()
    assert workspace.split_config == ARTICLE_SPLIT
    assert set(sizes(panel)) == {"Training", "Validation"}


def test_folds_are_offered_where_the_method_has_them(qtbot, panel, workspace):
    assert panel.fold.isHidden()
    with qtbot.waitSignal(workspace.split_changed):
        choose(panel, "official")
    assert [panel.fold.itemText(number) for number in range(panel.fold.count())] == ["u1", "u2"]
    assert workspace.split_config.fold == "u1"
    with qtbot.waitSignal(workspace.split_changed):
        panel.fold.setCurrentIndex(1)
    assert sizes(panel)["Test"] == 100
    with qtbot.waitSignal(workspace.split_changed):
        choose(panel, "k_fold")
    assert panel.fold.count() == 5


def test_a_release_without_folds_cannot_be_split_by_them(qtbot, workspace, tiny_dataset):
    panel = SplitPanel(workspace)
    qtbot.addWidget(panel)
    workspace.set_dataset(tiny_dataset)
    panel.show_dataset(tiny_dataset)
    assert not panel.method.model().item(panel.method.findData("official")).isEnabled()


def test_a_wrong_value_is_told_at_its_field_and_changes_nothing(qtbot, panel, workspace):
    panel.editors["validation"].set_value(3)
    panel.apply()
    assert "Validation part" in panel.editors["validation"].error
    assert not panel.messages.isHidden()
    assert workspace.split_config == SplitConfig()
    with pytest.raises(UserError):
        panel.config()


def test_a_split_with_an_empty_part_is_refused(qtbot, panel, workspace):
    panel.editors["validation"].set_value(0.0)
    panel.editors["test"].set_value(0.0)
    panel.apply()
    assert "held out" in panel.messages.text
    assert workspace.split_config == SplitConfig()


def test_without_data_there_is_nothing_to_divide(qtbot, workspace):
    panel = SplitPanel(workspace)
    qtbot.addWidget(panel)
    panel.apply()
    assert not workspace.jobs


def test_the_tab_key_goes_from_the_method_through_the_fields_to_the_articles_split(panel):
    wanted = [panel.fold, *panel.editors.values(), panel.article]
    order, widget = [], panel.method
    while (widget := widget.nextInFocusChain()) is not panel.method:
        for one in wanted:
            if one in (widget, widget.parent()) and one not in order:
                order.append(one)
    assert order == wanted


def test_it_says_what_each_field_is_for(panel, words_of):
    assert sorted(words_of(panel)) == [
        "Each rating falls into a part by chance, as in the article.",
        "Parts",
        "Setting: Refit",
        "Setting: Split seed",
        "Setting: Test part",
        "Setting: Validation part",
        "Split method: Random",
        "Split of the next runs",
        "The training part fits the weights. The validation part stop…",
        "Use the article's split [80 % training, 20 % validation…]",
    ]


def test_a_value_that_is_put_right_is_no_longer_blamed(panel):
    editor = panel.editors["test"]
    editor.set_value(2.0)
    with pytest.raises(UserError):
        panel.config()
    assert editor.error
    editor.set_value(0.2)
    panel.config()
    assert editor.error == ""
