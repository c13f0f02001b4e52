"""One comparison in the background."""

from dataclasses import replace

import pytest

from movierec_gui.errors import UserError
from movierec_gui.gui.tabs.train_tab.comparing.runner import ComparisonRunner, play, play_on
from movierec_gui.progress import finish
from movierec_gui.training.comparing.contestants import Contestant, article_splits
from movierec_gui.training.comparing.store import ComparisonStore
from movierec_gui.training.config import preset_spec
from movierec_gui.training.runs import FINISHED, STOPPED

PAIR = [Contestant("a", preset_spec("global-mean")), Contestant("b", preset_spec("biases"))]


@pytest.fixture
def store(workspace):
    return ComparisonStore.beside(workspace.store)


@pytest.fixture
def begin(workspace, store):
    def start(player):
        runner = ComparisonRunner(workspace, player, workspace)
        runner.start(workspace.dataset, PAIR, article_splits([0]), store)
        return runner

    return start


def test_cells_arrive_one_by_one(qtbot, begin, store, make_player):
    player = make_player(gated=True)
    runner = begin(player)
    seen = []
    runner.updated.connect(seen.append)
    player.let_go()
    qtbot.waitUntil(lambda: bool(seen) and seen[-1].cells_done == 1)
    assert runner.running
    with qtbot.waitSignal(runner.ended):
        player.let_go()
    assert not runner.running
    assert (seen[-1].status, seen[-1].cells_done) == (FINISHED, 2)
    assert runner.job.progress.fraction == 1.0


def test_a_cancelled_comparison_keeps_its_cells(qtbot, begin, store, make_player):
    player = make_player(gated=True)
    runner = begin(player)
    player.let_go()
    qtbot.waitUntil(lambda: bool(store.list()) and store.list()[0].cells_done == 1)
    runner.job.pause()
    assert runner.job.paused
    runner.job.resume()
    assert not runner.job.paused
    with qtbot.waitSignal(runner.ended):
        runner.job.stop()
        assert runner.job.stopping
        player.let_go()
    (kept,) = store.list()
    assert kept.status == STOPPED
    assert kept.cells_done >= 1


def test_a_failure_is_told_and_another_can_start(qtbot, begin, make_player):
    runner = begin(make_player(error=UserError("No room")))
    with qtbot.waitSignals([runner.failed, runner.ended]):
        pass
    assert not runner.running
    for act in (runner.job.pause, runner.job.resume, runner.job.stop):
        act()


def test_only_one_runs_at_a_time(qtbot, workspace, begin, store, make_player):
    player = make_player(gated=True)
    runner = begin(player)
    runner.start(workspace.dataset, PAIR, article_splits([0]), store)
    assert len(workspace.jobs) == 1
    with qtbot.waitSignal(runner.ended):
        player.let_go(2)


def test_an_interrupted_one_goes_on(qtbot, workspace, store, make_player):
    player = make_player()
    whole = finish(player(workspace.dataset, PAIR, article_splits([0]), store))
    store.write(replace(whole, comparison=replace(whole.comparison, results=whole.comparison.results[:1])))
    gated = make_player(gated=True)
    runner = ComparisonRunner(workspace, parent=workspace, continuer=gated.go_on)
    runner.go_on(workspace.dataset, whole.id, store)
    qtbot.waitUntil(lambda: runner.job.progress.done > 1)
    runner.go_on(workspace.dataset, whole.id, store)
    assert len(workspace.jobs) == 1
    with qtbot.waitSignal(runner.ended):
        gated.let_go()
    assert repr(store.list()) == repr((whole,))  # some of its figures are NaN, which equals nothing


def test_it_plays_the_engines_comparison(tiny_dataset, store):
    record = finish(play(tiny_dataset, PAIR[:1], article_splits([0]), store))
    assert repr(store.list()) == repr((record,))
    store.write(replace(record, comparison=replace(record.comparison, results=())))
    assert finish(play_on(tiny_dataset, record.id, store)).is_complete
