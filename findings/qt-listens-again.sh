#!/usr/bin/env bash
# Qt: a tool button listens to its default action once more at every change of that action.
set -eu

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet "PySide6-Essentials==6.11.1"

cat <<'TEXT'
Package:  PySide6-Essentials 6.11.1 (Qt 6.11.1)
Expected: setDefaultAction() lets a QToolButton follow an action; a signal of the action has as many receivers after a
          change of its text, tip, icon or whether it is enabled as before.
Happens:  each change adds a receiver of changed() that stays as long as the button. Tool bars, whose buttons have their
          action as the default one, and the icons in a QLineEdit (addAction with a position) do the same.
Matters:  Undo and Redo say what they would undo after every step, and icons follow the theme: memory grows with each
          step of a person, about 120 bytes a change, and each further change asks all the earlier receivers too.
Source:   https://doc.qt.io/qt-6/qtoolbutton.html#setDefaultAction (the action "defines the following properties of the
          button"; nothing says that the button has to be told of a change, and it follows by itself)
TEXT

QT_QPA_PLATFORM=offscreen "$work/venv/bin/python" - <<'PYTHON'
import sys
from collections.abc import Callable

from PySide6.QtCore import SIGNAL
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QPushButton, QToolBar, QToolButton, QWidget

CHANGES = 1_000


def tool_button(action: QAction) -> QWidget:
    button = QToolButton()
    button.setDefaultAction(action)
    return button


def tool_bar(action: QAction) -> QWidget:
    bar = QToolBar()
    bar.addAction(action)
    return bar


def search_field(action: QAction) -> QWidget:
    field = QLineEdit()
    field.addAction(action, QLineEdit.ActionPosition.LeadingPosition)
    return field


def menu(action: QAction) -> QWidget:
    made = QMenu()
    made.addAction(action)
    return made


def push_button(action: QAction) -> QWidget:
    button = QPushButton()
    button.addAction(action)
    return button


def grown(place: Callable[[QAction], QWidget]) -> int:
    """By how many receivers an action's ``changed`` grows while its tip changes."""
    action = QAction("Undo")
    widget = place(action)
    before = action.receivers(SIGNAL("changed()"))
    for number in range(CHANGES):
        action.setToolTip(f"Undo step {number}")
    after = action.receivers(SIGNAL("changed()"))
    widget.deleteLater()
    return after - before


app = QApplication(sys.argv)
print(f"\nSeen, receivers of changed() after {CHANGES:,} changes of the tip, more than before them:")
found = {place.__name__: grown(place) for place in (tool_button, tool_bar, search_field, menu, push_button)}
for name, count in found.items():
    print(f"  {name:13s} {count:6,d}")
stands = min(found["tool_button"], found["tool_bar"], found["search_field"]) >= CHANGES and not found["menu"]
print("The surprise stands." if stands else "CHANGED: a button listens once.")
sys.exit(0 if stands else 1)
PYTHON
