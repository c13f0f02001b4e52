"""Colours of a table's column: the menu of its heading shades the cells, or takes the numbers to the map."""

from __future__ import annotations

from functools import partial

import numpy as np
from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import QMenu, QTableView

from movierec_gui.data.movie_column import shades
from movierec_gui.data.tables import Column
from movierec_gui.gui.style import theme_colors
from movierec_gui.gui.widgets.table_model import DataFrameModel

_STRONGEST = 0.6
"""Opacity of the highest value's ground: the text stays readable on it."""


class ColumnColors(QObject):
    """The menu of a table's headings; columns of numbers have it."""

    map_wanted = Signal(str)
    """Name of a column that the map is to be coloured by."""

    def __init__(self, view: QTableView, model: DataFrameModel, for_map: bool) -> None:
        """``for_map``: whether a row is a movie, so that the map can show the column."""
        super().__init__(view)
        self._view, self._model, self.for_map = view, model, for_map
        self._shaded: dict[str, tuple[Column, np.ndarray[tuple[int], np.dtype[np.float64]]]] = {}
        view.horizontalHeader().customContextMenuRequested.connect(self._on_menu_requested)

    def menu_of(self, number: int) -> QMenu | None:
        """What can be done with the colours of a column; None where it has no numbers."""
        column = self._model.columns[number]
        if not column.numeric or not len(self._model.table):
            return None
        menu = QMenu(self._view)
        shade = menu.addAction(f"Shade the cells by {column.title.lower()}")
        shade.setCheckable(True)
        shade.setChecked(column.name in self._shaded)
        shade.toggled.connect(partial(self.shade, column.name))
        if self.for_map:
            menu.addAction("Colour the map by this column").triggered.connect(partial(self._want, column.name))
        return menu

    def shade(self, name: str, on: bool = True) -> None:
        """Shade the cells of a column by their values, or no longer."""
        if on:
            column = self._model.table.column(name)
            self._shaded[name] = (column, shades(column))
        else:
            self._shaded.pop(name, None)
        self._view.viewport().update()

    def ground(self, name: str, row: int) -> QBrush | None:
        """The ground of a cell, by the table's row number; None where it is not shaded."""
        if name not in self._shaded:
            return None
        column = self._model.table.columns[name]
        known, places = self._shaded[name]
        if column is not known:
            known, places = self._shaded[name] = (column, shades(column))
        place = float(places[row if column.codes is None else column.codes[row]])
        if place != place:
            return None
        color = QColor(theme_colors().accent)
        color.setAlphaF(place * _STRONGEST)
        return QBrush(color)

    def _on_menu_requested(self, where: QPoint) -> None:
        header = self._view.horizontalHeader()
        number = header.logicalIndexAt(where)
        menu = self.menu_of(number) if number >= 0 else None
        if menu is not None:
            menu.popup(header.mapToGlobal(where))

    def _want(self, name: str, _checked: bool = False) -> None:
        self.map_wanted.emit(name)
