"""The baselines, against answers known in advance."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from movierec_gui.data.dataset import Ratings, Tags
from movierec_gui.data.features import TrainingData
from movierec_gui.models import architecture
from movierec_gui.models.baselines import BIASES, GLOBAL_MEAN, BiasConfig


@pytest.fixture(name="additive")
def _additive() -> TrainingData:
    """Every rating is 3 + user bias + movie bias exactly."""
    user_bias, movie_bias = np.array([-1.0, 0.0, 1.0]), np.array([-0.5, 0.0, 0.5, 0.0])
    users, movies = (grid.ravel() for grid in np.meshgrid(np.arange(3), np.arange(4), indexing="ij"))
    values = (3 + user_bias[users] + movie_bias[movies]).astype(np.float32)
    ratings = Ratings(users.astype(np.int32), movies.astype(np.int32), values, np.zeros(12, np.int64))
    return TrainingData(3, 4, ratings, (0.5, 5.0), np.zeros((4, 1), bool), np.zeros(4, np.int32), Tags.empty())


def test_the_global_mean_predicts_the_training_mean(additive: TrainingData) -> None:
    entry = architecture("global-mean")
    model = entry.build(entry.presets[0].model, additive, torch.Generator())
    model.fit(additive)
    assert model.predict(torch.tensor([0, 2]), torch.tensor([1, 3])).tolist() == pytest.approx([3.0, 3.0])


def test_biases_without_shrinkage_recover_an_additive_table(additive: TrainingData) -> None:
    model = architecture("biases").build(BiasConfig(0.0, 0.0, 20), additive, torch.Generator())
    model.fit(additive)
    ratings = additive.ratings
    predicted = model.predict(
        torch.tensor(ratings.users.astype(np.int64)), torch.tensor(ratings.movies.astype(np.int64))
    )
    np.testing.assert_allclose(predicted.numpy(), ratings.values, atol=1e-4)


def test_shrinkage_pulls_biases_of_few_ratings_towards_zero(additive: TrainingData) -> None:
    model = architecture("biases").build(BiasConfig(1000.0, 1000.0, 5), additive, torch.Generator())
    model.fit(additive)
    assert model.user_bias.abs().max() < 0.01


def test_its_presets_are_those_that_were_measured(expect_measured_presets: Callable[[str, int], None]) -> None:
    expect_measured_presets("biases", 1)
    expect_measured_presets("global-mean", 1)


def test_its_settings_are_documented(expect_documented_settings: Callable[[Any], None]) -> None:
    expect_documented_settings(BIASES)
    expect_documented_settings(GLOBAL_MEAN)
