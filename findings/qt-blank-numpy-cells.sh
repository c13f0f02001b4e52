#!/usr/bin/env bash
# PySide6: a cell whose value is a numpy float64 is blank and unsorted, although that is a Python float.
set -eu

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet "PySide6-Essentials==6.11.1" "numpy==2.2.6"

cat <<'TEXT'
Package:  PySide6-Essentials 6.11.1 with numpy 2.2.6
Expected: numpy.float64 is a subclass of float (numpy's documentation says so) and numpy.str_ one of str: where Qt
          takes the one it takes the other.
Happens:  for numbers the conversion looks at the exact type. A float64, float32 or int64 from data() (an IntEnum as
          well) reaches Qt as an opaque object: the cell is empty, the column stays unsorted, match() does not find
          it. numpy.str_ works, so that the titles in the same table are there. data() read from Python gives the
          number back: tests of the model pass.
Matters:  the natural way from a table of ratings to a view is `return frame.iat[row, column]`. The counts and means
          are blank on the screen and right in every test that does not look at the view. `.item()` is the cure.
Source:   https://numpy.org/doc/stable/reference/arrays.scalars.html (float64 inherits from float);
          https://github.com/cortex-lab/phy/pull/1378 (a program whose numeric columns were blank)
TEXT

QT_QPA_PLATFORM=offscreen "$work/venv/bin/python" - <<'PYTHON'
import sys

import numpy as np
from PySide6.QtCore import QAbstractListModel, QCoreApplication, QLocale, QModelIndex, QSortFilterProxyModel, Qt
from PySide6.QtWidgets import QStyledItemDelegate


class Column(QAbstractListModel):
    def __init__(self, values: list) -> None:
        super().__init__()
        self.values = values

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.values)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        return self.values[index.row()] if role == Qt.ItemDataRole.DisplayRole else None


def look(kind: type) -> tuple[str, list, int]:
    """A cell's text as the view's delegate writes it, a sorted column, and how many cells Qt finds by their value."""
    model, proxy = Column([kind(3), kind(1), kind(2)]), QSortFilterProxyModel()
    proxy.setSourceModel(model)
    proxy.sort(0)
    text = QStyledItemDelegate().displayText(model.index(0).data(), QLocale.c())
    ordered = [proxy.index(row, 0).data() for row in range(3)]
    found = model.match(model.index(0), Qt.ItemDataRole.DisplayRole, kind(2), -1, Qt.MatchFlag.MatchExactly)
    return text, [kind(value) for value in ordered], len(found)


app = QCoreApplication(sys.argv)
print(f"\nSeen, a column of 3, 1, 2 (numpy.float64 is a float: {issubclass(np.float64, float)}):")
seen = {}
for kind in (float, int, str, np.float64, np.float32, np.int64, np.str_):
    seen[kind] = text, ordered, found = look(kind)
    order = "left as it was" if ordered == [3, 1, 2] else "sorted"
    print(f"  {kind.__name__:8s} text {text!r:4s} column {order}, {found} of 1 found")

shown = (float, int, str, np.str_)
plain = all(seen[kind] == ("3", [kind(1), kind(2), kind(3)], 1) for kind in shown)
blank = all(seen[kind][0] == "" and seen[kind][1] == [3, 1, 2] for kind in (np.float64, np.float32, np.int64))
print("The surprise stands." if plain and blank else "CHANGED: numbers of numpy are shown.")
sys.exit(0 if plain and blank else 1)
PYTHON
