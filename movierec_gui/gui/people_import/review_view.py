"""A review to go through: sections with their numbers of rows, the rows of one, and the decision on the current row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from movierec_gui.gui.people_import.decision_panel import MOST_CHOICES, DecisionPanel
from movierec_gui.gui.people_import.sections import CONFLICTS, SECTIONS, outcome_text, rating_text
from movierec_gui.gui.style import SPACING, fit_text_width, text_label
from movierec_gui.gui.widgets.compact_table import CompactTable
from movierec_gui.gui.widgets.table_model import ColumnView

if TYPE_CHECKING:
    from movierec_gui.data.people.review import Review, ReviewRow

_SECTION_WIDTH = 210
_COLUMNS = (
    ColumnView("film", "Film"),
    ColumnView("rating", "Rating", width=110),
    ColumnView("outcome", "Here", width=400),
)


class ReviewView(QWidget):
    """Holds the review and each one before it, so that every decision can be taken back."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reviews: list[Review] = []
        self.sections = QListWidget()
        self.sections.setAccessibleName("Sections of the review")
        fit_text_width(self.sections, _SECTION_WIDTH)
        self.sections.setSpacing(2)
        self.explanation = text_label("", "muted", wrap=True)
        self.replace_all = QPushButton("Take all of the file's")
        self.replace_all.setToolTip("Let every rating of the file take the place of yours")
        self.table = CompactTable(_COLUMNS, "Rows of the section")
        self.panel = DecisionPanel()
        head = QHBoxLayout()
        head.setSpacing(SPACING)
        head.addWidget(self.explanation, 1)
        head.addWidget(self.replace_all)
        right = QVBoxLayout()
        right.setSpacing(SPACING)
        right.addLayout(head)
        right.addWidget(self.table, 1)
        right.addWidget(self.panel)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACING)
        layout.addWidget(self.sections)
        layout.addLayout(right, 1)
        self.sections.currentRowChanged.connect(self._on_section_changed)
        self.table.selectionModel().currentRowChanged.connect(self._on_row_changed)
        for widget in (self.table, self.sections):
            widget.installEventFilter(self)
        self.panel.chosen.connect(self.decide)
        self.panel.found.connect(self._on_found)
        self.replace_all.clicked.connect(self._on_replace_all)

    @property
    def review(self) -> Review | None:
        """The review with all decisions so far."""
        return self._reviews[-1] if self._reviews else None

    @property
    def can_undo(self) -> bool:
        """Whether a decision can be taken back."""
        return len(self._reviews) > 1

    def set_review(self, review: Review) -> None:
        """Go through this review, the section that asks for something first."""
        self._reviews = [review]
        self.panel.search.set_dataset(review.finder.dataset)
        self._fill_sections()
        self._go_to_filled()
        self._on_section_changed()
        self.table.setFocus()
        self.changed.emit()

    @Slot(int)
    def decide(self, number: int) -> None:
        """Take the card of this number for the current row; 0 rejects the row."""
        review, row = self.review, self.current
        if review is None or row is None:
            return
        if self._section == CONFLICTS:
            if number in (1, 2):
                self._take(review.replace_rating(row.number, number == 2))
        elif not row.can_be_movie:
            return
        elif number == 0:
            self._take(review.reject(row.number))
        elif number <= len(row.candidates):
            self._take(review.choose(row.number, row.candidates[number - 1]))

    @Slot()
    def undo(self) -> None:
        """Take the last decision back."""
        if self.can_undo:
            self._reviews.pop()
            self._show_again()

    @property
    def current(self) -> ReviewRow | None:
        """The row that the cursor is on."""
        place = self.table.current_row()
        review = self.review
        if review is None or place is None or place >= len(self.table.table):
            return None
        return review.row(int(self.table.table.column("number").at(place)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Digits and Delete in the table or the list of sections decide on the current row."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and self._key(event):
            return True
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.decide(0)
            return True
        number = event.key() - Qt.Key.Key_0
        if 0 <= number <= MOST_CHOICES and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.decide(number)
            return True
        return False

    @property
    def _section(self) -> str:
        return SECTIONS[max(0, self.sections.currentRow())].title

    def _take(self, review: Review) -> None:
        self._reviews.append(review)
        stays = self._section == CONFLICTS
        self._show_again(1 if stays else 0)
        self.table.setFocus()

    def _show_again(self, step: int = 0) -> None:
        """Show the rows as they are now; the cursor goes on to the next row."""
        place = (self.table.current_row() or 0) + step
        self._fill_sections()
        self._fill_table(place)
        self._go_to_filled()
        self.changed.emit()

    def _fill_sections(self) -> None:
        review, current = self.review, self.sections.currentRow()
        self.sections.blockSignals(True)
        self.sections.clear()
        for section in SECTIONS if review is not None else ():
            count = len(section.rows(review)) if review is not None else 0
            item = QListWidgetItem(f"{section.title}  ·  {count:,}")
            item.setToolTip(section.explanation)
            self.sections.addItem(item)
            item.setHidden(not count)
        self.sections.setCurrentRow(current)
        self.sections.blockSignals(False)

    def _go_to_filled(self) -> None:
        """Leave a section that is empty now for the first one that is not."""
        current = self.sections.currentItem()
        if current is None or current.isHidden():
            filled = (place for place in range(self.sections.count()) if not self.sections.item(place).isHidden())
            self.sections.setCurrentRow(next(filled, 0))

    def _fill_table(self, place: int) -> None:
        review = self.review
        if review is None:
            return
        section = SECTIONS[max(0, self.sections.currentRow())]
        rows = section.rows(review)
        self.table.show_columns(
            {
                "number": [row.number for row in rows],
                "film": [row.entry.film.label for row in rows],
                "rating": [rating_text(row) for row in rows],
                "outcome": [outcome_text(review, row, section.title) for row in rows],
            }
        )
        if rows:
            self.table.setCurrentIndex(self.table.model().index(min(place, len(rows) - 1), 0))
        self._on_row_changed()

    @Slot()
    def _on_section_changed(self) -> None:
        section = SECTIONS[max(0, self.sections.currentRow())]
        self.explanation.setText(section.explanation)
        self.replace_all.setVisible(section.title == CONFLICTS)
        self._fill_table(0)

    @Slot()
    def _on_row_changed(self) -> None:
        if self.review is not None:
            self.panel.show_row(self.review, self.current, self._section)

    @Slot(int)
    def _on_found(self, movie: int) -> None:
        review, row = self.review, self.current
        if review is not None and row is not None:
            self._take(review.choose(row.number, movie))

    @Slot()
    def _on_replace_all(self) -> None:
        if self.review is not None:
            self._take(self.review.replace_all_ratings())
