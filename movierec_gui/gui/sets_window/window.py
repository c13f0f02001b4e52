"""The window of the kept sets: select, rename, delete, export them, and set one against another."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QInputDialog, QPushButton, QVBoxLayout, QWidget

from movierec_gui.gui.save_table import ask_for_csv, save_csv
from movierec_gui.gui.sets_window.comparison import SetComparisonPanel
from movierec_gui.gui.style import MARGIN, SPACING, set_icon, text_label
from movierec_gui.gui.widgets.compact_table import CompactTable
from movierec_gui.gui.widgets.message_bar import MessageBar
from movierec_gui.gui.widgets.table_model import ColumnView
from movierec_gui.gui.widgets.undo_offer import UndoOffer
from movierec_gui.gui.workspace import Workspace

_SIZE = QSize(1060, 680)
_NONE = "No set is kept yet. Select movies in any tab, then Selection ▸ Keep as a set."
_SOME = "Sets follow into other data: each film is found again by its IMDb, TMDB or movie id, or by title and year."


class SetsWindow(QWidget):
    """Shows every set, and what tells two of them apart."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle("Sets of films")
        self.resize(_SIZE)
        self._workspace, self._book = workspace, workspace.sets
        self._ids: list[str] = []
        self.messages = MessageBar()
        self._offer = UndoOffer(self.messages, self._can_bring_back, parent=self)
        self.hint = text_label(_NONE, "muted", wrap=True)
        self.table = CompactTable(
            (
                ColumnView("name", "Set"),
                ColumnView("films", "Films", digits=0, width=64, help="Films that the set holds"),
                ColumnView("here", "Here", digits=0, width=64, help="How many of them the open data have"),
                ColumnView("origin", "Made from", width=180, help="How the set was made, and from which data"),
            ),
            "Kept sets",
        )
        self.select = self._button("Select", "Select the set's movies in every tab", "", self._on_select)
        self.rename = self._button("Rename…", "Give the set another name", "", self._on_rename)
        self.renew = self._button("Replace…", "Put the selected movies in the place of the set's", "", self._on_replace)
        self.delete = self._button("Delete", "Delete the set; Undo brings it back", "delete", self._on_delete)
        self.export_button = self._button("Export…", "Save its films, a row each, as CSV", "export", self._on_export)
        self.comparison = SetComparisonPanel(workspace, self.messages)
        self._lay_out()
        self.table.selectionModel().currentRowChanged.connect(self._enable)
        self.table.row_chosen.connect(self._on_select)
        self._book.changed.connect(self._show)
        self._book.changed.connect(self._offer.look)
        self._book.failed.connect(self.messages.show_error)
        self.comparison.failed.connect(self.messages.show_error)
        workspace.selection_changed.connect(self._enable)
        self._show()

    def _button(self, text: str, hint: str, icon_name: str, act: object) -> QPushButton:
        button = QPushButton(text)
        button.setToolTip(hint)
        if icon_name:
            set_icon(button, icon_name)
        if callable(act):
            button.clicked.connect(act)
        return button

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACING)
        for button in (self.select, self.rename, self.renew, self.delete):
            buttons.addWidget(button)
        buttons.addStretch()
        buttons.addWidget(self.export_button)
        left = QVBoxLayout()
        left.setSpacing(SPACING)
        left.addWidget(text_label("Kept sets", "heading"))
        left.addWidget(self.table, 1)
        left.addWidget(self.hint)
        left.addLayout(buttons)
        body = QHBoxLayout()
        body.setSpacing(MARGIN)
        body.addLayout(left, 1)
        body.addWidget(self.comparison, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        layout.setSpacing(SPACING)
        layout.addWidget(self.messages)
        layout.addLayout(body, 1)

    def bring_up(self) -> None:
        """Show the window in front of the others, with the sets as they are on the disk now."""
        self._book.refresh()
        self.show()
        self.raise_()
        self.activateWindow()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    @property
    def current_id(self) -> str:
        """Id of the set that the cursor is on; empty for none."""
        row = self.table.current_row()
        return self._ids[row] if row is not None and row < len(self._ids) else ""

    def _name(self) -> str:
        return next((kept.name for kept in self._book.sets if kept.id == self.current_id), "")

    @Slot()
    def _show(self) -> None:
        chosen, sets = self.current_id, self._book.sets
        self._ids = [kept.id for kept in sets]
        found = [self._book.found(kept.id) for kept in sets]
        self.table.show_columns(
            {
                "name": [kept.name for kept in sets],
                "films": [len(kept) for kept in sets],
                "here": [float("nan") if one is None else len(one.movies) for one in found],
                "origin": [" · ".join(part for part in (kept.origin, kept.dataset_name) if part) for kept in sets],
            }
        )
        if chosen in self._ids or self._ids:
            self.table.selectRow(self._ids.index(chosen) if chosen in self._ids else 0)
        self.hint.setText(_SOME if sets else _NONE)
        if self._book.problems:
            self.messages.show_warning(self._book.problems[0])
        self._enable()

    @Slot()
    def _enable(self) -> None:
        some = bool(self.current_id)
        for button in (self.rename, self.delete):
            button.setEnabled(some)
        here = some and self._book.found(self.current_id) is not None
        for button in (self.select, self.export_button):
            button.setEnabled(here)
        self.renew.setEnabled(some and bool(self._workspace.selection.movies))

    @Slot()
    def _on_select(self) -> None:
        found = self._book.found(self.current_id)
        if found is not None:
            self._workspace.select_movies(found.movies, f"the set {found.film_set.name}")

    @Slot()
    def _on_rename(self) -> None:
        name, agreed = QInputDialog.getText(self, "Rename the set", "Name:", text=self._name())
        if agreed and self.current_id:
            self._book.rename(self.current_id, name)

    @Slot()
    def _on_replace(self) -> None:
        selection = self._workspace.selection
        if self.current_id and selection.movies:
            self._book.replace(self.current_id, selection.movies, selection.label)

    @Slot()
    def _on_delete(self) -> None:
        name = self._name()
        if self.current_id:
            self._book.delete(self.current_id)
            if self._book.can_bring_back:
                self._offer.make(f"{name} is deleted.", self._book.bring_back)

    def _can_bring_back(self) -> bool:
        return self._book.can_bring_back

    @Slot()
    def _on_export(self) -> None:
        found, dataset = self._book.found(self.current_id), self._workspace.dataset
        path = ask_for_csv(self, self._name()) if found is not None else None
        if path is None or found is None or dataset is None:
            return
        from movierec_gui.data.film_sets.film_set import selection_frame

        save_csv(self._workspace, self.messages, selection_frame(dataset, found.movies, found.missing), path)
