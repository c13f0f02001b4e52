"""The auto-encoder: a rating never stands in the input that foretells it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

from movierec_gui.data.features import TrainingData
from movierec_gui.models.autorec import AUTOREC, AutoRec, AutoRecConfig
from movierec_gui.models.base import PREDICTION, RatingModel
from movierec_gui.models.batch import Batch, as_batch
from movierec_gui.models.fold_in import usual_state


@pytest.mark.parametrize("raters", [True, False])
def test_leaving_a_rating_out_equals_a_network_that_never_had_it(data: TrainingData, raters: bool) -> None:
    config = AutoRecConfig(hidden=6, raters=raters)
    whole = AutoRec(config, data, torch.Generator().manual_seed(0))
    for row in (0, 17, 400):
        kept = np.delete(np.arange(len(data.ratings)), row)
        without = AutoRec(config, replace(data, ratings=data.ratings.take(kept)), torch.Generator().manual_seed(0))
        without.raters.residuals += without.raters.mean - whole.raters.mean  # residuals of one and the same mean
        rating = data.ratings.take(np.array([row]))
        users, movies = torch.from_numpy(rating.users).long(), torch.from_numpy(rating.movies).long()
        left_out = whole._encode(movies, (users, torch.from_numpy(rating.values)))
        torch.testing.assert_close(left_out, without._encode(movies, None), atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize("raters", [True, False])
def test_gradients_by_hand_are_those_of_torch(data: TrainingData, raters: bool) -> None:
    model = AutoRec(AutoRecConfig(hidden=6, raters=raters), data, torch.Generator().manual_seed(0))
    model.fit(data)
    torch.nn.init.normal_(model.movie_bias.weight, generator=torch.Generator().manual_seed(1))
    batch = as_batch(data.ratings.take(np.arange(0, len(data.ratings), 3))).wide()
    model.dropout.generator = torch.Generator().manual_seed(2)
    model.learn(batch)
    wanted = {name: weight.grad for name, weight in model.named_parameters()}
    model.zero_grad()
    model.dropout.generator = torch.Generator().manual_seed(2)
    model.learn_by_hand(batch)
    for name, weight in model.named_parameters():
        assert weight.grad is not None, name
        torch.testing.assert_close(weight.grad, wanted[name], atol=1e-6, rtol=1e-4, msg=name)


def test_a_movie_nobody_rated_is_known_by_its_features(data: TrainingData) -> None:
    model = AutoRec(AutoRecConfig(hidden=6), data, torch.Generator().manual_seed(0))
    model.eval()
    unrated = torch.tensor([59])
    layers = model.layers(model.user_state(torch.tensor([0])), unrated)
    torch.testing.assert_close(layers["hidden"], torch.tanh(model.feature_encoder(model.features[unrated])))
    assert torch.isfinite(layers[PREDICTION]).all()


@pytest.mark.parametrize("count", [1, 5, 50])
def test_the_closed_form_folds_in_as_the_search_does(data: TrainingData, count: int) -> None:
    model = AutoRec(AutoRecConfig(hidden=6), data, torch.Generator().manual_seed(0))
    model.fit(data)
    torch.nn.init.normal_(model.user_bias.weight, generator=torch.Generator().manual_seed(1))
    movies, ratings = torch.arange(count), 1.0 + torch.arange(count) % 5
    found = model.fold_in(movies, ratings, torch.arange(40))
    searched = RatingModel.fold_in(model, movies, ratings, torch.arange(40))
    torch.testing.assert_close(found, searched, atol=1e-3, rtol=1e-2)


def test_nobody_is_as_usual(data: TrainingData) -> None:
    model = AutoRec(AutoRecConfig(hidden=6), data, torch.Generator().manual_seed(0))
    nobody = model.fold_in(torch.empty(0, dtype=torch.long), torch.empty(0), torch.arange(40))
    torch.testing.assert_close(nobody, usual_state(model, torch.arange(40)).centre)


def test_its_presets_are_those_that_were_measured(expect_measured_presets: Callable[[str, int], None]) -> None:
    expect_measured_presets("autorec", 1)


def test_an_untrained_network_starts_at_the_mean(expect_untrained_network: Callable[[str], None]) -> None:
    expect_untrained_network("autorec")


def test_the_layers_are_the_hidden_nodes_three_biases_and_their_sum(data: TrainingData) -> None:
    model = AutoRec(AutoRecConfig(hidden=6), data, torch.Generator().manual_seed(0)).eval()
    for table in (model.user_bias, model.movie_bias):
        torch.nn.init.normal_(table.weight, generator=torch.Generator().manual_seed(1))
    users, movies = torch.tensor([3, 4]), torch.tensor([5, 6])
    layers = model.layers(model.user_state(users), movies)
    assert [values.shape[1] for values in layers.values()] == [6, 3, 1]
    decoded = (layers["hidden"] * model.decoder.weight[users]).sum(1)
    torch.testing.assert_close(layers[PREDICTION][:, 0], decoded + layers["biases"].sum(1))
    assert torch.equal(layers["biases"][:, 0], model.user_bias.weight[users, 0])
    assert torch.equal(layers["biases"][:, 1], model.movie_bias.weight[movies, 0])


def test_the_penalty_is_on_decoder_rows_and_biases(data: TrainingData) -> None:
    free, bound = (
        AutoRec(AutoRecConfig(6, 0.0, penalty), data, torch.Generator().manual_seed(0)) for penalty in (0.0, 0.5)
    )
    for model in (free, bound):
        torch.nn.init.constant_(model.movie_bias.weight, 2.0)
    ratings = data.ratings.take(np.array([0, 9]))
    users, movies = torch.from_numpy(ratings.users).long(), torch.from_numpy(ratings.movies).long()
    batch = Batch(users, movies, torch.from_numpy(ratings.values), users)
    more = bound.loss(batch) - free.loss(batch)
    size = free.decoder.weight[users].square().sum() + free.user_bias.weight[users].square().sum() + 2 * 2.0**2
    torch.testing.assert_close(more, 0.5 * size / 2)


def test_without_raters_it_does_not_see_who_rated(data: TrainingData) -> None:
    without = AutoRec(AutoRecConfig(hidden=6, raters=False), data, torch.Generator().manual_seed(0)).eval()
    movies = torch.tensor([5])
    expected = without.raters.residuals.new_zeros(6)
    own = data.ratings.movies == 5
    for user, value in zip(data.ratings.users[own], data.ratings.values[own], strict=True):
        expected = expected + without.rating_encoder[int(user)] * float(value - data.mean)
    total = expected / (own.sum() + 1) ** 0.5 + without.feature_encoder(without.features[movies])[0]
    torch.testing.assert_close(without.movie_vectors()[5], torch.tanh(total), atol=1e-5, rtol=1e-4)


def test_encoders_start_within_their_spread(data: TrainingData) -> None:
    model = AutoRec(AutoRecConfig(hidden=16), data, torch.Generator().manual_seed(0))
    assert 0.2 < float(model.rating_encoder.detach().abs().max()) <= 0.25
    assert 0.02 < float(model.rater_encoder.detach().abs().max()) <= 0.025


def test_its_settings_are_documented(expect_documented_settings: Callable[[Any], None]) -> None:
    expect_documented_settings(AUTOREC)
