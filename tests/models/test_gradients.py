"""Gradients by hand agree with torch's."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from movierec_gui.models.batch_norm import BatchNorm
from movierec_gui.models.blocks import DenseCell, Dropout, OneStepGRU, OneStepLSTM
from movierec_gui.models.gradients import linear_step, squared_error_step


def numbers(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def test_a_linear_step_leaves_the_gradients_that_torch_leaves() -> None:
    ours, theirs = nn.Linear(5, 3), nn.Linear(5, 3)
    theirs.load_state_dict(ours.state_dict())
    x, upstream = numbers(7, 5), numbers(7, 3, seed=1)
    with torch.no_grad():
        out, back = linear_step(ours, x)
        of_input = back(upstream)
    leaf = x.clone().requires_grad_()
    expected = theirs(leaf)
    expected.backward(upstream)
    assert torch.equal(out, expected)
    assert leaf.grad is not None
    assert torch.equal(of_input, leaf.grad)
    torch.testing.assert_close(ours.weight.grad, theirs.weight.grad)
    torch.testing.assert_close(ours.bias.grad, theirs.bias.grad)


def test_the_squared_error_and_its_gradient_are_torch_s() -> None:
    predicted, ratings = numbers(9, 1), numbers(9, seed=1)
    leaf = predicted.clone().requires_grad_()
    expected = nn.functional.mse_loss(leaf[:, 0], ratings)
    expected.backward()
    loss, gradient = squared_error_step(predicted, ratings)
    torch.testing.assert_close(loss, expected.detach())
    assert leaf.grad is not None
    assert torch.equal(gradient, leaf.grad)


@pytest.mark.parametrize("cell", [DenseCell, OneStepLSTM, OneStepGRU])
def test_a_cell_s_gradient_is_torch_s(cell: type[DenseCell] | type[OneStepLSTM] | type[OneStepGRU]) -> None:
    ours = cell(6, 4, torch.Generator().manual_seed(0))
    gates = 3 * numbers(8, ours.gates.out_features)
    upstream = numbers(8, 4, seed=1)
    leaf = gates.clone().requires_grad_()
    expected = ours.activate(leaf)
    expected.backward(upstream)
    with torch.no_grad():
        hidden, back = ours.with_gradient(gates)
        of_gates = back(upstream)
    assert torch.equal(hidden, expected)
    assert leaf.grad is not None
    assert torch.equal(of_gates, leaf.grad)


@pytest.mark.parametrize("probability", [0.0, 0.3])
def test_dropout_s_gradient_passes_where_the_numbers_passed(probability: float) -> None:
    ours, theirs = (Dropout(probability, torch.Generator().manual_seed(3)) for _ in range(2))
    leaf, upstream = numbers(20, 10).requires_grad_(), numbers(20, 10, seed=1)
    expected = theirs(leaf)
    expected.backward(upstream)
    with torch.no_grad():
        out, back = ours.with_gradient(leaf.detach())
    assert torch.equal(out, expected)
    assert leaf.grad is not None
    assert torch.equal(back(upstream), leaf.grad)


def test_batch_norm_s_gradient_is_torch_s_and_it_remembers_alike() -> None:
    ours, theirs = BatchNorm(5), BatchNorm(5)
    x, upstream = 2 * numbers(8, 5) + 7, numbers(8, 5, seed=1)
    leaf = x.clone().requires_grad_()
    expected = theirs(leaf)
    expected.backward(upstream)
    with torch.no_grad():
        out, back = ours.with_gradient(x)
        of_input = back(upstream)
    assert torch.equal(out, expected)
    assert leaf.grad is not None
    assert torch.equal(of_input, leaf.grad)
    for name, value in theirs.state_dict().items():
        assert torch.equal(ours.state_dict()[name], value), name
    for mine, other in zip(ours.parameters(), theirs.parameters(), strict=True):
        assert mine.grad is not None
        assert other.grad is not None
        assert torch.equal(mine.grad, other.grad)
