"""One question that an import cannot go on without: answers to choose from, by mouse or by number."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QPushButton, QRadioButton, QVBoxLayout, QWidget

from movierec_gui.gui.style import SPACING, set_role, text_label

_MOST_NUMBERED = 9


class QuestionView(QWidget):
    """Answers as radio buttons, and a field for any other one where that is allowed."""

    answered = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.what = text_label("", "heading", wrap=True)
        self.why = text_label("", "muted", wrap=True)
        self.problem = text_label("", "error", wrap=True)
        self.answers: list[QRadioButton] = []
        self.other = QRadioButton("Other")
        self.other.setToolTip("Write another answer")
        self.field = QLineEdit()
        self.field.setAccessibleName("Another answer")
        self.button = QPushButton("Go on")
        self.button.setToolTip("Take the answer (Enter)")
        set_role(self.button, "primary")
        self._group = QButtonGroup(self)
        self._list = QVBoxLayout()
        self._list.setSpacing(SPACING // 2)
        self.field.setMaximumWidth(220)
        self.field.textEdited.connect(self._on_field_edited)
        self.field.returnPressed.connect(self._on_answered)
        self.button.clicked.connect(self._on_answered)
        other = QHBoxLayout()
        other.setSpacing(SPACING)
        other.addWidget(self.other)
        other.addWidget(self.field)
        other.addStretch()
        line = QHBoxLayout()
        line.addWidget(self.button)
        line.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, SPACING, 0, 0)
        layout.setSpacing(SPACING)
        for widget in (self.what, self.why):
            layout.addWidget(widget)
        layout.addLayout(self._list)
        layout.addLayout(other)
        layout.addWidget(self.problem)
        layout.addLayout(line)
        layout.addStretch()

    def ask(self, what: str, why: str, answers: Sequence[str], other: str = "") -> None:
        """Ask, with these answers; ``other`` is what the field for another one holds out, empty for no such field."""
        for button in self.answers:
            self._group.removeButton(button)
            button.deleteLater()
        self.answers = [QRadioButton(answer) for answer in answers]
        for number, button in enumerate(self.answers, start=1):
            button.setToolTip(f"Press {number}" if number <= _MOST_NUMBERED else "Choose this answer")
            self._group.addButton(button)
            self._list.addWidget(button)
            button.show()  # at once: what is not shown yet takes no focus in a window that is not in front
        self._group.addButton(self.other)
        self.what.setText(what)
        self.why.setText(why)
        self.why.setVisible(bool(why))
        self.show_problem("")
        for widget in (self.other, self.field):
            widget.setVisible(bool(other))
        self.field.clear()
        self.field.setPlaceholderText(other)
        self.field.setAccessibleName(f"Another answer, {other}")
        (self.answers[0] if self.answers else self.other).setChecked(True)
        (self.answers[0] if self.answers else self.field).setFocus()

    def show_problem(self, text: str) -> None:
        """Say why an answer cannot be taken."""
        self.problem.setText(text)
        self.problem.setVisible(bool(text))

    @property
    def answer(self) -> str:
        """The answer that is chosen; empty where none is."""
        if self.other.isChecked():
            return self.field.text().strip()
        chosen = self._group.checkedButton()
        return chosen.text() if chosen is not None else ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose an answer by its number, and go on with Enter."""
        number = event.key() - Qt.Key.Key_0
        if 1 <= number <= min(_MOST_NUMBERED, len(self.answers)):
            self.answers[number - 1].setChecked(True)
            self.answers[number - 1].setFocus()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_answered()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _on_field_edited(self) -> None:
        self.other.setChecked(True)

    @Slot()
    def _on_answered(self) -> None:
        if self.answer:
            self.answered.emit(self.answer)
        else:
            self.show_problem("Choose an answer, or write one")
