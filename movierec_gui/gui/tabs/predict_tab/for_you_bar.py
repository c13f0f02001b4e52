"""Above the list of what to watch: who makes it, for whom it is as well, and where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QSlider, QVBoxLayout, QWidget

from movierec_gui.analysis.list_source import ListSource
from movierec_gui.gui.people_book import PeopleBook
from movierec_gui.gui.run_catalogue import RunCatalogue
from movierec_gui.gui.style import SPACING, text_label
from movierec_gui.gui.tabs.predict_tab.someone_chooser import SomeoneChooser

if TYPE_CHECKING:
    from movierec_gui.recommenders.listing import Agreement
    from movierec_gui.training.runs import RunRecord

_STEPS = 100
"""Of the slider, for 1."""
_SLIDER_WIDTH = 200
_SOURCE_LETTERS = 14
_RECOMMENDER, _RUN = "recommender", "run"
_AGREEMENTS: tuple[tuple[Agreement, str, str], ...] = (
    ("least", "the less willing one counts", "A film stands as high as whoever wants it less would have it"),
    ("mean", "the mean of both counts", "A film stands where the mean of both would have it"),
)


class ForYouBar(QWidget):
    """Two lines of controls; it knows no list."""

    source_chosen = Signal()
    company_changed = Signal()
    agreement_changed = Signal(str)
    moved = Signal(object)
    """The slider stands somewhere else between well known and discoveries: a float, or None for as usual."""
    print_requested = Signal()

    def __init__(self, book: PeopleBook, runs: RunCatalogue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runs = runs
        self.source = QComboBox()
        self.source.setAccessibleName("List by")
        self.source.setToolTip("Who makes the list: a recommender, a kept one, or a run by the ratings it predicts")
        self.source.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.source.setMinimumContentsLength(_SOURCE_LETTERS)
        self.companion = SomeoneChooser(
            book, "nobody else", "Tonight with", "Somebody to watch with: films for both that neither has rated"
        )
        self.agreement = QComboBox()
        self.agreement.setAccessibleName("How two people agree")
        for name, text, tip in _AGREEMENTS:
            self.agreement.addItem(text, name)
            self.agreement.setItemData(self.agreement.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)
        self.agreement.setToolTip("\n".join(f"{text}: {tip}" for _, text, tip in _AGREEMENTS))
        self.agreement.hide()
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName("From well known films to discoveries")
        self.slider.setToolTip("How far films that many people have rated are held back")
        self.slider.setFixedWidth(_SLIDER_WIDTH)
        self.reset = QPushButton("Usual")
        self.reset.setToolTip("Where lists were best on ratings that were held out")
        self.novelty = text_label("", "muted")
        self.print_button = QPushButton("Print…")
        self.print_button.setToolTip("Print the films shown, in their order (Ctrl+P)")
        self._kinds: tuple[tuple[str, str, str], ...] = (("for-you", "For you", ""),)
        self._usual = 0.0
        self._wanted: float | None = None
        self._lay_out()
        self._connect()
        self._fill()

    def _lay_out(self) -> None:
        by, tonight = QLabel("List by"), QLabel("Tonight with")
        by.setBuddy(self.source)
        tonight.setBuddy(self.companion.list)
        self._ends = text_label("well known", "muted"), text_label("discoveries", "muted")
        first, second = QHBoxLayout(), QHBoxLayout()
        above: tuple[QWidget, ...] = (by, self.source, tonight, self.companion, self.agreement)
        for widget in above:
            first.addWidget(widget)
        first.addStretch()
        first.addWidget(self.print_button)
        below: tuple[QWidget, ...] = (self._ends[0], self.slider, self._ends[1], self.reset, self.novelty)
        for widget in below:
            second.addWidget(widget)
        second.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, SPACING, 0, 0)
        layout.setSpacing(SPACING)
        for line in (first, second):
            line.setSpacing(SPACING)
            layout.addLayout(line)

    def _connect(self) -> None:
        self._runs.changed.connect(self._fill)
        self.source.activated.connect(self.source_chosen)
        self.companion.changed.connect(self._on_companion_changed)
        self.agreement.activated.connect(self._on_agreement_chosen)
        self.slider.valueChanged.connect(self._on_slider_moved)
        self.reset.clicked.connect(self._on_reset)
        self.print_button.clicked.connect(self.print_requested)

    @property
    def chosen(self) -> ListSource:
        """Who is to make the list."""
        kind, _, name = str(self.source.currentData()).partition(":")
        return ListSource(run=name) if kind == _RUN else ListSource(name)

    def show_recommenders(self) -> None:
        """Offer all recommenders with their presets; imports them, so not before the window stands."""
        from movierec_gui.recommenders import RECOMMENDERS

        kinds = tuple(choice for kind in RECOMMENDERS for choice in kind.choices())
        if kinds != self._kinds:
            self._kinds = kinds
            self._fill()

    def choose_source(self, key: str) -> None:
        """Choose by what ``source.currentData`` gave; what is not there leaves For you."""
        self.source.setCurrentIndex(max(0, self.source.findData(key)))

    def set_scale(self, low: float, high: float, usual: float) -> None:
        """Let the slider go from well known to discoveries; it stands at the usual place until somebody moves it."""
        place = usual if self._wanted is None else self._wanted
        self._usual = usual
        self.slider.blockSignals(True)
        self.slider.setRange(_steps(low), _steps(high))
        self.slider.setSingleStep(_steps(0.05))
        self.slider.setPageStep(_steps(0.15))
        self.slider.setValue(_steps(place))
        self.slider.blockSignals(False)
        self.reset.setEnabled(self._wanted is not None)

    def set_slides(self, slides: bool) -> None:
        """Offer the slider, or say nothing of it."""
        for widget in (*self._ends, self.slider, self.reset):
            widget.setVisible(slides)

    @property
    def wanted(self) -> float | None:
        """Where somebody put the slider; None where it stands as usual."""
        return self._wanted

    def want(self, value: float | None) -> None:
        """Put the slider somewhere; None: as usual."""
        self._wanted = value
        self.slider.blockSignals(True)
        self.slider.setValue(_steps(self._usual if value is None else value))
        self.slider.blockSignals(False)
        self.reset.setEnabled(value is not None)
        self.moved.emit(value)

    @Slot()
    def _fill(self) -> None:
        before = self.source.currentData()
        self.source.clear()
        for name, title, summary in self._kinds:
            self.source.addItem(title, f"{_RECOMMENDER}:{name}")
            self.source.setItemData(self.source.count() - 1, summary, Qt.ItemDataRole.ToolTipRole)
        self.source.insertSeparator(self.source.count())
        kept = [(row.record.id, row.record.name) for row in self._runs.lists if row.record.parameters]
        for run_id, name in (*kept, *((record.id, _label(record)) for record in self._runs.records)):
            self.source.addItem(f"Run: {name}", f"{_RUN}:{run_id}")
        self.choose_source(before or "")
        if before and self.source.currentData() != before:
            self.source_chosen.emit()

    @Slot()
    def _on_companion_changed(self) -> None:
        self.agreement.setVisible(self.companion.someone is not None)
        self.company_changed.emit()

    @Slot()
    def _on_agreement_chosen(self) -> None:
        self.agreement_changed.emit(self.agreement.currentData())

    @Slot(int)
    def _on_slider_moved(self, steps: int) -> None:
        self.want(steps / _STEPS)

    @Slot()
    def _on_reset(self) -> None:
        self.want(None)


def _label(record: RunRecord) -> str:
    from movierec_gui.training.run_labels import run_label  # imported since the record was read

    return run_label(record)


def _steps(value: float) -> int:
    return round(value * _STEPS)
