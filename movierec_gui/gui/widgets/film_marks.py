"""Marks of a film for the current person: to watch, seen, not for me; as buttons and as a menu."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QWidget

from movierec_gui.gui.people_book import PeopleBook
from movierec_gui.gui.style import SPACING, set_role

MARKS = (
    ("watchlist", "Watchlist", "Keep the film to watch it later"),
    ("seen", "Seen", "Seen, without a rating"),
    ("not_for_me", "Not for me", "Leave the film out where films are suggested"),
)
"""Name of the person's list, text, help."""


class FilmMarks(QWidget):
    """A button to switch each mark of one movie."""

    def __init__(self, book: PeopleBook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._book = book
        self._movie: int | None = None
        self.buttons: dict[str, QPushButton] = {}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACING // 2)
        for which, text, help_text in MARKS:
            button = QPushButton(text)
            set_role(button, "mark")
            button.setCheckable(True)
            button.setToolTip(help_text)
            button.clicked.connect(partial(self._on_clicked, which))
            self.buttons[which] = button
            layout.addWidget(button)
        layout.addStretch()
        book.person_changed.connect(self._show)
        self.set_movie(None)

    def set_movie(self, movie: int | None) -> None:
        """Show and switch the marks of this movie."""
        self._movie = movie
        self._show()

    @Slot()
    def _show(self) -> None:
        marked = () if self._movie is None else self._book.lists_of(self._movie)
        rated = self._movie in self._book.ratings
        for which, button in self.buttons.items():
            button.setChecked(which in marked or (which == "seen" and rated))
            button.setEnabled(self._movie is not None and not (which == "seen" and rated))

    def _on_clicked(self, which: str) -> None:
        if self._movie is not None:
            self._show()  # the button shows the mark once it is on the disk
            self._book.mark(self._movie, which, which not in self._book.lists_of(self._movie))


def show_marks_menu(
    book: PeopleBook, movie: int, parent: QWidget, where: QPoint, others: Sequence[QAction] = ()
) -> QMenu:
    """Open a menu of the marks of a movie, and of what else can be done with its list, at a global position."""
    menu = QMenu(parent)
    marked = book.lists_of(movie)
    for which, text, help_text in MARKS:
        action = menu.addAction(text)
        action.setCheckable(True)
        action.setChecked(which in marked)
        action.setEnabled(which != "seen" or movie not in book.ratings)
        action.setToolTip(help_text)
        action.triggered.connect(partial(book.mark, movie, which, which not in marked))
    if movie in book.ratings:
        menu.addSeparator()
        menu.addAction("Take the rating back").triggered.connect(partial(book.rate, movie, None))
    if others:
        menu.addSeparator()
        menu.addActions(list(others))
    menu.popup(where)
    return menu
