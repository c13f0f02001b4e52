"""The map that is being laid out, or was: one job at a time, whose latest picture stays if it is cancelled."""

from __future__ import annotations

from collections.abc import Generator
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from movierec_gui.gui.background_job import LatestJob
from movierec_gui.gui.workspace import Workspace
from movierec_gui.progress import Progress

if TYPE_CHECKING:
    from movierec_gui.analysis.maps.cache import MapCache
    from movierec_gui.analysis.maps.config import MapConfig
    from movierec_gui.analysis.projections import MapFrame, MovieMap
    from movierec_gui.data.dataset import Dataset


class MapComputation(QObject):
    """Runs the engine in a job and keeps what it showed last."""

    started = Signal()
    map_changed = Signal()
    """Another map, or another picture of the same movies."""
    progressed = Signal(object)
    """Progress of the running job."""
    paused_changed = Signal(bool)
    ended = Signal()
    """After success, failure and cancelling."""
    completed = Signal()
    failed = Signal(object)

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._cache: MapCache | None = None
        self._latest, self._reading = LatestJob(), LatestJob()
        self.map: MovieMap | None = None
        workspace.dataset_changed.connect(self._on_dataset_changed)

    @property
    def running(self) -> bool:
        return self._latest.job is not None

    @property
    def paused(self) -> bool:
        return self._latest.job is not None and self._latest.job.paused

    def start(self, config: MapConfig) -> None:
        """Lay out the movies with these settings; a map under way is given up."""
        self._latest.drop()
        self._reading.drop()
        if self._workspace.dataset is None:
            return
        work = partial(self._lay_out, config)
        start = self._workspace.start_job
        job = self._latest.take(
            start("Map", work, self._on_complete, self._on_failed, self._on_event, self._on_cancelled)
        )
        job.paused_changed.connect(self.paused_changed)
        self.started.emit()

    def restore(self) -> None:
        """Read the map that was finished last, before a restart or now, if it is one of the open dataset.

        A map that is laid out meanwhile takes its place.
        """
        dataset = self._workspace.dataset
        if dataset is not None and not self.running and self.map is None:
            work, start = partial(_read_last, dataset), self._workspace.start_job
            self._reading.take(start("Reading the last map", work, self._on_restored, self.failed))

    def take(self, movie_map: MovieMap) -> None:
        """Show a finished map that was laid out elsewhere, and keep it for the next start."""
        self._latest.drop()
        self.started.emit()
        self._finish(movie_map)

    def pause(self) -> None:
        """Hold, until ``resume``."""
        if self._latest.job is not None:
            self._latest.job.pause()

    def resume(self) -> None:
        """Go on."""
        if self._latest.job is not None:
            self._latest.job.resume()

    def cancel(self) -> None:
        """End now; the latest picture stays, and says that it is partial."""
        if self._latest.job is not None:
            self._latest.job.cancel()

    def _lay_out(self, config: MapConfig) -> Generator[Progress | MapFrame, None, MovieMap]:
        yield Progress("Loading libraries")
        # What the pictures need in a moment: import it here rather than in the GUI thread.
        import scipy.spatial  # noqa: F401

        import movierec_gui.report.movie_map  # noqa: F401
        from movierec_gui.analysis.maps.config import RATINGS
        from movierec_gui.analysis.projections import MapCache, learned_map, raw_map
        from movierec_gui.errors import UserError

        if self._cache is None:
            self._cache = MapCache()
        if config.source == RATINGS:
            dataset = self._workspace.dataset
            if dataset is None:
                raise UserError("There is no dataset", "", "Open one in the Data tab")
            return (yield from raw_map(dataset, config, self._cache))
        run = self._workspace.open_current_run()
        if run is None:
            raise UserError(f"The source {config.source!r} needs a trained network", "", "Train one in the Train tab")
        return (yield from learned_map(run, config, self._cache))

    @Slot(object)
    def _on_event(self, event: Progress | MapFrame) -> None:
        self.progressed.emit(event.progress)
        picture = getattr(event, "map", None)
        if picture is not None:
            self.map = picture
            self.map_changed.emit()

    @Slot(object)
    def _on_complete(self, movie_map: MovieMap) -> None:
        self._latest.forget()
        self._finish(movie_map)
        self.completed.emit()

    @Slot(object)
    def _on_restored(self, movie_map: MovieMap | None) -> None:
        self._reading.forget()
        if movie_map is not None and not self.running and self.map is None:
            self._show(movie_map)

    def _finish(self, movie_map: MovieMap) -> None:
        """Show a finished map, and keep it for the next start."""
        self._show(movie_map)
        self._workspace.start_job("Keeping the map", partial(_keep, movie_map), _done, self.failed)

    def _show(self, movie_map: MovieMap) -> None:
        self.map = movie_map
        self._workspace.set_movie_map(movie_map)
        self.map_changed.emit()
        self.ended.emit()

    @Slot()
    def _on_cancelled(self) -> None:
        self._latest.forget()
        self.ended.emit()

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self._latest.forget()
        self.ended.emit()
        self.failed.emit(error)

    @Slot()
    def _on_dataset_changed(self) -> None:
        self._latest.drop()
        self._reading.drop()
        self._cache, self.map = None, None
        self.map_changed.emit()
        self.ended.emit()


def _read_last(dataset: Dataset) -> Generator[Progress, None, MovieMap | None]:
    yield Progress("Reading the last map")
    from movierec_gui.analysis.maps.last_map import last_map_file, read_map

    return read_map(last_map_file(), dataset)


def _keep(movie_map: MovieMap) -> Generator[Progress, None, None]:
    yield Progress("Keeping the map")
    from movierec_gui.analysis.maps.last_map import keep_map, last_map_file

    keep_map(movie_map, last_map_file())


def _done(_result: object) -> None:
    """The map is kept; nobody needs to hear of it."""
