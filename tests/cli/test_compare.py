from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def compare(movierec: Any, tiny_folder: Path, tmp_path: Path) -> Any:
    where = ("--data", tiny_folder, "--runs", tmp_path / "store", "--device", "cpu", "--threads", 1)
    return lambda *arguments: movierec("compare", *arguments, *where)


def test_models_are_judged_on_the_same_splits(compare: Any, tmp_path: Path) -> None:
    answer = compare("biases", "global-mean", "--seeds", 2, "--csv", tmp_path / "all.csv", "--json")
    assert answer.status == 0
    assert [split["seed"] for split in answer.json["splits"]] == [0, 1]
    models = answer.json["models"]
    assert {model["model"] for model in models} == {"biases", "global-mean"}
    assert models[0]["mse"] <= models[1]["mse"]
    assert {"mse_interval", "difference", "beyond_noise", "ndcg"} <= set(models[0])
    with (tmp_path / "all.csv").open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == 2
    assert "global-mean, seed 1: test MSE " in answer.err


def test_people_see_errors_and_rankings(compare: Any) -> None:
    answer = compare("dense:article", "global-mean", "--seeds", 1, "--epochs", 1)
    assert answer.status == 0
    rows = [line.split()[0] for line in answer.out.splitlines() if line]
    assert sorted(rows) == ["Model", "Model", "dense:article", "dense:article", "global-mean", "global-mean"]
    assert "NDCG" not in compare("global-mean", "--seeds", 1, "--no-ranking").out


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["lstn"], 1, "Did you mean 'lstm'?"),
        (["lstm:mine"], 1, "Unknown preset 'mine'"),
        (["biases", "--folds", "u1,u2"], 1, "ships no folds of its own"),
        (["biases", "--csv", "no-such-folder/x.csv"], 1, "There is no folder"),
        (["biases", "--seeds", 0], 2, "not in the range"),
        ([], 2, "Missing argument"),
    ],
)
def test_what_cannot_be_compared_is_explained(compare: Any, arguments: list[Any], status: int, message: str) -> None:
    answer = compare(*arguments)
    assert answer.status == status
    assert message in answer.err
