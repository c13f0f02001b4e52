from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from movierec_gui.training.runs import RunStore


@pytest.fixture
def where(movierec: Any, own_store: Path, tiny_folder: Path) -> list[object]:
    """Options for a store with the run "first" and a second one, "second"."""
    options = ["--data", tiny_folder, "--runs", own_store]
    assert movierec("train", "biases", "--name", "second", "--threads", "1", "--quiet", *options).status == 0
    return options


def test_the_table_tells_weights_and_errors(movierec: Any, where: list[object], own_store: Path) -> None:
    answer = movierec("average", "first", "second", "--name", "both", *where)
    assert answer.status == 0
    heading, *rows = [line.split() for line in answer.out.splitlines()]
    assert heading == ["Run", "Part", "Ratings", "MSE", "RMSE", "MAE", "Weight"]
    assert [row[:2] for row in rows] == [
        [name, part] for name in ("first", "second", "both") for part in ("validation", "test")
    ]
    weights = [float(row[-1]) for row in rows[:4]]
    assert weights[0] == weights[1]
    assert weights[0] + weights[2] == pytest.approx(1.0, abs=0.002)
    (record,) = (record for record in RunStore(own_store).list() if record.name == "both")
    assert f"{record.test['mse']:.4f}" == rows[-1][3]
    assert "Validation errors are optimistic" in answer.err
    assert record.id in answer.err


def test_the_new_run_serves_every_command(movierec: Any, where: list[object], own_store: Path) -> None:
    values = movierec("average", "first", "second", "--json", *where).json
    assert values["name"] == "Average of first and second"
    assert [run["name"] for run in values["averaged"]] == ["first", "second"]
    for name in ("first", "second"):
        movierec("runs", "delete", name, "--runs", own_store)
    errors = movierec("evaluate", values["id"], "--json", *where).json["errors"]
    assert errors[2]["errors"]["mse"] == pytest.approx(values["test"]["mse"])
    assert movierec("predict", values["id"], 10, "--top", 3, *where).status == 0
    assert movierec("activations", values["id"], *where).status == 0
    shown = movierec("runs", "show", values["id"], "--runs", own_store)
    assert "members=(run=" in shown.out
    assert "architecture=dense, model=(factors=4" in shown.out


def test_without_a_test_part_it_says_what_is_not_known(movierec: Any, where: list[object]) -> None:
    for name in ("biases", "global-mean"):
        movierec("train", name, "--split-test", 0, "--split-validation", 0.2, "--threads", 1, *where)
    answer = movierec("average", "User + movie bias", "Global mean", *where)
    assert answer.status == 0
    assert "The split has no test part" in answer.err


@pytest.mark.parametrize(
    ("names", "message"), [(["first"], "at least two different runs, not 1"), (["first", "x"], "There is no run 'x'")]
)
def test_runs_that_do_not_fit_are_named(movierec: Any, where: list[object], names: list[str], message: str) -> None:
    answer = movierec("average", *names, *where)
    assert (answer.status, answer.out) == (1, "")
    assert message in answer.err


def test_it_cannot_be_trained(movierec: Any, where: list[object]) -> None:
    run_id = movierec("average", "first", "second", "--json", *where).json["id"]
    for arguments in (["average"], ["average", "--list"], ["--like", run_id]):
        answer = movierec("train", *arguments, *where)
        assert answer.status == 1
        assert "made from finished runs" in answer.err
