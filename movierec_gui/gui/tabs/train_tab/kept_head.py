"""The head of a page of kept records: views, the records to choose from, and what can be done with the shown one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QSignalBlocker, Signal, SignalInstance, Slot
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QTabBar, QToolButton

from movierec_gui.gui.style import set_icon, set_role


class KeptList(QComboBox):
    """Kept records, the newest first."""

    record_chosen = Signal(str)
    """Id of the one that a person wants to see."""

    def __init__(self, name: str, tip: str, least_width: int) -> None:
        """Where there is little room the list is cut to ``least_width`` pixels, rather than what stands beside it."""
        super().__init__()
        self.setAccessibleName(name)
        self.setToolTip(tip)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setMinimumWidth(least_width)
        self.currentIndexChanged.connect(self._on_index_changed)

    def offer(self, texts: Iterable[tuple[str, str]], shown: str) -> None:
        """Offer these texts with their ids, the one of the id ``shown`` chosen."""
        with QSignalBlocker(self):
            self.clear()
            for text, record_id in texts:
                self.addItem(text, record_id)
            self.setCurrentIndex(self.findData(shown))

    @Slot(int)
    def _on_index_changed(self, place: int) -> None:
        if place >= 0:
            self.record_chosen.emit(self.itemData(place))


def view_tabs(name: str, titles: Sequence[str]) -> QTabBar:
    """Tabs for views of the same thing."""
    tabs = QTabBar()
    tabs.setAccessibleName(name)
    tabs.setExpanding(False)
    tabs.setUsesScrollButtons(False)
    for title in titles:
        tabs.addTab(title)
    return tabs


def head_row(tabs: QTabBar, records: KeptList, buttons: Iterable[QToolButton]) -> QHBoxLayout:
    """The views on the left, the records and the buttons on the right."""
    row = QHBoxLayout()
    row.addWidget(tabs)
    row.addStretch(1)
    row.addWidget(records)
    for button in buttons:
        row.addWidget(button)
    return row


def bare_card() -> QFrame:
    """A frame whose layout is its owner's."""
    frame = QFrame()
    set_role(frame, "card")
    return frame


def icon_button(icon_name: str, text: str, signal: SignalInstance) -> QToolButton:
    """A button that is only an icon; the text is its tip and its name."""
    button = QToolButton()
    set_icon(button, icon_name)
    button.setToolTip(text)
    button.setAccessibleName(text)
    button.clicked.connect(signal)
    return button
