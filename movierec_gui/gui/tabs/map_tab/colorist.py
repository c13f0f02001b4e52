"""Colours, names and contours of the maps in the tab: what they show, and whatever has to be computed for it first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from movierec_gui.gui.tabs.map_tab.coloring import (
    CLUSTER,
    COLUMN,
    COMPUTED,
    MEAN,
    NODE,
    SET,
    Known,
    MapColors,
    color_by,
)
from movierec_gui.gui.tabs.map_tab.computation import MapComputation
from movierec_gui.gui.tabs.map_tab.insights import MapInsights
from movierec_gui.gui.tabs.map_tab.map_panel import MapPanel
from movierec_gui.gui.tabs.map_tab.perplexities import PerplexityPage
from movierec_gui.gui.workspace import Workspace

if TYPE_CHECKING:
    from movierec_gui.analysis.maps.contours import Contour
    from movierec_gui.analysis.projections import MovieMap
    from movierec_gui.data.movie_column import MovieColumn


class MapColorist(QObject):
    """Colours the one map and the four alike."""

    clusters_wanted = Signal()
    """The colours are to show clusters, which are not found yet."""
    told = Signal(str)

    def __init__(
        self,
        workspace: Workspace,
        panel: MapPanel,
        page: PerplexityPage,
        computation: MapComputation,
        insights: MapInsights,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._workspace, self._panel, self._page = workspace, panel, page
        self._computation, self._insights = computation, insights
        self.colors: MapColors | None = None
        """What the map shows; None without a map."""
        self._contours: tuple[Contour, ...] = ()
        self._column_of: tuple[object, ...] = ()
        panel.coloring_changed.connect(self.color)
        panel.contours_toggled.connect(self.find_contours)
        for found in (insights.nodes_found, insights.column_found):
            found.connect(self.color)
        insights.contours_found.connect(self._on_contours_found)
        workspace.column_requested.connect(self._on_column_requested)
        workspace.coloring_requested.connect(self._on_coloring_requested)
        workspace.people.person_changed.connect(self.renew)
        workspace.sets.changed.connect(self._on_sets_changed)

    @property
    def contours(self) -> tuple[Contour, ...]:
        """Those that are drawn."""
        return self._contours if self._panel.outlined else ()

    def reset(self) -> None:
        """The data are others."""
        self._insights.drop_column()
        self.colors, self._column_of, self._contours = None, (), ()

    def forget_contours(self) -> None:
        """The map begins to move."""
        self._contours = ()
        self._panel.show_outlines(())

    def color_perplexity(self, number: int, movie_map: MovieMap) -> None:
        """Show one of the four maps; its colours come with its first picture."""
        dataset = self._workspace.dataset
        if dataset is None or not self._page.show_map(dataset, number, movie_map):
            return
        name = self._panel.coloring_name
        shown = name if name not in (CLUSTER, NODE) else MEAN  # which are of the one map
        known = Known(column=self._insights.column, sets=self._sets())
        colors = color_by(shown, dataset, movie_map, known)
        self._page.show_colors(colors.title, colors.points())
        self._page.show_selection(np.array(self._workspace.selection.movies, np.int64))

    @Slot()
    def color(self) -> None:
        """Colour the movies as asked; what the colours need and nobody computed yet is computed first."""
        dataset, movie_map, found = self._workspace.dataset, self._computation.map, self._insights
        if dataset is None or movie_map is None:
            return
        name = self._panel.coloring_name
        column = found.column if name == COLUMN or self._column_of == self._column_key() else None
        self.colors = color_by(name, dataset, movie_map, Known(found.clusters, found.nodes, column, self._sets()))
        self._panel.show_colors(self.colors)
        self._page.show_colors(self.colors.title, self.colors.points())
        if self._computation.running:
            return
        if name == CLUSTER and found.clusters is None:
            self.clusters_wanted.emit()
        elif name == NODE and found.nodes is None:
            found.find_nodes(movie_map)
        elif name in COMPUTED and self._column_of != self._column_key():
            self._column_of = self._column_key()
            found.find_column(name)

    def _column_key(self) -> tuple[object, ...]:
        """What the numbers of a computed colouring depend on."""
        workspace = self._workspace
        ratings = tuple(workspace.people.ratings.items()) if workspace.current_user is None else ()
        return self._panel.coloring_name, workspace.current_run_id, workspace.current_user, ratings

    def _sets(self) -> tuple[tuple[str, tuple[int, ...]], ...]:
        """The kept sets in the open dataset."""
        book = self._workspace.sets
        found = [book.found(kept.id) for kept in book.sets]
        return tuple((one.film_set.name, one.movies) for one in found if one is not None)

    @Slot()
    def renew(self) -> None:
        """Another person, user or run may be asked about."""
        name = self._panel.coloring_name
        if name in COMPUTED and self._column_of != self._column_key() and self._panel.isVisible():
            self.color()

    @Slot()
    def _on_sets_changed(self) -> None:
        if self._panel.coloring_name == SET and self.colors is not None:
            self.color()

    @Slot(object)
    def _on_column_requested(self, column: MovieColumn) -> None:
        """Colour by a column of a table, or a node."""
        self._insights.show_column(column)
        self._choose(COLUMN, column.title)

    @Slot(str)
    def _on_coloring_requested(self, name: str) -> None:
        self._choose(name)

    def _choose(self, name: str, title: str = "") -> None:
        self._panel.choose_coloring(name, title)
        if self._computation.map is None:
            told = title or self._panel.coloring.currentText()
            self.told.emit(f"“{told}” colours the map once the movies are laid out.")

    @Slot()
    def find_contours(self) -> None:
        movie_map = self._computation.map
        if self._panel.outlined and movie_map is not None and not self._computation.running:
            self._insights.find_contours(movie_map)
        else:
            self._panel.show_outlines(())

    @Slot(object)
    def _on_contours_found(self, contours: tuple[Contour, ...]) -> None:
        self._contours = contours
        self._panel.show_outlines(contours if self._panel.outlined else ())
