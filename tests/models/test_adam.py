"""Adam without torch.optim takes torch.optim's steps."""

from __future__ import annotations

import math
from typing import Any

import pytest
import torch
from torch import nn

from movierec_gui.models.adam import Adam, flushed_denormals


def network() -> nn.Module:
    torch_state = torch.Generator().manual_seed(3)
    model = nn.Sequential(nn.Linear(5, 7), nn.ReLU(), nn.Linear(7, 1), nn.Linear(1, 1))
    for parameter in model.parameters():
        parameter.data = torch.randn(parameter.shape, generator=torch_state)
    return model


def descend(model: nn.Module, optimiser: Any, passes: int) -> None:
    """The last layer stays unused, and so without a gradient, in every second step."""
    generator = torch.Generator().manual_seed(4)
    for number in range(passes):
        inputs = torch.randn(16, 5, generator=generator)
        optimiser.zero_grad()
        used = model if number % 2 else model[:3]
        (used(inputs)[:, 0] - inputs.sum(dim=1)).square().mean().backward()
        optimiser.step()


@pytest.mark.parametrize("decay", [0.0, 0.1])
@pytest.mark.parametrize(("decoupled", "theirs"), [(False, torch.optim.Adam), (True, torch.optim.AdamW)])
def test_every_weight_and_running_mean_is_that_of_torch(decoupled: bool, theirs: Any, decay: float) -> None:
    mine, expected = network(), network()
    adam = Adam(mine.parameters(), 0.01, decay, decoupled)
    reference = theirs(expected.parameters(), lr=0.01, weight_decay=decay, fused=True)
    for rate in (0.01, 0.001):
        adam.rate = reference.param_groups[0]["lr"] = rate
        descend(mine, adam, 10)
        descend(expected, reference, 10)
    for got, wanted in zip(mine.parameters(), expected.parameters(), strict=True):
        assert torch.equal(got, wanted)
    for state, wanted in zip(adam.states(), reference.state_dict()["state"].values(), strict=True):
        assert state.keys() == wanted.keys()
        assert all(torch.equal(state[key], wanted[key]) for key in state)


def test_without_any_gradient_nothing_moves() -> None:
    model = network()
    adam = Adam(model.parameters(), 0.1, weight_decay=0.5)
    adam.step()
    assert all(torch.equal(got, start) for got, start in zip(model.parameters(), network().parameters(), strict=True))
    assert all(float(state["step"]) == 0 for state in adam.states())


def test_the_first_step_is_the_rate_long_against_the_gradient() -> None:
    weight = nn.Parameter(torch.tensor([2.0, -3.0]))
    adam = Adam([weight], 0.25)
    (weight * torch.tensor([1.0, -5.0])).sum().backward()
    adam.step()
    assert weight.tolist() == pytest.approx([1.75, -2.75], abs=1e-6)
    adam.zero_grad()
    assert weight.grad is None
    assert math.isclose(float(adam.states()[0]["step"]), 1.0)


def test_denormals_are_flushed_within_and_back_afterwards() -> None:
    tiny = torch.tensor([1e-39])
    with flushed_denormals():
        assert float(tiny * 0.5) == 0.0
    assert float(tiny * 0.5) > 0.0
