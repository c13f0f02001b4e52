"""The left side of the Train tab: which network, with which settings, and what that will cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import (
    QComboBox,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from movierec_gui.errors import UserError
from movierec_gui.gui.style import MARGIN, SPACING, fit_text_width, set_icon, set_role, text_label
from movierec_gui.gui.tabs.train_tab.estimate_texts import estimate_text, list_estimate_text
from movierec_gui.gui.tabs.train_tab.with_person import WithPersonChooser
from movierec_gui.gui.widgets.config_form import ConfigForm
from movierec_gui.gui.widgets.form_lines import named_line, rule
from movierec_gui.gui.widgets.once_button import OnceButton

if TYPE_CHECKING:
    from movierec_gui.data.splits import SplitConfig
    from movierec_gui.models.base import Architecture, ModelConfig, Preset
    from movierec_gui.recommenders.base import RecommenderConfig, RecommenderKind, RecommenderPreset
    from movierec_gui.training.comparing.contestants import AnySpec
    from movierec_gui.training.estimate import Estimate
    from movierec_gui.training.every_run import AnyRecord
    from movierec_gui.training.list_estimate import ListEstimate

WIDTH, _NAME_WIDTH = 372, 64
_OF_GRADIENT_STEPS = (
    "epochs",
    "batch_size",
    "learning_rate",
    "schedule",
    "patience",
    "averaging",
    "weight_decay",
    "decay",
    "device",
)
"""Training settings that a network without gradient steps does not look at."""
_ALL_BUT_THE_SEED = (*_OF_GRADIENT_STEPS, "keep_best", "threads")
_MAKES_LISTS = "A recommender has settings of its own, above: what is grey here does not matter to it."
_ESTIMATING = "Estimating what this costs…"
_FITTED_FOR_ALL = "A recommender makes lists for anybody from their ratings; it need not be trained with them."
LISTS_TITLE = "Lists of what to watch"
"""Heading of the recommenders, below the networks."""
_FITS_ITSELF = "This network is fitted in a way of its own: what is grey here does not matter to it."


class FormPanel(QWidget):
    """Makes the settings of a run; knows networks and recommenders only as their registries list them."""

    changed = Signal()
    """The settings are others than before."""
    start_requested = Signal()
    split_requested = Signal()
    """The person wants to change the split, which is the Data tab's."""
    rate_requested = Signal()
    """The person wants a learning rate suggested."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        fit_text_width(self, WIDTH)
        self._architectures: tuple[Architecture, ...] = ()
        self._recommenders: tuple[RecommenderKind, ...] = ()
        self._split: SplitConfig | None = None
        self._defaults: dict[str, Any] = {}
        self.architecture = QComboBox()
        self.architecture.setAccessibleName("Network")
        self.architecture.currentIndexChanged.connect(self._on_architecture_chosen)
        self.summary = text_label("", "muted", wrap=True)
        self.preset = QComboBox()
        self.preset.setAccessibleName("Preset")
        self.preset.setToolTip("Settings that belong together; changed values are marked with a dot")
        self.preset.currentIndexChanged.connect(self._on_preset_chosen)
        self.name = QLineEdit()
        self.name.setAccessibleName("Name of the run")
        self.name.setToolTip("What the run is called in the table and on the chart")
        self.name.setMaxLength(80)
        self.person = WithPersonChooser()
        self.model_form = ConfigForm("Network settings")
        self.training_form = ConfigForm("Training settings")
        self.more = QPushButton()
        self.more.setCheckable(True)
        self.rate = QPushButton("Suggest a learning rate")
        self.split_text = text_label("", "muted", wrap=True)
        self.cost = text_label("", wrap=True)
        self.cost.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.start = OnceButton("Start training")
        set_role(self.start, "primary")
        set_icon(self.start, "play", on_accent=True)
        self.start.setToolTip("Start with these settings (F5)")
        self.start.clicked.connect(self.start_requested)
        for form in (self.model_form, self.training_form):
            form.changed.connect(self.changed)
            form.changed.connect(self._show_more_text)
        self.more.toggled.connect(self._on_more_toggled)
        self._lay_out()
        self._on_more_toggled(False)

    def _lay_out(self) -> None:
        page = QWidget()
        set_role(page, "page")
        fields = QVBoxLayout(page)
        fields.setContentsMargins(MARGIN, MARGIN, SPACING, MARGIN)
        fields.setSpacing(SPACING)
        choices = (("Network", self.architecture), ("Preset", self.preset), ("Name", self.name), ("With", self.person))
        for title, widget in choices:
            fields.addLayout(named_line(title, widget, _NAME_WIDTH))
            if widget is self.architecture:
                fields.addWidget(self.summary)
        split = QPushButton("Change the split in the Data tab")
        set_role(split, "link")
        split.clicked.connect(self.split_requested)
        set_role(self.more, "link")
        set_role(self.rate, "link")
        self.rate.setToolTip("Tries ever larger learning rates for a few seconds, on a copy of the network")
        self.rate.clicked.connect(self.rate_requested)
        parts = (rule(), self.model_form, rule(), self.training_form, self.rate, self.more, rule())
        for part in (*parts, text_label("Split", "heading"), self.split_text, split):
            fields.addWidget(part)
        fields.addStretch()
        area = QScrollArea()
        area.setWidget(page)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # it follows the field that has the focus
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        foot = QVBoxLayout()
        foot.setContentsMargins(MARGIN, SPACING, MARGIN, MARGIN)
        foot.setSpacing(SPACING)
        foot.addWidget(self.cost)
        foot.addWidget(self.start)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(area, 1)
        layout.addWidget(rule())
        layout.addLayout(foot)

    def make_training_fields(self) -> None:
        """Make the fields that all networks share before ``set_architectures``, which then takes half as long."""
        from movierec_gui.training.config import TrainingConfig

        with QSignalBlocker(self.training_form):
            self.training_form.start_from(TrainingConfig())

    def set_architectures(
        self, architectures: tuple[Architecture, ...], recommenders: tuple[RecommenderKind, ...] = ()
    ) -> None:
        """Offer these, the recommenders as a group of their own; the first is chosen, with its first preset."""
        self._architectures, self._recommenders = architectures, recommenders
        with QSignalBlocker(self.architecture):
            self.architecture.clear()
            for entry in architectures:
                self.architecture.addItem(entry.title, entry.name)
                self.architecture.setItemData(self.architecture.count() - 1, entry.summary, Qt.ItemDataRole.ToolTipRole)
            if recommenders:
                self._add_heading()
            for kind in recommenders:
                self.architecture.addItem(kind.title, kind.name)
                self.architecture.setItemData(self.architecture.count() - 1, kind.summary, Qt.ItemDataRole.ToolTipRole)
        self._on_architecture_chosen()

    def _add_heading(self) -> None:
        """A line that nobody can choose, over the recommenders."""
        self.architecture.insertSeparator(self.architecture.count())
        self.architecture.addItem(LISTS_TITLE)
        model = self.architecture.model()
        if isinstance(model, QStandardItemModel):
            model.item(self.architecture.count() - 1).setEnabled(False)

    def set_defaults(self, values: Mapping[str, Any]) -> None:
        """Training settings, by name, that every preset starts from unless it says otherwise."""
        self._defaults = dict(values)
        for name, value in self._defaults.items():
            if name in self.training_form.editors:
                self.training_form.editors[name].start_from(value)

    def set_split(self, config: SplitConfig, text: str) -> None:
        """The split that new runs get, and how it reads."""
        self._split = config
        self.split_text.setText(text)
        self.changed.emit()

    def set_busy(self, busy: bool) -> None:
        """While something trains, starting means to queue."""
        self.start.setText("Add to the queue" if busy else "Start training")

    @property
    def typed_name(self) -> str:
        """Returns the name of the run; empty where none was typed."""
        return self.name.text().strip()

    @property
    def run_name(self) -> str:
        """Returns the typed name, or the architecture's title."""
        return self.typed_name or self.name.placeholderText()

    @property
    def reference(self) -> tuple[str, float] | None:
        """Returns the article's error for the chosen preset, labelled as such."""
        if not self._architectures or self._recommender is not None:
            return None
        error = self._chosen().presets[self.preset.currentIndex()].article_mse
        return None if error is None else (f"article's {error:g}, on a split of its own", error)

    def spec(self) -> AnySpec:
        """The settings. Raises UserError, shown at its field, where a value does not fit."""
        from movierec_gui.training.config import RunSpec
        from movierec_gui.training.list_runs import ListSpec

        if not self._architectures or self._split is None:
            raise UserError("The settings are not loaded yet", "", "Try again in a moment")
        kind = self._recommender
        if kind is not None:
            return ListSpec(kind.name, self.model_form.config(), self._split, self.training_form.config().seed)
        return RunSpec(self._chosen().name, self.model_form.config(), self._split, self.training_form.config())

    def load_run(self, record: AnyRecord) -> None:
        """Show a run's settings and the person that it was trained with, if they are kept; the split stays as it is."""
        self.load_spec(record.spec, record.name)
        self.person.choose("" if record.person is None else record.person.id)

    def load_spec(self, spec: AnySpec, name: str = "") -> None:
        """Show settings, as changes from the preset that is nearest to them; the split stays as it is."""
        from movierec_gui.training.list_runs import ListSpec

        self.name.setText(name)
        if isinstance(spec, ListSpec):
            kind = next(kind for kind in self._recommenders if kind.name == spec.recommender)
            self._choose(self.architecture.findData(kind.name), kind.presets.index(kind.preset_of(spec.settings)))
            self.model_form.set_values(spec.settings)
            self.training_form.editors["seed"].set_value(spec.seed)
            return
        entry = next(entry for entry in self._architectures if entry.name == spec.architecture)
        exact = [number for number, preset in enumerate(entry.presets) if preset.model == spec.model]
        self._choose(self._architectures.index(entry), exact[0] if exact else 0)
        self.model_form.set_values(spec.model)
        self.training_form.set_values(spec.training)

    def set_learning_rate(self, rate: float) -> None:
        """Put a suggested rate into the form."""
        self.training_form.editors["learning_rate"].set_value(rate)

    def form_state(self) -> dict[str, Any]:
        """The settings for the session; empty where they do not fit."""
        from movierec_gui.settings import to_mapping
        from movierec_gui.training.list_runs import ListSpec

        try:
            spec = self.spec()
        except UserError:
            return {}
        if isinstance(spec, ListSpec):
            return spec.to_mapping()
        preset = self._chosen().presets[self.preset.currentIndex()].name
        training = to_mapping(spec.training)
        return {
            "architecture": spec.architecture,
            "preset": preset,
            "model": to_mapping(spec.model),
            "training": training,
            "person": self.person.currentData(),
        }

    def restore_form(self, values: Mapping[str, Any]) -> None:
        """Show the settings of ``form_state``. Raises UserError where they no longer fit."""
        from movierec_gui.models import architecture
        from movierec_gui.settings import from_mapping
        from movierec_gui.training.config import TrainingConfig
        from movierec_gui.training.list_runs import ListSpec, makes_lists

        if makes_lists(values):
            self.load_spec(ListSpec.from_mapping(values))
            return
        entry = architecture(values["architecture"])
        preset = entry.presets.index(entry.preset(values["preset"]))
        model, training = from_mapping(entry.config, values["model"]), from_mapping(TrainingConfig, values["training"])
        self._choose(self._architectures.index(entry), preset)
        self.model_form.set_values(model)
        self.training_form.set_values(training)
        self.person.choose(str(values.get("person", "")))

    def show_estimate(self, estimate: Estimate | ListEstimate) -> None:
        """Say what the run will cost."""
        from movierec_gui.training.list_estimate import ListEstimate

        set_role(self.cost, "")
        if isinstance(estimate, ListEstimate):
            self.cost.setText(list_estimate_text(estimate))
            return
        self.cost.setText(estimate_text(estimate))
        self._show_what_matters(estimate.fits_itself)

    def show_no_estimate(self, text: str, is_error: bool = False) -> None:
        """Say why there is no estimate."""
        self.cost.setText(text)
        set_role(self.cost, "error" if is_error else "muted")

    def _chosen(self) -> Architecture:
        return self._architectures[self.architecture.currentIndex()]

    @property
    def _recommender(self) -> RecommenderKind | None:
        """The chosen recommender; None where a network is chosen."""
        name = self.architecture.currentData()
        return next((kind for kind in self._recommenders if kind.name == name), None)

    def _choose(self, architecture: int, preset: int) -> None:
        self.architecture.setCurrentIndex(architecture)
        self.preset.setCurrentIndex(preset)
        self._on_preset_chosen()

    def _show_what_matters(self, fits_itself: bool) -> None:
        self.training_form.disable(_OF_GRADIENT_STEPS if fits_itself else (), _FITS_ITSELF)
        self.rate.setEnabled(not fits_itself)

    @Slot(bool)
    def _on_more_toggled(self, shows_all: bool) -> None:
        for form in (self.model_form, self.training_form):
            form.fold(not shows_all)
        self._show_more_text()

    @Slot()
    def _show_more_text(self) -> None:
        """What the button does, and how many of the settings that are out of sight were changed."""
        if self.more.isChecked():
            self.more.setText("Fewer settings")
            self.more.setToolTip("Show only the settings that matter most")
            return
        changed = sum(editor.is_changed for form in (self.model_form, self.training_form) for editor in form.rest)
        self.more.setText(f"All settings ({changed} changed)" if changed else "All settings")
        self.more.setToolTip("Show every setting of the network and of its training")

    @Slot()
    def _on_architecture_chosen(self) -> None:
        kind = self._recommender
        self.show_no_estimate(_ESTIMATING)  # what stands there is another one's cost
        self.preset.setEnabled(kind is None or len(kind.presets) > 1)
        self.model_form.set_title("Network settings" if kind is None else "Recommender settings")
        self.person.allow("" if kind is None else _FITTED_FOR_ALL)
        if kind is not None:
            self._show_recommender(kind)
            return
        entry = self._chosen()
        self._show_what_matters(fits_itself=False)
        self.summary.setText(entry.summary)
        self.name.setPlaceholderText(entry.title)
        self._offer(entry.presets)

    def _describe(self, kind: RecommenderKind, preset: RecommenderPreset) -> None:
        what = kind.summary if preset is kind.presets[0] else f"{kind.summary} {preset.help}."
        self.summary.setText(f"{what} It makes lists and predicts no ratings; NDCG of the lists judges it.")
        self.name.setPlaceholderText(kind.label(preset))

    def _offer(self, presets: Sequence[Preset | RecommenderPreset]) -> None:
        """Presets to choose from, the first chosen."""
        with QSignalBlocker(self.preset):
            self.preset.clear()
            self.preset.addItems([preset.name for preset in presets])
        self._on_preset_chosen()

    def _show_recommender(self, kind: RecommenderKind) -> None:
        """Its settings in place of a network's, and of the training settings the seed alone."""
        self._offer(kind.presets)
        self.training_form.disable(_ALL_BUT_THE_SEED, _MAKES_LISTS)
        self.rate.setEnabled(False)

    @Slot()
    def _on_preset_chosen(self) -> None:
        from movierec_gui.training.config import TrainingConfig

        kind, number = self._recommender, self.preset.currentIndex()
        config: ModelConfig | RecommenderConfig
        if kind is None:
            preset = self._chosen().presets[number]
            config, training = preset.model, self._defaults | dict(preset.training)
        else:
            config, training = kind.settings(kind.presets[number]), self._defaults
            self._describe(kind, kind.presets[number])
        with QSignalBlocker(self):
            self.model_form.start_from(config)
            self.training_form.start_from(TrainingConfig(**training))
        self.training_form.put_behind(self.model_form.put_behind(self.person))
        self.changed.emit()
