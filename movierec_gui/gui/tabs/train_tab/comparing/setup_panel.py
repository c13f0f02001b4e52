"""The left side of the comparison: who takes part, what judges them, and what that will cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from movierec_gui.errors import UserError
from movierec_gui.gui.style import MARGIN, SPACING, set_icon, set_role, text_label
from movierec_gui.gui.tabs.train_tab.comparing.contestants import ContestantList
from movierec_gui.gui.tabs.train_tab.comparing.protocol import ProtocolForm
from movierec_gui.gui.widgets.form_lines import rule
from movierec_gui.progress import format_duration
from movierec_gui.wording import counted

if TYPE_CHECKING:
    from movierec_gui.training.comparing.estimate import ComparisonCost

_WAIT_MS = 300
_FITS = (
    "A fit is one model on one split. Where an epoch is to be chosen it takes two trainings: one chooses the epoch, "
    "the other one learns from all training ratings up to it."
)


class SetupPanel(QWidget):
    """Asks for a start; the receiver reads contestants and splits."""

    changed = Signal()
    """Other models or splits are chosen, and a moment has passed since."""
    start_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.contestants = ContestantList()
        self.protocol = ProtocolForm()
        self.cost = text_label("", wrap=True)
        self.cost.setToolTip(_FITS)
        self.start = QPushButton("Start comparison")
        set_role(self.start, "primary")
        set_icon(self.start, "play", on_accent=True)
        self.start.setToolTip("Train and judge every ticked model on every split (F5)")
        self.start.clicked.connect(self.start_requested)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT_MS)
        self._timer.timeout.connect(self.changed)
        self.contestants.changed.connect(self._on_changed)
        self.protocol.changed.connect(self._on_changed)
        self._lay_out()

    def _lay_out(self) -> None:
        line = rule()
        fields = QVBoxLayout()
        fields.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        fields.setSpacing(SPACING)
        fields.addWidget(text_label("Models", "heading"))
        fields.addWidget(self.contestants, 1)
        fields.addSpacing(SPACING)
        fields.addWidget(text_label("Judged by", "heading"))
        fields.addWidget(self.protocol)
        foot = QVBoxLayout()
        foot.setContentsMargins(MARGIN, SPACING, MARGIN, MARGIN)
        foot.setSpacing(SPACING)
        foot.addWidget(self.cost)
        foot.addWidget(self.start)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(fields, 1)
        layout.addWidget(line)
        layout.addLayout(foot)

    def show_cost(self, cost: ComparisonCost) -> None:
        """Say how much work it will be."""
        self.cost.setText(cost_text(cost))
        set_role(self.cost, "" if cost.trainings else "muted")

    def show_unsettled(self) -> None:
        """Say that there is no estimate while a field, which says why itself, needs another value."""
        self.cost.setText("No estimate: what is marked above needs another value.")
        set_role(self.cost, "error")

    def set_running(self, running: bool) -> None:
        """While a comparison runs no other can be started."""
        self.start.setEnabled(not running)
        self.start.setText("Comparing…" if running else "Start comparison")

    def show_problem(self, error: Exception) -> None:
        """Say why there is no estimate."""
        self.cost.setText(str(error) if isinstance(error, UserError) else "The time cannot be estimated.")
        set_role(self.cost, "error")

    @Slot()
    def _on_changed(self) -> None:
        self._timer.start()


def cost_text(cost: ComparisonCost) -> str:
    """How much work a comparison is, in a sentence."""
    if not cost.trainings:
        return "Tick the models to compare."
    count = f"{counted(cost.fits, 'fit')} ({counted(cost.trainings, 'training')})"
    return f"{count}, about {format_duration(cost.seconds)}." if cost.seconds is not None else f"{count}."
