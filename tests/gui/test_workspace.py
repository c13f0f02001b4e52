"""The window's shared state: one signal per change, after it."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Signal
from pytestqt.qtbot import QtBot

from movierec_gui.data.dataset import Dataset
from movierec_gui.data.splits import ARTICLE_SPLIT, SplitConfig, split_ratings
from movierec_gui.errors import UserError
from movierec_gui.gui.workspace import Workspace
from movierec_gui.progress import finish
from movierec_gui.training.config import preset_spec
from movierec_gui.training.runs import RunStore
from movierec_gui.training.trainer import train


@pytest.fixture(name="workspace")
def _workspace(qtbot: QtBot, tmp_path: Path) -> Workspace:
    return Workspace(RunStore(tmp_path / "runs"))


def test_a_new_dataset_resets_what_belonged_to_the_old_one(
    qtbot: QtBot, workspace: Workspace, tiny_dataset: Dataset
) -> None:
    workspace.set_dataset(tiny_dataset)
    workspace.set_split_config(ARTICLE_SPLIT)
    workspace.select_movies([3, 1, 3], "by hand")
    workspace.set_current_run("some-run")
    signals = [workspace.dataset_changed, workspace.split_changed, workspace.selection_changed]
    with qtbot.waitSignals([*signals, workspace.current_run_changed], timeout=1000):
        workspace.set_dataset(tiny_dataset)
    assert workspace.split_config == SplitConfig()
    assert workspace.selection.movies == ()
    assert workspace.current_run_id == ""


def test_an_impossible_split_changes_nothing(qtbot: QtBot, workspace: Workspace, tiny_dataset: Dataset) -> None:
    workspace.set_dataset(tiny_dataset)
    with qtbot.assertNotEmitted(workspace.split_changed), pytest.raises(UserError):
        workspace.set_split_config(SplitConfig(method="official", fold="u1"))
    assert workspace.split_config == SplitConfig()
    assert workspace.split is not None
    assert len(workspace.split.test) > 0


def test_a_selection_is_sorted_unique_and_signalled_once(qtbot: QtBot, workspace: Workspace) -> None:
    with qtbot.waitSignal(workspace.selection_changed, timeout=1000):
        workspace.select_movies([5, 2, 5], "lasso")
    assert workspace.selection.movies == (2, 5)
    with qtbot.assertNotEmitted(workspace.selection_changed):
        workspace.select_movies([2, 5], "lasso")
    workspace.clear_selection()
    assert workspace.selection.movies == ()


def test_the_current_run_opens_once(workspace: Workspace, tiny_dataset: Dataset) -> None:
    workspace.set_dataset(tiny_dataset)
    record = finish(train(tiny_dataset, preset_spec("biases"), workspace.store))
    assert workspace.open_current_run() is None
    workspace.set_current_run(record.id)
    opened = workspace.open_current_run()
    assert opened is workspace.open_current_run()


class Heard:
    """Callbacks of a job."""

    def __init__(self) -> None:
        self.results: list[object] = []
        self.errors: list[Exception] = []
        self.events: list[object] = []


def steps() -> Generator[int, None, str]:
    yield 1
    return "result"


def endless() -> Generator[int, None, None]:
    while True:
        yield 1


def test_a_job_is_listed_while_it_runs_and_reports_to_its_callbacks(qtbot: QtBot, workspace: Workspace) -> None:
    heard = Heard()
    with qtbot.waitSignal(workspace.job_started, timeout=1000):
        job = workspace.start_job("steps", steps, heard.results.append, heard.errors.append, heard.events.append)
    assert workspace.jobs == (job,)
    qtbot.waitUntil(lambda: workspace.jobs == ())
    assert (heard.events, heard.results, heard.errors) == ([1], ["result"], [])


class Teller(QObject):
    """Tells of a job by its signals."""

    done = Signal(object)
    failed = Signal(object)


def failing() -> Generator[int, None, None]:
    yield 1
    raise UserError("It failed", "here", "")


def test_signals_hear_of_a_job_and_not_once_their_object_has_gone(qtbot: QtBot, workspace: Workspace) -> None:
    teller, heard = Teller(), Heard()
    teller.done.connect(heard.results.append)
    teller.failed.connect(heard.errors.append)
    workspace.start_job("steps", steps, teller.done, teller.failed)
    workspace.start_job("failing", failing, teller.done, teller.failed)
    qtbot.waitUntil(lambda: workspace.jobs == (), timeout=5000)
    assert heard.results == ["result"]
    assert [type(error) for error in heard.errors] == [UserError]
    workspace.start_job("late", steps, teller.done, teller.failed)
    del teller
    qtbot.waitUntil(lambda: workspace.jobs == (), timeout=5000)
    assert heard.results == ["result"]


def test_closing_stops_every_job_and_waits(qtbot: QtBot, workspace: Workspace) -> None:
    heard = Heard()
    for _ in range(2):
        workspace.start_job("endless", endless, heard.results.append, heard.errors.append)
    assert workspace.stop_jobs()
    qtbot.waitUntil(lambda: workspace.jobs == ())
    assert heard.results == []


def test_after_closing_nothing_begins_any_more(workspace: Workspace) -> None:
    heard = Heard()
    assert workspace.stop_jobs()
    late = workspace.start_job("late", endless, heard.results.append, heard.errors.append)
    assert not late.running
    assert workspace.jobs == ()


def test_without_data_there_is_no_split_and_a_wish_for_one_is_kept(
    qtbot: QtBot, workspace: Workspace, tiny_dataset: Dataset
) -> None:
    assert workspace.split is None
    with qtbot.waitSignal(workspace.split_changed):
        workspace.set_split_config(SplitConfig(test=0.4))
    assert workspace.split is None
    assert workspace.split_config == SplitConfig(test=0.4)


def test_a_split_that_a_job_computed_is_taken_as_it_is(workspace: Workspace, tiny_dataset: Dataset) -> None:
    workspace.set_dataset(tiny_dataset)
    split = split_ratings(tiny_dataset, SplitConfig(seed=5))
    workspace.set_split_config(SplitConfig(seed=5), split)
    assert workspace.split is split


def test_a_finished_map_is_kept_until_the_dataset_goes(
    qtbot: QtBot, workspace: Workspace, tiny_dataset: Dataset
) -> None:
    workspace.set_dataset(tiny_dataset)
    finished = object()
    with qtbot.waitSignal(workspace.map_changed):
        workspace.set_movie_map(finished)  # type: ignore[arg-type]
    workspace.current_user = 3
    assert workspace.movie_map is finished
    with qtbot.waitSignal(workspace.map_changed):
        workspace.set_dataset(tiny_dataset)
    assert workspace.movie_map is None
    assert workspace.current_user is None


def test_what_is_being_loaded_and_trained_is_told_once_each(qtbot: QtBot, workspace: Workspace) -> None:
    told: list[str] = []
    workspace.loading_changed.connect(lambda: told.append(workspace.loading))
    workspace.training_changed.connect(lambda: told.append(workspace.training))
    for name in ("ml-1m", "ml-1m", ""):
        workspace.set_loading(name)
    for name in ("LSTM", "LSTM", ""):
        workspace.set_training(name)
    assert told == ["ml-1m", "", "LSTM", ""]
