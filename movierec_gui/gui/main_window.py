"""The window: places the tabs, the menus and the status bar; what they do is their own affair."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QMainWindow, QTabWidget, QVBoxLayout, QWidget

from movierec_gui.gui.closing import may_close
from movierec_gui.gui.dropping import dropped_path
from movierec_gui.gui.interrupted_runs import InterruptedRuns
from movierec_gui.gui.menus import Menus
from movierec_gui.gui.session import Session
from movierec_gui.gui.session_keeper import SessionKeeper
from movierec_gui.gui.status_bar import StatusBar
from movierec_gui.gui.style import SPACING, apply_style, icon
from movierec_gui.gui.tabs.activations_tab import ActivationsTab
from movierec_gui.gui.tabs.data_tab import DataTab
from movierec_gui.gui.tabs.map_tab import MapTab
from movierec_gui.gui.tabs.predict_tab import PredictTab
from movierec_gui.gui.tabs.train_tab import TrainTab
from movierec_gui.gui.widgets.message_bar import MessageBar
from movierec_gui.gui.workspace import Workspace

_AnyTab = DataTab | TrainTab | PredictTab | ActivationsTab | MapTab
TABS: tuple[type[_AnyTab], ...] = (DataTab, TrainTab, PredictTab, ActivationsTab, MapTab)
"""In the order of the work. To add one: a file in ``tabs`` and a line here."""
_FIRST_SIZE = QSize(1280, 800)
_ICON_SIZE = QSize(18, 18)


class MainWindow(QMainWindow):
    """Tabs that share a workspace; the session's window comes back as it was left."""

    def __init__(self, workspace: Workspace, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("MovieRec")
        self.setAcceptDrops(True)
        self._workspace, self._session = workspace, session
        self.tabs = QTabWidget()
        self.tabs.setObjectName("mainTabs")
        self.tabs.setDocumentMode(True)
        self.tabs.setIconSize(_ICON_SIZE)
        for tab in TABS:
            self.tabs.addTab(tab(workspace), tab.title)
        self._draw_icons()
        self.messages = MessageBar()
        self.menus = Menus(workspace, session, tuple(tab.title for tab in TABS), self)
        self._lay_out()
        self._connect()
        InterruptedRuns(workspace, self.messages, self)
        self._keeper = SessionKeeper(workspace, session, self, self.tabs)
        self.resize(_FIRST_SIZE)
        self._keeper.restore()
        self._on_tab_changed()

    @Slot()
    def apply_theme(self) -> None:
        """Wear the session's theme. Done once after everything is built: styling widgets one by one takes longer."""
        app = QApplication.instance()
        if isinstance(app, QApplication):
            apply_style(app, self._session.theme)
        self._workspace.theme_changed.emit()

    def _lay_out(self) -> None:
        self.setMenuBar(self.menus)
        self.setStatusBar(StatusBar(self._workspace))
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        band = QVBoxLayout()
        band.setContentsMargins(SPACING, 0, SPACING, 0)
        band.addWidget(self.messages)
        layout.addLayout(band)
        layout.addWidget(self.tabs, 1)
        self.setCentralWidget(content)

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._on_tab_changed)
        self.menus.tab_chosen.connect(self.tabs.setCurrentIndex)
        self.menus.tab_command.connect(self._on_tab_command)
        self.menus.theme_chosen.connect(self._on_theme_chosen)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_system_theme_changed)
        self._workspace.error_raised.connect(self.messages.show_error)
        self._workspace.tab_requested.connect(self._on_tab_requested)
        self._workspace.dataset_changed.connect(self._on_dataset_changed)

    def changeEvent(self, event: QEvent) -> None:
        """Recolour the tabs' icons with the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw_icons()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask if a training runs; save the session; stop every job and wait for it."""
        if not may_close(self, self._workspace):
            event.ignore()
            return
        self._keeper.save()
        self._workspace.stop_jobs()
        event.accept()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take one folder, zip or file."""
        if dropped_path(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped."""
        path = dropped_path(event)
        if path is not None:
            event.acceptProposedAction()
            self._workspace.load_requested.emit(path)

    def _draw_icons(self) -> None:
        for number, tab in enumerate(TABS):
            self.tabs.setTabIcon(number, icon(tab.icon_name))

    @Slot()
    def _on_tab_changed(self) -> None:
        self.menus.set_available(self.tabs.currentWidget())

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
        self.apply_theme()

    @Slot()
    def _on_system_theme_changed(self) -> None:
        if self._session.theme == "system":
            self.apply_theme()

    @Slot()
    def _on_dataset_changed(self) -> None:
        dataset = self._workspace.dataset
        self.setWindowTitle("MovieRec" if dataset is None else f"{dataset.name} – MovieRec")
