"""Chooses a user of the dataset by the identifier that the data give, or steps from one to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QAbstractSpinBox, QHBoxLayout, QSpinBox, QWidget

from movierec_gui.errors import UserError
from movierec_gui.gui.style import FIELD_MARGIN, SPACING, text_label

if TYPE_CHECKING:
    from movierec_gui.data.dataset import Dataset


class UserChooser(QWidget):
    """An identifier to type or step through, with that user's number of ratings and mean rating beside it."""

    user_changed = Signal(int)
    """Index of the user in the dataset."""
    failed = Signal(object)
    """The UserError for an identifier that is not in the data."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dataset: Dataset | None = None
        self.field = _IdentifierField()
        self.facts = text_label("", "muted")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACING)
        layout.addWidget(self.field)
        layout.addWidget(self.facts)
        self.field.valueChanged.connect(self._on_value_changed)
        self.field.unknown.connect(self.failed)

    @property
    def user(self) -> int:
        """Index of the chosen user."""
        return self.field.value()

    def set_dataset(self, dataset: Dataset | None) -> None:
        """Offer the users of a dataset, its first one chosen."""
        self._dataset = dataset
        self.field.set_dataset(dataset)
        self._show_facts()

    def set_user(self, user: int) -> None:
        """Choose a user by index."""
        self.field.setValue(user)

    @Slot(int)
    def _on_value_changed(self, user: int) -> None:
        self._show_facts()
        self.user_changed.emit(user)

    def _show_facts(self) -> None:
        if self._dataset is None:
            self.facts.clear()
            return
        count, mean = int(self._dataset.user_counts[self.user]), float(self._dataset.user_means[self.user])
        self.facts.setText(f"{count:,} ratings, mean {mean:.2f}" if count else "no ratings")


class _IdentifierField(QSpinBox):
    """A spin box whose values are user indices and whose texts are the data's identifiers."""

    unknown = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._dataset: Dataset | None = None
        self.setAccessibleName("User")
        self.setToolTip("Type a user id and press Enter, or step with the arrow keys")
        self.lineEdit().setTextMargins(FIELD_MARGIN, 0, 0, 0)
        self.setKeyboardTracking(False)
        self.setCorrectionMode(QAbstractSpinBox.CorrectionMode.CorrectToPreviousValue)
        self.setMinimumWidth(110)
        self.setEnabled(False)

    def set_dataset(self, dataset: Dataset | None) -> None:
        self._dataset = dataset
        self.blockSignals(True)
        self.setRange(0, dataset.n_users - 1 if dataset is not None else 0)
        self.setValue(0)
        self.blockSignals(False)
        self.setEnabled(dataset is not None)
        self.lineEdit().setText(self.textFromValue(0))

    def textFromValue(self, value: int) -> str:
        if self._dataset is None:
            return ""
        return self._dataset.user_names[value] if self._dataset.user_names else str(self._dataset.user_ids[value])

    def valueFromText(self, text: str) -> int:
        try:
            return self._find(text)
        except UserError:
            return self.value()

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        try:
            self._find(text)
        except UserError:
            return (QValidator.State.Intermediate, text, position)
        return (QValidator.State.Acceptable, text, position)

    def fixup(self, text: str) -> str:
        """Say what is wrong; Qt then goes back to the user before."""
        try:
            self._find(text)
        except UserError as error:
            self.unknown.emit(error)
        return super().fixup(text)

    def _find(self, text: str) -> int:
        if self._dataset is None:
            raise UserError("There is no dataset", "", "Open one")
        names = self._dataset.user_names
        if text.strip() in names:
            return names.index(text.strip())
        if names or not text.strip().isdecimal():
            example = self.textFromValue(0)
            raise UserError(f"There is no user {text.strip()!r} in {self._dataset.name}", f"The first is {example}", "")
        return self._dataset.user_index(int(text))
