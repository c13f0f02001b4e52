"""A number field: arrows step by differences or by factors, and what is typed is never silently changed."""

from __future__ import annotations

import math

from PySide6.QtCore import Signal
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QAbstractSpinBox, QWidget

from movierec_gui.errors import UserError
from movierec_gui.settings import NamedSetting, parse_value

_LEAST = 1e-6
"""Where stepping by factors starts when the value is 0 and may be."""
_MANTISSAS = (1.0, 2.0, 5.0)
_STEPS_PER_RANGE = 20.0


class NumberEdit(QAbstractSpinBox):
    """Edits a whole number or a decimal one (``0.001`` or ``1e-3``) as the setting describes it."""

    edited = Signal()
    """The text changed, by typing or stepping."""

    def __init__(self, entry: NamedSetting, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entry = entry
        self.lineEdit().setTextMargins(4, 0, 0, 0)
        self.lineEdit().textChanged.connect(self.edited)

    def value(self) -> int | float:
        """The number. Raises UserError where the text is none."""
        text = self.text().strip()
        try:
            number = parse_value(self._entry, text.replace(",", ""))
        except UserError as error:
            raise UserError(f"{self._entry.setting.label} is {text!r}", error.where, error.remedy) from error
        return int(number) if self._entry.kind is int else float(number)

    def set_value(self, value: float) -> None:
        """Show a number."""
        self.lineEdit().setText(number_text(value))

    def stepBy(self, steps: int) -> None:
        """Go up or down; Page Up and Page Down come as ten steps."""
        try:
            value = self.value()
        except UserError:
            value = self._entry.default
        self.set_value(stepped(self._entry, value, steps))
        self.lineEdit().selectAll()

    def stepEnabled(self) -> QAbstractSpinBox.StepEnabledFlag:
        """Which of the arrows lead anywhere."""
        flags = QAbstractSpinBox.StepEnabledFlag.StepNone
        try:
            value = self.value()
        except UserError:
            return flags
        if value < self._entry.setting.high:
            flags |= QAbstractSpinBox.StepEnabledFlag.StepUpEnabled
        if value > self._entry.setting.low:
            flags |= QAbstractSpinBox.StepEnabledFlag.StepDownEnabled
        return flags

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """Let everything be typed: the form says what is wrong with it."""
        return QValidator.State.Acceptable, text, position


def number_text(value: float) -> str:
    """A number as short as it can be written without loss: ``64``, ``0.75``, ``0.001``, ``1e-05``."""
    return str(value) if isinstance(value, int) else f"{value:.12g}"


def stepped(entry: NamedSetting, value: float, steps: int) -> int | float:
    """The value that many steps further, within the setting's range.

    Where the setting is logarithmic, the steps are the powers of two for whole numbers and 1, 2, 5, 10, … for others.
    """
    described = entry.setting
    if described.logarithmic:
        value = (
            _power_of_two(value, steps) if entry.kind is int else _one_two_five(value, steps, described.low or _LEAST)
        )
    elif entry.kind is int:
        value += steps
    else:
        size = _step_size(described.low, described.high)
        value = round(value / size + steps) * size
    value = min(max(value, described.low), described.high)
    return round(value) if entry.kind is int else float(f"{value:.9g}")


def _power_of_two(value: float, steps: int) -> float:
    exponent = math.log2(max(value, 1.0))
    return 2.0 ** ((math.floor(exponent) if steps > 0 else math.ceil(exponent)) + steps)


def _one_two_five(value: float, steps: int, least: float) -> float:
    if value < least:
        return least if steps > 0 else 0.0
    # A little tolerance, since 0.001 is not exactly a power of ten.
    decade = math.floor(math.log10(value) + 1e-9)
    mantissa = value / 10.0**decade
    below = sum(mantissa >= entry - 1e-9 for entry in _MANTISSAS) - 1
    exact = abs(mantissa - _MANTISSAS[below]) < 1e-9
    position = 3 * decade + below + steps + (0 if steps > 0 or exact else 1)
    result = _MANTISSAS[position % 3] * 10.0 ** (position // 3)
    return result if result >= 0.999 * least else 0.0


def _step_size(low: float, high: float) -> float:
    """About a twentieth of the range, as 1 or 5 times a power of ten, at most 1."""
    wanted = (high - low) / _STEPS_PER_RANGE
    if not wanted < 1.0:
        return 1.0
    decade = 10.0 ** math.floor(math.log10(wanted))
    return float(min((decade, 5.0 * decade, 10.0 * decade), key=lambda size: abs(math.log(size / wanted))))
