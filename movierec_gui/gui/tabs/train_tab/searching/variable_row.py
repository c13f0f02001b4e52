"""One setting that may vary: tick it, and say how far."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from movierec_gui.errors import UserError
from movierec_gui.gui.style import MARGIN, SPACING, set_style_property, text_label

if TYPE_CHECKING:
    from movierec_gui.training.comparing.contestants import AnySpec
    from movierec_gui.training.searching.space import Dimension, Variable

_INDENT = MARGIN


class VariableRow(QWidget):
    """A range of two numbers, or values with commas."""

    changed = Signal()

    def __init__(self, variable: Variable, dimension: Dimension, parent: QWidget | None = None) -> None:
        """``dimension`` is the range to begin with."""
        super().__init__(parent)
        from movierec_gui.training.searching.space import value_text

        described = variable.entry.setting
        self.variable = variable
        self.check = QCheckBox(described.label)
        self.check.setToolTip(f"{described.help}. Now: {value_text(variable.start)}")
        by_factors = "; a factor counts the same everywhere" if dimension.logarithmic else ""
        tip = f"Allowed: {described.low:g} to {described.high:g}{by_factors}"
        starts = {"from": f"{dimension.low:g}", "to": f"{dimension.high:g}"}
        if dimension.choices:
            starts = {"values": ", ".join(map(value_text, dimension.choices))}
            tip = "The values to try, with commas between"
        self.fields = {word: QLineEdit(text) for word, text in starts.items()}
        for word, field in self.fields.items():
            field.setAccessibleName(f"{described.label}: {word}")
            field.setToolTip(tip)
            field.textEdited.connect(self._on_edited)
        self.problem = text_label("", "error", wrap=True)
        self.problem.hide()
        self._range = QWidget()
        line = QHBoxLayout(self._range)
        line.setContentsMargins(_INDENT, 0, 0, 0)
        line.setSpacing(SPACING)
        for word, field in self.fields.items():
            label = QLabel(word)
            label.setBuddy(field)
            line.addWidget(label)
            line.addWidget(field, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        for part in (self.check, self._range, self.problem):
            layout.addWidget(part)
        self._range.hide()
        self.check.toggled.connect(self._on_toggled)

    @property
    def ticked(self) -> bool:
        return self.check.isChecked() and self.check.isEnabled()

    def set_usable(self, usable: bool) -> None:
        """Whether the setting matters to the model; the range of one that does not is out of sight."""
        self.check.setEnabled(usable)
        self._range.setVisible(self.ticked)

    def dimension(self, spec: AnySpec) -> Dimension:
        """The range as typed. Raises UserError, shown below the fields as well, where it is none."""
        from movierec_gui.training.searching.space import parse_dimension

        words = "..".join(field.text() for field in self.fields.values())
        try:
            found = parse_dimension(spec, f"{self.variable.entry.name}={words}")
        except UserError as error:
            self._show_problem(str(error))
            raise
        self._show_problem("")
        return found

    def _show_problem(self, text: str) -> None:
        self.problem.setText(text)
        self.problem.setVisible(bool(text))
        for field in self.fields.values():
            set_style_property(field, "invalid", bool(text))

    @Slot()
    def _on_edited(self) -> None:
        self.changed.emit()

    @Slot(bool)
    def _on_toggled(self, ticked: bool) -> None:
        self._range.setVisible(ticked)
        self._show_problem("")
        self.changed.emit()
