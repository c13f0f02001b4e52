"""Four perplexities side by side, as the article tried them: small maps, and how far each can be trusted."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from movierec_gui.errors import UserError
from movierec_gui.gui.background_job import LatestJob
from movierec_gui.gui.style import SPACING, set_icon, set_role, text_label
from movierec_gui.gui.tabs.map_tab.movie_texts import movie_details, movie_label
from movierec_gui.gui.widgets.movie_map import MovieMapView, PointGroup
from movierec_gui.gui.widgets.row_page import Kind, PageOf
from movierec_gui.gui.workspace import Workspace
from movierec_gui.progress import Progress

if TYPE_CHECKING:
    from movierec_gui.analysis.maps.config import MapConfig
    from movierec_gui.analysis.maps.perplexities import JudgedMap, PerplexityFrame
    from movierec_gui.analysis.projections import MovieMap
    from movierec_gui.data.dataset import Dataset

IntArray = npt.NDArray[np.int64]
PERPLEXITIES = (5.0, 30.0, 50.0, 100.0)
"""Those of the article, which kept 50; ``analysis.maps.perplexities`` has them for the command line."""


_TITLE = "Four perplexities"


class PerplexityMaps(QObject):
    """Lays the movies out once for each perplexity, in a job."""

    started = Signal()
    shown = Signal(int, object)
    """Position of a perplexity, and its map so far."""
    judged = Signal(object)
    """Every JudgedMap, in the order of the perplexities."""
    progressed = Signal(object)
    ended = Signal()
    failed = Signal(object)

    def __init__(self, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._job = LatestJob()

    @property
    def running(self) -> bool:
        return self._job.job is not None

    def start(self, config: MapConfig) -> None:
        """Begin; what is under way is given up."""
        work = partial(_lay_out, self._workspace, config)
        start = self._workspace.start_job
        job = start(_TITLE, work, self._on_done, self._on_failed, self._on_event, self._on_ended)
        self._job.take(job)
        self.started.emit()

    def cancel(self) -> None:
        """End now; what is drawn stays."""
        if self._job.job is not None:
            self._job.job.cancel()

    def drop(self) -> None:
        """Forget it: the data are others."""
        self._job.drop()

    @Slot(object)
    def _on_event(self, event: Progress | PerplexityFrame) -> None:
        if isinstance(event, Progress):
            self.progressed.emit(event)
        else:
            self.progressed.emit(event.progress)
            self.shown.emit(event.number, event.map)

    @Slot(object)
    def _on_done(self, maps: Sequence[JudgedMap]) -> None:
        self._on_ended()
        self.judged.emit(maps)

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self._on_ended()
        self.failed.emit(error)

    @Slot()
    def _on_ended(self) -> None:
        self._job.forget()
        self.ended.emit()


def _lay_out(
    workspace: Workspace, config: MapConfig
) -> Generator[Progress | PerplexityFrame, None, tuple[JudgedMap, ...]]:
    yield Progress("Loading libraries")
    from movierec_gui.analysis.maps.config import RATINGS
    from movierec_gui.analysis.maps.perplexities import maps_by_perplexity

    source = workspace.dataset if config.source == RATINGS else workspace.open_current_run()
    if source is None:
        raise UserError(f"The source {config.source!r} needs a trained network", "", "Train one in the Train tab")
    return (yield from maps_by_perplexity(source, config, PERPLEXITIES))


class PerplexityPage(QWidget):
    """Four maps that share colours, selection and zoom; one of them can be taken."""

    back_requested = Signal()
    map_chosen = Signal(object)
    """The MovieMap that is to be the map from now on."""
    selection_made = Signal(object, str)
    """Movie indices, and ``replace``, ``add`` or ``remove``."""
    page_requested = Signal(object)
    """PageOf a film."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.maps: list[MovieMap | None] = [None] * len(PERPLEXITIES)
        self.views = [MovieMapView() for _ in PERPLEXITIES]
        self.captions = [text_label("", "caption", wrap=True) for _ in PERPLEXITIES]
        self.takers = [QPushButton("Take this map") for _ in PERPLEXITIES]
        self.title = text_label("", "heading")
        self.back = QPushButton("Back to the map")
        set_icon(self.back, "back")
        self.back.setToolTip("Show the one map again; these four stay until the data change")
        self.back.clicked.connect(self.back_requested)
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACING)
        grid.setVerticalSpacing(SPACING)
        for number in range(len(PERPLEXITIES)):
            grid.addWidget(self._card(number), number // 2, number % 2)
        top = QHBoxLayout()
        top.addWidget(self.title, 1)
        top.addWidget(self.back)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACING)
        layout.addLayout(top)
        layout.addLayout(grid, 1)
        self.reset()

    def _card(self, number: int) -> QFrame:
        card = QFrame()
        set_role(card, "card")
        view, taker = self.views[number], self.takers[number]
        view.setAccessibleName(f"Map at perplexity {PERPLEXITIES[number]:g}")
        view.setMinimumSize(120, 100)
        view.selection_made.connect(partial(self._on_selection_made, number))
        view.row_opened.connect(partial(self._on_row_opened, number))
        taker.setToolTip("Go on with this map: its clusters, trust and selection, kept for the next start")
        taker.clicked.connect(partial(self._take, number))
        foot = QHBoxLayout()
        foot.setSpacing(SPACING)
        foot.addWidget(self.captions[number], 1)
        foot.addWidget(taker, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(card)
        layout.setContentsMargins(SPACING - 2, SPACING - 2, SPACING - 2, SPACING - 2)
        layout.setSpacing(SPACING - 2)
        layout.addWidget(view, 1)
        layout.addLayout(foot)
        return card

    def reset(self) -> None:
        """No map is there yet."""
        self.title.setText(_TITLE)
        for number, perplexity in enumerate(PERPLEXITIES):
            self.maps[number] = None
            self.views[number].set_points(np.empty((0, 2), np.float32), str, str, np.empty(0, np.int64))
            self.captions[number].setText(f"Perplexity {perplexity:g}: waits")
            self.takers[number].setEnabled(False)

    def show_map(self, dataset: Dataset, number: int, movie_map: MovieMap) -> bool:
        """Show a picture of one of the maps; whether it is the first one there."""
        view, first = self.views[number], self.maps[number] is None
        self.maps[number] = movie_map
        if first:
            popular = np.argsort(-dataset.movie_counts[movie_map.movies], kind="stable")
            label_of, details_of = partial(movie_label, dataset, movie_map), partial(movie_details, dataset, movie_map)
            view.set_points(movie_map.coordinates, label_of, details_of, popular)
        else:
            view.move_points(movie_map.coordinates)
        view.set_moving(not movie_map.complete)
        steps = "" if movie_map.complete else f", {movie_map.iteration:,} steps so far"
        self.captions[number].setText(f"Perplexity {PERPLEXITIES[number]:g}{steps}")
        self.takers[number].setEnabled(movie_map.complete)
        return first

    def show_judged(self, maps: Sequence[JudgedMap]) -> None:
        """Say how far each map can be trusted."""
        for number, judged in enumerate(maps):
            text = f"Perplexity {PERPLEXITIES[number]:g}"
            if judged.quality is not None:
                quality = judged.quality
                text += f": neighbours kept {quality.preservation:.0%}, trustworthiness {quality.trustworthiness:.2f}"
            if judged.map.kl is not None:
                text += f", KL\N{NO-BREAK SPACE}{judged.map.kl:.2f}"
            self.captions[number].setText(text)

    def show_colors(self, title: str, groups: Sequence[PointGroup]) -> None:
        """Colour the maps alike, by what ``title`` says: all have the same movies in the same rows."""
        self.title.setText(f"{_TITLE}, coloured by {title[:1].lower()}{title[1:]}")
        for view, movie_map in zip(self.views, self.maps, strict=True):
            if movie_map is not None:
                view.set_groups(groups)

    def show_selection(self, movies: IntArray) -> None:
        """Set movies off on all four."""
        for view, movie_map in zip(self.views, self.maps, strict=True):
            if movie_map is not None:
                view.set_selected(np.flatnonzero(np.isin(movie_map.movies, movies)))

    def _take(self, number: int) -> None:
        movie_map = self.maps[number]
        if movie_map is not None:
            self.map_chosen.emit(movie_map)

    def _on_selection_made(self, number: int, rows: IntArray, mode: str) -> None:
        movie_map = self.maps[number]
        if movie_map is not None:
            self.selection_made.emit(movie_map.movies[rows], mode)

    def _on_row_opened(self, number: int, row: int) -> None:
        movie_map = self.maps[number]
        if movie_map is not None:
            self.page_requested.emit(PageOf(Kind.FILM, int(movie_map.movies[row])))
