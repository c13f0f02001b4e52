"""The dot product with biases, against sums worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

from movierec_gui.data.features import TrainingData
from movierec_gui.models.batch import Batch
from movierec_gui.models.factors import DOT_PRODUCT, DotProduct, FactorConfig


def test_a_prediction_is_mean_plus_biases_plus_product(data: TrainingData) -> None:
    model = DotProduct(FactorConfig(factors=2), data, torch.Generator())
    with torch.no_grad():
        model.mean.fill_(3.0)
        model.user_bias.weight[4], model.movie_bias.weight[7] = 0.5, -0.25
        model.user_embedding.weight[4] = torch.tensor([1.0, 2.0])
        model.movie_embedding.weight[7] = torch.tensor([0.5, -0.125])
    model.eval()
    assert model(torch.tensor([4]), torch.tensor([7])).item() == 3.0 + 0.5 - 0.25 + 0.5 - 0.25


def test_the_loss_adds_the_squares_of_what_the_batch_uses(data: TrainingData) -> None:
    free, bound = (
        DotProduct(FactorConfig(2, penalty), data, torch.Generator().manual_seed(0)) for penalty in (0.0, 2.0)
    )
    users, movies = torch.tensor([0, 1]), torch.tensor([2, 2])
    batch = Batch(users, movies, torch.tensor([4.0, 2.0]), torch.zeros_like(users))
    size = sum(
        table(index).square().sum() for table, index in ((free.user_embedding, users), (free.movie_embedding, movies))
    )
    torch.testing.assert_close(bound.loss(batch) - free.loss(batch), 2.0 * size / 2)


def test_its_presets_are_those_that_were_measured(expect_measured_presets: Callable[[str, int], None]) -> None:
    expect_measured_presets("dot", 1)


def test_an_untrained_network_starts_at_the_mean(expect_untrained_network: Callable[[str], None]) -> None:
    expect_untrained_network("dot")


def test_the_biases_count_in_the_penalty_and_every_rating_in_the_error(data: TrainingData) -> None:
    model = DotProduct(FactorConfig(2, 0.5), data, torch.Generator().manual_seed(0))
    with torch.no_grad():
        for table in (model.user_embedding, model.movie_embedding):
            table.weight.zero_()
        model.user_bias.weight[0], model.movie_bias.weight[2] = 1.0, -2.0
    users, movies, ratings = torch.tensor([0, 1]), torch.tensor([2, 3]), torch.tensor([4.0, 2.0])
    error = ((0 + 1.0 - 2.0 - 4.0) ** 2 + (0 - 2.0) ** 2) / 2
    assert model.loss(Batch(users, movies, ratings, users)).item() == error + 0.5 * (1.0 + 4.0) / 2


def test_its_layers_are_the_factors_the_biases_and_their_products(data: TrainingData) -> None:
    model = DotProduct(FactorConfig(3), data, torch.Generator().manual_seed(0))
    users, movies = torch.tensor([1, 2]), torch.tensor([3, 4])
    layers = model.layers(model.user_state(users), movies)
    assert torch.equal(layers["user"], model.user_embedding.weight[users])
    assert torch.equal(layers["products"], model.user_embedding.weight[users] * model.movie_embedding.weight[movies])
    assert layers["biases"].shape == (2, 2)
    assert torch.equal(model.movie_vectors(), model.movie_embedding.weight)
    assert torch.equal(model.user_vectors(), model.user_embedding.weight)


def test_its_settings_are_documented(expect_documented_settings: Callable[[Any], None]) -> None:
    expect_documented_settings(DOT_PRODUCT)
