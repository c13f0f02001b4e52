"""What the Predict tab offers somebody who is new: to be asked, to bring a history, or to look at the data's users."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from movierec_gui.gui.style import SPACING, set_role
from movierec_gui.gui.widgets.empty_state import EmptyState

_TEXT = (
    "Rate a few films and get a list of your own. For the bundled data nothing has to be trained: "
    "a model comes with the program."
)

_WITHOUT = (
    "Rate a few films and get a list of your own. A network chooses what to ask, and none is trained on these data yet."
)


class StartOffer(QWidget):
    """One button, and two links below it."""

    guide_requested = Signal()
    import_requested = Signal()
    look_requested = Signal()

    def __init__(self, icon_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.guide = EmptyState(icon_name, _TEXT, "Rate a few films")
        self.import_link = QPushButton("Import your ratings…")
        self.look_link = QPushButton("See predictions for the users of the data")
        links = QHBoxLayout()
        links.setSpacing(2 * SPACING)
        links.addStretch()
        for link in (self.import_link, self.look_link):
            set_role(link, "link")
            links.addWidget(link)
        links.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.guide)
        self.guide.add_below(links)
        self.guide.requested.connect(self.guide_requested)
        self.import_link.clicked.connect(self.import_requested)
        self.look_link.clicked.connect(self.look_requested)

    def set_ready(self, ready: bool) -> None:
        """Say what is missing where no network can choose the films."""
        self.guide.set_text(*((_TEXT, "Rate a few films") if ready else (_WITHOUT, "Train a network")))
