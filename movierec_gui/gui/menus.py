"""The menu bar: every command of the window with its key, in one place."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from movierec_gui.gui.about import copy_diagnostics, show_about, show_data_licence, show_shortcuts
from movierec_gui.gui.dataset_dialogs import ask_for_file, ask_for_folder
from movierec_gui.gui.edit_menu import EditMenu, Undoes
from movierec_gui.gui.selection_menu import SelectionMenu
from movierec_gui.gui.session import Session
from movierec_gui.gui.style import THEMES, set_icon
from movierec_gui.gui.workspace import Workspace

TAB_COMMANDS = (
    ("start", "&Start", "F5", "play"),
    ("stop", "S&top", "Shift+F5", "stop"),
    ("focus_search", "&Search", "Ctrl+F", "search"),
    ("export", "&Export…", "Ctrl+E", "export"),
    ("clear", "&Clear selection", "Esc", "close"),
)
"""Method of a tab, text, key, icon: sent to the tab that is open, if it has that method."""
_Command = Callable[[], object]


class Menus(QMenuBar):
    """File, Edit, Go, Run, Selection, View and Help."""

    tab_command = Signal(str)
    """A name out of TAB_COMMANDS was asked for."""
    tab_chosen = Signal(int)
    finder_requested = Signal()
    """The palette is wanted."""
    preferences_requested = Signal()
    theme_chosen = Signal(str)
    told = Signal(str)
    """A sentence about what a command did."""

    def __init__(
        self,
        workspace: Workspace,
        session: Session,
        tabs: tuple[str, ...],
        undoer: Callable[[], Undoes],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._workspace, self._session, self._window = workspace, session, window
        self._commands: dict[str, QAction] = {}
        self._recent = QMenu("Open &recent", self)
        self._build_file_menu()
        self.edit = EditMenu(undoer, self)
        self.addMenu(self.edit)
        self.edit.addSeparator()
        self._add(self.edit, "&Preferences…", self.preferences_requested.emit, "Ctrl+,")
        self._build_go_menu(tabs)
        self._build_run_menu()
        self.selection = SelectionMenu(workspace, window)
        self.addMenu(self.selection)
        self._build_view_menu()
        self._build_help_menu()
        self.fill_recent()

    def keys(self) -> tuple[tuple[str, str], ...]:
        """Every key with what it does, menu by menu."""
        menus = (entry.menu() for entry in self.actions())
        commands = (action for menu in menus if isinstance(menu, QMenu) for action in menu.actions())
        pairs = ((action.shortcut().toString(), action.text().replace("&", "").rstrip("…")) for action in commands)
        return tuple(dict.fromkeys(pair for pair in pairs if pair[0]))

    def show_theme(self, theme: str) -> None:
        """Mark the theme that is worn."""
        self._themes.actions()[THEMES.index(theme)].setChecked(True)

    def set_available(self, tab: QWidget) -> None:
        """Enable the commands that the open tab understands; Clear is always there."""
        for name, action in self._commands.items():
            action.setEnabled(name == "clear" or hasattr(tab, name))

    def _build_file_menu(self) -> None:
        menu = self.addMenu("&File")
        self._add(menu, "&Open file or zip…", self._on_open_file, "Ctrl+O", "open")
        self._add(menu, "Open &folder…", self._on_open_folder, "Ctrl+Shift+O", "open")
        menu.addMenu(self._recent)
        self._add(menu, "&Download a release…", self._workspace.download_requested.emit, "Ctrl+D", "download")
        self._add(menu, "Open the &bundled data", partial(self._workspace.load_requested.emit, None), "", "data")
        menu.addSeparator()
        self._add(menu, "&Import a history…", partial(self._workspace.import_requested.emit, None), "Ctrl+I", "open")
        self._add_tab_command(menu, "export")
        menu.addSeparator()
        self._add(menu, "Open pro&ject…", self._workspace.project_open_requested.emit, "Ctrl+Alt+O", "open")
        self._add(menu, "&Save project…", self._workspace.project_save_requested.emit, "Ctrl+S", "export")
        self._add(menu, "Write a &report…", self._workspace.report_requested.emit, "Ctrl+R", "export")
        menu.addSeparator()
        self._add(menu, "&Quit", self._window.close, "Ctrl+Q")

    def _build_go_menu(self, tabs: tuple[str, ...]) -> None:
        menu = self.addMenu("&Go")
        self._add(menu, "Find &anything…", self.finder_requested.emit, "Ctrl+K", "search")
        menu.addSeparator()
        for number, title in enumerate(tabs):
            self._add(menu, title, partial(self.tab_chosen.emit, number), f"Ctrl+{number + 1}", title.lower())
        menu.addSeparator()
        self._add_tab_command(menu, "focus_search")

    def _build_run_menu(self) -> None:
        menu = self.addMenu("&Run")
        for name in ("start", "stop", "clear"):
            self._add_tab_command(menu, name)

    def _build_view_menu(self) -> None:
        menu = self.addMenu("&View")
        themes = QActionGroup(self)
        labels = {"system": "Theme of the s&ystem", "light": "&Light theme", "dark": "&Dark theme"}
        for theme in THEMES:
            action = self._add(menu, labels[theme], partial(self.theme_chosen.emit, theme))
            action.setCheckable(True)
            action.setChecked(theme == self._session.theme)
            themes.addAction(action)
        self._themes = themes

    def _build_help_menu(self) -> None:
        menu = self.addMenu("&Help")
        self._add(menu, "The a&rticle, step by step", self._workspace.article_requested.emit, "F2", "titles")
        menu.addSeparator()
        self._add(menu, "&Keyboard", self._on_keyboard, "F1", "info")
        self._add(menu, "&Licence of the data", partial(show_data_licence, self._window), "", "data")
        self._add(menu, "&Copy diagnostics", self._on_copy_diagnostics, "", "warning")
        self._add(menu, "&About MovieRec", partial(show_about, self._window), "", "info")

    def _add_tab_command(self, menu: QMenu, name: str) -> None:
        text, key, icon_name = next(rest for command, *rest in TAB_COMMANDS if command == name)
        self._commands[name] = self._add(menu, text, partial(self.tab_command.emit, name), key, icon_name)

    def _add(self, menu: QMenu, text: str, command: _Command, key: str = "", icon_name: str = "") -> QAction:
        action = QAction(text, self)
        if key:
            action.setShortcut(QKeySequence(key))
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        if icon_name:
            set_icon(action, icon_name)
        # triggered brings along whether the action is checked, which no command wants to know.
        action.triggered.connect(partial(_call, command))
        menu.addAction(action)
        return action

    @Slot()
    def fill_recent(self) -> None:
        """List the files that were opened, the latest first."""
        self._recent.clear()
        for path in self._session.recent:
            action = self._recent.addAction(str(path))
            action.triggered.connect(partial(_call, partial(self._open, path)))
        self._recent.setEnabled(bool(self._session.recent))

    def _on_keyboard(self) -> None:
        show_shortcuts(self._window, self.keys())

    def _on_copy_diagnostics(self) -> None:
        copy_diagnostics()
        self.told.emit("Versions and the kinds of the last errors are on the clipboard: no title, name, id or path.")

    def _on_open_file(self) -> None:
        self._open(ask_for_file(self._window))

    def _on_open_folder(self) -> None:
        self._open(ask_for_folder(self._window))

    def _open(self, path: Path | None) -> None:
        if path is not None:
            self._workspace.load_requested.emit(path)


def _call(command: _Command, _checked: bool = False) -> None:
    command()
