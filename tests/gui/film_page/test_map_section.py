"""The film's place on the map that was finished last."""

import numpy as np
import pytest
from PySide6.QtCore import Qt

from movierec_gui.analysis.film_page import MapPlace
from movierec_gui.analysis.projections import MapConfig, MovieMap
from movierec_gui.gui.widgets.row_page import Kind, PageOf


@pytest.fixture
def movie_map(tiny_dataset):
    movies = np.arange(1, 59)
    return MovieMap(
        MapConfig(perplexity=8), "Ratings of tiny", tiny_dataset.content_hash, movies,
        np.zeros((58, 2), np.float32), 1.0, np.stack([movies * 10, movies % 7], axis=1).astype(np.float32),
        complete=True,
    )  # fmt: skip


def test_without_a_map_it_says_what_to_do(open_film):
    section = open_film(4, "Map").place
    assert "Lay the movies out in the Map tab" in section.note.text()
    assert section.view.isHidden()


def test_a_finished_map_shows_the_film_among_its_neighbours(open_film, workspace, movie_map, settled):
    section = open_film(4, "Map").place
    workspace.set_movie_map(movie_map)
    settled()
    assert section.view.isVisible()
    assert section.view.marked == 3
    assert section.near.table.table.column("movie").values.tolist()[:2] == [3, 5]
    assert section.note.text() == movie_map.description


def test_a_film_beside_the_map_says_so(open_film, workspace, movie_map):
    workspace.set_movie_map(movie_map)
    section = open_film(0, "Map").place
    assert "not on the map" in section.note.text()
    assert section.view.isHidden()


def test_it_leads_to_the_map_tab(open_film, workspace, movie_map, qtbot):
    workspace.set_movie_map(movie_map)
    section = open_film(4, "Map").place
    asked = []
    workspace.tab_requested.connect(asked.append)
    workspace.place_requested.connect(asked.append)
    qtbot.mouseClick(section.button, Qt.MouseButton.LeftButton)
    assert asked == ["Map", 4]


def test_a_film_on_it_can_be_opened(open_film, workspace, movie_map, qtbot):
    workspace.set_movie_map(movie_map)
    section = open_film(4, "Map").place
    with qtbot.waitSignal(section.page_requested) as asked:
        qtbot.keyClick(section.view, Qt.Key.Key_Return)
    assert asked.args == [PageOf(Kind.FILM, 4)]
    with qtbot.waitSignal(section.near.table.page_requested) as asked:
        section.near.table.activated.emit(section.near.table.model().index(0, 0))
    assert asked.args == [PageOf(Kind.FILM, 3)]


def test_the_colours_follow_the_theme(open_film, workspace, movie_map, qapp):
    from movierec_gui.gui.style import DARK, apply_style
    from movierec_gui.gui.widgets.movie_map.raster import argb

    workspace.set_movie_map(movie_map)
    section = open_film(4, "Map").place
    apply_style(qapp, "dark")
    assert section.view.scene.colors[3] == argb(DARK.series[1])
    near = section.near.table.table.column("movie").values
    assert all(section.view.scene.colors[movie - 1] == argb(DARK.series[0]) for movie in near)
    assert section.view.scene.colors[-1] == argb(DARK.disabled)
    apply_style(qapp, "light")
    qapp.setStyleSheet("")


def test_well_known_films_are_named_first(open_film, workspace, movie_map, tiny_dataset, monkeypatch, settled):
    section = open_film(4, "Map").place
    given = []
    show = section.view.set_points
    monkeypatch.setattr(section.view, "set_points", lambda *points: given.append(points[-1]) or show(*points))
    workspace.set_movie_map(movie_map)
    settled()
    counts = tiny_dataset.movie_counts[movie_map.movies[given[0]]]
    assert (np.diff(counts) <= 0).all()
    assert counts[0] > counts[-1]


def test_a_place_on_a_map_that_is_gone_is_not_shown(open_film):
    section = open_film(4, "Map").place
    section.show_result(MapPlace(0, (1, 2)))
    assert section.view.isHidden()
    assert "no finished map" in section.note.text()
