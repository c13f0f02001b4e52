#!/usr/bin/env bash
# Qt: one NaN in a column leaves the numbers of a sorted table unsorted.
set -eu

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet "PySide6-Essentials==6.11.1"

cat <<'TEXT'
Package:  PySide6-Essentials 6.11.1, QSortFilterProxyModel (what a QTableView with sorting is usually put on)
Expected: rows without a number in one block, and the numbers in order. That is what None does.
Happens:  NaN is neither below nor above any number, so that the sort takes it for equal to all. It stays where it is
          and divides the column into parts; numbers on its two sides are hardly compared. A click on the heading
          shows an arrow and a table that is not in order.
Matters:  a film without a prediction, a mean of no ratings, an error of an empty group are NaN in numpy and pandas,
          and reach the model as they are. The best film of a list may stand in its middle, under a heading that says
          "sorted". Return None for them, or a number of your own in a sort role.
Source:   https://doc.qt.io/qt-6/qsortfilterproxymodel.html#lessThan (double is among the types compared; nothing on
          NaN); qtbase, qabstractitemmodel.cpp, isVariantLessThan: `left.toDouble() < right.toDouble()`
TEXT

QT_QPA_PLATFORM=offscreen "$work/venv/bin/python" - <<'PYTHON'
import math
import random
import sys

from PySide6.QtCore import QAbstractListModel, QCoreApplication, QModelIndex, QSortFilterProxyModel, Qt


class Column(QAbstractListModel):
    def __init__(self, values: list[float | None]) -> None:
        super().__init__()
        self.values = values

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.values)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> float | None:
        return self.values[index.row()] if role == Qt.ItemDataRole.DisplayRole else None


def shown(values: list[float | None]) -> list[float | None]:
    """The values as a view shows them after a click for "highest first"."""
    model, proxy = Column(values), QSortFilterProxyModel()
    proxy.setSourceModel(model)
    proxy.sort(0, Qt.SortOrder.DescendingOrder)
    return [proxy.index(row, 0).data() for row in range(proxy.rowCount())]


def misplaced(values: list[float | None]) -> int:
    """How many numbers have a lower one somewhere above them."""
    numbers = [value for value in values if value is not None and not math.isnan(value)]
    return sum(number > min(numbers[:place], default=number) for place, number in enumerate(numbers))


app = QCoreApplication(sys.argv)
few = [4.0, math.nan, 3.0, 5.0, math.nan, 1.0, 2.0]
draw = random.Random(0)
many = [round(draw.uniform(0.5, 5.0), 2) for _ in range(500)]
for place in draw.sample(range(500), 10):
    many[place] = math.nan
as_none = [[None if math.isnan(value) else value for value in values] for values in (few, many)]

print("\nSeen, highest first:")
print(f"  {few} is shown as {shown(few)}")
print(f"  with None for NaN: {shown(as_none[0])}")
wrong, right = misplaced(shown(many)), misplaced(shown(as_none[1]))
print(f"  500 ratings, 10 of them NaN: {wrong} numbers stand below a lower one; with None: {right}")

stands = misplaced(shown(few)) > 0 and wrong > 10 and right == 0 and misplaced(shown(as_none[0])) == 0
print("The surprise stands." if stands else "CHANGED: NaN no longer disturbs the order.")
sys.exit(0 if stands else 1)
PYTHON
