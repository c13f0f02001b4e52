"""What takes time is kept to a thousandth of a second, memory to a tenth of a megabyte, by a clock of the test's."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from movierec_gui.data.dataset import Dataset
from movierec_gui.progress import finish
from movierec_gui.training import averaging_runs, fitting, list_trainer
from movierec_gui.training.averaging_runs import average_runs
from movierec_gui.training.comparing import cells
from movierec_gui.training.comparing.cells import compare
from movierec_gui.training.comparing.contestants import Contestant, article_splits
from movierec_gui.training.config import preset_spec
from movierec_gui.training.list_runs import ListStore, default_spec
from movierec_gui.training.list_trainer import train_list
from movierec_gui.training.runs import RunStore
from movierec_gui.training.searching import running
from movierec_gui.training.searching.running import SearchPlan, run_search
from movierec_gui.training.searching.space import parse_dimension
from movierec_gui.training.searching.store import SearchStore
from movierec_gui.training.stopwatch import Stopwatch
from movierec_gui.training.trainer import train

TICK = 0.0123
"""Seconds between two looks at the clock; their sums below do not end at a hundredth."""


class Clock:
    now = 5.0

    def __call__(self) -> float:
        self.now += TICK
        return self.now


class Meter:
    peak_mb = 12.3456

    def look(self) -> None: ...


def rounded_to(number: float, digits: int) -> bool:
    """Whether it has so many digits after the point and no more."""
    return number == round(number, digits) != round(number, digits - 1)


@pytest.fixture(autouse=True)
def ticking(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    for module in (fitting, averaging_runs, list_trainer, running):
        monkeypatch.setattr(module, "Stopwatch", partial(Stopwatch, clock))
    monkeypatch.setattr(cells, "MemoryMeter", Meter)


def test_of_runs_and_averages(tiny_dataset: Dataset, tmp_path: Path) -> None:
    store = RunStore(tmp_path)
    members = [finish(train(tiny_dataset, preset_spec(name), store)) for name in ("global-mean", "biases")]
    average = finish(average_runs(tiny_dataset, [record.id for record in members], store))
    assert [rounded_to(record.seconds, 3) for record in (*members, average)] == [True] * 3


def test_of_list_runs(tiny_dataset: Dataset, tmp_path: Path) -> None:
    assert rounded_to(finish(train_list(tiny_dataset, default_spec("ease"), ListStore(tmp_path))).seconds, 3)


def test_of_trials_that_end_and_that_fail(
    tiny_dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = preset_spec("biases")
    plan = SearchPlan(spec, (parse_dimension(spec, "rounds=1..9"),), most_trials=2)
    judge, asked = running.judge, []

    def failing(*arguments: object) -> object:
        asked.append(1)
        if len(asked) == 2:
            yield from ()
            raise MemoryError("no room" * 200)
        return (yield from judge(*arguments))  # type: ignore[arg-type]

    monkeypatch.setattr(running, "judge", failing)
    record = finish(run_search(tiny_dataset, plan, SearchStore(tmp_path)))
    assert [trial.status for trial in record.trials] == ["done", "failed"]
    assert [rounded_to(trial.seconds, 3) for trial in record.trials] == [True] * 2
    assert record.trials[1].reason == f"MemoryError: {'no room' * 200}"[:500]


def test_of_a_comparison(tiny_dataset: Dataset) -> None:
    spec = preset_spec("vbfm")
    spec = replace(spec, model=replace(spec.model, factors=2, steps=30))
    (result,) = finish(compare(tiny_dataset, [Contestant("a", spec)], article_splits([0]), ranking=False)).results
    assert rounded_to(result.fit_seconds, 3)
    assert result.memory_mb == 12.3
    assert len(result.test_curve) == 3
    assert all(error == round(error, 5) for error in result.test_curve)
    assert any(rounded_to(error, 5) for error in result.test_curve)
