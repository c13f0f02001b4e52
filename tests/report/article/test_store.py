from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from movierec_gui.data.dataset import Dataset
from movierec_gui.data.preparation import PreparationConfig
from movierec_gui.data.prepare import prepare
from movierec_gui.data.splits import SplitConfig
from movierec_gui.errors import UserError
from movierec_gui.progress import finish
from movierec_gui.report.article.config import ArticleConfig
from movierec_gui.report.article.record import MOST_LETTERS, ArticleRecord
from movierec_gui.report.article.store import ArticleStore
from movierec_gui.training.runs import RunStore


def test_what_is_kept_comes_back(measured: Any, tiny_dataset: Dataset) -> None:
    record = measured.record
    assert measured.store.open(tiny_dataset, record.split, record.config) == record


def test_another_split_or_dataset_has_a_record_of_its_own(measured: Any, tiny_dataset: Dataset) -> None:
    record = measured.record
    for split, config in ((SplitConfig(seed=9), record.config), (record.split, ArticleConfig())):
        other = measured.store.open(tiny_dataset, split, config)
        assert other.id != record.id
        assert not other.results


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b"\xff"])
def test_a_damaged_file_is_named(tiny_dataset: Dataset, tmp_path: Path, damage: bytes) -> None:
    store = ArticleStore(tmp_path)
    record = store.open(tiny_dataset, SplitConfig(), ArticleConfig())
    store.path(record.id).write_bytes(damage)
    with pytest.raises(UserError, match=f"damaged.*{record.id}"):
        store.open(tiny_dataset, SplitConfig(), ArticleConfig())


def test_a_changed_number_is_found_by_the_checksum(measured: Any, tmp_path: Path) -> None:
    store = ArticleStore(tmp_path)
    content = measured.store.path(measured.record.id).read_bytes()
    store.path("x").write_bytes(content.replace(b'"epoch": 7', b'"epoch": 3'))
    with pytest.raises(UserError, match="checksum"):
        store.read("x")


def test_a_note_that_is_far_too_long_is_refused(measured: Any, tmp_path: Path) -> None:
    store = ArticleStore(tmp_path)
    store.write(replace(measured.record, notes={"map": "x" * (MOST_LETTERS + 1)}))
    with pytest.raises(UserError, match="letters"):
        store.read(measured.record.id)


def test_a_note_and_a_measurement_do_not_undo_each_other(tiny_dataset: Dataset, tmp_path: Path) -> None:
    store = ArticleStore(tmp_path)
    record = store.open(tiny_dataset, SplitConfig(), ArticleConfig())
    store.change(record, lambda kept: replace(kept, notes={"map": "look here"}))
    kept = store.change(record, lambda kept: replace(kept, runs={"LSTM 50": "20200101-000000-lstm-1"}))
    assert (kept.notes, kept.runs) == ({"map": "look here"}, {"LSTM 50": "20200101-000000-lstm-1"})
    assert store.forget(kept).notes == {"map": "look here"}
    assert not store.read(record.id).runs


def test_the_folder_is_made_by_whatever_comes_first(tiny_dataset: Dataset, tmp_path: Path) -> None:
    record = ArticleStore(tmp_path).open(tiny_dataset, SplitConfig(), ArticleConfig())
    stores = [ArticleStore(tmp_path / name) for name in ("arrays", "changes", "work", "record")]
    stores[0].keep_arrays(record.id, {"a": np.arange(3)})
    stores[1].change(record, lambda kept: kept)
    with stores[2].work_lock(record):
        pass
    stores[3].write(record)
    assert all(store.folder.is_dir() for store in stores)
    assert ArticleStore.beside(RunStore(tmp_path / "runs")).folder == tmp_path / "runs" / "article"


def test_measuring_everything_again_begins_without_figures_and_arrays(measured: Any, tmp_path: Path) -> None:
    store = ArticleStore(tmp_path)
    record = replace(measured.record, notes={"map": "look here"})
    store.write(record)
    store.keep_arrays(record.id, {"a": np.arange(3)})
    blank = ArticleRecord(
        record.id, record.data, record.split, record.config, record.preparation, notes={"map": "look here"}
    )
    assert store.forget(record) == blank == store.read(record.id) == store.current(record)
    assert store.arrays(record.id) == {}


def test_what_was_done_to_the_data_is_kept_with_their_figures(tiny_dataset: Dataset, tmp_path: Path) -> None:
    config = PreparationConfig(min_user_ratings=2)
    prepared = finish(prepare(tiny_dataset, config))
    store = ArticleStore(tmp_path)
    assert store.open(prepared, SplitConfig(), ArticleConfig()).preparation == config
    assert store.open(tiny_dataset, SplitConfig(), ArticleConfig()).preparation is None


def test_arrays_are_kept_beside_and_made_again_where_damaged(tmp_path: Path) -> None:
    store = ArticleStore(tmp_path)
    assert store.arrays("x") == {}
    store.keep_arrays("x", {"a": np.arange(3)})
    store.keep_arrays("x", {"b": np.ones((2, 2), np.float32)})
    assert {name: array.tolist() for name, array in store.arrays("x").items()} == {
        "a": [0, 1, 2], "b": [[1.0, 1.0], [1.0, 1.0]],
    }  # fmt: skip
    path = store.arrays_path("x")
    path.write_bytes(path.read_bytes()[:-1])
    assert store.arrays("x") == {}
