"""What the table of runs is asked to show."""

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget

from movierec_gui.gui.tabs.train_tab.run_bar import RunBar
from movierec_gui.gui.widgets.run_table import RunTable


@pytest.fixture
def make_bar(qtbot):
    """A bar over a table of its own."""

    def make() -> RunBar:
        window, table = QWidget(), RunTable()
        bar = RunBar(table)
        column = QVBoxLayout(window)
        column.addWidget(bar)
        column.addWidget(table)
        qtbot.addWidget(window)
        return bar

    return make


@pytest.fixture
def bar(make_bar):
    return make_bar()


@pytest.fixture
def table(bar):
    return bar._table


def actions(bar):
    return {str(action.data()): action for action in bar.columns.menu().actions()}


def test_every_column_but_the_name_can_be_hidden_and_shown_again(bar, table):
    offered = actions(bar)
    assert list(offered)[:3] == ["settings", "note", "architecture"]
    assert "name" not in offered
    assert all(action.isChecked() and action.isCheckable() for action in offered.values())
    offered["note"].trigger()
    offered["split"].trigger()
    assert table.hidden == {"note", "split"}
    offered["note"].trigger()
    assert table.hidden == {"split"}
    table.hide_columns({"settings"})
    bar.show_columns()
    assert [name for name, action in offered.items() if not action.isChecked()] == ["settings"]


def test_groups_are_of_the_field_that_is_chosen(bar, table):
    for place, field in enumerate(("", "architecture", "dataset")):
        bar.groups.setCurrentIndex(place)
        assert table.group == field


def test_what_is_shown_is_kept_for_the_next_start(bar, make_bar):
    bar.groups.setCurrentIndex(1)
    actions(bar)["seconds"].trigger()
    actions(bar)["note"].trigger()
    bar._table.set_order("Test MSE", descending=True)
    state = bar.state()
    assert state == {"sort": "Test MSE", "descending": True, "group": "architecture", "hidden": ["note", "seconds"]}
    other = make_bar()
    other.restore({**state, "hidden": ["note", "seconds", "gone"]})
    assert other.state() == state
    assert not actions(other)["note"].isChecked()
    other.restore({**state, "group": "gone"})
    assert other._table.group == ""
