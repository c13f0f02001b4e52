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

    def __init__(self, workspace: Workspace, runs: RunCatalogue, icon_name: str) -> None:
        super().__init__()
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
        self.centre = QStackedWidget()
        self.centre.addWidget(self.no_map)
        self.centre.addWidget(self.map)
        self.perplexities = PerplexityPage()
        self.centre.addWidget(self.perplexities)
        self.side = QTabWidget()
        for named in (self.side, self.side.tabBar()):
            named.setAccessibleName("About the map")
        self.side.addTab(self.selection, "Selection")
        self.side.addTab(self.clusters, "Clusters")
        self.side.addTab(self.trust, "Trust")
        self.side.setMinimumWidth(_SIDE_WIDTH)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setHandleWidth(MARGIN)
        splitter.addWidget(_spaced(self.messages, MARGIN, self.centre))
        splitter.addWidget(_spaced(self.side, SPACING))
        splitter.setStretchFactor(0, 1)
        splitter.setSizes([_FIRST_WIDTH, _SIDE_WIDTH])
        splitter.setChildrenCollapsible(False)
        content = QWidget()
        row = QHBoxLayout(content)
        row.setContentsMargins(0, 0, MARGIN, 0)
        row.setSpacing(SPACING)
        row.addWidget(self.settings)
        row.addWidget(splitter, 1)
        self.addWidget(self.no_dataset)
        self.addWidget(content)

    def show_parts(self, *, data: bool, some_map: bool) -> None:
        """Which empty states are over."""
        self.setCurrentIndex(int(data))
        self.show_one_map(some_map)

    def show_one_map(self, some_map: bool) -> None:
        """The map, or that there is none."""
        self.centre.setCurrentWidget(self.map if some_map else self.no_map)

    def show_perplexities(self) -> None:
        """Four maps side by side."""
        self.setCurrentIndex(1)
        self.centre.setCurrentWidget(self.perplexities)


def _spaced(widget: QWidget, top: int, below: QWidget | None = None) -> QWidget:
    """A column that begins some pixels below its top; the last widget takes the room."""
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, top, 0, SPACING)
    column.setSpacing(SPACING)
    column.addWidget(widget)
    if below is not None:
        column.addWidget(below, 1)
    return box
