"""The form of the page Prepare: four numbers and a movie list."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QGridLayout, QLineEdit, QPushButton, QToolButton, QVBoxLayout, QWidget

from movierec_gui.data.preparation import UNPREPARED, PreparationConfig
from movierec_gui.gui.dataset_dialogs import ask_for_file
from movierec_gui.gui.style import SPACING, set_icon, text_label
from movierec_gui.gui.widgets.setting_editor import SettingEditor, checked_values
from movierec_gui.settings import settings_of

_LIST = "movies"


class PrepareForm(QWidget):
    """Says with ``changed`` that a setting was changed by hand."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._filling = False
        self._path = ""
        entries = {entry.name: entry for entry in settings_of(PreparationConfig)}
        self._list = entries.pop(_LIST).setting
        self.editors = {name: SettingEditor(entry) for name, entry in entries.items()}
        self.list = QLineEdit()
        self.list.setReadOnly(True)
        self.list.setPlaceholderText("As found beside the ratings")
        self.list.setAccessibleName(self._list.label)
        self.list.setAccessibleDescription(self._list.help)
        self.choose = QPushButton("Choose…")
        self.choose.setToolTip("Choose a list of movies, or a zip with one; links beside it are used as well")
        self.forget = QToolButton()
        self.forget.setToolTip("Use no other list")
        self.forget.setAccessibleName("Use no other movie list")
        set_icon(self.forget, "close")
        self._lay_out()
        for editor in self.editors.values():
            editor.changed.connect(self._on_edited)
        self.choose.clicked.connect(self._on_choose_clicked)
        self.forget.clicked.connect(self._on_forget_clicked)
        self.fill(UNPREPARED)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACING + 2)
        for editor in self.editors.values():
            layout.addWidget(editor)
        chosen = QGridLayout()
        chosen.setHorizontalSpacing(SPACING)
        chosen.setVerticalSpacing(2)
        label = text_label(self._list.label)
        label.setBuddy(self.list)
        chosen.addWidget(label, 0, 0)
        chosen.addWidget(self.list, 1, 0)
        chosen.addWidget(self.forget, 1, 1)
        chosen.addWidget(self.choose, 1, 2)
        chosen.addWidget(text_label(f"{self._list.help}.", "caption", wrap=True), 2, 0, 1, 3)
        chosen.setColumnStretch(0, 1)
        layout.addLayout(chosen)

    def fill(self, config: PreparationConfig) -> None:
        """Show settings, without ``changed``."""
        self._filling = True
        for name, editor in self.editors.items():
            editor.start_from(getattr(config, name))
            editor.show_error(None)
        self._show_list(config.movies)
        self._filling = False

    def config(self) -> PreparationConfig:
        """The settings in the form. Raises UserError, shown at its field as well, where a value does not fit."""
        return replace(UNPREPARED, **checked_values(UNPREPARED, self.editors), movies=self._path)

    def _show_list(self, path: str) -> None:
        self._path = path
        self.list.setText(Path(path).name if path else "")
        self.list.setToolTip(path or self._list.help)
        self.forget.setEnabled(bool(path))

    @Slot()
    def _on_edited(self) -> None:
        if not self._filling:
            self.changed.emit()

    @Slot()
    def _on_choose_clicked(self) -> None:
        path = ask_for_file(self, "Choose a movie list")
        if path is not None:
            self._show_list(str(path.resolve()))
            self.changed.emit()

    @Slot()
    def _on_forget_clicked(self) -> None:
        self._show_list("")
        self.changed.emit()
