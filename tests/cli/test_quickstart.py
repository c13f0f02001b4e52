from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from movierec_gui.analysis.movie_lists import MIN_SUPPORT
from movierec_gui.cli.quickstart import MODELS
from movierec_gui.models import architecture
from movierec_gui.training.config import TrainingConfig


def test_the_models_are_there() -> None:
    for name, changes in MODELS.items():
        architecture(name)
        TrainingConfig(**changes)


def test_the_whole_job_runs_on_any_data(movierec: Any, tiny_folder: Path, tmp_path: Path) -> None:
    folder = tmp_path / "first-look"
    where = ("--data", tiny_folder, "--runs", tmp_path / "store", "--output", folder)
    answer = movierec("quickstart", "--epochs", 2, "--iterations", 10, *where)
    assert answer.status == 0
    for part in (
        "Errors on tiny. Split: random, seed 0:",
        "Global mean",
        "may like best",
        "A list for yourself: movierec people ask",
        "nodes that go most",
        "Map: ",
    ):
        assert part in answer.out
    assert str(folder / "report.html") in answer.out
    assert (folder / "figures" / "map.png").exists()


def test_the_result_is_there_for_programs(movierec: Any, tiny_folder: Path, tmp_path: Path) -> None:
    where = ("--data", tiny_folder, "--runs", tmp_path / "store", "--output", tmp_path / "out")
    values = movierec("quickstart", "--epochs", 1, "--iterations", 10, *where, "--json", "--quiet").json
    assert set(values) == {"dataset", "split", "results", "user", "recommendations", "runs", "folder", "seconds"}
    assert len(values["runs"]) == len(MODELS)
    assert len(values["results"]) == len(MODELS) + 2
    assert len(values["recommendations"]) == 10


def test_a_folder_that_cannot_be_made_is_found_before_the_work(movierec: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    answer = movierec("quickstart", "--output", tmp_path / "file" / "out")
    assert answer.status == 1
    assert "cannot be made" in answer.err


@pytest.mark.slow
def test_the_bundled_data_give_sensible_results(movierec: Any, tmp_path: Path) -> None:
    where = ("--runs", tmp_path / "store", "--output", tmp_path / "out")
    values = movierec("quickstart", "--epochs", 2, "--iterations", 20, *where, "--json").json
    errors = {entry["model"]: entry["test_mse"] for entry in values["results"]}
    assert values["split"] == "random, seed 0: 72,300 train, 7,888 validation, 19,816 test"
    best = values["recommendations"]
    assert len(best) == 10
    assert min(movie["count"] for movie in best) >= MIN_SUPPORT
    assert 0.79 < errors["User + movie bias"] < 0.81
    assert errors["User + movie bias"] < errors["Global mean"]
    assert errors["Dot product with biases"] < errors["Global mean"]
