"""The measurements of ``window.py``, each in a process of its own: functions that return rows of figures."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import numpy as np
from heartbeat import (
    Spans,
    beat_while,
    figures_of,
    folder_of,
    heartbeat_row,
    judged,
    longest_row,
    moment,
    run_for,
    run_until,
)
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

Rows = list[dict[str, Any]]
TRAIN_SECONDS = 25.0
KEY_MS, WORDS = 90, "star wars"
FRAMES = 120
FRAME_MS = 1000 / 30


@contextmanager
def window(source: Any = None, load: bool = True, build: bool = True) -> Iterator[Any]:
    """The program's window, as ``movierec_gui.app`` opens it, with a dataset and nothing left to do.

    Without ``load`` it has no dataset, without ``build`` it has not painted anything either.
    """
    from movierec_gui.app import import_qt
    from movierec_gui.gui.garbage import GarbageCollection
    from movierec_gui.gui.main_window import MainWindow
    from movierec_gui.gui.session import Session
    from movierec_gui.gui.short_turns import ShortTurns
    from movierec_gui.gui.workspace import Workspace

    import_qt()
    app = QApplication.instance() or QApplication(["movierec"])
    ShortTurns().start()
    GarbageCollection(app).start()
    workspace = Workspace()
    made = MainWindow(workspace, Session())
    made.apply_theme()
    made.show()
    if build:
        run_for(0.1)
        made.tabs.build_all()
    if load:
        workspace.load_requested.emit(source)
        run_until(partial(idle, workspace), 600)
    yield made, workspace
    made.close()
    app.processEvents()


def idle(workspace: Any) -> bool:
    """Whether data are open and nothing works in the background."""
    return workspace.dataset is not None and not workspace.jobs


def open_tab(made: Any, title: str) -> Any:
    """Show a tab and return it."""
    titles = [made.tabs.tabText(number) for number in range(made.tabs.count())]
    made.tabs.setCurrentIndex(titles.index(title))
    return made.tabs.currentWidget()


def build_tabs() -> Rows:
    """From the first paint until all tabs are there, their modules imported."""
    with window(load=False, build=False) as (made, _):
        built: list[int] = []
        made.tabs.built.connect(built.append)
        gaps = beat_while(_nothing, lambda: len(built) == made.tabs.count(), 60)
        return [figures_of("Putting the tabs together at the start", gaps) | {"limit": "", "reached": None}]


def _nothing() -> None:
    """The window begins by itself."""


def start_with_data() -> Rows:
    """From the first paint until the bundled data are open and counted, libraries included."""
    with window(load=False) as (_, workspace):
        run_for(0.2)
        # What waits until everything else is there belongs to it.
        gaps = beat_while(partial(workspace.load_requested.emit, None), partial(idle, workspace), 120, rest=3.0)
        return [heartbeat_row("Start with the bundled data, libraries imported behind it", gaps)]


def train_lstm() -> Rows:
    """The first seconds of the article's LSTM."""
    return _train("lstm", "Training the LSTM, live chart visible")


def train_house() -> Rows:
    """The house model, preset fast."""
    return _train("house", "Training the house model (fast)")


def _train(name: str, row: str) -> Rows:
    from movierec_gui.training.config import preset_spec

    with window() as (made, workspace):
        tab = open_tab(made, "Train")
        run_until(lambda: tab.form.start.isVisible() and not workspace.jobs, 60)
        tab.form.load_spec(preset_spec(name))
        run_for(1.0)
        run_until(lambda: not workspace.jobs, 60)
        end = time.monotonic() + TRAIN_SECONDS
        gaps = beat_while(tab.start, lambda: tab.queue.current is None or time.monotonic() > end, 2 * TRAIN_SECONDS)
        live = workspace.store.list()[0].status if workspace.store.list() else "none"
        tab.stop()
        run_until(lambda: not workspace.jobs, 60)
        return [heartbeat_row(row, gaps, f"{TRAIN_SECONDS:.0f} s at most; run {live}")]


def lay_out() -> Rows:
    """t-SNE of the raw map, with its pictures, and what is found out about it."""
    with window() as (made, workspace):
        tab = open_tab(made, "Map")
        run_for(0.5)
        gaps = beat_while(tab.start, lambda: not workspace.jobs, 240)
        return [heartbeat_row("t-SNE of the raw map, 9,066 movies", gaps)]


def move_map() -> Rows:
    """Drags and turns of the wheel on 87,000 points, each painted."""
    from movierec_gui.gui.widgets.movie_map import MovieMapView, PointGroup

    app = QApplication.instance() or QApplication(["movierec"])
    rng = np.random.default_rng(0)
    count, groups = 87_000, 20
    of_group = rng.integers(groups, size=count)
    points = (rng.normal(0, 4, (groups, 2))[of_group] + rng.normal(0, 1, (count, 2))).astype(np.float32)
    view = MovieMapView()
    view.resize(900, 700)
    view.show()
    QTest.qWaitForWindowExposed(view)
    view.set_points(points, partial("Movie {}".format), str, np.arange(count))
    colors = [f"#{value:06x}" for value in rng.integers(0x1000000, size=groups).tolist()]
    view.set_groups([PointGroup(str(n), np.flatnonzero(of_group == n), colors[n]) for n in range(groups)])
    view.repaint()
    QTest.mousePress(view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, view.rect().center())
    pan = [moment()]
    for number in range(FRAMES):
        place = view.rect().center() + QPointF(3 * number % 200, 2 * number % 150).toPoint()
        QTest.mouseMove(view, place)
        view.repaint()
        pan.append(moment())
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, view.rect().center())
    view.repaint()
    zoom = [moment()]
    for number in range(FRAMES):
        app.sendEvent(view, _wheel(view, 120 if number % 40 < 20 else -120))
        view.repaint()
        zoom.append(moment())
    return [
        _frame_row("Panning the map, 87,000 points", Spans.between(pan)),
        _frame_row("Zooming the map, 87,000 points", Spans.between(zoom)),
    ]


def _wheel(view: Any, angle: int) -> QWheelEvent:
    place = QPointF(view.rect().center())
    none = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
    return QWheelEvent(
        place, QPointF(view.mapToGlobal(place)), QPointF().toPoint(), QPointF(0, angle).toPoint(), *none, False
    )


def _frame_row(row: str, frames: Spans) -> dict[str, Any]:
    figures = figures_of(row, frames, f"{1000 / float(np.mean(frames.clock)):.0f} frames/s")
    return judged(figures, f"30 frames/s: {FRAME_MS:.0f} ms", FRAME_MS, float("inf"))


def type_in_long_table() -> Rows:
    """Filters of a table of 100,000 rows: the bundled ratings."""
    with window() as (made, workspace):
        tab = open_tab(made, "Data")
        page = tab.pages
        page.setCurrentWidget(page.ratings.parentWidget())
        run_for(0.3)
        return [_typed("Typing in the filter of 100,004 ratings", page.ratings, workspace)]


def type_in_movies() -> Rows:
    """Filters of the table of the bundled movies, and its search."""
    with window() as (made, workspace):
        tab = open_tab(made, "Data")
        table = tab.pages.show_movies()
        run_for(0.3)
        return [_typed("Typing in the filter of 9,125 movies", table, workspace)]


def _typed(row: str, table: Any, workspace: Any) -> dict[str, Any]:
    """Type words letter by letter at a quick pace, take them away again, sort, and wait for the rows."""

    def work() -> None:
        table.focus_search()
        for letter in WORDS:
            QTest.keyClick(table.filters.search, letter)
            run_for(KEY_MS / 1000)
        run_until(lambda: not workspace.jobs, 60)
        for _ in WORDS:
            QTest.keyClick(table.filters.search, Qt.Key.Key_Backspace)
            run_for(KEY_MS / 1000)

    run_until(lambda: not workspace.jobs, 60)
    return heartbeat_row(row, beat_while(work, lambda: not workspace.jobs, 120, rest=0.5))


def load_large() -> Rows:
    """A dataset of many ratings, read from its text, and what is shown of it."""
    return _load_large("from its files", show=True)


def load_large_again() -> Rows:
    """The same dataset, from the copy that the first load kept."""
    return _load_large("from the kept copy", show=False)


def _load_large(how: str, show: bool) -> Rows:
    folder = folder_of("MOVIEREC_LARGE")
    with window(load=False) as (made, workspace):
        run_for(0.2)
        workspace.load_requested.emit(None)
        run_until(partial(idle, workspace), 120)
        before = workspace.dataset
        load = partial(workspace.load_requested.emit, folder)
        gaps = beat_while(load, lambda: workspace.dataset is not before and not workspace.jobs, 1200, rest=3.0)
        size = f"{len(workspace.dataset.ratings) / 1e6:g} M"
        rows = [heartbeat_row(f"Loading {size} ratings {how}", gaps)]
        return rows + (_show_large(made, workspace, size) if show else [])


def _show_large(made: Any, workspace: Any, size: str) -> Rows:
    rows = []
    for number in range(made.tabs.count()):
        title = made.tabs.tabText(number)
        if number == made.tabs.currentIndex():
            continue
        gaps = beat_while(partial(made.tabs.setCurrentIndex, number), lambda: not workspace.jobs, 120, rest=1.0)
        rows.append(longest_row(f"First display of {title}, {size} ratings", gaps))
    tab = open_tab(made, "Data")
    for number in range(tab.pages.count()):
        if tab.pages.isTabVisible(number):
            gaps = beat_while(partial(tab.pages.setCurrentIndex, number), lambda: not workspace.jobs, 120, rest=1.0)
            rows.append(longest_row(f"First display of Data, {tab.pages.tabText(number)}, {size} ratings", gaps))
    tab.pages.setCurrentWidget(tab.pages.ratings.parentWidget())
    rows.append(_typed(f"Typing in the filter of {size} ratings", tab.pages.ratings, workspace))
    movies = tab.pages.show_movies()
    run_for(0.5)
    gaps = beat_while(partial(movies.sort_by, "title"), lambda: not workspace.jobs, 120, rest=0.5)
    rows.append(heartbeat_row(f"Sorting {len(movies.table):,} movies by title", gaps))
    rows.append(_typed(f"Typing in the filter of {len(movies.table):,} movies", movies, workspace))
    return rows


ROWS: dict[str, Callable[[], Rows]] = {
    "build-tabs": build_tabs,
    "start-with-data": start_with_data,
    "train-lstm": train_lstm,
    "train-house": train_house,
    "t-sne": lay_out,
    "map": move_map,
    "type-ratings": type_in_long_table,
    "type-movies": type_in_movies,
    "large": load_large,
    "large-again": load_large_again,
}
