"""``movierec search`` and training with what it found."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from movierec_gui.training.runs import RunStore
from movierec_gui.training.searching.store import SearchStore


@pytest.fixture
def where(tiny_folder: Path, tmp_path: Path) -> tuple[object, ...]:
    return ("--data", tiny_folder, "--runs", tmp_path / "store")


@pytest.fixture
def search(movierec: Any, where: tuple[object, ...]) -> Any:
    return lambda *arguments: movierec("search", *arguments, *where)


def test_a_search_is_shown_kept_and_trained_from(
    search: Any, movierec: Any, where: tuple[object, ...], tmp_path: Path
) -> None:
    ranges = ("--vary", "user_shrinkage=1..20", "--vary", "rounds=5,10", "--set", "movie_shrinkage=4")
    answer = search("biases", *ranges, "--trials", 4, "--seed", 3, "--split-seed", 1)
    assert answer.status == 0
    assert "Trial   4  validation MSE" in answer.err
    assert "no test rating was looked at" in answer.out
    (record,) = SearchStore.beside(RunStore(tmp_path / "store")).list()
    assert f"movierec train --from-search {record.id}" in answer.out
    spec = record.spec()
    assert (record.seed, record.most_trials, record.sampler, spec.split.seed) == (3, 4, "tpe", 1)
    assert spec.model.movie_shrinkage == 4.0

    shown = search("--show", "latest", "--json").json
    assert shown["judged_by"]["part"] == "validation"
    best = min(shown["trials"], key=lambda trial: trial["score"])
    assert shown["best"]["trial"] == best["number"]
    (listed,) = search("--list", "--json").json
    assert listed == shown

    trained = movierec("train", "--from-search", "latest", *where, "--json")
    assert trained.json["spec"] == shown["best"]["spec"]
    assert trained.json["validation"]["mse"] == pytest.approx(best["score"])
    assert f"Settings of trial {best['number']} of 4 trials" in trained.err


def test_a_search_for_a_recommender_is_trained_from_too(search: Any, movierec: Any, where: tuple[object, ...]) -> None:
    found = search("--recommender", "ease", "--vary", "ridge=1..1000", "--trials", 2, "--json").json
    assert found["judged_by"]["figure"] == "validation NDCG@10"
    trained = movierec("train", "--from-search", found["id"], *where, "--json").json
    assert trained["spec"] == found["best"]["spec"]


def test_a_search_goes_on_with_a_larger_budget(search: Any) -> None:
    first = search("biases", "--vary", "user_shrinkage", "--trials", 2, "--sampler", "random", "--json").json
    assert "is complete" in search("--resume", "latest").err
    more = search("--resume", first["id"], "--trials", 3, "--json").json
    assert more["trials"][:2] == first["trials"]
    assert len(more["trials"]) == 3


def test_what_can_vary_is_listed(search: Any) -> None:
    names = [entry["name"] for entry in search("dense", "--ranges", "--json").json]
    assert {"hidden", "learning_rate", "words"} <= set(names)
    assert "seed" not in names
    assert "0.0001..0.01" in search("dense", "--ranges").out


def test_nothing_kept_is_said(search: Any) -> None:
    assert "no searches yet" in search("--list").err
    assert "no searches yet" in search("--show", "latest").err


@pytest.mark.parametrize(
    ("arguments", "words", "status"),
    [
        ((), "Give an ARCHITECTURE", 2),
        (("biases", "--list"), "Give an ARCHITECTURE", 2),
        (("biases",), "Give at least one --vary", 2),
        (("biases", "--vary", "round=1..2"), "Did you mean 'rounds'", 1),
        (("biases", "--vary", "rounds=0..2"), "Allowed: 1 to 100", 1),
        (("--resume", "x", "--vary", "rounds"), "keeps its own settings", 2),
        (("--resume", "x"), "There is no search 'x'", 1),
        (("--recommender", "ease", "--vary", "ridge", "--epochs", 3), "of networks that predict ratings", 1),
    ],
)
def test_wrong_command_lines_are_explained(search: Any, arguments: tuple[object, ...], words: str, status: int) -> None:
    answer = search(*arguments)
    assert answer.status == status
    assert words in answer.err
