"""Opens the windows about films, people, runs and the article that somebody asks for, wherever they ask."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from movierec_gui.gui.widgets.row_page import Kind, PageOf
from movierec_gui.gui.workspace import Workspace

if TYPE_CHECKING:
    from movierec_gui.gui.article_page import ArticleWindow
    from movierec_gui.gui.film_page import FilmWindow
    from movierec_gui.gui.person_page import PersonWindow
    from movierec_gui.gui.run_page import RunWindow
    from movierec_gui.gui.sets_window import SetsWindow


class PageWindows(QObject):
    """One window for films, one for people, one for runs, one for sets and one for the article, made when asked for.

    Tables, lists and maps have a signal ``page_requested``: ``watch`` passes it on to the workspace, whose
    ``film_requested``, ``user_requested``, ``person_requested`` and ``run_requested`` open the windows.
    """

    def __init__(self, workspace: Workspace, parent: QWidget) -> None:
        super().__init__(parent)
        self._workspace, self._parent = workspace, parent
        self.film: FilmWindow | None = None
        self.person: PersonWindow | None = None
        self.run: RunWindow | None = None
        self.article: ArticleWindow | None = None
        self.sets: SetsWindow | None = None
        workspace.film_requested.connect(self._on_film_requested)
        workspace.user_requested.connect(self._on_user_requested)
        workspace.person_requested.connect(self._on_person_requested)
        workspace.run_requested.connect(self._on_run_requested)
        workspace.article_requested.connect(self._on_article_requested)
        workspace.sets_requested.connect(self._on_sets_requested)

    def watch(self, widget: QWidget) -> None:
        """Open the pages that a widget, or one below it, asks for."""
        for part in (widget, *widget.findChildren(QWidget)):
            signal = getattr(part, "page_requested", None)
            if signal is not None:
                signal.connect(self._on_page_requested)

    @Slot(object)
    def _on_page_requested(self, page: PageOf) -> None:
        if page.kind is Kind.FILM:
            self._workspace.film_requested.emit(page.index)
        else:
            self._workspace.user_requested.emit(page.index)

    @Slot(int)
    def _on_film_requested(self, movie: int) -> None:
        if self.film is None:
            from movierec_gui.gui.film_page import FilmWindow

            self.film = FilmWindow(self._workspace, self._parent)
            self.watch(self.film)
        self.film.show_film(movie)

    @Slot(int)
    def _on_user_requested(self, user: int) -> None:
        self._people_window().show_user(user)

    @Slot(str)
    def _on_person_requested(self, person_id: str) -> None:
        self._people_window().show_person(person_id)

    @Slot(str)
    def _on_run_requested(self, run_id: str) -> None:
        if self.run is None:
            from movierec_gui.gui.run_page import RunWindow

            self.run = RunWindow(self._workspace, self._parent)
            self.watch(self.run)
        self.run.show_run(run_id)

    @Slot(object)
    def take_page(self, path: Path) -> None:
        """Take over a page of the article that was handed on, and show it."""
        self._on_article_requested()
        if self.article is not None:
            self.article.model.take(path)

    @Slot()
    def _on_article_requested(self) -> None:
        if self.article is None:
            from movierec_gui.gui.article_page import ArticleWindow

            self.article = ArticleWindow(self._workspace, self._parent)
        self.article.bring_up()

    @Slot()
    def _on_sets_requested(self) -> None:
        if self.sets is None:
            from movierec_gui.gui.sets_window import SetsWindow

            self.sets = SetsWindow(self._workspace, self._parent)
            self.watch(self.sets)
        self.sets.bring_up()

    def _people_window(self) -> PersonWindow:
        if self.person is None:
            from movierec_gui.gui.person_page import PersonWindow

            self.person = PersonWindow(self._workspace, self._parent)
            self.watch(self.person)
        return self.person
