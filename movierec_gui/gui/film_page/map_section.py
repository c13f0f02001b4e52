"""The page of a film about its place on the map that was laid out last."""

from __future__ import annotations

from collections.abc import Generator
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from movierec_gui.gui.background_job import Work
from movierec_gui.gui.film_page.section import FilmSection, titles_of
from movierec_gui.gui.style import SPACING, set_icon, text_label, theme_colors
from movierec_gui.gui.widgets.movie_map import MovieMapView, PointGroup
from movierec_gui.gui.widgets.noted_table import NotedTable
from movierec_gui.gui.widgets.row_page import Kind, PageOf
from movierec_gui.gui.widgets.table_model import ColumnView
from movierec_gui.gui.workspace import Workspace
from movierec_gui.progress import Progress

if TYPE_CHECKING:
    from movierec_gui.analysis.film_page import MapPlace
    from movierec_gui.analysis.projections import MovieMap
    from movierec_gui.data.dataset import Dataset

_NO_MAP = "There is no finished map yet. Lay the movies out in the Map tab."


class MapSection(FilmSection):
    """The film's place on the map that was laid out last."""

    job_title = "Looking for a film's place on the map"
    page_requested = Signal(object)
    """PageOf a film that was opened on the map."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(workspace, parent)
        self._place: MapPlace | None = None
        self.note = text_label("", "muted", wrap=True)
        self.view = MovieMapView()
        self.view.setAccessibleName("The film's place on the map")
        self.near = NotedTable((ColumnView("title", "Nearest on the map"),), "Nearest films on the map")
        self.near.setMaximumWidth(300)
        self.button = QPushButton("Show in the Map tab")
        set_icon(self.button, "map")
        self.button.setToolTip("Go to the Map tab, where the film is ringed")
        beside = QHBoxLayout()
        beside.setSpacing(SPACING)
        beside.addWidget(self.view, 1)
        column = QVBoxLayout()
        column.addWidget(self.near, 1)
        column.addWidget(self.button)
        beside.addLayout(column)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, SPACING, 0, 0)
        layout.setSpacing(SPACING)
        layout.addWidget(self.note)
        layout.addLayout(beside, 1)
        layout.addStretch()
        self.button.clicked.connect(self._on_button_clicked)
        self.view.row_opened.connect(self._on_row_opened)
        self.say("")

    def say(self, text: str) -> None:
        """Show a sentence and no map."""
        self._place = None
        self._show(text, some_map=False)

    def work(self, dataset: Dataset, movie: int) -> Work | str:
        """Find the place, if there is a map."""
        movie_map = self._workspace.movie_map
        return _NO_MAP if movie_map is None else partial(_place, movie_map, movie)

    def show_result(self, result: MapPlace | None) -> None:
        """Show the film on the map, ringed, and its neighbours there."""
        dataset, movie_map = self._workspace.dataset, self._workspace.movie_map
        if dataset is None or movie_map is None:
            return
        if result is None:
            self.say("The film is not on the map: nobody rated it, or the map is of other films.")
            return
        self._place = result
        popular = np.argsort(-dataset.movie_counts[movie_map.movies], kind="stable")
        label_of = partial(_label, movie_map.movies, dataset)
        self.view.set_points(movie_map.coordinates, label_of, label_of, popular)
        self._color()
        self._show(movie_map.description, some_map=True)
        self.near.show_rows({"movie": list(result.near), "title": titles_of(dataset, list(result.near))})
        self.view.fly_to(result.row)

    def changeEvent(self, event: QEvent) -> None:
        """Colour the map anew with the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._color()

    def _color(self) -> None:
        movie_map, place = self._workspace.movie_map, self._place
        if movie_map is None or place is None:
            return
        colors = theme_colors()
        near = np.flatnonzero(np.isin(movie_map.movies, place.near))
        groups = [
            PointGroup("", np.arange(len(movie_map)), colors.disabled),
            PointGroup("near", near, colors.series[0]),
            PointGroup("film", np.array([place.row]), colors.series[1]),
        ]
        self.view.set_groups(groups)

    def _show(self, text: str, *, some_map: bool) -> None:
        self.note.setText(text)
        for widget in (self.view, self.near, self.button):
            widget.setVisible(some_map)

    @Slot()
    def _on_button_clicked(self) -> None:
        if self.movie is not None:
            self._workspace.tab_requested.emit("Map")
            self._workspace.place_requested.emit(self.movie)

    @Slot(int)
    def _on_row_opened(self, row: int) -> None:
        movie_map = self._workspace.movie_map
        if movie_map is not None:
            self.page_requested.emit(PageOf(Kind.FILM, int(movie_map.movies[row])))


def _label(movies: np.ndarray[tuple[int], np.dtype[np.int64]], dataset: Dataset, row: int) -> str:
    return dataset.movies.label(int(movies[row]))


def _place(movie_map: MovieMap, movie: int) -> Generator[Progress, None, MapPlace | None]:
    yield Progress("Looking for the film on the map")
    from movierec_gui.analysis.film_page import map_place

    return map_place(movie_map, movie)
