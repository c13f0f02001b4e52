from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from movierec_gui.analysis.activations import ROWS
from movierec_gui.analysis.node_statistics import VIEWS
from movierec_gui.cli import activations as command


@pytest.fixture
def activations(movierec: Any, tiny_folder: Path, trained: Path) -> Any:
    return lambda *arguments: movierec("activations", "first", *arguments, "--data", tiny_folder, "--runs", trained)


def test_the_choices_are_the_engines() -> None:
    assert (command.ROWS, command.VIEWS) == (ROWS, VIEWS)


@pytest.mark.parametrize("view", VIEWS)
def test_every_node_has_a_row(activations: Any, view: str) -> None:
    answer = activations("--view", view, "--rows", "all", "--json")
    assert answer.status == 0
    assert (answer.json["layer"], answer.json["rows"], answer.json["view"]) == ("hidden", "all", view)
    assert [node["node"] for node in answer.json["nodes"]] == [0, 1, 2]
    assert {"size", "mean_year", "mean_rating", "genres", "rating_correlation", "dead"} <= set(answer.json["nodes"][0])


def test_people_see_the_nodes(activations: Any) -> None:
    lines = activations("--rows", "held_out").out.splitlines()
    assert lines[0].startswith("Layer hidden, 3 nodes, ")
    assert lines[0].endswith(" held out ratings")
    assert [line.split()[0] for line in lines[1:5]] == ["Node", "0", "1", "2"]
    assert "r prediction" in lines[1]
    assert lines[6].startswith("The 3 nodes use ")
    assert "effective dimensions (participation ratio" in lines[6]


def test_programs_get_the_dimensions_and_each_node_s_likeness_to_the_prediction(activations: Any) -> None:
    answer = activations("--json").json
    assert 1 <= answer["effective_dimensions"] <= 3
    assert all(-1 <= node["prediction_correlation"] <= 1 for node in answer["nodes"] if not node["dead"])
    copied = activations("--layer", "prediction", "--json").json
    assert copied["effective_dimensions"] == pytest.approx(1.0)
    assert copied["nodes"][0]["prediction_correlation"] == pytest.approx(1.0)


def test_one_node_has_its_movies_and_genres(activations: Any) -> None:
    answer = activations("--view", "top", "--node", 1, "--top", 4, "--json")
    values = answer.json
    assert (values["node"], 1 <= len(values["movies"]) <= 4) == (1, True)
    strengths = [movie["strength"] for movie in values["movies"]]
    assert strengths == sorted(strengths, reverse=True)
    assert {genre["name"] for genre in values["genres"]} == {"Comedy", "Drama", "War"}
    assert "Mean year" in activations("--view", "top", "--node", 1).out


def test_tables_and_figure_go_to_a_folder(activations: Any, tmp_path: Path) -> None:
    assert activations("--output", tmp_path / "nodes", "--theme", "dark").status == 0
    assert sorted(path.name for path in (tmp_path / "nodes").iterdir()) == ["node-movies.csv", "nodes.csv", "nodes.png"]


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["--layer", "hiden"], 1, "Did you mean 'hidden'?"),
        (["--node", 3], 1, "There is no node 3"),
        (["--view", "middle"], 2, "'middle' is not one of"),
        (["--top", 0], 2, "not in the range"),
    ],
)
def test_what_is_not_there_is_named(activations: Any, arguments: list[Any], status: int, message: str) -> None:
    answer = activations(*arguments)
    assert answer.status == status
    assert message in answer.err
