"""A comparison's cost before it starts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from movierec_gui.data.dataset import Dataset
from movierec_gui.errors import UserError
from movierec_gui.progress import finish
from movierec_gui.training import estimate, list_estimate
from movierec_gui.training.comparing import estimate as cost_module
from movierec_gui.training.comparing.contestants import Contestant, article_splits
from movierec_gui.training.comparing.estimate import comparison_cost, time_cells
from movierec_gui.training.config import preset_spec
from movierec_gui.training.list_runs import default_spec
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
