from __future__ import annotations

from dataclasses import replace

from movierec_gui.figures import LIGHT
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
