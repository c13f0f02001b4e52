"""The left side of the Map tab: what is laid out and how, and the buttons of the run."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from movierec_gui.errors import UserError
from movierec_gui.gui.run_catalogue import RunCatalogue
from movierec_gui.gui.style import MARGIN, SPACING, fit_text_width, set_icon, set_role, text_label
from movierec_gui.gui.widgets.form_lines import rule
from movierec_gui.gui.widgets.run_chooser import RunChooser
from movierec_gui.gui.widgets.setting_editor import SettingEditor, checked_values
from movierec_gui.gui.workspace import Workspace
from movierec_gui.progress import Progress

if TYPE_CHECKING:
    from movierec_gui.analysis.maps.config import MapConfig

_WIDTH = 308
SOURCES = (("ratings", "Ratings"), ("embedding", "A run's movie embeddings"), ("layer", "A layer of a run"))
_TSNE_ONLY = ("perplexity", "iterations", "until_settled")
_SHOWN = ("method", *_TSNE_ONLY, "layer_rows", "components", "seed")
_PROGRESS_STEPS = 1000


class MapSettingsPanel(QWidget):
    """Makes a MapConfig; the run is the workspace's current one."""

    start_requested = Signal()
    pause_requested = Signal()
    cancel_requested = Signal()
    four_requested = Signal()
    """The movies are to be laid out at four perplexities."""
    layers_wanted = Signal()
    """The layers of the current run have to be read."""

    def __init__(self, workspace: Workspace, runs: RunCatalogue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        from movierec_gui.analysis.maps.config import MapConfig
        from movierec_gui.settings import settings_of

        fit_text_width(self, _WIDTH)
        self._workspace, self._runs = workspace, runs
        self.source = QComboBox()
        self.source.setAccessibleName("Source")
        self.source.setToolTip("What places movies beside each other: who gave which rating, or what a network learned")
        self.source.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for name, text in SOURCES:
            self.source.addItem(text, name)
        self.run = RunChooser(workspace, runs)
        self.run.setMinimumContentsLength(8)
        self.layer = QComboBox()
        self.layer.setAccessibleName("Layer")
        self.layer.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.layer.setToolTip("The layer whose outputs are averaged over each movie's ratings")
        self.no_run = text_label("There is no trained network for these data yet.", "muted", wrap=True)
        self.train = QPushButton("Go to Train")
        set_role(self.train, "link")
        self.train.clicked.connect(partial(workspace.tab_requested.emit, "Train"))
        self.editors = {entry.name: SettingEditor(entry) for entry in settings_of(MapConfig) if entry.name in _SHOWN}
        self.start = QPushButton("Lay out")
        self.pause = QPushButton("Pause")
        self.cancel = QPushButton("Cancel")
        self.four = QPushButton("Four perplexities")
        self.stage = text_label("", "caption", wrap=True)
        self.bar = QProgressBar()
        self._lay_out()
        self._connect()
        self.set_running(running=False, paused=False)
        self._show_what_matters()

    def _lay_out(self) -> None:
        set_role(self.start, "primary")
        set_icon(self.start, "play", on_accent=True)
        self.start.setToolTip("Lay out the movies with these settings (F5)")
        set_icon(self.pause, "pause")
        set_icon(self.cancel, "stop")
        self.cancel.setToolTip("Stop and keep the map as far as it is (Shift+F5)")
        set_icon(self.four, "four")
        self.four.setToolTip("Lay the movies out at perplexity 5, 30, 50 and 100 side by side, as the article did")
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Progress of the map")
        page = QWidget()
        set_role(page, "page")
        fields = QVBoxLayout(page)
        fields.setContentsMargins(MARGIN, MARGIN, MARGIN - 2, MARGIN)
        fields.setSpacing(SPACING + 2)
        self._run_field, self._layer_field = _field("Run", self.run), _field("Layer", self.layer)
        for field in (_field("Source", self.source), self._run_field, self._layer_field):
            fields.addWidget(field)
        for extra in (self.no_run, self.train):
            fields.addWidget(extra)
        fields.addWidget(rule())
        for name in _SHOWN:
            fields.addWidget(self.editors[name])
        fields.addStretch()
        area = QScrollArea()
        area.setWidget(page)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # it follows the field that has the focus
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        foot = QVBoxLayout()
        foot.setContentsMargins(MARGIN, SPACING, MARGIN, MARGIN)
        foot.setSpacing(SPACING)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACING)
        for button in (self.pause, self.cancel):
            buttons.addWidget(button, 1)
        for part in (self.stage, self.bar, self.start):
            foot.addWidget(part)
        foot.addLayout(buttons)
        foot.addWidget(self.four)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(area, 1)
        layout.addWidget(rule())
        layout.addLayout(foot)

    def _connect(self) -> None:
        self.source.currentIndexChanged.connect(self._on_source_changed)
        self._workspace.current_run_changed.connect(self._on_run_changed)
        self._runs.changed.connect(self._show_what_matters)
        self.editors["method"].changed.connect(self._show_what_matters)
        self.start.clicked.connect(self.start_requested)
        self.pause.clicked.connect(self.pause_requested)
        self.cancel.clicked.connect(self.cancel_requested)
        self.four.clicked.connect(self.four_requested)

    def config(self) -> MapConfig:
        """The settings. Raises UserError, shown at its field, where a value does not fit."""
        from movierec_gui.analysis.maps.config import MapConfig

        values = {"source": self.source.currentData(), **checked_values(MapConfig(), self.editors)}
        if values["source"] == "layer":
            values["layer"] = self.layer.currentText()
        return MapConfig(**values)

    def form_state(self) -> dict[str, Any]:
        """The settings for the session; empty where they do not fit."""
        from movierec_gui.settings import to_mapping

        try:
            return to_mapping(self.config())
        except UserError:
            return {}

    def restore_form(self, values: Mapping[str, Any]) -> None:
        """Show the settings of ``form_state``. Raises UserError where they no longer fit."""
        from movierec_gui.analysis.maps.config import MapConfig
        from movierec_gui.settings import from_mapping

        config = from_mapping(MapConfig, values)
        self.source.setCurrentIndex(self.source.findData(config.source))
        for name, editor in self.editors.items():
            editor.set_value(getattr(config, name))

    def show_layers(self, names: tuple[str, ...], default: str) -> None:
        """Offer the layers of the current run."""
        chosen = self.layer.currentText()
        with QSignalBlocker(self.layer):
            self.layer.clear()
            self.layer.addItems(names)
            self.layer.setCurrentText(chosen if chosen in names else default)

    def set_running(self, *, running: bool, paused: bool) -> None:
        """Offer what can be done now."""
        self.start.setText("Start over" if running else "Lay out")
        self.pause.setEnabled(running)
        self.cancel.setEnabled(running)
        self.pause.setText("Continue" if paused else "Pause")
        set_icon(self.pause, "play" if paused else "pause")
        self.pause.setToolTip("Go on from here" if paused else "Hold the layout where it is")
        self.bar.setVisible(running)
        if not running:
            self.stage.clear()
        self.stage.setVisible(running)

    def show_progress(self, progress: Progress) -> None:
        """Which stage it is, and how far."""
        fraction = progress.fraction
        count = f"  {progress.done:,.0f} of {progress.total:,.0f}" if progress.total > 1 else ""
        self.stage.setText(f"{progress.stage}{count}")
        self.bar.setRange(0, 0 if fraction is None else _PROGRESS_STEPS)
        if fraction is not None:
            self.bar.setValue(round(fraction * _PROGRESS_STEPS))

    @Slot()
    def _show_what_matters(self) -> None:
        learned = self.source.currentData() != "ratings"
        layer = self.source.currentData() == "layer"
        has_run = bool(self._runs.choices)
        self._run_field.setVisible(learned and has_run)
        self._layer_field.setVisible(layer and has_run)
        self.no_run.setVisible(learned and not has_run)
        self.train.setVisible(learned and not has_run)
        self.editors["layer_rows"].setVisible(layer)
        for button in (self.start, self.four):
            button.setEnabled(not learned or has_run)
        try:
            tsne = self.editors["method"].value() == "tsne"
        except UserError:
            tsne = True
        for name in _TSNE_ONLY:
            self.editors[name].setVisible(tsne)

    @Slot()
    def _on_source_changed(self) -> None:
        self._show_what_matters()
        self._on_run_changed()

    @Slot()
    def _on_run_changed(self) -> None:
        if self.source.currentData() == "layer" and self._workspace.current_run_id:
            self.layers_wanted.emit()


def _field(title: str, widget: QWidget) -> QWidget:
    """A labelled field that is hidden and shown as one."""
    field = QWidget()
    grid = QGridLayout(field)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(SPACING)
    label = QLabel(title)
    label.setBuddy(widget)
    label.setMinimumWidth(52)
    grid.addWidget(label, 0, 0)
    grid.addWidget(widget, 0, 1)
    grid.setColumnStretch(1, 1)
    return field
