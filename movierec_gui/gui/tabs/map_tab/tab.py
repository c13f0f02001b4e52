"""The Map tab: lays the movies out on a plane, shows them, and says what a part of them has in common."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QEvent, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from movierec_gui.errors import UserError
from movierec_gui.gui.save_table import ask_for_csv, save_csv
from movierec_gui.gui.tabs.map_tab.coloring import CLUSTER, COMPUTED, NODE, map_style
from movierec_gui.gui.tabs.map_tab.colorist import MapColorist
from movierec_gui.gui.tabs.map_tab.computation import MapComputation
from movierec_gui.gui.tabs.map_tab.exporting import Shown, ask_for_file, write_map
from movierec_gui.gui.tabs.map_tab.insights import MapInsights
from movierec_gui.gui.tabs.map_tab.page import MapPage
from movierec_gui.gui.tabs.map_tab.perplexities import PerplexityMaps
from movierec_gui.gui.widgets.movie_map import ADD, REMOVE
from movierec_gui.gui.workspace import Workspace
from movierec_gui.wording import counted

if TYPE_CHECKING:
    from movierec_gui.analysis.projections import MovieMap


class MapTab(QWidget):
    """Settings, map, and panels about the selection, the clusters and trust."""

    title = "Map"
    icon_name = "map"

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.runs = workspace.catalogue
        self.computation = MapComputation(workspace, self)
        self.insights = MapInsights(workspace, self)
        self.four = PerplexityMaps(workspace, self)
        self.page = MapPage(workspace, self.runs, self.icon_name, self)
        self.settings, self.map, self.selection = self.page.settings, self.page.map, self.page.selection
        self.clusters, self.trust, self.messages = self.page.clusters, self.page.trust, self.page.messages
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.page)
        self.colorist = MapColorist(workspace, self.map, self.page.perplexities, self.computation, self.insights, self)
        self._connect()
        self._connect_four()
        self._on_dataset_changed()

    def _connect(self) -> None:
        workspace, computation, insights = self._workspace, self.computation, self.insights
        workspace.dataset_changed.connect(self._on_dataset_changed)
        workspace.selection_changed.connect(self._on_selection_changed)
        workspace.current_run_changed.connect(self._on_run_changed)
        self.page.no_dataset.requested.connect(partial(workspace.tab_requested.emit, "Data"))
        self.page.no_map.requested.connect(self.start)
        for failed in (self.runs.failed, computation.failed, insights.failed):
            failed.connect(self._on_failed)
        self.settings.start_requested.connect(self.start)
        self.settings.pause_requested.connect(self.pause)
        self.settings.cancel_requested.connect(self.stop)
        self.settings.layers_wanted.connect(insights.read_layers)
        computation.started.connect(self._on_started)
        computation.progressed.connect(self.settings.show_progress)
        computation.map_changed.connect(self._on_map_changed)
        computation.paused_changed.connect(self._show_buttons)
        computation.ended.connect(self._on_ended)
        insights.clusters_found.connect(self._on_clusters_found)
        insights.quality_found.connect(self._on_quality_found)
        insights.layers_found.connect(self.settings.show_layers)
        self.map.selection_made.connect(self._on_selection_made)
        self.map.cleared.connect(workspace.clear_selection)
        self.map.export_requested.connect(self.export)
        self.colorist.clusters_wanted.connect(self.find_clusters)
        self.colorist.told.connect(self.messages.show_info)
        self.selection.clear_requested.connect(workspace.clear_selection)
        self.selection.movie_chosen.connect(self.map.fly_to)
        workspace.place_requested.connect(self.map.fly_to)
        self.clusters.find_requested.connect(self.find_clusters)
        self.clusters.cluster_chosen.connect(self._on_cluster_chosen)
        self.clusters.export_requested.connect(self._export_clusters)

    def _connect_four(self) -> None:
        four, page = self.four, self.page.perplexities
        self.settings.four_requested.connect(self.start_four)
        four.started.connect(self._show_buttons)
        four.ended.connect(self._show_buttons)
        four.progressed.connect(self.settings.show_progress)
        four.failed.connect(self._on_failed)
        four.shown.connect(self.colorist.color_perplexity)
        four.judged.connect(page.show_judged)
        page.back_requested.connect(self._on_back_requested)
        page.map_chosen.connect(self._on_perplexity_chosen)
        page.selection_made.connect(self._on_perplexity_selection)

    @Slot()
    def start_four(self) -> None:
        """Lay the movies out at four perplexities side by side; those that are there already are shown."""
        if self.four.running or any(movie_map is not None for movie_map in self.page.perplexities.maps):
            self.page.show_perplexities()
            return
        try:
            config = self.settings.config()
        except UserError as error:
            self.messages.show_error(error)
            return
        self.messages.clear()
        self.computation.cancel()
        self.page.show_perplexities()
        self.four.start(config)

    @Slot()
    def start(self) -> None:
        """Lay out the movies with the settings shown (F5)."""
        try:
            config = self.settings.config()
        except UserError as error:
            self.messages.show_error(error)
            return
        self.messages.clear()
        self.four.cancel()
        self.computation.start(config)

    @Slot()
    def pause(self) -> None:
        """Hold, or go on."""
        if self.computation.paused:
            self.computation.resume()
        else:
            self.computation.pause()

    @Slot()
    def stop(self) -> None:
        """End now and keep the map as far as it is (Shift+F5)."""
        self.computation.cancel()
        self.four.cancel()

    @Slot()
    def export(self) -> None:
        """Ask for a file and write the map (Ctrl+E)."""
        if self.computation.map is None:
            problem = UserError("There is no map to export", "", "Lay the movies out first")
            self._workspace.error_raised.emit(problem)
            return
        if self.page.on_perplexities:
            problem = UserError(
                "One map is exported at a time", "Four are shown", "Press Take this map at one of them first"
            )
            self._workspace.error_raised.emit(problem)
            return
        path = ask_for_file(self, "map")
        if path is not None:
            self.export_to(path)

    def export_to(self, path: Path) -> None:
        """Write the map as the ending says: a picture, or coordinates and clusters."""
        dataset, movie_map = self._workspace.dataset, self.computation.map
        if dataset is None or movie_map is None or self.colorist.colors is None:
            return
        found, kept, contours = self.insights, self.map.kept, self.colorist.contours
        shown = Shown(
            dataset, movie_map, self.colorist.colors, found.clusters, found.quality, contours, kept.map, kept.groups
        )
        work = partial(write_map, shown, map_style(), path)
        self._workspace.start_job("Exporting the map", work, self._on_exported, self.messages.show_error)

    def focus_search(self) -> None:
        """Put the cursor into the search field (Ctrl+F)."""
        self.map.search.setFocus()
        self.map.search.selectAll()

    def clear(self) -> None:
        """Take messages and the selection away (Esc)."""
        self.messages.clear()
        self.map.view.unmark()
        self._workspace.clear_selection()

    def form_state(self) -> dict[str, Any]:
        """The settings and the colouring, for the session."""
        return {"config": self.settings.form_state(), "coloring": self.map.coloring_name}

    def restore_form(self, values: Mapping[str, Any]) -> None:
        """Show what ``form_state`` gave. Raises UserError where it no longer fits."""
        self.settings.restore_form(values.get("config", {}))
        self.map.coloring.setCurrentIndex(max(0, self.map.coloring.findData(values.get("coloring"))))

    @Slot()
    def find_clusters(self) -> None:
        """Group the movies of the map."""
        movie_map = self.computation.map
        if movie_map is None:
            self.messages.show_warning("There is no map yet: lay the movies out first.")
            return
        try:
            config = self.clusters.config()
        except UserError:
            return  # it stands at its field
        self.clusters.find_button.setEnabled(False)
        self.insights.find_clusters(movie_map, config)

    def changeEvent(self, event: QEvent) -> None:
        """Colour the movies in the colours of the new theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self.colorist.colors is not None:
            self.colorist.color()

    @Slot()
    def _on_back_requested(self) -> None:
        self.page.show_one_map(self.computation.map is not None)

    @Slot(object)
    def _on_perplexity_chosen(self, movie_map: MovieMap) -> None:
        self.settings.editors["perplexity"].set_value(movie_map.config.perplexity)
        self.computation.take(movie_map)
        self.page.show_one_map(True)

    @Slot(object, str)
    def _on_perplexity_selection(self, movies: Any, mode: str) -> None:
        self._on_selection_made(movies, mode, "the map")

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with whom the Predict tab is about."""
        super().showEvent(event)
        self.colorist.renew()

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self.clusters.find_button.setEnabled(True)
        self.messages.show_error(error)

    @Slot()
    def _on_started(self) -> None:
        self.insights.reset()
        self.clusters.clear()
        self.colorist.forget_contours()
        self._show_buttons()

    @Slot()
    def _show_buttons(self) -> None:
        running, paused = self.computation.running, self.computation.paused
        self.settings.set_running(running=running or self.four.running, paused=paused)
        self.settings.pause.setEnabled(running)
        self.map.view.set_moving(running and not paused)

    @Slot()
    def _on_map_changed(self) -> None:
        dataset, movie_map = self._workspace.dataset, self.computation.map
        if dataset is None or movie_map is None:
            self.map.clear()
            self.colorist.colors = None
            self.page.show_parts(data=dataset is not None, some_map=False)
            self.trust.show_map(None)
            return
        if not self.four.running:
            self.page.show_parts(data=True, some_map=True)
        if self.map.show_map(dataset, movie_map) or self.colorist.colors is None:
            self.colorist.color()
            self.map.show_selection(np.array(self._workspace.selection.movies, np.int64))
        self.trust.show_map(movie_map)

    @Slot()
    def _on_ended(self) -> None:
        self._show_buttons()
        movie_map = self.computation.map
        if movie_map is None:
            return
        if movie_map.complete:
            self.insights.judge(movie_map)
        else:
            text = f"The map is partial: it was stopped after {movie_map.iteration:,} steps."
            if movie_map.approximate:
                text = "The map is a first look: it was stopped before its principal components were exact."
            self.messages.show_info(text, "", "Lay out again", self.start)
        if self.map.coloring_name in (CLUSTER, NODE, *COMPUTED):
            self.colorist.color()
        self.colorist.find_contours()

    @Slot()
    def _on_quality_found(self) -> None:
        if self.insights.quality is not None:
            self.trust.show_quality(self.insights.quality)

    @Slot()
    def _on_clusters_found(self) -> None:
        if self.insights.clusters is None:
            return
        self.clusters.show_clusters(self.insights.clusters)
        index = self.map.coloring.findData(CLUSTER)
        if self.map.coloring.currentIndex() == index:
            self.colorist.color()
        else:
            self.map.coloring.setCurrentIndex(index)

    @Slot(object)
    def _on_exported(self, path: Path) -> None:
        self.messages.show_info(f"The map was written to {path}")

    @Slot()
    def _export_clusters(self) -> None:
        path = ask_for_csv(self, "clusters") if self.clusters.frame is not None else None
        if path is not None and self.clusters.frame is not None:
            save_csv(self._workspace, self.messages, self.clusters.frame, path)

    @Slot(object, str, str)
    def _on_selection_made(self, movies: Any, mode: str, label: str) -> None:
        before = np.array(self._workspace.selection.movies, np.int64)
        if mode == ADD:
            movies = np.union1d(before, movies)
        elif mode == REMOVE:
            movies = np.setdiff1d(before, movies)
        self._workspace.select_movies(movies, label)

    @Slot(int)
    def _on_cluster_chosen(self, cluster: int) -> None:
        if self.insights.clusters is not None:
            name = f"cluster {cluster} of the map" if cluster else "movies of no cluster"
            self._workspace.select_movies(self.insights.clusters.found.members(cluster), name)

    @Slot()
    def _on_selection_changed(self) -> None:
        selection = self._workspace.selection
        self.selection.show_selection(self._workspace.dataset, selection)
        for shown in (self.map, self.page.perplexities):
            shown.show_selection(np.array(selection.movies, np.int64))

    @Slot()
    def _on_run_changed(self) -> None:
        self.insights.drop_nodes()
        self.colorist.renew()
        if self.map.coloring_name == NODE and self.colorist.colors is not None:
            self.colorist.color()

    @Slot()
    def _on_dataset_changed(self) -> None:
        dataset = self._workspace.dataset
        self.colorist.reset()
        self.insights.reset()
        self.four.drop()
        self.page.perplexities.reset()
        self.messages.clear()
        self.clusters.clear()
        self._on_selection_changed()
        self.page.show_parts(data=dataset is not None, some_map=False)
        if dataset is not None:
            rated = int(np.count_nonzero(dataset.movie_counts))
            self.page.no_map.set_text(
                f"Lay out {counted(rated, 'movie')} so that those liked by the same people lie together. "
                "The map shows itself while it forms.",
                "Lay out",
            )
            self.computation.restore()
