"""The table of runs: values as they are read, order, ticks, edits, the current run."""

import math
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView

from movierec_gui.gui.style import theme_colors
from movierec_gui.gui.widgets.run_columns import COLUMNS, ONLY_WITH_LISTS, RunLine
from movierec_gui.gui.widgets.run_table import RunTable, RunTableModel
from movierec_gui.gui.widgets.table_base import SORT_ROLE

LINE = RunLine(
    key="a",
    color=1,
    name="LSTM",
    note="",
    architecture="LSTM (one step)",
    validation_mse=0.77123,
    test_mse=0.78,
    test_rmse=0.883,
    test_mae=0.67,
    best_epoch=7,
    epochs=20,
    seconds=65.0,
    status="finished",
    split="random",
)
NEW = replace(
    LINE, key="b", color=None, name="dense", validation_mse=math.nan, test_mse=math.nan, epochs=0, seconds=0.0
)
BEST = replace(LINE, key="c", color=0, name="Mean", validation_mse=0.7, best_epoch=12)
TITLES = [column.field for column in COLUMNS]


@pytest.fixture
def table(qtbot):
    made = RunTable()
    qtbot.addWidget(made)
    made.resize(900, 300)
    made.show()
    made.lines.set_lines([LINE, NEW, BEST])
    return made


def texts(table, field):
    column, model = TITLES.index(field), table.model()
    return [model.index(row, column).data() for row in range(model.rowCount())]


def test_the_model_is_sound(qapp, qtmodeltester):
    model = RunTableModel()
    model.set_lines([LINE, NEW, BEST])
    qtmodeltester.check(model)


def test_values_read_well(table):
    assert texts(table, "validation_mse") == ["0.7712", "–", "0.7000"]
    assert texts(table, "best_epoch") == ["7 of 20", "–", "12 of 20"]
    assert texts(table, "seconds") == ["1 min 05 s", "–", "1 min 05 s"]
    help_text = table.model().headerData(
        TITLES.index("validation_mse"), Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole
    )
    assert "Optimistic" in help_text


@pytest.mark.parametrize(
    ("field", "names"),
    [
        ("validation_mse", ["Mean", "LSTM", "dense"]),
        ("name", ["dense", "LSTM", "Mean"]),
        ("best_epoch", ["LSTM", "dense", "Mean"]),
    ],
)
def test_sorts_by_value_with_the_unknown_last(table, field, names):
    table.sortByColumn(TITLES.index(field), Qt.SortOrder.AscendingOrder)
    assert texts(table, "name") == names
    table.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
    assert texts(table, "name") == ["LSTM", "dense", "Mean"]


def test_ticks_and_colours_say_what_is_on_the_chart(qtbot, table):
    model = table.lines
    states = [model.index(row, 0).data(Qt.ItemDataRole.CheckStateRole) for row in range(3)]
    assert states == [Qt.CheckState.Checked, Qt.CheckState.Unchecked, Qt.CheckState.Checked]
    assert model.index(0, 0).data(Qt.ItemDataRole.DecorationRole) == QColor(theme_colors().series[1])
    with qtbot.waitSignal(model.shown_toggled) as toggled:
        model.setData(model.index(1, 0), Qt.CheckState.Checked.value, Qt.ItemDataRole.CheckStateRole)
    assert toggled.args == ["b", True]


def test_names_and_notes_can_be_edited_and_nothing_else(qtbot, table):
    model = table.lines
    for field in TITLES:
        index = model.index(0, TITLES.index(field))
        assert bool(model.flags(index) & Qt.ItemFlag.ItemIsEditable) == (field in ("name", "note"))
    with qtbot.waitSignal(model.edited) as edited:
        model.setData(model.index(2, TITLES.index("note")), "good")
    assert edited.args == ["c", "note", "good"]
    assert not model.setData(model.index(2, TITLES.index("status")), "done")


def test_moving_to_a_row_makes_its_run_current(qtbot, table):
    table.sortByColumn(TITLES.index("validation_mse"), Qt.SortOrder.AscendingOrder)
    with qtbot.waitSignal(table.current_changed) as moved:
        table.selectRow(0)
    assert moved.args == ["c"]
    assert table.selected_keys() == ("c",)


def test_the_program_moves_silently(qtbot, table):
    with qtbot.assertNotEmitted(table.current_changed):
        table.select("b")
    assert table.selected_keys() == ("b",)
    table.select("nobody")
    assert table.selected_keys() == ("b",)


def test_a_click_with_ctrl_selects_another_run_beside_the_current_one(qtbot, table):
    table.current_changed.connect(table.select)  # as the window does: what is current is made current everywhere
    table.resize(900, 300)
    for row, modifier, keys in (
        (0, Qt.KeyboardModifier.NoModifier, 1),
        (2, Qt.KeyboardModifier.ControlModifier, 2),
        (1, Qt.KeyboardModifier.ControlModifier, 3),
        (1, Qt.KeyboardModifier.ControlModifier, 2),
        (1, Qt.KeyboardModifier.NoModifier, 1),
    ):
        place = table.visualRect(table.model().index(row, 2)).center()
        qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, modifier, place)
        assert len(table.selected_keys()) == keys


def test_new_values_keep_selection_and_order(table):
    table.select("c")
    table.lines.set_lines([LINE, NEW, replace(BEST, seconds=70.0)])
    assert table.selected_keys() == ("c",)
    assert texts(table, "seconds")[2] == "1 min 10 s"
    table.lines.set_lines([BEST])
    assert texts(table, "name") == ["Mean"]


def test_the_delete_key_asks_only_with_a_selection(qtbot, table):
    with qtbot.assertNotEmitted(table.delete_requested):
        qtbot.keyClick(table, Qt.Key.Key_Delete)
    table.select("a")
    with qtbot.waitSignal(table.delete_requested):
        qtbot.keyClick(table, Qt.Key.Key_Delete)


def test_unknown_errors_sort_as_infinite():
    model = RunTableModel()
    model.set_lines([NEW])
    assert model.index(0, TITLES.index("test_mse")).data(SORT_ROLE) == math.inf


def test_numbers_stand_flush_right_and_texts_flush_left(table):
    model = table.lines
    for column, shown in enumerate(COLUMNS):
        for flag in (
            model.index(0, column).data(Qt.ItemDataRole.TextAlignmentRole),
            model.headerData(column, Qt.Orientation.Horizontal, Qt.ItemDataRole.TextAlignmentRole),
        ):
            wanted = Qt.AlignmentFlag.AlignRight if shown.numeric else Qt.AlignmentFlag.AlignLeft
            assert flag & wanted, shown.field
            assert flag & Qt.AlignmentFlag.AlignVCenter
    numeric = {column.field for column in COLUMNS if column.numeric}
    errors = {"validation_mse", "test_mse", "test_rmse", "test_mae"}
    assert numeric == errors | {"validation_ndcg", "test_ndcg", "best_epoch", "seconds"}


def test_rows_look_like_those_of_every_table(table):
    assert table.alternatingRowColors()
    assert not table.showGrid()
    assert not table.wordWrap()
    assert not table.tabKeyNavigation()
    assert table.verticalHeader().isHidden()
    assert table.rowHeight(0) == 28
    header = table.horizontalHeader()
    assert header.stretchLastSection()
    assert header.isSortIndicatorClearable()
    assert not header.highlightSections()
    assert header.sortIndicatorSection() == -1
    assert table.isSortingEnabled()


def test_every_heading_has_its_width_and_explains_itself(table):
    for column, shown in enumerate(COLUMNS):
        assert table.isColumnHidden(column) or table.columnWidth(column) >= shown.width
        assert table.model().headerData(column, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole) == shown.help
        assert table.model().headerData(column, Qt.Orientation.Vertical) is None


def test_a_run_that_is_not_on_the_chart_has_an_invisible_swatch(table):
    swatch = table.lines.index(1, 0).data(Qt.ItemDataRole.DecorationRole)
    assert swatch.alpha() == 0
    many = replace(LINE, color=len(theme_colors().series) + 2)
    table.lines.set_lines([many])
    assert table.lines.index(0, 0).data(Qt.ItemDataRole.DecorationRole) == QColor(theme_colors().series[2])
    assert table.lines.index(0, 1).data(Qt.ItemDataRole.DecorationRole) is None
    assert table.iconSize().width() == table.iconSize().height() == 12


def test_only_the_first_column_can_be_ticked(table):
    for column in range(len(COLUMNS)):
        ticked = bool(table.lines.flags(table.lines.index(0, column)) & Qt.ItemFlag.ItemIsUserCheckable)
        assert ticked == (column == 0)
        state = table.lines.index(0, column).data(Qt.ItemDataRole.CheckStateRole)
        assert (state is not None) == (column == 0)


def test_a_name_is_edited_by_a_double_click_or_f2(table):
    triggers = table.editTriggers()
    assert triggers & QAbstractItemView.EditTrigger.DoubleClicked
    assert triggers & QAbstractItemView.EditTrigger.EditKeyPressed
    assert not triggers & QAbstractItemView.EditTrigger.AnyKeyPressed
    assert table.lines.index(0, 0).data(Qt.ItemDataRole.EditRole) == "LSTM"
    assert table.lines.index(0, 0).data(Qt.ItemDataRole.ToolTipRole) == "LSTM"


def test_a_run_is_found_by_its_key(table):
    assert table.lines.row_of("c") == 2
    assert table.lines.row_of("nobody") == -1
    assert [line.key for line in table.lines.lines] == ["a", "b", "c"]


def test_other_values_of_the_same_runs_are_one_change(qtbot, table):
    with qtbot.waitSignal(table.lines.dataChanged) as changed, qtbot.assertNotEmitted(table.lines.modelReset):
        table.lines.set_lines([LINE, replace(NEW, note="x"), BEST])
    first, last = changed.args[:2]
    assert (first.row(), first.column(), last.row(), last.column()) == (0, 0, 2, len(COLUMNS) - 1)
    with qtbot.waitSignal(table.lines.modelReset):
        table.lines.set_lines([BEST, LINE])


def test_several_selected_runs_are_named_from_the_top(qtbot, table):
    table.sortByColumn(TITLES.index("name"), Qt.SortOrder.DescendingOrder)
    with qtbot.waitSignal(table.selection_edited):
        table.selectAll()
    assert table.selected_keys() == ("c", "a", "b")


def test_selecting_the_current_run_keeps_those_beside_it(table):
    table.selectAll()
    table.select("a")
    assert len(table.selected_keys()) == 3
    table.select("b")
    assert table.selected_keys() == ("b",)


def test_figures_of_lists_come_when_a_run_has_them_and_go_with_it(table):
    places = [TITLES.index(field) for field in ONLY_WITH_LISTS]
    assert all(table.isColumnHidden(place) for place in places)
    done = replace(NEW, validation_ndcg=0.28, test_ndcg=0.31)
    table.lines.set_lines([LINE, done, BEST])  # the same runs: nothing is reset
    assert not any(table.isColumnHidden(place) for place in places)
    assert texts(table, "test_ndcg") == ["–", "0.3100", "–"]
    table.lines.set_lines([LINE, NEW, BEST])
    assert all(table.isColumnHidden(place) for place in places)
