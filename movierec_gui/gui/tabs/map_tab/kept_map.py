"""An earlier map beside the one at work, turned alike, with the same colours, selection and hovered movie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from movierec_gui.gui.style import SPACING, theme_colors
from movierec_gui.gui.tabs.map_tab.movie_texts import movie_details, movie_label
from movierec_gui.gui.widgets.elided_label import ElidedLabel
from movierec_gui.gui.widgets.movie_map import MovieMapView, PointGroup
from movierec_gui.gui.widgets.row_page import Kind, PageOf

if TYPE_CHECKING:
    from movierec_gui.analysis.projections import MovieMap
    from movierec_gui.data.dataset import Dataset
    from movierec_gui.gui.tabs.map_tab.coloring import MapColors

IntArray = npt.NDArray[np.int64]


class KeptMap(QWidget):
    """Shows one map that does not change any more; hidden while there is none."""

    selection_made = Signal(object, str)
    """Movie indices, and ``replace``, ``add`` or ``remove``."""
    movie_pointed = Signal(object)
    """Index of the movie below the mouse; None for none."""
    page_requested = Signal(object)
    """PageOf a film."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._map: MovieMap | None = None
        self._groups: tuple[PointGroup, ...] = ()
        self.view = MovieMapView()
        self.view.setAccessibleName("Earlier map")
        self.caption = ElidedLabel("caption", fills=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACING)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.caption)
        self.view.selection_made.connect(self._on_selection_made)
        self.view.pointed.connect(self._on_pointed)
        self.view.row_opened.connect(self._on_row_opened)
        self.hide()

    @property
    def map(self) -> MovieMap | None:
        """The map as it lies here, turned as the one at work; None where none is kept."""
        if self._map is None:
            return None
        return replace(self._map, coordinates=self.view.scene.points)

    @property
    def groups(self) -> tuple[PointGroup, ...]:
        """Its colours."""
        return self._groups

    def keep(self, dataset: Dataset, movie_map: MovieMap) -> None:
        """Show a map from now on."""
        self._map = movie_map
        popular = np.argsort(-dataset.movie_counts[movie_map.movies], kind="stable")
        label_of = partial(movie_label, dataset, movie_map)
        self.view.set_points(movie_map.coordinates, label_of, partial(movie_details, dataset, movie_map), popular)
        self.caption.setText(movie_map.description)
        self.caption.setToolTip(movie_map.description)
        self.show()

    def drop(self) -> None:
        """Show none."""
        self._map = None
        self.hide()

    def align_to(self, movie_map: MovieMap) -> None:
        """Turn the map as another lies."""
        if self._map is not None:
            from movierec_gui.analysis.maps.alignment import aligned

            kept = self._map
            self.view.move_points(aligned(kept.coordinates, kept.movies, movie_map.coordinates, movie_map.movies))

    def show_groups(self, groups: Sequence[PointGroup], movies: IntArray) -> None:
        """Give every movie the colour that it has among ``movies``, whose positions the groups hold."""
        if self._map is None:
            return
        here = [np.flatnonzero(np.isin(self._map.movies, movies[group.rows])) for group in groups]
        colored = np.concatenate([np.empty(0, np.int64), *here])
        rest = PointGroup("", np.setdiff1d(np.arange(len(self._map)), colored), theme_colors().disabled)
        shared = [PointGroup(group.label, rows, group.color) for group, rows in zip(groups, here, strict=True)]
        self._groups = (rest, *shared)
        self.view.set_groups(self._groups)

    def show_regions(self, colors: MapColors | None) -> None:
        """Name its groups as those of the map at work are named."""
        if self._map is not None and colors is not None:
            self.view.set_regions(colors.regions(self.view.scene.points, self._groups))

    def show_selection(self, movies: IntArray) -> None:
        """Set movies off."""
        if self._map is not None:
            self.view.set_selected(np.flatnonzero(np.isin(self._map.movies, movies)))

    def point_at(self, movie: int | None) -> None:
        """Ring a movie, if it is on the map."""
        if self._map is not None:
            rows = np.flatnonzero(self._map.movies == (-1 if movie is None else movie))
            self.view.point_at(int(rows[0]) if len(rows) else None)

    @Slot(object, str)
    def _on_selection_made(self, rows: IntArray, mode: str) -> None:
        if self._map is not None:
            self.selection_made.emit(self._map.movies[rows], mode)

    @Slot(int)
    def _on_row_opened(self, row: int) -> None:
        if self._map is not None:
            self.page_requested.emit(PageOf(Kind.FILM, int(self._map.movies[row])))

    @Slot(object)
    def _on_pointed(self, row: int | None) -> None:
        if self._map is not None:
            self.movie_pointed.emit(None if row is None else int(self._map.movies[row]))
