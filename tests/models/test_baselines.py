"""The baselines, against answers known in advance."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
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


def test_a_bias_is_pulled_by_as_many_ratings_as_the_settings_say(additive: TrainingData) -> None:
    model = architecture("biases").build(BiasConfig(0.0, 3.0, 1), additive, torch.Generator())
    model.fit(additive)
    # Three ratings of each movie and three ratings' worth of pull: half of the mean deviation is left.
    np.testing.assert_allclose(model.movie_bias[:, 0].numpy(), [-0.25, 0, 0.25, 0], atol=1e-6)
    pulled = architecture("biases").build(BiasConfig(4.0, 1000.0, 1), additive, torch.Generator())
    pulled.fit(additive)
    np.testing.assert_allclose(pulled.user_bias[:, 0].numpy(), [-0.5, 0, 0.5], atol=2e-3)


def test_whoever_has_no_ratings_has_no_bias(additive: TrainingData) -> None:
    more = replace(additive, n_users=4, n_movies=5, genres=np.zeros((5, 1), bool), years=np.zeros(5, np.int32))
    for pull in (0.0, 2.0):
        model = architecture("biases").build(BiasConfig(pull, pull, 3), more, torch.Generator())
        model.fit(more)
        assert float(model.user_bias[3]) == float(model.movie_bias[4]) == 0.0
        assert model.predict(torch.tensor([3]), torch.tensor([4])).item() == pytest.approx(3.0)


def test_the_layers_hold_both_biases_and_their_sum(additive: TrainingData) -> None:
    model = architecture("biases").build(BiasConfig(0.0, 0.0, 20), additive, torch.Generator())
    model.fit(additive)
    layers = model.layers(model.user_state(torch.tensor([0, 2])), torch.tensor([2, 0]))
    np.testing.assert_allclose(layers["biases"].numpy(), [[-1, 0.5], [1, -0.5]], atol=1e-4)
    np.testing.assert_allclose(layers["prediction"].numpy(), [[2.5], [3.5]], atol=1e-4)
