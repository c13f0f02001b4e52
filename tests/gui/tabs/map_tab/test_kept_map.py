from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt

from movierec_gui.gui.tabs.map_tab.coloring import Known, color_by
from movierec_gui.gui.tabs.map_tab.map_panel import MapPanel
from movierec_gui.gui.widgets.movie_map import Tool
from movierec_gui.gui.widgets.row_page import Kind, PageOf


@pytest.fixture
def panel(qtbot, tiny_dataset, movie_map):
    """The grid is kept; beside it lies a map without movie 0, turned upside down."""
    panel = MapPanel()
    qtbot.addWidget(panel)
    panel.resize(900, 600)
    panel.show()
    panel.show_map(tiny_dataset, movie_map)
    panel.show_colors(color_by("genre", tiny_dataset, movie_map, Known()))
    panel.keep_button.setChecked(True)
    turned = replace(movie_map, movies=movie_map.movies[1:], coordinates=-movie_map.coordinates[1:], kl=2.0)
    panel.show_map(tiny_dataset, turned)
    panel.show_colors(color_by("genre", tiny_dataset, turned, Known()))
    return panel


def test_the_earlier_map_stays_beside_the_next_one(panel):
    assert panel.kept.isVisible()
    assert "KL 1.250" in panel.kept.caption.text()
    assert "KL 2.000" in panel.caption.text()


def test_it_is_turned_as_the_new_one_lies(panel):
    kept, shown = panel.kept.view.scene.points[1:], panel.view.scene.points
    np.testing.assert_allclose(kept - kept.mean(axis=0), shown - shown.mean(axis=0), atol=1e-2)


def test_movies_have_the_same_colours_on_both(panel):
    assert panel.kept.view.scene.colors[1:].tolist() == panel.view.scene.colors.tolist()


def test_selection_and_hovered_movie_are_shared(qtbot, panel):
    panel.show_selection(np.array([0, 7]))
    assert panel.kept.view.scene.selected.tolist() == [0, 7]
    assert panel.view.scene.selected.tolist() == [6]
    with qtbot.waitSignal(panel.selection_made) as signal:
        panel.kept.view.selection_made.emit(np.array([0, 3]), "add")
    assert signal.args[0].tolist() == [0, 3]
    panel.view.pointed.emit(4)
    assert panel.kept.view.hovered == (5,)
    panel.kept.view.pointed.emit(9)
    assert panel.view.hovered == (8,)
    panel.kept.view.pointed.emit(0)  # not on the new map
    assert panel.view.hovered == ()
    panel.view.pointed.emit(None)
    assert panel.kept.view.hovered == ()


def test_both_look_at_the_same_part(panel):
    panel.view.zoom_by(4.0)
    here, there = panel.view.viewport, panel.kept.view.viewport
    assert (there.x, there.y) == (here.x, here.y)
    assert there.zoom == pytest.approx(here.zoom)
    panel.kept.view.zoom_by(0.5)
    assert panel.view.viewport.zoom == pytest.approx(panel.kept.view.viewport.zoom)


def test_what_is_exported_of_it_lies_as_it_is_shown(panel, movie_map):
    np.testing.assert_array_equal(panel.kept.map.coordinates, panel.kept.view.scene.points)
    assert panel.kept.map.movies.tolist() == movie_map.movies.tolist()
    assert sum(len(group.rows) for group in panel.kept.groups) == len(movie_map)
    panel.keep_button.setChecked(False)
    assert panel.kept.map is None


def test_tools_and_esc_are_for_both(qtbot, panel):
    panel.choose_tool(Tool.LASSO)
    assert panel.kept.view.tool is Tool.LASSO
    with qtbot.waitSignal(panel.cleared):
        qtbot.keyClick(panel.kept.view, Qt.Key.Key_Escape)


def test_it_can_be_let_go(panel):
    panel.keep_button.setChecked(False)
    assert not panel.kept.isVisible()
    panel.show_selection(np.array([3]))
    assert panel.view.scene.selected.tolist() == [2]


def test_without_a_map_there_is_nothing_to_keep(qtbot):
    panel = MapPanel()
    qtbot.addWidget(panel)
    panel.show()
    panel.keep_button.click()
    assert not panel.keep_button.isChecked()
    assert not panel.kept.isVisible()


def test_it_reads_from_top_to_bottom(panel, words_of):
    assert words_of(panel) == [
        "Colour",
        "Colours show: Genre [What the colours show; the men…]",
        "Move the map by dragging [Move the map by dragging (P).…]",
        "Select a rectangle [Select a rectangle (R). Shift…]",
        "Select with a lasso [Select with a lasso (L). Shift…]",
        "Name well-known movies on the map [Name well-known movies on the…]",
        "Outline where the movies lie dense [Outline where the movies lie d…]",
        "Show the whole map [Show the whole map (0)]",
        "Keep this map beside the next one [Keep this map beside the next…]",
        "Find a movie on the map: Find a movie on the map [Type a part of the title, then…]",
        "Export the picture or the coordinates [Export the picture or the coor…]",
        "Genre:",
        "Comedy [24 movies; click to select the…]",
        "Drama [23 movies; click to select the…]",
        "War [11 movies; click to select the…]",
        "Ratings of tiny · t-SNE, perplexity 8 · 40 steps · KL 1.250 [Ratings of tiny · t-SNE, perpl…]",
        "Ratings of tiny · t-SNE, perplexity 8 · 40 steps · KL 2.000 [Ratings of tiny · t-SNE, perpl…]",
    ]


def test_a_film_on_either_map_opens_its_page(panel, qtbot):
    for part, movie in ((panel, 6), (panel.kept, 5)):
        with qtbot.waitSignal(part.page_requested) as asked:
            part.view.row_opened.emit(5)
        assert asked.args == [PageOf(Kind.FILM, movie)]
    panel.keep_button.setChecked(False)
    with qtbot.assertNotEmitted(panel.kept.page_requested):
        panel.kept.view.row_opened.emit(5)
