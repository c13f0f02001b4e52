"""The left side of a search: which settings vary, for how long, and the start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from movierec_gui.errors import UserError
from movierec_gui.gui.style import FIELD_MARGIN, MARGIN, SPACING, set_icon, set_role, text_label
from movierec_gui.gui.tabs.train_tab.searching.texts import HOW
from movierec_gui.gui.tabs.train_tab.searching.variable_row import VariableRow
from movierec_gui.gui.widgets.form_lines import named_line, rule
from movierec_gui.progress import format_duration

if TYPE_CHECKING:
    from movierec_gui.training.comparing.contestants import AnySpec
    from movierec_gui.training.searching.running import SearchPlan
    from movierec_gui.training.searching.space import Dimension

FIRST = ("learning_rate", "hidden", "factors", "ridge")
"""Settings that are ticked at first: what matters most of most models."""
_MOST_AT_FIRST = 2
_WAIT_MS = 300
_LABEL_WIDTH = 84
_SAMPLERS = (("tpe", "Learn from earlier trials (TPE)"), ("random", "Draw at random"))
_FITS_ITSELF = "This model fits itself: of the training settings none matters but the seed."


class SearchSetup(QWidget):
    """Asks for a start; the receiver reads the plan."""

    changed = Signal()
    """Other settings vary, and a moment has passed since."""
    start_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._spec: AnySpec | None = None
        self._shape: tuple[tuple[str, str, object], ...] = ()
        self.rows: dict[str, VariableRow] = {}
        self.start_text = text_label("", "muted", wrap=True)
        self.note = text_label(_FITS_ITSELF, "muted", wrap=True)
        self.note.hide()
        self.trials, self.minutes, self.inner = _spin(0, 10_000, 20), _spin(0, 10_000, 0), _spin(1, 20, 1)
        self.trials.setAccessibleName("Trials at most")
        self.trials.setToolTip("The search ends after so many trials")
        self.trials.setSpecialValueText("no limit")
        self.minutes.setAccessibleName("Minutes at most")
        self.minutes.setToolTip("No trial begins after so many minutes of work")
        self.minutes.setSpecialValueText("no limit")
        self.minutes.setSuffix(" min")
        self.inner.setAccessibleName("Inner splits")
        self.inner.setToolTip(
            "1: the validation part judges. More: the training and validation ratings are dealt into as many parts, "
            "each of which judges once; steadier, and as many times the work"
        )
        self.sampler = QComboBox()
        self.sampler.setAccessibleName("How settings are proposed")
        for name, title in _SAMPLERS:
            self.sampler.addItem(title, name)
        self.cost = text_label("", wrap=True)
        self.start = QPushButton("Start search")
        set_role(self.start, "primary")
        set_icon(self.start, "play", on_accent=True)
        self.start.setToolTip("Try settings, one trial after the other (F5)")
        self.start.clicked.connect(self.start_requested)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT_MS)
        self._timer.timeout.connect(self.changed)
        for box in (self.trials, self.minutes, self.inner):
            box.valueChanged.connect(self._on_changed)
        self._lay_out()

    def _lay_out(self) -> None:
        page = QWidget()
        set_role(page, "page")
        self._fields = QVBoxLayout(page)
        self._fields.setContentsMargins(MARGIN, MARGIN, SPACING, MARGIN)
        self._fields.setSpacing(SPACING)
        for part in (text_label("Start from", "heading"), self.start_text, text_label("What varies", "heading")):
            self._fields.addWidget(part)
        self._list = QVBoxLayout()
        self._list.setSpacing(SPACING)
        self._fields.addLayout(self._list)
        self._fields.addWidget(self.note)
        self._fields.addStretch()
        area = QScrollArea()
        area.setAccessibleName("Settings that may vary")
        area.setWidget(page)
        area.setWidgetResizable(True)
        foot = QVBoxLayout()
        foot.setContentsMargins(MARGIN, SPACING, MARGIN, MARGIN)
        foot.setSpacing(SPACING)
        for title, field in (
            ("Trials", self.trials),
            ("Time", self.minutes),
            ("Inner splits", self.inner),
            ("Proposals", self.sampler),
        ):
            foot.addLayout(named_line(title, field, _LABEL_WIDTH))
        foot.addWidget(text_label(HOW, "caption", wrap=True))
        foot.addWidget(self.cost)
        foot.addWidget(self.start)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(area, 1)
        layout.addWidget(rule())
        layout.addLayout(foot)

    def set_start(self, spec: AnySpec | None, name: str) -> None:
        """Search around these settings; None where the form on the Train page holds a wrong value."""
        self._spec = spec
        self.start.setEnabled(spec is not None)
        if spec is None:
            self.start_text.setText("Some settings on the Train page need another value.")
            return
        self.start_text.setText(f"{name}, with the settings on the Train page.")
        from movierec_gui.training.searching.space import suggested, variables

        known = variables(spec)
        shape = tuple((variable.part, variable.entry.name, variable.start) for variable in known)
        if shape == self._shape:
            return
        ticked = {name for name, row in self.rows.items() if row.check.isChecked()}
        same = [one[:2] for one in shape] == [one[:2] for one in self._shape]
        self._shape = shape
        for row in self.rows.values():
            self._list.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = {variable.entry.name: VariableRow(variable, suggested(variable)) for variable in known}
        for row in self.rows.values():
            self._list.addWidget(row)
        first = [name for name in FIRST if name in self.rows] or list(self.rows)
        for name in ticked if same else first[:_MOST_AT_FIRST]:
            self.rows[name].check.setChecked(True)
        for row in self.rows.values():
            row.changed.connect(self._on_changed)
        self._leave_out_what_changes_nothing(spec)

    def _leave_out_what_changes_nothing(self, spec: AnySpec) -> None:
        """A model that takes no gradient steps does not heed the training settings."""
        from movierec_gui.models import architecture
        from movierec_gui.training.config import RunSpec

        fits_itself = isinstance(spec, RunSpec) and architecture(spec.architecture).fits_itself
        for row in self.rows.values():
            if row.variable.part == "training":
                row.set_usable(not fits_itself)
        self.note.setVisible(fits_itself)

    def space(self) -> tuple[Dimension, ...]:
        """The ranges. Raises UserError, shown at its field, where one is none."""
        if self._spec is None:
            raise UserError("Some settings on the Train page need another value", "", "")
        found, first = [], None
        for row in self.rows.values():
            try:
                if row.ticked:
                    found.append(row.dimension(self._spec))
            except UserError as error:
                first = first or error
        if first is not None:
            raise first
        return tuple(found)

    def plan(self) -> SearchPlan:
        """What is to be searched. Raises UserError where nothing varies, or a field needs another value."""
        from movierec_gui.training.searching.running import SearchPlan
        from movierec_gui.training.searching.space import check_space

        space = self.space()
        if self._spec is None or not space:
            raise UserError("No setting varies", "", "Tick at least one on the left")
        check_space(self._spec, space)
        if not (self.trials.value() or self.minutes.value()):
            raise UserError("The search has no end", "", "Give a number of trials, or of minutes, or both")
        return SearchPlan(
            self._spec,
            space,
            self.sampler.currentData(),
            inner=self.inner.value(),
            most_trials=self.trials.value(),
            most_seconds=60.0 * self.minutes.value(),
        )

    def show_cost(self, seconds: float | None) -> None:
        """Say how long it will take, if a trial takes so many seconds."""
        set_role(self.cost, "")
        minutes, trials = self.minutes.value(), self.trials.value()
        if seconds is None:
            self.cost.setText("The time is measured when nothing trains.")
            return
        each = seconds * self.inner.value()
        whole = [trials * each] if trials else []
        whole += [60.0 * minutes] if minutes else []
        total = f", {format_duration(min(whole))} in all" if whole else ""
        self.cost.setText(f"About {format_duration(each)} a trial{total}.")

    def show_problem(self, text: str) -> None:
        """Say why there is no estimate."""
        self.cost.setText(text)
        set_role(self.cost, "error")

    def set_running(self, running: bool) -> None:
        """While a search runs no other can be started."""
        self.start.setEnabled(not running and self._spec is not None)
        self.start.setText("Searching…" if running else "Start search")

    @Slot()
    def _on_changed(self) -> None:
        self._timer.start()


def _spin(low: int, high: int, value: int) -> QSpinBox:
    box = QSpinBox()
    box.setRange(low, high)
    box.setValue(value)
    box.lineEdit().setTextMargins(FIELD_MARGIN, 0, 0, 0)
    return box
