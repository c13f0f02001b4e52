from __future__ import annotations

from html.parser import HTMLParser
from pathlib import PurePosixPath

import pandas as pd

from movierec_gui.report import page


class Checker(HTMLParser):
    """Fails where a tag is closed that is not open."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_a_page_is_well_formed_and_has_its_colours() -> None:
    colors = {"text": "#111111", "background": "#eeeeee", "grid": "#cccccc", "muted": "#777777"}
    html = page.page("A & B", [page.heading("Data"), page.paragraph("x < y", muted=True), page.code("a > b")], colors)
    checker = Checker()
    checker.feed(html)
    assert checker.open == []
    assert all(color in html for color in colors.values())
    assert "<title>A &amp; B</title>" in html
    assert '<p class="muted">x &lt; y</p>' in html


def test_tables_format_numbers_and_escape_words() -> None:
    frame = pd.DataFrame({"title": ["<Heat>", "Up"], "mse": [0.51234, float("nan")], "hidden": [1, 2]})
    html = page.table(frame, {"title": ("Title", ""), "mse": ("MSE", ".2f")})
    assert "&lt;Heat&gt;" in html
    assert '<td class="number">0.51</td>' in html
    assert '<td class="number">–</td>' in html
    assert "hidden" not in html


def test_facts_and_figures() -> None:
    assert page.facts({"a": 1}) == "<table><tr><th>a</th><td>1</td></tr></table>"
    html = page.figure(PurePosixPath("figures", "map.png"), 'The "map"')
    assert 'src="figures/map.png" alt="The &quot;map&quot;"' in html
