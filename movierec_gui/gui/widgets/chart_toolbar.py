"""The few options that change how learning curves are drawn."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QMenu, QPushButton, QToolButton, QWidget

from movierec_gui.gui.style import SPACING, set_icon

_SMOOTHINGS = (("Smoothing off", 0.0), ("Light", 0.6), ("Strong", 0.9))


class ChartToolbar(QWidget):
    """Holds the options; what they do is the chart's affair."""

    changed = Signal()
    reset_requested = Signal()
    save_requested = Signal(str)
    """``figure`` or ``table``: the person wants the chart as a file."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reference: tuple[str, float] | None = None
        self.steps = _toggle("Within epochs", "Draw the running training error within each epoch")
        self.steps.setChecked(True)
        self.logarithmic = _toggle("Log", "Draw the error on a logarithmic axis")
        self.article = _toggle("Article", "")
        for toggle in (self.steps, self.logarithmic, self.article):
            toggle.toggled.connect(self.changed)
        self.smoothing_choice = QComboBox()
        self.smoothing_choice.addItems([name for name, _ in _SMOOTHINGS])
        self.smoothing_choice.setAccessibleName("Smoothing of the validation curve")
        self.smoothing_choice.setToolTip("A moving average of the validation curve, which stays visible behind it")
        self.smoothing_choice.currentIndexChanged.connect(self.changed)
        self.reset = QToolButton()
        set_icon(self.reset, "zoom-reset")
        self.reset.setToolTip("Show everything again (0 or double-click).\nZoom: mouse wheel or + and -. Move: drag.")
        self.reset.setAccessibleName("Reset the zoom")
        self.reset.setEnabled(False)
        self.reset.clicked.connect(self.reset_requested)
        self.save = self._save_menu()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACING)
        layout.addStretch()
        for widget in (
            self.steps,
            self.logarithmic,
            self.article,
            self.smoothing_choice,
            self.reset,
            self.save,
        ):
            layout.addWidget(widget)
        self.set_reference(None)

    def _save_menu(self) -> QToolButton:
        save = QToolButton()
        set_icon(save, "export")
        save.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        save.setAccessibleName("Save the chart")
        save.setToolTip("Save the chart as a picture, or its values as a table")
        menu = QMenu(save)
        for title, kind in (("Picture (PNG, SVG or PDF)…", "figure"), ("Table (CSV)…", "table")):
            action = QAction(title, menu)
            action.setData(kind)
            menu.addAction(action)
        menu.triggered.connect(self._on_save_triggered)
        save.setMenu(menu)
        return save

    @property
    def smoothing(self) -> float:
        """Between 0 (off) and below 1."""
        return _SMOOTHINGS[self.smoothing_choice.currentIndex()][1]

    @property
    def reference(self) -> tuple[str, float] | None:
        """Name and height of the line to draw; None for no line."""
        return self._reference if self.article.isChecked() else None

    def set_reference(self, reference: tuple[str, float] | None) -> None:
        """Offer a horizontal line for a figure that somebody else reports, under a name that says whose."""
        self._reference = reference
        self.article.setEnabled(reference is not None)
        self.article.setToolTip(f"Draw a line: {reference[0]}" if reference else "The article has no such network")
        if self.article.isChecked():
            self.changed.emit()

    @Slot(QAction)
    def _on_save_triggered(self, action: QAction) -> None:
        self.save_requested.emit(action.data())


def _toggle(text: str, help: str) -> QPushButton:
    button = QPushButton(text)
    button.setCheckable(True)
    button.setToolTip(help)
    return button
