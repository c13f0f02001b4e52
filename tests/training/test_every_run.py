"""Runs of both kinds together."""

from __future__ import annotations

from pathlib import Path

import pytest

from movierec_gui.errors import UserError
from movierec_gui.training.config import preset_spec
from movierec_gui.training.every_run import EveryRun
from movierec_gui.training.list_runs import LIST_FILE, ListRecord, default_spec
from movierec_gui.training.runs import RunRecord, RunStore


@pytest.fixture
def every(tmp_path: Path) -> EveryRun:
    every = EveryRun(RunStore(tmp_path / "runs"))
    moment = "2026-01-01T00:00:00+00:00"
    for run_id in ("20260101-000000-lstm-1", "20260101-000002-lstm-1"):
        every.runs.write(RunRecord(run_id, run_id, preset_spec("lstm"), "tiny", "hash", moment))
    every.lists.write(ListRecord("20260101-000001-ease-1", "mine", default_spec("ease"), "tiny", "hash", moment))
    return every


def test_both_kinds_are_listed_the_newest_first(every):
    names = [record.id.split("-")[1] for record in every.listing().records]
    assert names == ["000002", "000001", "000000"]


def test_damaged_ones_of_both_kinds_are_named(every):
    (every.lists.path("20260101-000001-ease-1") / LIST_FILE).write_text("{")
    assert len(every.listing().problems) == 1
    assert every.store_of("20260101-000001-ease-1") is every.lists


def test_each_run_is_in_its_own_store_and_its_own_trash(every):
    assert every.store_of("20260101-000001-ease-1") is every.lists
    assert every.store_of("20260101-000000-lstm-1") is every.runs
    every.lists.delete("20260101-000001-ease-1")
    assert every.trash_of("20260101-000001-ease-1").restore("20260101-000001-ease-1").name == "mine"


@pytest.mark.parametrize("run_id", ["", "../runs", ".trash", "nobody"])
def test_what_is_no_id_is_said_by_the_store_of_rating_runs(every, run_id):
    with pytest.raises(UserError):
        every.store_of(run_id).read(run_id)
