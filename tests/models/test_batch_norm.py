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


@pytest.mark.parametrize("size", [2, 7])
def test_the_way_back_written_by_hand_is_that_of_torch(size: int) -> None:
    usual, own = nn.BatchNorm1d(5), BatchNorm(5)
    for norm in (usual, own):
        nn.init.uniform_(norm.weight, 0.5, 1.5, generator=torch.Generator().manual_seed(1))
    random = torch.Generator().manual_seed(size)
    for _ in range(3):
        x, upstream = (torch.randn(size, 5, generator=random) * 2 + 1 for _ in range(2))
        inputs = x.clone().requires_grad_()
        usual.zero_grad()
        expected = usual(inputs)
        expected.backward(upstream)
        out, back = own.with_gradient(x)
        torch.testing.assert_close(out, expected.detach())
        torch.testing.assert_close(back(upstream), inputs.grad, atol=1e-5, rtol=1e-4)
        torch.testing.assert_close(own.weight.grad, usual.weight.grad)
        torch.testing.assert_close(own.bias.grad, usual.bias.grad)
    for name, values in usual.state_dict().items():
        torch.testing.assert_close(own.state_dict()[name], values)


@pytest.mark.parametrize("others", [0, 3])
def test_parts_of_a_batch_are_standardised_together(others: int) -> None:
    """What one process has, with those of another beside it, gives what the whole batch gives in one process."""
    random = torch.Generator().manual_seed(others)
    own, other = torch.randn(2, 4, generator=random), torch.randn(others, 4, generator=random) + 2
    other_mean = other.mean(0) if others else torch.zeros(4)
    facts = torch.cat([other_mean, (other - other_mean).square().sum(0), torch.tensor([float(others)])])
    shared, whole = BatchNorm(4), nn.BatchNorm1d(4)
    shared.of_all = lambda tensor: torch.stack([tensor, facts])
    torch.testing.assert_close(shared(own), whole(torch.cat([own, other]))[:2], atol=1e-5, rtol=1e-4)
    torch.testing.assert_close(shared.running_mean, whole.running_mean)
    torch.testing.assert_close(shared.running_var, whole.running_var)


def test_a_process_without_a_rating_learns_the_same_statistics() -> None:
    other = torch.randn(5, 3, generator=torch.Generator().manual_seed(0))
    facts = torch.cat([other.mean(0), (other - other.mean(0)).square().sum(0), torch.tensor([5.0])])
    shared, whole = BatchNorm(3), nn.BatchNorm1d(3)
    shared.of_all = lambda tensor: torch.stack([tensor, facts])
    assert shared(torch.empty(0, 3)).shape == (0, 3)
    whole(other)
    torch.testing.assert_close(shared.running_mean, whole.running_mean)
    torch.testing.assert_close(shared.running_var, whole.running_var)


def test_outside_of_training_the_running_statistics_count() -> None:
    norm, usual = BatchNorm(3).eval(), nn.BatchNorm1d(3).eval()
    norm.of_all = lambda tensor: tensor.unsqueeze(0)
    x = torch.randn(4, 3, generator=torch.Generator().manual_seed(0))
    assert torch.equal(norm(x), usual(x))
