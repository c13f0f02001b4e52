"""A setting that may vary."""

import pytest

from movierec_gui.errors import UserError
from movierec_gui.gui.tabs.train_tab.searching.variable_row import VariableRow
from movierec_gui.training.config import preset_spec
from movierec_gui.training.searching.space import find_variable, suggested


@pytest.fixture
def spec():
    return preset_spec("dense")


@pytest.fixture
def row(qtbot, spec):
    variable = find_variable(spec, "learning_rate")
    made = VariableRow(variable, suggested(variable))
    qtbot.addWidget(made)
    return made


def test_its_range_is_there_once_it_is_ticked(qtbot, row):
    assert not row.ticked
    assert not row.fields["from"].isVisibleTo(row)
    with qtbot.waitSignal(row.changed):
        row.check.setChecked(True)
    assert row.ticked
    assert row.fields["from"].isVisibleTo(row)
    row.set_usable(False)
    assert not row.ticked
    assert not row.fields["from"].isVisibleTo(row)
    row.set_usable(True)
    assert row.ticked
    assert row.fields["from"].isVisibleTo(row)


def test_typing_is_told_and_read(qtbot, row, spec):
    row.fields["from"].clear()
    with qtbot.waitSignal(row.changed):
        qtbot.keyClicks(row.fields["from"], "0.002")
    row.fields["to"].setText("0.02")
    found = row.dimension(spec)
    assert (found.name, found.low, found.high, found.logarithmic) == ("learning_rate", 0.002, 0.02, True)


def test_what_is_no_range_is_said_below_and_goes_when_it_is_one(row, spec):
    row.check.setChecked(True)
    row.fields["from"].setText("often")
    with pytest.raises(UserError):
        row.dimension(spec)
    assert row.problem.isVisibleTo(row)
    assert row.fields["to"].property("invalid") is True
    row.fields["from"].setText("0.001")
    row.dimension(spec)
    assert not row.problem.isVisibleTo(row)
    assert row.fields["to"].property("invalid") is False


def test_choices_are_one_field(qtbot, spec):
    variable = find_variable(spec, "schedule")
    row = VariableRow(variable, suggested(variable))
    qtbot.addWidget(row)
    assert list(row.fields) == ["values"]
    assert row.fields["values"].toolTip() == "The values to try, with commas between"
    assert set(row.dimension(spec).choices) == set(suggested(variable).choices)
    assert row.check.toolTip().endswith("Now: constant")


def test_the_tip_says_what_is_allowed(row):
    assert row.fields["from"].toolTip().startswith("Allowed: ")
    assert row.fields["from"].toolTip().endswith("; a factor counts the same everywhere")
    assert row.fields["from"].accessibleName() == "Learning rate: from"
