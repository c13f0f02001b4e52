"""A film's window over the tiny data, with and without a trained run."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from movierec_gui.data.dataset import Dataset
from movierec_gui.gui.film_page import FilmWindow
from movierec_gui.gui.workspace import Workspace


@pytest.fixture
def workspace(looking: Workspace, tiny_dataset: Dataset, settled: Callable[[], None]) -> Workspace:
    """The tiny data, the people looked up in them, no run chosen."""
    looking.set_dataset(tiny_dataset)
    assert looking.people.person is None
    settled()
    return looking


@pytest.fixture
def with_run(workspace: Workspace) -> Workspace:
    """The newest run is chosen, a dense network."""
    workspace.set_current_run(workspace.store.list()[0].id)
    return workspace


@pytest.fixture
def window(keep, workspace: Workspace) -> FilmWindow:
    """A window without a film yet."""
    window = FilmWindow(workspace)
    keep(window)
    return window


@pytest.fixture
def open_film(window: FilmWindow, settled: Callable[[], None]) -> Callable[..., FilmWindow]:
    """Shows a film, opens one of its pages and waits until all is worked out."""

    def show(movie: int, page: str = "Ratings") -> FilmWindow:
        window.show_film(movie)
        titles = [window.pages.tabText(number) for number in range(window.pages.count())]
        window.pages.setCurrentIndex(titles.index(page))
        settled()
        return window

    return show
