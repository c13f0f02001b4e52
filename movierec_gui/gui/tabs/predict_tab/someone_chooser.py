"""Chooses somebody beside the person whom the tab looks at: one of the people who are kept, or a user of the data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from movierec_gui.gui.people_book import PeopleBook
from movierec_gui.gui.style import SPACING
from movierec_gui.gui.widgets.user_chooser import UserChooser

if TYPE_CHECKING:
    from movierec_gui.data.dataset import Dataset
    from movierec_gui.data.people.person import Person

_NOBODY, _USER = "", "user of the data"
_LETTERS = 10


class SomeoneChooser(QWidget):
    """A list that begins with nobody; beside it, for a user of the data, their identifier."""

    changed = Signal()
    failed = Signal(object)
    """The UserError for an identifier that is not in the data."""

    def __init__(self, book: PeopleBook, nobody: str, name: str, tip: str, parent: QWidget | None = None) -> None:
        """``nobody``: the text for no one; ``name`` is for screen readers."""
        super().__init__(parent)
        self._book = book
        self._nobody = nobody
        self._without = ""
        self.list = QComboBox()
        self.list.setAccessibleName(name)
        self.list.setToolTip(tip)
        self.list.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.list.setMinimumContentsLength(_LETTERS)
        self.user = UserChooser()
        self.user.facts.hide()
        self.user.hide()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACING // 2)
        layout.addWidget(self.list)
        layout.addWidget(self.user)
        self.list.activated.connect(self._on_activated)
        self.user.user_changed.connect(self.changed)
        self.user.failed.connect(self.failed)
        book.people_changed.connect(self._fill)
        self._fill()

    @property
    def someone(self) -> int | Person | None:
        """A user's index, a kept person, or nobody."""
        chosen = self.list.currentData()
        if chosen == _USER:
            return self.user.user
        return next((person for person in self._book.people if person.id == chosen), None)

    @property
    def name(self) -> str:
        """What to call them; empty for nobody."""
        someone = self.someone
        if someone is None:
            return ""
        return f"user {self.user.field.text()}" if isinstance(someone, int) else someone.name

    def set_dataset(self, dataset: Dataset | None) -> None:
        """Offer the users of a dataset, and begin with nobody."""
        self.user.set_dataset(dataset)
        self._choose(_NOBODY)

    def set_without(self, person_id: str) -> None:
        """Do not offer the person whom the tab looks at already; empty: offer everybody."""
        if person_id != self._without:
            self._without = person_id
            self._fill()

    def choose_user(self, user: int) -> None:
        """Choose a user of the data by index."""
        self.user.set_user(user)
        self._choose(_USER)
        self.changed.emit()

    def choose_person(self, person_id: str) -> None:
        """Choose a kept person."""
        self._choose(person_id)
        self.changed.emit()

    @Slot()
    def _fill(self) -> None:
        before = self.list.currentData()
        self.list.clear()
        self.list.addItem(self._nobody, _NOBODY)
        for person in self._book.people:
            if person.id != self._without:
                self.list.addItem(person.name, person.id)
        self.list.addItem("a user…", _USER)
        self._choose(before or _NOBODY)
        if before and before != self.list.currentData():
            self.changed.emit()

    def _choose(self, what: str) -> None:
        self.list.setCurrentIndex(max(0, self.list.findData(what)))
        self.user.setVisible(self.list.currentData() == _USER)

    @Slot()
    def _on_activated(self) -> None:
        self._choose(self.list.currentData())
        self.changed.emit()
