from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from html import escape

import numpy as np

from movierec_gui.data.dataset import Dataset
from movierec_gui.data.preparation import PreparationConfig
from movierec_gui.data.prepare import prepare
from movierec_gui.figures import LIGHT
from movierec_gui.progress import finish
from movierec_gui.report.contents import report_page
from movierec_gui.report.findings import Findings
from movierec_gui.training.person_file import WithPerson


def test_the_page_has_every_section(findings: Findings) -> None:
    html = report_page(findings, LIGHT)
    for heading in ("Data", "Errors", "Recommendations for user", "Nodes", "Map", "To reproduce this"):
        assert f"<h2>{heading}" in html
    assert "A &lt;small&gt; run" in html
    assert "<small>" not in html
    assert findings.dataset.content_hash in html
    assert f"movierec train --like runs/{findings.runs[0].id}.json" in html
    assert findings.recommendations.movies["title"].iloc[0] in html


def test_the_page_s_words_and_the_digits_of_its_numbers(findings: Findings, hold) -> None:
    hold("report", report_page(findings, LIGHT))


def test_a_node_is_shown_by_the_titles_of_its_four_largest_activations(findings: Findings) -> None:
    html = report_page(findings, LIGHT)
    assert any(len(group.movies) > 4 for group in findings.nodes.groups)
    for group in findings.nodes.groups:
        assert f"<td>{'; '.join(map(findings.dataset.movies.label, group.movies[:4]))}</td>" in html


def test_the_day_of_the_first_and_the_last_rating_is_told_and_what_was_done_to_the_data(findings: Findings) -> None:
    def rated(dataset: Dataset) -> list[tuple[str, str]]:
        return re.findall(
            "<th>(Rated|Preparation)</th><td>(.*?)</td>", report_page(replace(findings, dataset=dataset), LIGHT)
        )

    moments = findings.dataset.ratings.timestamps
    days = [f"{datetime.fromtimestamp(int(moment), UTC):%Y-%m-%d}" for moment in (moments.min(), moments.max())]
    assert rated(findings.dataset) == [("Rated", " to ".join(days))]
    timeless = replace(findings.dataset, ratings=replace(findings.dataset.ratings, timestamps=np.zeros_like(moments)))
    assert rated(timeless) == []
    prepared = finish(prepare(findings.dataset, PreparationConfig(min_movie_ratings=2)))
    assert rated(prepared)[-1] == ("Preparation", escape("; ".join(prepared.preparation.account)))


def test_a_person_whose_ratings_were_in_the_training_is_named_where_the_errors_are(findings: Findings) -> None:
    assert "with Ann" not in report_page(findings, LIGHT)
    record = replace(findings.runs[0], person=WithPerson("ann-1", "Ann", 20, 25, "digest"))
    html = report_page(replace(findings, runs=(record,)), LIGHT)
    assert "run (with Ann) on tiny" in html
    assert "was trained with 20 of 25 ratings of Ann" in html
    assert "without the ratings of Ann, which this report does not hold" in html


def test_without_a_map_there_is_no_section_for_it(findings: Findings) -> None:
    assert findings.map_quality is not None
    assert findings.map_quality.kept_in_words.removeprefix("Of a movie's ") in report_page(findings, LIGHT)
    assert "<h2>Map" not in report_page(replace(findings, movie_map=None), LIGHT)


def test_nodes_that_go_with_high_ratings_come_first(findings: Findings) -> None:
    html = report_page(findings, LIGHT)
    rows = html.split("<h2>Nodes")[1].split("<h2>")[0].split("<tr>")[2:]
    shown = [int(row.split("<td")[1].split(">")[1].split("<")[0]) for row in rows]
    order = findings.nodes.table.sort_values("rating_correlation", ascending=False)["node"].tolist()
    assert shown == order
