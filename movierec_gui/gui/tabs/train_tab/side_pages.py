"""Pages of two parts, settings on the left and work on the right, with their names above the settings."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QGridLayout, QStackedWidget, QTabBar, QWidget

from movierec_gui.gui.style import MARGIN, SPACING, fit_text_width


class SidePages(QWidget):
    """One page at a time."""

    changed = Signal(int)
    """Number of the page that a person went to."""

    def __init__(self, width: int, parent: QWidget | None = None) -> None:
        """``width`` is that of the settings, in pixels at the usual text size."""
        super().__init__(parent)
        self.bar = QTabBar()
        self.bar.setAccessibleName("Pages")
        self.bar.setExpanding(False)
        self.bar.setUsesScrollButtons(False)
        self._left, self._right = QStackedWidget(), QStackedWidget()
        fit_text_width(self._left, width)
        head = QWidget()
        line = QGridLayout(head)
        line.setContentsMargins(MARGIN - SPACING // 2, SPACING, 0, 0)
        line.addWidget(self.bar)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        grid.addWidget(head, 0, 0)
        grid.addWidget(self._left, 1, 0)
        grid.addWidget(self._right, 0, 1, 2, 1)
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(1, 1)
        self.bar.currentChanged.connect(self._on_bar_changed)

    def add_page(self, title: str, settings: QWidget, work: QWidget) -> None:
        """Add a page behind the others."""
        self._left.addWidget(settings)
        self._right.addWidget(work)
        self.bar.addTab(title)

    @property
    def current(self) -> int:
        """Number of the page that is shown."""
        return self.bar.currentIndex()

    def go_to(self, page: int) -> None:
        """Show a page."""
        self.bar.setCurrentIndex(page)

    @Slot(int)
    def _on_bar_changed(self, page: int) -> None:
        self._left.setCurrentIndex(page)
        self._right.setCurrentIndex(page)
        self.changed.emit(page)
