from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def report(movierec: Any, tiny_folder: Path, trained: Path) -> Any:
    return lambda *arguments: movierec("report", *arguments, "--data", tiny_folder, "--runs", trained)


def test_a_report_can_be_read_and_trained_again(report: Any, movierec: Any, tiny_folder: Path, tmp_path: Path) -> None:
    answer = report("first", "--output", tmp_path / "report", "--map-perplexity", 6, "--map-iterations", 10, "--json")
    assert answer.status == 0
    (run_id,) = answer.json["runs"]
    assert "first" in (tmp_path / "report" / "report.html").read_text(encoding="utf-8")
    settings = tmp_path / "report" / "runs" / f"{run_id}.json"
    again = movierec("train", "--like", settings, "--data", tiny_folder, "--runs", tmp_path / "store", "--json")
    assert again.json["test"] == json.loads(settings.read_text(encoding="utf-8"))["test"]


def test_a_report_can_be_a_zip(report: Any, tmp_path: Path) -> None:
    target = tmp_path / "all.zip"
    assert report("first", "--output", target, "--map-kind", "none").out == f"Report written to {target}\n"
    with zipfile.ZipFile(target) as archive:
        assert "all/report.html" in archive.namelist()


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["second"], 1, "There is no run 'second'"),
        (["first", "--user", 3, "--map-kind", "none"], 1, "No user 3"),
        (["first", "--output", "no-such-folder/x"], 1, "There is no folder"),
        (["first", "--map-kind", "round"], 2, "'round' is not one of"),
        ([], 2, "Missing argument"),
    ],
)
def test_what_cannot_be_reported_is_explained(report: Any, arguments: list[Any], status: int, message: str) -> None:
    answer = report(*arguments)
    assert answer.status == status
    assert message in answer.err
