from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from movierec_gui import __version__
from movierec_gui.data.dataset import Dataset
from movierec_gui.figures import DARK, LIGHT, new_figure
from movierec_gui.progress import Progress, finish
from movierec_gui.report.article import writing
from movierec_gui.report.article.config import split_name
from movierec_gui.report.article.networks import NETWORKS
from movierec_gui.report.article.pictures import picture
from movierec_gui.report.article.record import ArticleRecord
from movierec_gui.report.article.steps import STEPS, step_named
from movierec_gui.report.article.tables import (
    claims_table,
    findings_table,
    networks_table,
    node_titles,
    results_table,
)
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


def test_the_page_s_words_and_the_digits_of_its_numbers(hold, invented: ArticleRecord, tiny_dataset: Dataset) -> None:
    record = replace(invented, notes={"map": "Look here."}, config=replace(invented.config, epochs=5))
    hold("article", writing._page(tiny_dataset, record, {}, LIGHT))
    assert "Cut short" not in writing._page(tiny_dataset, invented, {}, LIGHT)


def test_how_far_it_is_is_told_step_by_step_and_the_file_of_facts_names_no_run(
    invented: ArticleRecord, tiny_dataset: Dataset, tmp_path: Path
) -> None:
    work = write_article(tiny_dataset, replace(invented, results=()), {}, tmp_path / "out")
    assert list(work) == [Progress("Writing the article", done, len(STEPS)) for done in range(len(STEPS) + 1)]
    facts = json.loads((tmp_path / "out" / "article.json").read_text(encoding="utf-8"))
    assert facts["program"] == {"name": "MovieRec", "version": __version__}
    assert "runs" not in facts


def test_maps_are_wider_and_a_dark_report_is_dark(
    measured: Any, tiny_dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved: dict[str, Figure] = {}
    monkeypatch.setattr(writing, "save_figure", lambda figure, path: saved.update({path.stem: figure}))
    arrays = measured.store.arrays(measured.record.id)
    finish(write_article(tiny_dataset, measured.record, arrays, tmp_path / "out", "dark"))
    sizes = {name: tuple(figure.get_size_inches()) for name, figure in saved.items()}
    assert {name for name, size in sizes.items() if size == (9.0, 6.5)} == {"map", "nodes-on-map"}
    assert {size for name, size in sizes.items() if "map" not in name} == {(7.0, 4.5)}
    assert {to_hex(figure.get_facecolor()) for figure in saved.values()} == {DARK.background}


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


def test_tables_hold_a_row_a_result_a_claim_and_a_finding(invented: ArticleRecord) -> None:
    results = results_table(invented)
    assert len(results) == 3 * len(NETWORKS)
    first, mse = results.iloc[0].to_dict(), invented.results[0].test["mse"]
    assert first | {"novelty": 0} == {
        "model": NETWORKS[0].label, "split": split_name(invented.split), "epoch": 6, "mse": mse, "rmse": mse**0.5,
        "mae": 0.7 * mse**0.5, "lowest_mse": mse - 0.003, "lowest_epoch": 5, "novelty": 0, "fit_seconds": 1.5,
    }  # fmt: skip
    assert results["novelty"].isna().all()
    found = list(findings_table(invented).itertuples(index=False, name=None))
    assert found[:2] == [("map", "seed 0", "rating", 0.3), ("map", "seed 0", "year", 0.3)]
    assert len(found) == 3 * 3 + 8 * 3 + 2 * 3
    assert set(claims_table(invented, [step_named("baseline")])["step"]) == {"baseline"}


def test_the_table_of_networks_says_what_is_unknown(invented: ArticleRecord) -> None:
    known = networks_table(invented, ["dense 70"]).iloc[0]
    mse = invented.result("dense 70", invented.split).test["mse"]
    assert (known["here"], known["here_lowest"], known["here_epoch"], known["splits"]) == (mse, mse - 0.003, 6, 3)
    assert known["mean"] == pytest.approx(mse + 0.002)
    assert known["mean_lowest"] == pytest.approx(mse - 0.001)
    # Three values 0.002 apart: 4.3027 times their deviation over the root of three.
    assert known["mean_interval"] == pytest.approx(4.30265 * 0.002 / 3**0.5, rel=1e-4)
    blank = networks_table(replace(invented, results=()), ["dense 70"]).iloc[0]
    assert blank.drop(["model", "article", "splits"]).isna().all()
    assert blank["splits"] == 0
    assert networks_table(invented, []).empty


def test_without_nodes_no_titles_are_named(tiny_dataset: Dataset) -> None:
    assert node_titles(tiny_dataset, {}) == ((), ())
    shown = node_titles(tiny_dataset, {"nodes.movies": np.array([[0, 3, -1], [5, -1, -1]])})
    assert shown == (("Movie 0", "Movie 3"), ("Movie 5",))
