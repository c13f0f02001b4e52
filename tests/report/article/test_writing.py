from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from movierec_gui.data.dataset import Dataset
from movierec_gui.figures import LIGHT, new_figure
from movierec_gui.progress import finish
from movierec_gui.report.article.pictures import picture
from movierec_gui.report.article.record import ArticleRecord
from movierec_gui.report.article.steps import STEPS, step_named
from movierec_gui.report.article.tables import claims_table, networks_table, node_titles, results_table
from movierec_gui.report.article.writing import write_article


def test_the_report_holds_a_page_with_every_step_its_verdict_and_figure(
    measured: Any, tiny_dataset: Dataset, tmp_path: Path
) -> None:
    record = replace(measured.record, notes={"baseline": "Ask <them> first."})
    arrays = measured.store.arrays(record.id)
    folder = finish(write_article(tiny_dataset, record, arrays, tmp_path / "out"))
    text = (folder / "article.html").read_text(encoding="utf-8")
    for number, step in enumerate(STEPS, 1):
        assert f"{number}. {step.title}: {step.verdict(record)}" in text.replace("&#x27;", "'").replace("&amp;", "&")
        assert (folder / "figures" / f"{step.name}.png").stat().st_size > 1_000
    assert "Ask &lt;them&gt; first." in text
    assert len(pd.read_csv(folder / "tables" / "claims.csv")) == len(claims_table(record))
    assert not any(run_id in (folder / "article.json").read_text() for run_id in record.runs.values())


def test_the_report_can_be_a_zip_and_says_what_is_not_measured(
    measured: Any, tiny_dataset: Dataset, tmp_path: Path
) -> None:
    blank = ArticleRecord("x", measured.record.data, measured.record.split, measured.record.config)
    target = finish(write_article(tiny_dataset, blank, {}, tmp_path / "all.zip"))
    with zipfile.ZipFile(target) as archive:
        assert archive.read("all/article.html").decode().count("Not measured yet.") == len(STEPS)


@pytest.mark.parametrize("name", [step.name for step in STEPS])
def test_every_measured_step_can_be_drawn(measured: Any, tiny_dataset: Dataset, name: str) -> None:
    paint = picture(step_named(name), measured.record, measured.store.arrays(measured.record.id), tiny_dataset)
    assert paint is not None
    _, axes = new_figure(LIGHT)
    paint(axes, LIGHT)
    assert axes.get_lines()


def test_nothing_is_drawn_of_what_is_not_measured(measured: Any, tiny_dataset: Dataset) -> None:
    blank = ArticleRecord("x", measured.record.data, measured.record.split, measured.record.config)
    assert not any(picture(step, blank, {}, tiny_dataset) for step in STEPS)
    assert claims_table(blank).empty


def test_the_table_of_networks_tells_the_honest_figure_from_the_lowest(measured: Any) -> None:
    record = measured.record
    table = networks_table(record, ["dense 70"])
    results = results_table(record)
    mine = results[results["model"] == "dense 70"]
    assert table["mean"][0] == pytest.approx(mine["mse"].mean())
    assert table["mean_lowest"][0] == pytest.approx(mine["lowest_mse"].mean())
    assert table["article"][0] == 0.783
    assert (mine["lowest_mse"] <= mine["mse"] + 1e-5).all()


def test_the_best_nodes_movies_are_named(measured: Any, tiny_dataset: Dataset) -> None:
    best, worst = node_titles(tiny_dataset, measured.store.arrays(measured.record.id))
    assert best
    assert worst
    assert set(best) | set(worst) <= set(tiny_dataset.movies.titles)
