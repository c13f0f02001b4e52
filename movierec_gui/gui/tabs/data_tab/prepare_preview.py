"""What remains of the ratings, beside what there was; and how a movie list fits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from movierec_gui.data.preparation import Amounts
from movierec_gui.gui.style import MARGIN, SPACING, text_label

if TYPE_CHECKING:
    from movierec_gui.data.dataset import Dataset
    from movierec_gui.data.preparation import ListJoin, Preparation

_KINDS = {"ratings": "Ratings", "users": "Users", "movies": "Rated movies"}
_HEADS = ("", "Original", "Remain", "Share")
_UNKNOWN = "–"


class PreparePreview(QWidget):
    """A row each for ratings, users and movies; below, what a list of movies gives."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cells: dict[str, tuple[QLabel, QLabel, QLabel]] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(MARGIN)
        grid.setVerticalSpacing(SPACING // 2)
        right = Qt.AlignmentFlag.AlignRight
        for column, head in enumerate(_HEADS):
            grid.addWidget(text_label(head, "caption"), 0, column, right if column else Qt.AlignmentFlag.AlignLeft)
        for row, (kind, name) in enumerate(_KINDS.items(), start=1):
            cells = (text_label(_UNKNOWN), text_label(_UNKNOWN, "heading"), text_label(_UNKNOWN, "muted"))
            grid.addWidget(text_label(name), row, 0)
            for column, cell in enumerate(cells, start=1):
                grid.addWidget(cell, row, column, right)
            self._cells[kind] = cells
        grid.setColumnStretch(len(_HEADS), 1)
        self.joined = text_label("", wrap=True)
        self.joined.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACING)
        layout.addLayout(grid)
        layout.addWidget(self.joined)

    def rows(self) -> dict[str, tuple[str, ...]]:
        """The texts shown, by kind: original, remain, share."""
        return {kind: tuple(cell.text() for cell in cells) for kind, cells in self._cells.items()}

    def show_preparation(self, preparation: Preparation) -> None:
        """Show what was left out."""
        self._show(preparation.before, preparation.after)
        self.joined.setText(_join_text(preparation.joined))
        self.joined.setVisible(preparation.joined is not None)

    def show_whole(self, dataset: Dataset) -> None:
        """Show a dataset of which nothing is left out."""
        whole = Amounts(len(dataset.ratings), dataset.n_users, int((dataset.movie_counts > 0).sum()))
        self._show(whole, whole)
        self.joined.hide()

    def show_waiting(self) -> None:
        """What remains is being counted."""
        self._fill("…")

    def show_nothing(self) -> None:
        """It is not known what remains."""
        self._fill(_UNKNOWN)

    def _fill(self, text: str) -> None:
        for _, left, share in self._cells.values():
            left.setText(text)
            share.setText("")
        self.joined.hide()

    def _show(self, before: Amounts, after: Amounts) -> None:
        for kind, (whole, left, share) in self._cells.items():
            first, now = getattr(before, kind), getattr(after, kind)
            whole.setText(f"{first:,}")
            left.setText(f"{now:,}")
            share.setText(f"{now / max(1, first):.1%}")


def _join_text(joined: ListJoin | None) -> str:
    """How the list fits, and what the most rated ids became, by which a person sees whether it is the right one."""
    if joined is None:
        return ""
    examples = "; ".join(f"{key} is {title}" for key, title in joined.examples)
    return f"{joined.words}.\n{examples}"
