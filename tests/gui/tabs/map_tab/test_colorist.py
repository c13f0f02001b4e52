"""What the maps' colours show, and what is computed for it first."""

from dataclasses import replace

import numpy as np
import pytest

from movierec_gui.data.movie_column import MovieColumn
from movierec_gui.gui.tabs.map_tab import MapTab


@pytest.fixture
def tab(qtbot, workspace, tiny_dataset, engine, idle):
    made = MapTab(workspace)
    qtbot.addWidget(made)
    made.resize(1280, 720)
    made.show()
    workspace.set_dataset(tiny_dataset)
    idle()
    return made


@pytest.fixture
def mapped(tab, movie_map, idle):
    tab.computation.take(movie_map)
    idle()
    return tab


def choose(tab, name):
    tab.map.coloring.setCurrentIndex(tab.map.coloring.findData(name))


def title(tab):
    return tab.page.perplexities.title.text()


def test_one_of_four_is_coloured_with_its_first_picture(tab, movie_map, workspace):
    workspace.select_movies([3], "a test")
    colorist, page = tab.colorist, tab.page.perplexities
    colorist.color_perplexity(1, replace(movie_map, complete=False))
    assert title(tab) == "Four perplexities, coloured by genre"
    assert page.views[1].scene.selected.tolist() == [3]
    choose(tab, "year")
    colorist.color_perplexity(1, movie_map)
    assert title(tab) == "Four perplexities, coloured by genre"
    for name in ("cluster", "node"):  # of the one map only
        choose(tab, name)
        page.reset()
        colorist.color_perplexity(0, movie_map)
        assert title(tab) == "Four perplexities, coloured by mean rating"


def test_without_a_map_a_wish_for_colours_is_told_and_kept(qtbot, tab, workspace, tiny_dataset):
    column = MovieColumn("Mean of nobody", np.zeros(tiny_dataset.n_movies), 1)
    with qtbot.waitSignal(tab.colorist.told) as told:
        workspace.column_requested.emit(column)
    assert told.args == ["“Mean of nobody” colours the map once the movies are laid out."]
    assert tab.map.coloring_name == "column"
    with qtbot.waitSignal(tab.colorist.told) as told:
        workspace.coloring_requested.emit("year")
    assert told.args == ["“Year” colours the map once the movies are laid out."]
    assert tab.map.coloring_name == "year"


def test_with_a_map_it_is_coloured_at_once(qtbot, mapped, workspace, tiny_dataset):
    column = MovieColumn("Place", np.arange(tiny_dataset.n_movies, dtype=float), 0)
    with qtbot.assertNotEmitted(mapped.colorist.told):
        workspace.column_requested.emit(column)
    assert mapped.colorist.colors.title == "Place"
    workspace.coloring_requested.emit("count")
    assert mapped.colorist.colors.title == "Popularity"


def test_sets_are_coloured_anew_where_they_are_shown(mapped, workspace, idle):
    workspace.sets.keep("Even", range(0, 40, 2), "a test")
    idle()
    assert mapped.colorist.colors.title == "Genre"
    choose(mapped, "set")
    assert mapped.map.legend.labels == ("Even", "in no set")
    workspace.sets.keep("Few", (1, 3), "a test")
    idle()
    assert mapped.map.legend.labels == ("Even", "Few", "in no set")


def test_own_ratings_are_asked_for_once_and_again_for_another_person(mapped, workspace, idle, monkeypatch):
    asked = []
    monkeypatch.setattr(mapped.insights, "find_column", asked.append)
    workspace.current_user = 3
    choose(mapped, "rated")
    mapped.colorist.color()
    assert asked == ["rated"]
    workspace.current_user = 4
    mapped.colorist.renew()
    mapped.colorist.renew()
    assert asked == ["rated", "rated"]
    workspace.current_user = 5
    mapped.hide()
    mapped.colorist.renew()
    assert len(asked) == 2
    mapped.show()
    assert len(asked) == 3


def test_contours_are_drawn_while_they_are_wanted(mapped, idle):
    assert mapped.colorist.contours == ()
    mapped.map.contours_button.setChecked(True)
    idle()
    found = mapped.colorist.contours
    assert [outline.share for outline in mapped.map.view.scene.outlines] == [contour.share for contour in found] != []
    mapped.map.contours_button.setChecked(False)
    assert mapped.colorist.contours == ()
    assert mapped.map.view.scene.outlines == ()
    mapped.map.contours_button.setChecked(True)
    idle()
    mapped.colorist.forget_contours()
    assert mapped.colorist.contours == ()
    assert mapped.map.view.scene.outlines == ()


def test_other_data_take_the_colours_away(mapped):
    assert mapped.colorist.colors is not None
    mapped.colorist.reset()
    assert mapped.colorist.colors is None


def test_other_data_take_everything_away_that_was_of_the_old_ones(qtbot, mapped, workspace, tiny_dataset, engine, idle):
    tab = mapped
    tab.clusters.editors["method"].set_value("k-means")
    tab.clusters.editors["count"].set_value(2)
    tab.find_clusters()
    idle()
    workspace.select_movies([3, 5], "a test")
    tab.start_four()
    qtbot.waitUntil(lambda: tab.page.perplexities.maps[3] is not None)
    assert tab.four.running
    tab.messages.show_info("Something is told.")
    assert tab.insights.clusters is not None
    ratings = tiny_dataset.ratings
    workspace.set_dataset(replace(tiny_dataset, ratings=replace(ratings, values=np.full_like(ratings.values, 3))))
    assert not tab.four.running
    idle()
    assert engine.closed == 1
    assert tab.page.perplexities.maps == [None] * 4
    assert (tab.insights.clusters, tab.insights.quality, tab.clusters.frame) == (None, None, None)
    assert tab.clusters.table.model().rowCount() == 0
    assert tab.messages.text == ""
    assert tab.computation.map is None
    assert tab.colorist.colors is None
    assert tab.selection.currentIndex() == 0
    assert tab.page.no_map.isVisible()
    assert tab.trust.status.text() == "There is no map yet."
