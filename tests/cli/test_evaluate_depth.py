from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from movierec_gui.analysis.run_depth.groups import GROUPINGS
from movierec_gui.cli.evaluate_depth import BY
from movierec_gui.data.sources import load_dataset
from movierec_gui.progress import finish
from movierec_gui.training.metrics import predict_ratings
from movierec_gui.training.runs import RunStore
from movierec_gui.training.trained import open_run


@pytest.fixture
def evaluate(movierec: Any, tiny_folder: Path, trained: Path) -> Any:
    return lambda *arguments: movierec("evaluate", *arguments, "--data", tiny_folder, "--runs", trained)


@pytest.fixture
def two(movierec: Any, tiny_folder: Path, own_store: Path) -> Any:
    where = ("--data", tiny_folder, "--runs", own_store)
    assert movierec("train", "biases", "--name", "second", *where, "--quiet").status == 0
    return lambda *arguments: movierec("evaluate", "first", "second", *arguments, *where)


def test_the_names_are_those_of_the_engine() -> None:
    assert tuple(entry.name for entry in GROUPINGS) == BY


def test_errors_by_group_have_counts_and_intervals(evaluate: Any) -> None:
    answer = evaluate("first", "--by", "genre,year,support,activity,rating")
    assert answer.status == 0
    assert "test ratings, on which nothing was chosen" in answer.out
    for title in ("Genre ", "Decade ", "Ratings of the movie", "Ratings of the user", "Rating given"):
        assert title in answer.out
    assert "Intervals that promise so much hold so many ratings: 10%:" in answer.out
    assert "Best served people" in answer.out
    assert "Worst served films" in answer.out


def test_programs_get_the_same_numbers_as_numpy_would(evaluate: Any, trained: Path, tiny_folder: Path) -> None:
    answer = evaluate("first", "--by", "rating", "--json").json
    (depth,) = answer["depth"]
    dataset = finish(load_dataset(tiny_folder))
    run = open_run(RunStore(trained), depth["run"], dataset)
    ratings = dataset.ratings.take(run.split.test)
    errors = predict_ratings(run.model, ratings).astype(np.float64) - ratings.values
    assert (depth["part"], depth["ratings"]) == ("test", len(ratings))
    assert [row["group"] for row in depth["by"]["rating"]] == [f"{value:g}" for value in np.unique(ratings.values)]
    for row in depth["by"]["rating"]:
        chosen = errors[ratings.values == float(row["group"])]
        assert row["ratings"] == len(chosen)
        assert row["mse"] == pytest.approx(np.square(chosen).mean())
    assert depth["errors"] == answer["errors"][2]["errors"]


def test_the_validation_part_can_be_asked_for(evaluate: Any) -> None:
    assert "a little optimistic" in evaluate("first", "--by", "year", "--part", "validation").out


def test_everything_is_written_as_tables_and_pictures(evaluate: Any, tmp_path: Path) -> None:
    answer = evaluate("first", "--by", "all", "--output", tmp_path / "depth", "--served", 0, "--ranking", 5)
    assert answer.status == 0
    pages = ("predicted-against-actual", "coverage", "people", "films", "lists")
    names = [*(f"errors-by-{name}" for name in BY), *pages]
    for name in names:
        assert (tmp_path / "depth" / f"{name}.png").read_bytes().startswith(b"\x89PNG")
        with (tmp_path / "depth" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            assert list(csv.DictReader(file))
    assert (tmp_path / "depth" / "residuals-over-time.png").exists()
    with (tmp_path / "depth" / "lists.csv").open(encoding="utf-8", newline="") as file:
        assert [(row["model"], row["part"], row["length"]) for row in csv.DictReader(file)] == [("first", "test", "5")]


def test_two_runs_are_compared_person_by_person(two: Any, tmp_path: Path) -> None:
    answer = two("--by", "activity", "--output", tmp_path / "duel")
    assert answer.status == 0
    assert "test ratings that both held out" in answer.out
    assert "95 % interval by bootstrap" in answer.out
    assert "People whom the 1st serves better by the most" in answer.out
    assert (tmp_path / "duel" / "two-runs.png").exists()
    values = two("--by", "activity", "--json").json["two_runs"]
    with (tmp_path / "duel" / "two-runs.csv").open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == len(values["people"])
    assert values["interval"][0] <= values["difference"] <= values["interval"][1]
    assert sum(entry["better"] in ("first", "second", "neither") for entry in values["people"]) == len(values["people"])


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["first", "--by", "genres"], 1, "Did you mean 'genre'"),
        (["first", "--by", ""], 1, "Unknown grouping ''"),
        (["first", "--output", "x"], 2, "belong to --by"),
        (["first", "--by", "year", "--anew"], 2, "leave out --anew"),
        (["first", "--by", "year", "--part", "train"], 2, "is not one of"),
        (["first", "--by", "year", "--served", -1], 2, "is not in the range"),
    ],
)
def test_what_cannot_be_looked_at_is_explained(evaluate: Any, arguments: list[Any], status: int, message: str) -> None:
    answer = evaluate(*arguments)
    assert answer.status == status
    assert message in answer.err
