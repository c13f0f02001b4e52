from __future__ import annotations

import pytest

from movierec_gui.analysis.projections import MapConfig
from movierec_gui.errors import UserError
from movierec_gui.gui.tabs.map_tab.computation import MapComputation


@pytest.fixture
def computation(workspace, tiny_dataset):
    workspace.set_dataset(tiny_dataset)
    return MapComputation(workspace)


def _until_frame(qtbot, computation, iteration):
    qtbot.waitUntil(lambda: computation.map is not None and computation.map.iteration == iteration)


def test_it_shows_every_picture_and_then_the_map(qtbot, computation, engine, idle):
    iterations = []
    computation.map_changed.connect(lambda: iterations.append(computation.map.iteration))
    computation.start(MapConfig(perplexity=7))
    assert computation.running
    engine.gate.set()
    with qtbot.waitSignal(computation.completed):
        pass
    idle()
    assert iterations == [10, 20, 40]
    assert computation.map.complete
    assert not computation.running
    assert engine.configs[0].perplexity == 7


def test_cancelling_keeps_the_latest_picture(qtbot, computation, engine, idle):
    computation.start(MapConfig())
    _until_frame(qtbot, computation, 20)
    with qtbot.waitSignal(computation.ended):
        computation.cancel()
    idle()
    assert engine.closed == 1
    assert computation.map.iteration == 20
    assert not computation.map.complete


def test_it_can_be_held_and_go_on(qtbot, computation, engine, idle):
    computation.start(MapConfig())
    _until_frame(qtbot, computation, 20)
    with qtbot.waitSignal(computation.paused_changed):
        computation.pause()
    assert computation.paused
    engine.gate.set()
    computation.resume()
    qtbot.waitUntil(lambda: not computation.running)
    assert computation.map.complete
    idle()


def test_a_new_start_takes_the_place_of_the_old(qtbot, computation, engine, idle):
    computation.start(MapConfig(perplexity=6))
    _until_frame(qtbot, computation, 20)
    engine.gate.set()
    computation.start(MapConfig(perplexity=9))
    qtbot.waitUntil(lambda: not computation.running)
    idle()
    assert computation.map.config.perplexity == 9


def test_an_error_is_told_and_the_earlier_map_stays(qtbot, computation, engine, idle):
    engine.gate.set()
    engine.error = UserError("It broke")
    computation.start(MapConfig())
    with qtbot.waitSignal(computation.failed) as signal:
        pass
    idle()
    assert str(signal.args[0]) == "It broke."
    assert not computation.running


def test_another_dataset_takes_the_map_away(qtbot, computation, engine, workspace, tiny_dataset, idle):
    computation.start(MapConfig())
    _until_frame(qtbot, computation, 20)
    workspace.set_dataset(tiny_dataset)
    assert computation.map is None
    assert not computation.running
    idle()


def test_a_learned_map_needs_a_run(qtbot, computation, idle):
    computation.start(MapConfig(source="embedding"))
    with qtbot.waitSignal(computation.failed) as signal:
        pass
    idle()
    assert "needs a trained network" in str(signal.args[0])


@pytest.mark.parametrize("source", ["embedding", "layer"])
def test_a_run_is_laid_out(qtbot, computation, workspace, run, monkeypatch, idle, source):
    monkeypatch.setattr(workspace, "open_current_run", lambda: run)
    with qtbot.waitSignal(computation.completed):
        computation.start(MapConfig(source=source, method="pca"))
    idle()
    assert "untrained" in computation.map.title


def test_nothing_starts_without_data(qtbot, workspace):
    computation = MapComputation(workspace)
    computation.start(MapConfig())
    assert not computation.running


@pytest.mark.slow
def test_the_real_engine_answers(qtbot, computation, idle):
    computation.start(MapConfig(perplexity=8, iterations=30))
    with qtbot.waitSignal(computation.completed):
        pass
    idle()
    assert len(computation.map) == 59


def test_what_the_engine_kept_of_the_last_map_makes_the_next_one_quick(qtbot, computation, idle):
    stages = []
    computation.progressed.connect(lambda progress: stages[-1].add(progress.stage))
    for config in (MapConfig(method="pca"), MapConfig(method="pca")):
        stages.append(set())
        with qtbot.waitSignal(computation.ended):
            computation.start(config)
        idle()
        assert computation.map.complete
        assert computation.map.config == config
    assert "Principal components" in stages[0]
    assert "Principal components" not in stages[1]
