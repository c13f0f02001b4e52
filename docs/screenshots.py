"""Take the pictures of the tour: the real window on the bundled data, every tab after its work is done.

    python docs/screenshots.py                 # docs/images, 1280x800, light and dark; half an hour on two cores
    python docs/screenshots.py --size 1920x1080 --folder somewhere
    python docs/screenshots.py --only explained selection   # what needs no training

Beside the pictures of the docs it keeps which controls the tabs had (controls.txt): a test fails when a tab has others,
and names this script. Runs without a display. The runs, the session and the caches go to a temporary folder, not to the
user's own.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

CONTROLS = "controls.txt"
TRAIN, COMPARE = range(2)
"""The pages of the Train tab."""
PICTURES = ("data", "train", "compare", "predict", "explained", "activations", "map", "selection")
EXPLAINED = "Matrix, The"
"""The film that the picture of an explained prediction is about."""
COMPARED = ("Bayesian factorisation machine", "User + movie bias", "Global mean")


def main() -> None:
    """Open the window, do each tab's work, and take a picture of each in both themes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, default=Path(__file__).parent / "images")
    parser.add_argument("--size", default="1280x800")
    parser.add_argument("--only", nargs="+", choices=PICTURES, default=PICTURES)
    options = parser.parse_args()
    width, height = (int(part) for part in options.size.split("x"))
    options.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        os.environ["MOVIEREC_HOME"] = home
        _take(options.folder, width, height, frozenset(options.only))


def _take(folder: Path, width: int, height: int, wanted: frozenset[str]) -> None:
    from PySide6.QtWidgets import QApplication

    from movierec_gui.gui.main_window import MainWindow
    from movierec_gui.gui.session import Session
    from movierec_gui.gui.style import apply_style
    from movierec_gui.gui.workspace import Workspace

    sys.path.insert(0, str(Path(__file__).parent))
    from window_controls import as_lines, controls_by_tab

    app = QApplication([])
    apply_style(app, "light")
    workspace = Workspace()
    window = MainWindow(workspace, Session())
    window.resize(width, height)
    window.show()
    window.tabs.build_all()
    controls = as_lines(controls_by_tab(window.tabs))
    workspace.load_requested.emit(None)
    _wait(app, workspace, lambda: workspace.dataset is not None)
    tabs = {window.tabs.tabText(number).lower(): window.tabs.widget(number) for number in range(window.tabs.count())}
    needed = {
        "train": {"train", "compare", "predict", "activations"},
        "activations": {"activations"},
        "map": {"map", "selection"},
    }
    for name, tab in tabs.items():
        window.tabs.setCurrentWidget(tab)
        _wait(app, workspace)
        if needed.get(name, set()) & wanted:
            tab.start()
        _wait(app, workspace)
        print(f"{name}: done", flush=True)
        if name == "train" and "compare" in wanted:
            _compare(app, workspace, tab)
        if name == "train" and workspace.store.list():
            workspace.set_current_run(workspace.store.list()[0].id)
    shots = {
        **dict.fromkeys(tabs, (_nothing, _nothing)),
        "compare": (lambda tab: tab.pages.go_to(COMPARE), lambda tab: tab.pages.go_to(TRAIN)),
        "explained": (partial(_explain, app, workspace), lambda tab: tab.lists.setCurrentIndex(0)),
        "selection": (partial(_select, workspace), lambda tab: tab.clear()),
    }
    place = {"compare": "train", "explained": "predict", "selection": "map"}
    # The starter explains; the other pictures are of the run that was trained.
    order = sorted((name for name in PICTURES if name in wanted), key=lambda name: name == "explained")
    for name in order:
        tab = tabs[place.get(name, name)]
        before, after = shots[name]
        for theme in ("light", "dark"):
            apply_style(app, theme)
            workspace.theme_changed.emit()
            window.tabs.setCurrentWidget(tab)
            before(tab)
            _wait(app, workspace)
            _save(window, folder / f"{name}-{theme}.png")
            after(tab)
    (folder / CONTROLS).write_text(controls, encoding="utf-8", newline="\n")
    workspace.stop_jobs()


def _nothing(_tab: object) -> None:
    """The tab is shown as its work left it."""


def _explain(app: object, workspace: object, tab: object) -> None:
    """Predicted ratings by the run that comes with the program, with what the user gave, and one of them explained."""
    from movierec_gui.training.starter import STARTER

    tab.offer.look_requested.emit()  # where nothing is trained, the tab begins with its offer
    workspace.set_current_run(STARTER)
    tab.user.set_user(workspace.dataset.user_index(15))
    tab.lists.setCurrentIndex(1)
    _wait(app, workspace)
    tab.table.go_to(workspace.dataset.movies.titles.index(EXPLAINED))


def _select(workspace: object, tab: object) -> None:
    """A rectangle about the middle of the map, as somebody might draw it."""
    import numpy as np

    movie_map = tab.computation.map
    low, high = np.quantile(movie_map.coordinates, [0.62, 0.74], axis=0)
    inside = ((movie_map.coordinates >= low) & (movie_map.coordinates <= high)).all(axis=1)
    workspace.select_movies(movie_map.movies[inside], "rectangle on the map")


def _compare(app: object, workspace: object, tab: object) -> None:
    """Compare the quick models on the page beside the training."""
    tab.pages.go_to(COMPARE)
    tab.comparison.setup.contestants.tick(COMPARED)
    _wait(app, workspace)
    tab.start()
    _wait(app, workspace)
    tab.pages.go_to(TRAIN)
    print("Compare models: done", flush=True)


def _save(window: object, path: Path) -> None:
    window.grab().save(str(path))
    print(path.name, flush=True)


def _wait(app: object, workspace: object, ready: object = None, limit: float = 3600.0) -> None:
    """Let the window work until nothing runs in the background (and ``ready`` says so), and a moment longer."""
    from movierec_gui.gui.widgets.drawing_queue import drawing_queue

    begun = quiet = time.monotonic()
    while time.monotonic() - begun < limit:
        app.processEvents()
        if workspace.jobs or not drawing_queue().idle or (ready is not None and not ready()):
            quiet = time.monotonic()
        elif time.monotonic() - quiet > 0.7:
            return
        time.sleep(0.01)
    raise TimeoutError("the window is still working")


if __name__ == "__main__":
    main()
