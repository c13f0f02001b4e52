"""What holds for every widget, looked at after each test of the window in the state that the test left it in."""

from __future__ import annotations

from collections.abc import Generator, Iterator

import numpy as np
import numpy.typing as npt
import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QFrame,
    QGridLayout,
    QHeaderView,
    QLayout,
    QLineEdit,
    QListView,
    QMainWindow,
    QMenu,
    QStackedLayout,
    QTabBar,
    QWidget,
)
from shiboken6 import isValid

from movierec_gui.gui.style import MARGIN


class Pixels:
    """A widget as it looks: colours at places, and where a colour is."""

    def __init__(self, widget: QWidget) -> None:
        image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
        rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
        self.rgb = rows[:, : 4 * image.width()].reshape(image.height(), image.width(), 4)[:, :, 2::-1].astype(int)
        """[height, width, 3], 0 to 255."""

    def at(self, x: float, y: float) -> str:
        """The colour of the pixel, as ``#rrggbb``."""
        red, green, blue = self.rgb[int(y), int(x)]
        return f"#{red:02x}{green:02x}{blue:02x}"

    def like(self, color: str, tolerance: int = 24) -> npt.NDArray[np.bool_]:
        """[height, width] whether a pixel has about that colour."""
        wanted = QColor(color)
        return np.abs(self.rgb - (wanted.red(), wanted.green(), wanted.blue())).max(axis=2) <= tolerance

    def box(self, color: str, tolerance: int = 24) -> tuple[int, int, int, int]:
        """Left, top, right and bottom of what has about that colour; the last two are within."""
        down, across = np.nonzero(self.like(color, tolerance))
        return int(across.min()), int(down.min()), int(across.max()), int(down.max())


@pytest.fixture
def pixels_of() -> type[Pixels]:
    """Looks at a widget."""
    return Pixels


_INPUTS = (QAbstractItemView, QAbstractSpinBox, QComboBox, QLineEdit, QTabBar)
_SELF_EXPLAINING = ("EmptyState", "MessageBar", "DownloadDialog")
"""Their buttons stand below a sentence that says what they do."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    """Fails a test whose widgets break a rule of the house."""
    yield
    broken = sorted({rule for widget in _shown(item) for rule in _broken(widget)})
    if broken:
        pytest.fail("\n".join(["what holds for every widget does not hold:", *broken]), pytrace=False)


def _shown(item: pytest.Item) -> list[QWidget]:
    """The widgets that the test gave to ``qtbot`` and that are not deleted."""
    return [widget for reference, _ in getattr(item, "qt_widgets", ()) if (widget := reference()) is not None]


def _broken(top: QWidget) -> Iterator[str]:
    for layout in top.findChildren(QLayout):
        parent = layout.parentWidget()
        owner = _owner(parent)
        if owner and not isinstance(parent, QMainWindow | QDialogButtonBox) and not isinstance(layout, QStackedLayout):
            yield from _uneven(layout, owner)
    for widget in (top, *top.findChildren(QWidget)):
        yield from _unnamed(widget)
        if type(widget).__module__.startswith("movierec_gui"):
            yield from _forgotten(widget)


def _uneven(layout: QLayout, owner: str) -> Iterator[str]:
    """Distances are even and at most a page's margin; Qt's own are neither, and differ from style to style."""
    margins = layout.contentsMargins()
    distances = [margins.left(), margins.top(), margins.right(), margins.bottom()]
    if isinstance(layout, QGridLayout | QFormLayout):
        distances += [layout.horizontalSpacing(), layout.verticalSpacing()]
    else:
        distances.append(layout.spacing())
    if any(distance % 2 or not 0 <= distance <= MARGIN for distance in distances):
        yield f"{owner}: distances of {distances} pixels"


def _unnamed(widget: QWidget) -> Iterator[str]:
    """A screen reader can name everything that takes input, and a tip says what a button does."""
    if (
        widget.isHidden()
        or widget.isWindow()
        or widget.objectName().startswith("qt_")
        or isinstance(widget, QHeaderView)
    ):
        return
    parent = widget.parentWidget()
    owner = _owner(parent)
    if not owner or isinstance(parent, QLineEdit | QTabBar) or _is_popup(widget):
        return  # a test's own widget, or a part of one of Qt's
    name = f"{type(widget).__name__} in {owner}"
    tabs = parent.accessibleName() if isinstance(widget, QTabBar) and parent is not None else ""
    if isinstance(widget, _INPUTS) and not widget.accessibleName() and not tabs:
        yield f"{name}: has no accessible name"
    if isinstance(widget, QAbstractButton):
        text = widget.text()
        if not widget.toolTip() and widget.property("role") != "link" and owner not in _SELF_EXPLAINING:
            yield f"{name}: {text or 'an icon'} has no tip"
        if not text and not widget.accessibleName():
            yield f"{name}: has neither text nor accessible name"


def _forgotten(widget: QWidget) -> Iterator[str]:
    """What a widget keeps as its part lies in a window, so that it can be seen."""
    for name, part in vars(widget).items():
        opens = isinstance(part, QDialog | QMenu | QListView)  # by itself, or as a completer's list
        if not isinstance(part, QWidget) or opens or not isValid(part) or part.isAncestorOf(widget):
            continue
        if part.parentWidget() is None:
            yield f"{type(widget).__name__}.{name}: lies nowhere"


def _owner(widget: QWidget | None) -> str:
    """The class of this project that a widget is, or lies in; empty where there is none."""
    while widget is not None and not type(widget).__module__.startswith("movierec_gui"):
        widget = widget.parentWidget()
    return type(widget).__name__ if widget is not None else ""


def _is_popup(widget: QWidget) -> bool:
    """Whether it is the list that a drop-down field opens."""
    return isinstance(widget, QListView) and isinstance(widget.window(), QFrame)
