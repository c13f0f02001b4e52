"""One setting on a form: label, editor, range, help, and what is wrong with the value."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLabel, QToolButton, QWidget

from movierec_gui.errors import UserError
from movierec_gui.gui.style import SPACING, fit_text_width, set_icon, set_role, set_style_property, text_label
from movierec_gui.gui.widgets.number_edit import NumberEdit, number_text
from movierec_gui.settings import NamedSetting

_EDITOR_WIDTH = 116


class SettingEditor(QWidget):
    """Edits one value; says when it differs from the form's starting value, and takes it back there."""

    changed = Signal()

    def __init__(self, entry: NamedSetting, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entry = entry
        self._start: Any = entry.default
        described, explained = entry.setting, entry.setting.help_in_names
        self._editor = _make_editor(entry)
        self._editor.setAccessibleName(described.label)
        self._editor.setAccessibleDescription(explained)
        self._editor.setToolTip(f"{explained}.\n{allowed_text(entry)}".strip())
        fit_text_width(self._editor, _EDITOR_WIDTH)
        self._label = QLabel(described.label)
        self._label.setBuddy(self._editor)
        self._label.setWordWrap(True)  # a long name, bold and with a dot once it is changed, takes a second line
        self._label.setToolTip(self._editor.toolTip())
        self._error = text_label("", "error", wrap=True)
        self._error.hide()
        self._reset = QToolButton()
        set_icon(self._reset, "undo")
        self._reset.clicked.connect(self._on_reset_clicked)
        unit = text_label(described.unit, "caption")
        if not described.unit:
            unit.hide()  # an empty label would take a gap of its own, which long names need
        self._lay_out(text_label(explained, "caption", wrap=True), unit)
        if isinstance(self._editor, NumberEdit):
            self._editor.edited.connect(self._on_edited)
        elif isinstance(self._editor, QComboBox):
            self._editor.currentTextChanged.connect(self._on_edited)
        else:
            self._editor.toggled.connect(self._on_edited)
        self.start_from(entry.default)

    def _lay_out(self, help_label: QLabel, unit: QLabel) -> None:
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(SPACING)
        layout.setVerticalSpacing(2)
        layout.addWidget(self._label, 0, 0)
        layout.addWidget(unit, 0, 1)
        layout.addWidget(self._reset, 0, 2)
        layout.addWidget(self._editor, 0, 3)
        layout.addWidget(help_label, 1, 0, 1, 4)
        layout.addWidget(self._error, 2, 0, 1, 4)
        layout.setColumnStretch(0, 1)
        policy = self._reset.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._reset.setSizePolicy(policy)

    def put_behind(self, before: QWidget) -> QWidget:
        """Let the Tab key come here from ``before``; returns the widget that it leaves from."""
        QWidget.setTabOrder(before, self._reset)
        QWidget.setTabOrder(self._reset, self._editor)
        return self._editor

    def start_from(self, value: Any) -> None:
        """Show a value and take it as the one that changes are measured from."""
        self._start = value
        shown = _value_text(self.entry, value)
        self._reset.setToolTip(f"Back to {shown}")
        self._reset.setAccessibleName(f"Reset {self.entry.setting.label} to {shown}")
        self.set_value(value)
        self._mark()

    def value(self) -> Any:
        """Returns the typed or chosen value. Raises UserError where a number is expected and the text is none."""
        if isinstance(self._editor, NumberEdit):
            return self._editor.value()
        if isinstance(self._editor, QComboBox):
            return self._editor.currentData()
        return self._editor.isChecked()

    def set_value(self, value: Any) -> None:
        """Show a value."""
        if isinstance(self._editor, NumberEdit):
            self._editor.set_value(value)
        elif isinstance(self._editor, QComboBox):
            place = self._editor.findData(value)
            if place >= 0:
                self._editor.setCurrentIndex(place)
        else:
            self._editor.setChecked(value)

    @property
    def is_changed(self) -> bool:
        """Whether the value differs from the starting one."""
        try:
            return bool(self.value() != self._start)
        except UserError:
            return True

    @property
    def error(self) -> str:
        """Returns the fault of the value; empty where there is none."""
        return self._error.text()

    def show_error(self, error: UserError | None) -> None:
        """Say below the field what is wrong with it, or that nothing is."""
        self._error.setText("" if error is None else str(error))
        self._error.setVisible(error is not None)
        set_style_property(self._editor, "invalid", error is not None)

    @Slot()
    def _on_edited(self) -> None:
        self._mark()
        self.changed.emit()

    @Slot()
    def _on_reset_clicked(self) -> None:
        self.set_value(self._start)
        self._editor.setFocus()

    def _mark(self) -> None:
        self._reset.setVisible(self.is_changed)
        label = self.entry.setting.label
        self._label.setText(f"{label} •" if self.is_changed else label)
        set_role(self._label, "changed" if self.is_changed else "")


def allowed_text(entry: NamedSetting) -> str:
    """The setting's range and default as a sentence: ``Allowed: 0 to 0.95. Default: 0.3.``"""
    described = entry.setting
    default = f"Default: {_value_text(entry, entry.default)}."
    if described.choices or entry.kind is bool:
        return default
    if math.isinf(described.low) and math.isinf(described.high):
        return default
    return f"Allowed: {number_text(described.low)} to {number_text(described.high)}. {default}"


def _value_text(entry: NamedSetting, value: Any) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return number_text(value) if isinstance(value, (int, float)) else entry.setting.name_of(str(value))


def checked_values(base: Any, editors: Mapping[str, SettingEditor]) -> dict[str, Any]:
    """Returns the values of the editors of a config's fields, each value checked on its own in ``base``.

    Raises the first UserError; every error is shown at its field.
    """
    values, first = {}, None
    for name, editor in editors.items():
        error = None
        try:
            values[name] = editor.value()
            replace(base, **{name: values[name]})
        except UserError as problem:
            error = problem
        editor.show_error(error)
        first = first or error
    if first is not None:
        raise first
    return values


class _OnOff(QCheckBox):
    """A box that says what it is: on or off."""

    def __init__(self) -> None:
        super().__init__("Off")
        self.toggled.connect(self._on_toggled)

    @Slot(bool)
    def _on_toggled(self, on: bool) -> None:
        self.setText("On" if on else "Off")


def _make_editor(entry: NamedSetting) -> NumberEdit | QComboBox | QCheckBox:
    if entry.kind is bool:
        return _OnOff()
    if entry.setting.choices:
        combo = QComboBox()
        for choice in entry.setting.choices:
            combo.addItem(entry.setting.name_of(choice), choice)
        return combo
    return NumberEdit(entry)
