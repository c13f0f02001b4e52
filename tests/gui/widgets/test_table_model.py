"""The table model keeps Qt's rules, writes values for people, and knows where each row is shown."""

import numpy as np
import pandas as pd
import pytest
from PySide6.QtCore import QModelIndex, Qt

from movierec_gui.data.tables import Table
from movierec_gui.errors import UserError
from movierec_gui.gui.widgets.table_model import ColumnView, DataFrameModel

COLUMNS = (
    ColumnView("title", "Title"),
    ColumnView("year", "Year", digits=0, grouped=False, help="Year of release"),
    ColumnView("count", "Ratings", digits=0),
    ColumnView("mean", "Mean", digits=2),
)


@pytest.fixture
def model():
    made = DataFrameModel(COLUMNS, mark_column="rated")
    made.set_frame(
        pd.DataFrame(
            {
                "title": ["Heat", "Alien", "Zulu"],
                "year": pd.array([1995, 1979, None], dtype="Int32"),
                "count": [12000, 5, 7],
                "mean": [4.126, 3.0, np.nan],
                "rated": [False, True, False],
            }
        )
    )
    return made


def test_the_model_keeps_qts_rules(qtmodeltester, model):
    qtmodeltester.check(model)
    empty = DataFrameModel(COLUMNS)
    qtmodeltester.check(empty)
    assert empty.rowCount() == 0


@pytest.mark.parametrize(
    ("view", "value", "text"),
    [
        (ColumnView("a", "A"), "Heat", "Heat"),
        (ColumnView("a", "A"), None, ""),
        (ColumnView("a", "A", digits=0), 12000, "12,000"),
        (ColumnView("a", "A", digits=0, grouped=False), 1995.0, "1995"),
        (ColumnView("a", "A", digits=2), 4.126, "4.13"),
        (ColumnView("a", "A", text=str.upper), "war", "WAR"),
        (ColumnView("a", "A", text=str.upper), None, ""),
    ],
)
def test_values_are_written_for_people(view, value, text):
    assert view.write(value) == text


def test_numbers_are_set_right_and_explained(model):
    assert model.index(0, 2).data(Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight
    assert model.index(0, 0).data(Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignLeft
    horizontal, tool_tip = Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole
    assert model.headerData(1, horizontal) == "Year"
    assert model.headerData(1, horizontal, tool_tip) == "Year of release"
    assert model.headerData(0, horizontal, tool_tip) == "Click to sort by title"
    assert model.headerData(0, Qt.Orientation.Vertical) is None


def test_marked_rows_have_a_ground_of_their_own(model):
    grounds = [model.index(row, 0).data(Qt.ItemDataRole.BackgroundRole) for row in range(3)]
    assert [ground is not None for ground in grounds] == [False, True, False]


def test_rows_are_shown_in_any_order(model):
    model.set_rows(np.array([2, 0], np.int32))
    assert [model.index(row, 0).data() for row in range(model.rowCount())] == ["Zulu", "Heat"]
    assert model.table_row(model.index(1, 0)) == 0
    assert model.index_of(2).row() == 0
    assert not model.index_of(1).isValid()


def test_sorting_is_asked_for_by_name(qtbot, model):
    with qtbot.waitSignal(model.sort_requested) as asked:
        model.sort(3, Qt.SortOrder.DescendingOrder)
    assert asked.args == ["mean", True]
    with qtbot.waitSignal(model.sort_requested) as asked:
        model.sort(-1)
    assert asked.args == ["", False]


def test_rows_become_text_for_the_clipboard(model):
    assert model.text_of([2, 0]) == "Title\tYear\tRatings\tMean\nZulu\t\t7\t\nHeat\t1995\t12,000\t4.13"


def test_a_shown_column_must_be_there(model):
    with pytest.raises(UserError, match="mean"):
        model.set_frame(pd.DataFrame({"title": ["Heat"], "year": [1995], "count": [1]}))
    assert model.rowCount() == 3


def test_cells_hold_no_rows(model):
    assert model.rowCount(model.index(0, 0)) == 0
    assert model.columnCount(model.index(0, 0)) == 0
    assert model.data(QModelIndex()) is None


def test_other_values_of_the_same_rows_leave_order_and_view_alone(model, qtbot):
    model.set_rows(np.array([2, 0], np.int32))
    with qtbot.assertNotEmitted(model.modelReset):
        model.replace_table(Table({**model.table.columns, "extra": model.table.column("rated")}))
    assert model.rows.tolist() == [2, 0]
    assert model.table.column("extra").at(1) is True


def test_what_is_copied_runs_nowhere_and_every_text_is_one_cell():
    model = DataFrameModel((ColumnView("title", "Title"), ColumnView("gain", "Gain", digits=1)))
    titles = ["=HYPERLINK(1)", "@SUM(1)", "+1+1", "-1-1", "two\tcells\nand lines", "-5", "Heat - again"]
    model.set_frame(pd.DataFrame({"title": titles, "gain": [-1234.5, 0, 1, 2, 3, 4, 5]}))
    lines = [line.split("\t") for line in model.text_of(range(len(titles))).split("\n")]
    assert lines[0] == ["Title", "Gain"]
    assert [line[0] for line in lines[1:]] == [
        "'=HYPERLINK(1)", "'@SUM(1)", "'+1+1", "'-1-1", "two cells and lines", "-5", "Heat - again",
    ]  # fmt: skip
    assert lines[1][1] == "-1,234.5"
    assert model.cells_of([4]) == [["two\tcells\nand lines", "3.0"]]
