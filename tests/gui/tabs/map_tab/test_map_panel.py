from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QToolButton

from movierec_gui.gui.tabs.map_tab.coloring import Known, color_by
from movierec_gui.gui.tabs.map_tab.map_panel import MapPanel
from movierec_gui.gui.widgets.movie_map import Tool


@pytest.fixture
def panel(qtbot, tiny_dataset, movie_map):
    panel = MapPanel()
    qtbot.addWidget(panel)
    panel.resize(700, 600)
    panel.show()
    shifted = replace(movie_map, movies=movie_map.movies[1:], coordinates=movie_map.coordinates[1:])
    panel.show_map(tiny_dataset, shifted)
    panel.show_colors(color_by("genre", tiny_dataset, shifted, Known()))
    return panel


def test_it_says_what_it_shows(panel):
    assert panel.caption.text() == "Ratings of tiny · t-SNE, perplexity 8 · 40 steps · KL 1.250"
    assert panel.view.scene.count == 58
    assert panel.legend.labels == ("Comedy", "Drama", "War")


def test_the_next_picture_of_the_same_movies_only_moves_them(panel, tiny_dataset, movie_map):
    panel.show_selection(np.array([5]))
    again = replace(movie_map, movies=movie_map.movies[1:], coordinates=movie_map.coordinates[1:] * 2, complete=False)
    assert not panel.show_map(tiny_dataset, again)
    assert panel.view.scene.selected.tolist() == [4]
    assert panel.caption.text().endswith("partial")


def test_a_first_look_is_called_approximate(panel, tiny_dataset, movie_map):
    look = replace(movie_map, approximate=True, complete=False, iteration=0, kl=None)
    panel.show_map(tiny_dataset, look)
    assert panel.caption.text() == "Ratings of tiny · principal components, approximate · partial"
    assert "first look" in panel.caption.toolTip()


def test_selections_speak_of_movies_not_rows(qtbot, panel):
    with qtbot.waitSignal(panel.selection_made) as signal:
        panel.view.selection_made.emit(np.array([0, 4]), "add")
    assert signal.args[0].tolist() == [1, 5]
    assert signal.args[1:] == ["add", "the map"]
    panel.show_selection(np.array([0, 1, 5]))  # movie 0 is not on this map
    assert panel.view.scene.selected.tolist() == [0, 4]


def test_a_colour_of_the_legend_selects_its_movies(qtbot, panel, tiny_dataset):
    with qtbot.waitSignal(panel.selection_made) as signal:
        panel.legend.group_chosen.emit(next(n for n, group in enumerate(panel._groups) if group.label == "War"))
    assert signal.args[0].tolist() == list(range(5, 58, 5))
    assert signal.args[2] == "War on the map"


def test_a_movie_is_found(qtbot, panel):
    panel.search.chosen.emit(9)
    assert panel.view.marked == 8
    panel.fly_to(0)
    assert panel.view.marked == 8
    qtbot.waitUntil(lambda: not panel.view._flight.running)


def test_hovering_tells_title_year_genres_and_ratings(panel, tiny_dataset):
    text = panel.view.scene.details_of(4)
    mean, count = tiny_dataset.movie_means[5], tiny_dataset.movie_counts[5]
    assert text == f"Movie 5 (1955) · Drama, War · {mean:.2f} from {count} ratings"
    assert panel.view.scene.label_of(0) == "Movie 1 (1951)"


def test_tools_are_chosen_by_button_or_key(qtbot, panel):
    panel.tools[Tool.LASSO].click()
    assert panel.view.tool is Tool.LASSO
    panel.choose_tool(Tool.RECTANGLE)
    assert panel.tools[Tool.RECTANGLE].isChecked()
    assert not panel.tools[Tool.LASSO].isChecked()
    assert all(tool.accessibleName() for tool in panel.tools.values())


@pytest.mark.parametrize("two", [False, True])
def test_the_legend_covers_no_map(qtbot, panel, two):
    panel.keep_button.setChecked(two)
    for width in (900, 420):
        panel.resize(width, 500)
        qtbot.waitUntil(lambda: panel.legend.height() == panel.legend.heightForWidth(panel.legend.width()))
        legend = QRect(panel.legend.mapTo(panel, QPoint(0, 0)), panel.legend.size())
        for view in (panel.view, panel.kept.view)[: 1 + two]:
            assert not legend.intersects(QRect(view.mapTo(panel, QPoint(0, 0)), view.size()))


def test_typing_a_title_does_not_choose_tools(qtbot, panel):
    panel.search.setFocus()
    qtbot.keyClicks(panel.search, "lrt")
    assert panel.search.text() == "lrt"
    assert panel.view.tool is Tool.PAN
    qtbot.keyClick(panel.search, Qt.Key.Key_Escape)


def test_it_can_be_emptied(panel):
    panel.clear()
    panel.fly_to(3)
    panel.show_selection(np.array([3]))
    assert panel.caption.text() == ""


def test_the_tab_key_goes_through_the_tools_from_left_to_right(panel):
    wanted = [panel.coloring, *panel.tools.values(), panel.keep_button, panel.search, panel.view]
    order, widget = [panel.coloring], panel.coloring
    while (widget := widget.nextInFocusChain()) is not panel.coloring:
        order += [widget] if widget in wanted else []
    assert order == wanted


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
    ]


def test_one_tool_is_chosen_at_a_time_and_holds_for_both_maps(qtbot, panel):
    assert panel.tools[Tool.PAN].isChecked()
    assert [button.shortcut().toString() for button in panel.tools.values()] == ["P", "R", "L"]
    panel.tools[Tool.RECTANGLE].click()
    assert [tool for tool, button in panel.tools.items() if button.isChecked()] == [Tool.RECTANGLE]
    assert panel.view.tool is panel.kept.view.tool is Tool.RECTANGLE
    panel.tools[Tool.RECTANGLE].click()
    assert panel.tools[Tool.RECTANGLE].isChecked()


def test_names_are_shown_until_they_are_switched_off(qtbot, panel):
    names = next(button for button in panel.findChildren(QToolButton) if "Name" in button.accessibleName())
    assert names.isChecked()
    assert panel.view.picture.labels
    names.click()
    assert not panel.view.picture.labels


def test_without_a_map_there_is_no_legend_and_nothing_to_choose(qtbot):
    empty = MapPanel()
    qtbot.addWidget(empty)
    empty.show()
    assert not empty.legend.isVisible()
    with qtbot.assertNotEmitted(empty.selection_made):
        empty.view.selection_made.emit(np.array([0]), "add")
        empty.legend.group_chosen.emit(0)
    empty.view.pointed.emit(0)
    empty.kept.movie_pointed.emit(0)
    assert empty.view.hovered == ()


def test_the_legend_comes_with_the_colours(panel):
    assert panel.legend.isVisible()
    assert panel.legend.labels


def test_another_map_of_other_movies_starts_anew(panel, tiny_dataset, movie_map):
    panel.show_selection(np.array([5]))
    assert panel.show_map(tiny_dataset, movie_map)
    assert panel.view.scene.selected.tolist() == []
    assert panel.view.scene.count == 59
    most = int(np.argmax(tiny_dataset.movie_counts[movie_map.movies]))
    assert panel.view.scene.priority[0] == most


def test_an_emptied_panel_offers_no_movies_and_lets_the_kept_map_go(panel):
    panel.keep_button.setChecked(True)
    assert panel.kept.isVisible()
    panel.clear()
    assert not panel.keep_button.isChecked()
    assert not panel.kept.isVisible()
    assert panel.caption.text() == ""


def test_what_the_variance_of_the_components_is_stands_in_the_tip(panel):
    lines = panel.caption.toolTip().splitlines()
    assert lines[0] == panel.caption.text()
    assert lines[1] == "The components keep 25% of the variance"


def test_each_colouring_explains_itself(panel):
    roles = [panel.coloring.itemData(number, Qt.ItemDataRole.ToolTipRole) for number in range(panel.coloring.count())]
    assert len(roles) == len(set(roles)) > 3
    assert all(roles)


def test_pointing_at_a_movie_rings_it_on_the_other_map(qtbot, panel):
    panel.keep_button.setChecked(True)
    panel.view.pointed.emit(4)
    assert panel.kept.view.hovered == (4,)
    panel.view.pointed.emit(None)
    assert panel.kept.view.hovered == ()
    panel.kept.movie_pointed.emit(5)
    assert panel.view.hovered == (4,)
    panel.kept.movie_pointed.emit(0)  # it is not on this map
    assert panel.view.hovered == ()


def test_what_is_selected_on_the_kept_map_is_told_as_such(qtbot, panel):
    panel.keep_button.setChecked(True)
    with qtbot.waitSignal(panel.selection_made) as signal:
        panel.kept.selection_made.emit(np.array([3]), "replace")
    assert signal.args[1:] == ["replace", "the earlier map"]
    with qtbot.waitSignal(panel.cleared):
        panel.kept.view.cleared.emit()
