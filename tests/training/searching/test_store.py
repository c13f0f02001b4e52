"""Searches that are kept, damaged, deleted."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from movierec_gui import records
from movierec_gui.errors import UserError
from movierec_gui.training.config import preset_spec
from movierec_gui.training.record_store import STOPPED
from movierec_gui.training.searching.record import SearchRecord, Trial
from movierec_gui.training.searching.space import Dimension
from movierec_gui.training.searching.store import SearchStore

SPACE = (Dimension("model", "user_shrinkage", 1.0, 9.0), Dimension("model", "rounds", choices=(5, 10), whole=True))
RECORD = SearchRecord(
    "20260101-000000-1",
    "2026-01-01T00:00:00+00:00",
    STOPPED,
    "Tiny",
    "abc",
    preset_spec("biases").to_mapping(),
    SPACE,
    most_trials=5,
    trials=(
        Trial(1, {"user_shrinkage": 2.5, "rounds": 5}, "done", 0.9, (0.9,), (), 0.1),
        Trial(2, {"user_shrinkage": 3.0, "rounds": 10}, "failed", reason="It blew up"),
    ),
)


@pytest.fixture
def store(tmp_path: Path) -> SearchStore:
    return SearchStore(tmp_path / "searches")


def test_what_is_written_is_read(store: SearchStore) -> None:
    store.write(RECORD)
    assert store.read(RECORD.id) == RECORD
    assert store.read(RECORD.id).spec() == preset_spec("biases")
    store.delete(RECORD.id)
    assert store.list() == ()
    assert store.restore(RECORD.id) == RECORD


@pytest.mark.parametrize(
    ("record", "words"),
    [
        (replace(RECORD, status="lost"), "status"),
        (replace(RECORD, sampler="grid"), "sampler"),
        (replace(RECORD, inner=0), "inner"),
        (replace(RECORD, most_trials=0), "no end"),
        (replace(RECORD, trials=RECORD.trials[1:]), "numbered"),
        (replace(RECORD, trials=(replace(RECORD.trials[0], score=None),)), "trial 1"),
        (replace(RECORD, trials=(replace(RECORD.trials[0], values={"rounds": 5}),)), "does not lie"),
        (replace(RECORD, trials=(replace(RECORD.trials[0], values={"rounds": 7, "user_shrinkage": 2.0}),)), "not lie"),
        (replace(RECORD, settings={"architecture": "gone"}), "another version"),
        (replace(RECORD, space=(Dimension("model", "gone", 1.0, 2.0),), trials=()), "another version"),
    ],
)
def test_what_makes_no_sense_is_left_out_with_the_reason(store: SearchStore, record: SearchRecord, words: str) -> None:
    store.write(record)
    (problem,) = store.listing().problems
    assert words in str(problem)


def test_a_file_that_was_changed_is_refused(store: SearchStore) -> None:
    store.write(RECORD)
    path = store.path(RECORD.id)
    path.write_bytes(path.read_bytes().replace(b"0.9", b"0.8"))
    with pytest.raises(UserError, match="checksum does not fit"):
        store.read(RECORD.id)
    values, _ = records.unseal(records.seal({"a": 1}))
    path.write_text(json.dumps(values), encoding="utf-8")
    with pytest.raises(UserError, match="no checksum"):
        store.read(RECORD.id)
    with pytest.raises(UserError, match="There is no search"):
        store.read("missing")
