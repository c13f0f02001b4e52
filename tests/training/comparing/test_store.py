"""Comparisons in their store."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest

from movierec_gui import records
from movierec_gui.data.splits import SplitConfig
from movierec_gui.errors import UserError
from movierec_gui.training.comparing.record import ComparisonRecord
from movierec_gui.training.comparing.store import ComparisonStore
from movierec_gui.training.comparing.table import Comparison, Result
from movierec_gui.training.ranking import ListFigures
from movierec_gui.training.runs import STOPPED, RunStore


@pytest.fixture
def store(tmp_path: Path) -> ComparisonStore:
    return ComparisonStore.beside(RunStore(tmp_path / "runs"))


def stored(store: ComparisonStore, **changes: object) -> ComparisonRecord:
    record = ComparisonRecord(
        "20260101-000000-1", "2026-01-01T00:00:00+00:00", STOPPED, (), (), (), Comparison("d", "h")
    )
    record = replace(record, **changes)
    store.write(record)
    return record


def test_fields_of_other_versions_are_left_out_and_missing_ones_take_their_defaults(store: ComparisonStore) -> None:
    record = stored(store, splits=(SplitConfig(seed=7),))
    path = store.path(record.id)
    values, _ = records.unseal(path.read_bytes())
    values["mood"] = "good"
    del values["comparison"]["failures"], values["splits"][0]["refit"]
    path.write_bytes(records.seal(values))
    assert store.read(record.id) == record


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"id": 1', '{"splits": [3]}'])
def test_a_damaged_file_is_told_and_the_others_stay(store: ComparisonStore, text: str) -> None:
    record = stored(store)
    (store.folder / "20260202-000000-1.json").write_text(text, encoding="utf-8")
    assert store.list() == (record,)
    (problem,) = store.listing().problems
    assert "'20260202-000000-1' is damaged" in str(problem)


def test_a_deleted_comparison_can_be_restored(store: ComparisonStore) -> None:
    record = stored(store)
    store.delete(record.id)
    assert store.list() == ()
    assert store.restore(record.id) == record
    assert store.list() == (record,)
    with pytest.raises(UserError, match="not in the trash"):
        store.restore(record.id)
    with pytest.raises(UserError, match="There is no comparison"):
        store.delete("other")
    with pytest.raises(UserError, match="not the id of a comparison"):
        store.read("../other")


def test_a_store_that_does_not_exist_yet_is_empty(store: ComparisonStore) -> None:
    assert store.list() == ()
    assert store.listing().problems == ()


def test_recommenders_come_back_and_so_do_lists_of_older_versions(store: ComparisonStore) -> None:
    lists = ListFigures(10, 5, 0.2, 0.1, 0.1, 0.1, 1.0, 0.5, 3.0, 0.9, gain=-0.1, gain_low=-0.2)
    result = Result("ease", SplitConfig(), 0, {}, math.nan, 0, 0.5, ranking=lists)
    record = stored(store, comparison=Comparison("d", "h", (result,)))
    assert str(store.read(record.id)) == str(record)
    path = store.path(record.id)
    values, _ = records.unseal(path.read_bytes())
    (kept,) = values["comparison"]["results"]
    kept["ranking"] = {name: kept["ranking"][name] for name in ("length", "users", "ndcg", "recall", "coverage",
                       "average_precision", "novelty", "diversity", "popularity", "gini")}  # fmt: skip
    path.write_bytes(records.seal(values))
    (older,) = store.read(record.id).comparison.results
    assert older.ranking is not None
    assert older.ranking.ndcg == 0.2
    assert math.isnan(older.ranking.gain)


@pytest.mark.parametrize("changed", [{"ranking": None}, {"fit_seconds": -1.0}])
def test_a_recommender_without_its_lists_is_damaged(store: ComparisonStore, changed: dict[str, object]) -> None:
    lists = ListFigures(10, 5, 0.2, 0.1, 0.1, 0.1, 1.0, 0.5, 3.0, 0.9)
    result = replace(Result("ease", SplitConfig(), 0, {}, math.nan, 0, 0.5, ranking=lists), **changed)
    record = stored(store, comparison=Comparison("d", "h", (result,)))
    with pytest.raises(UserError, match="damaged"):
        store.read(record.id)
