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
        self._latest = LatestJob()
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
        if self._workspace.dataset is None:
            return
        work = partial(self._lay_out, config)
        start = self._workspace.start_job
        job = self._latest.take(
            start("Map", work, self._on_complete, self._on_failed, self._on_event, self._on_cancelled)
        )
        job.paused_changed.connect(self.paused_changed)
        self.started.emit()

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
        self.map = movie_map
        self._workspace.set_movie_map(movie_map)
        self.map_changed.emit()
        self.ended.emit()
        self.completed.emit()

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
        self._cache, self.map = None, None
        self.map_changed.emit()
        self.ended.emit()
