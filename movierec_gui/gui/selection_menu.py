"""What can be done with the selected movies, in every tab: keep, combine with kept sets, invert, export, copy."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QInputDialog, QMenu, QWidget

from movierec_gui.gui.save_table import ask_for_csv, write_frame
from movierec_gui.gui.style import set_icon
from movierec_gui.gui.workspace import Workspace

_ORIGIN_LETTERS = 40
_REPLACE, _UNION, _WITHOUT, _BOTH = "replace", "union", "without", "both"
_SET_MENUS = (
    (_REPLACE, "&Select a set", "{}"),
    (_UNION, "&Add a set", "{} and {}"),
    (_WITHOUT, "&Take a set away", "{} without {}"),
    (_BOTH, "&Only what is in a set", "{} within {}"),
)
"""How to combine, text of the submenu, label of what comes of it."""


class SelectionMenu(QMenu):
    """Acts on ``Workspace.selection``; the menu bar has it, and the status bar's button opens the same one."""

    told = Signal(str)
    """What was done, in a sentence."""

    def __init__(self, workspace: Workspace, window: QWidget) -> None:
        super().__init__("&Selection", window)
        self._workspace = workspace
        self._needs_selection: list[QAction] = []
        self.set_menus: dict[str, QMenu] = {}
        self.keep = self._add("&Keep as a set…", self._on_keep, "Ctrl+Shift+S", "data")
        self.invert = self._add("All &others", self._on_invert, "Ctrl+Shift+I")
        for way, text, _ in _SET_MENUS:
            self.set_menus[way] = self.addMenu(text)
        self.addSeparator()
        self.copy = self._add("&Copy the list", self._on_copy, "Ctrl+Shift+C")
        self.export = self._add("&Export as CSV…", self._on_export, "", "export")
        self.clear_selection = self._add("C&lear the selection", workspace.clear_selection, "", "close")
        self.addSeparator()
        self.windows = self._add("&Sets of films…", workspace.sets_requested.emit, "Ctrl+Shift+F", "compare")
        self._needs_selection.remove(self.windows)
        self.aboutToShow.connect(self._fill)
        workspace.selection_changed.connect(self._enable)
        self._enable()

    def _add(self, text: str, act: Callable[[], None], key: str = "", icon_name: str = "") -> QAction:
        action = self.addAction(text)
        if key:
            action.setShortcut(QKeySequence(key))
        if icon_name:
            set_icon(action, icon_name)
        action.triggered.connect(partial(_call, act))
        self._needs_selection.append(action)
        return action

    def combine(self, way: str, set_id: str) -> None:
        """Select a set, or what comes of the selection and a set."""
        from movierec_gui.data.film_sets.making import combined

        found = self._workspace.sets.found(set_id)
        if found is None:
            return
        name, selection = found.film_set.name, self._workspace.selection
        if way == _REPLACE:
            self._workspace.select_movies(found.movies, f"the set {name}")
            return
        label = next(text for key, _, text in _SET_MENUS if key == way)
        movies = combined(way, [selection.movies, found.movies])
        self._workspace.select_movies(movies, label.format(_short(selection.label) or "selection", name))

    @Slot()
    def _enable(self) -> None:
        for action in self._needs_selection:
            action.setEnabled(bool(self._workspace.selection.movies))

    @Slot()
    def _fill(self) -> None:
        """List the sets as they are now."""
        book, some = self._workspace.sets, bool(self._workspace.selection.movies)
        for way, menu in self.set_menus.items():
            menu.clear()
            for kept in book.sets:
                found = book.found(kept.id)
                count = "" if found is None else f" ({len(found.movies):,})"
                action = menu.addAction(kept.name.replace("&", "&&") + count)
                action.setEnabled(found is not None)
                action.triggered.connect(partial(_call, partial(self.combine, way, kept.id)))
            menu.setEnabled(bool(book.sets) and (some or way in (_REPLACE, _UNION)))

    def _on_keep(self) -> None:
        selection = self._workspace.selection
        name, agreed = QInputDialog.getText(
            self.parentWidget(),
            "Keep as a set",
            f"Name of the {len(selection.movies):,} movies:",
            text=_short(selection.label),
        )
        if agreed and selection.movies:
            self.keep_as(name)

    def keep_as(self, name: str) -> None:
        """Keep the selection as a set of this name."""
        self._workspace.sets.keep(name, self._workspace.selection.movies, self._workspace.selection.label)

    def _on_invert(self) -> None:
        from movierec_gui.data.film_sets.making import inverted

        dataset, selection = self._workspace.dataset, self._workspace.selection
        if dataset is not None and selection.movies:
            label = f"all but {_short(selection.label) or 'the selection'}"
            self._workspace.select_movies(inverted(dataset, selection.movies), label)

    def _on_copy(self) -> None:
        from movierec_gui.data.film_sets.film_set import selection_frame
        from movierec_gui.data.table_export import safe_frame

        dataset, movies = self._workspace.dataset, self._workspace.selection.movies
        if dataset is not None and movies:
            frame = selection_frame(dataset, movies)
            QGuiApplication.clipboard().setText(safe_frame(frame).to_csv(sep="\t", index=False, lineterminator="\n"))
            self.told.emit(f"{len(frame):,} movies are on the clipboard.")

    def _on_export(self) -> None:
        path = ask_for_csv(self.parentWidget() or self, _short(self._workspace.selection.label) or "selection")
        if path is not None:
            self.export_to(path)

    def export_to(self, path: Path) -> None:
        """Write the selected movies, a row each."""
        from movierec_gui.data.film_sets.film_set import selection_frame

        dataset, movies = self._workspace.dataset, self._workspace.selection.movies
        if dataset is not None and movies:
            frame = selection_frame(dataset, movies)
            done = partial(self._tell, f"{len(frame):,} movies are written to {path}.")
            self._workspace.start_job(
                "Exporting", partial(write_frame, frame, path), done, self._workspace.error_raised.emit
            )

    def _tell(self, text: str, _result: object) -> None:
        self.told.emit(text)


def _short(label: str) -> str:
    """A selection's origin as part of a name."""
    text = label.removeprefix("the set ").removeprefix("rows of ").replace("/", "-")
    return text if len(text) <= _ORIGIN_LETTERS else f"{text[: _ORIGIN_LETTERS - 1].rstrip()}…"


def _call(act: Callable[[], None], _checked: bool = False) -> None:
    act()
