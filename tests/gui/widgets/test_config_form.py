"""Forms from a config's fields: values in, values out, errors at their field."""

from dataclasses import dataclass
from itertools import pairwise

import pytest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QToolButton, QVBoxLayout, QWidget

from movierec_gui.errors import UserError
from movierec_gui.gui.widgets.config_form import ConfigForm
from movierec_gui.gui.widgets.number_edit import NumberEdit
from movierec_gui.gui.widgets.setting_editor import SettingEditor, allowed_text, checked_values
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


def test_a_changed_field_carries_a_dot_and_gives_its_reset_the_room(form):
    eggs = form.editors["eggs"]
    label = next(label for label in eggs.findChildren(QLabel) if label.text() == "Eggs")
    reset = eggs.findChild(QToolButton)
    form.grab()
    before = editor_of(form, "eggs").geometry()
    eggs.set_value(5)
    assert label.text() == "Eggs •"
    assert label.property("role") == "changed"
    form.grab()
    assert editor_of(form, "eggs").geometry() == before  # nothing moves
    assert reset.geometry().right() < before.left()
    eggs.set_value(2)
    assert (label.text(), label.property("role")) == ("Eggs", "")


def test_a_field_is_laid_out_as_name_unit_reset_and_editor_above_its_help(form):
    form.resize(360, 500)
    sugar = form.editors["sugar"]
    sugar.set_value(0.7)
    sugar.show_error(UserError("Too sweet"))
    form.grab()
    name, unit, help_text, error = (
        next(label for label in sugar.findChildren(QLabel) if label.text().startswith(text))
        for text in ("Sugar", "kg", "How much sugar", "Too sweet")
    )
    reset, editor = sugar.findChild(QToolButton), editor_of(form, "sugar")
    row = [name, unit, reset, editor]
    assert all(one.geometry().right() < other.geometry().left() for one, other in pairwise(row))
    assert editor.geometry().right() == sugar.width() - 1
    assert editor.width() == 116
    assert name.x() == help_text.x() == error.x() == 0
    assert editor.geometry().bottom() < help_text.y() < error.y()
    assert help_text.y() - editor.geometry().bottom() <= 6
    assert help_text.wordWrap()
    assert error.wordWrap()


def test_an_error_goes_with_its_cause(form):
    eggs = form.editors["eggs"]
    eggs.show_error(UserError("Too many"))
    error = next(label for label in eggs.findChildren(QLabel) if label.text().startswith("Too many"))
    assert not error.isHidden()
    assert editor_of(form, "eggs").property("invalid") is True
    eggs.show_error(None)
    assert error.isHidden()
    assert not editor_of(form, "eggs").property("invalid")


def test_the_reset_goes_back_to_the_start_and_into_the_field(qtbot, form):
    form.show()
    form.start_from(Recipe(salt=False))
    salt = form.editors["salt"]
    assert salt.findChild(QToolButton).toolTip() == "Back to off"
    assert salt.findChild(QToolButton).accessibleName() == "Reset Salt to off"
    editor_of(form, "salt").click()
    assert salt.is_changed
    salt.findChild(QToolButton).click()
    assert salt.value() is False
    form.editors["oven"].set_value("electric")
    form.editors["oven"].findChild(QToolButton).click()
    assert form.editors["oven"].value() == "gas"
    assert form.editors["oven"].findChild(QToolButton).toolTip() == "Back to gas"


def test_every_kind_of_field_tells_its_changes(qtbot, form):
    for name, value in (("eggs", 3), ("sugar", 0.25), ("oven", "electric"), ("salt", False)):
        with qtbot.waitSignal(form.editors[name].changed):
            form.editors[name].set_value(value)
    assert form.config() == Recipe(3, 0.25, "electric", False)


def test_what_cannot_be_read_counts_as_changed(form):
    editor_of(form, "sugar").lineEdit().setText("sweet")
    assert form.editors["sugar"].is_changed
    with pytest.raises(UserError):
        form.editors["sugar"].value()


def test_ranges_without_an_end_are_not_told():
    @dataclass(frozen=True)
    class Free:
        anything: float = setting(1.0, "Anything", "Any number")

    assert allowed_text(settings_of(Free)[0]) == "Default: 1."
    assert allowed_text(settings_of(Recipe)[0]) == "Allowed: 0 to 12. Default: 2."


def test_the_first_of_several_errors_is_raised_and_all_are_shown(form):
    editors = form.editors
    editors["eggs"].set_value(99)
    editor_of(form, "sugar").lineEdit().setText("sweet")
    with pytest.raises(UserError, match="Eggs"):
        checked_values(Recipe(), editors)
    assert editors["eggs"].error
    assert editors["sugar"].error
    editors["eggs"].set_value(3)
    editors["sugar"].set_value(0.2)
    assert checked_values(Recipe(), editors) == {"eggs": 3, "sugar": 0.2, "oven": "gas", "salt": True}


def test_choices_are_shown_by_their_names(qtbot):
    from movierec_gui.analysis.maps.config import MapConfig

    entry = next(entry for entry in settings_of(MapConfig) if entry.name == "method")
    editor = SettingEditor(entry)
    qtbot.addWidget(editor)
    box = editor.findChild(QComboBox)
    assert [box.itemText(place) for place in range(box.count())] == ["t-SNE", "PCA"]
    assert editor.value() == "tsne"
    editor.set_value("pca")
    assert (box.currentText(), editor.value(), editor.is_changed) == ("PCA", "pca", True)
    assert "t-SNE: keeps" in box.toolTip()
    assert box.accessibleName() == "Method"


def test_every_name_is_of_a_choice():
    from movierec_gui.models import ARCHITECTURES
    from movierec_gui.recommenders import RECOMMENDERS
    from movierec_gui.report.config import ReportConfig
    from movierec_gui.training.config import TrainingConfig

    configs = [*(entry.config for entry in ARCHITECTURES), *(kind.config for kind in RECOMMENDERS)]
    for config in (*configs, ReportConfig, TrainingConfig):
        for entry in settings_of(config):
            assert set(entry.setting.names) <= set(entry.setting.choices)
