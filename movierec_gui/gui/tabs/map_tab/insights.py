"""Findings about a map besides its coordinates: clusters, nodes, trust; each in a job of its own."""

from __future__ import annotations

from collections.abc import Generator
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from movierec_gui.errors import UserError
from movierec_gui.gui.background_job import LatestJob
from movierec_gui.gui.libraries import import_alone
from movierec_gui.gui.tabs.map_tab.coloring import ERROR, RATED
from movierec_gui.gui.workspace import Workspace
from movierec_gui.progress import Progress

if TYPE_CHECKING:
    from movierec_gui.analysis.clusters import NamedClusters
    from movierec_gui.analysis.map_nodes import MapNodes
    from movierec_gui.analysis.map_quality import MapQuality
    from movierec_gui.analysis.maps.config import ClusterConfig
    from movierec_gui.analysis.maps.contours import Contour
    from movierec_gui.analysis.projections import MovieMap
    from movierec_gui.data.movie_column import MovieColumn

_CLUSTERS, _NODES, _TRUST, _LAYERS = "Finding clusters", "Slicing the network", "Judging the map", "Reading layers"
_COLUMN, _CONTOURS = "Colouring the map", "Density of the map"


class MapInsights(QObject):
    """Belongs to one map at a time; what comes too late for another map is dropped."""

    clusters_found = Signal()
    nodes_found = Signal()
    quality_found = Signal()
    column_found = Signal()
    contours_found = Signal(object)
    """The Contours of the map, the outermost first."""
    layers_found = Signal(object, str)
    """Names of the current run's layers, and the one to begin with."""
    failed = Signal(object)

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._jobs = {title: LatestJob() for title in (_CLUSTERS, _NODES, _TRUST, _LAYERS, _COLUMN, _CONTOURS)}
        self.clusters: NamedClusters | None = None
        self.nodes: MapNodes | None = None
        self.quality: MapQuality | None = None
        self.column: MovieColumn | None = None

    def reset(self) -> None:
        """The map is another one."""
        for title in (_CLUSTERS, _NODES, _TRUST, _CONTOURS):
            self._jobs[title].drop()
        self.clusters, self.nodes, self.quality = None, None, None

    def find_clusters(self, movie_map: MovieMap, config: ClusterConfig) -> None:
        """Group the movies of a map."""
        self._start(_CLUSTERS, partial(self._cluster, movie_map, config), self._on_clusters)

    def find_nodes(self, movie_map: MovieMap) -> None:
        """Find the node of the current run that each movie of a map activates most."""
        self._start(_NODES, partial(self._slice, movie_map), self._on_nodes)

    def drop_nodes(self) -> None:
        """The current run is another one."""
        self._jobs[_NODES].drop()
        self.nodes = None

    def find_column(self, name: str) -> None:
        """Ask for the numbers of a colouring: a prediction, own ratings, or the run's error."""
        workspace = self._workspace
        self.column = None
        self._start(_COLUMN, partial(_column, workspace, name, dict(workspace.people.ratings)), self._on_column)

    def show_column(self, column: MovieColumn) -> None:
        """Take numbers that somebody has already."""
        self._jobs[_COLUMN].drop()
        self.column = column
        self.column_found.emit()

    def drop_column(self) -> None:
        """The run, or the person, is another one."""
        self._jobs[_COLUMN].drop()
        self.column = None

    def find_contours(self, movie_map: MovieMap) -> None:
        """Find where the movies lie dense."""
        self._start(_CONTOURS, partial(_contours, movie_map), self.contours_found)

    def judge(self, movie_map: MovieMap) -> None:
        """Measure how far a map can be trusted."""
        self._start(_TRUST, partial(_judge, movie_map), self._on_quality)

    @Slot()
    def read_layers(self) -> None:
        """Read the names of the current run's layers."""
        self._start(_LAYERS, self._layers, self._on_layers)

    def _start(self, title: str, work: Any, on_success: Any) -> None:
        self._jobs[title].drop()
        self._jobs[title].take(self._workspace.start_job(title, work, on_success, self.failed))

    def _cluster(self, movie_map: MovieMap, config: ClusterConfig) -> Generator[Progress, None, NamedClusters]:
        yield Progress("Clusters")
        import_alone("sklearn.cluster")  # 70 MB that nothing else in the window needs
        from movierec_gui.analysis.clusters import find_clusters, named_clusters

        dataset = self._workspace.dataset
        clusters = yield from find_clusters(movie_map, config)
        if dataset is None:
            raise UserError("There is no dataset", "", "Open one in the Data tab")
        return named_clusters(dataset, clusters)

    def _slice(self, movie_map: MovieMap) -> Generator[Progress, None, MapNodes]:
        yield Progress("Opening the run")
        from movierec_gui.analysis.map_nodes import nodes_on_map

        run = self._workspace.open_current_run()
        if run is None:
            raise UserError("Colouring by node needs a trained network", "", "Train one in the Train tab")
        return (yield from nodes_on_map(run, movie_map.movies, movie_map.config.layer))

    def _layers(self) -> Generator[Progress, None, tuple[tuple[str, ...], str]]:
        yield Progress("Opening the run")
        run = self._workspace.open_current_run()
        return ((), "") if run is None else (run.model.layer_names(), run.model.default_layer)

    @Slot(object)
    def _on_clusters(self, clusters: NamedClusters) -> None:
        self.clusters = clusters
        self.clusters_found.emit()

    @Slot(object)
    def _on_nodes(self, nodes: MapNodes) -> None:
        self.nodes = nodes
        self.nodes_found.emit()

    @Slot(object)
    def _on_column(self, column: MovieColumn) -> None:
        self.column = column
        self.column_found.emit()

    @Slot(object)
    def _on_quality(self, quality: MapQuality | None) -> None:
        self.quality = quality
        self.quality_found.emit()

    @Slot(object)
    def _on_layers(self, result: tuple[tuple[str, ...], str]) -> None:
        self.layers_found.emit(*result)


def _judge(movie_map: MovieMap) -> Generator[Progress, None, MapQuality | None]:
    from movierec_gui.analysis.map_quality import judge_map

    return (yield from judge_map(movie_map))


def _contours(movie_map: MovieMap) -> Generator[Progress, None, tuple[Contour, ...]]:
    yield Progress(_CONTOURS)
    from movierec_gui.analysis.maps.contours import density_contours

    return density_contours(movie_map.coordinates)


def _column(workspace: Workspace, name: str, own: dict[int, float]) -> Generator[Progress, None, MovieColumn]:
    """The numbers of a colouring; ``own`` are the current person's ratings."""
    yield Progress("Opening the run")
    from movierec_gui.analysis.movie_columns import error_column, person_of, predicted_column, rated_column

    dataset, user = workspace.dataset, workspace.current_user
    if dataset is None:
        raise UserError("There is no dataset", "", "Open one in the Data tab")
    person = workspace.people.person
    whose = f"user {dataset.user_label(user)}" if user is not None else person.name if person else "somebody new"
    if name == RATED:
        rows = None if user is None else dataset.ratings.take(dataset.rows_of_user(user))
        given = own if rows is None else dict(zip(rows.movies.tolist(), rows.values.tolist(), strict=True))
        return rated_column(given, dataset.n_movies, whose)
    run = workspace.open_current_run()
    if run is None:
        raise UserError("This colouring needs a trained network", "", "Train one in the Train tab")
    if name == ERROR:
        return (yield from error_column(run))
    return (yield from predicted_column(run, person_of(user, own), whose))
