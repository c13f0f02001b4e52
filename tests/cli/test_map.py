from __future__ import annotations

import csv
import signal
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from movierec_gui.analysis import projections
from movierec_gui.report.config import COLORINGS


@pytest.fixture
def draw(movierec: Any, tiny_folder: Path, trained: Path, tmp_path: Path) -> Any:
    where = ("--data", tiny_folder, "--runs", trained, "--output", tmp_path / "map")
    return lambda *arguments: movierec("map", *arguments, *where)


@pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
def test_the_ratings_become_a_picture_and_a_table(draw: Any, tmp_path: Path, ending: str) -> None:
    answer = draw("raw", "--perplexity", 6, "--iterations", 20, "--format", ending, "--json")
    assert answer.status == 0
    assert (answer.json["movies"], answer.json["complete"], answer.json["config"]["source"]) == (59, True, "ratings")
    assert (tmp_path / "map" / f"map.{ending}").stat().st_size > 1000
    with (tmp_path / "map" / "map.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 59
    assert set(rows[0]) == {"id", "title", "year", "genres", "count", "mean", "x", "y"}


@pytest.mark.parametrize(
    "options", [["--clusters", "--cluster-smallest", 10], ["--cluster-count", 3], ["--color", "cluster"]]
)
def test_movies_are_grouped_on_request(draw: Any, tmp_path: Path, options: list[Any]) -> None:
    answer = draw("raw", "--method", "pca", *options, "--json")
    assert answer.status == 0
    groups = answer.json["clusters"]
    numbers = [group["cluster"] for group in groups if group["cluster"] is not None]
    assert numbers == list(range(1, len(numbers) + 1))
    assert all(group["name"] for group in groups)
    assert sum(group["size"] for group in groups) == 59
    with (tmp_path / "map" / "map.csv").open(encoding="utf-8", newline="") as file:
        assert {row["cluster"] for row in csv.DictReader(file)} - {""} == set(map(str, numbers))
    with (tmp_path / "map" / "clusters.csv").open(encoding="utf-8", newline="") as file:
        assert [row["cluster"] for row in csv.DictReader(file)] == [str(group["cluster"] or "") for group in groups]
    assert "Best known" in draw("raw", "--method", "pca", *options).out


def test_the_map_says_how_far_it_can_be_believed(draw: Any, tmp_path: Path) -> None:
    trust = draw("raw", "--method", "pca", "--json").json["trust"]
    assert 0 <= trust["preservation"] <= 1
    assert 0 <= trust["rows_preservation"] <= 1
    assert (trust["components"], trust["rows_name"]) == (50, "the ratings themselves")
    with (tmp_path / "map" / "map-trust.csv").open(encoding="utf-8", newline="") as file:
        kept = [row for row in csv.DictReader(file) if row["figure"] == "neighbours kept"]
    assert [float(row["value"]) for row in kept] == [trust["preservation"], trust["rows_preservation"]]
    assert "counted in the ratings themselves" in draw("raw", "--method", "pca").out
    learned = draw("first", "--source", "embedding", "--method", "pca", "--json").json["trust"]
    assert learned["rows_name"] == "the embeddings themselves"
    assert learned["rows_preservation"] == pytest.approx(learned["preservation"], abs=0.02)


@pytest.mark.parametrize("color", COLORINGS)
def test_a_run_has_a_map_of_its_own(draw: Any, color: str) -> None:
    answer = draw("first", "--method", "pca", "--color", color, "--theme", "dark")
    assert answer.status == 0
    assert answer.out.startswith("Movie embeddings of first")


def test_ctrl_c_keeps_the_picture_so_far(draw: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = projections.raw_map

    def interrupted(*arguments: Any) -> Generator[Any, None, Any]:
        for event in whole(*arguments):
            if getattr(event, "iteration", 0) == 10:
                signal.raise_signal(signal.SIGINT)
            yield event

    monkeypatch.setattr(projections, "raw_map", interrupted)
    answer = draw("raw", "--perplexity", 6, "--json")
    assert answer.status == 130
    assert (answer.json["complete"], answer.json["iterations"]) == (False, 10)
    assert (tmp_path / "map" / "map.png").exists()


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["raw", "--perplexity", 49], 1, "A perplexity of 49 is too high for 59 movies"),
        (["raw", "--source", "layer"], 2, "needs a run"),
        (["second"], 1, "There is no run 'second'"),
        (["first", "--source", "ratings"], 1, "needs no run"),
        (
            ["raw", "--method", "pca", "--cluster-count", 3, "--cluster-smallest", 9],
            2,
            "--cluster-smallest for density",
        ),
        (["raw", "--method", "pca", "--cluster-count", 3, "--cluster-method", "density"], 2, "for --cluster-method k-"),
        (["first", "--source", "layer", "--layer", "prediction", "--method", "pca"], 1, "a straight line is no map"),
        (["raw", "--perplexity", 500], 2, "not in the range"),
        ([], 2, "Missing argument"),
    ],
)
def test_maps_that_cannot_be_drawn_are_explained(draw: Any, arguments: list[Any], status: int, message: str) -> None:
    answer = draw(*arguments)
    assert answer.status == status
    assert message in answer.err


def test_a_node_of_the_run_gives_the_colours(draw: Any, tmp_path: Path) -> None:
    answer = draw("first", "--method", "pca", "--color-by", "node:1")
    assert answer.status == 0
    with (tmp_path / "map" / "map.csv").open(encoding="utf-8", newline="") as file:
        values = [float(row["node:1"]) for row in csv.DictReader(file)]
    assert len(set(values)) > 10
    beyond = draw("first", "--method", "pca", "--color-by", "node:99")
    assert (beyond.status, "There is no node 99" in beyond.err) == (1, True)
    raw = draw("raw", "--method", "pca", "--color-by", "node:1")
    assert (raw.status, "Nodes are of a run" in raw.err) == (1, True)
    assert draw("raw", "--color-by", "node:x").status == 2


def test_a_set_is_shown_on_the_map(draw: Any, movierec: Any, tiny_folder: Path, tmp_path: Path) -> None:
    assert movierec("sets", "make", "Mine", "--id", "movie 1 (", "--id", "movie 2 (", "--data", tiny_folder).status == 0
    assert draw("raw", "--method", "pca", "--color-by", "set:mine").status == 0
    with (tmp_path / "map" / "map.csv").open(encoding="utf-8", newline="") as file:
        assert {row["title"] for row in csv.DictReader(file) if row["set:mine"] == "True"} == {"Movie 1", "Movie 2"}
    assert draw("raw", "--method", "pca", "--color-by", "set:none of that name").status == 1
