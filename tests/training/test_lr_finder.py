from dataclasses import replace

import pytest

from movierec_gui.data.splits import split_ratings
from movierec_gui.errors import UserError
from movierec_gui.progress import Progress, finish
from movierec_gui.training.config import preset_spec
from movierec_gui.training.lr_finder import HIGHEST, LOWEST, RateTried, find_learning_rate


def spec_of(name):
    spec = preset_spec(name)
    return replace(spec, training=replace(spec.training, threads=1))


def test_suggests_a_rate_before_the_lowest_loss(tiny_dataset):
    events = []
    work = find_learning_rate(tiny_dataset, spec_of("dense"), steps=120)
    while True:
        try:
            events.append(next(work))
        except StopIteration as end:
            search = end.value
            break
    assert isinstance(events[0], Progress)
    assert all(isinstance(event, RateTried) for event in events[1:])
    assert list(search.rates) == sorted(search.rates)
    lowest = search.rates[search.losses.index(min(search.losses))]
    assert LOWEST / 10 < search.suggestion < lowest
    assert search.rates[-1] <= HIGHEST


def test_luck_with_the_batches_does_not_hide_what_the_rate_does(tiny_dataset):
    spec = spec_of("dot")
    train = split_ratings(tiny_dataset, spec.split).train
    before = finish(find_learning_rate(tiny_dataset, spec, steps=400)).losses[:40]
    assert before == pytest.approx([tiny_dataset.ratings.values[train].var()] * 40, rel=0.02)


@pytest.mark.parametrize("name", ["dense", "gru", "wide-deep", "wide-deep-crosses"])
def test_finds_a_rate_for_networks_that_start_at_the_mean_rating(tiny_dataset, name):
    assert 1e-4 < finish(find_learning_rate(tiny_dataset, spec_of(name), steps=400)).suggestion < 1e-1


def test_same_seed_same_answer(tiny_dataset, poison_seeds):
    first = finish(find_learning_rate(tiny_dataset, spec_of("dense"), steps=60))
    poison_seeds()
    assert finish(find_learning_rate(tiny_dataset, spec_of("dense"), steps=60)) == first


def test_refuses_what_is_computed_at_once(tiny_dataset):
    with pytest.raises(UserError, match="no learning rate"):
        finish(find_learning_rate(tiny_dataset, spec_of("biases")))


def test_says_so_when_nothing_helps(tiny_dataset):
    with pytest.raises(UserError, match="No learning rate lowered the loss"):
        finish(find_learning_rate(tiny_dataset, spec_of("dense"), steps=1))
