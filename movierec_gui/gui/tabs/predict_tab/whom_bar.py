"""Above the lists: whom they are for, which run predicts, and the export."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QPushButton, QRadioButton, QWidget

from movierec_gui.gui.style import SPACING, set_icon
from movierec_gui.gui.tabs.predict_tab.person_chooser import PersonChooser
from movierec_gui.gui.widgets.run_chooser import RunChooser
from movierec_gui.gui.widgets.user_chooser import UserChooser
from movierec_gui.gui.workspace import Workspace

if TYPE_CHECKING:
    from movierec_gui.data.dataset import Dataset

_RUN_LETTERS = 38


class WhomBar(QWidget):
    """A user of the data, or a person who is kept."""

    whom_changed = Signal()
    """Another user, or a person in place of a user or the other way round."""
    kind_changed = Signal(bool)
    """Whether it is a person from now on; comes before ``whom_changed``."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._people = workspace.people
        self.known, self.new = QRadioButton("User of the data"), QRadioButton("Person")
        self.user = UserChooser()
        self.person = PersonChooser(workspace)
        self.run_label, self.run = QLabel("Run"), RunChooser(workspace, workspace.catalogue)
        self.export_button = QPushButton("Export CSV…")
        self._lay_out()
        self.user.user_changed.connect(self.whom_changed)
        self.new.toggled.connect(self._on_kind_changed)
        self.person.chosen.connect(self.choose_person)

    def _lay_out(self) -> None:
        self.run_label.setBuddy(self.run)
        self.run.setMinimumContentsLength(_RUN_LETTERS)
        self.known.setChecked(True)
        self.known.setToolTip("One of the people whose ratings are in the data")
        self.new.setToolTip("You or somebody else who is kept apart from the data: rate films, or import a history")
        self._kinds = QButtonGroup(self)
        for button in (self.known, self.new):
            self._kinds.addButton(button)
        set_icon(self.export_button, "export")
        self.export_button.setToolTip("Write the rows shown, in their order, to a file (Ctrl+E)")
        self.person.hide()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACING)
        for widget in (self.known, self.user, self.new, self.person):
            layout.addWidget(widget)
        layout.addStretch()
        layout.addWidget(self.run_label)
        layout.addWidget(self.run)
        layout.addWidget(self.export_button)

    @property
    def chosen_user(self) -> int | None:
        """Index of the user of the data; None for a person."""
        return self.user.user if self.known.isChecked() else None

    @property
    def is_person(self) -> bool:
        """Whether it is a person who is kept."""
        return self.new.isChecked()

    @property
    def whose(self) -> str:
        """The one who is chosen, as a label or a file name has them."""
        if self.known.isChecked():
            return f"user {self.user.field.text()}"
        return self._people.person.name if self._people.person is not None else "nobody yet"

    def set_dataset(self, dataset: Dataset | None) -> None:
        """Offer the users of a dataset."""
        self.user.set_dataset(dataset)

    @Slot()
    def choose_person(self) -> None:
        """Choose the person who is current."""
        self.new.setChecked(True)

    @Slot(int)
    def choose_user(self, user: int) -> None:
        """Choose a user of the data by index."""
        self.known.setChecked(True)
        self.user.set_user(user)

    @Slot(bool)
    def _on_kind_changed(self, new: bool) -> None:
        self.kind_changed.emit(new)
        self.user.setVisible(not new)
        self.person.setVisible(new)
        self.whom_changed.emit()
