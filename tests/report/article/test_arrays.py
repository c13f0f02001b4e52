"""Arrays that came from elsewhere: those that do not fit the data are never drawn from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from movierec_gui.data.dataset import Dataset
from movierec_gui.data.splits import SplitConfig
from movierec_gui.report.article.arrays import (
    COORDINATES,
    MOVIES,
    RATINGS,
    TITLES,
    YEARS,
    array_name,
    arrays_for,
)
from movierec_gui.report.article.pictures import picture
from movierec_gui.report.article.steps import STEPS
from movierec_gui.report.article.store import ArticleStore
from movierec_gui.report.article.tables import node_titles

NODES = array_name(SplitConfig())


def test_what_was_measured_here_fits(measured: Any, tiny_dataset: Dataset) -> None:
    kept = measured.store.arrays(measured.record.id)
    assert {MOVIES, COORDINATES, YEARS, RATINGS, TITLES, NODES} <= kept.keys()
    assert arrays_for(tiny_dataset, measured.store, measured.record.id).keys() == kept.keys()


@pytest.mark.parametrize(
    ("name", "value", "lost"),
    [
        (MOVIES, lambda old: old + 1_000_000, {MOVIES, COORDINATES}),
        (MOVIES, lambda old: old - 1_000, {MOVIES, COORDINATES}),
        (MOVIES, lambda old: old.astype(np.float32), {MOVIES, COORDINATES}),
        (MOVIES, lambda old: old[:-1], {MOVIES, COORDINATES}),
        (COORDINATES, lambda old: old * np.nan, {MOVIES, COORDINATES}),
        (COORDINATES, lambda old: old.ravel(), {MOVIES, COORDINATES}),
        (COORDINATES, lambda old: old.astype(np.int64), {MOVIES, COORDINATES}),
        (YEARS, lambda old: old[:-1], {YEARS, RATINGS}),
        (RATINGS, lambda old: old.reshape(1, -1), {YEARS, RATINGS}),
        (YEARS, lambda old: old.astype(np.int64), {YEARS, RATINGS}),
        (TITLES, lambda old: old + 1_000_000, {TITLES}),
        (TITLES, lambda old: old[:1], {TITLES}),
        (TITLES, lambda old: old.ravel(), {TITLES}),
        (NODES, lambda old: old[:-1], {NODES}),
        (NODES, lambda old: old + 2**62, {NODES}),
        (NODES, lambda old: old.astype(np.float64), {NODES}),
    ],
)
def test_what_does_not_fit_is_left_out_and_the_rest_is_drawn(
    measured: Any, tiny_dataset: Dataset, tmp_path: Path, caplog: Any, name: str, value: Any, lost: set[str]
) -> None:
    kept = measured.store.arrays(measured.record.id)
    store = ArticleStore(tmp_path)
    store.keep_arrays("x", kept | {name: value(kept[name])})
    fitting = arrays_for(tiny_dataset, store, "x")
    assert kept.keys() - fitting.keys() == lost
    assert all(left in caplog.text for left in lost)
    for step in STEPS:
        picture(step, measured.record, fitting, tiny_dataset)
    node_titles(tiny_dataset, fitting)


@pytest.mark.parametrize("name", [MOVIES, COORDINATES, YEARS, RATINGS])
def test_one_of_two_that_belong_together_is_none(
    measured: Any, tiny_dataset: Dataset, tmp_path: Path, name: str
) -> None:
    kept = measured.store.arrays(measured.record.id)
    store = ArticleStore(tmp_path)
    store.keep_arrays("x", {name: kept[name]})
    assert arrays_for(tiny_dataset, store, "x") == {}
