"""Lines of a form: a field with its name before it, and the rule between parts."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from movierec_gui.gui.style import SPACING, fit_text_width, set_role


def named_line(title: str, field: QWidget, width: int) -> QHBoxLayout:
    """A field behind its name, which takes ``width`` pixels at the usual text size: fields begin at one place."""
    label = QLabel(title)
    label.setBuddy(field)
    fit_text_width(label, width)
    line = QHBoxLayout()
    line.setSpacing(SPACING)
    line.addWidget(label)
    line.addWidget(field, 1)
    return line


def rule() -> QFrame:
    """A thin line across."""
    line = QFrame()
    set_role(line, "line")
    return line
