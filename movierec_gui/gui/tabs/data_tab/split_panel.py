"""How new runs divide the ratings: method, fractions, seed, fold; and how large the parts come out."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from movierec_gui.errors import UserError
from movierec_gui.gui.background_job import LatestJob
from movierec_gui.gui.style import MARGIN, SPACING, fit_text_width, set_role, text_label
from movierec_gui.gui.widgets.message_bar import MessageBar
from movierec_gui.gui.widgets.proportion_bar import Part, ProportionBar
from movierec_gui.gui.widgets.setting_editor import SettingEditor
from movierec_gui.gui.workspace import Workspace
from movierec_gui.progress import Progress
from movierec_gui.settings import settings_of

if TYPE_CHECKING:
    from collections.abc import Generator

    from movierec_gui.data.dataset import Dataset
    from movierec_gui.data.splits import Split, SplitConfig

METHODS = {
    "random": ("Random", "Each rating falls into a part by chance, as in the article."),
    "per_user": ("Random, per user", "The same share of every user's ratings is held out."),
    "by_time": ("By time", "The latest ratings are held out: predicting the future from the past."),
    "k_fold": ("k folds", "One of k equal random parts is the test part; k = 1 / test part."),
    "official": ("The release's folds", "The test part is one that the release ships itself (100K: u1–u5, ua, ub)."),
}
_USE_OF_PARTS = (
    "The training part fits the weights. The validation part stops a training and chooses its best epoch, so the error "
    "on it is a little optimistic. The test part stays untouched until a run is finished: the error on it is fair. "
    "The article has no test part and reports the validation error."
)
_FORM_WIDTH = 380
_PAUSE_MS = 300


class SplitPanel(QWidget):
    """A form on the left, the sizes on the right. Every valid change is the split of the next runs at once."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._job = LatestJob()
        self._filling = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE_MS)
        self._timer.timeout.connect(self.apply)
        self.method = QComboBox()
        self.method.setAccessibleName("Split method")
        for key, (title, help_text) in METHODS.items():
            self.method.addItem(title, key)
            self.method.setItemData(self.method.count() - 1, help_text, Qt.ItemDataRole.ToolTipRole)
        self._method_help = text_label("", "caption", wrap=True)
        self.fold = QComboBox()
        self.fold.setAccessibleName("Fold")
        self._fold_label = QLabel("Fold that is the test part")
        self._fold_label.setBuddy(self.fold)
        self.article = QPushButton("Use the article's split")
        self.article.setToolTip("80 % training, 20 % validation, no test part, seed 0")
        self.editors: dict[str, SettingEditor] = {}
        self.messages = MessageBar()
        self.parts = ProportionBar()
        self._form = QVBoxLayout()
        self._lay_out()
        self.method.currentIndexChanged.connect(self._on_edited)
        self.fold.currentIndexChanged.connect(self._on_edited)
        self.article.clicked.connect(self._on_article_clicked)
        workspace.split_changed.connect(self._on_split_changed)

    def _lay_out(self) -> None:
        form_card, sizes_card = QFrame(), QFrame()
        for card in (form_card, sizes_card):
            set_role(card, "card")
        fit_text_width(form_card, _FORM_WIDTH)
        form = self._form
        form_card.setLayout(form)
        form.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        form.setSpacing(SPACING + 2)
        form.addWidget(text_label("Split of the next runs", "heading"))
        for widget in (self.method, self._method_help, self._fold_label, self.fold):
            form.addWidget(widget)
        form.addWidget(self.article)
        sizes = QVBoxLayout(sizes_card)
        sizes.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        sizes.setSpacing(SPACING + 2)
        sizes.addWidget(text_label("Parts", "heading"))
        sizes.addWidget(self.messages)
        sizes.addWidget(self.parts)
        sizes.addWidget(text_label(_USE_OF_PARTS, "muted", wrap=True))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, MARGIN - 4, 0, 0)
        layout.setSpacing(MARGIN)
        layout.addWidget(form_card, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(sizes_card, 1, Qt.AlignmentFlag.AlignTop)

    def show_dataset(self, dataset: Dataset) -> None:
        """Offer what the dataset can be split by; called when there is one."""
        if not self.editors:
            self._make_editors()
        item = self.method.model().item(self.method.findData("official"))  # type: ignore[attr-defined]
        item.setEnabled(bool(dataset.folds))
        self._fill(self._workspace.split_config)

    def config(self) -> SplitConfig:
        """The settings in the form. Raises UserError, shown at its field as well, where a value does not fit."""
        from movierec_gui.data.splits import SplitConfig

        values: dict[str, Any] = {"method": self.method.currentData(), "fold": self.fold.currentData() or ""}
        problem: UserError | None = None
        for name, editor in self.editors.items():
            try:
                values[name] = editor.value()
                SplitConfig(**{name: values[name]})
                editor.show_error(None)
            except UserError as error:
                editor.show_error(error)
                problem = problem or error
        if problem is not None:
            raise problem
        return SplitConfig(**values)

    @Slot()
    def apply(self) -> None:
        """Divide the ratings as the form says, in a job, and make it the split of the next runs."""
        dataset = self._workspace.dataset
        if dataset is None:
            return
        self._job.drop()
        try:
            config = self.config()
        except UserError as error:
            self.messages.show_error(error)
            return
        work = partial(_divide, dataset, config)
        start = self._workspace.start_job
        self._job.take(start("Dividing the ratings", work, self._on_divided, self.messages.show_error))

    def _make_editors(self) -> None:
        from movierec_gui.data.splits import SplitConfig

        entries = {entry.name: entry for entry in settings_of(SplitConfig)}
        last: QWidget = self.fold
        for name in ("validation", "test", "seed", "refit"):
            editor = SettingEditor(entries[name])
            editor.changed.connect(self._on_edited)
            self.editors[name] = editor
            self._form.insertWidget(self._form.count() - 1, editor)
            last = editor.put_behind(last)

    def _fill(self, config: SplitConfig) -> None:
        self._filling = True
        self.method.setCurrentIndex(self.method.findData(config.method))
        for name, editor in self.editors.items():
            editor.start_from(getattr(config, name))
        self._offer_folds(config.fold)
        self._filling = False

    def _offer_folds(self, chosen: str) -> None:
        """The folds of the chosen method; ``chosen`` stays where it is one of them."""
        from movierec_gui.data.splits import fold_names

        method = self.method.currentData()
        dataset = self._workspace.dataset
        names: tuple[str, ...] = ()
        if dataset is not None and "test" in self.editors:
            try:
                names = fold_names(dataset, method, self.editors["test"].value())
            except UserError:
                names = ()  # the fraction is being typed; its field says what is wrong
        self.fold.blockSignals(True)
        self.fold.clear()
        for name in names:
            self.fold.addItem(name, name)
        self.fold.setCurrentIndex(max(0, self.fold.findData(chosen)))
        self.fold.blockSignals(False)
        self._method_help.setText(METHODS[method][1])
        for widget in (self.fold, self._fold_label):
            widget.setVisible(bool(names))

    @Slot()
    def _on_edited(self) -> None:
        if not self._filling:
            self._offer_folds(self.fold.currentData() or "")
            self._timer.start()

    @Slot()
    def _on_article_clicked(self) -> None:
        from movierec_gui.data.splits import ARTICLE_SPLIT

        self._fill(ARTICLE_SPLIT)
        self.apply()

    @Slot(object)
    def _on_divided(self, split: Split) -> None:
        self.messages.clear()
        self._workspace.set_split_config(split.config, split)

    @Slot()
    def _on_split_changed(self) -> None:
        split = self._workspace.split
        if split is None:
            return
        sizes = {"Training": len(split.train), "Validation": len(split.validation), "Test": len(split.test)}
        self.parts.show_parts(tuple(Part(name, size) for name, size in sizes.items() if size))


def _divide(dataset: Dataset, config: SplitConfig) -> Generator[Progress, None, Split]:
    from movierec_gui.data.splits import split_ratings

    yield Progress("Dividing the ratings")
    return split_ratings(dataset, config)
