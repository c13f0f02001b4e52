"""Chooses one of the people who are kept, and what can be done with them: new, import, export, rename, delete."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QInputDialog, QMenu, QToolButton, QWidget

from movierec_gui.errors import UserError
from movierec_gui.gui.file_dialogs import ask_to_save
from movierec_gui.gui.film_changes import export_person
from movierec_gui.gui.style import SPACING, set_icon
from movierec_gui.gui.workspace import Workspace
from movierec_gui.wording import counted

if TYPE_CHECKING:
    from movierec_gui.data.people.person import Person

_NOBODY = "Nobody yet"
_NEW = "New person…"
_LETTERS = 20


class PersonChooser(QWidget):
    """A list of people with their numbers of ratings, and a menu beside it."""

    failed = Signal(object)
    """The exception because of which something could not be done."""
    told = Signal(str, bool)
    """A sentence on what was done, and whether it can be undone."""
    chosen = Signal()
    """A person picked somebody in the list, or made somebody new."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._book = workspace.people
        self.list = QComboBox()
        self.list.setAccessibleName("Person")
        self.list.setToolTip("Whose ratings to look at and to change")
        self.list.setMinimumContentsLength(_LETTERS)
        self.list.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.menu_button = QToolButton()
        self.menu_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu_button.setToolTip("Import, export, rename or delete a person, and see their taste")
        self.menu_button.setAccessibleName("More about people")
        set_icon(self.menu_button, "more")
        self.menu = QMenu(self)
        self.new_action = self._action(_NEW, self.ask_for_new)
        self.import_action = self._action("Import a history…", self._import)
        self.export_action = self._action("Export…", self._export)
        self.rename_action = self._action("Rename…", self._rename)
        self.delete_action = self._action("Delete", self._delete)
        self.taste_action = self._action("Taste…", self._open_page)
        self.menu_button.setMenu(self.menu)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACING // 2)
        layout.addWidget(self.list)
        layout.addWidget(self.menu_button)
        self.list.activated.connect(self._on_activated)
        self._book.people_changed.connect(self._show_people)
        self._book.person_changed.connect(self._show_people)
        self._show_people()

    def _action(self, text: str, slot: object) -> QAction:
        action = self.menu.addAction(text)
        action.triggered.connect(slot)
        return action

    @Slot()
    def ask_for_new(self) -> None:
        """Ask for a name and make somebody new."""
        name, given = QInputDialog.getText(self, "New person", "Name")
        if given:
            try:
                self._book.create(name)
            except UserError as error:
                self.failed.emit(error)
            else:
                self.chosen.emit()
        self._show_people()

    @Slot()
    def _show_people(self) -> None:
        people, current = self._book.people, self._book.person
        self.list.blockSignals(True)
        self.list.clear()
        for person in people:
            self.list.addItem(_label(person), person.id)
        if not people:
            self.list.addItem(_NOBODY, "")
        self.list.insertSeparator(self.list.count())
        self.list.addItem(_NEW, None)
        self.list.setCurrentIndex(max(0, self.list.findData(current.id if current is not None else "")))
        self.list.blockSignals(False)
        for action in (self.export_action, self.rename_action, self.delete_action, self.taste_action):
            action.setEnabled(current is not None)

    @Slot(int)
    def _on_activated(self, number: int) -> None:
        person_id = self.list.itemData(number)
        if person_id is None:
            self.ask_for_new()
        elif person_id:
            self._book.choose(person_id)
            self.chosen.emit()

    @Slot()
    def _import(self) -> None:
        self._workspace.import_requested.emit(None)

    @Slot()
    def _export(self) -> None:
        person = self._book.person
        if person is None:
            return
        path, _ = ask_to_save(self, f"Export {person.name}", f"{person.name}.json", "JSON (*.json)")
        if path is not None:
            self._workspace.start_job(
                "Exporting a person", lambda: export_person(person, path), self._on_exported, self.failed.emit
            )

    @Slot(object)
    def _on_exported(self, path: Path) -> None:
        self.told.emit(f"Written to {path}. Import the file to have the person back exactly.", False)

    @Slot()
    def _open_page(self) -> None:
        person = self._book.person
        if person is not None:
            self._workspace.person_requested.emit(person.id)

    @Slot()
    def _rename(self) -> None:
        person = self._book.person
        if person is None:
            return
        name, given = QInputDialog.getText(self, "Rename", "Name", text=person.name)
        if given:
            try:
                self._book.rename(name)
            except UserError as error:
                self.failed.emit(error)

    @Slot()
    def _delete(self) -> None:
        person = self._book.person
        if person is not None:
            self._book.delete()
            rated = counted(len(person.ratings), "rating")
            self.told.emit(f"{person.name} was deleted, with {rated}.{self._left_in_runs(person)}", True)

    def _left_in_runs(self, person: Person) -> str:
        """A sentence on runs that were trained with the person and still hold their ratings; empty for none."""
        records = [row.record for row in self._workspace.catalogue.rows]
        holding = [record.name for record in records if record.person is not None and record.person.id == person.id]
        return f" Copies of the ratings stay in runs: {', '.join(holding)}." if holding else ""


def _label(person: Person) -> str:
    return f"{person.name} · {counted(len(person.ratings), 'rating')}"
