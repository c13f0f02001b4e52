"""List runs are kept beside the rating runs: their settings, their figures, and what is wrong with a file."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest

from movierec_gui import records
from movierec_gui.data.preparation import PreparationConfig
from movierec_gui.data.splits import SplitConfig
from movierec_gui.errors import UserError
from movierec_gui.models import ARCHITECTURES
from movierec_gui.recommenders import RECOMMENDERS
from movierec_gui.training.list_runs import (
    LIST_FILE,
    ListRecord,
    ListSpec,
    ListStore,
    default_spec,
    kind_title,
    label_of,
    makes_lists,
)
from movierec_gui.training.record_store import FINISHED, STOPPED
from movierec_gui.training.runs import RunStore


@pytest.fixture
def store(tmp_path: Path) -> ListStore:
    return ListStore.beside(RunStore(tmp_path))


def kept(store: ListStore, name: str = "ease", **values: object) -> ListRecord:
    with store.claim(name) as run_id:
        spec = default_spec(name)
        record = ListRecord(run_id, name, spec, "tiny", "hash", "2026-01-01T00:00:00+00:00", **values)  # type: ignore[arg-type]
        store.write(record)
    return record


@pytest.mark.parametrize("kind", RECOMMENDERS, ids=lambda kind: kind.name)
def test_the_settings_of_every_recommender_come_back(kind):
    spec = replace(default_spec(kind.name, SplitConfig(seed=3), 7))
    assert ListSpec.from_mapping(spec.to_mapping()) == spec
    assert makes_lists(spec.to_mapping())


def test_a_run_is_called_by_the_preset_that_it_has():
    spec = default_spec("for-you:dense data")
    assert label_of(spec) == "For you, dense data"
    assert label_of(replace(spec, settings=replace(spec.settings, prior=8.0))) == "For you"
    assert label_of(default_spec("ease")) == "EASE"


def test_no_recommender_has_the_name_of_a_network():
    assert not {kind.name for kind in RECOMMENDERS} & {entry.name for entry in ARCHITECTURES}


@pytest.mark.parametrize(
    "changed",
    [{"recommender": "easy"}, {"settings": {"rigde": 1.0}}, {"settings": {"ridge": -1.0}}, {"seed": "x"}, {"seed": -1},
     {"split": None}],
)  # fmt: skip
def test_settings_that_make_no_sense_are_refused(changed):
    with pytest.raises(UserError):
        ListSpec.from_mapping(default_spec("ease").to_mapping() | changed)


def test_a_run_comes_back_as_it_was_written_without_figures_that_are_no_numbers(store):
    record = kept(store, validation={"ndcg": 0.2, "gain": -0.1}, test={"ndcg": 0.1, "novelty": math.nan})
    assert store.read(record.id) == replace(record, test={"ndcg": 0.1})
    assert store.list() == (store.read(record.id),)
    assert kind_title(record) == "EASE"


def test_list_runs_are_no_rating_runs(store, tmp_path):
    kept(store)
    assert RunStore(tmp_path).listing().records == ()
    assert RunStore(tmp_path).listing().problems == ()


def test_renaming_noting_deleting_and_restoring(store):
    record = kept(store)
    assert store.rename(record.id, " best ").name == "best"
    assert store.annotate(record.id, "as it is").note == "as it is"
    with pytest.raises(UserError, match="empty"):
        store.rename(record.id, " ")
    store.delete(record.id)
    assert store.list() == ()
    assert store.restore(record.id).name == "best"


def test_whatever_did_not_finish_can_go_on(store):
    assert store.is_resumable(kept(store, status=STOPPED))
    assert not store.is_resumable(kept(store, status=FINISHED))
    running = kept(store)
    assert store.interrupted() == (running,)
    with store.training_lock(running.id):
        assert not store.is_resumable(running)


@pytest.mark.parametrize(
    "changed",
    [{"validation": {"recall": 0.5}}, {"test": {"ndcg": 2.0}}, {"status": "resting"}, {"created": "then"},
     {"epochs": -1}, {"parts": {"train": "many"}}],
)  # fmt: skip
def test_a_record_that_makes_no_sense_is_damaged(store, changed):
    record = kept(store)
    path = store.path(record.id) / LIST_FILE
    values, _ = records.unseal(path.read_bytes())
    path.write_bytes(records.seal(values | changed))
    with pytest.raises(UserError, match="damaged"):
        store.read(record.id)
    assert store.is_damaged(record.id)
    assert [str(problem) for problem in store.listing().problems]


def test_settings_of_another_version_are_named(store):
    record = kept(store)
    path = store.path(record.id) / LIST_FILE
    values, _ = records.unseal(path.read_bytes())
    path.write_bytes(records.seal(values | {"spec": values["spec"] | {"recommender": "oracle"}}))
    with pytest.raises(UserError, match="another version"):
        store.read(record.id)


def test_how_the_data_were_prepared_comes_back_and_older_runs_have_none(store):
    prepared = PreparationConfig(min_movie_ratings=5, movies="/somewhere/names.csv")
    record = kept(store, preparation=prepared)
    assert store.read(record.id).preparation == prepared
    path = store.path(record.id) / LIST_FILE
    values, _ = records.unseal(path.read_bytes())
    path.write_bytes(records.seal({name: value for name, value in values.items() if name != "preparation"}))
    assert store.read(record.id).preparation is None


@pytest.mark.parametrize(
    ("preparation", "words"),
    [({"min_raters": 3}, "another version"), ({"min_movie_ratings": -1}, "another version"), ("none", "damaged")],
)
def test_a_preparation_that_makes_no_sense_is_named(store, preparation, words):
    record = kept(store)
    path = store.path(record.id) / LIST_FILE
    values, _ = records.unseal(path.read_bytes())
    path.write_bytes(records.seal(values | {"preparation": preparation}))
    with pytest.raises(UserError, match=words):
        store.read(record.id)
