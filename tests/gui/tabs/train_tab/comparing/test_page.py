"""Comparing models as a person does it."""

from dataclasses import replace

import numpy as np
import pytest

from movierec_gui import records
from movierec_gui.errors import UserError
from movierec_gui.gui.tabs.train_tab import TrainTab
from movierec_gui.gui.tabs.train_tab.comparing import page as module
from movierec_gui.gui.tabs.train_tab.comparing.page import ComparePage
from movierec_gui.gui.tabs.train_tab.tab import COMPARE, TRAIN
from movierec_gui.gui.workspace import Workspace
from movierec_gui.training.comparing.store import ComparisonStore
from movierec_gui.training.runs import FINISHED, RUN_FILE, STOPPED, RunStore


@pytest.fixture
def store(workspace):
    return ComparisonStore.beside(workspace.store)


@pytest.fixture
def make_tab(qtbot, workspace):
    def make(player=None, ticked=("User + movie bias", "Global mean")):
        tab = TrainTab(workspace)

        def hide(_, tab=tab):
            tab.hide()

        qtbot.addWidget(tab, before_close_func=hide)
        if player is not None:
            tab.comparison.runner._player = player
        tab.resize(1280, 690)
        tab.show()
        qtbot.waitUntil(lambda: tab.form.isVisible() and workspace.catalogue.known)
        tab.pages.go_to(COMPARE)
        tab.comparison.setup.contestants.tick(ticked)
        tab.comparison.setup.protocol.seeds.setText("0, 1")
        qtbot.waitUntil(lambda: not workspace.jobs and not tab.comparison.setup._timer.isActive())
        return tab

    return make


def labels(tab):
    return [row.label for row in tab.comparison.results.table.standings.rows]


def test_a_real_comparison_from_start_to_table(qtbot, workspace, store, make_tab):
    tab = make_tab()
    assert tab.comparison.setup.cost.text().startswith("4 fits (8 trainings), about ")
    with qtbot.waitSignal(tab.comparison.runner.ended, timeout=60_000):
        tab.comparison.setup.start.click()
        assert tab.comparison.results.progress.isVisible()
    qtbot.waitUntil(lambda: not workspace.jobs)
    (record,) = store.list()
    assert (record.status, record.cells_done) == (FINISHED, 4)
    assert sorted(labels(tab)) == ["Global mean", "User + movie bias"]
    assert tab.comparison.results.list.count() == 1
    assert not tab.comparison.results.progress.isVisible()
    assert workspace.store.list() == ()


def test_the_table_fills_cell_by_cell_and_cancelling_keeps_it(qtbot, workspace, store, make_tab, make_player):
    player = make_player(gated=True)
    tab = make_tab(player)
    tab.start()
    player.let_go()
    standings = tab.comparison.results.table.standings
    qtbot.waitUntil(lambda: [row.splits for row in standings.rows] == [1, 0])
    assert labels(tab) == ["User + movie bias", "Global mean"]
    assert "running" in tab.comparison.results.list.currentText()
    assert not tab.comparison.setup.start.isEnabled()
    tab.start()
    assert "A comparison runs already" in tab.comparison.results.messages.text
    tab.comparison.kept._on_delete_requested()
    assert "Cancel the comparison first" in tab.comparison.results.messages.text
    with qtbot.waitSignal(tab.comparison.runner.ended):
        tab.stop()
        player.let_go()
    qtbot.waitUntil(lambda: not workspace.jobs)
    assert "stopped" in tab.comparison.results.list.currentText()
    assert store.list()[0].status == STOPPED
    assert len(standings.rows) == 2


def test_a_stopped_comparison_is_continued(qtbot, workspace, store, make_tab, make_player):
    player = make_player(gated=True)
    tab = make_tab(player)
    results, runner = tab.comparison.results, tab.comparison.runner
    tab.start()
    player.let_go()
    qtbot.waitUntil(lambda: bool(store.list()) and store.list()[0].cells_done == 1)
    assert not results.buttons["continue"].isVisible()
    with qtbot.waitSignal(runner.ended):
        tab.stop()
        player.let_go()
    qtbot.waitUntil(lambda: not workspace.jobs)
    stopped = store.list()[0].cells_done
    assert results.buttons["continue"].toolTip() == f"Continue: {4 - stopped} of 4 fits still to do"
    player.shut()
    runner._continuer = player.go_on
    results.buttons["continue"].click()
    qtbot.waitUntil(lambda: f"fit {stopped + 1} of 4" in results.progress.text.text())
    assert results.progress.bar.value() >= 250 * stopped
    assert not results.buttons["continue"].isVisible()
    tab.comparison.go_on()
    assert "A comparison runs already" in results.messages.text
    with qtbot.waitSignal(runner.ended):
        player.let_go(4)
    qtbot.waitUntil(lambda: not workspace.jobs)
    (record,) = store.list()
    assert (record.status, record.cells_done) == (FINISHED, 4)
    assert not results.buttons["continue"].isVisible()


def test_what_cannot_be_continued_says_why(qtbot, workspace, store, make_tab, make_player):
    tab = make_tab(make_player())
    with qtbot.waitSignal(tab.comparison.runner.ended):
        tab.start()
    qtbot.waitUntil(lambda: not workspace.jobs)
    (record,) = store.list()
    cut = replace(record, comparison=replace(record.comparison, results=record.comparison.results[:1]))
    gone = replace(cut.entries[0], settings={"architecture": "forgotten"})
    store.write(replace(cut, entries=(gone, *cut.entries[1:])))
    again = make_tab()
    results = again.comparison.results
    again.comparison.set_busy(True)
    results.buttons["continue"].click()
    assert "Wait until the training ends" in results.messages.text
    again.comparison.set_busy(False)
    with qtbot.waitSignal(again.comparison.runner.ended):
        results.buttons["continue"].click()
    assert "Unknown architecture 'forgotten'" in results.messages.text
    qtbot.waitUntil(lambda: not workspace.jobs)
    assert results.buttons["continue"].isVisible()


def test_a_failed_model_says_so_beside_the_others(qtbot, workspace, make_tab, make_player):
    player = make_player()
    player.failing = "Global mean"
    tab = make_tab(player)
    with qtbot.waitSignal(tab.comparison.runner.ended):
        tab.start()
    assert "Global mean failed on seed 0, seed 1. It blew up." in tab.comparison.results.failures.text()
    assert labels(tab) == ["User + movie bias", "Global mean"]


def test_kept_comparisons_come_back_with_the_next_window(qtbot, workspace, make_tab, make_player):
    first = make_tab(make_player())
    with qtbot.waitSignal(first.comparison.runner.ended):
        first.start()
    qtbot.waitUntil(lambda: not workspace.jobs)
    again = make_tab()
    assert again.comparison.results.list.count() == 1
    assert labels(again) == ["User + movie bias", "Global mean"]


def test_a_deleted_comparison_comes_back_with_the_bars_button(qtbot, workspace, store, make_tab, make_player):
    tab = make_tab(make_player())
    with qtbot.waitSignal(tab.comparison.runner.ended):
        tab.start()
    qtbot.waitUntil(lambda: not workspace.jobs)
    results = tab.comparison.results
    results.buttons["delete"].click()
    qtbot.waitUntil(lambda: results.list.count() == 0)
    assert results.empty.isVisible()
    assert results.messages.text == "The comparison was deleted."
    results.messages._action.click()
    qtbot.waitUntil(lambda: results.list.count() == 1)
    assert len(store.list()) == 1
    (kept,) = store.list()
    results.buttons["delete"].click()
    qtbot.waitUntil(lambda: results.list.count() == 0)
    store.restore(kept.id)  # as another program would
    tab.comparison.kept.read()
    qtbot.waitUntil(lambda: results.list.count() == 1)
    assert results.messages.text == ""


def test_table_and_chart_are_exported(qtbot, workspace, make_tab, make_player, tmp_path, monkeypatch):
    tab = make_tab(make_player())
    tab.export()
    assert "no results to export" in tab.comparison.results.messages.text
    with qtbot.waitSignal(tab.comparison.runner.ended):
        tab.start()
    qtbot.waitUntil(lambda: not workspace.jobs and tab.comparison.results.chart.figure is not None)
    monkeypatch.setattr(module, "ask_for_csv", lambda parent, name: tmp_path / "table.csv")
    tab.export()
    qtbot.waitUntil(lambda: "2 rows written" in tab.comparison.results.messages.text)
    lines = (tmp_path / "table.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("model,splits,mse,mse_interval")
    assert lines[0].endswith("context_aware")
    tab.comparison.kept.save_chart(tmp_path / "chart.svg")
    assert (tmp_path / "chart.svg").stat().st_size > 1000
    tab.comparison.kept.save_chart(tmp_path / "nowhere" / "chart.png")
    assert "cannot be written" in tab.comparison.results.messages.text


def test_what_cannot_start_says_why(qtbot, workspace, make_tab, make_player):
    tab = make_tab(make_player(), ticked=())
    assert tab.comparison.setup.cost.text() == "Tick the models to compare."
    tab.start()
    assert "No model is ticked" in tab.comparison.results.messages.text
    tab.comparison.setup.contestants.tick(["Global mean"])
    tab.comparison.setup.protocol.seeds.setText("many")
    tab.start()
    assert "'many' is not a seed" in tab.comparison.results.messages.text
    assert not tab.comparison.runner.running
    qtbot.waitUntil(lambda: tab.comparison.setup.cost.text().startswith("No estimate"))
    tab.comparison.setup.protocol.seeds.setText("0, 1")
    qtbot.waitUntil(lambda: not tab.comparison.results.messages.isVisible())
    assert tab.comparison.setup.cost.text().startswith("2 fits")


def test_data_too_small_to_split_are_told_at_the_estimate_and_at_the_start(qtbot, workspace, make_tab, tiny_dataset):
    tab = make_tab()
    one = replace(tiny_dataset, ratings=tiny_dataset.ratings.take(np.arange(1)))
    tab.comparison.setup.protocol.seeds.setText("1")
    workspace._dataset, workspace._split = one, None  # as if such data were open
    tab.comparison._on_dataset_changed()
    tab.comparison._estimate()
    qtbot.waitUntil(lambda: "part of the split is empty" in tab.comparison.setup.cost.text())
    with qtbot.waitSignal(tab.comparison.runner.ended):
        tab.start()
    assert "part of the split is empty" in tab.comparison.results.messages.text


def test_without_data_nothing_starts(qtbot, tmp_path):
    workspace = Workspace(RunStore(tmp_path / "runs"))
    tab = TrainTab(workspace)
    qtbot.addWidget(tab)
    tab.pages.go_to(COMPARE)
    tab.start()
    tab.comparison.go_on()
    tab.export()
    assert tab.empty.text.startswith("Load ratings")
    assert not workspace.jobs


def test_training_and_comparing_do_not_disturb_each_other(qtbot, workspace, make_tab, make_player, make_trainer):
    player, trainer = make_player(gated=True), make_trainer(gated=True)
    tab = make_tab(player)
    tab.queue._trainer = trainer
    tab.start()
    tab.pages.go_to(TRAIN)
    tab.start()
    assert "Wait until the comparison ends" in tab.messages.text
    assert tab.queue.current is None
    with qtbot.waitSignal(tab.comparison.runner.ended):
        player.let_go(4)
    tab.start()
    tab.pages.go_to(COMPARE)
    tab.start()
    assert "Wait until the training ends" in tab.comparison.results.messages.text
    assert not tab.comparison.runner.running
    with qtbot.waitSignal(tab.queue.finished):
        trainer.let_go(4)
    qtbot.waitUntil(lambda: not workspace.jobs)


def test_runs_that_cannot_be_read_are_named_and_the_others_offered(qtbot, workspace, stored_run, make_tab):
    workspace.store.write(replace(stored_run, id="lost"))
    path = workspace.store.path("lost") / RUN_FILE
    values, _ = records.unseal(path.read_bytes())
    values["spec"]["architecture"] = "forgotten"
    path.write_bytes(records.seal(values))
    tab = make_tab(ticked=("stored",))
    assert tab.comparison.results.messages.text == "One run cannot be read and is not offered here."
    assert "forgotten" in tab.comparison.results.messages.details
    assert [one.label for one in tab.comparison.setup.contestants.contestants()] == ["stored"]


def test_figures_of_a_forgotten_architecture_stay_and_say_so(qtbot, workspace, store, make_tab, make_player):
    tab = make_tab(make_player())
    with qtbot.waitSignal(tab.comparison.runner.ended):
        tab.start()
    qtbot.waitUntil(lambda: not workspace.jobs)
    path = store.path(store.list()[0].id)
    values, _ = records.unseal(path.read_bytes())
    for entry in values["entries"]:
        if entry["settings"]["architecture"] == "global-mean":
            entry["settings"]["architecture"] = "forgotten"
    path.write_bytes(records.seal(values))
    again = make_tab()
    assert labels(again) == ["User + movie bias", "Global mean"]
    assert "no longer has: Global mean" in again.comparison.results.messages.text


def test_a_damaged_comparison_is_told_and_the_others_listed(qtbot, workspace, store, make_tab, make_player):
    tab = make_tab(make_player())
    with qtbot.waitSignal(tab.comparison.runner.ended):
        tab.start()
    qtbot.waitUntil(lambda: not workspace.jobs)
    (store.folder / "20200101-000000-1.json").write_text("{", encoding="utf-8")
    again = make_tab()
    assert again.comparison.results.messages.text == "One comparison cannot be read. The others are not affected."
    assert again.comparison.results.list.count() == 1


def test_comparisons_of_other_data_are_not_listed(qtbot, workspace, make_tab, make_player, tiny_dataset):
    tab = make_tab(make_player())
    with qtbot.waitSignal(tab.comparison.runner.ended):
        tab.start()
    qtbot.waitUntil(lambda: not workspace.jobs)
    workspace.set_dataset(replace(tiny_dataset, user_ids=tiny_dataset.user_ids + 1))
    qtbot.waitUntil(lambda: not workspace.jobs)
    assert tab.comparison.results.list.count() == 0
    assert tab.comparison.results.empty.isVisible()


def test_a_comparison_that_fails_as_a_whole_is_told(qtbot, workspace, make_tab, make_player):
    tab = make_tab(make_player(error=UserError("No room", "", "Make some")))
    with qtbot.waitSignal(tab.comparison.runner.ended):
        tab.start()
    assert tab.comparison.results.messages.text == "No room. Make some."


def test_nothing_is_timed_while_nobody_looks(qtbot, workspace, make_tab):
    tab = make_tab()
    page: ComparePage = tab.comparison
    tab.pages.go_to(TRAIN)
    page._seconds.clear()
    page._estimate()
    assert page._job.job is None
    tab.pages.go_to(COMPARE)
    qtbot.waitUntil(lambda: len(page._seconds) == 2)


@pytest.mark.parametrize("size", [(1280, 690), (1920, 970)])
def test_it_fits_the_window(qtbot, make_tab, size):
    tab = make_tab()
    tab.resize(*size)
    assert (tab.width(), tab.height()) == size
