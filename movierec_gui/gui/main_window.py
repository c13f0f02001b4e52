"""The window: places the tabs, the menus and the status bar; what they do is their own affair."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QGuiApplication, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QVBoxLayout, QWidget

from movierec_gui.gui.closing import may_close
from movierec_gui.gui.dropping import Drops, dropped_paths
from movierec_gui.gui.edit_menu import Undoes
from movierec_gui.gui.finder import Finder
from movierec_gui.gui.freed_memory import FreedMemory
from movierec_gui.gui.interrupted_runs import InterruptedRuns
from movierec_gui.gui.menus import Menus
from movierec_gui.gui.page_windows import PageWindows
from movierec_gui.gui.people_import.imports import PeopleImports
from movierec_gui.gui.project.files import ProjectFiles
from movierec_gui.gui.reporting.writer import ReportWriter
from movierec_gui.gui.screen_fit import first_size, keep_on_screen
from movierec_gui.gui.session import Session
from movierec_gui.gui.session_keeper import SessionKeeper
from movierec_gui.gui.status_bar import StatusBar
from movierec_gui.gui.style import SPACING, apply_style, apply_text_size
from movierec_gui.gui.tab_pages import TABS, TabPages, scrolling
from movierec_gui.gui.widgets.message_bar import MessageBar
from movierec_gui.gui.workspace import Workspace

_FIRST_SIZE = QSize(1280, 800)
_LATEST_MS = 1000
"""A window that nobody sees is not painted; after so long its tabs are built all the same."""
_PASSING_MS = 5000
"""How long the status bar says what is true for the moment only."""


class MainWindow(QMainWindow):
    """Tabs that share a workspace; the session's window comes back as it was left.

    The tabs are built after the window's first paint, or by ``tabs.build_all``; ``tabs.completed`` tells when.
    """

    def __init__(self, workspace: Workspace, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("MovieRec")
        self.setAcceptDrops(True)
        self._workspace, self._session = workspace, session
        workspace.set_training_defaults(session.training)
        self.tabs = TabPages(workspace)
        self.page_windows = PageWindows(workspace, self)
        self.messages = MessageBar()
        self.menus = Menus(workspace, session, tuple(tab.title for tab in TABS), self._undoer, self)
        self._lay_out()
        self._connect()
        InterruptedRuns(workspace, self.messages, self)
        FreedMemory(workspace, self)
        self.imports = PeopleImports(workspace, self)
        self.drops = Drops(workspace, self.imports, self)
        self.drops.told.connect(self._on_drop_told)
        self.drops.taken.connect(self._on_dropped)
        workspace.paths_requested.connect(self.drops.take)
        self.projects = ProjectFiles(workspace, self)
        self.reports = ReportWriter(workspace, self)
        for source in (self.projects, self.reports):
            source.told.connect(self.messages.show_info)
            source.failed.connect(self.messages.show_error)
        self.drops.project_found.connect(self.projects.open)
        self.drops.page_found.connect(self.page_windows.take_page)
        self._keeper = SessionKeeper(workspace, session, self, self.tabs)
        self._keeper.recent_changed.connect(self.menus.fill_recent)
        self._told_problem = self._told_drop = ""
        self._finder: Finder | None = None
        self.resize(first_size(self, _FIRST_SIZE))
        self._keeper.restore()
        self._opened_with = self.size()
        """Unless somebody made it another size on purpose since."""
        self._on_tab_changed()

    @Slot()
    def apply_theme(self) -> None:
        """Wear the session's theme. For the first time before it is shown."""
        app = QApplication.instance()
        if isinstance(app, QApplication):
            apply_text_size(app, self._session.text_size)
            apply_style(app, self._session.theme)
        self._workspace.theme_changed.emit()

    def _lay_out(self) -> None:
        self.setMenuBar(self.menus)
        status = StatusBar(self._workspace)
        status.set_menu(self.menus.selection)
        self.setStatusBar(status)
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        band = QVBoxLayout()
        band.setContentsMargins(SPACING, 0, SPACING, 0)
        band.addWidget(self.messages)
        layout.addLayout(band)
        layout.addWidget(scrolling(self.tabs), 1)
        self.setCentralWidget(content)

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._on_tab_changed)
        self.tabs.built.connect(self._on_tab_built)
        self.menus.selection.told.connect(self.messages.show_info)
        self.menus.preferences_requested.connect(self._on_preferences_requested)
        self.menus.finder_requested.connect(self._on_finder_requested)
        self.menus.told.connect(self.messages.show_info)
        self.menus.edit.told.connect(self._on_passing_note)
        self.menus.tab_chosen.connect(self.tabs.setCurrentIndex)
        self.menus.tab_command.connect(self._on_tab_command)
        self.menus.theme_chosen.connect(self._on_theme_chosen)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_system_theme_changed)
        self._workspace.error_raised.connect(self.messages.show_error)
        self._workspace.problem_raised.connect(self._on_problem_raised)
        self._workspace.loading_changed.connect(self._on_loading_changed)
        self._workspace.tab_requested.connect(self._on_tab_requested)
        self._workspace.dataset_changed.connect(self._on_dataset_changed)

    def showEvent(self, event: QShowEvent) -> None:
        """Build the tabs in a moment even if there is no paint."""
        super().showEvent(event)
        QTimer.singleShot(_LATEST_MS, self.tabs, self.tabs.build_later)
        QTimer.singleShot(0, self, self._on_shown)

    @Slot()
    def _on_shown(self) -> None:
        """The desktop has put its frame around the window."""
        if self.size() == self._opened_with:
            keep_on_screen(self)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Build the tabs as soon as the window is on the screen."""
        super().paintEvent(event)
        QTimer.singleShot(0, self.tabs, self.tabs.build_later)

    def changeEvent(self, event: QEvent) -> None:
        """Recolour the tabs' icons with the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.tabs.draw_icons()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask if a training runs; save the session; stop every job and wait for it."""
        if not may_close(self, self._workspace):
            event.ignore()
            return
        self._keeper.save()
        self._workspace.stop_jobs()
        event.accept()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take folders, zips and files."""
        if dropped_paths(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped, each file as what it is."""
        paths = dropped_paths(event)
        if paths:
            event.acceptProposedAction()
            self.tabs.build_all()  # whoever takes it has to be there
            self.drops.take(paths)

    @Slot(object, str, object)
    def _on_problem_raised(self, error: Exception, action_text: str, action: Callable[[], None] | None) -> None:
        self.messages.show_error(error, action_text, action)
        self._told_problem = self.messages.text

    @Slot()
    def _on_loading_changed(self) -> None:
        """Why something could not be opened is over when something else is being opened."""
        if self._workspace.loading and self._told_problem and self.messages.text == self._told_problem:
            self.messages.clear()
            self._told_problem = ""

    @Slot(str)
    def _on_passing_note(self, text: str) -> None:
        self.statusBar().showMessage(text, _PASSING_MS)

    @Slot(str)
    def _on_drop_told(self, text: str) -> None:
        self._told_drop = text
        self.messages.show_info(text)

    @Slot()
    def _on_dropped(self) -> None:
        """What was said of the files before is not about these."""
        if self._told_drop and self.messages.text == self._told_drop:
            self.messages.clear()
        self._told_drop = ""

    @Slot()
    def _on_finder_requested(self) -> None:
        if self._finder is None:
            self._finder = Finder(self._workspace, self.menus)
        self._finder.bring_up()

    @Slot()
    def _on_preferences_requested(self) -> None:
        from movierec_gui.gui.preferences import PreferencesDialog  # imports torch, for the settings of a training

        dialog = PreferencesDialog(self._session, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.theme_chosen.connect(self._on_theme_chosen)
        dialog.text_size_chosen.connect(self.apply_theme)
        dialog.training_changed.connect(self._on_training_preferred)
        dialog.open()

    @Slot()
    def _on_training_preferred(self) -> None:
        self._workspace.set_training_defaults(self._session.training)

    @Slot()
    def _on_tab_changed(self) -> None:
        self.menus.set_available(self.tabs.currentWidget())

    def _undoer(self) -> Undoes:
        """Who takes a change back: the open tab, or else the book of people, whose ratings every tab can change."""
        tab: object = self.tabs.currentWidget()
        return tab if isinstance(tab, Undoes) else self._workspace.people

    @Slot(int)
    def _on_tab_built(self, number: int) -> None:
        tab = self.tabs.widget(number)
        if tab is not None:
            self.page_windows.watch(tab)
        self._keeper.restore_form(number)
        self._on_tab_changed()

    @Slot(str)
    def _on_tab_command(self, name: str) -> None:
        tab = self.tabs.currentWidget()
        if hasattr(tab, name):
            getattr(tab, name)()
        elif name == "clear":
            self._workspace.clear_selection()

    @Slot(str)
    def _on_tab_requested(self, title: str) -> None:
        self.tabs.setCurrentIndex([tab.title for tab in TABS].index(title))

    @Slot(str)
    def _on_theme_chosen(self, theme: str) -> None:
        self._session.set_theme(theme)
        self.menus.show_theme(theme)
        self.apply_theme()

    @Slot()
    def _on_system_theme_changed(self) -> None:
        if self._session.theme == "system":
            self.apply_theme()

    @Slot()
    def _on_dataset_changed(self) -> None:
        dataset = self._workspace.dataset
        self.setWindowTitle("MovieRec" if dataset is None else f"{dataset.name} – MovieRec")
