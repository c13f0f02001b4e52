"""Trained runs on the tiny data, for the tabs that look at runs."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

from movierec_gui.data.dataset import Dataset
from movierec_gui.gui.workspace import Workspace
from movierec_gui.progress import finish
from movierec_gui.training.config import preset_spec
from movierec_gui.training.runs import RunStore
from movierec_gui.training.trainer import train


@pytest.fixture(scope="session")
def trained_store(tiny_dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> RunStore:
    """Two runs: "biases", which has no embeddings, and "dense", the newer one."""
    store = RunStore(tmp_path_factory.mktemp("trained") / "runs")
    for name in ("biases", "dense"):
        spec = preset_spec(name)
        spec = replace(spec, training=replace(spec.training, epochs=3, batch_size=32, threads=1))
        finish(train(tiny_dataset, spec, store, name))
    return store


@pytest.fixture(name="looking")
def _looking(trained_store: RunStore) -> Iterator[Workspace]:
    """A workspace over the trained runs, without a dataset yet."""
    workspace = Workspace(trained_store)
    yield workspace
    assert workspace.stop_jobs()


@pytest.fixture
def keep(qtbot) -> Callable[[QWidget], None]:
    """Closes a widget at the end of the test, and keeps it alive until then: a collected one might still be drawn."""

    def keep_widget(widget: QWidget) -> None:
        def hide(_, widget=widget):
            widget.hide()

        qtbot.addWidget(widget, before_close_func=hide)

    return keep_widget


@pytest.fixture
def show_tab(qtbot, keep, looking: Workspace, tiny_dataset: Dataset) -> Callable[[type[QWidget]], QWidget]:
    """Shows a tab at its usual size, opens the tiny data and waits until everything is computed."""

    def show(kind: type[QWidget]) -> QWidget:
        tab = kind(looking)
        keep(tab)
        tab.resize(1280, 720)
        tab.show()
        looking.set_dataset(tiny_dataset)
        settle(qtbot, looking)
        return tab

    return show


@pytest.fixture
def settled(qtbot, looking: Workspace) -> Callable[[], None]:
    """Waits until no job runs and none is about to."""
    return lambda: settle(qtbot, looking)


def settle(qtbot, workspace: Workspace) -> None:
    quiet = 0

    def calm() -> bool:
        nonlocal quiet
        quiet = 0 if workspace.jobs or _pausing() else quiet + 1
        return quiet > 2  # polls: whatever was posted in between has been done

    qtbot.waitUntil(calm, timeout=20_000)


def _pausing() -> bool:
    """Whether a tab lets a moment pass before it starts a job."""
    timers = (timer for window in QApplication.topLevelWidgets() for timer in window.findChildren(QTimer))
    return any(timer.isSingleShot() and timer.isActive() for timer in timers)
