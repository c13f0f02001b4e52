"""Pages open from every table and list of films and users, and from the map, by Enter and by a double click."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from movierec_gui.analysis.projections import MapConfig, MovieMap
from movierec_gui.gui.main_window import MainWindow
from movierec_gui.gui.session import Session


@pytest.fixture
def window(qtbot, keep, looking, tiny_dataset, tmp_path, settled):
    """The whole window over the trained runs and the tiny data."""
    window = MainWindow(looking, Session(tmp_path / "session.ini"))
    keep(window)
    window.show()
    window.tabs.build_all()
    looking.set_dataset(tiny_dataset)
    looking.set_current_run(looking.store.list()[0].id)
    settled()
    yield window
    for page in (window.page_windows.film, window.page_windows.person):
        if page is not None:
            page.close()
    settled()


@pytest.fixture
def tab(window, settled):
    """Opens a tab by its title."""

    def show(title):
        window._workspace.tab_requested.emit(title)
        settled()
        return window.tabs.currentWidget()

    return show


def press_enter(qtbot, view, row=0):
    view.setCurrentIndex(view.model().index(row, 0))
    qtbot.keyClick(view, Qt.Key.Key_Return)


def double_click(qtbot, view, row=0):
    place = view.visualRect(view.model().index(row, 0)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)


@pytest.mark.parametrize("ask", [press_enter, double_click])
def test_from_the_catalogue(window, tab, qtbot, settled, ask):
    data = tab("Data")
    table = data.pages.show_movies()
    ask(qtbot, table.view, 3)
    settled()
    assert window.page_windows.film.isVisible()
    assert window.page_windows.film.movie == 3


def test_from_the_ratings_and_the_users(window, tab, qtbot, settled, tiny_dataset):
    pages = tab("Data").pages
    pages.setCurrentIndex(1)
    press_enter(qtbot, pages.ratings.view, 5)
    assert window.page_windows.film.movie == tiny_dataset.ratings.movies[5]
    pages.setCurrentIndex(3)
    pages.users.sort_by("count", descending=True)
    press_enter(qtbot, pages.users.view, 0)
    settled()
    user = int(pages.users.shown_rows[0])
    assert window.page_windows.person.title.text() == f"User {tiny_dataset.user_ids[user]}"


@pytest.mark.parametrize("ask", [press_enter, double_click])
def test_from_predictions_for_the_user_that_was_asked_for(window, tab, qtbot, settled, ask):
    predict = tab("Predict")
    predict.lists.setCurrentIndex(1)
    predict.known.setChecked(True)
    predict.user.set_user(6)
    settled()
    ask(qtbot, predict.table.view, 2)
    settled()
    film = window.page_windows.film
    assert film.movie == predict.table.shown_rows[2]
    assert film.prediction.chosen == 6


def test_from_what_to_watch(window, tab, qtbot, settled):
    predict = tab("Predict")
    predict.known.setChecked(True)
    predict.user.set_user(6)
    settled()
    press_enter(qtbot, predict.for_you.table.view, 1)
    settled()
    film = window.page_windows.film
    assert film.movie == predict.for_you.table.shown_rows[1]
    assert film.prediction.chosen == 6


def test_from_the_movies_of_a_node_but_not_from_the_node(window, tab, qtbot, settled):
    activations = tab("Activations")
    press_enter(qtbot, activations.nodes.view, 0)
    assert window.page_windows.film is None
    settled()
    press_enter(qtbot, activations.movies.view, 0)
    settled()
    assert window.page_windows.film.movie == activations.movies.table.column("movie").at(
        int(activations.movies.shown_rows[0])
    )


def test_from_the_map_and_its_selection(window, tab, qtbot, settled, tiny_dataset):
    map_tab = tab("Map")
    movies = np.arange(59)
    movie_map = MovieMap(
        MapConfig(perplexity=8), "Ratings of tiny", tiny_dataset.content_hash, movies, np.zeros((59, 2), np.float32),
        1.0, np.stack([movies % 8 * 40, movies // 8 * 40], axis=1).astype(np.float32), complete=True,
    )  # fmt: skip
    map_tab.computation._on_complete(movie_map)
    settled()
    view = map_tab.map.view
    x, y = view.viewport.to_screen(view.scene.points[[12]])[0].tolist()
    place = QPoint(round(x), round(y))
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=place)
    qtbot.mouseDClick(view, Qt.MouseButton.LeftButton, pos=place)
    settled()
    film = window.page_windows.film
    assert film.movie == 12
    assert window._workspace.selection.movies == (12,)
    assert film.place.movie == 12
    window._workspace.select_movies((20, 21), "test")
    double_click(qtbot, map_tab.selection.movies, 1)
    settled()
    assert film.movie == 21
    film.pages.setCurrentWidget(film.place)
    settled()
    qtbot.mouseClick(film.place.button, Qt.MouseButton.LeftButton)
    settled()
    assert map_tab.map.view.marked == 21


def test_from_page_to_page(window, qtbot, settled, tiny_dataset):
    window._workspace.film_requested.emit(4)
    film = window.page_windows.film
    film.pages.setCurrentWidget(film.fans)
    settled()
    fan = int(film.fans.table.table.column("user").at(0))
    press_enter(qtbot, film.fans.table)
    settled()
    person = window.page_windows.person
    assert person.title.text() == f"User {tiny_dataset.user_ids[fan]}"
    person.pages.setCurrentWidget(person.likes)
    liked = int(person.likes.table.table.column("movie").at(0))
    double_click(qtbot, person.likes.table)
    settled()
    assert film.movie == liked
    assert not film.back_button.isHidden()


def test_a_kept_person(window, settled):
    window._workspace.people.rate(4, 4.5)
    settled()
    window._workspace.person_requested.emit(window._workspace.people.person.id)
    settled()
    assert window.page_windows.person.title.text() == "Me"


@pytest.mark.parametrize("ask", ["button", "double click"])
def test_from_the_table_of_runs(window, tab, qtbot, settled, ask):
    panel = tab("Train").runs
    run_id = window._workspace.store.list()[0].id
    panel.table.select(run_id)
    if ask == "button":
        panel.look.trigger()
    else:
        index = panel.table.model().index(panel.table.currentIndex().row(), 2)
        place = panel.table.visualRect(index).center()
        qtbot.mouseClick(panel.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
        qtbot.mouseDClick(panel.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    settled()
    page = window.page_windows.run
    assert page.isVisible()
    assert "Measured on" in page.facts.text()
    people = page.people.table
    page.pages.setCurrentWidget(page.people)
    press_enter(qtbot, people.view)
    settled()
    assert window.page_windows.person.isVisible()
    page.close()
