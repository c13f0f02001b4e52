"""The window's tabs, built one at a time behind the first paint, so that none of them delays it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QScrollArea, QTabWidget, QWidget

from movierec_gui.gui.style import icon
from movierec_gui.gui.turns import Turns
from movierec_gui.gui.workspace import Workspace

_ICON_SIZE = QSize(18, 18)
TabMaker = Callable[[Workspace], QWidget]
"""A tab's class."""


@dataclass(frozen=True)
class TabPlace:
    """A tab that may not be built yet: its title, its icon, and the function that imports what builds it."""

    title: str
    icon_name: str
    imported: Callable[[], TabMaker]


def _data() -> TabMaker:
    from movierec_gui.gui.tabs.data_tab import DataTab

    return DataTab


def _train() -> TabMaker:
    from movierec_gui.gui.tabs.train_tab import TrainTab

    return TrainTab


def _predict() -> TabMaker:
    from movierec_gui.gui.tabs.predict_tab import PredictTab

    return PredictTab


def _activations() -> TabMaker:
    from movierec_gui.gui.tabs.activations_tab import ActivationsTab

    return ActivationsTab


def _map() -> TabMaker:
    from movierec_gui.gui.tabs.map_tab import MapTab

    return MapTab


TABS = (
    TabPlace("Data", "data", _data),
    TabPlace("Train", "train", _train),
    TabPlace("Predict", "predict", _predict),
    TabPlace("Activations", "activations", _activations),
    TabPlace("Map", "map", _map),
)
"""In the order of the work. To add one: a package in ``tabs``, a function and a line here."""


class TabPages(QTabWidget):
    """Empty pages at first. ``build_later`` builds the open one, then the others, with the window alive in between."""

    built = Signal(int)
    """The tab of that number took its place."""
    completed = Signal()
    """All are built."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._waiting = list(range(len(TABS)))
        self._building = False
        self._imported: TabPlace | None = None
        self._turns = Turns(self)
        self.setObjectName("mainTabs")
        self.setDocumentMode(True)
        self.tabBar().setAccessibleName("Tabs of the window")
        self.setIconSize(_ICON_SIZE)
        for place in TABS:
            self.addTab(QWidget(), place.title)
        self.draw_icons()
        self.currentChanged.connect(self._on_current_changed)

    def draw_icons(self) -> None:
        """Give the tabs their icons in the colours of the theme."""
        for number, place in enumerate(TABS):
            self.setTabIcon(number, icon(place.icon_name))

    def build_all(self) -> None:
        """Build what is not built yet, now."""
        self._building = True
        while self._waiting:
            self._build(self._next())

    @Slot()
    def build_later(self) -> None:
        """Begin to build; further calls do nothing."""
        if not self._building:
            self._building = True
            self._go_on()

    @Slot()
    def _go_on(self) -> None:
        if not self._waiting:
            return
        place = TABS[self._next()]
        if self._imported is place:
            self._build(self._next())
        else:
            place.imported()  # in a turn of its own: it takes up to half as long as to build the tab
            self._imported = place
        self._turns.add(self._go_on)

    def _next(self) -> int:
        return self.currentIndex() if self.currentIndex() in self._waiting else self._waiting[0]

    @Slot(int)
    def _on_current_changed(self, number: int) -> None:
        if self._building and number in self._waiting:
            self._build(number)

    def _build(self, number: int) -> None:
        self._waiting.remove(number)
        empty, current = self.widget(number), self.currentIndex()
        tab = TABS[number].imported()(self._workspace)
        self.blockSignals(True)
        self.removeTab(number)
        self.insertTab(number, tab, icon(TABS[number].icon_name), TABS[number].title)
        self.setCurrentIndex(current)
        self.blockSignals(False)
        if empty is not None:
            empty.deleteLater()
        self.built.emit(number)
        if not self._waiting:
            self.completed.emit()


def scrolling(tabs: TabPages) -> QScrollArea:
    """The tabs so that, on a screen too small for one, its edge is a scroll away instead of beyond the window's."""
    area = QScrollArea()
    area.setWidget(tabs)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area
