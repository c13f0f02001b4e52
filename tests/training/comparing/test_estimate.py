"""A comparison's cost before it starts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from movierec_gui.data.dataset import Dataset
from movierec_gui.data.features import TrainingData
from movierec_gui.data.splits import split_ratings
from movierec_gui.errors import UserError
from movierec_gui.progress import finish
from movierec_gui.training import estimate, list_estimate
from movierec_gui.training.comparing import estimate as cost_module
from movierec_gui.training.comparing.contestants import Contestant, article_splits
from movierec_gui.training.comparing.estimate import comparison_cost, time_cells
from movierec_gui.training.config import preset_spec
from movierec_gui.training.list_runs import ListSpec, default_spec
from movierec_gui.training.list_tests import ListTest


def test_each_split_takes_a_run_to_choose_the_epoch_and_one_to_be_judged() -> None:
    chosen, given = preset_spec("dense"), preset_spec("lstm")
    given = replace(given, training=replace(given.training, keep_best=False))
    contestants = [Contestant("a", chosen), Contestant("b", given)]
    cost = comparison_cost(contestants, 3, {chosen: 20.0, given: 1.0})
    assert (cost.fits, cost.trainings, cost.seconds) == (6, 9, pytest.approx(63.0))
    assert comparison_cost(contestants, 3, {chosen: 10.0}).seconds is None
    assert comparison_cost([], 3, {}).trainings == 0


def test_runs_are_timed_on_the_split(tiny_dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(estimate, "TIMED_SECONDS", 0.01)
    specs = [preset_spec("dense"), preset_spec("global-mean")]
    seconds = finish(time_cells(tiny_dataset, specs, article_splits([0])[0]))
    assert list(seconds) == specs
    assert all(value > 0 for value in seconds.values())


def test_a_split_that_does_not_fit_is_told(tiny_dataset: Dataset) -> None:
    split = replace(article_splits([0])[0], method="official", fold="u1")
    with pytest.raises(UserError, match="ships no folds"):
        finish(time_cells(tiny_dataset, [preset_spec("global-mean")], split))


def test_a_model_that_the_data_does_not_allow_takes_no_time_and_leaves_the_others_theirs(
    tiny_dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(estimate, "TIMED_SECONDS", 0.01)
    timeless = replace(
        tiny_dataset, ratings=replace(tiny_dataset.ratings, timestamps=np.zeros(len(tiny_dataset.ratings), np.int64))
    )
    specs = [preset_spec("house-context"), preset_spec("global-mean")]
    seconds = finish(time_cells(timeless, specs, article_splits([0])[0]))
    assert seconds[specs[0]] == 0.0
    assert seconds[specs[1]] > 0.0


def test_recommenders_are_timed_too_and_a_long_fit_is_not_waited_for(
    tiny_dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    specs = [default_spec("ease"), default_spec("recvae")]
    monkeypatch.setattr(list_estimate, "TIMED_SECONDS", 0.0)
    seconds = finish(time_cells(tiny_dataset, specs, article_splits([0])[0]))
    assert all(value > 0 for value in seconds.values())
    contestants = [Contestant(spec.recommender, spec) for spec in specs]
    cost = comparison_cost(contestants, 2, seconds)
    assert (cost.fits, cost.trainings) == (4, 4)


def test_judging_the_lists_is_part_of_the_cost(tiny_dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def judging_seconds(_scorer: object, test: ListTest) -> float:
        asked.append(len(test.wanted))
        return 20.0

    monkeypatch.setattr(cost_module, "judging_seconds", judging_seconds)
    spec, split = preset_spec("global-mean"), article_splits([0])[0]
    assert finish(time_cells(tiny_dataset, [spec], split))[spec] > 20.0
    assert finish(time_cells(tiny_dataset, [spec], split, ranking=False))[spec] < 20.0
    assert finish(time_cells(tiny_dataset, [default_spec("ease")], split))[default_spec("ease")] > 20.0
    assert len(asked) == 2
    assert min(asked) > 0  # liked ratings of the test part


class Slow:
    """A clock that building a model or gathering data moves by 3 seconds."""

    now = 10.0

    def built(self, function: Any) -> Any:
        def working(*arguments: Any) -> Any:
            self.now += 3.0
            return function(*arguments)

        return working


@pytest.fixture(name="counted")
def _counted(tiny_dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> tuple[int, int, float]:
    """Of a split: test ratings, validation ratings, share of the first run's training ratings in the second's.

    A pass takes 5 seconds, an own fit's epoch 7, 100 predictions one, and judging lists 20.
    """
    slow = Slow()
    monkeypatch.setattr(cost_module.time, "perf_counter", lambda: slow.now)
    monkeypatch.setattr(cost_module, "new_model", slow.built(cost_module.new_model))
    monkeypatch.setattr(cost_module, "of_split", slow.built(cost_module.of_split))
    monkeypatch.setattr(cost_module, "pass_seconds", lambda fit, size: 5.0 * size / 64)
    monkeypatch.setattr(cost_module, "own_seconds", lambda model, data, generator: 7.0)
    monkeypatch.setattr(cost_module, "evaluation_seconds", lambda model, data, n: n / 100)
    monkeypatch.setattr(cost_module, "judging_seconds", lambda scorer, test: 20.0)
    split = article_splits([0])[0]
    first, second = split_ratings(tiny_dataset, split), split_ratings(tiny_dataset, replace(split, refit=True))
    return len(second.test), len(first.validation), len(first.train) / len(second.train)


def test_a_run_costs_its_two_fits_its_errors_and_its_lists(
    tiny_dataset: Dataset, counted: tuple[int, int, float]
) -> None:
    tested, validated, share = counted
    chosen = preset_spec("dense")
    chosen = replace(chosen, training=replace(chosen.training, epochs=4))
    given = replace(chosen, training=replace(chosen.training, keep_best=False))
    own = preset_spec("vbfm")
    found = finish(time_cells(tiny_dataset, [chosen, given, own], article_splits([0])[0]))
    second = 3.0 + 4 * (5.0 + tested / 100) + tested / 100
    first = 3.0 + 4 * (share * 5.0 + validated / 100) + validated / 100
    epochs = -(-own.model.steps // 10)  # type: ignore[attr-defined]
    assert found[given] == pytest.approx(second + 20.0)
    assert found[chosen] == pytest.approx(second + first + 20.0)
    assert found[own] == pytest.approx(3.0 + epochs * (7.0 + tested / 100) + tested / 100 + 20.0)
    without = finish(time_cells(tiny_dataset, [given], article_splits([0])[0], ranking=False))
    assert without[given] == pytest.approx(second)


def test_a_recommender_costs_its_fit_and_its_lists(
    tiny_dataset: Dataset, counted: tuple[int, int, float], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    fit = cost_module.timed_fit

    def timed(spec: ListSpec, data: TrainingData) -> tuple[float, Any]:
        asked.append(spec.recommender)
        return 11.0, None if spec.recommender == "als" else fit(spec, data)[1]

    monkeypatch.setattr(cost_module, "timed_fit", timed)
    specs = [default_spec("ease"), default_spec("als")]
    found = finish(time_cells(tiny_dataset, specs, article_splits([0])[0]))
    assert [found[spec] for spec in specs] == [pytest.approx(3.0 + 11.0 + 20.0)] * 2
    assert asked == ["ease", "als", "popularity"]  # whose lists stand for those of one that takes too long


def test_it_says_at_which_model_it_is(tiny_dataset: Dataset, counted: tuple[int, int, float]) -> None:
    specs = [preset_spec("biases"), default_spec("ease"), preset_spec("dense")]
    places = [(step.done, step.total) for step in time_cells(tiny_dataset, specs, article_splits([0])[0])]
    assert places == [(0, 3), (0, 3), (0, 3), (1, 3), (2, 3), (2, 3), (2, 3)]
