"""What judges the models."""

from dataclasses import replace

import numpy as np
import pytest

from movierec_gui.data.dataset import OfficialFold
from movierec_gui.data.splits import parse_seeds
from movierec_gui.errors import UserError
from movierec_gui.gui.tabs.train_tab.comparing.protocol import K_FOLD, OFFICIAL, SEEDS, ProtocolForm
from movierec_gui.training.comparing.contestants import article_splits


@pytest.fixture
def form(qtbot, tiny_dataset):
    made = ProtocolForm()
    qtbot.addWidget(made)
    made.set_dataset(tiny_dataset)
    made.show()
    return made


def test_the_articles_split_on_three_seeds_comes_first(form):
    assert form.method.currentIndex() == SEEDS
    assert form.splits() == article_splits([0, 1, 2])
    form.seeds.setText("7 3, 7")
    assert [split.seed for split in form.splits()] == [7, 3]


@pytest.mark.parametrize(
    ("text", "message"),
    [("", "There is no seed"), ("0, x", "'x' is not a seed"), ("-1", "'-1' is not a seed"), ("1.5", "not a seed")],
)
def test_what_is_no_seed_is_told_at_the_field(form, text, message):
    with pytest.raises(UserError, match=message):
        parse_seeds(text)
    form.seeds.setText(text)
    assert message in form.problem.text()
    assert form.problem.isVisible()
    assert form.seeds.property("invalid") is True
    form.seeds.setText("4")
    assert not form.problem.isVisible()


def test_a_seed_beyond_the_largest_is_told(form):
    form.seeds.setText("99999999999")
    assert "Split seed is 99999999999" in form.problem.text()


def test_k_folds(form):
    form.method.setCurrentIndex(K_FOLD)
    form.folds.setValue(4)
    assert [(split.method, split.fold) for split in form.splits()] == [("k_fold", str(n)) for n in range(1, 5)]
    assert "each judges once" in form.explanation.text()


def test_own_folds_only_where_the_data_set_ships_them(qtbot, form, tiny_dataset):
    assert form.method.count() == 2
    folds = tuple(OfficialFold(name, np.arange(start, start + 50)) for name, start in (("u1", 0), ("u2", 50)))
    form.set_dataset(replace(tiny_dataset, folds=folds))
    form.method.setCurrentIndex(OFFICIAL)
    assert [split.fold for split in form.splits()] == ["u1", "u2"]
    form.official.item(0).setCheckState(form.official.item(0).checkState().Unchecked)
    assert [split.fold for split in form.splits()] == ["u2"]
    form.official.item(1).setCheckState(form.official.item(1).checkState().Unchecked)
    assert "No fold is ticked" in form.problem.text()
    form.set_dataset(tiny_dataset)
    assert form.method.currentIndex() == K_FOLD


def test_without_data_there_are_no_splits(qtbot):
    made = ProtocolForm()
    qtbot.addWidget(made)
    assert made.splits() == ()


def test_it_reads_from_top_to_bottom(form, words_of):
    assert words_of(form) == [
        "Protocol: The article's split, several seeds",
        "Seeds: 0, 1, 2 [Seeds of the article's split,…]",
        "For each seed another random fifth of the ratings judges, as…",
    ]


def test_before_there_are_data_the_ways_are_offered_and_nothing_is_split(qtbot):
    form = ProtocolForm()
    qtbot.addWidget(form)
    form.show()
    assert form.method.count() == 2
    assert form.explanation.text()
    assert form.splits() == ()
    assert not form.problem.isVisible()


def test_the_form_is_as_tall_as_the_field_that_is_shown(form):
    for place in range(form.method.count()):
        form.method.setCurrentIndex(place)
        assert form._fields.currentIndex() == place
        assert form._fields.height() == form._pages[place].sizeHint().height()
        assert form._fields.maximumHeight() == form._fields.minimumHeight()
