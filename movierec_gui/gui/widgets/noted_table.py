"""A short table with a line above that says what it is, or why it is empty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from movierec_gui.gui.style import SPACING, text_label
from movierec_gui.gui.widgets.compact_table import CompactTable
from movierec_gui.gui.widgets.table_model import ColumnView


class NotedTable(QWidget):
    """Hides its table while there is nothing in it."""

    def __init__(
        self, columns: Sequence[ColumnView], name: str, bars: str = "", hint: str = "", parent: QWidget | None = None
    ) -> None:
        """``name`` and ``bars`` as for ``CompactTable``; ``hint`` stands below the table."""
        super().__init__(parent)
        self.note = text_label("", "muted", wrap=True)
        self.table = CompactTable(columns, name, bars)
        self._hint = text_label(hint, "caption", wrap=True)
        self._has_hint = bool(hint)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(SPACING)
        self._layout.addWidget(self.note)
        self._layout.addWidget(self.table, 1)
        self._layout.addWidget(self._hint)
        self._layout.addStretch()
        self.say("")

    def say(self, text: str) -> None:
        """Show a sentence in place of the table."""
        self.table.clear()
        self._show(text, rows=False)

    def show_rows(self, columns: Mapping[str, Sequence[Any]], note: str = "", empty: str = "") -> None:
        """Show these columns under a note; ``empty`` is said in place of both where there is no row."""
        rows = bool(len(next(iter(columns.values()))))
        self.table.show_columns(columns)
        self._show(note if rows else empty, rows=rows)

    def _show(self, text: str, *, rows: bool) -> None:
        self.note.setText(text)
        self.note.setVisible(bool(text))
        self.table.setVisible(rows)
        self._hint.setVisible(rows and self._has_hint)
