"""What all tables have in common: headings and the look of their rows."""

from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTableView

from movierec_gui.gui.widgets.table_base import (
    SORT_ROLE,
    HeadedModel,
    alignment,
    set_up_rows,
    set_up_sorting,
    show_sorted,
)

HORIZONTAL = Qt.Orientation.Horizontal


@dataclass(frozen=True)
class Column:
    title: str
    help: str = ""
    numeric: bool = False


class Words(HeadedModel):
    columns = (Column("Word", "As it was heard"), Column("Letters", numeric=True))
    words = ("three", "a", "to")

    def rowCount(self, parent=None):  # noqa: N802 - Qt's name
        return 0 if parent is not None and parent.isValid() else len(self.words)

    def data(self, index, role=Qt.ItemDataRole.DisplayRole):
        if not index.isValid() or role not in (Qt.ItemDataRole.DisplayRole, SORT_ROLE):
            return None
        word = self.words[index.row()]
        # Sorted as numbers, shown as texts.
        return word if index.column() == 0 else len(word) if role == SORT_ROLE else f"{len(word)} letters"


@pytest.fixture
def view(qtbot):
    made = QTableView()
    qtbot.addWidget(made)
    return made


def test_the_model_keeps_qts_rules(qapp, qtmodeltester):
    qtmodeltester.check(Words())


def test_headings_explain_themselves(qapp):
    model = Words()
    tips = [model.headerData(place, HORIZONTAL, Qt.ItemDataRole.ToolTipRole) for place in (0, 1)]
    sides = [model.headerData(place, HORIZONTAL, Qt.ItemDataRole.TextAlignmentRole) for place in (0, 1)]
    assert model.headerData(1, HORIZONTAL) == "Letters"
    assert tips == ["As it was heard", None]
    assert sides == [alignment(column) for column in model.columns]
    assert sides[0] & Qt.AlignmentFlag.AlignLeft
    assert sides[1] & Qt.AlignmentFlag.AlignRight
    assert model.headerData(2, HORIZONTAL) is None
    assert model.headerData(0, Qt.Orientation.Vertical) is None
    assert model.columnCount(model.index(0, 0)) == 0


def test_rows_are_whole_and_all_of_one_height(view):
    view.setModel(Words(view))
    set_up_rows(view, "Words", 31)
    view.selectRow(1)
    assert [index.column() for index in view.selectedIndexes()] == [0, 1]
    assert {view.rowHeight(row) for row in range(3)} == {31}
    assert view.accessibleName() == "Words"


def test_rows_stand_as_given_until_a_heading_is_clicked(view):
    proxy = show_sorted(view, Words(view))
    set_up_sorting(view)
    assert [proxy.index(row, 0).data() for row in range(3)] == ["three", "a", "to"]
    view.sortByColumn(1, Qt.SortOrder.AscendingOrder)
    assert [proxy.index(row, 0).data() for row in range(3)] == ["a", "to", "three"]
