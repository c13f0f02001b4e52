"""The person's own rating of a film, and their lists: kept as soon as they are clicked."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from movierec_gui.gui.style import SPACING, set_icon, set_role, text_label
from movierec_gui.gui.widgets.film_marks import FilmMarks
from movierec_gui.gui.widgets.star_rating import StarRating
from movierec_gui.gui.workspace import Workspace


class OwnCard(QWidget):
    """Shows and changes what the current person of ``Workspace.people`` says of a film."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._book = workspace.people
        self._movie: int | None = None
        self.who = text_label("", "heading")
        self.stars = StarRating()
        self.marks = FilmMarks(self._book)
        self.undo_button = QToolButton()
        set_icon(self.undo_button, "undo")
        self.undo_button.setAccessibleName("Undo")
        self.undo_button.setToolTip("Undo")
        self.taste_button = QPushButton("Taste…")
        set_role(self.taste_button, "link")
        self.taste_button.setToolTip("Open this person's page: their taste beside everybody's")
        top = QHBoxLayout()
        top.setSpacing(SPACING - 2)
        top.addWidget(self.who, 1)
        top.addWidget(self.taste_button)
        top.addWidget(self.undo_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACING)
        layout.addLayout(top)
        layout.addWidget(self.stars)
        layout.addWidget(self.marks)
        self.stars.rated.connect(self._on_rated)
        self.undo_button.clicked.connect(self._book.undo)
        self.taste_button.clicked.connect(self._on_taste)
        self._book.person_changed.connect(self._show)

    def show_film(self, movie: int | None) -> None:
        """Be about another film; None for none."""
        self._movie = movie
        dataset = self._workspace.dataset
        if dataset is not None and self.stars.levels != tuple(dataset.rating_levels.tolist()):
            self.stars.set_levels(dataset.rating_levels.tolist())
        self.marks.set_movie(movie)
        self._show()

    @Slot()
    def _show(self) -> None:
        if self._movie is None:
            return
        book = self._book
        self.who.setText(book.person.name if book.person is not None else "You")
        self.stars.set_value(book.ratings.get(self._movie))
        self.undo_button.setEnabled(bool(book.undo_text))
        self.undo_button.setToolTip(f"Undo {book.undo_text}".strip())
        self.taste_button.setVisible(bool(book.ratings))

    @Slot(object)
    def _on_rated(self, value: float | None) -> None:
        if self._movie is not None:
            self._book.rate(self._movie, value)

    @Slot()
    def _on_taste(self) -> None:
        if self._book.person is not None:
            self._workspace.person_requested.emit(self._book.person.id)
