"""Finds one movie by a part of its title."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPoint, QStringListModel, QTimer, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView, QWidget

from movierec_gui.gui.style import set_icon

if TYPE_CHECKING:
    from movierec_gui.data.dataset import Dataset
    from movierec_gui.data.title_search import TitleSearch

_MOST_OFFERED = 12
_POPUP_EDGES = 24
"""Pixels of the list of offers beside its titles: margins and a scroll bar."""


class MovieSearch(QLineEdit):
    """A field that offers the titles that contain what is typed, and tells which movie was taken."""

    chosen = Signal(int)
    """Index of the movie in the dataset."""

    def __init__(self, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(hint)
        self.setAccessibleName(hint)
        self.setToolTip("Type a part of the title, then choose with the arrow keys and Enter")
        self.setClearButtonEnabled(True)
        magnifier = QAction(self)
        set_icon(magnifier, "search")
        self.addAction(magnifier, QLineEdit.ActionPosition.LeadingPosition)
        self._dataset: Dataset | None = None
        self._search: TitleSearch | None = None
        self._offered: list[int] = []
        self._titles = QStringListModel(self)
        completer = QCompleter(self._titles, self)
        self._popup = QListView()
        completer.setPopup(self._popup)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setMaxVisibleItems(_MOST_OFFERED)
        self.setCompleter(completer)
        # Before the completer hears of the text: it then offers what belongs to it.
        self.textEdited.connect(self._offer)
        completer.activated[QModelIndex].connect(self._on_activated)  # type: ignore[index]
        self.returnPressed.connect(self._on_return_pressed)

    def set_dataset(self, dataset: Dataset | None) -> None:
        """Search the titles of a dataset."""
        from movierec_gui.data.title_search import TitleSearch

        self._dataset = dataset
        self._search = None if dataset is None else TitleSearch(dataset)
        self.clear()
        self._offer("")

    @property
    def offered(self) -> tuple[int, ...]:
        """Indices of the movies on offer, the most rated first."""
        return tuple(self._offered)

    @Slot(str)
    def _offer(self, text: str) -> None:
        self._offered = self._search.find(text, _MOST_OFFERED) if self._search is not None else []
        label = self._dataset.movies.label if self._dataset is not None else str
        self._titles.setStringList([label(movie) for movie in self._offered])
        self._fit_popup()

    def _fit_popup(self) -> None:
        """Make the list of offers as wide as its longest title, however narrow the field is."""
        wanted = self._popup.sizeHintForColumn(0) + 2 * self._popup.frameWidth() + _POPUP_EDGES
        left = self.mapToGlobal(QPoint(0, 0)).x()
        room = self.screen().availableGeometry().right() - left
        self._popup.setMinimumWidth(max(0, min(wanted, room)))

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        self._take(self._offered[index.row()])

    @Slot()
    def _on_return_pressed(self) -> None:
        """Take the first offer where a person presses Enter without choosing one."""
        if self._offered and not self._popup.currentIndex().isValid():
            self._take(self._offered[0])

    def _take(self, movie: int) -> None:
        self._popup.hide()
        self.chosen.emit(movie)
        # Later: the completer writes the title into the field after it has told of it.
        QTimer.singleShot(0, self, self.clear)
