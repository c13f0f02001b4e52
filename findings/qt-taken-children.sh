#!/usr/bin/env bash
# PySide6: rows that are taken out of a branch of a tree are never freed; those of the tree itself or of a list are.
set -eu

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet "PySide6-Essentials==6.11.1"

cat <<'TEXT'
Package:  PySide6-Essentials 6.11.1
Expected: takeChild() and takeChildren() of a QTreeWidgetItem give rows to the caller. As Python objects that nobody
          holds any more they are freed, as with takeTopLevelItem() of the tree and takeItem() of a list.
Happens:  they stay: still valid for shiboken and still in memory, with all their texts, after the last reference is
          gone and gc.collect() has run. removeChild() frees them.
Matters:  the one call that empties a branch is the natural way to show another list there: what is selected, runs
          that were trained, neighbours of a film. A window that stays open for days grows with every change.
Source:   https://doc.qt.io/qt-6/qtreewidgetitem.html#takeChildren (it "removes the list of children and returns it");
          https://github.com/FreeCAD/FreeCAD/issues/19066 (a program that counts the objects which stay)
TEXT

QT_QPA_PLATFORM=offscreen "$work/venv/bin/python" - <<'PYTHON'
import gc
import sys
from collections.abc import Callable

import shiboken6
from PySide6.QtWidgets import QApplication, QTreeWidget, QTreeWidgetItem

ROWS, TURNS = 50, 20


def take_all(branch: QTreeWidgetItem) -> None:
    branch.takeChildren()


def take_each(branch: QTreeWidgetItem) -> None:
    while branch.childCount():
        branch.takeChild(0)


def remove_each(branch: QTreeWidgetItem) -> None:
    while branch.childCount():
        branch.removeChild(branch.child(0))


def take_from_tree(branch: QTreeWidgetItem) -> None:
    tree = branch.treeWidget()
    for child in range(branch.childCount()):
        tree.addTopLevelItem(QTreeWidgetItem([branch.child(child).text(0)]))
    remove_each(branch)
    while tree.topLevelItemCount() > 1:
        tree.takeTopLevelItem(1)


def rows_left(empty: Callable[[QTreeWidgetItem], None]) -> int:
    """How many rows still live after a branch was filled and emptied some times."""
    tree = QTreeWidget()
    branch = QTreeWidgetItem(["Films"])
    tree.addTopLevelItem(branch)
    before = living()
    for _ in range(TURNS):
        for number in range(ROWS):
            branch.addChild(QTreeWidgetItem([f"Film {number}"]))
        empty(branch)
    return living() - before


def living() -> int:
    gc.collect()
    return sum(isinstance(one, QTreeWidgetItem) for one in shiboken6.Shiboken.getAllValidWrappers())


app = QApplication(sys.argv)
print(f"\nSeen, {ROWS} rows put in and taken out {TURNS} times:")
left = {way.__name__: rows_left(way) for way in (take_all, take_each, take_from_tree, remove_each)}
for name, count in left.items():
    print(f"  {name:15s} {count:5d} rows are left")
kept, freed = (left["take_all"], left["take_each"]), (left["take_from_tree"], left["remove_each"])
stands = min(kept) >= ROWS * (TURNS - 1) and max(freed) <= ROWS
print("The surprise stands." if stands else "CHANGED: what is taken out is freed, or nothing is.")
sys.exit(0 if stands else 1)
PYTHON
