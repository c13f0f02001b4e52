"""A step's claims: what the article says, what came out here and over the splits, and the verdict on each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from movierec_gui.gui.article_page.verdict_label import VerdictLabel, caption
from movierec_gui.gui.style import SPACING, text_label

if TYPE_CHECKING:
    from movierec_gui.report.article.verdicts import Check

_HEADS = ("Claim", "The article", "This split", "Mean over the splits", "")


class ClaimsView(QWidget):
    """A row a claim."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(2 * SPACING)
        self._grid.setVerticalSpacing(SPACING)
        for column, stretch in enumerate((6, 3, 3, 4, 0)):
            self._grid.setColumnStretch(column, stretch)

    def show_checks(self, checks: Sequence[Check]) -> None:
        """Show other claims."""
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for column, head in enumerate(_HEADS if checks else ()):
            self._grid.addWidget(caption(head), 0, column)
        for row, check in enumerate(checks, 1):
            texts = (check.statement, check.claimed or "–", check.here, check.over_splits)
            for column, text in enumerate(texts):
                self._grid.addWidget(_cell(text), row, column)
            self._grid.addWidget(VerdictLabel(check.verdict), row, len(texts), Qt.AlignmentFlag.AlignTop)


def _cell(text: str) -> QLabel:
    label = text_label(text, wrap=True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
    return label
