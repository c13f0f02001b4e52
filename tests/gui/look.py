"""Reads how widgets look and who listens to them, property by property, for ``test_looks.py``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from functools import cache

from PySide6.QtCore import QAbstractItemModel, QMargins, QMetaMethod, QObject, QSize, Qt, QThread, QTimer
from PySide6.QtGui import QIcon, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QBoxLayout,
    QButtonGroup,
    QComboBox,
    QCompleter,
    QFormLayout,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLayout,
    QLineEdit,
    QListWidget,
    QProgressBar,
    QRadioButton,
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

from movierec_gui.gui.background_job import BackgroundJob
from movierec_gui.gui.widgets.setting_editor import SettingEditor

_LEFT_OUT = {
    "acceptableInput",
    "active",
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
    "remainingTime",
    "size",
    "sizeHint",
    "sizeIncrement",
    "visible",
    "width",
    "windowFilePath",
    "windowIcon",
    "x",
    "y",
}
"""Properties that depend on the font or the place, or say again what another says."""
_WHOLE = (QAbstractSpinBox, QComboBox, QLineEdit, QTabBar, SettingEditor)
"""Their parts are Qt's own, or looked at elsewhere."""
_AS_HIGH_AS_THEIR_TEXTS = (QLabel, QStackedWidget, QTableView)
_INNER = ("qt_scrollarea_hcontainer", "qt_scrollarea_vcontainer", "qt_tableview_cornerbutton", "qt_splithandle_")
_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_ROWS = 3
"""Rows of a table that are told."""
_TEXTS = 70
"""Letters of a text that are told."""
_SIGNALS_OF_QT = (
    "aboutToShow",
    "activated",
    "buttonClicked",
    "clicked",
    "currentChanged",
    "currentIndexChanged",
    "currentRowChanged",
    "currentTextChanged",
    "customContextMenuRequested",
    "doubleClicked",
    "editingFinished",
    "finished",
    "idClicked",
    "idToggled",
    "itemActivated",
    "itemChanged",
    "itemSelectionChanged",
    "linkActivated",
    "returnPressed",
    "sectionClicked",
    "sectionResized",
    "selectionChanged",
    "sortIndicatorChanged",
    "splitterMoved",
    "textChanged",
    "textEdited",
    "timeout",
    "toggled",
    "triggered",
    "valueChanged",
)
"""Those that parts of the window listen to; whom Qt itself tells of them is its own business."""
_BEHIND = (QTimer, QShortcut, QButtonGroup, QCompleter)
"""Children that are no widgets and change what a widget does."""
_SIGNALS: dict[type[QObject], dict[str, str]] = {}
"""By class: looked up once."""
_NAMES: dict[type[QObject], list[str]] = {}
"""Properties that are told, by class."""


def look(top: QWidget, *senders: QObject) -> list[str]:
    """A line per widget and layout, parts further in than their whole; what looks like one above is told once.

    Before it stand ``senders``, objects that are no part of it, with who listens to them.
    """
    first = [f"{_kind(sender)}: {', '.join(_heard(sender))}" for sender in senders]
    return [*first, *_widget(top, set())]


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
    facts = [*_properties(widget), *_parts(widget), *_heard(widget)]
    yield f"{_kind(widget)}: {', '.join(facts)}".rstrip(": ")
    if isinstance(widget, _WHOLE):
        return
    if (layout := widget.layout()) is not None:
        yield from _layout(layout, 0)
    for action in widget.actions():
        yield f"action: {', '.join([*_properties(action), *_heard(action)])}"
    for child in widget.children():
        if isinstance(child, QWidget) and not _is_qts_own(child):
            yield from _widget(child, seen)
        else:
            yield from _behind(child)


def _behind(child: QObject) -> Iterator[str]:
    """What a widget has beside its parts: timers, shortcuts, groups of buttons, and the window's own models."""
    if isinstance(child, QThread | QWidget | BackgroundJob):
        return
    if isinstance(child, _BEHIND) or type(child).__module__.startswith("movierec_gui"):
        yield f"{_kind(child)}: {', '.join([*_properties(child), *_heard(child)])}"
        for inner in child.children():
            yield from (f"  {line}" for line in _behind(inner))


def _heard(sender: QObject) -> Iterator[str]:
    """How many listen to each signal, those of Qt's own left out."""
    kind = type(sender)
    if kind not in _SIGNALS:
        _SIGNALS[kind] = dict(_signals(sender))
    for name, signature in _SIGNALS[kind].items():
        listening = sender.receivers(signature) - _usual_listeners(_of_qt(kind), signature)
        if listening > 0:
            yield f"{name} heard by {listening}"


def _signals(sender: QObject) -> Iterator[tuple[str, str]]:
    """The signals of its class that are told, by name, as ``receivers`` takes them."""
    meta, told, first_own = sender.metaObject(), set[str](), _first_own(sender)
    for number in range(meta.methodCount()):
        method = meta.method(number)
        name = bytes(method.name().data()).decode()
        if method.methodType() != QMetaMethod.MethodType.Signal or name in told:
            continue
        if number >= first_own or name in _SIGNALS_OF_QT:
            told.add(name)
            yield name, f"2{bytes(method.methodSignature().data()).decode()}"


def _first_own(sender: QObject) -> int:
    """The number of the first method that a class of the project declares."""
    meta = sender.metaObject()
    above = meta.superClass()
    own = {each.__name__ for each in type(sender).__mro__ if each.__module__.startswith("movierec_gui")}
    while above is not None and above.className() in own:
        meta, above = above, above.superClass()
    return meta.methodOffset() if meta.className() in own else meta.methodCount()


@cache
def _usual_listeners(kind: type[QObject], signature: str) -> int:
    return int(_plain(kind).receivers(signature))


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
    aligned = {place: layout.itemAt(place).alignment().name for place in range(layout.count())}
    if aligned := {place: name for place, name in aligned.items() if name}:
        facts += [f"aligned {aligned}"]
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
    kind = type(thing)
    usual = _usual(kind)
    if kind not in _NAMES:
        _NAMES[kind] = list(_names(thing))
    for name in _NAMES[kind]:
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
    if name == "value" and isinstance(thing, QProgressBar) and not thing.isVisible():
        return ""  # how far it had come when it was hidden hangs on the clock
    if name == "focusPolicy" and isinstance(thing, QRadioButton):
        return ""  # Qt takes Tab from all of a group but the one that has had the focus
    value = thing.property(name)
    if not isinstance(value, QSize):
        return value
    if isinstance(thing, QStatusBar) or (isinstance(thing, QWidget) and thing.isWindow()):
        return QSize()  # as large as its layout needs
    return QSize(value.width(), 0) if isinstance(thing, _AS_HIGH_AS_THEIR_TEXTS) else value


@cache
def _usual(kind: type[QObject]) -> dict[str, str]:
    """What Qt's own class says of itself when it is made."""
    plain = _plain(_of_qt(kind))
    return {name: _told(_property(plain, name)) for name in _names(plain)}


def _names(thing: QObject) -> Iterator[str]:
    meta = thing.metaObject()
    names = (str(meta.property(number).name()) for number in range(meta.propertyCount()))
    return (name for name in names if name not in _LEFT_OUT)


def _of_qt(kind: type[QObject]) -> type[QObject]:
    return next(each for each in kind.__mro__ if each.__module__.startswith("PySide6"))


@cache
def _plain(kind: type[QObject]) -> QObject:
    """One as Qt makes it."""
    if kind is QHeaderView:
        return QHeaderView(Qt.Orientation.Horizontal)
    if issubclass(kind, QAbstractItemModel):
        return QObject()
    if kind is QLayout:  # abstract: layouts of our own
        return QHBoxLayout()
    return QShortcut(QApplication.instance()) if kind is QShortcut else kind()


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
    line = re.sub(r"\S*/pytest-\S*", "PATH", " ".join(text.split()))
    line = re.sub(r"-[0-9a-f]{8}\b", "-ID", line)
    line = re.sub(r"\d+", "9", line)
    line = re.sub(rf"(?<=9 )({_MONTHS})\b", "Dec", line)
    line = re.sub(r"9(\.9)? (ms|s|min)( 9 s)?\b", "9 s", line).removesuffix(" · 9 s left")
    return line if len(line) <= _TEXTS else f"{line[:_TEXTS].rstrip()}…"


def _parts(widget: QWidget) -> Iterator[str]:
    match widget:
        case QComboBox():
            yield f"items {[_cut(widget.itemText(row)) for row in range(widget.count())]}"
        case QListWidget():
            items = [widget.item(row) for row in range(widget.count())]
            shown = items[:12]
            yield f"items {[(_cut(item.text()), _told(item.flags()), not item.icon().isNull()) for item in shown]}"
            yield f"checked {[_told(item.checkState()) for item in shown]}"
            yield f"tips {[_cut(item.toolTip()) for item in items[:12]]}"
        case QTabWidget():
            tabs = range(widget.count())
            yield f"tabs {[(_cut(widget.tabToolTip(tab)), widget.isTabVisible(tab)) for tab in tabs]}"
        case QLabel() if widget.buddy() is not None:
            yield f"of {_kind(widget.buddy())} {widget.buddy().accessibleName()!r}"
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
    if table.verticalHeader().isHidden():  # of a height that the house sets, not the font
        yield f"rows of {table.verticalHeader().defaultSectionSize()}"
    yield f"widths {[getattr(column, 'width', None) for column in getattr(model, 'columns', ())]}"
    delegates = (type(table.itemDelegateForColumn(column)).__name__ for column in columns)
    yield f"drawn by {_kind(table.itemDelegate())} {sorted({name for name in delegates if name != 'NoneType'})}"
    if table.selectionModel() is not None:
        yield f"selection {', '.join(_heard(table.selectionModel()))}"
    for row in range(min(_ROWS, model.rowCount())):
        yield f"row {[_cell(str(model.index(row, column).data() or '')) for column in columns]}"
    if model.rowCount():
        cells = [model.index(0, column) for column in columns]
        yield f"tips {[_cut(str(cell.data(Qt.ItemDataRole.ToolTipRole) or '')) for cell in cells]}"
        shown = (Qt.ItemDataRole.FontRole, Qt.ItemDataRole.ForegroundRole, Qt.ItemDataRole.DecorationRole)
        yield f"dressed {[''.join(str(int(cell.data(role) is not None)) for role in shown) for cell in cells]}"
        yield f"aligned {[_told(cell.data(Qt.ItemDataRole.TextAlignmentRole)) for cell in cells]}"
        yield f"flags {sorted({_told(cell.flags()) for cell in cells})}"


def _cell(text: str) -> str:
    """A table's own text, with as many digits behind the point as it has."""
    line = re.sub(r"(?<=\d\.)\d+", lambda found: "x" * len(found.group()), text)
    return _cut(line).replace("x", "9") if re.fullmatch(r"[-\d.,x %]+", line) else _cut(text)
