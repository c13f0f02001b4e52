"""The dot product with biases, against sums worked out by hand."""

from __future__ import annotations

import torch

from movierec_gui.data.features import TrainingData
from movierec_gui.models.batch import Batch
from movierec_gui.models.factors import DotProduct, FactorConfig


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
