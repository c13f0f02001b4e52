from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from movierec_gui.training.runs import RunStore


@pytest.fixture
def evaluate(movierec: Any, tiny_folder: Path, trained: Path) -> Any:
    return lambda *arguments: movierec("evaluate", *arguments, "--data", tiny_folder, "--runs", trained)


def test_errors_are_measured_again_beside_the_biases(evaluate: Any, trained: Path) -> None:
    (record,) = RunStore(trained).list()
    answer = evaluate("latest", "--json")
    assert answer.status == 0
    errors = answer.json["errors"]
    assert [(entry["model"], entry["part"]) for entry in errors] == [
        ("first", "validation"), ("user + movie bias", "validation"), ("first", "test"), ("user + movie bias", "test"),
    ]  # fmt: skip
    assert errors[0]["errors"] == pytest.approx(record.validation)
    assert errors[2]["errors"] == pytest.approx(record.test)
    assert errors[2]["ratings"] == record.parts["test"]


def test_the_table_names_every_part(evaluate: Any) -> None:
    rows = [line.split() for line in evaluate("first").out.splitlines()]
    assert [row[0] for row in rows] == ["Run", "first", "user", "first", "user"]


def test_ranking_is_measured_on_request(evaluate: Any) -> None:
    answer = evaluate("first", "--ranking", 5, "--json")
    (ranking,) = answer.json["rankings"]
    assert (ranking["part"], ranking["length"]) == ("test", 5)
    assert 0 <= ranking["ndcg"] <= 1
    assert "Top 5" in evaluate("first", "--ranking", 5).out


def test_an_unknown_run_is_refused(evaluate: Any) -> None:
    answer = evaluate("second")
    assert answer.status == 1
    assert "There is no run 'second'" in answer.err


def test_settings_are_judged_anew_on_three_seeds(evaluate: Any) -> None:
    answer = evaluate("first", "--anew", "--json")
    assert answer.status == 0
    assert [split["seed"] for split in answer.json["splits"]] == [0, 1, 2]
    (model,) = answer.json["models"]
    assert (model["model"], model["splits"], model["context_aware"]) == ("first", 3, False)
    assert "first, seed 2: test MSE" in answer.err


def test_an_option_that_names_splits_is_enough(evaluate: Any) -> None:
    splits = evaluate("first", "--k-folds", 2, "--json").json["splits"]
    assert [split["fold"] for split in splits] == ["1", "2"]
    assert "ships no folds of its own" in evaluate("first", "--folds", "all").err
    assert "'x' is not a seed" in evaluate("first", "--seeds", "x").err


def test_what_counts_as_liked_is_shown_and_can_be_set(evaluate: Any) -> None:
    (usual,) = evaluate("first", "--ranking", 5, "--json").json["rankings"]
    (low,) = evaluate("first", "--ranking", 5, "--liked", 2, "--json").json["rankings"]
    assert (usual["liked_from"], low["liked_from"]) == (4.0, 2.0)
    assert low["users"] >= usual["users"]
    assert "rated 4 or more" in evaluate("first", "--ranking", 5).out
    assert "No held-out movie is liked" in evaluate("first", "--ranking", 5, "--liked", 6).err
