"""What is drawn on top of the dots: names with a rim, a ring around one film, the shape that selects."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPolygonF

from movierec_gui.gui.style import DARK, LIGHT
from movierec_gui.gui.widgets.movie_map.labels import PlacedLabel
from movierec_gui.gui.widgets.movie_map.picture import paint_labels, paint_outline, paint_ring

GROUND = "#808080"


class Paper:
    """A grey picture to paint on, with a painter that was left with a red brush."""

    def __init__(self):
        self.image = QImage(120, 80, QImage.Format.Format_RGB32)
        self.image.fill(QColor(GROUND))

    def paint(self, paint, *arguments):
        painter = QPainter(self.image)
        painter.setBrush(QColor("#ff0000"))
        paint(painter, *arguments)
        painter.end()

    def at(self, x, y):
        return self.image.pixelColor(x, y).name()

    def across(self, y):
        return [self.at(x, y) for x in range(self.image.width())]


@pytest.fixture
def paper(qapp):
    return Paper()


@pytest.mark.parametrize("colors", [LIGHT, DARK])
def test_a_ring_has_a_rim_and_leaves_the_film_in_it_to_be_seen(paper, colors):
    paper.paint(paint_ring, QPointF(60.5, 40.5), 20.0, colors)
    row = paper.across(40)
    assert row[60] == row[50] == row[0] == GROUND
    ring = [x for x, color in enumerate(row) if color == colors.accent]
    assert {x < 60 for x in ring} == {True, False}
    assert sum(ring) / len(ring) == pytest.approx(60, abs=1)
    assert all(18 <= abs(x - 60) <= 22 for x in ring)
    rims = [x for x, color in enumerate(row) if color == colors.surface]
    assert any(abs(x - 60) > 20 for x in rims)
    assert any(abs(x - 60) < 20 for x in rims)


def test_the_shape_that_selects_is_tinted_and_what_is_in_it_shines_through(paper):
    corners = [QPointF(20, 10), QPointF(100, 10), QPointF(100, 70), QPointF(20, 70)]
    paper.paint(paint_outline, QPolygonF(corners), LIGHT)
    inside = paper.image.pixelColor(60, 40)
    accent, ground = QColor(LIGHT.accent), QColor(GROUND)
    for part in (QColor.red, QColor.green, QColor.blue):
        assert part(inside) == pytest.approx(0.12 * part(accent) + 0.88 * part(ground), abs=2)
    assert paper.at(10, 40) == GROUND
    edge = paper.across(10)[21:99]
    assert edge.count(edge[0]) < len(edge), "it is dashed"
    assert any(QColor(color).blue() > 150 for color in edge)


@pytest.mark.parametrize("colors", [LIGHT, DARK])
def test_a_name_can_be_read_on_any_ground(paper, colors):
    paper.paint(paint_labels, [PlacedLabel("HEAT", 30.0, 20.0, 60.0, 20.0)], QFont("DejaVu Sans", 14), colors)
    image = paper.image
    letters = [(x, y) for x in range(120) for y in range(80) if paper.at(x, y) == colors.text]
    rims = [(x, y) for x in range(120) for y in range(80) if paper.at(x, y) == colors.surface]
    assert len(letters) > 20
    assert min(x for x, _ in letters) >= 30
    assert min(y for _, y in letters) >= 20
    assert min(x for x, _ in rims) < min(x for x, _ in letters)
    assert max(x for x, _ in rims) > max(x for x, _ in letters)
    assert image.pixelColor(5, 5).name() == GROUND
