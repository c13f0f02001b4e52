from __future__ import annotations

import hashlib
import json
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from movierec_gui.analysis.projections import MapConfig
from movierec_gui.errors import UserError
from movierec_gui.progress import finish
from movierec_gui.report.bundle import write_report
from movierec_gui.report.config import ReportConfig
from movierec_gui.report.findings import Findings, study
from movierec_gui.training.config import RunSpec

FILES = {
    "report.html", "report.json", "tables/results.csv", "tables/history.csv", "tables/recommendations.csv",
    "tables/nodes.csv", "tables/node-movies.csv", "tables/map.csv", "tables/map-trust.csv",
    "figures/ratings.png", "figures/long-tail.png",
    "figures/history.png", "figures/comparison.png", "figures/nodes.png", "figures/map.png",
}  # fmt: skip


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_the_folder_holds_page_tables_figures_and_settings(findings: Findings, tmp_path: Path) -> None:
    target = tmp_path / "new" / "report"
    assert finish(write_report(findings, target)) == target
    run_file = f"runs/{findings.runs[0].id}.json"
    assert files(target) == FILES | {run_file}
    settings = json.loads((target / run_file).read_text(encoding="utf-8"))
    assert RunSpec.from_mapping(settings["spec"]) == findings.runs[0].spec
    pictures = re.findall(r'src="([^"]+)"', (target / "report.html").read_text(encoding="utf-8"))
    assert set(pictures) == {name for name in FILES if name.startswith("figures/")}


def test_other_files_of_the_folder_are_left_alone(findings: Findings, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    finish(write_report(findings, tmp_path))
    assert (tmp_path / "mine.txt").read_text(encoding="utf-8") == "mine"
    assert "mine.txt" not in json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["files"]


def test_the_facts_are_enough_to_reproduce_and_to_check(findings: Findings, tmp_path: Path) -> None:
    finish(write_report(findings, tmp_path))
    facts = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert facts["dataset"]["content_hash"] == findings.dataset.content_hash
    assert facts["split"]["seed"] == 0
    assert facts["map"]["perplexity"] == 6
    assert {"numpy", "torch"} <= set(facts["libraries"])
    assert set(facts["files"]) == files(tmp_path) - {"report.html", "report.json"}
    for name, digest in facts["files"].items():
        assert hashlib.sha256((tmp_path / name).read_bytes()).hexdigest() == digest


def test_the_same_findings_make_the_same_zip(findings: Findings, tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        finish(write_report(findings, tmp_path / folder / "report.zip"))
    assert (tmp_path / "one" / "report.zip").read_bytes() == (tmp_path / "two" / "report.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "one" / "report.zip") as archive:
        assert archive.testzip() is None
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {name.partition("/")[2] for name in archive.namelist()} >= FILES
    assert [path.name for path in (tmp_path / "one").iterdir()] == ["report.zip"]


def test_without_a_map_or_a_test_part_the_rest_is_there(findings: Findings, tmp_path: Path) -> None:
    results = findings.results.assign(test_mse=float("nan"))
    finish(write_report(replace(findings, movie_map=None, map_quality=None, results=results), tmp_path, theme="dark"))
    assert FILES - files(tmp_path) == {"tables/map.csv", "tables/map-trust.csv", "figures/map.png"}


def test_a_place_that_cannot_be_written_is_named(findings: Findings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    for target in (tmp_path / "file" / "report", tmp_path / "nowhere" / "report.zip"):
        with pytest.raises(UserError, match="cannot be written"):
            finish(write_report(findings, target))


def test_chosen_sections_alone_are_written(run, store, tmp_path) -> None:
    config = ReportConfig(sections="data,nodes", recommendations=4, top=5)
    findings = finish(study([run], store, config, MapConfig(perplexity=6, iterations=10)))
    assert findings.movie_map is None
    folder = finish(write_report(findings, tmp_path / "some"))
    text = (folder / "report.html").read_text(encoding="utf-8")
    assert re.findall("<h2>(.*?)</h2>", text) == ["Data", "Nodes", "To reproduce this"]
    assert {path.name for path in (folder / "figures").iterdir()} == {"ratings.png", "long-tail.png", "nodes.png"}
    assert (folder / "runs" / f"{run.record.id}.json").is_file()
