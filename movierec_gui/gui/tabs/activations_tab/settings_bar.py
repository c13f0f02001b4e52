"""Fields for the slice: run, layer, ratings; and how to group the movies by node."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QSpinBox, QVBoxLayout, QWidget

from movierec_gui.gui.style import FIELD_MARGIN, SPACING, set_icon
from movierec_gui.gui.tabs.activations_tab.study import ROW_TITLES, VIEW_TITLES, Question
from movierec_gui.gui.widgets.movie_search import MovieSearch
from movierec_gui.gui.widgets.run_chooser import RunChooser

_EACH = ("each rating", "each movie, averaged over its users")
_WIDEST_RUN = 400


class SettingsBar(QWidget):
    """Two lines of fields; ``changed`` is emitted for every change but that of the run, which the workspace tells."""

    changed = Signal()

    def __init__(self, run: RunChooser, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.run = run
        self.layer, self.rows, self.each, self.view = QComboBox(), QComboBox(), QComboBox(), QComboBox()
        self.k = QSpinBox()
        self.k.lineEdit().setTextMargins(FIELD_MARGIN, 0, 0, 0)
        self.search = MovieSearch("Search a movie to see its nodes")
        self.slice_button = QPushButton("Slice")
        self.export_button = QPushButton("Export CSV")
        self._layer_of_run = ""
        self._set_up_fields()
        self._lay_out()
        for field in (self.layer, self.rows, self.each, self.view):
            field.activated.connect(self.changed)
        self.view.currentIndexChanged.connect(self._on_view_changed)
        self.k.valueChanged.connect(self.changed)

    def _set_up_fields(self) -> None:
        for chooser, choices in ((self.rows, ROW_TITLES), (self.view, VIEW_TITLES)):
            for name, title in choices.items():
                chooser.addItem(title, name)
        for averaged, title in enumerate(_EACH):
            self.each.addItem(title, bool(averaged))
        for field, name, hint in (
            (self.layer, "Layer", "The layer whose outputs are looked at"),
            (self.rows, "Ratings", "Which ratings are sent through the network; the article took the validation part"),
            (self.each, "One activation for", "Look at the activations of each rating, or at each movie's mean"),
            (
                self.view,
                "View",
                "Which movies belong to a node: the article's two ways, and the other end of the second",
            ),
            (
                self.k,
                "Activations per node",
                "How many of a node's highest or lowest activations name its movies; the article took 20",
            ),
        ):
            field.setAccessibleName(name)
            field.setToolTip(hint)
        self.run.setMaximumWidth(_WIDEST_RUN)
        self.layer.setMinimumContentsLength(10)
        self.k.setRange(1, 10_000)
        self.k.setValue(20)
        self.k.setKeyboardTracking(False)
        self.k.setEnabled(False)
        self.search.setMinimumWidth(220)
        set_icon(self.slice_button, "play")
        self.slice_button.setToolTip("Send the ratings through the network again (F5)")
        set_icon(self.export_button, "export")
        self.export_button.setToolTip("Save the nodes or their movies as a table (Ctrl+E)")

    def _lay_out(self) -> None:
        first, second = QHBoxLayout(), QHBoxLayout()
        for line, fields in (
            (first, (("Run", self.run), ("Layer", self.layer), ("Ratings", self.rows), ("for", self.each))),
            (second, (("View", self.view), ("k", self.k))),
        ):
            line.setSpacing(SPACING)
            for text, field in fields:
                label = QLabel(text)
                label.setBuddy(field)
                line.addWidget(label)
                line.addWidget(field, int(field is self.run))  # names of runs are long
        first.addWidget(self.slice_button)
        first.addStretch()
        second.addWidget(self.search, 1)
        second.addStretch()
        second.addWidget(self.export_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACING)
        layout.addLayout(first)
        layout.addLayout(second)

    def question(self, run_id: str) -> Question:
        """Returns the fields' settings for a run; its default layer where its layers are not known yet."""
        return Question(
            run_id=run_id,
            layer=str(self.layer.currentText()) if run_id == self._layer_of_run else "",
            rows=str(self.rows.currentData()),
            averaged=bool(self.each.currentData()),
            view=str(self.view.currentData()),
            k=self.k.value(),
        )

    def show_layers(self, run_id: str, layers: tuple[str, ...], chosen: str) -> None:
        """Offer the layers of a run."""
        self._layer_of_run = run_id
        self.layer.clear()
        self.layer.addItems(list(layers))
        self.layer.setCurrentText(chosen)

    def form_state(self) -> dict[str, Any]:
        """The fields, for the next start; the layer belongs to a run and is not kept."""
        return {
            "rows": self.rows.currentData(),
            "averaged": self.each.currentData(),
            "view": self.view.currentData(),
            "k": self.k.value(),
        }

    def restore_form(self, values: Mapping[str, Any]) -> None:
        """Set what ``form_state`` gave."""
        for field, name in ((self.rows, "rows"), (self.each, "averaged"), (self.view, "view")):
            field.setCurrentIndex(max(0, field.findData(values.get(name))))
        self.k.setValue(int(values.get("k") or 20))

    @Slot()
    def _on_view_changed(self) -> None:
        self.k.setEnabled(self.view.currentData() != "strongest")
