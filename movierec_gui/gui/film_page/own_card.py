"""The person's own rating of a film, and their lists: kept as soon as they are clicked."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from movierec_gui.gui.style import SPACING, set_icon, set_role, text_label
from movierec_gui.gui.widgets.star_rating import StarRating
from movierec_gui.gui.workspace import Workspace

MARKS = (
    ("watchlist", "Watchlist", "Want to see it"),
    ("seen", "Seen", "Seen, but not rated"),
    ("not_for_me", "Not for me", "Never to be suggested"),
)


class OwnCard(QWidget):
    """Shows and changes what the current person of ``Workspace.people`` says of a film."""

    failed = Signal(object)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._movie: int | None = None
        self._listening = False
        self.who = text_label("", "heading")
        self.stars = StarRating()
        self.marks: dict[str, QPushButton] = {}
        self.undo_button = QToolButton()
        set_icon(self.undo_button, "undo")
        self.undo_button.setAccessibleName("Undo")
        self.taste_button = QPushButton("Taste…")
        set_role(self.taste_button, "link")
        self.taste_button.setToolTip("Open this person's page: their taste beside everybody's")
        self._lay_out()
        self.stars.rated.connect(self._on_rated)
        self.undo_button.clicked.connect(self._on_undo)
        self.taste_button.clicked.connect(self._on_taste)

    def _lay_out(self) -> None:
        top, line = QHBoxLayout(), QHBoxLayout()
        for row in (top, line):
            row.setSpacing(SPACING - 2)
        top.addWidget(self.who, 1)
        top.addWidget(self.taste_button)
        top.addWidget(self.undo_button)
        for name, text, hint in MARKS:
            button = QPushButton(text)
            button.setCheckable(True)
            button.setToolTip(hint)
            button.clicked.connect(partial(self._on_marked, name))
            self.marks[name] = button
            line.addWidget(button)
        line.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACING)
        layout.addLayout(top)
        layout.addWidget(self.stars)
        layout.addLayout(line)

    def show_film(self, movie: int | None) -> None:
        """Be about another film; None for none."""
        self._movie = movie
        dataset = self._workspace.dataset
        if movie is None or dataset is None:
            return
        people = self._workspace.people
        if not self._listening:
            self._listening = True
            people.person_changed.connect(self._show)
            people.failed.connect(self.failed)
        if self.stars.levels != tuple(dataset.rating_levels.tolist()):
            self.stars.set_levels(dataset.rating_levels.tolist())
        self._show()

    @Slot()
    def _show(self) -> None:
        people = self._workspace.people
        if self._movie is None:
            return
        self.who.setText(people.person.name if people.person is not None else "You")
        self.stars.set_value(people.ratings.get(self._movie))
        lists = people.lists_of(self._movie)
        for name, button in self.marks.items():
            button.setChecked(name in lists)
        self.undo_button.setEnabled(bool(people.undo_text))
        self.undo_button.setToolTip(f"Undo {people.undo_text}".strip())
        self.taste_button.setVisible(bool(people.ratings))

    @Slot(object)
    def _on_rated(self, value: float | None) -> None:
        if self._movie is not None:
            self._workspace.people.rate(self._movie, value)

    def _on_marked(self, name: str, on: bool) -> None:
        if self._movie is not None:
            self._workspace.people.mark(self._movie, name, on)

    @Slot()
    def _on_undo(self) -> None:
        self._workspace.people.undo()

    @Slot()
    def _on_taste(self) -> None:
        person = self._workspace.people.person
        if person is not None:
            self._workspace.person_requested.emit(person.id)
