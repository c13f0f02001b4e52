"""The pages of the window about a run: each shows one exhibit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget

from movierec_gui.gui.run_page.work import Exhibit
from movierec_gui.gui.style import SPACING, set_icon, text_label
from movierec_gui.gui.widgets.compact_table import CompactTable
from movierec_gui.gui.widgets.figure_view import FigureView
from movierec_gui.gui.widgets.filter_bar import FilterBar
from movierec_gui.gui.widgets.table_model import ColumnView
from movierec_gui.gui.widgets.table_view import SearchableTable, StartJob
from movierec_gui.training.list_names import LIST_NAMES

if TYPE_CHECKING:
    import pandas as pd

_HEIGHTS = [360, 220]
"""Of a picture and the table below it, at first."""
_BIAS = "Mean of prediction less rating: above 0 the run predicts too much"
_BASELINE = "Error of user and movie biases alone, fitted on the run's training ratings"
_FIGURES = (
    ColumnView("ratings", "Ratings", digits=0, width=76, help="Held-out ratings"),
    ColumnView("rmse", "RMSE", digits=3, width=68, help="Root of the mean squared error, in stars"),
    ColumnView("mae", "MAE", digits=3, width=64, help="Mean absolute error, in stars"),
    ColumnView("bias", "Bias", digits=3, width=64, help=_BIAS),
    ColumnView("baseline_rmse", "Biases", digits=3, width=70, help=_BASELINE),
)
_GAIN = ColumnView("gain", "Gain", digits=3, width=64, help="Stars that the run is nearer than the biases")
GROUP_COLUMNS = (
    ColumnView("group", "Group"),
    ColumnView("ratings", "Ratings", digits=0, width=76, help="Held-out ratings"),
    ColumnView("people", "People", digits=0, width=72, help="People whose ratings they are"),
    ColumnView("rmse", "RMSE", digits=3, width=68, help="Root of the mean squared error, in stars"),
    ColumnView("interval", "95 % interval", width=116, help="Of the RMSE; ratings of one person counted together"),
    ColumnView("mae", "MAE", digits=3, width=64, help="Mean absolute error, in stars"),
    ColumnView("mse", "MSE", digits=3, width=64, help="Mean squared error"),
    ColumnView("bias", "Bias", digits=3, width=68, help=_BIAS),
    ColumnView("baseline_rmse", "Biases", digits=3, width=68, help=_BASELINE),
)
PEOPLE_COLUMNS = (ColumnView("name", "User", width=120), *_FIGURES, _GAIN)
FILM_COLUMNS = (ColumnView("title", "Film", width=272), *_FIGURES, _GAIN)
DUEL_COLUMNS = (
    ColumnView("name", "User", width=64),
    ColumnView("ratings", "Ratings", digits=0, width=76, help="Ratings that both runs held out"),
    ColumnView("mse_first", "MSE, 1st", digits=3, width=84, help="Mean squared error of this run"),
    ColumnView("mse_second", "MSE, 2nd", digits=3, width=84, help="Mean squared error of the other run"),
    ColumnView("difference", "Difference", digits=3, width=92, help="Of the MSE: below 0 this run serves them better"),
    ColumnView("low", "from", digits=3, width=66, help="Lower end of the paired 95 % interval"),
    ColumnView("high", "to", digits=3, width=66, help="Upper end of the paired 95 % interval"),
    ColumnView("p", "p", digits=3, width=58, help="Of the paired t-test, corrected over all people"),
    ColumnView("better", "Better with", width=96, help="The run that is surely better: corrected p below 0.05"),
)
_IN_THE_NOTE = ("length", "users")
"""Figures of lists that the sentence above the table says."""


class ExhibitPage(QWidget):
    """A sentence, and below it what a subclass adds."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.exhibit: Exhibit | None = None
        """What an export writes; None while there is nothing."""
        self.note = text_label("", "muted", wrap=True)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, SPACING, 0, 0)
        self.column.setSpacing(SPACING)

    def say(self, text: str) -> None:
        """Show a sentence and nothing else."""
        self.exhibit = None
        self.note.setText(text)


class FigurePage(ExhibitPage):
    """A picture below a sentence."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        """``title`` names the picture for screen readers."""
        super().__init__(parent)
        self.figure = FigureView(title)
        self.column.addWidget(self.note)
        self.column.addWidget(self.figure, 1)
        self.column.addStretch()
        self.say("")

    def say(self, text: str) -> None:
        """Show a sentence in place of the picture."""
        super().say(text)
        self.figure.hide()

    def show_exhibit(self, exhibit: Exhibit | None, note: str, empty: str) -> None:
        """Show a picture under a note, or say why there is none."""
        if exhibit is None or exhibit.paint is None:
            self.say(empty)
            return
        self.exhibit = exhibit
        self.note.setText(note)
        self.figure.show()
        self.figure.show_figure(exhibit.paint, note)


class GroupsPage(ExhibitPage):
    """Errors by group: a picture and the same as a table."""

    def __init__(self, groupings: Sequence[tuple[str, str, str]], parent: QWidget | None = None) -> None:
        """``groupings``: name, title and help of each."""
        super().__init__(parent)
        self._exhibits: dict[str, Exhibit] = {}
        self.by = QComboBox()
        self.by.setAccessibleName("Errors by")
        self.by.setToolTip("What the held-out ratings are divided by")
        for place, (name, title, help_text) in enumerate(groupings):
            self.by.addItem(title, name)
            self.by.setItemData(place, help_text, Qt.ItemDataRole.ToolTipRole)
        label = QLabel("Errors by")
        label.setBuddy(self.by)
        line = QHBoxLayout()
        line.setSpacing(SPACING)
        line.addWidget(label)
        line.addWidget(self.by)
        line.addWidget(self.note, 1)
        self.figure = FigureView("Errors by group")
        self.table = CompactTable(GROUP_COLUMNS, "Errors by group")
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.addWidget(self.figure)
        parts.addWidget(self.table)
        parts.setSizes(_HEIGHTS)
        parts.setChildrenCollapsible(False)
        self.column.addLayout(line)
        self.column.addWidget(parts, 1)
        self.by.currentIndexChanged.connect(self._show_chosen)
        self.say("")

    def say(self, text: str) -> None:
        """Show a sentence and no errors."""
        super().say(text)
        self._exhibits = {}
        self.figure.hide()
        self.table.hide()

    def show_exhibits(self, exhibits: dict[str, Exhibit]) -> None:
        """Show the errors, by whatever is chosen."""
        self._exhibits = exhibits
        self._show_chosen()

    @Slot()
    def _show_chosen(self) -> None:
        if not self._exhibits:
            return
        self.exhibit = exhibit = self._exhibits.get(f"errors-by-{self.by.currentData()}")
        there = exhibit is not None and exhibit.frame is not None and exhibit.paint is not None
        self.figure.setVisible(there)
        self.table.setVisible(there)
        self.note.setText("" if there else "These data do not say.")
        if exhibit is None or exhibit.frame is None or exhibit.paint is None:
            return
        frame = exhibit.frame
        self.table.show_frame(frame.assign(interval=_intervals(frame)))
        self.figure.show_figure(exhibit.paint, f"Errors by {self.by.currentText().lower()}, {exhibit.title}")


class ServedPage(ExhibitPage):
    """People or films, the best served first; a row opens its page."""

    def __init__(
        self,
        columns: Sequence[ColumnView],
        search: tuple[str, str],
        noun: str,
        start_job: StartJob,
        parent: QWidget | None = None,
    ) -> None:
        """``search``: the column that is searched, and the hint; ``noun``: what rows are, plural."""
        super().__init__(parent)
        column, hint = search
        self._noun = noun
        self.table = SearchableTable(
            columns, FilterBar((column,), hint, support_column="ratings"), start_job, noun, parent=self
        )
        self.worst = QPushButton("Worst first")
        self.worst.setCheckable(True)
        self.worst.setToolTip("Turn the order round: those that the run serves worst come first")
        self.worst.toggled.connect(self._on_worst_toggled)
        self.table.add_to_footer(self.worst)
        self.column.addWidget(self.note)
        self.column.addWidget(self.table, 1)
        self.column.addStretch()
        self.say("")

    def say(self, text: str) -> None:
        """Show a sentence and no rows."""
        super().say(text)
        self.table.hide()

    def show_exhibit(self, exhibit: Exhibit, fewest: int) -> None:
        """Show the table of an exhibit."""
        frame = exhibit.frame
        if frame is None or not len(frame):
            self.say(f"No {self._noun} have {fewest} ratings or more in this part.")
            return
        self.exhibit = exhibit
        self.note.setText(
            f"Best served first, of those with {fewest} held-out ratings or more. Enter or a double click opens a page."
        )
        self.table.show()
        self.table.set_frame(frame)
        self._on_worst_toggled(self.worst.isChecked())

    @Slot(bool)
    def _on_worst_toggled(self, worst: bool) -> None:
        self.table.sort_by("rmse", descending=worst)


class ListsPage(ExhibitPage):
    """Figures of the lists that a run makes, on request: they take longer than all the rest."""

    judge_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.button = QPushButton("Judge its lists")
        set_icon(self.button, "play")
        self.button.setToolTip("Predict everybody's every unrated movie and look at the top ten; this may take minutes")
        self.button.clicked.connect(self.judge_requested)
        self.table = CompactTable(
            (ColumnView("figure", "Figure"), ColumnView("value", "Value", digits=4, width=110)), "Figures of lists"
        )
        self.figure = FigureView("Figures of lists")
        line = QHBoxLayout()
        line.addWidget(self.button)
        line.addStretch()
        self.parts = QSplitter(Qt.Orientation.Vertical)
        self.parts.addWidget(self.figure)
        self.parts.addWidget(self.table)
        self.parts.setSizes(_HEIGHTS)
        self.parts.setChildrenCollapsible(False)
        self.column.addWidget(self.note)
        self.column.addLayout(line)
        self.column.addWidget(self.parts, 1)
        self.column.addStretch()
        self.say("")

    def say(self, text: str) -> None:
        """Show a sentence, and the button."""
        super().say(text)
        self.parts.hide()

    def show_exhibit(self, exhibit: Exhibit) -> None:
        """Show the figures."""
        self.exhibit = exhibit
        self.note.setText(f"{exhibit.title}.")
        if exhibit.frame is not None and exhibit.paint is not None:
            shown = exhibit.frame[~exhibit.frame["figure"].isin(_IN_THE_NOTE)]
            names = [LIST_NAMES[name].words for name in shown["figure"]]
            self.table.show_columns({"figure": names, "value": shown["value"].astype(float).tolist()})
            self.figure.show_figure(exhibit.paint, f"Figures of lists, {exhibit.title}")
        self.parts.show()


class DuelPage(ExhibitPage):
    """This run and another one, person by person."""

    other_chosen = Signal(str)
    """Id of the other run."""

    def __init__(self, start_job: StartJob, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.other = QComboBox()
        self.other.setAccessibleName("The other run")
        self.other.setToolTip("The run to compare with, on ratings that both held out")
        self.other.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.other.setMinimumContentsLength(24)
        label = QLabel("Beside")
        label.setBuddy(self.other)
        line = QHBoxLayout()
        line.setSpacing(SPACING)
        line.addWidget(label)
        line.addWidget(self.other)
        line.addStretch()
        self.figure = FigureView("Difference of the two runs for everybody")
        self.table = SearchableTable(DUEL_COLUMNS, FilterBar(("name",), "Search users"), start_job, "people")
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.addWidget(self.figure)
        parts.addWidget(self.table)
        parts.setSizes(_HEIGHTS)
        parts.setChildrenCollapsible(False)
        self.column.addLayout(line)
        self.column.addWidget(self.note)
        self.column.addWidget(parts, 1)
        self.other.activated.connect(self._on_activated)
        self.say("")

    def say(self, text: str) -> None:
        """Show a sentence in place of the comparison."""
        super().say(text)
        self.figure.hide()
        self.table.hide()

    def show_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """Offer other runs: id and name of each."""
        self.other.clear()
        self.other.addItem("Choose a run…", "")
        for run_id, name in choices:
            self.other.addItem(name, run_id)
        self.other.setEnabled(bool(choices))
        self.say("" if choices else "There is no other run of these data.")

    def show_exhibit(self, exhibit: Exhibit, summary: str) -> None:
        """Show a comparison."""
        self.exhibit = exhibit
        self.note.setText(summary)
        if exhibit.frame is not None and exhibit.paint is not None:
            self.figure.show()
            self.table.show()
            self.figure.show_figure(exhibit.paint, summary)
            names = {"first": "this run", "second": "the other", "neither": "neither"}
            self.table.set_frame(exhibit.frame.assign(better=exhibit.frame["better"].map(names)))

    @Slot(int)
    def _on_activated(self, index: int) -> None:
        if self.other.itemData(index):
            self.other_chosen.emit(str(self.other.itemData(index)))


def _intervals(frame: pd.DataFrame) -> list[str]:
    return [
        "–" if low != low else f"{low:.3f} – {high:.3f}"
        for low, high in zip(frame["rmse_low"], frame["rmse_high"], strict=True)
    ]
