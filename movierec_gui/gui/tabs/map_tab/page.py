"""Where the parts of the Map tab stand."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from movierec_gui.gui.run_catalogue import RunCatalogue
from movierec_gui.gui.style import MARGIN, SPACING
from movierec_gui.gui.tabs.map_tab.clusters_panel import ClustersPanel
from movierec_gui.gui.tabs.map_tab.map_panel import MapPanel
from movierec_gui.gui.tabs.map_tab.perplexities import PerplexityPage
from movierec_gui.gui.tabs.map_tab.selection_panel import SelectionPanel
from movierec_gui.gui.tabs.map_tab.settings_panel import MapSettingsPanel
from movierec_gui.gui.tabs.map_tab.trust_panel import TrustPanel
from movierec_gui.gui.widgets.dataset_needed import DatasetNeeded
from movierec_gui.gui.widgets.empty_state import EmptyState
from movierec_gui.gui.widgets.message_bar import MessageBar
from movierec_gui.gui.workspace import Workspace

_SIDE_WIDTH, _FIRST_WIDTH = 316, 640


class MapPage(QStackedWidget):
    """Settings, map and panels side by side, behind the empty state of a window without data."""

    def __init__(self, workspace: Workspace, runs: RunCatalogue, icon_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.settings = MapSettingsPanel(workspace, runs)
        self.map = MapPanel()
        self.selection = SelectionPanel()
        self.clusters = ClustersPanel()
        self.trust = TrustPanel()
        self.messages = MessageBar()
        self.no_dataset = DatasetNeeded(
            workspace, icon_name, "Open a dataset to see its movies as a map.", "Go to Data"
        )
        self.no_map = EmptyState(icon_name, "", "Lay out")
        self.perplexities = PerplexityPage()
        self.centre, self.side = QStackedWidget(), QTabWidget()
        self._lay_out()

    def _lay_out(self) -> None:
        # From the outside in: whatever is put into another widget is styled anew, with all that it holds by then.
        self.addWidget(self.no_dataset)
        content = QWidget()
        self.addWidget(content)
        row = QHBoxLayout(content)
        row.setContentsMargins(0, 0, MARGIN, 0)
        row.setSpacing(SPACING)
        row.addWidget(self.settings)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setHandleWidth(MARGIN)
        row.addWidget(splitter, 1)
        _fill_column(splitter, MARGIN, self.messages, self.centre)
        for page in (self.no_map, self.map, self.perplexities):
            self.centre.addWidget(page)
        _fill_column(splitter, SPACING, self.side)
        for named in (self.side, self.side.tabBar()):
            named.setAccessibleName("About the map")
        self.side.addTab(self.selection, "Selection")
        self.side.addTab(self.clusters, "Clusters")
        self.side.addTab(self.trust, "Trust")
        self.side.setMinimumWidth(_SIDE_WIDTH)
        splitter.setStretchFactor(0, 1)
        splitter.setSizes([_FIRST_WIDTH, _SIDE_WIDTH])
        splitter.setChildrenCollapsible(False)

    def show_parts(self, *, data: bool, some_map: bool) -> None:
        """Which empty states are over."""
        self.setCurrentIndex(int(data))
        self.show_one_map(some_map)

    def show_one_map(self, some_map: bool) -> None:
        """The map, or that there is none."""
        self.centre.setCurrentWidget(self.map if some_map else self.no_map)

    @property
    def on_perplexities(self) -> bool:
        """Whether four maps are shown side by side, and not the one."""
        return self.currentIndex() == 1 and self.centre.currentWidget() is self.perplexities

    def show_perplexities(self) -> None:
        """Four maps side by side."""
        self.setCurrentIndex(1)
        self.centre.setCurrentWidget(self.perplexities)


def _fill_column(splitter: QSplitter, top: int, *widgets: QWidget) -> None:
    """Add a column that begins some pixels below its top; the last widget takes the room."""
    box = QWidget()
    splitter.addWidget(box)
    column = QVBoxLayout(box)
    column.setContentsMargins(0, top, 0, SPACING)
    column.setSpacing(SPACING)
    for widget in widgets:
        column.addWidget(widget, int(widget is widgets[-1]))
