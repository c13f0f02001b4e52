"""Puts the session back into the window at the start, and keeps it while the window is open and when it closes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, runtime_checkable

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QMainWindow, QTabWidget

from movierec_gui.errors import UserError
from movierec_gui.gui.session import Session, StoredSelection
from movierec_gui.gui.workspace import Workspace

_SAVED_EVERY = 5_000
"""Milliseconds between two writings of the session."""


@runtime_checkable
class KeepsForm(Protocol):
    """A tab whose settings come back at the next start."""

    def form_state(self) -> Mapping[str, Any]:
        """The settings as texts, numbers, lists and dictionaries."""

    def restore_form(self, values: Mapping[str, Any]) -> None:
        """Set what ``form_state`` gave; called before a dataset is open. Raises UserError if a value no longer fits."""


class SessionKeeper(QObject):
    """Remembers dataset and person when they change, and everything else from time to time and at the end.

    A program that is killed so loses the changes of some seconds at most.
    """

    recent_changed = Signal()
    """The file just opened is on top of the recent ones."""

    def __init__(self, workspace: Workspace, session: Session, window: QMainWindow, tabs: QTabWidget) -> None:
        super().__init__(window)
        self._workspace, self._session, self._window, self._tabs = workspace, session, window, tabs
        self._pending = session.selection
        self._told: set[str] = set()
        workspace.dataset_changed.connect(self._on_dataset_changed)
        workspace.person_switched.connect(session.set_person)
        self._timer = QTimer(self, interval=_SAVED_EVERY)
        self._timer.timeout.connect(self.save)

    def restore(self) -> None:
        """Size and place of the window, the open tab, the tabs' forms. The selection follows when its data are open."""
        self._timer.start()
        self._window.restoreGeometry(self._session.geometry)
        self._workspace.preferred_person = self._session.person
        for number in range(self._tabs.count()):
            if self._tabs.tabText(number) == self._session.tab:
                self._tabs.setCurrentIndex(number)
            self.restore_form(number)

    def restore_form(self, number: int) -> None:
        """The form of one tab, if it has one; for tabs that are built after ``restore``."""
        form: object = self._tabs.widget(number)
        title = self._tabs.tabText(number)
        values = self._session.form(title)
        self._tell_problems()
        if not values or not isinstance(form, KeepsForm):
            return
        try:
            form.restore_form(values)
        except UserError as error:
            # Settings of an older version: the form keeps its defaults, and the person hears why.
            self._workspace.error_raised.emit(error)
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            problem = UserError(f"The settings of the last session in the tab {title} are left out", repr(error), "")
            self._workspace.error_raised.emit(problem)

    @Slot()
    def save(self) -> None:
        """Write everything down; a problem with that is told once."""
        session, workspace = self._session, self._workspace
        session.set_geometry(self._window.saveGeometry())
        session.set_tab(self._tabs.tabText(self._tabs.currentIndex()))
        for number in range(self._tabs.count()):
            form: object = self._tabs.widget(number)
            if isinstance(form, KeepsForm):
                session.set_form(self._tabs.tabText(number), form.form_state())
        if workspace.dataset is not None:
            selection = workspace.selection
            session.set_selection(
                StoredSelection(
                    workspace.dataset.content_hash, selection.movies, selection.label, workspace.current_run_id
                )
            )
        session.save()
        self._tell_problems()

    @Slot()
    def _on_dataset_changed(self) -> None:
        workspace, stored = self._workspace, self._pending
        self._session.set_source(workspace.source)
        self.recent_changed.emit()
        if workspace.dataset is None or stored.dataset_hash != workspace.dataset.content_hash:
            return
        self._pending = StoredSelection()
        if all(0 <= movie < workspace.dataset.n_movies for movie in stored.movies):
            workspace.select_movies(stored.movies, stored.label)
        workspace.catalogue.prefer(stored.run_id)

    def _tell_problems(self) -> None:
        for problem in self._session.problems:
            if str(problem) not in self._told:
                self._told.add(str(problem))
                self._workspace.error_raised.emit(problem)
