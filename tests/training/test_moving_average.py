"""The running mean of a network's weights."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from movierec_gui.training.moving_average import PER_EPOCH, WeightAverage


def walk(model: nn.Linear, average: WeightAverage, steps: int) -> list[float]:
    """Add one to the weight at each step; the weights that were taken."""
    taken = []
    for _ in range(steps):
        with torch.no_grad():
            model.weight += 1.0
        if average.due():
            average.take()
            taken.append(model.weight.item())
    return taken


@pytest.fixture(name="model")
def _model() -> nn.Linear:
    model = nn.Linear(1, 1)
    nn.init.zeros_(model.weight)
    return model


def test_first_all_weigh_the_same(model: nn.Linear) -> None:
    average = WeightAverage(model, window=1000.0, steps=200)
    taken = walk(model, average, 200)
    assert len(taken) == PER_EPOCH == average.taken
    assert float(average.mean["weight"]) == pytest.approx(np.mean(taken), rel=1e-4)


def test_what_is_a_window_old_weighs_a_third_of_what_is_new(model: nn.Linear) -> None:
    average = WeightAverage(model, window=2.0, steps=100)
    taken = np.array(walk(model, average, 5000))
    weights = np.exp(-np.arange(len(taken))[::-1] / (2.0 * PER_EPOCH))
    assert float(average.mean["weight"]) == pytest.approx(np.average(taken, weights=weights), rel=1e-3)


def test_an_epoch_of_few_steps_takes_every_one(model: nn.Linear) -> None:
    average = WeightAverage(model, window=1.0, steps=3)
    assert walk(model, average, 6) == [1, 2, 3, 4, 5, 6]


def test_every_epoch_takes_at_the_same_steps(model: nn.Linear) -> None:
    average = WeightAverage(model, window=1.0, steps=50)
    first = walk(model, average, 50)
    assert [weight - 50 for weight in walk(model, average, 50)] == first


def test_the_network_has_the_mean_only_for_a_while(model: nn.Linear) -> None:
    average = WeightAverage(model, window=1.0, steps=20)
    walk(model, average, 20)
    with average.in_place():
        assert torch.equal(model.weight, average.mean["weight"])
        assert model.weight.item() != 20.0
    assert model.weight.item() == 20.0


def test_statistics_are_averaged_and_counters_are_not() -> None:
    average = WeightAverage(nn.BatchNorm1d(2), window=1.0, steps=20)
    assert {"running_mean", "running_var"} <= set(average.mean)
    assert "num_batches_tracked" not in average.mean
