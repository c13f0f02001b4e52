"""Batch normalisation of a batch in one piece, in parts, and of a single rating."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from movierec_gui.data.features import TrainingData
from movierec_gui.models import architecture
from movierec_gui.models.batch import Batch
from movierec_gui.models.batch_norm import BatchNorm


@pytest.mark.parametrize("size", [2, 7, 64])
def test_sums_over_processes_standardise_as_torch_does(size: int) -> None:
    usual, shared = nn.BatchNorm1d(5), BatchNorm(5)
    shared.of_all = lambda tensor: tensor.unsqueeze(0)  # all ratings are in this part
    random = torch.Generator().manual_seed(size)
    for _ in range(3):
        x = torch.randn(size, 5, generator=random) * 2 + 7
        inputs = [x.clone().requires_grad_() for _ in range(2)]
        outputs = [norm(one) for norm, one in zip((usual, shared), inputs, strict=True)]
        for output in outputs:
            (output * torch.arange(5)).square().sum().backward()
        torch.testing.assert_close(outputs[1], outputs[0], atol=1e-4, rtol=1e-4)
        torch.testing.assert_close(inputs[1].grad, inputs[0].grad, atol=1e-3, rtol=1e-3)
    torch.testing.assert_close(shared.running_mean, usual.running_mean)
    torch.testing.assert_close(shared.running_var, usual.running_var)


@pytest.mark.parametrize("shared", [False, True])
def test_a_batch_of_one_rating_is_standardised_as_usual(shared: bool) -> None:
    norm = BatchNorm(3)
    norm.running_mean.fill_(2.0)
    norm.running_var.fill_(4.0)
    norm.of_all = (lambda tensor: tensor.unsqueeze(0)) if shared else None
    torch.testing.assert_close(norm(torch.tensor([[4.0, 2.0, 0.0]])), torch.tensor([[1.0, 0.0, -1.0]]))
    assert norm.running_mean.tolist() == [2.0, 2.0, 2.0]
    assert norm.running_var.tolist() == [4.0, 4.0, 4.0]


def test_an_epoch_may_end_with_a_batch_of_one(data: TrainingData) -> None:
    entry = architecture("lstm")
    model = entry.build(entry.presets[0].model, data, torch.Generator().manual_seed(0))
    model.train()
    one = torch.zeros(1, dtype=torch.long)
    model.loss(Batch(one, one, torch.ones(1), one)).backward()
