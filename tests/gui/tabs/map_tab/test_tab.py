"""The Map tab from empty to explored, on a fake engine that stops where it is told to."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt

from movierec_gui.analysis.maps.last_map import last_map_file
from movierec_gui.data.movie_column import MovieColumn
from movierec_gui.errors import UserError
from movierec_gui.gui.style import apply_style
from movierec_gui.gui.tabs.map_tab import MapTab
from movierec_gui.gui.tabs.map_tab.coloring import COLORINGS
from movierec_gui.gui.workspace import Workspace
from movierec_gui.training.runs import RunStore


@pytest.fixture
def tab(qtbot, workspace):
    tab = MapTab(workspace)
    qtbot.addWidget(tab)
    tab.resize(1280, 720)
    tab.show()
    return tab


@pytest.fixture
def mapped(qtbot, tab, workspace, tiny_dataset, engine, idle):
    """A tab with a complete map."""
    workspace.set_dataset(tiny_dataset)
    engine.gate.set()
    tab.start()
    qtbot.waitUntil(lambda: tab.computation.map is not None and tab.computation.map.complete)
    idle()
    return tab


def test_without_data_it_leads_to_the_data_tab(qtbot, tab, workspace):
    assert tab.page.no_dataset.isVisible()
    with qtbot.waitSignal(workspace.tab_requested) as signal:
        tab.page.no_dataset.button.click()
    assert signal.args == ["Data"]


def test_with_data_it_offers_to_lay_them_out(qtbot, tab, workspace, tiny_dataset, engine, idle):
    workspace.set_dataset(tiny_dataset)
    assert tab.page.no_map.isVisible()
    assert "59 movies" in tab.page.no_map.text
    tab.page.no_map.button.click()
    qtbot.waitUntil(lambda: tab.computation.map is not None)  # libraries are loaded
    assert tab.map.isVisible()
    engine.gate.set()
    idle()


def test_a_map_shows_itself_while_it_forms(qtbot, tab, workspace, tiny_dataset, engine, idle):
    workspace.set_dataset(tiny_dataset)
    tab.start()
    qtbot.waitUntil(lambda: "20 steps" in tab.map.caption.text())
    assert tab.map.caption.text().endswith("partial")
    assert tab.settings.stage.isVisible()
    tab.pause()
    qtbot.waitUntil(lambda: tab.settings.pause.text() == "Continue")
    tab.pause()
    qtbot.waitUntil(lambda: tab.settings.pause.text() == "Pause")
    engine.gate.set()
    qtbot.waitUntil(lambda: tab.computation.map.complete)
    idle()
    assert not tab.settings.stage.isVisible()
    assert tab.trust.text_of("kl") == "1.250"
    assert tab.trust.text_of("preservation") != "–"


def test_a_cancelled_map_stays_and_says_that_it_is_partial(qtbot, tab, workspace, tiny_dataset, engine, idle):
    workspace.set_dataset(tiny_dataset)
    tab.start()
    qtbot.waitUntil(lambda: "20 steps" in tab.map.caption.text())
    tab.stop()
    idle()
    assert "partial: it was stopped after 20 steps" in tab.messages.text
    assert tab.map.caption.text().endswith("partial")
    assert tab.map.view.scene.count == 59


def test_a_map_stopped_at_its_first_look_says_so(qtbot, tab, workspace, tiny_dataset, engine, idle):
    engine.movie_map = replace(engine.movie_map, approximate=True)
    workspace.set_dataset(tiny_dataset)
    tab.start()
    qtbot.waitUntil(lambda: "approximate" in tab.map.caption.text())
    tab.stop()
    idle()
    assert "first look" in tab.messages.text


def test_a_selection_is_shared_both_ways(qtbot, mapped, workspace):
    mapped.map.view.selection_made.emit(np.array([2, 4]), "replace")
    assert workspace.selection.movies == (2, 4)
    mapped.map.view.selection_made.emit(np.array([9]), "add")
    assert workspace.selection.movies == (2, 4, 9)
    mapped.map.view.selection_made.emit(np.array([4]), "remove")
    assert workspace.selection.movies == (2, 9)
    assert mapped.selection.heading.text() == "2 movies selected"
    workspace.select_movies([7], "elsewhere")
    assert mapped.map.view.scene.selected.tolist() == [7]
    mapped.clear()
    assert workspace.selection.movies == ()
    assert mapped.map.view.scene.selected.tolist() == []


def test_clusters_colour_the_map_and_select(qtbot, mapped, workspace, idle):
    mapped.clusters.editors["method"].set_value("k-means")
    mapped.clusters.editors["count"].set_value(2)
    mapped.find_clusters()
    idle()
    assert mapped.map.coloring_name == "cluster"
    assert mapped.map.legend.labels == ("Cluster 1: Comedy", "Cluster 2: Drama")
    mapped.clusters.table.selectRow(0)
    assert workspace.selection.movies == tuple(range(0, 59, 2))
    assert workspace.selection.label == "cluster 1 of the map"


def test_colouring_by_cluster_finds_them_first(qtbot, mapped, idle):
    mapped.clusters.editors["method"].set_value("k-means")
    mapped.clusters.editors["count"].set_value(3)
    mapped.map.coloring.setCurrentIndex(mapped.map.coloring.findData("cluster"))
    idle()
    assert len(mapped.map.legend.labels) == 3


def test_colouring_by_node_without_a_run_says_what_to_do(qtbot, mapped, idle):
    mapped.map.coloring.setCurrentIndex(mapped.map.coloring.findData("node"))
    idle()
    assert "Train one in the Train tab" in mapped.messages.text


def test_a_new_map_forgets_the_old_one_s_clusters(qtbot, mapped, engine, idle):
    mapped.clusters.editors["method"].set_value("k-means")
    mapped.clusters.editors["count"].set_value(2)
    mapped.find_clusters()
    idle()
    mapped.map.coloring.setCurrentIndex(0)
    mapped.start()
    assert mapped.clusters.frame is None
    qtbot.waitUntil(lambda: not mapped.computation.running)
    idle()


def test_an_error_of_the_engine_stands_in_the_tab(qtbot, tab, workspace, tiny_dataset, idle):
    workspace.set_dataset(tiny_dataset)
    idle()
    tab.settings.editors["perplexity"].set_value(49.0)
    tab.start()
    qtbot.waitUntil(lambda: bool(tab.messages.text))
    idle()
    assert "5 to 19" in tab.messages.text  # a perplexity of 49 for 59 movies


def test_the_usual_perplexity_fits_itself_to_few_movies(qtbot, tab, workspace, tiny_dataset, idle):
    workspace.set_dataset(tiny_dataset)
    idle()
    tab.settings.editors["iterations"].set_value(20)
    tab.start()
    qtbot.waitUntil(lambda: tab.computation.map is not None and tab.computation.map.complete)
    idle()
    assert tab.messages.text == ""
    assert "the usual 50 is too high for 59 movies" in tab.computation.map.description


def test_a_setting_out_of_range_starts_nothing(tab, workspace, tiny_dataset, idle):
    workspace.set_dataset(tiny_dataset)
    idle()
    tab.settings.editors["perplexity"].set_value(1000.0)
    tab.start()
    assert not tab.computation.running
    assert "1000" in tab.messages.text


def test_clusters_need_a_map(tab, workspace, tiny_dataset, idle):
    workspace.set_dataset(tiny_dataset)
    tab.find_clusters()
    assert "no map yet" in tab.messages.text
    idle()


@pytest.mark.parametrize("name", ["map.png", "map.csv"])
def test_it_is_exported(qtbot, mapped, tmp_path, monkeypatch, idle, name):
    monkeypatch.setattr("movierec_gui.gui.tabs.map_tab.tab.ask_for_file", lambda parent, suggestion: tmp_path / name)
    mapped.export()
    idle()
    assert (tmp_path / name).stat().st_size > 0
    assert name in mapped.messages.text


def test_a_failed_export_is_told(qtbot, mapped, tmp_path, idle):
    mapped.export_to(tmp_path / "missing" / "map.csv")
    idle()
    assert "cannot be written" in mapped.messages.text


def test_the_session_keeps_settings_and_colouring(qtbot, mapped, workspace):
    mapped.settings.editors["perplexity"].set_value(9.0)
    mapped.map.coloring.setCurrentIndex(2)
    other = MapTab(workspace)
    qtbot.addWidget(other)
    other.restore_form(mapped.form_state())
    assert other.settings.config().perplexity == 9
    assert other.map.coloring_name == "mean"
    with pytest.raises(UserError):
        other.restore_form({"config": {"perplexity": -1}})


def test_another_dataset_takes_the_map_away(qtbot, mapped, workspace, tiny_dataset, idle):
    workspace.set_dataset(replace(tiny_dataset, user_ids=tiny_dataset.user_ids + 1000))
    assert mapped.page.no_map.isVisible()
    assert mapped.computation.map is None
    assert mapped.selection.hint.isVisible()
    idle()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_wears_the_theme(qapp, mapped, theme):
    apply_style(qapp, theme)
    picture = mapped.map.view.grab().toImage()
    assert (picture.pixelColor(2, picture.height() - 3).lightness() < 128) == (theme == "dark")
    apply_style(qapp, "light")


def test_search_takes_the_keyboard(mapped):
    mapped.focus_search()
    assert mapped.focusWidget() is mapped.map.search


def test_clusters_are_exported_where_there_are_some(qtbot, mapped, tmp_path, monkeypatch, idle):
    monkeypatch.setattr("movierec_gui.gui.tabs.map_tab.tab.ask_for_csv", lambda parent, name: tmp_path / f"{name}.csv")
    mapped.clusters.export_requested.emit()
    idle()
    assert not (tmp_path / "clusters.csv").exists()
    mapped.clusters.editors["count"].set_value(2)
    mapped.find_clusters()
    idle()
    mapped.clusters.export_requested.emit()
    idle()
    assert len((tmp_path / "clusters.csv").read_text(encoding="utf-8").splitlines()) == 1 + len(mapped.clusters.frame)


def test_the_last_map_comes_back_at_a_restart(qtbot, mapped, tiny_dataset, tmp_path, idle):
    """Another window of the same home, as after a restart: the map is there, judged, without being laid out."""
    again = Workspace(RunStore(tmp_path / "other"))
    tab = MapTab(again)
    qtbot.addWidget(tab)
    tab.show()
    again.set_dataset(tiny_dataset)
    qtbot.waitUntil(lambda: tab.computation.map is not None)
    assert tab.map.isVisible()
    assert tab.map.caption.text() == mapped.map.caption.text()
    assert again.movie_map is tab.computation.map
    np.testing.assert_array_equal(tab.map.view.scene.points, mapped.map.view.scene.points)
    qtbot.waitUntil(lambda: not again.jobs)
    assert tab.trust.text_of("preservation") == mapped.trust.text_of("preservation")
    assert again.stop_jobs()


def test_a_damaged_last_map_is_told_and_another_can_be_laid_out(qtbot, mapped, workspace, tiny_dataset, engine, idle):
    last_map_file().write_bytes(b"garbage")
    workspace.set_dataset(tiny_dataset)
    idle()
    assert "last map is damaged" in mapped.messages.text
    assert mapped.page.no_map.isVisible()
    mapped.start()
    qtbot.waitUntil(lambda: mapped.computation.map is not None and mapped.computation.map.complete)
    idle()


def test_a_column_of_any_table_colours_the_map(mapped, workspace, idle):
    values = np.arange(60, dtype=np.float64)
    workspace.color_map_by(MovieColumn("Strength, node 7", values, 1))
    assert mapped.map.coloring.currentText() == "Strength, no…"
    assert mapped.map.coloring.currentData(Qt.ItemDataRole.ToolTipRole) == "Strength, node 7"
    assert mapped.map.legend.labels[0].startswith("0.0")
    workspace.color_map_by(MovieColumn("Off by of user 15", -values, 1))
    assert mapped.map.coloring.currentData(Qt.ItemDataRole.ToolTipRole) == "Off by of user 15"
    assert mapped.map.legend.labels[0].startswith("-58.0")
    assert mapped.map.coloring.count() == len(COLORINGS) + 1
    idle()


def test_colours_can_be_asked_for_from_elsewhere(mapped, workspace, idle):
    workspace.coloring_requested.emit("mean")
    assert mapped.map.coloring.currentText() == "Mean rating"
    idle()


def test_kept_sets_colour_the_map_by_name(qtbot, mapped, workspace, idle):
    workspace.sets.keep("Mine", range(10), "a test")
    workspace.sets.keep("Few", [2, 3], "a test")
    qtbot.waitUntil(lambda: sum(workspace.sets.found(kept.id) is not None for kept in workspace.sets.sets) == 2)
    idle()
    mapped.map.choose_coloring("set")
    assert mapped.map.legend.labels == ("Few", "Mine", "in no set")
    assert {region.label for region in mapped.map.view.scene.regions} == {"Few", "Mine"}
    workspace.sets.delete(next(kept.id for kept in workspace.sets.sets if kept.name == "Few"))
    qtbot.waitUntil(lambda: mapped.map.legend.labels == ("Mine", "in no set"))
    idle()


def test_contours_are_drawn_while_they_are_asked_for(qtbot, mapped, idle):
    mapped.map.contours_button.click()
    idle()
    assert [outline.share for outline in mapped.map.view.scene.outlines] == [0.9, 0.7, 0.5, 0.3, 0.1]
    assert mapped.colorist.contours
    mapped.map.contours_button.click()
    assert mapped.map.view.scene.outlines == ()
    assert mapped.colorist.contours == ()


def test_ratings_of_the_person_colour_the_map(qtbot, mapped, workspace, idle):
    idle()
    mapped.map.choose_coloring("rated")
    idle()
    assert "has rated no movie" in mapped.messages.text
    workspace.people.rate(3, 4.5)
    idle()
    assert mapped.map.legend.labels == ("4.5", "unknown")


@pytest.mark.parametrize("name", ["predicted", "error"])
def test_what_a_run_says_needs_a_run(mapped, idle, name):
    mapped.map.choose_coloring(name)
    idle()
    assert "needs a trained network" in mapped.messages.text


def test_four_perplexities_side_by_side(qtbot, mapped, workspace, engine, idle):
    engine.configs.clear()
    mapped.settings.four.click()
    page = mapped.page.perplexities
    assert page.title.text() == "Four perplexities, coloured by genre"
    assert page.isVisible()
    idle()
    assert sorted(config.perplexity for config in engine.configs) == [5.0, 30.0, 50.0, 100.0]
    assert [caption.text().split(":")[0] for caption in page.captions] == [
        f"Perplexity {wanted}" for wanted in (5, 30, 50, 100)
    ]
    workspace.select_movies([4], "a click")
    assert all(view.scene.selected.tolist() == [4] for view in page.views)
    page.takers[1].click()
    assert mapped.map.isVisible()
    assert mapped.computation.map.config.perplexity == 30.0
    assert mapped.settings.config().perplexity == 30.0
    mapped.settings.four.click()  # they are still there
    assert page.isVisible()
    page.back.click()
    assert mapped.map.isVisible()
    idle()


def test_with_four_perplexities_shown_the_map_behind_them_is_not_exported(qtbot, mapped, workspace, monkeypatch, idle):
    asked, told = [], []
    monkeypatch.setattr("movierec_gui.gui.tabs.map_tab.tab.ask_for_file", lambda *_: asked.append("file"))
    workspace.error_raised.connect(told.append)
    mapped.settings.four.click()
    idle()
    mapped.export()
    assert not asked
    assert "One map is exported at a time" in str(told[0])
    mapped.page.perplexities.back.click()
    mapped.export()
    assert asked == ["file"]
    idle()


def test_four_perplexities_can_be_stopped(qtbot, mapped, engine, idle):
    engine.gate.clear()
    mapped.settings.four.click()
    qtbot.waitUntil(lambda: mapped.page.perplexities.maps[3] is not None)
    assert not mapped.page.perplexities.takers[3].isEnabled()
    assert mapped.settings.cancel.isEnabled()
    mapped.stop()
    idle()
    assert not mapped.four.running
    assert not mapped.settings.cancel.isEnabled()
