"""How pages and dialogs look, property by property, held to ``looks/*.txt``: what layout code sets, somebody reads.

A change that is meant is written with ``MOVIEREC_RENEW_LOOKS=1 python -m pytest tests/gui/test_looks.py``, and read in
the difference. Told is what differs from Qt's own defaults and neither depends on fonts nor on the place of a window;
digits in texts are written as 9.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from enum import Enum
from functools import cache
from pathlib import Path

import pytest
from PySide6.QtCore import QMargins, QObject, QSize, Qt
from PySide6.QtGui import QIcon, QKeySequence
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QBoxLayout,
    QComboBox,
    QFormLayout,
    QGridLayout,
    QHeaderView,
    QLabel,
    QLayout,
    QLineEdit,
    QListWidget,
    QScrollBar,
    QSizeGrip,
    QSizePolicy,
    QSplitter,
    QStackedLayout,
    QStackedWidget,
    QStatusBar,
    QTabBar,
    QTableView,
    QTabWidget,
    QWidget,
)

from movierec_gui.data.choices import AS_FOUND
from movierec_gui.data.people.person import Film, Person, Rated, Scale
from movierec_gui.data.table_preview import preview_table
from movierec_gui.gui.film_page import FilmWindow
from movierec_gui.gui.main_window import MainWindow
from movierec_gui.gui.people_import.dialog import ImportDialog
from movierec_gui.gui.people_import.unmatched_dialog import UnmatchedDialog
from movierec_gui.gui.person_page import PersonWindow
from movierec_gui.gui.run_page import RunWindow
from movierec_gui.gui.session import Session
from movierec_gui.gui.tabs.activations_tab import ActivationsTab
from movierec_gui.gui.tabs.data_tab import DataTab
from movierec_gui.gui.tabs.data_tab.download_dialog import DownloadDialog
from movierec_gui.gui.tabs.data_tab.reading_dialog import Question, ReadingDialog
from movierec_gui.gui.tabs.map_tab import MapTab
from movierec_gui.gui.tabs.predict_tab import PredictTab
from movierec_gui.gui.tabs.train_tab import TrainTab
from movierec_gui.gui.widgets.setting_editor import SettingEditor
from movierec_gui.gui.workspace import Workspace
from movierec_gui.progress import finish
from movierec_gui.training.runs import RunStore

LOOKS = Path(__file__).parent / "looks"

_LEFT_OUT = {
    "acceptableInput",
    "baseSize",
    "cleanText",
    "currentText",
    "cursorPosition",
    "cursor",
    "defaultSectionSize",
    "displayText",
    "documentTitle",
    "focus",
    "font",
    "frameGeometry",
    "frameSize",
    "frameWidth",
    "fullScreen",
    "geometry",
    "height",
    "html",
    "iconText",
    "iconSize",
    "inputMethodHints",
    "isActiveWindow",
    "lineWidth",
    "locale",
    "markdown",
    "maximized",
    "maximumHeight",
    "maximumWidth",
    "minimized",
    "minimumHeight",
    "minimumSectionSize",
    "minimumSizeHint",
    "minimumWidth",
    "normalGeometry",
    "palette",
    "plainText",
    "pos",
    "rect",
    "size",
    "sizeHint",
    "sizeIncrement",
    "visible",
    "width",
    "windowFilePath",
    "windowIcon",
    "windowTitle",
    "x",
    "y",
}
"""Properties that depend on the font or the place, or say again what another says."""
_WHOLE = (QAbstractSpinBox, QComboBox, QLineEdit, QTabBar, SettingEditor)
"""Their parts are Qt's own, or looked at elsewhere."""
_AS_HIGH_AS_THEIR_TEXTS = (QLabel, QStackedWidget, QTableView)
_INNER = ("qt_scrollarea_hcontainer", "qt_scrollarea_vcontainer", "qt_tableview_cornerbutton", "qt_splithandle_")
_TEXTS = 70
"""Letters of a text that are told."""


def look(top: QWidget) -> list[str]:
    """A line per widget and layout, parts further in than their whole; what looks like one above is told once."""
    return _widget(top, set())


def _widget(widget: QWidget, seen: set[tuple[str, ...]]) -> list[str]:
    first, *parts = _lines(widget, seen)
    own = type(widget).__module__.startswith("movierec_gui")
    block = (_kind(widget), *parts)
    if own and parts and block in seen:
        return [first, "  parts as above"]
    if own:
        seen.add(block)
    return [first, *(f"  {line}" for line in parts)]


def _lines(widget: QWidget, seen: set[tuple[str, ...]]) -> Iterator[str]:
    facts = [*_properties(widget), *_parts(widget)]
    yield f"{_kind(widget)}: {', '.join(facts)}".rstrip(": ")
    if isinstance(widget, _WHOLE):
        return
    if (layout := widget.layout()) is not None:
        yield from _layout(layout, 0)
    for action in widget.actions():
        yield f"action: {', '.join(_properties(action))}"
    for child in widget.children():
        if isinstance(child, QWidget) and not _is_qts_own(child):
            yield from _widget(child, seen)


def _is_qts_own(widget: QWidget) -> bool:
    return widget.objectName() in _INNER or isinstance(widget, QHeaderView | QScrollBar | QSizeGrip)


def _kind(thing: QObject) -> str:
    return type(thing).__name__


def _layout(layout: QLayout, depth: int) -> Iterator[str]:
    facts = [f"margins {_told(layout.contentsMargins())}"]
    if isinstance(layout, QGridLayout | QFormLayout):
        facts += [f"spacing {layout.horizontalSpacing()} {layout.verticalSpacing()}"]
    elif isinstance(layout, QBoxLayout):
        facts += [f"spacing {layout.spacing()}"]
    if isinstance(layout, QStackedLayout):
        facts = []
    if isinstance(layout, QBoxLayout):
        facts += [layout.direction().name, f"stretches {[layout.stretch(place) for place in range(layout.count())]}"]
    if isinstance(layout, QGridLayout):
        facts += [f"at {[layout.getItemPosition(place) for place in range(layout.count())]}"]
        facts += [f"columns stretch {[layout.columnStretch(column) for column in range(layout.columnCount())]}"]
        facts += [f"rows stretch {[layout.rowStretch(row) for row in range(layout.rowCount())]}"]
    parent = layout.parentWidget()
    if parent is not None:
        parts = (child for child in parent.children() if isinstance(child, QWidget))
        placed = sorted((layout.indexOf(part), _kind(part)) for part in parts if layout.indexOf(part) >= 0)
        facts += [f"holds {placed}"]
    yield f"{'  ' * depth}{_kind(layout)}: {', '.join(facts)}"
    for inner in layout.children():
        if isinstance(inner, QLayout):
            yield from _layout(inner, depth + 1)


def _properties(thing: QObject) -> Iterator[str]:
    meta, usual = thing.metaObject(), _usual(type(thing))
    for number in range(meta.propertyCount()):
        name = str(meta.property(number).name())
        if name in _LEFT_OUT:
            continue
        told = _told(_property(thing, name))
        if told and told != usual.get(name, ""):
            yield f"{name} {told}"
    for key in thing.dynamicPropertyNames():
        name = bytes(key.data()).decode()
        if name.isalpha():
            yield f"{name} {_told(thing.property(name))}"
    if isinstance(thing, QWidget) and thing.isHidden() and thing.parentWidget() is not None:
        yield "hidden"


def _property(thing: QObject, name: str) -> object:
    value = thing.property(name)
    if not isinstance(value, QSize):
        return value
    if isinstance(thing, QStatusBar) or (isinstance(thing, QWidget) and thing.isWindow()):
        return QSize()  # as large as its layout needs
    return QSize(value.width(), 0) if isinstance(thing, _AS_HIGH_AS_THEIR_TEXTS) else value


@cache
def _usual(kind: type[QObject]) -> dict[str, str]:
    """What Qt's own class says of itself when it is made."""
    own = next(each for each in kind.__mro__ if each.__module__.startswith("PySide6"))
    plain = own(Qt.Orientation.Horizontal) if own is QHeaderView else own()
    meta = plain.metaObject()
    names = (str(meta.property(number).name()) for number in range(meta.propertyCount()))
    return {name: _told(_property(plain, name)) for name in names if name not in _LEFT_OUT}


def _told(value: object) -> str:
    match value:
        case bool() | float() | int():
            return str(value)
        case str():
            return repr(_cut(value)) if value else ""
        case QIcon():
            return "" if value.isNull() else "an icon"
        case QKeySequence():
            return value.toString()
        case QSize():
            return "" if value == QSize() else f"{_size(value.width())}×{_size(value.height())}"
        case QMargins():
            return f"{value.left()} {value.top()} {value.right()} {value.bottom()}"
        case QSizePolicy():
            policies = f"{value.horizontalPolicy().name} {value.verticalPolicy().name}"
            return f"{policies} {value.horizontalStretch()} {value.verticalStretch()} {value.hasHeightForWidth()}"
        case Enum():
            return value.name or str(value)
    return ""


def _size(pixels: int) -> str:
    """Odd sizes come from a font; those of the house are even."""
    return str(pixels) if pixels < 10_000 and pixels % 2 == 0 else "any"


def _cut(text: str) -> str:
    line = re.sub(r"\d+", "9", " ".join(text.split()))
    line = re.sub(r"9(\.9)? (ms|s|min)\b", "9 s", line)
    return line if len(line) <= _TEXTS else f"{line[:_TEXTS].rstrip()}…"


def _parts(widget: QWidget) -> Iterator[str]:
    match widget:
        case QComboBox():
            yield f"items {[_cut(widget.itemText(row)) for row in range(widget.count())]}"
        case QListWidget():
            items = [widget.item(row) for row in range(widget.count())]
            yield f"items {[(_cut(item.text()), _told(item.flags()), not item.icon().isNull()) for item in items[:12]]}"
            yield f"tips {[_cut(item.toolTip()) for item in items[:12]]}"
        case QTabWidget():
            tabs = range(widget.count())
            yield f"tabs {[(_cut(widget.tabToolTip(tab)), widget.isTabVisible(tab)) for tab in tabs]}"
        case QSplitter():
            yield f"collapsible {[widget.isCollapsible(place) for place in range(widget.count())]}"
        case QTableView():
            yield from _table(widget)


def _table(table: QTableView) -> Iterator[str]:
    model, header = table.model(), table.horizontalHeader()
    if model is None:
        return
    columns = range(model.columnCount())
    for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
        heads = (model.headerData(column, header.orientation(), role) for column in columns)
        yield f"{role.name} {[_cut(str(head or '')) for head in heads]}"
    yield f"modes {[header.sectionResizeMode(header.logicalIndex(place)).name for place in columns]}"
    yield f"hidden {[column for column in columns if table.isColumnHidden(column)]}"
    yield f"header {', '.join(_properties(header))}; rows' {', '.join(_properties(table.verticalHeader()))}"
    if model.rowCount():
        cells = [model.index(0, column) for column in columns]
        yield f"first {[_cut(str(cell.data() or '')) for cell in cells]}"
        yield f"aligned {[_told(cell.data(Qt.ItemDataRole.TextAlignmentRole)) for cell in cells]}"
        yield f"flags {sorted({_told(cell.flags()) for cell in cells})}"


@pytest.fixture(autouse=True)
def fusion(qapp: QApplication) -> None:
    """The window's style, whose distances are told where a layout keeps them; no style sheet of a test before."""
    if qapp.styleSheet():
        qapp.setStyleSheet("")
    if qapp.style().name() != "fusion":
        qapp.setStyle("Fusion")


@pytest.fixture
def hold() -> Callable[[str, QWidget], None]:
    """Compares with the file, or writes it."""

    def compare(name: str, widget: QWidget) -> None:
        now = look(widget)
        file = LOOKS / f"{name}.txt"
        if os.environ.get("MOVIEREC_RENEW_LOOKS"):
            file.write_text("\n".join(now) + "\n", encoding="utf-8")
        assert now == file.read_text(encoding="utf-8").splitlines()

    return compare


@pytest.mark.parametrize("kind", [DataTab, TrainTab, PredictTab, ActivationsTab, MapTab])
def test_a_tab_over_trained_runs(hold, show_tab, kind):
    hold(kind.__name__, show_tab(kind))


def test_the_window_without_its_tabs(hold, keep, tmp_path):
    window = MainWindow(Workspace(RunStore(tmp_path / "runs")), Session(tmp_path / "session.ini"))
    keep(window)
    hold("MainWindow", window)


@pytest.fixture
def over_runs(looking, tiny_dataset, settled):
    looking.set_dataset(tiny_dataset)
    assert looking.people.person is None
    settled()
    looking.set_current_run(looking.store.list()[0].id)
    return looking


def test_the_window_of_a_film(hold, keep, over_runs, settled):
    window = FilmWindow(over_runs)
    keep(window)
    window.show_film(3)
    for page in range(window.pages.count()):
        window.pages.setCurrentIndex(page)
        settled()
    hold("FilmWindow", window)


def test_the_window_of_a_person(hold, keep, over_runs, settled):
    window = PersonWindow(over_runs)
    keep(window)
    window.show_user(3)
    settled()
    hold("PersonWindow", window)


def test_the_window_of_a_run(hold, keep, over_runs, settled):
    window = RunWindow(over_runs)
    keep(window)
    window.show_run(over_runs.store.list()[0].id)
    settled()
    hold("RunWindow", window)


def test_the_review_of_an_import(hold, qtbot, over_runs, settled, tmp_path):
    path = tmp_path / "ratings.csv"
    path.write_text(
        "Date,Name,Year,Letterboxd URI,Rating\n2024-01-01,Movie 3,1953,u,4\n2024-01-03,Movie 7,1959,u,3\n"
        "2024-01-04,Something Else,2024,u,5\n"
    )
    dialog = ImportDialog(over_runs, path)
    qtbot.addWidget(dialog)
    dialog.show()
    settled()
    hold("ImportDialog", dialog)


def test_the_films_that_were_not_matched(hold, qtbot, over_runs, settled):
    person = over_runs.people.create("Ann")
    settled()
    rated = tuple(Rated(film, 4, Scale(0.5, 5)) for film in (Film("Movie 3", 1953), Film("Movie 7", 1959)))
    over_runs.people.change(lambda now: Person(person.id, "Ann", rated), "two ratings")
    settled()
    dialog = UnmatchedDialog(over_runs)
    qtbot.addWidget(dialog)
    dialog.show()
    settled()
    hold("UnmatchedDialog", dialog)


def test_the_columns_of_a_table(hold, qtbot, over_runs, settled, tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("who,what,how much,when\nanna,Heat,7.5,18-05-2018\nbob,Ronin,3,01-02-2017\n", encoding="utf-8")
    dialog = ReadingDialog(over_runs, Question(path, finish(preview_table(path, AS_FOUND)), AS_FOUND, "It is odd"))
    qtbot.addWidget(dialog)
    dialog.show()
    settled()
    hold("ReadingDialog", dialog)


def test_the_releases_to_download(hold, qtbot):
    dialog = DownloadDialog()
    qtbot.addWidget(dialog)
    hold("DownloadDialog", dialog)
