"""Reads what a painter draws, shape by shape, for ``test_drawings.py``."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from pathlib import Path

import matplotlib as mpl
from PySide6.QtCore import QBuffer, QIODevice, QPoint, QSize
from PySide6.QtGui import QFont, QFontDatabase, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget

_FONT = Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
"""The same on every machine."""
_PEN = ("stroke", "stroke-width", "stroke-dasharray", "stroke-opacity", "stroke-linecap", "stroke-linejoin")
_BRUSH = ("fill", "fill-opacity")
_TEXT = ("font-size", "font-weight")
_PLACES = ("x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "width", "height", "points", "d")
_MOST = 20
"""Points of a path that are told."""
_USUAL = {"1", "none", "square", "bevel", "matrix(1,0,0,1,0,0)", "12", "400"}


def drawing_font() -> QFont:
    """A font whose letters are as wide everywhere."""
    QFontDatabase.addApplicationFont(str(_FONT))
    font = QFont("DejaVu Sans")
    font.setPixelSize(12)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def drawing(widget: QWidget) -> list[str]:
    """A line per shape that the widget and its visible parts draw, the lowest first."""
    return painted(widget.size(), lambda painter: widget.render(painter, QPoint()))


def painted(size: QSize, paint: Callable[[QPainter], object]) -> list[str]:
    """A line per shape that a function paints."""
    device = QBuffer()
    device.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(device)
    generator.setSize(size)
    generator.setResolution(96)
    painter = QPainter(generator)
    painter.setFont(drawing_font())
    paint(painter)
    painter.end()
    root = ET.fromstring(bytes(device.data().data()))  # noqa: S314 - written a line above
    return list(_shapes(root))


def _shapes(root: ET.Element) -> Iterator[str]:
    for group in root.iter("{http://www.w3.org/2000/svg}g"):
        for shape in group:
            kind = shape.tag.rpartition("}")[2]
            if kind == "g":
                continue
            facts = [kind, *(_place(shape.get(name, "")) for name in _PLACES)]
            names = (*_BRUSH, *_TEXT) if kind == "text" else (*_PEN, *_BRUSH) if kind != "image" else ()
            own = shape if kind == "text" else group
            facts += [f"{name} {own.get(name)}" for name in names if own.get(name, "1") not in _USUAL]
            turned = group.get("transform", "")
            facts += [_place(turned) if turned not in _USUAL else "", repr(shape.text) if kind == "text" else ""]
            yield " ".join(fact for fact in facts if fact)


def _place(numbers: str) -> str:
    """With one digit behind the point; of the outline of letters, only how far it reaches."""
    if numbers.count(",") > _MOST:
        points = [tuple(map(float, point.split(","))) for point in re.findall(r"[-\d.e]+,[-\d.e]+", numbers)]
        across, down = zip(*points, strict=True)
        return _place(f"from {min(across)},{min(down)} to {max(across)},{max(down)}")
    rounded = re.sub(r"-?\d+(\.\d+)?(e-\d+)?", lambda found: f"{float(found.group()):.1f}", numbers)
    return rounded.replace("-0.0", "0.0").replace(".0", "").strip()
