"""What the program ships is whole: icons in one colour, the MovieLens data as released, and their licence."""

import re

import pytest
from PySide6.QtSvg import QSvgRenderer

from movierec_gui.resource_paths import resource_path

ICONS = sorted(path for path in resource_path("icons").glob("*.svg") if path.name != "app.svg")
ROWS = {"ratings.csv": 100_004, "movies.csv": 9_125, "tags.csv": 1_296, "links.csv": 9_125}


@pytest.mark.parametrize("path", ICONS, ids=lambda path: path.stem)
def test_an_icon_has_one_colour_that_the_style_can_replace(path):
    text = path.read_text(encoding="utf-8")
    assert QSvgRenderer(text.encode()).viewBox().getRect() == (0, 0, 24, 24)
    assert set(re.findall(r'(?:fill|stroke)="([^"]+)"', text)) <= {"none", "currentColor"}
    assert "currentColor" in text


@pytest.mark.parametrize(("name", "rows"), ROWS.items())
def test_the_bundled_data_are_as_released(name, rows):
    content = resource_path("datasets", "ml-latest-small", name).read_bytes()
    assert content.count(b"\n") == rows + 1
    assert b"\r" not in content


def test_the_data_come_with_their_conditions():
    notice = resource_path("datasets", "ml-latest-small", "NOTICE.md").read_text(encoding="utf-8")
    for duty in ("endorse", "commercial", "Redistribution", "warranty", "10.1145/2827872"):
        assert duty in notice
