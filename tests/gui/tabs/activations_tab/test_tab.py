"""The Activations tab as a person uses it."""

import csv
import threading
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtWidgets import QFileDialog

from movierec_gui.analysis.activations import average_by_movie, slice_network, top_movies
from movierec_gui.analysis.node_statistics import effective_dimensions, node_groups
from movierec_gui.errors import UserError
from movierec_gui.gui.tabs.activations_tab import ActivationsTab
from movierec_gui.gui.tabs.activations_tab import tab as tab_module
from movierec_gui.gui.workspace import Workspace
from movierec_gui.progress import Progress, finish
from movierec_gui.training.runs import RunStore


@pytest.fixture
def tab(show_tab):
    return show_tab(ActivationsTab)


@pytest.fixture
def sliced(tab, looking):
    return finish(slice_network(looking.open_current_run()))


def column(table, name):
    """A column as it is shown."""
    return [table.table.column(name).at(row) for row in table.shown_rows]


def test_without_data_it_leads_to_the_data_tab(qtbot, keep, looking):
    tab = ActivationsTab(looking)
    keep(tab)
    tab.show()
    assert tab.gate.currentWidget() is tab.gate.no_dataset
    with qtbot.waitSignal(looking.tab_requested) as asked:
        tab.gate.no_dataset.button.click()
    assert asked.args == ["Data"]
    tab.start()  # F5, Ctrl+E, Esc and a search do nothing here
    tab.export()
    tab.export_movies()
    tab.export_all_movies()
    tab.clear()
    tab.show_movie(0)
    assert looking.jobs == ()


def test_without_a_run_it_leads_to_the_train_tab(qtbot, keep, tmp_path, tiny_dataset):
    workspace = Workspace(RunStore(tmp_path / "runs"))
    tab = ActivationsTab(workspace)
    keep(tab)
    tab.show()
    workspace.set_dataset(tiny_dataset)
    qtbot.waitUntil(lambda: tab.gate.currentWidget() is tab.gate.no_run)
    assert workspace.stop_jobs()


def test_it_opens_on_the_interim_layer_and_the_validation_ratings(tab, sliced):
    assert tab.settings.layer.currentText() == "hidden"
    assert tab.summary.text().startswith(f"{len(sliced):,} ratings of {len(sliced.rated_movies)} movies")
    assert column(tab.nodes, "node") == list(range(sliced.width))
    sizes = [len(group.movies) for group in node_groups(sliced)]
    assert column(tab.nodes, "size") == sizes


def test_choosing_a_node_lists_and_describes_its_movies(tab, sliced, settled, tiny_dataset):
    groups = node_groups(sliced)
    node = int(np.argmax([len(group.movies) for group in groups]))
    tab.nodes.go_to(node)
    settled()
    assert column(tab.movies, "movie") == groups[node].movies.tolist()
    assert tab.panel.title.text() == f"Node {node}: {len(groups[node].movies)} movies"
    assert f"Mean rating {tiny_dataset.movie_means[groups[node].movies].mean():.2f}" in tab.panel.facts.text()
    genres = tab.panel.genres.table
    assert set(genres.column("genre").values) == {"Comedy", "Drama", "War"}


def test_the_other_views_take_the_extreme_ratings(tab, sliced, settled):
    for index, largest in ((1, True), (2, False)):
        tab.settings.view.setCurrentIndex(index)
        tab.settings.view.activated.emit(index)
        settled()
        tab.settings.k.setValue(5)
        settled()
        tab.nodes.go_to(3)
        settled()
        expected = top_movies(sliced, 3, 5, largest)
        assert column(tab.movies, "movie") == expected.movies.tolist()
        np.testing.assert_allclose(column(tab.movies, "strength"), expected.strengths, rtol=1e-6)
        tab.settings.k.setValue(20)
        settled()


def test_another_layer_other_ratings_and_averages_are_sliced_anew(tab, looking, settled):
    run = looking.open_current_run()
    tab.settings.layer.setCurrentText("embeddings")
    tab.settings.rows.setCurrentIndex(2)
    tab.settings.each.setCurrentIndex(1)
    tab.settings.changed.emit()
    settled()
    expected = average_by_movie(finish(slice_network(run, "embeddings", "all")))
    assert len(tab.nodes.table) == expected.width == 100
    assert tab.summary.text() == (
        f"{len(expected)} movies, averaged over their users, of 59 movies through the 100 nodes of embeddings, which "
        f"use {effective_dimensions(expected):.1f} effective dimensions (participation ratio of the covariance)."
    )
    assert set(tab.nodes.table.column("prediction_correlation").values) != {None}
    assert tab.settings.layer.currentText() == "embeddings"


def test_changing_the_view_does_not_slice_again(tab, settled, monkeypatch):
    def fail(*_):
        raise AssertionError("sliced again")

    monkeypatch.setattr("movierec_gui.analysis.activations.slice_network", fail)
    tab.settings.view.setCurrentIndex(1)
    tab.settings.changed.emit()
    settled()
    assert tab.messages.text == ""
    tab.start()  # F5 does
    settled()
    assert tab.messages.level == "error"


def test_another_run_opens_on_its_own_layer(tab, looking, settled):
    tab.settings.layer.setCurrentText("embeddings")
    tab.settings.changed.emit()
    settled()
    looking.set_current_run(next(run.id for run in looking.store.list() if run.name == "biases"))
    settled()
    assert tab.settings.layer.currentText() == "biases"
    assert len(tab.nodes.table) == 2


def test_a_searched_movie_shows_its_nodes(tab, sliced, settled):
    movie = int(sliced.rated_movies[5])
    means = sliced.values[sliced.movies == movie].mean(axis=0)
    strongest = int(np.argmax(np.abs(means)))
    tab.show_movie(movie)
    settled()
    assert f"activates these nodes most: {strongest} (" in tab.summary.text()
    assert tab.nodes.node == strongest
    np.testing.assert_allclose(
        [tab.nodes.table.column("movie").at(node) for node in range(sliced.width)], means, rtol=1e-5
    )
    tab.clear()
    assert "activates" not in tab.summary.text()


def test_a_node_can_be_gone_to_from_elsewhere(tab, looking, settled):
    looking.node_requested.emit(2)
    assert tab.nodes.node == 2
    looking.node_requested.emit(999)
    assert "There is no node 999 here" in tab.messages.text


def test_a_node_is_gone_to_once_the_layer_is_sliced(tab, settled):
    tab.start()
    tab.show_node(1)
    settled()
    assert tab.nodes.node == 1


def test_a_movie_without_such_ratings_says_what_to_do(tab, settled):
    tab.show_movie(59)
    settled()
    assert "Choose all ratings" in tab.messages.text


def test_two_nodes_are_compared_by_pinning_one(tab, sliced, settled):
    tab.nodes.go_to(2)
    settled()
    tab.panel.pin_button.click()
    assert tab.panel.pin_button.text() == "Unpin node 2"
    tab.nodes.go_to(5)
    settled()
    correlation = np.corrcoef(sliced.values[:, 2], sliced.values[:, 5])[0, 1]
    assert f"With node 2: r = {correlation:.2f}" in tab.panel.note.text()
    assert not tab.panel.figures.isColumnHidden(3)
    tab.panel.pin_button.click()
    assert tab.panel.pin_button.text() == "Pin"
    assert tab.panel.figures.isColumnHidden(3)


def test_a_nodes_movies_are_shown_on_the_map(tab, looking, settled, qtbot, sliced):
    groups = node_groups(sliced)
    node = int(np.argmax([len(group.movies) for group in groups]))
    tab.nodes.go_to(node)
    settled()
    with qtbot.waitSignal(looking.tab_requested) as asked:
        tab.panel.map_button.click()
    assert asked.args == ["Map"]
    assert looking.selection.movies == tuple(sorted(groups[node].movies.tolist()))
    assert looking.selection.label == f"node {node} of dense"


def test_a_nodes_value_colours_the_map(tab, looking, settled, qtbot, sliced):
    tab.nodes.go_to(2)
    settled()
    with qtbot.waitSignals([looking.tab_requested, looking.column_requested]):
        tab.panel.colors_button.click()
    with qtbot.waitSignal(looking.column_requested) as told:
        tab.panel.colors_button.click()
    (values,) = told.args
    movie = int(sliced.movies[0])
    assert values.values[movie] == pytest.approx(sliced.values[sliced.movies == movie, 2].mean(), rel=1e-4)
    assert values.title.startswith("Node 2 of ")


def test_selecting_a_nodes_movies_selects_them_everywhere(tab, looking, settled, sliced):
    tab.nodes.go_to(int(np.argmax([len(group.movies) for group in node_groups(sliced)])))
    settled()
    tab.movies.view.selectRow(0)
    assert looking.selection.movies == (column(tab.movies, "movie")[0],)
    tab.clear()
    assert looking.selection.movies == ()


def test_nodes_and_movies_are_exported(tab, settled, tmp_path, monkeypatch, sliced):
    path = tmp_path / "out.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))

    def exported(export):
        export()
        settled()
        with path.open(encoding="utf-8") as file:
            return list(csv.DictReader(file))

    nodes = exported(tab.export)
    assert len(nodes) == sliced.width
    assert {"mean_rating", "random_rating", "rating_correlation", "duplicate_of"} <= set(nodes[0])
    every = exported(tab.export_all_movies)
    assert len(every) == len(sliced.rated_movies)
    node = max({row["node"] for row in every}, key=[row["node"] for row in every].count)
    tab.nodes.go_to(int(node))
    settled()
    assert [row["title"] for row in exported(tab.export_movies)] == [
        row["title"] for row in every if row["node"] == node
    ]


def test_a_run_that_cannot_be_read_is_reported(tab, looking, settled, monkeypatch):
    def fail():
        raise UserError("The run is damaged", "", "Delete it")

    monkeypatch.setattr(looking, "open_current_run", fail)
    tab.start()
    settled()
    assert "The run is damaged" in tab.messages.text


def test_a_cancelled_slice_offers_to_slice_again(tab, settled, looking):
    tab._on_cancelled()
    assert tab.messages.level == "info"
    tab.messages._action.click()
    settled()
    assert tab.messages.text == ""
    assert len(tab.nodes.table) == 70


def test_nothing_is_computed_while_the_tab_is_hidden(tab, looking, settled):
    tab.hide()
    tab.settings.changed.emit()
    assert looking.jobs == ()
    tab.show()
    assert looking.jobs != ()
    settled()


def test_what_is_known_is_not_computed_again_when_the_tab_is_shown_again(tab, looking):
    tab.hide()
    tab.show()
    assert looking.jobs == ()


def test_what_nobody_waits_for_any_more_is_not_shown(tab, settled, monkeypatch):
    shown = []
    monkeypatch.setattr(tab, "_show", shown.append)
    tab.refresh()
    tab.hide()
    tab.refresh()
    settled()
    assert shown == []


def test_the_form_comes_back(tab, keep, looking):
    tab.settings.rows.setCurrentIndex(1)
    tab.settings.view.setCurrentIndex(2)
    tab.settings.k.setValue(33)
    again = ActivationsTab(looking)
    keep(again)
    again.restore_form(tab.form_state())
    assert again.form_state() == {"rows": "held_out", "averaged": False, "view": "bottom", "k": 33}
    again.restore_form({"rows": "unknown"})
    assert again.form_state()["rows"] == "validation"


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1000)])
def test_everything_fits_at_two_sizes(tab, settled, size, tmp_path):
    tab.nodes.go_to(2)
    settled()
    tab.resize(*size)
    picture = tab.grab()
    assert (picture.width(), picture.height()) == size
    assert picture.save(str(tmp_path / "activations.png"))
    for widget in (tab.nodes, tab.movies, tab.panel):
        assert tab.rect().contains(widget.rect().translated(widget.mapTo(tab, widget.rect().topLeft())))


def test_fields_have_names_for_screen_readers(tab):
    bar = tab.settings
    for widget in (
        bar.run,
        bar.layer,
        bar.rows,
        bar.each,
        bar.view,
        bar.k,
        bar.search,
        tab.nodes.view,
        tab.movies.view,
    ):
        assert widget.accessibleName()
    tab.focus_search()
    assert tab.focusWidget() is bar.search


def test_an_answer_about_the_slice_before_is_not_shown(qtbot, tab, settled, monkeypatch):
    """A layer with fewer nodes took its place while a node was described: that node may not exist any more."""
    gate, asked = threading.Event(), []
    describe = tab_module.describe

    def late(study, node, pinned):
        asked.append(node)
        yield Progress("Waiting")
        gate.wait()
        return (yield from describe(study, node, pinned))

    monkeypatch.setattr(tab_module, "describe", late)
    tab.nodes.go_to(1)
    qtbot.waitUntil(lambda: asked == [1])
    study, job = tab._study, tab._node_job.job
    tab._pause.setInterval(600_000)  # nothing else comes in between
    tab._show(replace(study, table=study.table.iloc[:1], groups=study.groups[:1]))
    with qtbot.waitSignal(job.ended):
        gate.set()
    assert tab._details is None
    tab._pause.setInterval(0)
    tab._on_node_changed(0)
    settled()
    assert tab._details.node == 0


def test_another_run_takes_everything_away_that_was_of_the_old_one(qtbot, tab, looking, settled):
    tab.nodes.go_to(3)
    settled()
    tab.panel.pin_requested.emit()
    assert tab.panel.pin_button.isChecked()
    assert len(tab.movies.table) > 0
    looking.set_current_run(next(record.id for record in looking.store.list() if record.name == "biases"))
    assert (tab.summary.text(), tab.panel.title.text()) == ("", "No node chosen")
    assert (tab.panel.pin_button.isChecked(), tab.panel.pin_button.text()) == (False, "Pin")
    assert (len(tab.nodes.table), len(tab.movies.table)) == (0, 0)
    tab.export_movies()  # there are none
    settled()
    assert tab._pinned is None
