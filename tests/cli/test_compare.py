from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from movierec_gui import models
from movierec_gui.cli.compare import splits_of
from movierec_gui.data.dataset import Dataset, OfficialFold
from movierec_gui.training.comparisons import ComparisonStore
from movierec_gui.training.runs import RunStore


@pytest.fixture
def compare(movierec: Any, tiny_folder: Path, tmp_path: Path) -> Any:
    where = ("--data", tiny_folder, "--runs", tmp_path / "store", "--device", "cpu", "--threads", 1)
    return lambda *arguments: movierec("compare", *arguments, *where)


def test_models_are_judged_on_the_same_splits(compare: Any, tmp_path: Path) -> None:
    answer = compare("biases", "global-mean", "--seeds", "0,1", "--csv", tmp_path / "all.csv", "--json")
    assert answer.status == 0
    assert [split["seed"] for split in answer.json["splits"]] == [0, 1]
    models = answer.json["models"]
    assert {model["model"] for model in models} == {"biases", "global-mean"}
    assert models[0]["mse"] <= models[1]["mse"]
    assert {"mse_interval", "difference", "beyond_noise", "ndcg"} <= set(models[0])
    with (tmp_path / "all.csv").open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == 2
    assert "global-mean, seed 1: test MSE " in answer.err
    runs = RunStore(tmp_path / "store")
    (kept,) = ComparisonStore.beside(runs).list()  # where the window finds it
    assert kept.is_complete
    assert runs.list() == ()


def test_people_see_errors_and_rankings(compare: Any) -> None:
    answer = compare("dense:article", "global-mean", "--seeds", "1", "--epochs", 1)
    assert answer.status == 0
    rows = [line.split()[0] for line in answer.out.splitlines() if line]
    assert sorted(rows) == ["Model", "Model", "dense:article", "dense:article", "global-mean", "global-mean"]
    assert "NDCG" not in compare("global-mean", "--seeds", "1", "--no-ranking").out


def test_the_articles_split_on_three_seeds_is_the_default(compare: Any) -> None:
    assert [split["seed"] for split in compare("global-mean", "--json", "--no-ranking").json["splits"]] == [0, 1, 2]


def test_k_folds(compare: Any) -> None:
    splits = compare("global-mean", "--k-folds", 4, "--json", "--no-ranking").json["splits"]
    assert [(split["method"], split["fold"]) for split in splits] == [("k_fold", str(n)) for n in range(1, 5)]


def test_the_releases_own_folds(tiny_dataset: Dataset) -> None:
    folds = tuple(OfficialFold(name, np.arange(start, start + 50)) for name, start in (("u1", 0), ("u2", 50)))
    data = replace(tiny_dataset, folds=folds)
    assert [split.fold for split in splits_of(data, None, None, "all")] == ["u1", "u2"]
    assert [split.fold for split in splits_of(data, None, None, " u2 ,")] == ["u2"]


def test_context_aware_models_have_a_table_of_their_own(compare: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    biases = models.architecture("biases")
    monkeypatch.setattr(
        models,
        "ARCHITECTURES",
        (*(entry for entry in models.ARCHITECTURES if entry != biases), replace(biases, uses_moment=True)),
    )
    answer = compare("biases", "global-mean", "--seeds", "0", "--no-ranking")
    plain, context = answer.out.split("Context-aware: told when each rating was given; not to be compared")
    assert "global-mean" in plain
    assert "biases" not in plain
    assert "biases" in context
    assert "global-mean" not in context


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["lstn"], 1, "Did you mean 'lstm'?"),
        (["lstm:mine"], 1, "Unknown preset 'mine'"),
        (["biases", "--folds", "u1,u2"], 1, "ships no folds of its own\n  Judge by seeds or k folds instead"),
        (["biases", "--folds", "all"], 1, "ships no folds of its own"),
        (
            ["biases", "--seeds", "0,x"],
            1,
            "'x' is not a seed\n  Allowed are whole numbers from 0\n  Write them as in 0, 1, 2",
        ),
        (["biases", "--seeds", "0", "--k-folds", 5], 2, "Give one of --seeds, --k-folds and --folds"),
        (["biases", "--csv", "no-such-folder/x.csv"], 1, "There is no folder"),
        (["biases", "--k-folds", 1], 2, "not in the range"),
        ([], 2, "Missing argument"),
    ],
)
def test_what_cannot_be_compared_is_explained(compare: Any, arguments: list[Any], status: int, message: str) -> None:
    answer = compare(*arguments)
    assert answer.status == status
    assert message in answer.err
