"""The controls of each tab, as they are before any data are open: what the guide explains and the pictures show."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QScrollBar,
    QTableView,
    QTabWidget,
    QWidget,
)

from movierec_gui.gui.widgets.setting_editor import SettingEditor

KINDS = (QAbstractButton, QAbstractItemView, QAbstractSlider, QAbstractSpinBox, QComboBox, QLineEdit)
EVERYWHERE = (
    "Close the message",
    "Details",
    "Scroll Left",
    "Scroll Right",
    "Open a dataset",
    "Go to Train",
    "Go to Data",
)
"""Controls of messages and of tabs that are still empty; a sentence beside them says what they do."""


class Control(NamedTuple):
    """Something that can be clicked, moved or filled in."""

    name: str
    tip: str
    columns: tuple[str, ...] = ()
    """Headings of a table."""


def controls_of(tab: QWidget) -> tuple[Control, ...]:
    """The tab's named controls in the order in which they were made, each name once; settings by their labels."""
    found = {}
    for control in _controls(tab):
        if control.name and control.name not in EVERYWHERE and not control.name.startswith("Reset "):
            kept = found.setdefault(control.name, control)
            found[control.name] = kept if kept.tip else control
    return tuple(found.values())


def controls_by_tab(tabs: QTabWidget) -> dict[str, tuple[Control, ...]]:
    """Title of each tab to its controls."""
    return {tabs.tabText(number): controls_of(tabs.widget(number)) for number in range(tabs.count())}


def as_lines(controls: dict[str, tuple[Control, ...]]) -> str:
    """One line for each control, a table with its headings, to be kept beside the pictures."""
    return "".join(f"{tab}: {_line(control)}\n" for tab, those in controls.items() for control in those)


def _line(control: Control) -> str:
    return f"{control.name}: {' | '.join(control.columns)}" if control.columns else control.name


def _controls(tab: QWidget) -> Iterator[Control]:
    for widget in tab.findChildren(QWidget):
        if isinstance(widget, SettingEditor):
            described = widget.entry.setting
            yield Control(described.label, described.help)
        elif isinstance(widget, KINDS) and not isinstance(widget, QScrollBar | QHeaderView) and not _within(widget):
            yield Control(_name(widget), _plain(widget.toolTip()), _columns(widget))


def _within(widget: QWidget) -> bool:
    """Whether this is a part of another control: a setting's editor, the list of a box, the field of a number."""
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, (SettingEditor, QAbstractSpinBox, QComboBox, QAbstractItemView)):
            return True
        parent = parent.parentWidget()
    return False


def _name(widget: QWidget) -> str:
    text = widget.text() if isinstance(widget, QAbstractButton) else ""
    # A count in brackets, dots of a dialog, a key's mark.
    return re.sub(r"\s*\(\d+\)|…|&", "", text or widget.accessibleName()).strip()


def _columns(widget: QWidget) -> tuple[str, ...]:
    model = widget.model() if isinstance(widget, QTableView) else None
    if model is None:
        return ()
    headings = (model.headerData(column, Qt.Orientation.Horizontal) for column in range(model.columnCount()))
    return tuple(str(heading) for heading in headings)


def _plain(tip: str) -> str:
    lines = (" ".join(line.split()) for line in re.sub(r"<[^>]+>", " ", tip).splitlines())
    return "; ".join(line for line in lines if line)
