"""Searching settings as a person does it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from movierec_gui.gui.tabs.train_tab import TrainTab
from movierec_gui.gui.tabs.train_tab.searching.results_panel import PARALLEL
from movierec_gui.gui.tabs.train_tab.tab import SEARCH, TRAIN
from movierec_gui.gui.workspace import Workspace
from movierec_gui.training.record_store import FINISHED, STOPPED
from movierec_gui.training.runs import RunStore
from movierec_gui.training.searching.store import SearchStore


@pytest.fixture
def store(workspace):
    return SearchStore.beside(workspace.store)


@pytest.fixture
def make_tab(qtbot, workspace):
    def make(network="User + movie bias"):
        tab = TrainTab(workspace)

        def hide(_, tab=tab):
            tab.hide()

        qtbot.addWidget(tab, before_close_func=hide)
        tab.resize(1280, 690)
        tab.show()
        qtbot.waitUntil(lambda: tab.form.isVisible() and workspace.catalogue.known)
        tab.form.architecture.setCurrentText(network)
        tab.pages.go_to(SEARCH)
        settle(qtbot, workspace, tab)
        return tab

    return make


def settle(qtbot, workspace, tab):
    qtbot.waitUntil(lambda: not workspace.jobs and not tab.search.setup._timer.isActive())


def tick(tab, *names):
    for name, row in tab.search.setup.rows.items():
        row.check.setChecked(name in names)


def search(qtbot, tab):
    with qtbot.waitSignal(tab.search.runner.ended):
        tab.search.setup.start.click()


def test_a_search_is_started_shown_and_its_best_settings_become_a_form(qtbot, workspace, store, make_tab):
    tab = make_tab()
    setup, results = tab.search.setup, tab.search.results
    tick(tab, "user_shrinkage", "rounds")
    setup.rows["rounds"].fields["from"].setText("2")
    setup.rows["rounds"].fields["to"].setText("6")
    setup.trials.setValue(4)
    settle(qtbot, workspace, tab)
    assert "a trial" in setup.cost.text()
    search(qtbot, tab)
    settle(qtbot, workspace, tab)
    (record,) = store.list()
    assert (record.status, len(record.trials)) == (FINISHED, 4)
    assert [dimension.text for dimension in record.space] == ["user_shrinkage=2.5..10", "rounds=2..6"]
    assert [column.title for column in results.table.values.columns][:2] == ["Trial", "Validation MSE"]
    assert results.table.current_key == str(record.best.number)
    assert "no test rating was looked at" in results.source.text()
    assert results.best.text().startswith(f"Best: trial {record.best.number}, validation MSE {record.best.score:.4f}")

    results.use.click()
    assert tab.pages.current == TRAIN
    assert tab.form.spec() == replace(record.spec_of(record.best), split=workspace.split_config)
    assert tab.form.run_name == f"{record.title}, trial {record.best.number}"


def test_a_search_is_paused_stopped_and_gone_on_with(qtbot, workspace, store, make_tab):
    tab = make_tab()
    results, runner = tab.search.results, tab.search.runner
    tick(tab, "user_shrinkage", "movie_shrinkage")
    tab.search.setup.trials.setValue(2000)
    tab.search.setup.start.click()
    qtbot.waitUntil(lambda: len(results.table.values.rows) >= 2)
    assert tab.search.setup.start.text() == "Searching…"
    runner.job.pause()
    assert "Paused" in results.progress.state_text()
    with qtbot.waitSignal(runner.ended):
        results.progress.stop.click()
    settle(qtbot, workspace, tab)
    (record,) = store.list()
    assert record.status == STOPPED
    assert results.buttons["continue"].isVisible()
    results.buttons["continue"].click()
    qtbot.waitUntil(lambda: len(results.table.values.rows) > len(record.trials))
    with qtbot.waitSignal(runner.ended):
        tab.stop()
    settle(qtbot, workspace, tab)
    assert store.read(record.id).trials[: len(record.trials)] == record.trials


def test_a_range_that_is_none_is_marked_and_nothing_starts(qtbot, workspace, store, make_tab):
    tab = make_tab()
    row = tab.search.setup.rows["rounds"]
    tick(tab, "rounds")
    row.fields["from"].setText("20")
    row.fields["to"].setText("2")
    tab.start()
    assert "the smaller number first" in row.problem.text()
    assert not tab.search.runner.running
    tick(tab)
    tab.start()
    assert "No setting varies" in tab.search.results.messages.text
    assert store.list() == ()


def test_settings_that_change_nothing_cannot_be_ticked(qtbot, workspace, make_tab):
    tab = make_tab()
    rows = tab.search.setup.rows
    assert not rows["learning_rate"].check.isEnabled()
    assert not rows["learning_rate"].fields["from"].isVisibleTo(rows["learning_rate"])
    assert rows["rounds"].check.isEnabled()
    assert tab.search.setup.note.isVisible()


def test_a_recommender_is_searched_too(qtbot, workspace, store, make_tab):
    tab = make_tab("EASE")
    assert tab.search.setup.rows["ridge"].check.isChecked()
    assert "learning_rate" not in tab.search.setup.rows
    tick(tab, "ridge", "signal")
    tab.search.setup.trials.setValue(3)
    search(qtbot, tab)
    settle(qtbot, workspace, tab)
    (record,) = store.list()
    assert record.makes_lists
    tab.search.results.pictures.setCurrentIndex(PARALLEL)
    tab.search.results.use.click()
    assert tab.form.spec().settings.ridge == record.best.values["ridge"]


def test_kept_searches_are_listed_deleted_and_restored(qtbot, workspace, store, make_tab, tmp_path):
    tab = make_tab()
    tick(tab, "rounds")
    tab.search.setup.trials.setValue(2)
    search(qtbot, tab)
    settle(qtbot, workspace, tab)
    results = tab.search.results
    path = tmp_path / "trials.csv"
    from movierec_gui.gui.tabs.train_tab.searching.page import trial_table

    trial_table(store.list()[0]).to_csv(path, index=False)
    table = pd.read_csv(path)
    assert list(table["trial"]) == [1, 2]
    assert {"validation_mse", "rounds", "status"} <= set(table.columns)
    results.buttons["delete"].click()
    settle(qtbot, workspace, tab)
    assert store.list() == ()
    assert results.list.count() == 0
    results.messages._action.click()
    settle(qtbot, workspace, tab)
    assert results.list.count() == 1


def test_searches_on_other_data_are_not_offered(qtbot, workspace, store, make_tab):
    tab = make_tab()
    tick(tab, "rounds")
    tab.search.setup.trials.setValue(2)
    search(qtbot, tab)
    settle(qtbot, workspace, tab)
    ratings = workspace.dataset.ratings
    workspace.set_dataset(replace(workspace.dataset, ratings=replace(ratings, values=np.full_like(ratings.values, 3))))
    settle(qtbot, workspace, tab)
    assert tab.search.results.list.count() == 0


def test_a_training_waits_while_a_search_runs(qtbot, workspace, make_tab):
    tab = make_tab()
    tick(tab, "user_shrinkage")
    tab.search.setup.trials.setValue(2000)
    tab.search.setup.start.click()
    qtbot.waitUntil(lambda: tab.search.runner.running)
    tab.pages.go_to(TRAIN)
    tab.start()
    assert "Wait until the search ends" in tab.messages.text
    assert tab.queue.current is None
    with qtbot.waitSignal(tab.search.runner.ended):
        tab.search.runner.job.stop()


def test_another_session_lists_what_was_searched(qtbot, workspace, store, make_tab):
    tab = make_tab()
    tick(tab, "rounds")
    tab.search.setup.trials.setValue(2)
    search(qtbot, tab)
    other = Workspace(RunStore(workspace.store.folder))
    assert SearchStore.beside(other.store).list() == store.list()
    settle(qtbot, workspace, tab)
