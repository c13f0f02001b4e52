"""Fitting a recommender as a run: kept, judged, stopped, gone on with, opened."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from movierec_gui.data.dataset import Dataset
from movierec_gui.data.preparation import PreparationConfig
from movierec_gui.data.prepare import prepare
from movierec_gui.data.splits import SplitConfig, split_ratings
from movierec_gui.errors import UserError
from movierec_gui.progress import Progress, finish
from movierec_gui.recommenders import RECOMMENDERS, recommender
from movierec_gui.recommenders.people import new_person
from movierec_gui.training import list_trainer
from movierec_gui.training.list_events import ListEpoch, ListEpochEnded, ListStarted
from movierec_gui.training.list_runs import ListSpec, ListStore, default_spec
from movierec_gui.training.list_tests import of_split
from movierec_gui.training.list_trainer import open_list, train_list
from movierec_gui.training.ranking import list_figures
from movierec_gui.training.record_store import CHECKPOINT_FILE, FINISHED, STOPPED, WEIGHTS_FILE

SPLIT = SplitConfig(test=0.2, validation=0.2)
PERSON = new_person([1, 4, 8], [5.0, 4.5, 1.0])
SHORT = {
    "recvae": {"epochs": 4, "hidden": 8, "code": 4}, "sequence": {"epochs": 4, "width": 8, "length": 10},
    "als": {"factors": 4, "passes": 2}, "slim": {"neighbours": 10}, "for-you": {"rating_model": "biases"},
}  # fmt: skip


def short(name: str, seed: int = 0) -> ListSpec:
    return ListSpec(name, recommender(name).config(**SHORT.get(name, {})), SPLIT, seed)


@pytest.fixture
def store(tmp_path: Path) -> ListStore:
    return ListStore(tmp_path / "lists")


@pytest.mark.parametrize("kind", RECOMMENDERS, ids=lambda kind: kind.name)
def test_every_recommender_is_kept_judged_and_opened_again(kind, tiny_dataset: Dataset, store):
    record = finish(train_list(tiny_dataset, short(kind.name), store))
    assert store.read(record.id) == record
    assert (record.status, record.name) == (FINISHED, kind.title)
    assert record.parts["train"] + record.parts["validation"] + record.parts["test"] == len(tiny_dataset.ratings)
    opened = open_list(store, record.id, tiny_dataset)
    for part, figures in (("validation", record.validation), ("test", record.test)):
        again = list_figures(opened.made, of_split(tiny_dataset, split_ratings(tiny_dataset, SPLIT), part))
        assert figures["ndcg"] == pytest.approx(again.ndcg)
        assert set(figures) >= {"recall", "novelty", "coverage", "gini", "better", "worse", "gain", "gain_low"}
    assert np.isfinite(opened.made.scores(PERSON)).any()
    assert not store.has(record.id, CHECKPOINT_FILE)


def test_the_progress_rises_to_the_end_and_the_run_is_there_at_the_beginning(tiny_dataset, store):
    work = train_list(tiny_dataset, short("ease"), store, "mine")
    first = next(work)
    assert isinstance(first, ListStarted)
    assert store.read(first.run_id).name == "mine"
    shares = [event.fraction for event in work if isinstance(event, Progress)]
    assert all(one <= other + 1e-9 for one, other in pairwise(shares))
    assert shares[-1] <= 1


@pytest.mark.parametrize("name", ["recvae", "sequence"])
def test_one_that_was_stopped_ends_as_an_uninterrupted_one(name, tiny_dataset, store, monkeypatch):
    monkeypatch.setattr(list_trainer, "SECONDS_BETWEEN", 0.0)
    monkeypatch.setattr(list_trainer, "LARGEST_SHARE", 1e9)
    whole = finish(train_list(tiny_dataset, short(name), store))
    work = train_list(tiny_dataset, short(name), store)
    run_id = next(work).run_id
    while not (store.has(run_id, CHECKPOINT_FILE) and store.read(run_id).epochs == 2):
        next(work)
    next(work)  # a step of the third epoch, which is lost
    work.close()
    assert store.read(run_id).status == STOPPED
    assert store.is_resumable(store.read(run_id))
    resumed = train_list(tiny_dataset, short(name), store, resume=run_id)
    assert next(resumed).resumed_epochs == 2
    ended = finish(resumed)
    assert (ended.id, ended.status, ended.epochs) == (run_id, FINISHED, whole.epochs)
    mine, other = (store.read_tensors(one.id, WEIGHTS_FILE)[0] for one in (ended, whole))
    assert all(mine[tensor].equal(other[tensor]) for tensor in other)
    assert ended.test == whole.test
    assert ended.curve == whole.curve


@pytest.mark.parametrize("known", [1, 2, 3])
def test_a_curve_shorter_or_longer_than_the_checkpoint_disturbs_nothing(known, tiny_dataset, store, monkeypatch):
    monkeypatch.setattr(list_trainer, "SECONDS_BETWEEN", 0.0)
    monkeypatch.setattr(list_trainer, "LARGEST_SHARE", 1e9)
    whole = finish(train_list(tiny_dataset, short("recvae"), store))
    work = train_list(tiny_dataset, short("recvae"), store)
    run_id = next(work).run_id
    while not store.has(run_id, CHECKPOINT_FILE) or store.read(run_id).epochs < 2:
        next(work)
    work.close()
    store.change(run_id, curve=whole.curve[:known])
    ended = finish(train_list(tiny_dataset, short("recvae"), store, resume=run_id))
    assert ended.curve == tuple(
        ListEpoch(entry.epoch, None, None) if known < entry.epoch <= 2 else entry for entry in whole.curve
    )
    mine, other = (store.read_tensors(one.id, WEIGHTS_FILE)[0] for one in (ended, whole))
    assert all(mine[tensor].equal(other[tensor]) for tensor in other)


def test_the_curve_is_kept_before_the_checkpoint(tiny_dataset, store, monkeypatch):
    monkeypatch.setattr(list_trainer, "SECONDS_BETWEEN", 0.0)
    monkeypatch.setattr(list_trainer, "LARGEST_SHARE", 1e9)
    known: list[tuple[int, int]] = []
    write = store.write_tensors

    def look_and_write(run_id, file, tensors, notes=None):
        if file == CHECKPOINT_FILE:
            known.append((int(notes["epochs"]), len(store.read(run_id).curve)))
        write(run_id, file, tensors, notes)

    monkeypatch.setattr(store, "write_tensors", look_and_write)
    finish(train_list(tiny_dataset, short("recvae"), store))
    assert known == [(1, 1), (2, 2), (3, 3), (4, 4)]


@pytest.mark.parametrize("name", ["recvae", "sequence"])
def test_each_epoch_is_told_with_its_loss_and_the_lists_and_kept(name, tiny_dataset, store):
    spec = short(name)
    work = train_list(tiny_dataset, replace(spec, settings=replace(spec.settings, learning_rate=0.02)), store)
    told = []
    while True:
        try:
            event = next(work)
        except StopIteration as end:
            record = end.value
            break
        if isinstance(event, ListEpochEnded):
            told.append(event.record)
    assert record.curve == store.read(record.id).curve == tuple(told)
    assert [one.epoch for one in told] == [1, 2, 3, 4]
    assert told[-1].loss < told[0].loss
    assert told[-1].ndcg == pytest.approx(record.validation["ndcg"])  # all 40 people are judged in both


def test_without_validation_ratings_the_curve_has_the_loss_alone(tiny_dataset, store):
    spec = replace(short("recvae"), split=SplitConfig(test=0.2, validation=0.0))
    curve = finish(train_list(tiny_dataset, spec, store)).curve
    assert [one.ndcg for one in curve] == [None] * 4
    assert all(one.loss > 0 for one in curve)


def test_one_in_closed_form_begins_anew(tiny_dataset, store):
    work = train_list(tiny_dataset, short("ease"), store)
    run_id = next(work).run_id
    work.close()
    with pytest.raises(UserError, match="not learned anything yet"):
        open_list(store, run_id, tiny_dataset)
    ended = finish(train_list(tiny_dataset, short("ease"), store, resume=run_id))
    assert (ended.id, ended.status, ended.epochs) == (run_id, FINISHED, 0)


def test_without_a_test_part_only_the_validation_part_is_judged(tiny_dataset, store):
    spec = replace(short("popularity"), split=SplitConfig(test=0.0, validation=0.2))
    record = finish(train_list(tiny_dataset, spec, store))
    assert record.validation
    assert not record.test


def test_a_run_of_other_data_is_refused(tiny_dataset, bundled_dataset, store):
    record = finish(train_list(tiny_dataset, short("popularity"), store))
    with pytest.raises(UserError, match="other data"):
        open_list(store, record.id, bundled_dataset)
    with pytest.raises(UserError, match="other data"):
        next(train_list(bundled_dataset, record.spec, store, resume=record.id))


def test_what_does_not_fit_its_settings_is_refused(tiny_dataset, store):
    record = finish(train_list(tiny_dataset, short("recvae"), store))
    tensors, _ = store.read_tensors(record.id, WEIGHTS_FILE)
    store.write_tensors(
        record.id, WEIGHTS_FILE, {name: tensor for name, tensor in tensors.items() if "mean" not in name}
    )
    with pytest.raises(UserError, match=r"does not fit|Fit it again"):
        open_list(store, record.id, tiny_dataset)


def test_a_damaged_checkpoint_is_named(tiny_dataset, store, monkeypatch):
    monkeypatch.setattr(list_trainer, "SECONDS_BETWEEN", 0.0)
    monkeypatch.setattr(list_trainer, "LARGEST_SHARE", 1e9)
    work = train_list(tiny_dataset, short("recvae"), store)
    run_id = next(work).run_id
    while not store.has(run_id, CHECKPOINT_FILE):
        next(work)
    work.close()
    tensors, notes = store.read_tensors(run_id, CHECKPOINT_FILE)
    tensors.pop("state.adam.0.0.step")
    store.write_tensors(run_id, CHECKPOINT_FILE, tensors, notes)
    with pytest.raises(UserError, match="damaged"):
        next(train_list(tiny_dataset, short("recvae"), store, resume=run_id))


def test_a_split_that_does_not_fit_makes_no_run(tiny_dataset, store):
    with pytest.raises(UserError, match="folds of its own"):
        next(train_list(tiny_dataset, replace(default_spec("ease"), split=SplitConfig(method="official")), store))
    assert store.list() == ()


def test_it_knows_how_its_data_were_prepared_and_opens_on_these_alone(tiny_dataset, store):
    prepared = finish(prepare(tiny_dataset, PreparationConfig(min_user_ratings=28)))
    record = finish(train_list(prepared, short("popularity"), store))
    assert store.read(record.id).preparation == PreparationConfig(min_user_ratings=28)
    assert open_list(store, record.id, prepared).record == record
    with pytest.raises(UserError, match=r"with 28\+ ratings per user.*prepare it the same way"):
        open_list(store, record.id, tiny_dataset)
    whole = finish(train_list(tiny_dataset, short("popularity"), store))
    assert whole.preparation is None
    with pytest.raises(UserError, match=r"Open the dataset it was trained on (.*), or"):
        open_list(store, whole.id, prepared)
