"""One line above a table: search words, genre, years of release, and how many ratings stand behind a row."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QSpinBox, QToolButton, QWidget

from movierec_gui.data.tables import RowQuery
from movierec_gui.gui.style import FIELD_MARGIN, SPACING, set_icon

_ANY_GENRE = "All genres"
_PAUSE_MS = 200
"""How long a person may pause between two key strokes before the table is searched."""


class FilterBar(QWidget):
    """Builds a RowQuery from what a person asks for; ``changed`` is emitted once the typing pauses.

    A filter is shown only if it is given the column that it looks at: ``genre_column`` ("Comedy|Drama" texts),
    ``year_column`` and ``support_column`` (numbers).
    """

    changed = Signal()

    def __init__(
        self,
        search_columns: tuple[str, ...],
        search_hint: str = "Search titles",
        genre_column: str = "",
        year_column: str = "",
        support_column: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._search_columns = search_columns
        self._genre_column, self._year_column, self._support_column = genre_column, year_column, support_column
        self._years = (0, 9999)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE_MS)
        self._timer.timeout.connect(self.changed)
        self.search = _search_field(search_hint)
        self.genre = QComboBox()
        self.genre.addItem(_ANY_GENRE)
        self.genre.setToolTip("Show only movies of this genre")
        self.genre.setAccessibleName("Genre")
        self.first_year = _number_field("From year", "Show only movies released in this year or later")
        self.last_year = _number_field("To year", "Show only movies released in this year or earlier")
        self.support = _number_field("Least number of ratings", "Show only rows with at least this many ratings")
        self.support.setRange(0, 100_000_000)
        self.support.setSpecialValueText("any")
        self._reset = QToolButton()
        set_icon(self._reset, "close")
        self._reset.setToolTip("Clear the search and all filters")
        self._reset.setAccessibleName("Clear the search and all filters")
        self._lay_out()
        self.set_years(1900, 2100)
        self.search.textChanged.connect(self._on_edited)
        self.genre.currentIndexChanged.connect(self._on_edited)
        for field in (self.first_year, self.last_year, self.support):
            field.valueChanged.connect(self._on_edited)
        self._reset.clicked.connect(self.clear)

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACING)
        layout.addWidget(self.search, 1)
        layout.addWidget(self.genre)
        labels = (QLabel("Years"), QLabel("–"), QLabel("Ratings ≥"))
        for label, field in zip(labels, (self.first_year, self.last_year, self.support), strict=True):
            label.setBuddy(field)
            layout.addWidget(label)
            layout.addWidget(field)
        layout.addWidget(self._reset)
        self.genre.setVisible(bool(self._genre_column))
        self._of_years = (labels[0], self.first_year, labels[1], self.last_year)
        for widget in self._of_years:
            widget.setVisible(bool(self._year_column))
        for widget in (labels[2], self.support):
            widget.setVisible(bool(self._support_column))

    def set_genres(self, names: Sequence[str]) -> None:
        """Offer these genres; the chosen one stays if it is still there. Without any there is nothing to choose."""
        self.genre.setVisible(bool(self._genre_column) and bool(names))
        chosen = self.genre.currentText()
        self.genre.blockSignals(True)
        self.genre.clear()
        self.genre.addItems([_ANY_GENRE, *names])
        self.genre.setCurrentIndex(max(0, self.genre.findText(chosen)))
        self.genre.blockSignals(False)

    def set_years(self, first: int, last: int) -> None:
        """Offer these years and show all of them; (0, 0) where no title names one."""
        for widget in self._of_years:
            widget.setVisible(bool(self._year_column) and last > 0)
        self._years = (first, last)
        for field, value in ((self.first_year, first), (self.last_year, last)):
            field.blockSignals(True)
            field.setRange(first, last)
            field.setValue(value)
            field.blockSignals(False)

    def query(self) -> RowQuery:
        """Returns the fields' filter as a query without an order."""
        low: dict[str, float] = {}
        high: dict[str, float] = {}
        if self._year_column and self.first_year.value() > self._years[0]:
            low[self._year_column] = self.first_year.value()
        if self._year_column and self.last_year.value() < self._years[1]:
            high[self._year_column] = self.last_year.value()
        if self._support_column and self.support.value():
            low[self._support_column] = self.support.value()
        genre = self.genre.currentText() if self.genre.currentIndex() > 0 else ""
        return RowQuery(
            text=self.search.text(),
            text_columns=self._search_columns,
            parts={self._genre_column: genre} if self._genre_column and genre else {},
            low=low,
            high=high,
        )

    @property
    def active(self) -> bool:
        """Whether anything is asked for."""
        query = self.query()
        return bool(query.text.strip() or query.parts or query.low or query.high)

    def focus_search(self) -> None:
        """Put the cursor into the search field and select what is there."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    @Slot()
    def clear(self) -> None:
        """Ask for everything again."""
        self.search.clear()
        self.genre.setCurrentIndex(0)
        self.first_year.setValue(self._years[0])
        self.last_year.setValue(self._years[1])
        self.support.setValue(0)

    @Slot()
    def _on_edited(self) -> None:
        self._timer.start()


def _search_field(hint: str) -> QLineEdit:
    field = QLineEdit()
    field.setPlaceholderText(hint)
    field.setAccessibleName(hint)
    field.setToolTip(f"{hint} (Ctrl+F)")
    field.setClearButtonEnabled(True)
    field.setMinimumWidth(140)
    magnifier = QAction(field)
    set_icon(magnifier, "search")
    field.addAction(magnifier, QLineEdit.ActionPosition.LeadingPosition)
    return field


def _number_field(name: str, help_text: str) -> QSpinBox:
    field = QSpinBox()
    field.setAccessibleName(name)
    field.setToolTip(help_text)
    field.lineEdit().setTextMargins(FIELD_MARGIN, 0, 0, 0)
    return field
