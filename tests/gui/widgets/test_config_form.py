"""Forms from a config's fields: values in, values out, errors at their field."""

from dataclasses import dataclass

import pytest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QToolButton, QVBoxLayout, QWidget

from movierec_gui.errors import UserError
from movierec_gui.gui.widgets.config_form import ConfigForm
from movierec_gui.gui.widgets.number_edit import NumberEdit
from movierec_gui.gui.widgets.setting_editor import allowed_text
from movierec_gui.models import ARCHITECTURES
from movierec_gui.settings import check_settings, setting, settings_of
from movierec_gui.training.config import TrainingConfig


@dataclass(frozen=True)
class Recipe:
    eggs: int = setting(2, "Eggs", "How many eggs", low=0, high=12)
    sugar: float = setting(0.5, "Sugar", "How much sugar", low=0.0, high=1.0, unit="kg")
    oven: str = setting("gas", "Oven", "Which oven", choices=("gas", "electric"))
    salt: bool = setting(True, "Salt", "Whether to salt")

    def __post_init__(self):
        check_settings(self)
        if self.eggs > 6 and not self.salt:
            raise UserError("So many eggs need salt", "", "Add salt")


@dataclass(frozen=True)
class Nothing:
    pass


@pytest.fixture
def form(qtbot):
    made = ConfigForm("Cake")
    qtbot.addWidget(made)
    made.start_from(Recipe())
    return made


def editor_of(form, name):
    """The Qt editor inside a field."""
    return next(child for kind in (NumberEdit, QComboBox, QCheckBox) for child in form.editors[name].findChildren(kind))


def test_shows_what_it_was_given_and_gives_it_back(form):
    assert form.config() == Recipe()
    assert not form.is_changed()
    form.set_values(Recipe(4, 0.25, "electric", False))
    assert form.config() == Recipe(4, 0.25, "electric", False)
    assert form.is_changed()


def test_every_field_explains_itself(form):
    assert list(form.editors) == [entry.name for entry in settings_of(Recipe)]
    sugar = editor_of(form, "sugar")
    assert sugar.accessibleName() == "Sugar"
    assert sugar.accessibleDescription() == "How much sugar"
    assert "Allowed: 0 to 1. Default: 0.5." in sugar.toolTip()
    assert allowed_text(settings_of(Recipe)[2]) == "Default: gas."
    assert allowed_text(settings_of(Recipe)[3]) == "Default: on."


def test_a_changed_value_is_marked_and_can_be_reset(qtbot, form):
    eggs = form.editors["eggs"]
    with qtbot.waitSignal(form.changed):
        eggs.set_value(5)
    assert eggs.is_changed
    assert form.config() == Recipe(eggs=5)
    reset = eggs.findChild(QToolButton)
    assert not reset.isHidden()
    assert reset.toolTip() == "Back to 2"
    reset.click()
    assert not eggs.is_changed
    assert reset.isHidden()


def test_changes_are_measured_from_where_the_form_started(form):
    form.start_from(Recipe(eggs=9))
    assert not form.is_changed()
    form.editors["eggs"].set_value(2)
    assert form.editors["eggs"].is_changed


def test_errors_stand_at_their_fields(form):
    form.editors["eggs"].set_value(99)
    editor_of(form, "sugar").lineEdit().setText("sweet")
    with pytest.raises(UserError, match="Eggs is 99"):
        form.config()
    assert "Allowed: 0 to 12" in form.editors["eggs"].error
    assert "Sugar is 'sweet'" in form.editors["sugar"].error
    assert form.editors["oven"].error == ""
    assert editor_of(form, "eggs").property("invalid") is True
    form.editors["eggs"].set_value(3)
    form.editors["sugar"].set_value(0.1)
    assert form.editors["eggs"].error == form.editors["sugar"].error == ""
    assert form.config() == Recipe(3, 0.1)


def test_an_error_of_the_values_together_stands_above_them(form):
    form.editors["eggs"].set_value(7)
    form.editors["salt"].set_value(False)
    with pytest.raises(UserError, match="need salt"):
        form.config()
    assert all(editor.error == "" for editor in form.editors.values())


def test_fields_follow_the_class(qtbot, form):
    form.start_from(TrainingConfig(epochs=3))
    assert list(form.editors) == [entry.name for entry in settings_of(TrainingConfig)]
    assert form.config() == TrainingConfig(epochs=3)
    form.start_from(Nothing())
    assert form.editors == {}
    assert form.config() == Nothing()


@pytest.mark.parametrize("entry", ARCHITECTURES, ids=[entry.name for entry in ARCHITECTURES])
def test_every_preset_of_every_architecture_survives_the_form(qtbot, entry):
    form = ConfigForm("Network")
    qtbot.addWidget(form)
    for preset in entry.presets:
        form.start_from(preset.model)
        assert form.config() == preset.model
        assert not form.is_changed()


def test_the_tab_key_goes_through_the_fields_in_their_order(qtbot):
    page = QWidget()
    qtbot.addWidget(page)
    before, form, after = QLineEdit(), ConfigForm("Cake"), QLineEdit()
    layout = QVBoxLayout(page)
    for widget in (before, form, after):
        layout.addWidget(widget)
    form.start_from(Recipe())
    last = form.put_behind(before)
    editors = [editor_of(form, name) for name in form.editors]
    assert last is editors[-1]
    order, widget = [], before
    while (widget := widget.nextInFocusChain()) is not before:
        order += [widget] if widget in (*editors, after) else []
    assert order == [*editors, after]


def test_fields_that_do_not_matter_are_grey_and_it_says_why(form):
    form.disable(("eggs", "oven"), "No eggs today.")
    assert [editor_of(form, name).isEnabled() for name in form.editors] == [False, True, False, True]
    assert form.note == "No eggs today."
    assert form.config() == Recipe()
    form.disable((), "No eggs today.")
    assert all(editor_of(form, name).isEnabled() for name in form.editors)
    assert form.note == ""


def test_a_field_without_a_unit_leaves_the_room_to_its_name(form):
    captions = [label for label in form.editors["eggs"].findChildren(QLabel) if label.text() == ""]
    assert all(label.isHidden() for label in captions)


def test_it_reads_from_top_to_bottom(form, words_of):
    assert words_of(form, settings=True) == [
        "Cake",
        "Eggs [How many eggs. Allowed: 0 to 1…]",
        "Eggs: 2 [How many eggs. Allowed: 0 to 1…]",
        "How many eggs",
        "Sugar [How much sugar. Allowed: 0 to…]",
        "kg",
        "Sugar: 0.5 [How much sugar. Allowed: 0 to…]",
        "How much sugar",
        "Oven [Which oven. Default: gas.]",
        "Oven: gas [Which oven. Default: gas.]",
        "Which oven",
        "Salt [Whether to salt. Default: on.]",
        "On [Whether to salt. Default: on.]",
        "Whether to salt",
    ]
