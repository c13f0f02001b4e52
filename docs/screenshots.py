"""Take the pictures of the tour: the real window on the bundled data, every tab after its work is done.

    python docs/screenshots.py                 # docs/images, 1280x800, light and dark; half an hour on two cores
    python docs/screenshots.py --size 1920x1080 --folder somewhere

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
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

CONTROLS = "controls.txt"
TRAIN, COMPARE = range(2)
"""The pages of the Train tab."""
COMPARED = ("Bayesian factorisation machine", "User + movie bias", "Global mean")


def main() -> None:
    """Open the window, do each tab's work, and take a picture of each in both themes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, default=Path(__file__).parent / "images")
    parser.add_argument("--size", default="1280x800")
    options = parser.parse_args()
    width, height = (int(part) for part in options.size.split("x"))
    options.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        os.environ["MOVIEREC_HOME"] = home
        _take(options.folder, width, height)


def _take(folder: Path, width: int, height: int) -> None:
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
    for number in range(window.tabs.count()):
        title = window.tabs.tabText(number)
        window.tabs.setCurrentIndex(number)
        _wait(app, workspace)
        start = getattr(window.tabs.widget(number), "start", None)
        if start is not None and title != "Predict":
            start()
        _wait(app, workspace)
        print(f"{title}: done", flush=True)
        if title == "Train":
            workspace.set_current_run(workspace.store.list()[0].id)
            _compare(app, workspace, window.tabs.widget(number))
    for theme in ("light", "dark"):
        apply_style(app, theme)
        workspace.theme_changed.emit()
        for number in range(window.tabs.count()):
            window.tabs.setCurrentIndex(number)
            _wait(app, workspace)
            _save(window, folder / f"{window.tabs.tabText(number).lower()}-{theme}.png")
            if window.tabs.tabText(number) == "Train":
                pages = window.tabs.widget(number).pages
                pages.go_to(COMPARE)
                _wait(app, workspace)
                _save(window, folder / f"compare-{theme}.png")
                pages.go_to(TRAIN)
    (folder / CONTROLS).write_text(controls, encoding="utf-8", newline="\n")
    workspace.stop_jobs()


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
