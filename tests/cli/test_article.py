from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest

QUICK = ("--seeds", 2, "--epochs", 1, "--iterations", 10)


@pytest.fixture
def article(movierec: Any, tiny_folder: Path, tmp_path: Path) -> Any:
    return lambda *rest: movierec("article", *rest, "--data", tiny_folder, "--runs", tmp_path / "runs", *QUICK)


def test_steps_are_measured_kept_and_written(article: Any, tmp_path: Path) -> None:
    listed = article("--list", "--json").json["steps"]
    assert [step["step"] for step in listed][:2] == ["map", "baseline"]
    assert {step["verdict"] for step in listed} == {"not measured"}
    target = tmp_path / "retold.zip"
    answer = article("--steps", "over-fitting,embeddings", "--output", target, "--json")
    assert answer.status == 0
    steps = answer.json["steps"]
    assert [step["step"] for step in steps] == ["embeddings", "over-fitting"]
    assert all(step["verdict"] for step in steps)
    assert {network["model"] for network in steps[0]["networks"]} >= {"dense 70"}
    with zipfile.ZipFile(target) as archive:
        assert "retold/article.html" in archive.namelist()
    again = article("--list", "--json").json["steps"]
    assert [step["seconds"] for step in again if step["step"] == "embeddings"] == [0.0]


def test_a_page_is_handed_on_and_taken_over(article: Any, movierec: Any, tmp_path: Path) -> None:
    page = tmp_path / "class.article.zip"
    assert article("--steps", "map", "--hand-on", page).status == 0
    shown = article("--open", page, "--list")
    assert "is kept now" in shown.err


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["--steps", "baselin"], 1, "Did you mean 'baseline'"),
        (["--output", "no-such-folder/x"], 1, "There is no folder"),
        (["--open", "no-such.zip"], 1, "cannot be read"),
        (["--seeds", 0], 2, "Invalid value"),
    ],
)
def test_what_cannot_be_done_is_explained(
    movierec: Any, tmp_path: Path, arguments: list[Any], status: int, message: str
) -> None:
    answer = movierec("article", *arguments, "--runs", tmp_path / "runs")
    assert answer.status == status
    assert message in answer.err
