"""Whether a training has the ratings of somebody who is kept, as those of one more user."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Slot
from PySide6.QtWidgets import QComboBox, QMessageBox, QWidget

from movierec_gui.gui.people_book import PeopleBook
from movierec_gui.wording import counted

if TYPE_CHECKING:
    from movierec_gui.data.people.person import Person
    from movierec_gui.training.every_run import AnyRecord

_NOBODY = "Nobody"
_HELP = (
    "Train with a person's ratings as well, as those of one more user. They are kept with the run, in training only: "
    "validation and test stay the same, and no comparison includes them."
)
_NONE_YET = "Train with your own ratings as well: rate films, or import a history, in the Predict tab first."


class WithPersonChooser(QComboBox):
    """Offers nobody and those of the kept people who have ratings."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._book: PeopleBook | None = None
        self._refusal = ""
        self.setAccessibleName("Include a person")
        self._fill()

    def follow(self, book: PeopleBook) -> None:
        """Offer the people of this book from now on."""
        self._book = book
        book.people_changed.connect(self._fill)
        self._fill()

    @property
    def person(self) -> Person | None:
        """The person as they are now; None for nobody."""
        people = () if self._book is None or self._refusal else self._book.people
        return next((person for person in people if person.id == self.currentData()), None)

    def choose(self, person_id: str) -> None:
        """Choose a person by id; nobody where they are not offered."""
        self.setCurrentIndex(max(0, self.findData(person_id)))

    def allow(self, refusal: str = "") -> None:
        """Let somebody be chosen, or say why nobody can be."""
        self._refusal = refusal
        self._show_state()

    @Slot()
    def _fill(self) -> None:
        chosen = self.currentData()
        with QSignalBlocker(self):
            self.clear()
            self.addItem(_NOBODY, "")
            for person in () if self._book is None else self._book.people:
                if person.ratings:
                    self.addItem(f"{person.name}, {counted(len(person.ratings), 'rating')}", person.id)
            self.choose(chosen or "")
        self._show_state()

    def _show_state(self) -> None:
        self.setEnabled(self.count() > 1 and not self._refusal)
        self.setToolTip(self._refusal or (_HELP if self.count() > 1 else _NONE_YET))


def may_hand_on(parent: QWidget, record: AnyRecord) -> bool:
    """Whether a run may go into a file: yes, unless that would hold a person's ratings and somebody says no."""
    if record.person is None:
        return True
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle("Export a run")
    box.setText(f"The file will hold {record.person.summary}.")
    box.setInformativeText(
        "The run was trained with them and cannot be opened without. Whoever has the file can read them."
    )
    write = box.addButton("Export with the ratings", QMessageBox.ButtonRole.AcceptRole)
    cancel = box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(cancel)
    box.setEscapeButton(cancel)
    box.exec()
    agreed = box.clickedButton() is write
    box.deleteLater()
    return agreed
