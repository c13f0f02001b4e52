from __future__ import annotations

import csv
import shutil
import signal
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from movierec_gui import models
from movierec_gui.cli.compare import splits_of
from movierec_gui.data.dataset import Dataset, OfficialFold
from movierec_gui.training.comparing import cells as engine
from movierec_gui.training.comparing.store import ComparisonStore
from movierec_gui.training.runs import RunStore


@pytest.fixture
def resume(movierec: Any, tiny_folder: Path, tmp_path: Path) -> Any:
    where = ("--data", tiny_folder, "--runs", tmp_path / "store")
    return lambda *arguments: movierec("compare", "--resume", *arguments, *where)


@pytest.fixture
def compare(movierec: Any, tiny_folder: Path, tmp_path: Path) -> Any:
    where = ("--data", tiny_folder, "--runs", tmp_path / "store", "--device", "cpu", "--threads", 1)
    return lambda *arguments: movierec("compare", *arguments, *where)


def test_models_are_judged_on_the_same_splits(compare: Any, tmp_path: Path) -> None:
    answer = compare("biases", "global-mean", "--seeds", "0,1", "--csv", tmp_path / "all.csv", "--json")
    assert answer.status == 0
    assert [split["seed"] for split in answer.json["splits"]] == [0, 1]
    models = answer.json["models"]
    assert {model["model"] for model in models} == {"User + movie bias", "Global mean"}
    assert models[0]["mse"] <= models[1]["mse"]
    assert {"mse_interval", "difference", "beyond_noise", "ndcg"} <= set(models[0])
    with (tmp_path / "all.csv").open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == 2
    assert "Global mean, seed 1: test MSE " in answer.err
    runs = RunStore(tmp_path / "store")
    (kept,) = ComparisonStore.beside(runs).list()  # where the window finds it
    assert kept.is_complete
    assert runs.list() == ()


def test_people_see_errors_and_rankings(compare: Any) -> None:
    answer = compare("dense:article", "global-mean", "--seeds", "1", "--epochs", 1)
    assert answer.status == 0
    rows = [line.split()[0] for line in answer.out.splitlines() if line]
    assert [row for row in rows if row == "Model"] == ["Model"] * 3  # errors, lists, wins against popularity
    assert sorted(set(rows)) == ["Beside", "Dense", "Everybody's", "Global", "Model"]
    assert "Dense network, article " in answer.out  # as the window calls it
    assert "NDCG" not in compare("global-mean", "--seeds", "1", "--no-ranking").out


@pytest.mark.parametrize("models", [("biases",), ("biases", "global-mean"), ("--recommenders", "popularity")])
def test_data_without_genres_have_no_figures_of_them(movierec: Any, tmp_path: Path, models: tuple[str, ...]) -> None:
    table = tmp_path / "ratings.csv"
    rows = (f"{user},{movie},{(user * movie) % 5 + 1}\n" for user in range(30) for movie in range(user % 3, 40, 2))
    table.write_text("user,movie,rating\n" + "".join(rows))
    answer = movierec("compare", *models, "--data", table, "--runs", tmp_path / "store", "--seeds", 1)
    assert answer.status == 0, answer.err
    assert "NDCG" in answer.out
    assert "Calibration" not in answer.out


def test_a_model_that_is_named_twice_is_compared_once(compare: Any) -> None:
    named = ("dense", "dense:article", "dense:averaged weights", "--seeds", "1", "--epochs", 1, "--no-ranking")
    models = {model["model"] for model in compare(*named, "--json").json["models"]}
    assert models == {"Dense network, article", "Dense network, averaged weights"}


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
    assert "Global mean" in plain
    assert "User + movie bias" not in plain
    assert "User + movie bias" in context
    assert "Global mean" not in context


@pytest.fixture
def interrupted(compare: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """What a comparison of two cells says that is stopped with Ctrl+C while it fits the second one."""
    judge = engine._judge

    def press(dataset: Any, contestant: Any, *others: Any) -> Any:
        if contestant.label == "Global mean":
            signal.raise_signal(signal.SIGINT)
        return (yield from judge(dataset, contestant, *others))

    monkeypatch.setattr(engine, "_judge", press)
    answer = compare("biases", "global-mean", "--seeds", "0", "--no-ranking")
    monkeypatch.setattr(engine, "_judge", judge)
    return answer


def test_an_interrupted_comparison_goes_on(resume: Any, interrupted: Any, tmp_path: Path) -> None:
    (stopped,) = ComparisonStore.beside(RunStore(tmp_path / "store")).list()
    assert interrupted.status == 130
    assert f"Comparison {stopped.id} stopped with 1 of 2 fits done." in interrupted.err
    assert f"Go on with: movierec compare --resume {stopped.id}" in interrupted.err
    answer = resume("latest", "--json", "--csv", tmp_path / "all.csv")
    assert answer.status == 0
    assert "User + movie bias, seed 0" not in answer.err
    assert "Global mean, seed 0: test MSE " in answer.err
    assert {model["model"] for model in answer.json["models"]} == {"User + movie bias", "Global mean"}
    assert [split["seed"] for split in answer.json["splits"]] == [0]
    assert "ndcg" not in answer.json["models"][0]
    again = resume(stopped.id)
    assert again.status == 1
    assert f"The comparison '{stopped.id}' is complete" in again.err


@pytest.mark.usefixtures("interrupted")
def test_a_comparison_does_not_go_on_with_other_data(movierec: Any, tiny_folder: Path, tmp_path: Path) -> None:
    other = Path(shutil.copytree(tiny_folder, tmp_path / "other"))
    lines = (other / "ratings.csv").read_text(encoding="utf-8").splitlines()
    (other / "ratings.csv").write_text("\n".join(lines[:-1]) + "\n", encoding="utf-8")
    answer = movierec("compare", "--resume", "latest", "--data", other, "--runs", tmp_path / "store")
    assert answer.status == 1
    assert "was made on other data (tiny)\n  Open now: other\n  Open the dataset it was made on" in answer.err


def test_without_any_comparison_there_is_nothing_to_go_on_with(resume: Any) -> None:
    answer = resume("latest")
    assert answer.status == 1
    assert "There are no comparisons yet" in answer.err


@pytest.mark.usefixtures("interrupted")
@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["unknown"], 1, "There is no comparison 'unknown'"),
        (["latest", "--seeds", "1"], 2, "A resumed comparison keeps its own splits and settings"),
        (["latest", "--no-ranking"], 2, "keeps its own splits and settings"),
        (["latest", "--epochs", 3], 2, "keeps its own splits and settings"),
    ],
)
def test_what_cannot_go_on_is_explained(resume: Any, arguments: list[Any], status: int, message: str) -> None:
    answer = resume(*arguments)
    assert answer.status == status
    assert message in answer.err


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["--recommenders", "for-you:mine"], 1, "Unknown preset 'mine'"),
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
        ([], 2, "Give ARCHITECTURES (movierec train --list names them), --recommenders or"),
        (["biases", "--resume", "latest"], 2, "Give ARCHITECTURES"),
    ],
)
def test_what_cannot_be_compared_is_explained(compare: Any, arguments: list[Any], status: int, message: str) -> None:
    answer = compare(*arguments)
    assert answer.status == status
    assert message in answer.err


def test_recommenders_stand_in_the_tables_of_lists_alone(compare: Any) -> None:
    answer = compare("global-mean", "--recommenders", "ease, popularity", "--seeds", "1")
    assert answer.status == 0
    errors, lists, wins = (part.splitlines() for part in answer.out.split("\n\n"))
    assert [line.split()[0] for line in errors[1:]] == ["Global"]
    assert {line.split()[0] for line in lists[2:]} == {"EASE", "Popularity", "Global"}
    assert {line.split()[0] for line in wins[2:]} == {"EASE", "Popularity", "Global"}
    assert "the most rated movies have" in lists[0]
    assert "EASE, seed 1: NDCG@10" in answer.err
    values = compare("--recommenders", "popularity", "--seeds", "1", "--json").json["models"]
    assert (values[0]["model"], values[0]["mse"], values[0]["gain"]) == ("Popularity", None, 0.0)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--recommenders", "easy"), "ease"),
        (("--recommenders", "ease", "--no-ranking"), "leave out --no-ranking"),
        (("--recommenders", "ease", "--resume", "latest"), "or --resume"),
    ],
)
def test_recommenders_that_cannot_be_compared_are_explained(compare: Any, arguments: Any, message: str) -> None:
    answer = compare(*arguments)
    assert answer.status != 0
    assert message in answer.err
