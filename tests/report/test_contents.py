from __future__ import annotations

from dataclasses import replace

from movierec_gui.figures import LIGHT
from movierec_gui.report.contents import report_page
from movierec_gui.report.findings import Findings


def test_the_page_has_every_section(findings: Findings) -> None:
    html = report_page(findings, LIGHT)
    for heading in ("Data", "Errors", "Recommendations for user", "Nodes", "Map", "To reproduce this"):
        assert f"<h2>{heading}" in html
    assert "A &lt;small&gt; run" in html
    assert "<small>" not in html
    assert findings.dataset.content_hash in html
    assert f"movierec train --like runs/{findings.runs[0].id}.json" in html
    assert findings.recommendations.movies["title"].iloc[0] in html


def test_without_a_map_there_is_no_section_for_it(findings: Findings) -> None:
    assert findings.map_quality is not None
    assert findings.map_quality.kept_in_words.removeprefix("Of a movie's ") in report_page(findings, LIGHT)
    assert "<h2>Map" not in report_page(replace(findings, movie_map=None), LIGHT)
