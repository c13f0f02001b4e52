"""One step: the claim, the button that measures it, what came out beside it, why, and a note."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from movierec_gui.gui.article_page.claims_view import ClaimsView
from movierec_gui.gui.article_page.verdict_label import VerdictLabel
from movierec_gui.gui.article_page.work import StepView
from movierec_gui.gui.style import SPACING, set_icon, set_role, text_label
from movierec_gui.gui.widgets.figure_view import FigureView
from movierec_gui.gui.widgets.page_window import card
from movierec_gui.progress import format_duration

_FIGURE_HEIGHT = 320
_NOTE_HEIGHT = 96
WAITING = "Nothing is measured yet. The button above measures it in the background, with the article's settings."


class StepPage(QWidget):
    """Shows a step; what its buttons ask for is told by its name."""

    measure_requested = Signal(str)
    tab_requested = Signal(str)
    note_changed = Signal(str, str)
    """Name of the step, and the note."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = ""
        self.title = text_label("", "title", wrap=True)
        self.verdict = VerdictLabel()
        self.claim = text_label("", wrap=True)
        self.settings = text_label("", "muted", wrap=True)
        self.claims = ClaimsView()
        self.waiting = text_label(WAITING, "muted", wrap=True)
        self.figure = FigureView("What came out")
        self.figure.setFixedHeight(_FIGURE_HEIGHT)
        self.why = text_label("", wrap=True)
        self.detail = text_label("", "muted", wrap=True)
        self.look = text_label("", "muted", wrap=True)
        self.note = QPlainTextEdit()
        self.note.setFixedHeight(_NOTE_HEIGHT)
        self.note.setAccessibleName("Note to this step")
        self.note.setPlaceholderText("A question for the class, a remark … kept with the page, and handed on with it")
        self.note.setTabChangesFocus(True)
        self.measure, self.open_tab = QPushButton("Measure this step"), QPushButton("Open in its tab")
        self.measure.setToolTip("Run it in the background with the article's settings")
        self.open_tab.setToolTip("Go to the tab that shows it")
        set_role(self.measure, "primary")
        set_icon(self.measure, "play", on_accent=True)
        self._lay_out()
        self.measure.clicked.connect(self._on_measure_clicked)
        self.open_tab.clicked.connect(self._on_open_clicked)
        self.note.textChanged.connect(self._on_note_changed)

    def _lay_out(self) -> None:
        for label in (self.claim, self.settings, self.why, self.detail):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            label.setAlignment(Qt.AlignmentFlag.AlignTop)
        top = QHBoxLayout()
        top.setSpacing(SPACING)
        top.addWidget(self.title, 1)
        top.addWidget(self.verdict, 0, Qt.AlignmentFlag.AlignTop)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACING)
        buttons.addWidget(self.measure)
        buttons.addWidget(self.open_tab)
        buttons.addWidget(self.look, 1)
        how = text_label("How it is measured here", "caption")
        says = card("The article says", self.claim, how, self.settings)
        came = card("What came out here", self.waiting, self.claims, self.why, self.detail)
        self._picture = card("", self.figure)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, SPACING, 0)
        layout.setSpacing(SPACING + 4)
        layout.addLayout(top)
        layout.addLayout(buttons)
        for part in (says, came, self._picture, card("Notes", self.note)):
            part.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
            layout.addWidget(part)
        layout.addStretch()

    def show_step(self, number: int, step: StepView, note: str) -> None:
        """Show a step."""
        self._name = step.name
        self.title.setText(f"{number}. {step.title}")
        self.verdict.show_verdict(step.verdict)
        self.claim.setText(step.claim)
        self.settings.setText(step.settings)
        done = bool(step.verdict)
        self.waiting.setVisible(not done)
        self.claims.setVisible(done)
        self.claims.show_checks(step.checks)
        self.why.setVisible(done)
        self.why.setText(f"Why: {step.why}")
        self.detail.setVisible(bool(step.detail))
        self.detail.setText(step.detail)
        self._picture.setVisible(step.paint is not None)
        if step.paint is not None:
            self.figure.show_figure(step.paint, f"{step.title}: {step.verdict}")
        self.open_tab.setText(f"Open in {step.tab}")
        self.open_tab.setToolTip(step.look)
        set_icon(self.open_tab, step.tab.lower())
        self.look.setText(f"There: {step.look}")
        if self.note.toPlainText() != note:
            self.note.blockSignals(True)
            self.note.setPlainText(note)
            self.note.blockSignals(False)

    def show_state(self, *, done: bool, busy: bool, seconds: float | None) -> None:
        """Say what the button does now, and how long that takes."""
        time = "" if seconds is None else f" (about {format_duration(seconds)})"
        self.measure.setText("Measured" if done else f"Measure this step{time}")
        self.measure.setEnabled(not done and not busy)
        hint = "It is measured, and kept" if done else "Run it in the background with the article's settings"
        self.measure.setToolTip(hint)

    @Slot()
    def _on_measure_clicked(self) -> None:
        self.measure_requested.emit(self._name)

    @Slot()
    def _on_open_clicked(self) -> None:
        self.tab_requested.emit(self._name)

    @Slot()
    def _on_note_changed(self) -> None:
        self.note_changed.emit(self._name, self.note.toPlainText())
