"""Which ratings judge the models: seeds of the article's split, k folds, or the folds that the data set ships."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QSpinBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from movierec_gui.errors import UserError
from movierec_gui.gui.style import FIELD_MARGIN, SPACING, set_style_property, text_label

if TYPE_CHECKING:
    from movierec_gui.data.dataset import Dataset
    from movierec_gui.data.splits import SplitConfig

SEEDS, K_FOLD, OFFICIAL = range(3)
_TEXTS = (
    "For each seed another random fifth of the ratings judges, as in the article.",
    "The ratings are dealt into so many parts; each judges once.",
    "The test parts that come with the data set.",
)
_FOLDS_HEIGHT = 104


class ProtocolForm(QWidget):
    """Makes the splits of a comparison."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dataset: Dataset | None = None
        self.method = QComboBox()
        self.method.setAccessibleName("Protocol")
        self.seeds = QLineEdit("0, 1, 2")
        self.seeds.setAccessibleName("Seeds")
        self.seeds.setToolTip("Seeds of the article's split, with commas between")
        self.folds = QSpinBox()
        self.folds.setRange(2, 20)
        self.folds.setValue(5)
        self.folds.setSuffix(" folds")
        self.folds.setAccessibleName("Number of folds")
        self.folds.lineEdit().setTextMargins(FIELD_MARGIN, 0, 0, 0)
        self.official = QListWidget()
        self.official.setAccessibleName("The data set's own folds")
        self.official.setFixedHeight(_FOLDS_HEIGHT)
        self.explanation = text_label("", "muted", wrap=True)
        self.problem = text_label("", "error", wrap=True)
        self._fields = QStackedWidget()
        self._pages: list[QWidget] = []
        for field in (self.seeds, self.folds, self.official):
            page = QWidget()
            inside = QVBoxLayout(page)
            inside.setContentsMargins(0, 0, 0, 0)
            inside.addWidget(field)
            self._fields.addWidget(page)
            self._pages.append(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACING)
        for part in (self.method, self._fields, self.problem, self.explanation):
            layout.addWidget(part)
        self._offer(())
        self.method.currentIndexChanged.connect(self._on_method_chosen)
        self.seeds.textChanged.connect(self._on_changed)
        self.folds.valueChanged.connect(self._on_changed)
        self.official.itemChanged.connect(self._on_changed)
        self._on_method_chosen()

    def set_dataset(self, dataset: Dataset | None) -> None:
        """Offer what this data set allows."""
        self._dataset = dataset
        self._offer(tuple(fold.name for fold in dataset.folds) if dataset is not None else ())
        self._on_method_chosen()

    def splits(self) -> tuple[SplitConfig, ...]:
        """Returns the chosen splits. Raises UserError, shown below its field, where that is no split."""
        if self._dataset is None:
            return ()
        from movierec_gui.data.splits import parse_seeds
        from movierec_gui.training.comparing.contestants import article_splits, k_fold_splits, official_splits

        method = self.method.currentIndex()
        if method == SEEDS:
            return article_splits(parse_seeds(self.seeds.text()))
        if method == K_FOLD:
            return k_fold_splits(self._dataset, self.folds.value())
        items = [self.official.item(row) for row in range(self.official.count())]
        names = [item.text() for item in items if item.checkState() == Qt.CheckState.Checked]
        if not names:
            raise UserError("No fold is ticked", "", "Tick at least one")
        return official_splits(self._dataset, names)

    def _offer(self, folds: tuple[str, ...]) -> None:
        titles = ["The article's split, several seeds", "k-fold cross-validation"]
        titles += ["The data set's own folds"] if folds else []
        with QSignalBlocker(self.method), QSignalBlocker(self.official):
            chosen = min(max(0, self.method.currentIndex()), len(titles) - 1)
            self.method.clear()
            self.method.addItems(titles)
            self.method.setCurrentIndex(chosen)
            self.official.clear()
            for name in folds:
                item = QListWidgetItem(name, self.official)
                item.setCheckState(Qt.CheckState.Checked)

    @Slot()
    def _on_method_chosen(self) -> None:
        method = self.method.currentIndex()
        self._fields.setCurrentIndex(method)
        # As tall as the field that is shown, not as the tallest.
        self._fields.setFixedHeight(self._pages[method].sizeHint().height())
        self.explanation.setText(_TEXTS[method])
        self._on_changed()

    @Slot()
    def _on_changed(self) -> None:
        problem = ""
        try:
            self.splits()
        except UserError as error:
            problem = str(error)
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        set_style_property(self.seeds, "invalid", bool(problem) and self.method.currentIndex() == SEEDS)
        self.changed.emit()
