"""A form made from a config's described fields; the config itself judges the values."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from movierec_gui.errors import UserError
from movierec_gui.gui.style import SPACING, text_label
from movierec_gui.gui.widgets.setting_editor import SettingEditor, checked_values
from movierec_gui.settings import basic_names, settings_of


class ConfigForm(QWidget):
    """Editors for every described field of a frozen config."""

    changed = Signal()
    """A value was edited, by a person or through ``start_from``."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._base: Any = None
        self._folded = False
        self._editors: dict[str, SettingEditor] = {}
        self._basic: frozenset[str] = frozenset()
        self._title = text_label(title, "heading")
        self._nothing = text_label("Nothing to set.", "muted")
        self._note = text_label("", "muted", wrap=True)
        self._error = text_label("", "error", wrap=True)
        self._note.hide()
        self._error.hide()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(SPACING + 2)
        for label in (self._title, self._nothing, self._note, self._error):
            self._layout.addWidget(label)

    @property
    def editors(self) -> Mapping[str, SettingEditor]:
        """The fields' editors by name."""
        return self._editors

    def set_title(self, title: str) -> None:
        """What the fields are of."""
        self._title.setText(title)

    def start_from(self, base: Any) -> None:
        """Show a config's values and measure changes from them; the fields are made anew where its class differs."""
        if type(base) is not type(self._base):
            self._make_editors(type(base))
        self._base = base
        for name, editor in self._editors.items():
            editor.start_from(getattr(base, name))
        self._check()
        self.changed.emit()

    def set_values(self, config: Any) -> None:
        """Show another config of the same class as changes from the starting one."""
        for name, editor in self._editors.items():
            editor.set_value(getattr(config, name))

    def config(self) -> Any:
        """The config as typed. Raises UserError, shown at its field as well, where a value does not fit."""
        self._show_error(None)
        values = checked_values(self._base, self._editors)
        try:
            return replace(self._base, **values)
        except UserError as error:
            # Each value is fine alone, so it is about how they go together.
            self._show_error(error)
            raise

    def put_behind(self, before: QWidget) -> QWidget:
        """Let the Tab key come to the fields from ``before``; returns the widget that it leaves them from.

        Qt puts fields that are made anew behind everything else in the window.
        """
        for editor in self._editors.values():
            before = editor.put_behind(before)
        return before

    def disable(self, names: Collection[str], why: str) -> None:
        """Grey out the fields that do not matter and say why; all others can be edited."""
        for name, editor in self._editors.items():
            editor.setEnabled(name not in names)
        self._note.setText(why if names else "")
        self._note.setVisible(bool(names))

    @property
    def note(self) -> str:
        """Why fields are grey; empty where none is."""
        return self._note.text()

    def is_changed(self) -> bool:
        """Whether any value differs from the starting one."""
        return any(editor.is_changed for editor in self._editors.values())

    def fold(self, folded: bool) -> None:
        """Show only what a beginner needs, or everything; a field with a fault always shows."""
        self._folded = folded
        self._show_fields()

    @property
    def rest(self) -> tuple[SettingEditor, ...]:
        """The fields that ``fold`` hides where nothing is wrong with them."""
        return tuple(editor for name, editor in self._editors.items() if name not in self._basic)

    def _make_editors(self, config: type) -> None:
        for editor in self._editors.values():
            self._layout.removeWidget(editor)
            editor.hide()
            editor.deleteLater()
        entries = settings_of(config)
        self._basic = basic_names(entries)
        self._editors = {entry.name: SettingEditor(entry) for entry in entries}
        for editor in self._editors.values():
            editor.changed.connect(self._on_editor_changed)
            self._layout.addWidget(editor)
        self._nothing.setVisible(not self._editors)

    def _show_error(self, error: UserError | None) -> None:
        self._error.setText("" if error is None else str(error))
        self._error.setVisible(error is not None)

    def _check(self) -> None:
        try:
            self.config()
        except UserError:
            self._show_fields()  # it stands at its field
            return
        self._show_fields()

    def _show_fields(self) -> None:
        for name, editor in self._editors.items():
            editor.setVisible(not self._folded or name in self._basic or bool(editor.error))

    def _on_editor_changed(self) -> None:
        self._check()
        self.changed.emit()
