"""One line of filters for the list of what to watch, beside those that every table has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QWidget

from movierec_gui.gui.people_book import PeopleBook
from movierec_gui.gui.style import SPACING
from movierec_gui.gui.tabs.predict_tab.for_you_table import Filters
from movierec_gui.gui.tabs.predict_tab.someone_chooser import SomeoneChooser
from movierec_gui.gui.workspace import MovieSelection
from movierec_gui.wording import counted


class ForYouFilters(QWidget):
    """Marks of a person, the window's selection, and somebody who is not to have seen the films."""

    changed = Signal()
    spared_changed = Signal()
    """Another one, or nobody, is not to have seen the films."""

    def __init__(self, book: PeopleBook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.hide_known = QCheckBox("Hide seen, not for me")
        self.hide_known.setToolTip("Leave out films that the person has marked as seen or as not for them")
        self.hide_known.setChecked(True)
        self.only_listed = QCheckBox("Only watchlist")
        self.only_listed.setToolTip("Only films on the person's watchlist, the likeliest first")
        self.only_pool = QCheckBox("Only selected")
        self.spared = SomeoneChooser(
            book, "choose…", "Not seen by", "Leave out films that somebody else has rated or seen"
        )
        label = QLabel("Not seen by")
        label.setBuddy(self.spared.list)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACING)
        for widget in (self.hide_known, self.only_listed, self.only_pool, label, self.spared):
            layout.addWidget(widget)
        layout.addStretch()
        for box in (self.hide_known, self.only_listed, self.only_pool):
            box.toggled.connect(self.changed)
        self.spared.changed.connect(self._on_spared_changed)
        self.show_selection(MovieSelection())
        self.show_marks(False)

    @property
    def filters(self) -> Filters:
        """What may be listed."""
        marks = not self.hide_known.isHidden()
        return Filters(
            hide_known=marks and self.hide_known.isChecked(),
            only_listed=marks and self.only_listed.isChecked(),
            only_pool=self.only_pool.isEnabled() and self.only_pool.isChecked(),
            only_unseen=self.spared.someone is not None,
        )

    def show_marks(self, shown: bool) -> None:
        """Offer what looks at marks: only a person of one's own has any."""
        for box in (self.hide_known, self.only_listed):
            box.setVisible(shown)
        self.changed.emit()

    def show_selection(self, selection: MovieSelection) -> None:
        """Say what is selected in the window, which can be what the list is made of."""
        count = len(selection.movies)
        self.only_pool.setEnabled(count > 0)
        self.only_pool.setText(f"Only selected ({count:,})" if count else "Only selected")
        origin = f": {selection.label}" if selection.label else ""
        self.only_pool.setToolTip(
            f"List only the {counted(count, 'film')} selected in the window{origin}"
            if count
            else "Select films elsewhere first: a node's, a cluster, a lasso on the map"
        )
        self.changed.emit()

    def form_state(self) -> dict[str, object]:
        """What is ticked, for the next start."""
        return {"hide_known": self.hide_known.isChecked(), "only_listed": self.only_listed.isChecked()}

    def restore_form(self, values: Mapping[str, Any]) -> None:
        """Set what ``form_state`` gave."""
        self.hide_known.setChecked(values.get("hide_known") is not False)
        self.only_listed.setChecked(values.get("only_listed") is True)

    @Slot()
    def _on_spared_changed(self) -> None:
        self.spared_changed.emit()
        self.changed.emit()
