"""The Preferences dialog: theme, size of the text, threads and device of new runs, the folder of file dialogs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from movierec_gui.errors import UserError
from movierec_gui.gui.session import TRAINING_PREFERENCES, Session
from movierec_gui.gui.style import MARGIN, SPACING, TEXT_SIZES, THEME_NAMES, text_label
from movierec_gui.gui.widgets.form_lines import named_line
from movierec_gui.gui.widgets.setting_editor import SettingEditor
from movierec_gui.resource_paths import data_home

_WIDTH, _NAME_WIDTH = 520, 130


class PreferencesDialog(QDialog):
    """Every change holds at once and is kept with the session; there is nothing to confirm."""

    theme_chosen = Signal(str)
    text_size_chosen = Signal(int)
    training_changed = Signal()
    """Threads or device of new runs are others."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        from movierec_gui.settings import settings_of
        from movierec_gui.training.config import TrainingConfig

        self.setWindowTitle("Preferences")
        self.setMinimumWidth(_WIDTH)
        self._session = session
        self.theme = _choice("Theme", dict(THEME_NAMES), session.theme)
        self.theme.setToolTip("The colours of the window and of its figures")
        self.text_size = _choice("Size of the text", dict(TEXT_SIZES), session.text_size)
        self.text_size.setToolTip("How large everything is written")
        known = {entry.name: entry for entry in settings_of(TrainingConfig)}
        self.training = {name: SettingEditor(known[name]) for name in TRAINING_PREFERENCES}
        for name, value in session.training.items():
            self.training[name].set_value(value)
        self.folder = QLineEdit(str(session.folder or ""))
        self.folder.setReadOnly(True)
        self.folder.setAccessibleName("Folder of file dialogs")
        self.folder.setPlaceholderText("The one that was used last")
        self.choose = QPushButton("Choose…")
        self.choose.setToolTip("The folder in which file dialogs begin")
        self.choose.clicked.connect(self._on_choose)
        self._lay_out()
        self.theme.currentIndexChanged.connect(self._on_theme)
        self.text_size.currentIndexChanged.connect(self._on_text_size)
        for editor in self.training.values():
            editor.changed.connect(self._on_training)

    def _lay_out(self) -> None:
        folder = QHBoxLayout()
        folder.setSpacing(SPACING)
        folder.addWidget(self.folder, 1)
        folder.addWidget(self.choose)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        layout.setSpacing(SPACING)
        layout.addWidget(text_label("Looks", "heading"))
        layout.addLayout(named_line("Theme", self.theme, _NAME_WIDTH))
        layout.addLayout(named_line("Size of the text", self.text_size, _NAME_WIDTH))
        layout.addSpacing(SPACING)
        layout.addWidget(text_label("New runs", "heading"))
        for editor in self.training.values():
            layout.addWidget(editor)
        layout.addSpacing(SPACING)
        layout.addWidget(text_label("Folders", "heading"))
        layout.addWidget(text_label("The next file dialog begins in", "muted"))
        layout.addLayout(folder)
        home = text_label(
            f"Runs, people, sets, downloads and this session are kept in {data_home()}", "muted", wrap=True
        )
        layout.addWidget(home)
        layout.addStretch()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setToolTip("Every change holds already")
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)

    @Slot()
    def _on_theme(self) -> None:
        self.theme_chosen.emit(self.theme.currentData())

    @Slot()
    def _on_text_size(self) -> None:
        self._session.set_text_size(self.text_size.currentData())
        self.text_size_chosen.emit(self.text_size.currentData())

    @Slot()
    def _on_training(self) -> None:
        """Keep what is right; what is not says so at its field, and the last right value holds."""
        from movierec_gui.gui.widgets.setting_editor import checked_values
        from movierec_gui.training.config import TrainingConfig

        try:
            values = checked_values(TrainingConfig(), self.training)
        except UserError:
            return  # it stands at its field
        self._session.set_training(values)
        self.training_changed.emit()

    @Slot()
    def _on_choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Folder of file dialogs", self.folder.text())
        if chosen:
            self._session.set_folder(Path(chosen))
            self.folder.setText(chosen)


def _choice(name: str, choices: dict[Any, str], chosen: Any) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    for value, text in choices.items():
        box.addItem(text, value)
    box.setCurrentIndex(max(0, box.findData(chosen)))
    return box
